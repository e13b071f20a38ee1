"""Laws of applying, for any order of events: never too many, order of arrival, one moves up for one
who goes, and nothing twice."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.feed import ApplicationState as S
from schemas.projects import ActivityState, Choosing
from server.activities.rules import (
    MAX_SHOWN,
    SHOWN_DAYS,
    By,
    Entrant,
    Time,
    deadline_ms,
    look_day,
    may_move,
    moving_up,
    on_applying,
    on_choosing,
    overlaps,
    shown_until,
)

CAPACITY = st.integers(1, 5)
PERSON = st.integers(1, 12)
EVENT = st.tuples(st.sampled_from(["apply", "withdraw"]), PERSON)
CHOICE = st.tuples(st.sampled_from(["apply", "withdraw", "accept", "decline"]), PERSON)


def accepted(entrants: Sequence[Entrant]) -> list[Entrant]:
    return [one for one in entrants if one.state is S.ACCEPTED]


def settle(entrants: list[Entrant], capacity: int) -> list[Entrant]:
    up = set(moving_up(entrants, capacity))
    return [replace(one, state=S.ACCEPTED) if one.id in up else one for one in entrants]


def step(
    entrants: list[Entrant], event: tuple[str, int], capacity: int, choosing: Choosing
) -> list[Entrant]:
    """As the server does it: one event, then the waiting list."""
    what, person = event
    known = next((one for one in entrants if one.id == person), None)
    others = [one for one in entrants if one.id != person]
    holds = known is not None and known.state in (S.APPLIED, S.ACCEPTED, S.WAITING)
    if what == "apply":
        if holds:
            return entrants
        turn = max((one.turn for one in entrants), default=0) + 1
        return [*others, Entrant(person, turn, on_applying(others, capacity, choosing))]
    if known is None or not holds:
        return entrants
    if what == "withdraw":
        return settle([*others, replace(known, state=S.WITHDRAWN)], capacity)
    if what == "accept" and known.state is not S.APPLIED:
        return entrants
    state = on_choosing(others, capacity, accept=what == "accept")
    return settle([*others, replace(known, state=state)], capacity)


def lived(events: list[tuple[str, int]], capacity: int) -> list[Entrant]:
    entrants: list[Entrant] = []
    for event in events:
        entrants = step(entrants, event, capacity, Choosing.FIRST_COME)
    return entrants


@given(CAPACITY, st.lists(EVENT, max_size=40))
def test_first_come_is_never_over_capacity_and_keeps_the_order_of_arrival(
    capacity: int, events: list[tuple[str, int]]
) -> None:
    entrants: list[Entrant] = []
    for event in events:
        entrants = step(entrants, event, capacity, Choosing.FIRST_COME)
        inside = accepted(entrants)
        waiting = [one for one in entrants if one.state is S.WAITING]
        assert len(inside) <= capacity
        if waiting:
            assert len(inside) == capacity
            assert max(one.turn for one in inside) < min(one.turn for one in waiting)


@given(CAPACITY, st.lists(CHOICE, max_size=40))
def test_an_organiser_never_accepts_more_than_there_is_room(
    capacity: int, events: list[tuple[str, int]]
) -> None:
    entrants: list[Entrant] = []
    for event in events:
        entrants = step(entrants, event, capacity, Choosing.ORGANISER)
        assert len(accepted(entrants)) <= capacity
        if any(one.state is S.WAITING for one in entrants):
            assert len(accepted(entrants)) == capacity


@given(CAPACITY, st.lists(EVENT, max_size=30), PERSON)
def test_one_who_goes_makes_room_for_exactly_one(
    capacity: int, events: list[tuple[str, int]], person: int
) -> None:
    entrants = lived(events, capacity)
    was_in = person in {one.id for one in accepted(entrants)}
    waiting = sorted(
        (one for one in entrants if one.state is S.WAITING and one.id != person),
        key=lambda one: one.turn,
    )
    after = step(entrants, ("withdraw", person), capacity, Choosing.FIRST_COME)
    new = {one.id for one in accepted(after)} - {one.id for one in accepted(entrants)}
    assert new == ({waiting[0].id} if was_in and waiting else set())


@given(CAPACITY, st.lists(EVENT, max_size=30), PERSON)
def test_applying_twice_is_applying_once(
    capacity: int, events: list[tuple[str, int]], person: int
) -> None:
    entrants = lived([*events, ("apply", person)], capacity)
    assert step(entrants, ("apply", person), capacity, Choosing.FIRST_COME) == entrants


@given(
    st.lists(st.sampled_from([S.ACCEPTED, S.WAITING, S.APPLIED, S.WITHDRAWN]), max_size=12),
    st.integers(0, 12),
)
def test_nobody_is_sent_away_when_there_is_less_room(states: list[S], capacity: int) -> None:
    entrants = [Entrant(at, at, state) for at, state in enumerate(states, 1)]
    up = moving_up(entrants, capacity)
    assert up == sorted(up)
    assert len(up) == min(states.count(S.WAITING), max(0, capacity - states.count(S.ACCEPTED)))


TIME = st.builds(
    lambda day, starts, length: Time(day, starts, min(starts + length, 1440)),
    st.integers(20_000, 20_003),
    st.integers(0, 1438),
    st.integers(1, 400),
)


@given(TIME, TIME)
def test_two_times_overlap_if_a_minute_is_in_both(one: Time, other: Time) -> None:
    minutes = set(range(one.starts, one.ends)) & set(range(other.starts, other.ends))
    assert overlaps(one, other) == overlaps(other, one)
    assert overlaps(one, other) == (one.day == other.day and bool(minutes))


@given(TIME, st.integers(0, 90))
def test_a_deadline_is_never_after_the_beginning(time: Time, days: int) -> None:
    assert deadline_ms(time, days) <= time.starts_ms
    assert deadline_ms(time, days + 1) <= deadline_ms(time, days)


@given(st.lists(st.integers(20_000, 20_400), max_size=100), st.integers(19_950, 20_450))
def test_an_item_is_told_anew_whenever_it_would_say_something_else(
    days: list[int], today: int
) -> None:
    def says(on: int) -> list[int]:
        return [d for d in sorted(days) if on <= d <= shown_until(on)][:MAX_SHOWN]

    due = look_day(days, today)
    assert (due == 0) == (not [d for d in days if d >= today])
    if due:
        assert today < due
        # Until then the phone leaves out what is over, and misses nothing.
        for on in range(today, min(due, today + SHOWN_DAYS)):
            missed = set(says(on)) - set(says(today))
            assert not missed or len(says(today)) == MAX_SHOWN


def test_only_the_office_approves_and_sends_back() -> None:
    submitted = ActivityState.SUBMITTED
    assert may_move(submitted, ActivityState.PUBLISHED, By.OFFICE)
    assert may_move(submitted, ActivityState.RETURNED, By.OFFICE)
    assert not may_move(submitted, ActivityState.PUBLISHED, By.PARTNER)
    assert not may_move(ActivityState.DRAFT, ActivityState.PUBLISHED, By.PARTNER)
    # R20, pattern 2: and yet not what the office sent back.
    assert may_move(ActivityState.DRAFT, ActivityState.PUBLISHED, By.GENERAL)
    assert not may_move(ActivityState.RETURNED, ActivityState.PUBLISHED, By.GENERAL)
    for by in By:
        for state in ActivityState:
            assert not may_move(ActivityState.CANCELLED, state, by)
            assert not may_move(state, ActivityState.RETURNED, By.PARTNER)
