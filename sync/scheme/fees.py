"""R05: which bodies the system costs nothing for a set period. What comes after is open."""

from sync.calendar import format_day

_FREE_THROUGH_YEAR = 2027
"""Reiwa 9, which ends on 31 March 2028."""
_YEAR_BEGINS_IN_MONTH = 4


def fiscal_year(day: int) -> int:
    """The year in which the fiscal year of a day began."""
    year, month, _ = map(int, format_day(day).split("-"))
    return year - (month < _YEAR_BEGINS_IN_MONTH)


def joined_free(day: int) -> bool:
    """Whether a body that joined on a day did so in time."""
    return fiscal_year(day) <= _FREE_THROUGH_YEAR
