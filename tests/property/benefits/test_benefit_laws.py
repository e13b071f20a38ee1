"""Laws of subsidies and of who may have a benefit, for any values (R51, R54)."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.benefits import (
    ApplicantKind,
    BenefitTerms,
    CapPer,
    CostKind,
    CostLine,
    CostRule,
    HindranceKind,
    Rounding,
    SubsidyTerms,
)
from schemas.feed import Period, Tier
from schemas.policy import Policy
from schemas.standing import Held, History, Person
from server.benefits.rules import (
    calculate,
    eligibility,
    fiscal_year_of,
    most,
    renews_on,
    room,
)
from sync.calendar import format_day
from sync.rates import period_of

BODY = 294527
yen = st.integers(1, 2_000_000)
caps = st.one_of(st.just(0), st.integers(1, 500_000))
per = st.sampled_from(list(CapPer))
kinds = st.sampled_from(list(CostKind))
days = st.integers(0, 40_000)


@st.composite
def rules(draw: st.DrawFn) -> CostRule:
    denominator = draw(st.integers(1, 10))
    numerator = draw(st.integers(1, denominator))
    return CostRule(draw(kinds), numerator, denominator, draw(caps), draw(per))


terms = st.builds(
    SubsidyTerms,
    st.lists(rules(), min_size=1, max_size=4, unique_by=lambda one: one.kind),
    st.just([ApplicantKind.INDIVIDUAL]),
    cap=caps,
    cap_per=per,
    unit=st.sampled_from(list(Rounding)),
)
costs = st.lists(st.builds(CostLine, kinds, yen), min_size=1, max_size=6)
nights = st.integers(0, 40)
persons = st.integers(1, 20)


@given(terms, costs, nights, persons)
def test_never_above_any_limit_and_rounded_down(
    subsidy: SubsidyTerms, asked: list[CostLine], stay: int, people: int
) -> None:
    found = calculate(subsidy, asked, stay, people)
    factor = {CapPer.STAY: 1, CapPer.PERSON: people, CapPer.NIGHT: people * stay}
    assert 0 <= found.amount <= sum(line.yen for line in asked)
    assert found.amount % subsidy.unit == 0
    assert found.amount <= most(subsidy, asked, stay, people)
    if subsidy.cap:
        assert found.amount <= subsidy.cap * factor[subsidy.cap_per]
    by_kind = {rule.kind: rule for rule in subsidy.costs}
    for step in found.steps:
        rule = by_kind[step.kind]
        assert step.counted <= step.yen * rule.numerator / rule.denominator
        if rule.cap:
            assert step.counted <= rule.cap * factor[rule.cap_per]
    # What was taken off by rounding is less than a unit.
    limit = found.cap if subsidy.cap else found.total
    assert min(found.total, limit) - found.amount < subsidy.unit


@given(terms, costs, nights, persons, st.integers(0, 5), yen)
def test_who_paid_more_never_gets_less(
    subsidy: SubsidyTerms, asked: list[CostLine], stay: int, people: int, at: int, more: int
) -> None:
    line = asked[at % len(asked)]
    dearer = [*asked, CostLine(line.kind, more)]
    before = calculate(subsidy, asked, stay, people).amount
    assert calculate(subsidy, dearer, stay, people).amount >= before
    assert calculate(subsidy, asked, stay + 1, people).amount >= before
    assert calculate(subsidy, asked, stay, people + 1).amount >= before


@given(terms, costs, nights, persons, st.randoms())
def test_it_does_not_matter_how_receipts_are_split_or_ordered(
    subsidy: SubsidyTerms, asked: list[CostLine], stay: int, people: int, random: Random
) -> None:
    split = [
        CostLine(line.kind, part)
        for line in asked
        for part in ((1, line.yen - 1) if line.yen > 1 else (line.yen,))
    ]
    random.shuffle(split)
    assert calculate(subsidy, split, stay, people) == calculate(subsidy, asked, stay, people)


@given(
    st.integers(1, 1_000_000),
    st.lists(st.integers(1, 400_000), min_size=1, max_size=8),
    st.permutations(range(8)),
)
def test_no_order_of_decisions_overruns_a_budget_and_nobody_is_passed_over(
    budget: int, asked: list[int], order: list[int]
) -> None:
    """Applications by their arrival; staff decide them in any order."""
    granted: dict[int, int] = {}
    for at in (one for one in order if one < len(asked)):
        earlier = sum(asked[one] for one in range(at) if one not in granted)
        left = room(budget, sum(granted.values()), earlier)
        assert left is not None
        if asked[at] <= left:
            granted[at] = asked[at]
        assert sum(granted.values()) <= budget
    # Whoever came before still fits in, as far as they did before anything was decided.
    sofar = 0
    for at, amount in enumerate(asked):
        if sofar + amount > budget:
            break
        sofar += amount
        left = room(budget, sum(granted.values()), 0)
        assert left is not None
        assert at in granted or amount <= left


def test_without_a_budget_there_is_no_limit() -> None:
    assert room(0, 10**9, 10**9) is None


@given(days, st.sampled_from(list(Period)))
def test_a_period_renews_on_the_day_after_its_last(day: int, period: Period) -> None:
    after = renews_on(day, period)
    assert after > day
    assert period_of(after - 1, period) == period_of(day, period)
    assert period_of(after, period) != period_of(day, period)


@given(days)
def test_fiscal_years_begin_in_april(day: int) -> None:
    year, month, _ = map(int, format_day(day).split("-"))
    assert fiscal_year_of(day) == (year if month >= 4 else year - 1)


@given(
    st.lists(st.integers(20_000, 21_000), max_size=8),
    st.integers(1, 4),
    st.integers(20_000, 21_000),
)
def test_a_quota_is_for_the_period_of_the_day(used: list[int], times: int, today: int) -> None:
    offer = BenefitTerms(name="a", tier=Tier.BASIC, times=times, period=Period.MONTH)
    person = Person(held=[Held(BODY)])
    found = eligibility(offer, Policy(), person, History(), used, 0, BODY, today)
    had = sum(period_of(day, Period.MONTH) == period_of(today, Period.MONTH) for day in used)
    assert found.left == max(0, times - had)
    assert found.may is (had < times)
    if not found.may:
        again = found.hindrances[0].day
        later = eligibility(offer, Policy(), person, History(), used, 0, BODY, again)
        assert later.may is (
            sum(period_of(day, Period.MONTH) == period_of(again, Period.MONTH) for day in used)
            < times
        )


@given(st.integers(0, 150), st.integers(0, 150), st.integers(-20_000, 15_000), days)
def test_wider_terms_never_shut_anybody_out(low: int, high: int, born: int, today: int) -> None:
    offer = BenefitTerms(
        name="a", tier=Tier.BASIC, age_from=low, age_to=max(low, high) if high else 0
    )
    person = Person(proven=True, birth_day=born, held=[Held(BODY)])
    narrow = eligibility(offer, Policy(), person, History(), [], 0, BODY, today)
    wide = eligibility(replace(offer, age_from=0), Policy(), person, History(), [], 0, BODY, today)
    assert wide.may or not narrow.may
    unproven = eligibility(
        offer, Policy(), replace(person, proven=False), History(), [], 0, BODY, today
    )
    asks = bool(offer.age_from or offer.age_to)
    assert [one.kind for one in unproven.hindrances] == [HindranceKind.NOT_PROVEN] * asks
