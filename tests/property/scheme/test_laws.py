"""Laws of the scheme: of the calendar, of what counts, of what follows, of a day's sweep."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.feed import Tier
from schemas.policy import Automation, Condition, Policy, PolicyInForce
from schemas.standing import (
    ActivityDay,
    Change,
    ChangeKind,
    Finding,
    Held,
    History,
    Person,
    Reason,
)
from sync.calendar import counts_until, months_after, months_before
from sync.scheme.bodies import is_home, is_prefecture
from sync.scheme.links import MAX_PREMIUM, counted_premium, what_follows
from sync.scheme.passage import on_day
from sync.scheme.persons import after, held_with
from sync.scheme.premium import is_renewable, on_applying, on_deciding, standing
from sync.scheme.requirement import progress
from tests.property.scheme.values import (
    FIRST,
    LAST,
    automations,
    bodies,
    counted_conditions,
    days,
    histories,
    in_order,
    months,
    near,
    people,
    policies,
)
from tests.support.scheme_lives import ELSEWHERE, KAWAKAMI

BY_DAYS = st.just(True)
FEWER = settings(max_examples=40)  # of what takes long to draw


# The calendar.


@given(near, months, st.integers(-3, 3))
def test_something_counts_up_to_a_day_and_no_longer(day: int, span: int, off: int) -> None:
    last = counts_until(day, span)
    assert months_before(last, span) < day <= last
    assert months_before(last + 1, span) >= day
    assert counts_until(day + 1, span) >= last
    asked = last + off
    assert (months_before(asked, span) < day) is (off <= 0)


@given(near, months)
def test_months_after_and_before_are_monotone_and_undo_each_other_but_for_short_months(
    day: int, span: int
) -> None:
    assert months_before(day, span) <= months_before(day + 1, span)
    assert months_after(day, span) <= months_after(day + 1, span)
    assert 0 <= day - months_before(months_after(day, span), span) <= 3


# What counts (R09, R10, R27).


def have(policy: Policy, history: History, day: int) -> list[int]:
    """Of each condition of each list, whichever would be shown."""
    return [
        state.have
        for asked in policy.premium
        for state in progress(replace(policy, premium=[asked]), 0, [], history, day).conditions
    ]


def less(history: History, data: st.DataObject) -> History:
    """The history without some of it."""
    activities = [one for one in history.activities if data.draw(st.booleans())]
    stays = [one for one in history.stays if data.draw(st.booleans())]
    return History(activities, stays)


@given(policies(counted_conditions), histories, days, st.data())
def test_a_void_never_raises_a_count(
    policy: Policy, history: History, day: int, data: st.DataObject
) -> None:
    left = less(history, data)
    voided = sorted({*history.voided, *history.activities} - {*left.activities})
    pairs = zip(
        have(policy, replace(left, voided=voided), day), have(policy, history, day), strict=True
    )
    assert all(now <= before for now, before in pairs)


@given(policies(counted_conditions, BY_DAYS), histories, days, st.data())
def test_evidence_never_lowers_a_count(
    policy: Policy, history: History, day: int, data: st.DataObject
) -> None:
    fewer = less(history, data)
    pairs = zip(have(policy, fewer, day), have(policy, history, day), strict=True)
    assert all(before <= now for before, now in pairs)


@given(policies(counted_conditions), histories, days)
def test_a_run_as_one_never_counts_more_than_its_days(
    policy: Policy, history: History, day: int
) -> None:
    by_runs = have(replace(policy, consecutive_days=False), history, day)
    by_days = have(replace(policy, consecutive_days=True), history, day)
    pairs = list(zip(by_runs, by_days, strict=True))
    assert all(0 < runs <= each or runs == each == 0 for runs, each in pairs)


@given(policies(), histories, days, st.integers(1, 400))
def test_what_is_older_than_three_years_or_yet_to_come_counts_nothing(
    policy: Policy, history: History, day: int, more: int
) -> None:
    old = months_before(day, 36)
    activities = [*(ActivityDay(at, 1) for at in (old - more, old)), ActivityDay(day + more, 1)]
    other = in_order({*history.activities, *activities}, {*history.stays, old, day + more})
    was = in_order(
        {one for one in history.activities if old < one.day <= day},
        {one for one in history.stays if old < one <= day},
    )
    assert progress(policy, 0, [], other, day) == progress(policy, 0, [], was, day)


@given(policies(), histories, near)
def test_a_requirement_is_met_until_its_day_and_no_longer(
    policy: Policy, history: History, day: int
) -> None:
    known = in_order(
        {one for one in history.activities if one.day <= day},
        {one for one in history.stays if one <= day},
    )
    found = progress(policy, ELSEWHERE, [7], known, day)
    assert found.met is all(one.met for one in found.conditions)
    if not found.met:
        assert found.until == 0
        return
    assert found.by == 0
    at = found.until or day + 4000
    assert progress(policy, ELSEWHERE, [7], known, at).met
    if found.until:
        assert found.until >= day
        assert not progress(policy, ELSEWHERE, [7], known, found.until + 1).met


@FEWER
@given(st.lists(counted_conditions, min_size=1, max_size=2), st.booleans(), histories, near)
def test_what_is_missing_can_be_added_until_its_day_and_no_longer(
    asked: list[Condition], per_project: bool, history: History, day: int
) -> None:
    policy = Policy(premium=[asked], per_project=per_project)
    known = in_order(
        {one for one in history.activities if one.day <= day},
        {one for one in history.stays if one <= day},
    )
    found = progress(policy, 0, [], known, day)
    assume(not found.met and found.by)
    missing = max(one.needed - one.have for one in found.conditions)
    assume(found.by - missing >= day)  # so many days are left at all
    in_time = with_days(known, range(found.by - missing + 1, found.by + 1), (1, 2, 3))
    assert progress(policy, 0, [], in_time, found.by).met
    if len(asked) == 1:  # what is added may count for what was met already, too
        one_each = (asked[0].of[0],) if per_project else (1, 2, 3)
        too_late = with_days(known, range(found.by - missing + 2, found.by + 2), one_each)
        assert not progress(policy, 0, [], too_late, found.by + 1).met


def with_days(history: History, more: range, projects: tuple[int, ...]) -> History:
    activities = {ActivityDay(day, project) for day in more for project in projects}
    return in_order({*history.activities, *activities}, {*history.stays, *more})


# What follows (R02, R13, R14, R16, R17).


def is_lawful(person: Person, day: int) -> None:
    assert len(counted_premium(person)) <= MAX_PREMIUM
    for one in person.held:
        if one.tier is Tier.PREMIUM:
            assert person.proven
            assert not is_home(person, one.body)
            assert one.premium_until or is_prefecture(one.body)


@FEWER
@given(people(), days)
def test_what_follows_comes_to_rest_lawfully_and_twice_is_as_once(person: Person, day: int) -> None:
    now = after(person, what_follows(person, day))
    is_lawful(now, day)
    assert what_follows(now, day) == []
    assert what_follows(person, day) == what_follows(person, day)


@FEWER
@given(people(), days, st.data())
def test_what_follows_does_not_depend_on_the_order_of_registrations(
    person: Person, day: int, data: st.DataObject
) -> None:
    other = replace(person, held=data.draw(st.permutations(person.held)))
    now, then = (after(one, what_follows(one, day)) for one in (person, other))
    assert sorted(now.held, key=lambda one: one.body) == sorted(then.held, key=lambda one: one.body)


@FEWER
@given(people(), policies(), histories, bodies, days)
def test_applying_brings_what_the_standing_said(
    person: Person, policy: Policy, history: History, body: int, day: int
) -> None:
    person = after(person, what_follows(person, day))
    shown = standing(policy, person, history, body, day)
    changes = on_applying(policy, person, history, body, day)
    held = held_with(person, body)
    waits = held is not None and held.pending in (Finding.GRANT, Finding.RENEWAL)
    decided = next(one for one in changes if one.kind is not ChangeKind.MAKE_DIRECT)
    if held and (waits or (held.premium_until and not shown.renewable)):
        assert decided.reason is Reason.ALREADY
    elif shown.hindrances:
        assert decided.kind is ChangeKind.REFUSE
        assert decided.reason is shown.hindrances[0]
    elif decided.kind is ChangeKind.PROPOSE:
        proposed = held_with(after(person, changes), body)
        assert proposed is not None
        assert proposed.pending is decided.finding
    else:
        granted = held_with(after(person, changes), body)
        assert granted is not None
        assert granted.premium_until == shown.next_until >= day
        assert not is_renewable(policy, granted, day)
    is_lawful(after(person, changes), day)


@FEWER
@given(people(), policies(), bodies, days, st.booleans())
def test_staff_decide_within_the_scheme(
    person: Person, policy: Policy, body: int, day: int, premium: bool
) -> None:
    person = after(person, what_follows(person, day))
    changes = on_deciding(policy, person, body, day, premium=premium)
    now = after(person, changes)
    is_lawful(now, day)
    assert what_follows(now, day) == []
    held = held_with(now, body)
    assert held is None or held.pending is None
    if premium and held and all(one.kind is not ChangeKind.REFUSE for one in changes):
        assert held.premium_until >= day
        assert not held.linked


# A day's sweep (R15, R32, R33).


def sweep(
    policies: list[PolicyInForce], person: Person, history: History, day: int
) -> tuple[Person, list[Change]]:
    changes: list[Change] = []
    before = None
    while before is not person:
        before = person
        for body in [one.body for one in person.held]:
            if found := on_day(policies, person, history, body, day):
                changes += found
                person = after(person, found)
    return person, changes


def tiers(person: Person) -> list[tuple[int, Tier, int, bool, object]]:
    """Everything but the day of notice of an intent check, and the term from which late evidence
    is looked at: what it would restore is the same."""
    return [
        (one.body, one.tier, one.premium_until, one.long_stay, one.pending) for one in person.held
    ]


policies_in_force = st.lists(
    st.builds(PolicyInForce, days, policies()), max_size=3, unique_by=lambda one: one.from_day
)


@FEWER
@given(people(), policies_in_force, histories, days)
def test_a_sweep_comes_to_rest_and_each_step_has_a_rule(
    person: Person, asked: list[PolicyInForce], history: History, day: int
) -> None:
    now, changes = sweep(asked, person, history, day)
    assert sweep(asked, now, history, day) == (now, [])
    is_lawful(now, day)
    assert all(one.rule and one.reason and one.day <= day for one in changes)


@FEWER
@given(people(), policies_in_force, histories, st.lists(st.integers(1, 500), max_size=6))
def test_an_outage_changes_nothing_but_when_it_is_noticed(
    person: Person, asked: list[PolicyInForce], history: History, steps: list[int]
) -> None:
    """With all evidence there, and none that came late for an earlier lapse: swept now and then,
    or once in the end. Nobody is silent."""
    on_time = [replace(one, lapsed=0) for one in person.held]
    person = replace(person, held=on_time, last_access=LAST)
    person = after(person, what_follows(person, FIRST))
    day, now = FIRST, person
    for step in steps:
        day = min(day + step, LAST)
        now, _ = sweep(asked, now, history, day)
    once, _ = sweep(asked, person, history, LAST)
    now, _ = sweep(asked, now, history, LAST)
    assert tiers(now) == tiers(once)


@FEWER
@given(people(), policies_in_force, histories, days, policies())
def test_a_policy_that_begins_later_changes_no_earlier_decision(
    person: Person, asked: list[PolicyInForce], history: History, day: int, later: Policy
) -> None:
    known = [one for one in asked if one.from_day <= day]
    after_it = [PolicyInForce(day + 1, later), *known]
    assert sweep(after_it, person, history, day) == sweep(known, person, history, day)


@FEWER
@given(
    policies(counted_conditions, BY_DAYS, st.just(Automation.SYSTEM)),
    histories,
    st.lists(st.integers(0, 900), min_size=24, max_size=24),
    automations,
)
def test_order_of_arrival_never_changes_standing(
    policy: Policy, history: History, late: list[int], ending: Automation
) -> None:
    """Each piece of evidence arrives so many days late, and the sweep runs on each such day; in
    the end premium is where, and lasts as long as, it would had all been known from the first."""
    policy = replace(policy, ending=ending)
    asked = [PolicyInForce(0, policy)]
    arrives = [*zip(history.activities, late, strict=False)]
    stayed = [*zip(history.stays, late[12:], strict=False)]
    moments = {one.day + by for one, by in arrives} | {one + by for one, by in stayed}
    now = _MEMBER
    for day in sorted({*moments, *range(FIRST, LAST + 901, 150)}):
        known = History(
            [one for one, by in arrives if one.day + by <= day],
            [one for one, by in stayed if one + by <= day],
        )
        now, _ = sweep(asked, now, known, day)
    once, _ = sweep(asked, _MEMBER, history, LAST + 901)
    at_last, _ = sweep(asked, now, history, LAST + 901)
    assert tiers(at_last) == tiers(once)


_MEMBER = Person(
    proven=True,
    home=ELSEWHERE,
    birth_day=-9000,
    last_access=LAST + 2000,
    held=[Held(KAWAKAMI, Tier.PREMIUM, premium_until=FIRST + 100)],
)
