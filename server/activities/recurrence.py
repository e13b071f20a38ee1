"""Days of an activity that comes again, by RFC 5545's rules (python-dateutil)."""

import datetime
from itertools import islice
from typing import Literal

from dateutil import rrule

from schemas.problems import ProblemCode
from schemas.projects import MAX_OCCASIONS, Days, Recurrence, Repeats
from server.app.problems import Refusal

MAX_YEARS = 3
_FREQUENCY: dict[Repeats, tuple[Literal[1, 2, 3], int]] = {
    Repeats.DAILY: (rrule.DAILY, 1),
    Repeats.WEEKLY: (rrule.WEEKLY, 1),
    Repeats.FORTNIGHTLY: (rrule.WEEKLY, 2),
    Repeats.MONTHLY: (rrule.MONTHLY, 1),
    Repeats.MONTHLY_WEEKDAY: (rrule.MONTHLY, 1),
}


def days_of(asked: Recurrence) -> Days:
    """The days, in order, as many as a project may have.

    Raises `Refusal` MALFORMED for days that are none, or a last one that is before the first, or
    more than three years later.
    """
    first, until = _date(asked.first, "first"), _date(asked.until, "until")
    if until < first or until > first + datetime.timedelta(days=366 * MAX_YEARS):
        raise Refusal(
            ProblemCode.MALFORMED,
            f"終わりの日は、始まりの日から{MAX_YEARS}年以内にしてください",
            f"The last day must be within {MAX_YEARS} years of the first",
            field="until",
        )
    frequency, interval = _FREQUENCY[asked.repeats]
    weekdays: list[rrule.weekday] | None = None
    if asked.repeats in (Repeats.WEEKLY, Repeats.FORTNIGHTLY) and asked.weekdays:
        weekdays = [rrule.weekday(number) for number in sorted(set(asked.weekdays))]
    elif asked.repeats is Repeats.MONTHLY_WEEKDAY:
        # The fifth of its kind is the last: no month is without.
        nth = (first.day - 1) // 7 + 1
        weekdays = [rrule.weekday(first.weekday(), -1 if nth == 5 else nth)]
    found = rrule.rrule(
        frequency,
        interval=interval,
        byweekday=weekdays,
        dtstart=datetime.datetime.combine(first, datetime.time()),
        until=datetime.datetime.combine(until, datetime.time()),
        wkst=rrule.MO,
    )
    days = [moment.date().isoformat() for moment in islice(found, MAX_OCCASIONS + 1)]
    return Days(days[:MAX_OCCASIONS], len(days) > MAX_OCCASIONS)


def _date(text: str, field: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise Refusal(ProblemCode.MALFORMED, field=field) from None
