"""Sizes and edges of the status list, the trust list and the venue code."""

import zlib

import pytest
import segno
from cwt import COSE
from hypothesis import given
from hypothesis import strategies as st

from server.cards import cose, kiosk_code, status_delta, status_list, trust_list, venue_code
from server.cards.status_list import StatusList, StatusListError
from server.cards.trust_list import TrustListError
from tests.unit.cards.make_vectors import (
    BODY,
    BODY_KEY,
    EXPIRES,
    KIOSK,
    NOT_BEFORE,
    NOW,
    PLACE,
    ROOT,
    STEP,
    STRANGER_KEY,
    kiosk_certificate,
    kiosk_raw,
    kiosk_url,
    status_signed,
    venue_raw,
    venue_url,
)
from tests.unit.cards.test_credential import cose_key, message
from tests.unit.cards.test_vectors import trust


def signed(bits: bytes) -> bytes:
    return status_list.issue(BODY, bits, NOW, BODY_KEY.kid, BODY_KEY.sign)


@given(st.sets(st.integers(0, 999)))
def test_bits_say_what_was_revoked(revoked: set[int]) -> None:
    found = StatusList(BODY, NOW, status_list.bits_of(revoked, 1000), b"")
    assert {index for index in range(1200) if found.revoked(index)} == revoked


def test_a_list_travels() -> None:
    bits = status_list.bits_of(range(0, 100_000, 1000), 100_000)
    message = signed(bits)
    found = status_list.verify(message, BODY, trust())
    assert (found.issued_at, found.bits) == (NOW, bits)
    assert len(message) < 600


def test_the_greatest_list_travels_and_one_byte_more_does_not() -> None:
    bits = bytes(status_list.MAX_BYTES)
    assert status_list.verify(signed(bits), BODY, trust()).bits == bits
    with pytest.raises(StatusListError):
        signed(bits + b"\0")


def test_an_empty_list_travels() -> None:
    assert not status_list.verify(signed(b""), BODY, trust()).revoked(0)


def test_bytes_after_the_compressed_ones_are_refused() -> None:
    """Not in the vectors: a browser refuses them too, but Node 20 reads past them."""
    claims = {
        1: "292010",
        2: "furusato:status:292010",
        6: NOW,
        65533: {"lst": zlib.compress(b"\0") + b"\0", "bits": 1},
    }
    with pytest.raises(StatusListError, match="damaged compression"):
        status_list.verify(bytes.fromhex(status_signed(claims)), BODY, trust())


def test_lists_beyond_all_size_are_not_parsed() -> None:
    with pytest.raises(StatusListError, match="larger"):
        status_list.verify(bytes(status_list.MAX_BYTES + 1), BODY, trust())
    with pytest.raises(TrustListError, match="larger"):
        trust_list.verify(bytes(trust_list.MAX_BYTES + 1), ROOT.public)


def test_an_independent_library_accepts_the_lists() -> None:
    listed = [
        (trust_list.issue([], NOW, ROOT.public, ROOT.sign), ROOT, trust_list.CONTEXT),
        (signed(b"\1"), BODY_KEY, b""),
        (delta_of(signed(b"\1"), b"\3"), BODY_KEY, b""),
    ]
    for whole, key, aad in listed:
        found = COSE.new().decode(message(whole), cose_key(key, key.kid), external_aad=aad)
        assert found == cose.parse_sign1(whole).payload
        with pytest.raises(Exception, match="Failed to verify"):
            other = cose_key(STRANGER_KEY, key.kid)
            COSE.new().decode(message(whole), other, external_aad=aad)


def delta_of(base: bytes, bits: bytes, at: int = NOW) -> bytes:
    known = status_list.verify(base, BODY, trust())
    return status_delta.issue(known, bits, at, BODY_KEY.kid, BODY_KEY.sign)


@given(st.sets(st.integers(0, 500)), st.sets(st.integers(0, 700)), st.integers(0, 10_000))
def test_a_delta_makes_of_its_base_what_a_whole_list_says(
    before: set[int], after: set[int], later: int
) -> None:
    base = signed(status_list.bits_of(before, 501))
    bits = status_list.bits_of(after, 701)
    delta = status_delta.verify(delta_of(base, bits, NOW + later), BODY, trust())
    assert delta.flips == tuple(sorted(before ^ after))
    found = status_delta.advance(status_list.verify(base, BODY, trust()), delta)
    assert (found.bits, found.issued_at) == (bits, NOW + later)


def test_no_delta_makes_a_list_shorter_or_older() -> None:
    base = signed(b"\1\1")
    for bits, at in [(b"\1", NOW), (b"\1\1", NOW - 1), (bytes(status_list.MAX_BYTES + 1), NOW)]:
        with pytest.raises(StatusListError):
            delta_of(base, bits, at)


