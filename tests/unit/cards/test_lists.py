"""Sizes and edges of the status list, the trust list and the venue code."""

import zlib

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from server.cards import status_list, trust_list, venue_code
from server.cards.status_list import StatusList, StatusListError
from server.cards.trust_list import TrustListError
from tests.unit.cards.make_vectors import (
    BODY,
    BODY_KEY,
    NOW,
    ROOT,
    status_signed,
    venue_raw,
    venue_url,
)
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
