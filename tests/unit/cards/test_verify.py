"""Whatever is scanned gets a verdict, and nothing but the untouched code is valid."""

from hypothesis import given
from hypothesis import strategies as st

from server.cards import presentation, verify
from server.cards.verify import Context
from tests.unit.cards.make_vectors import BODY, NOW, PRINTED, bytes_of, issue, show
from tests.unit.cards.test_vectors import status, trust

CONTEXT = Context(trust(), {BODY: status()}, frozenset([BODY]), 86_400)
REFUSED = {"unreadable", "unknown_issuer"}


def kind(data: bytes) -> str:
    return verify.judge(presentation.encode(data), CONTEXT, NOW).kind


def test_every_byte_flipped_of_a_live_card() -> None:
    data = bytes_of(show())
    assert kind(data) == "valid"
    for at in range(len(data)):
        for mask in (0x01, 0x80, 0xFF):
            flipped = data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]
            assert kind(flipped) in REFUSED, at


def test_every_bit_flipped_of_a_printed_card() -> None:
    data = issue(PRINTED)
    assert kind(data) == "valid"
    for at in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[at // 8] ^= 1 << at % 8
        assert kind(bytes(flipped)) in REFUSED, at


def test_every_length_of_a_live_card() -> None:
    data = bytes_of(show())
    for length in range(len(data)):
        assert kind(data[:length]) == "unreadable", length


@given(st.text(max_size=600))
def test_any_text_gets_a_verdict(text: str) -> None:
    assert verify.judge(text, CONTEXT, NOW).kind in {"not_ours", "unreadable"}


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", max_size=320))
def test_any_base45_gets_a_verdict(text: str) -> None:
    assert verify.judge("FJ1:" + text, CONTEXT, NOW).kind in REFUSED


@given(st.binary(max_size=220))
def test_any_bytes_get_a_verdict(data: bytes) -> None:
    assert kind(data) in REFUSED