def test_the_greatest_delta_travels_and_one_change_more_does_not() -> None:
    base = signed(bytes(10_000))
    spare = status_delta.MAX_DELTA_BYTES - len(delta_of(base, bytes(10_000)))
    most = spare - 3  # what tells the lengths takes more bytes, too
    full = status_list.bits_of(range(most), 80_000)
    message = delta_of(base, full)
    assert len(message) == status_delta.MAX_DELTA_BYTES
    assert len(status_delta.verify(message, BODY, trust()).flips) == most
    with pytest.raises(StatusListError, match="more changes"):
        delta_of(base, status_list.bits_of(range(most + 1), 80_000))


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(StatusListError):
        status_list.verify(data, BODY, trust())
    with pytest.raises(TrustListError):
        trust_list.verify(data, ROOT.public)


def test_the_code_of_a_place_is_small_and_its_own_token() -> None:
    code = segno.make(venue_url(), error="m", boost_error=False)
    assert (code.version, code.mode) == (6, "alphanumeric")
    raw = venue_raw()
    again = venue_code.make_raw(BODY, 3_000_000_001, 3, BODY_KEY.kid, BODY_KEY.sign)
    assert venue_code.venue_token(raw) != venue_code.venue_token(again)
    made = venue_code.make_venue_code(
        BODY, 3_000_000_001, 2, BODY_KEY.kid, BODY_KEY.sign, origin="https://furusato.example.jp"
    )
    assert made == venue_url()


@pytest.mark.parametrize(("place", "serial"), [(2**32, 1), (1, 2**16), (-1, 1)])
def test_numbers_that_do_not_fit_a_venue_code(place: int, serial: int) -> None:
    with pytest.raises(OverflowError):
        venue_code.make_raw(BODY, place, serial, BODY_KEY.kid, BODY_KEY.sign)


def test_a_live_code_is_small_enough_for_a_tablet_across_a_counter() -> None:
    code = segno.make(kiosk_url(), error="l", boost_error=False)
    assert (code.version, code.mode) == (9, "alphanumeric")
    longest = kiosk_code.live_url(
        kiosk_certificate(), STEP, KIOSK.sign, origin="https://" + "h" * 34
    )
    assert segno.make(longest, error="l", boost_error=False).version == 9


def test_a_proof_holds_for_its_tablet_its_place_and_its_body() -> None:
    proof = KIOSK.kid + kiosk_raw()[113:]
    assert kiosk_code.step_of(proof) == STEP
    assert kiosk_code.proof_holds(proof, BODY, PLACE, KIOSK.public)
    assert not kiosk_code.proof_holds(proof, BODY, PLACE + 1, KIOSK.public)
    assert not kiosk_code.proof_holds(proof, BODY + 1, PLACE, KIOSK.public)
    assert not kiosk_code.proof_holds(proof, BODY, PLACE, BODY_KEY.public)
    assert not kiosk_code.proof_holds(b"kid!" + proof[4:], BODY, PLACE, KIOSK.public)
    assert not kiosk_code.proof_holds(proof[:-1], BODY, PLACE, KIOSK.public)


@given(st.binary(max_size=200))
def test_any_bytes_are_no_proof(data: bytes) -> None:
    assert not kiosk_code.proof_holds(data, BODY, PLACE, KIOSK.public)


@pytest.mark.parametrize(
    ("body", "valid", "key"),
    [
        (0, (NOT_BEFORE, EXPIRES), KIOSK.public),
        (1_000_000, (NOT_BEFORE, EXPIRES), KIOSK.public),
        (BODY, (NOT_BEFORE + 1, EXPIRES + 1), KIOSK.public),
        (BODY, (NOT_BEFORE, EXPIRES + 1), KIOSK.public),
        (BODY, (NOT_BEFORE, NOT_BEFORE), KIOSK.public),
        (BODY, (NOT_BEFORE, NOT_BEFORE + 65536 * 3600), KIOSK.public),
        (BODY, (NOT_BEFORE, EXPIRES), KIOSK.public[1:]),
    ],
)
def test_what_does_not_fit_a_kiosk_certificate(
    body: int, valid: tuple[int, int], key: bytes
) -> None:
    with pytest.raises(ValueError, match="without loss"):
        kiosk_code.issue(body, PLACE, key, valid, BODY_KEY.kid, BODY_KEY.sign)


def test_the_code_of_a_project_is_printed_as_large_as_a_places() -> None:
    raw = venue_code.make_project_raw(BODY, 1, 2**32 - 1, 1, BODY_KEY.kid, BODY_KEY.sign)
    code = segno.make(venue_code.venue_url(raw, "https://furusato.example.jp"), error="q")
    assert int(code.version) <= 9
    with pytest.raises(OverflowError):
        venue_code.make_project_raw(BODY, 1, 2**32, 1, BODY_KEY.kid, BODY_KEY.sign)
