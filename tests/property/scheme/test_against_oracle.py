"""The rules and a slow oracle, which reads RULES.md and the calendar, tell the same of any life."""

import random

import pytest

from tests.support.scheme_by_rules import live
from tests.support.scheme_lives import (
    Country,
    Life,
    draw_country,
    draw_eager_country,
    draw_eager_life,
    draw_life,
)
from tests.support.scheme_oracle import foretell

LIVES = 160
PARTS = 8


def drawn(seed: int) -> tuple[Country, Life]:
    """Of five lives two are of any kind of person, and three of somebody eager."""
    rng = random.Random(seed)  # noqa: S311  # the same each run
    if seed % 5 > 1:
        return draw_eager_country(rng), draw_eager_life(rng, 3)
    years = rng.choice((1, 2, 3))
    return draw_country(rng, years), draw_life(rng, years)


@pytest.mark.parametrize("part", range(PARTS))
def test_the_rules_and_the_oracle_tell_the_same(part: int) -> None:
    for seed in range(part, LIVES, PARTS):
        country, life = drawn(seed)
        assert live(country, life) == foretell(country, life), f"life {seed}"


@pytest.mark.parametrize("seed", range(10))
def test_a_sweep_each_day_finds_nothing_that_one_on_the_days_that_are_due_does_not(
    seed: int,
) -> None:
    country, life = drawn(seed)
    assert live(country, life, daily=True) == live(country, life)


def test_what_is_told_of_the_lives_is_not_always_the_same() -> None:
    """Each reason that can be had occurs, so that none agrees by never being asked."""
    found = [live(*drawn(seed)) for seed in range(LIVES)]
    whys = {row.why for one in found for _, rows in one.days for row in rows}
    assert whys >= {
        "applied",
        "with-municipality",
        "requirement-met",
        "requirement-missed",
        "late-evidence",
        "municipality-premium",
        "municipality-basic",
        "no-municipality-left",
        "link-refused",
        "three-bodies",
        "at-home",
        "staff",
    }
    late = [row for one in found for _, rows in one.days for row in rows if not row.premium]
    assert any(row.pending == "renewal" for row in late)
    outcomes = {text for one in found for _, _, text in one.outcomes}
    assert outcomes >= {
        "premium requirement-met",
        "renew requirement-met",
        "propose requirement-met",
        "renew staff",
        "lapse staff",
        "lapse requirement-missed",
        "refuse staff",
        "",
        "refuse already",
        "refuse at-home",
        "refuse no-guardian",
        "refuse not-proven",
        "refuse not-registered",
        "refuse requirement-missed",
        "refuse three-bodies",
    }
