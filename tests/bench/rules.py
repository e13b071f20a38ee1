"""What the scheme's rules cost, and that ten years of them are right.

2,000 people among nine bodies, whose policies change, for ten years: what they do, what is learned
of their attendance and when, is drawn from their number (`tests/support/scheme_lives.py`). The
sweep looks at each day on which something is due. Then the slow oracle tells the same lives, day by
day from the text of the rules; the bench fails where a decision, a day or a reason differs.
"""

import random
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from schemas.feed import Tier
from schemas.policy import Condition, ConditionKind, Policy
from schemas.standing import ActivityDay, Held, History, Person
from sync.calendar import parse_day
from sync.scheme.premium import standing
from tests.bench.registry import AT_MOST, Budget, bench
from tests.support.scheme_by_rules import live
from tests.support.scheme_lives import (
    BODIES,
    CHIYODA,
    ELSEWHERE,
    KAWAKAMI,
    NARA,
    SAPPORO,
    Country,
    draw_country,
    draw_life,
)
from tests.support.scheme_oracle import foretell

PEOPLE, YEARS, SEED = 2_000, 10, 20
PART = 50
TODAY = parse_day("2036-12-01")
TRIALS, CALLS = 9, 300
POLICY = Policy(
    premium=[
        [Condition(ConditionKind.ACTIVITIES, count=3)],
        [
            Condition(ConditionKind.STAY_DAYS, count=10),
            Condition(ConditionKind.PROJECTS, count=1, of=[2]),
        ],
    ]
)
"""Two ways to premium, three conditions."""
MEMBER = Person(
    proven=True,
    home=ELSEWHERE,
    birth_day=parse_day("1990-04-01"),
    last_access=TODAY,
    held=[
        Held(SAPPORO),
        Held(CHIYODA, Tier.PREMIUM, premium_until=TODAY + 200),
        Held(NARA, Tier.PREMIUM, linked=True),
        Held(KAWAKAMI, Tier.PREMIUM, premium_until=TODAY + 30),
    ],
)


def history(days: list[int]) -> History:
    return History([ActivityDay(day, 1 + day % 3) for day in days], days)


LAST_MONTH = list(range(TODAY - 56, TODAY, 7))[-4:]
YEAR = list(range(TODAY - 360, TODAY, 30))
TEN_YEARS = sorted({*(TODAY - 400 - at * 3 for at in range(996)), *LAST_MONTH})
"""1,000 days, of which as many count as in the month: what has gone before is all that differs."""


def us_each(known: History) -> float:
    """Microseconds of one standing: median of some trials."""
    took = []
    for _ in range(TRIALS):
        began = time.perf_counter()
        for _ in range(CALLS):
            standing(POLICY, MEMBER, known, KAWAKAMI, TODAY)
        took.append((time.perf_counter() - began) / CALLS * 1e6)
    return statistics.median(took)


def country() -> Country:
    return draw_country(random.Random(SEED), YEARS)  # noqa: S311  # the same each run


def check(asked: Country, first: int) -> int:
    """Lives of some people, told twice. Returns how many days they changed on. Raises
    AssertionError for the first of whom the rules and the oracle tell otherwise."""
    decided = 0
    for number in range(first, first + PART):
        life = draw_life(random.Random(number), YEARS)  # noqa: S311
        found, told = live(asked, life), foretell(asked, life)
        if found != told:
            raise AssertionError(f"the oracle tells another life of person {number}")
        decided += len(found.days)
    return decided


@bench(
    Budget("rules.standing_us", "µs", AT_MOST, 60, "a member's standing with a body, typical year"),
    Budget("rules.standing_growth_ratio", "", AT_MOST, 1.5, "after 1,000 days in ten years to 4"),
    Budget("rules.ten_years_s_per_year", "s", AT_MOST, 10, "a year of 2,000 people, all decisions"),
)
def rules() -> dict[str, float]:
    short, year, long = (us_each(history(days)) for days in (LAST_MONTH, YEAR, TEN_YEARS))
    asked = country()
    lives = [draw_life(random.Random(number), YEARS) for number in range(PEOPLE)]  # noqa: S311
    began = time.perf_counter()
    decided = sum(len(live(asked, life).days) for life in lives)
    seconds = time.perf_counter() - began
    with ProcessPoolExecutor() as others:
        checked = sum(others.map(partial(check, asked), range(0, PEOPLE, PART)))
    if checked != decided or decided < PEOPLE * len(BODIES) // 2:
        raise AssertionError(f"{decided} days of change were found, and {checked} checked")
    return {
        "rules.standing_us": round(year, 1),
        "rules.standing_growth_ratio": round(long / short, 2),
        "rules.ten_years_s_per_year": round(seconds / YEARS, 2),
    }
