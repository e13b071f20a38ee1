"""Cursors: what a device hands back is what it was given, or nothing."""

from hypothesis import given
from hypothesis import strategies as st

from schemas.sync import MAX_CURSOR_BYTES
from server.catalogue import all_bodies
from server.replication.cursor import decode_cursor, encode_cursor

POSITIONS = st.lists(st.integers(0, 2**63 - 1), max_size=40)


@given(POSITIONS)
def test_positions_come_back_without_the_zeros_at_the_end(positions: list[int]) -> None:
    last = max((place for place, at in enumerate(positions, 1) if at), default=0)
    assert decode_cursor(encode_cursor(positions)) == positions[:last]


def test_who_has_read_nothing_has_an_empty_cursor() -> None:
    assert encode_cursor([0, 0, 0]) == b""
    assert decode_cursor(b"") == []


@given(st.binary(max_size=64))
def test_any_bytes_are_positions_or_nothing(cursor: bytes) -> None:
    assert all(0 <= position < 2**63 for position in decode_cursor(cursor))


def test_a_person_of_every_body_has_room() -> None:
    """And with more than 16,000 news from each: `encode_cursor` does not cut."""
    assert len(encode_cursor([2**14 - 1] * (len(all_bodies()) + 3))) <= MAX_CURSOR_BYTES
