"""What holds of the scheme's rules whatever a body decides and whatever happens to a person."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.feed import Tier
from schemas.policy import Condition, ConditionKind, Policy
from schemas.standing import ActivityDay, ChangeKind, Held, History, Person, Reason
from sync.calendar import counts_until, months_before
from sync.scheme.age import is_minor
from sync.scheme.bodies import is_home, is_prefecture, prefecture_of
from sync.scheme.links import MAX_PREMIUM, counted_premium, what_follows
from sync.scheme.passage import on_day
from sync.scheme.persons import after, held_with
from sync.scheme.premium import is_renewable, on_applying, on_deciding, policy_on, standing
from sync.scheme.requirement import progress
from tests.differential.scheme import BODIES, Days, draw_days, happen

seeds = st.integers(0, 2**32)
days = st.integers(-(2**16), 2**16)


def _days(seed: int) -> Days:
    return draw_days(Random(seed))  # noqa: S311 - cases that can be drawn again


@given(seed=seeds)
def test_nothing_that_the_scheme_forbids_comes_about(seed: int) -> None:
    drawn = _days(seed)
    first = drawn.events[0]["day"]
    # A person whom nothing has happened to yet.
    person = replace(drawn.person, held=[], refused=[], last_access=first)
    for event in drawn.events:
        person, changes = happen(drawn, event, person)
        # What became known needs no event of its own.
        person = after(person, changes)
        person = after(person, what_follows(person, event["day"]))
        _is_allowed(person, event["day"])
        assert all(change.rule and change.reason for change in changes)


def _is_allowed(person: Person, day: int) -> None:
    codes = [one.body for one in person.held]
    assert codes == sorted(set(codes))
    assert len(counted_premium(person)) <= MAX_PREMIUM
    for held in person.held:
        towns = [x for x in person.held if prefecture_of(x.body) == held.body != x.body]
        if held.linked:
            assert is_prefecture(held.body)
            assert towns
            assert held.body not in person.refused
        if held.tier is Tier.PREMIUM:
            assert person.proven
            assert not is_home(person, held.body)
            assert person.guardian or not is_minor(person.birth_day, day)
            by_link = any(x.tier is Tier.PREMIUM for x in towns) and held.body not in person.refused
            assert held.premium_until or by_link
        else:
            assert not held.premium_until


@given(seed=seeds)
def test_a_day_may_be_looked_at_as_often_as_one_likes(seed: int) -> None:
    drawn = _days(seed)
    body, day = drawn.events[0]["body"], drawn.events[0]["day"]
    of, history = drawn.policies.get(body, []), drawn.histories.get(body, History())
    person = after(drawn.person, on_day(of, drawn.person, history, body, day))
    assert on_day(of, person, history, body, day) == []


@given(seed=seeds, nights=st.lists(st.integers(1, 900), min_size=1, max_size=6))
def test_an_outage_changes_nothing_but_when_it_is_noticed(seed: int, nights: list[int]) -> None:
    drawn = _days(seed)
    body, day = drawn.events[0]["body"], drawn.events[0]["day"]
    of, history = drawn.policies.get(body, []), drawn.histories.get(body, History())
    last = day + max(nights)
    # Whom nobody asks and who is of age; nothing of theirs can arrive late.
    grown = months_before(day, 400)
    quiet = [replace(one, lapsed=0, asked=0) for one in drawn.person.held]
    begun = replace(drawn.person, birth_day=grown, last_access=last, held=quiet)
    looked = begun
    for night in sorted({day + after_days for after_days in nights}):
        looked = after(looked, on_day(of, looked, history, body, night))
    slept = after(begun, on_day(of, begun, history, body, last))
    assert held_with(looked, body) == held_with(slept, body)


@given(seed=seeds)
def test_what_is_told_beforehand_is_what_an_application_brings(seed: int) -> None:
    drawn = _days(seed)
    body, day = drawn.events[0]["body"], drawn.events[0]["day"]
    policy, history = policy_on(drawn.policies.get(body, []), day), drawn.histories.get(body)
    history = history or History()
    shown = standing(policy, drawn.person, history, body, day)
    held = held_with(drawn.person, body)
    changes = on_applying(policy, drawn.person, history, body, day)
    refused = changes[-1].kind is ChangeKind.REFUSE
    if refused and changes[-1].reason is Reason.ALREADY:
        assert held is not None
        assert held.pending or not shown.renewable
        return
    assert refused is bool(shown.hindrances)
    assert not refused or changes[-1].reason is shown.hindrances[0]
    granted = [c for c in changes if c.kind in (ChangeKind.PREMIUM, ChangeKind.RENEW) and c.until]
    assert all(change.until == shown.next_until for change in granted)


@given(seed=seeds, yes=st.booleans())
def test_staff_cannot_do_the_same_thing_twice(seed: int, yes: bool) -> None:
    drawn = _days(seed)
    body, day = drawn.events[0]["body"], drawn.events[0]["day"]
    policy = policy_on(drawn.policies.get(body, []), day)
    person = after(drawn.person, on_deciding(policy, drawn.person, body, day, premium=yes))
    held = held_with(person, body)
    if held is None or (held.premium_until and is_renewable(policy, held, day)):
        return
    again = on_deciding(policy, person, body, day, premium=yes)
    assert held_with(after(person, again), body) == held or held.tier is Tier.PREMIUM


@given(seed=seeds)
def test_until_is_the_last_day_on_which_a_requirement_is_met(seed: int) -> None:
    drawn = _days(seed)
    for body, history in drawn.histories.items():
        day = drawn.events[0]["day"]
        policy = policy_on(drawn.policies.get(body, []), day)
        # What is still to come may make it longer.
        past = History(
            [one for one in history.activities if one.day <= day],
            [one for one in history.stays if one <= day],
        )
        told = progress(policy, drawn.person.home, [1, 2], past, day)
        if told.met and told.until:
            assert progress(policy, drawn.person.home, [1, 2], past, told.until).met
            assert not progress(policy, drawn.person.home, [1, 2], past, told.until + 1).met
        assert bool(told.by) <= (not told.met)


@given(
    ago=st.sets(st.integers(0, 500), min_size=1, max_size=8),
    count=st.integers(1, 12),
    months=st.integers(1, 36),
    day=st.integers(20_000, 22_000),
)
def test_by_is_the_last_day_on_which_the_rest_can_be_done(
    ago: set[int], count: int, months: int, day: int
) -> None:
    policy = Policy(premium=[[Condition(ConditionKind.ACTIVITIES, count, months)]])
    done = sorted(ActivityDay(day - days, 1) for days in ago)
    told = progress(policy, 0, [], History(done), day)
    (state,) = told.conditions
    missing = state.needed - state.have
    if told.met or not told.by or told.by - missing < day:
        return

    def met_on(last: int) -> bool:
        rest = [ActivityDay(last - back, 1) for back in range(missing)]
        return progress(policy, 0, [], History([*done, *rest]), last).met

    assert met_on(told.by)
    assert not met_on(told.by + 1)


@given(day=days, months=st.integers(1, 60))
def test_what_counts_until_a_day_lies_within_the_months_up_to_it(day: int, months: int) -> None:
    last = counts_until(day, months)
    assert months_before(last, months) < day <= months_before(last + 1, months)


@given(bodies=st.sets(st.sampled_from((294527, 202029, 131016, 42056, 294497)), min_size=4))
def test_two_registrations_of_one_person_that_were_merged_leave_three(bodies: set[int]) -> None:
    held = [
        Held(body, tier=Tier.PREMIUM, premium_until=22_000 + at)
        for at, body in enumerate(sorted(bodies))
    ]
    person = Person(proven=True, birth_day=0, held=held)
    changes = what_follows(person, 21_000)
    left = after(person, changes)
    assert {change.rule for change in changes} == {"R14"}
    # What would have ended first is given up.
    assert counted_premium(left) == [one.body for one in held[-MAX_PREMIUM:]]


def test_the_bodies_drawn_are_two_prefectures_and_towns() -> None:
    assert [body for body in BODIES if is_prefecture(body)] == [290009, 200000]
