"""Who may have a benefit, what a subsidy comes to, and whether its budget allows it (R51, R54).

Pure functions of values. `eligibility` and `calculate` have twins on the phone
(`pwa/src/benefits/eligibility.ts`, `calculate.ts`), which pass the same vectors.
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from schemas.benefits import (
    BenefitTerms,
    Calculation,
    CapPer,
    CostLine,
    CostStep,
    Eligibility,
    Hindrance,
    HindranceKind,
    MarkAsked,
    SubsidyTerms,
)
from schemas.feed import Period, Tier
from schemas.policy import ConditionKind, Policy
from schemas.standing import History, Person
from sync.calendar import format_day, months_after
from sync.rates import period_of
from sync.scheme.age import of_age_from
from sync.scheme.persons import held_with
from sync.scheme.requirement import progress


def fiscal_year_of(day: int) -> int:
    """The year in which the fiscal year of a day began."""
    return period_of(day, Period.FISCAL_YEAR)


def renews_on(day: int, period: Period) -> int:
    """The first day of the period after the one that a day lies in."""
    if period is Period.DAY:
        return day + 1
    # Each longer period ends with a month.
    after = months_after(day - int(format_day(day)[-2:]) + 1, 1)
    while period_of(after, period) == period_of(day, period):
        after = months_after(after, 1)
    return after


def eligibility(
    terms: BenefitTerms,
    policy: Policy,
    person: Person,
    history: History,
    used: Sequence[int],
    spent: int,
    body: int,
    today: int,
) -> Eligibility:
    """Whether a person may have a benefit of a body today, or why not (R51).

    `policy` says how activities count; `used`: the days on which they had it, in any order;
    `spent`: the fiscal year whose budget is spent, 0 for none.
    """
    hindrances = [
        *_in_time(terms, spent, today),
        *_standing(terms, policy, person, history, body, today),
    ]
    left = -1
    if terms.times:
        period = period_of(today, terms.period)
        left = max(0, terms.times - sum(period_of(day, terms.period) == period for day in used))
        if left == 0:
            again = renews_on(today, terms.period)
            hindrances.append(Hindrance(HindranceKind.QUOTA, day=again))
    return Eligibility(not hindrances, hindrances, left)


def _in_time(terms: BenefitTerms, spent: int, today: int) -> Iterator[Hindrance]:
    if terms.until_day and today > terms.until_day:
        yield Hindrance(HindranceKind.OVER, day=terms.until_day)
    elif terms.from_day > today:
        yield Hindrance(HindranceKind.NOT_BEGUN, day=terms.from_day)
    if spent and spent == fiscal_year_of(today):
        yield Hindrance(HindranceKind.BUDGET, day=renews_on(today, Period.FISCAL_YEAR))


def _standing(
    terms: BenefitTerms, policy: Policy, person: Person, history: History, body: int, today: int
) -> Iterator[Hindrance]:
    held = held_with(person, body)
    if held is None:
        yield Hindrance(HindranceKind.NOT_REGISTERED)
        return
    suffices = terms.mark is MarkAsked.SUFFICES and held.long_stay
    if terms.tier is Tier.PREMIUM and held.tier is Tier.BASIC and not suffices:
        asked = progress(policy, person.home, held.programmes, history, today)
        missing = sum(one.needed - one.have for one in asked.conditions if not one.met)
        yield Hindrance(HindranceKind.PREMIUM, missing=missing)
    if terms.mark is MarkAsked.NEEDED and not held.long_stay:
        yield Hindrance(HindranceKind.MARK)
    kinds = {one.kind for one in terms.conditions}
    if not person.proven and (terms.age_from or terms.age_to or ConditionKind.RESIDENCE in kinds):
        yield Hindrance(HindranceKind.NOT_PROVEN)
    elif not _has_the_age(terms, person.birth_day, today):
        yield Hindrance(HindranceKind.AGE)
    if terms.conditions:
        own = replace(policy, premium=[terms.conditions])
        found = progress(own, person.home, held.programmes, history, today)
        for at, state in enumerate(found.conditions):
            if not state.met and (person.proven or state.kind is not ConditionKind.RESIDENCE):
                missing = state.needed - state.have
                yield Hindrance(HindranceKind.CONDITION, at=at, missing=missing)


def _has_the_age(terms: BenefitTerms, birth_day: int, today: int) -> bool:
    if terms.age_from and today < of_age_from(birth_day, terms.age_from):
        return False
    return not terms.age_to or today < of_age_from(birth_day, terms.age_to + 1)


def calculate(
    terms: SubsidyTerms, costs: Iterable[CostLine], nights: int, persons: int
) -> Calculation:
    """What a subsidy comes to, in whole yen (R54).

    Costs of one kind are added before the rate, so that it does not matter how receipts are split;
    shares are rounded down, what is left under the upper limit is rounded down to the unit. A kind
    that the terms do not name counts nothing. Over all of them no more is paid than it cost.
    """
    by_kind: dict[str, int] = {}
    for line in costs:
        by_kind[line.kind] = by_kind.get(line.kind, 0) + line.yen
    steps = []
    for rule in terms.costs:
        yen = by_kind.pop(rule.kind, 0)
        if not yen:
            continue
        share = yen * min(rule.numerator, rule.denominator) // rule.denominator
        cap = _limit(rule.cap, rule.cap_per, nights, persons)
        counted = min(share, cap) if rule.cap else share
        steps.append(
            CostStep(rule.kind, yen, rule.numerator, rule.denominator, share, cap, counted)
        )
    total = sum(step.counted for step in steps)
    cap = _limit(terms.cap, terms.cap_per, nights, persons)
    capped = min(total, cap) if terms.cap else total
    return Calculation(steps, total, cap, terms.unit, capped - capped % terms.unit)


def most(terms: SubsidyTerms, costs: Iterable[CostLine], nights: int, persons: int) -> int:
    """What staff may grant at most: never above the upper limit, nor above what it cost."""
    asked = sum(line.yen for line in costs)
    return min(asked, _limit(terms.cap, terms.cap_per, nights, persons)) if terms.cap else asked


def _limit(cap: int, per: CapPer, nights: int, persons: int) -> int:
    match per:
        case CapPer.STAY:
            return cap
        case CapPer.PERSON:
            return cap * persons
        case CapPer.NIGHT:
            return cap * persons * nights


def room(budget: int, granted: int, earlier: int) -> int | None:
    """What is left of a fiscal year's budget for an application, when `earlier` ones that still
    wait get what they ask: first come, first served. None: no limit is set."""
    return None if not budget else max(0, budget - granted - earlier)
