"""Single decisions of the scheme's rules, at edges that are easily got wrong."""

from msgspec.structs import replace

from schemas.feed import Tier
from schemas.policy import Automation, Condition, ConditionKind, Policy, PolicyInForce
from schemas.standing import ActivityDay, ChangeKind, Finding, Held, History, Person, Reason
from sync.calendar import format_day, parse_day
from sync.scheme.links import on_refusing_link, what_follows
from sync.scheme.passage import on_day
from sync.scheme.persons import after, held_with
from sync.scheme.premium import is_renewable, on_applying, on_deciding, standing, valid_until
from sync.scheme.requirement import progress

KAWAKAMI, NARA, CHIYODA, CHUO, OSAKA_CITY = 294527, 290009, 131016, 131024, 271004
DAY = parse_day("2028-06-01")
PERSON = Person(proven=True, birth_day=-9000, last_access=DAY)
ACTIVE = History([ActivityDay(DAY - back, 1) for back in (3, 2, 1)], [])


def person(*held: Held, **known: object) -> Person:
    return replace(PERSON, held=list(held), **known)


def test_a_year_from_29_february_ends_with_february() -> None:
    until = valid_until(Policy(), Held(KAWAKAMI), parse_day("2028-02-29"))
    assert format_day(until) == "2029-02-28"
    until = valid_until(Policy(valid_months=6), Held(KAWAKAMI), parse_day("2027-08-31"))
    assert format_day(until) == "2028-02-29"


def test_what_is_met_bounds_the_days_left_for_what_is_missing() -> None:
    stays = Condition(ConditionKind.STAY_DAYS, count=5)
    asked = Condition(ConditionKind.ACTIVITIES, count=3, months=1)
    found = progress(Policy(premium=[[asked, stays]]), 0, [], ACTIVE, DAY)
    assert not found.met
    assert found.by == found.conditions[0].until


def test_a_refused_link_is_not_told_as_the_towns_tier() -> None:
    one = person(Held(NARA, Tier.PREMIUM), Held(KAWAKAMI, Tier.PREMIUM, premium_until=DAY))
    lapse = on_refusing_link(one, NARA, DAY)[-1]
    assert (lapse.kind, lapse.rule, lapse.reason) == (ChangeKind.LAPSE, "R03", Reason.LINK_REFUSED)
    alone = person(Held(NARA, Tier.PREMIUM), refused=[NARA])
    assert what_follows(alone, DAY) == [lapse]


def test_an_application_waits_on_while_the_link_makes_premium() -> None:
    one = person(Held(NARA, pending=Finding.GRANT), Held(KAWAKAMI, Tier.PREMIUM, premium_until=DAY))
    held = held_with(after(one, what_follows(one, DAY)), NARA)
    assert held is not None
    assert (held.tier, held.pending) == (Tier.PREMIUM, Finding.GRANT)


def test_a_refused_early_renewal_leaves_what_still_runs() -> None:
    one = person(Held(KAWAKAMI, Tier.PREMIUM, premium_until=DAY + 30, pending=Finding.RENEWAL))
    held = held_with(after(one, on_deciding(Policy(), one, KAWAKAMI, DAY, premium=False)), KAWAKAMI)
    assert held is not None
    assert (held.tier, held.premium_until, held.pending) == (Tier.PREMIUM, DAY + 30, None)


def test_late_evidence_renews_what_staff_were_to_end() -> None:
    one = person(Held(KAWAKAMI, Tier.PREMIUM, premium_until=DAY, pending=Finding.ENDING))
    asked = [PolicyInForce(0, Policy(ending=Automation.STAFF))]
    assert on_day(asked, one, History(), KAWAKAMI, DAY + 9) == []
    (change,) = on_day(asked, one, ACTIVE, KAWAKAMI, DAY + 9)
    assert (change.kind, change.day) == (ChangeKind.RENEW, DAY + 9)


def test_late_evidence_restores_through_terms_that_were_earned() -> None:
    one = person(Held(KAWAKAMI, lapsed=DAY))
    asked = [PolicyInForce(0, Policy())]
    later = History([*ACTIVE.activities, *(ActivityDay(DAY + at, 1) for at in (340, 350, 360))])
    two_years_on = valid_until(Policy(), one.held[0], DAY + 1) + 9
    assert on_day(asked, one, ACTIVE, KAWAKAMI, two_years_on) == []
    (change,) = on_day(asked, one, later, KAWAKAMI, two_years_on)
    assert change.reason is Reason.LATE_EVIDENCE
    assert format_day(change.until) == "2030-06-01"
    by_staff = [
        PolicyInForce(0, Policy(renewal=Automation.STAFF)),
        PolicyInForce(DAY + 1, Policy()),
    ]
    (asked_of_staff,) = on_day(by_staff, one, later, KAWAKAMI, two_years_on)
    assert (asked_of_staff.kind, asked_of_staff.finding) == (ChangeKind.PROPOSE, Finding.RENEWAL)
    assert on_day(by_staff, after(one, [asked_of_staff]), later, KAWAKAMI, two_years_on) == []


def test_a_short_term_is_renewed_once_and_not_into_the_past() -> None:
    policy = Policy(valid_months=1, renewal_days=180)
    one = person(Held(KAWAKAMI, Tier.PREMIUM, premium_until=DAY))
    renewed = after(one, on_applying(policy, one, ACTIVE, KAWAKAMI, DAY))
    assert not is_renewable(policy, renewed.held[0], DAY)
    long_over = person(Held(KAWAKAMI, Tier.PREMIUM, premium_until=DAY - 400))
    (change,) = on_applying(policy, long_over, ACTIVE, KAWAKAMI, DAY)
    assert change.until >= DAY


def test_of_four_municipalities_the_one_that_would_end_first_goes() -> None:
    """As after two registrations of one person were put together (R14)."""
    until = {CHIYODA: 9, CHUO: 5, OSAKA_CITY: 7, KAWAKAMI: 8}
    one = person(*(Held(b, Tier.PREMIUM, premium_until=DAY + u) for b, u in sorted(until.items())))
    (change,) = what_follows(one, DAY)
    assert (change.body, change.reason) == (CHUO, Reason.THREE_BODIES)


def test_silence_refuses_no_link() -> None:
    one = person(Held(NARA, asked=DAY - 100), Held(KAWAKAMI), last_access=DAY - 2000)
    assert on_day([], one, History(), NARA, DAY) == []


def test_a_mark_that_asks_for_premium_now_does_not_say_that_stays_are_few() -> None:
    asked = [PolicyInForce(0, Policy(long_stay_days=1))]
    one = person(Held(KAWAKAMI, long_stay=True))
    (change,) = on_day(asked, one, History([], [DAY]), KAWAKAMI, DAY)
    assert (change.kind, change.reason) == (ChangeKind.UNMARK, Reason.ONLY_PREMIUM)


def test_a_requirement_met_is_not_shown_as_missed_before_registering() -> None:
    shown = standing(Policy(), PERSON, ACTIVE, KAWAKAMI, DAY)
    assert shown.progress.met
    assert shown.hindrances == [Reason.NOT_REGISTERED]
