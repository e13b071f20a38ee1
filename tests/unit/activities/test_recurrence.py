"""Days of what comes again."""

import pytest

from schemas.projects import MAX_OCCASIONS, Recurrence, Repeats
from server.activities.recurrence import days_of
from server.app.problems import Refusal


@pytest.mark.parametrize(
    ("first", "until", "repeats", "weekdays", "expected"),
    [
        ("12-30", "12-31", Repeats.DAILY, [], "12-30 12-31"),
        ("12-05", "12-20", Repeats.WEEKLY, [], "12-05 12-12 12-19"),
        ("12-05", "12-13", Repeats.WEEKLY, [6, 5], "12-05 12-06 12-12 12-13"),
        ("12-05", "12-31", Repeats.FORTNIGHTLY, [], "12-05 12-19"),
        ("01-31", "04-30", Repeats.MONTHLY, [], "01-31 03-31"),
        ("10-17", "12-31", Repeats.MONTHLY_WEEKDAY, [], "10-17 11-21 12-19"),
        ("01-31", "03-31", Repeats.MONTHLY_WEEKDAY, [], "01-31 02-28 03-28"),
    ],
)
def test_the_days(
    first: str, until: str, repeats: Repeats, weekdays: list[int], expected: str
) -> None:
    found = days_of(Recurrence(f"2026-{first}", f"2026-{until}", repeats, weekdays))
    assert (found.days, found.more) == ([f"2026-{day}" for day in expected.split()], False)


def test_no_more_than_a_project_may_have() -> None:
    found = days_of(Recurrence("2026-01-01", "2027-01-01", Repeats.DAILY))
    assert (len(found.days), found.more) == (MAX_OCCASIONS, False)
    found = days_of(Recurrence("2026-01-01", "2027-01-02", Repeats.DAILY))
    assert (len(found.days), found.more) == (MAX_OCCASIONS, True)


@pytest.mark.parametrize(
    ("first", "until"),
    [("2026-12-05", "2026-12-04"), ("2026-01-01", "2036-01-01"), ("2026-02-30", "2026-03-01")],
)
def test_what_are_no_days_is_refused(first: str, until: str) -> None:
    with pytest.raises(Refusal):
        days_of(Recurrence(first, until, Repeats.DAILY))
