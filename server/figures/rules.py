"""What is counted, and by which bands and months: pure."""

import enum
from collections.abc import Iterable, Mapping

from schemas.figures import Cohort
from sync.calendar import format_day, months_before, parse_day

ACTIVE_DAYS = 90
MONTHS = 13
"""Shown at a time: a year, and the same month of the year before."""
BANDS = (0, 18, 30, 40, 50, 60, 70, 80)
"""First year of each age band; the last is open."""
UNPROVEN = "unproven"
OTHER = "other"


class Kind(enum.StrEnum):
    """Of a figure. Those of STATE are as of the end of a month, or of now."""

    TIER = "tier"
    MARK = "mark"
    RESIDENCE = "residence"
    AGE = "age"
    AT_HOME = "at-home"
    ACTIVE = "active"
    WITHIN_TIER = "within-tier"
    WITHIN_MARK = "within-mark"
    WITHIN_RESIDENCE = "within-residence"
    WITHIN_AGE = "within-age"
    JOINED = "joined"
    LEFT = "left"
    MEMBERS = "members"
    """At the end of a month, by when they joined and left."""
    COHORT = "cohort"
    """By the month of joining; the key is the month of leaving, 0 for none."""
    STAY = "stay"
    ACTIVITY = "activity"
    USE = "use"
    PAID = "paid"
    REDUCED = "reduced"
    STALE = "stale"
    """Something of the month arrived since it was counted."""


STATE = (
    Kind.TIER,
    Kind.MARK,
    Kind.RESIDENCE,
    Kind.AGE,
    Kind.AT_HOME,
    Kind.ACTIVE,
    Kind.WITHIN_TIER,
    Kind.WITHIN_MARK,
    Kind.WITHIN_RESIDENCE,
    Kind.WITHIN_AGE,
)
FLOWS = (Kind.JOINED, Kind.LEFT, Kind.MEMBERS)
HAPPENED = (Kind.STAY, Kind.ACTIVITY, Kind.USE, Kind.PAID, Kind.REDUCED)


def month_of(day: int) -> int:
    """The month of a day, counted from January of the year 0."""
    year, of_year, _ = format_day(day).split("-")
    return int(year) * 12 + int(of_year) - 1


def first_day(month: int) -> int:
    year, of_year = divmod(month, 12)
    return parse_day(f"{year:04d}-{of_year + 1:02d}-01")


def last_day(month: int) -> int:
    return first_day(month + 1) - 1


def format_month(month: int) -> str:
    """Writes `YYYY-MM`."""
    year, of_year = divmod(month, 12)
    return f"{year:04d}-{of_year + 1:02d}"


def parse_month(text: str) -> int:
    """Reads `YYYY-MM`. Raises ValueError."""
    return month_of(parse_day(f"{text}-01"))


def band_bounds(today: int) -> list[tuple[int, int]]:
    """(first year of a band, the last day of birth that it takes), the oldest band first.

    Who was born on 29 February is a year older on 1 March of a common year, as in R17.
    """
    return [(years, months_before(today, years * 12)) for years in reversed(BANDS)]


def retention(
    counts: Mapping[tuple[int, int], int], months: Iterable[int], now: int
) -> list[Cohort]:
    """How many of those who joined in each month stayed how long.

    `counts`: people by the month of joining and the month of leaving, 0 for who is there still;
    `now`: the month that is not over yet.
    """
    found = []
    for month in months:
        own = {left: n for (joined, left), n in counts.items() if joined == month}
        total = sum(own.values())
        if total:
            kept = [
                total - sum(n for left, n in own.items() if left and left <= until)
                for until in range(month, now + 1)
            ]
            found.append(Cohort(format_month(month), total, kept))
    return found
