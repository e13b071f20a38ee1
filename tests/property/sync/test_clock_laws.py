"""The hybrid logical clock: later entries have later stamps, and one wrong clock infects nobody."""

from hypothesis import given
from hypothesis import strategies as st

from sync.calendar import day_of, format_day, parse_day, start_of
from sync.clock import MAX_COUNTER, MAX_DRIFT_MS, Stamp, receive, tick

walls = st.integers(1_700_000_000_000, 1_900_000_000_000)
stamps = st.builds(Stamp, walls, st.integers(0, MAX_COUNTER))


@given(stamps, st.integers(-MAX_DRIFT_MS, 2**40))
def test_stamps_increase_while_the_clock_is_not_set_back(last: Stamp, step: int) -> None:
    assert tick(last, last.ms + step) > last


@given(stamps, st.integers(MAX_DRIFT_MS + 1, 2**40))
def test_a_clock_set_back_is_believed(last: Stamp, back: int) -> None:
    assert tick(last, last.ms - back) == Stamp(last.ms - back, 0)


def test_the_counter_carries_over_at_its_edge() -> None:
    assert tick(Stamp(1000, MAX_COUNTER - 1), 1000) == Stamp(1000, MAX_COUNTER)
    assert tick(Stamp(1000, MAX_COUNTER), 1000) == Stamp(1001, 0)


@given(stamps, stamps, walls)
def test_receiving_never_turns_the_clock_back(last: Stamp, other: Stamp, wall: int) -> None:
    assert receive(last, other, wall) >= last


@given(stamps, walls, st.integers(-(2**40), MAX_DRIFT_MS))
def test_a_believable_stamp_is_followed(last: Stamp, wall: int, ahead: int) -> None:
    other = Stamp(max(0, wall + ahead), 3)
    assert receive(last, other, wall) >= other


@given(stamps, walls, st.integers(MAX_DRIFT_MS + 1, 2**40))
def test_an_unbelievable_stamp_is_not_taken_over(last: Stamp, wall: int, ahead: int) -> None:
    assert receive(last, Stamp(wall + ahead, 0), wall) == last


@given(st.integers(0, 40_000))
def test_a_day_begins_at_midnight_in_japan(day: int) -> None:
    assert day_of(start_of(day)) == day
    assert day_of(start_of(day) - 1) == day - 1
    assert parse_day(format_day(day)) == day
