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
        began = time.process_time()
        for _ in range(CALLS):
            standing(POLICY, MEMBER, known, KAWAKAMI, TODAY)
        took.append((time.process_time() - began) / CALLS * 1e6)
    return statistics.median(took)


def country() -> Country:
    return draw_country(random.Random(SEED), YEARS)  # noqa: S311  # the same each run


def check(asked: Country, first: int) -> tuple[float, int]:
    """Lives of some people, told twice. Returns the processor's seconds by the rules, and on how
    many days something changed. Raises AssertionError for the first told otherwise.
    """
    spent, decided = 0.0, 0
    for number in range(first, first + PART):
        life = draw_life(random.Random(number), YEARS)  # noqa: S311 - the same
        began = time.process_time()
        found = live(asked, life)
        spent += time.process_time() - began
        if found != foretell(asked, life):
            raise AssertionError(f"the oracle tells another life of person {number}")
        decided += len(found.days)
    return spent, decided


@bench(
    Budget("rules.standing_us", "µs", AT_MOST, 60, "a member's standing with a body, typical year"),
    Budget("rules.standing_growth_ratio", "", AT_MOST, 1.5, "after 1,000 days in ten years to 4"),
    Budget("rules.ten_years_s_per_year", "s", AT_MOST, 10, "a year of 2,000 people, all decisions"),
)
def rules() -> dict[str, float]:
    short, year, long = (us_each(history(days)) for days in (LAST_MONTH, YEAR, TEN_YEARS))
    with ProcessPoolExecutor() as several:
        parts = list(several.map(partial(check, country()), range(0, PEOPLE, PART)))
    if sum(decided for _, decided in parts) < PEOPLE * YEARS:
        raise AssertionError("less is decided than once a year and person: nothing is measured")
    return {
        "rules.standing_us": round(year, 1),
        "rules.standing_growth_ratio": round(long / short, 2),
        "rules.ten_years_s_per_year": round(sum(spent for spent, _ in parts) / YEARS, 2),
    }
