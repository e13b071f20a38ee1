"""How far a body's requirement for premium is met on a day (R09, R10)."""

from bisect import bisect_right
from collections.abc import Container, Iterable, Sequence

from schemas.policy import Condition, ConditionKind, Policy
from schemas.standing import ActivityDay, ConditionState, History, Progress
from sync.calendar import counts_until, months_before
from sync.scheme.bodies import prefecture_of

_FOR_EVER = 2**31


def progress(
    policy: Policy, home: int, programmes: Iterable[int], history: History, day: int
) -> Progress:
    """By the list of conditions that stays met longest, or lacks least."""
    member_of = set(programmes)
    states = [
        [_state(policy, condition, home, member_of, history, day) for condition in conditions]
        for conditions in policy.premium
    ]
    group = min(range(len(states)), key=lambda at: (_rank(states[at]), at))
    shown = states[group]
    met = all(state.met for state in shown)
    # What is met already must still be so when the rest is added.
    ends = _soonest(state.until if state.met else state.by for state in shown)
    return Progress(met, group, shown, until=ends if met else 0, by=0 if met else ends)


def days_within(days: Sequence[int], months: int, day: int) -> Sequence[int]:
    """Those of some days, which are in order, that lie within the months up to a day."""
    first = months_before(day, months)
    return days[bisect_right(days, first) : bisect_right(days, day)]


def _state(
    policy: Policy,
    condition: Condition,
    home: int,
    programmes: set[int],
    history: History,
    day: int,
) -> ConditionState:
    match condition.kind:
        case ConditionKind.ACTIVITIES:
            units = _units(policy, history, condition.months, day)
        case ConditionKind.PROJECTS:
            units = _units(policy, history, condition.months, day, condition.of)
        case ConditionKind.STAY_DAYS:
            units = days_within(history.stays, condition.months, day)
        case ConditionKind.RESIDENCE:
            # R64: who lives overseas, or nobody knows where, lives in none of the bodies.
            among = home != 0 and (home in condition.of or prefecture_of(home) in condition.of)
            return _plain(condition, met=among is not condition.excluded)
        case ConditionKind.PROGRAMME:
            among = not programmes.isdisjoint(condition.of)
            return _plain(condition, met=among is not condition.excluded)
    have, needed = len(units), condition.count
    met = have >= needed
    return ConditionState(
        kind=condition.kind,
        needed=needed,
        have=have,
        met=met,
        until=counts_until(units[-needed], condition.months) if met else 0,
        by=counts_until(units[0], condition.months) if units and not met else 0,
    )


def _plain(condition: Condition, *, met: bool) -> ConditionState:
    return ConditionState(condition.kind, 1, int(met), met, 0, 0)


def _units(
    policy: Policy,
    history: History,
    months: int,
    day: int,
    named: Container[int] | None = None,
) -> Sequence[int]:
    """What counts as one activity each, by its last day, in order (R10); of some projects alone."""
    activities = history.activities
    begin = bisect_right(activities, months_before(day, months), key=_day)
    end = bisect_right(activities, day, key=_day)
    days = _days(policy, activities[begin:end], named)
    if policy.consecutive_days:
        return sorted(each for some in days.values() for each in some)
    voided = _days(policy, history.voided, named)
    return sorted(
        each
        for key, some in days.items()
        for each in some
        if not _goes_on(each, some, voided.get(key, ()))
    )


def _days(
    policy: Policy, activities: Iterable[ActivityDay], named: Container[int] | None
) -> dict[int, set[int]]:
    """By project where each counts for itself, else under 0."""
    days: dict[int, set[int]] = {}
    for one in activities:
        if named is None or one.project in named:
            days.setdefault(one.project if policy.per_project else 0, set()).add(one.day)
    return days


def _goes_on(day: int, days: Container[int], voided: Container[int]) -> bool:
    """Whether the run of a day goes on after it, over days that were made void too."""
    after = day + 1
    while after in voided and after not in days:
        after += 1
    return after in days


def _day(one: ActivityDay) -> int:
    return one.day


def _rank(states: list[ConditionState]) -> tuple[int, int, int]:
    """The smaller, the better: what cannot be added, what is missing, and how soon it ends."""
    fixed = sum(not s.met for s in states if s.kind in _FIXED)
    missing = sum(s.needed - s.have for s in states if not s.met)
    until = _soonest(s.until for s in states) or _FOR_EVER
    return fixed, missing, -until


_FIXED = (ConditionKind.RESIDENCE, ConditionKind.PROGRAMME)


def _soonest(days: Iterable[int]) -> int:
    return min((one for one in days if one), default=0)
