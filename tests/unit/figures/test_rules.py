"""Months, age bands and retention."""

import pytest

from server.figures.rules import (
    band_bounds,
    first_day,
    format_month,
    last_day,
    month_of,
    parse_month,
    retention,
)
from sync.calendar import format_day, parse_day
from sync.scheme.age import of_age_from


def test_a_month_has_its_first_and_last_day() -> None:
    month = parse_month("2028-02")
    assert (format_day(first_day(month)), format_day(last_day(month))) == (
        "2028-02-01",
        "2028-02-29",
    )
    assert format_month(month - 2) == "2027-12"
    assert month_of(last_day(month)) == month
    for wrong in ("2028-13", "2028-00", "28-01"):
        with pytest.raises(ValueError, match=r"month|isoformat"):
            parse_month(wrong)


@pytest.mark.parametrize("born", ["2008-02-29", "2008-03-01", "2008-02-28", "2007-12-31"])
def test_of_age_is_one_word_for_bands_and_guardians(born: str) -> None:
    """R17 and the band from 18 on begin on the same day."""
    day = parse_day(born)
    first = of_age_from(day)
    for today in range(first - 3, first + 4):
        until = dict(band_bounds(today))[18]
        assert (day <= until) is (today >= first)


def test_retention_counts_who_is_left_at_the_end_of_each_month() -> None:
    now = parse_month("2026-11")
    counts = {(now - 2, 0): 5, (now - 2, now - 1): 2, (now - 2, now - 2): 1, (now, 0): 4}
    told = retention(counts, range(now - 12, now + 1), now)
    assert [(one.month, one.joined, one.kept) for one in told] == [
        ("2026-09", 8, [7, 5, 5]),
        ("2026-11", 4, [4]),
    ]
