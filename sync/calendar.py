"""Calendar days in Asia/Tokyo, which has had no other offset than +9 hours since 1951 (R11)."""

import calendar
import datetime

OFFSET_MS = 9 * 3_600_000
DAY_MS = 86_400_000
_EPOCH = datetime.date(1970, 1, 1)
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def day_of(ms: int) -> int:
    """The Asia/Tokyo day of an instant, both counted from 1970-01-01."""
    return (ms + OFFSET_MS) // DAY_MS


def start_of(day: int) -> int:
    """The instant, in milliseconds UTC, at which a day begins in Asia/Tokyo."""
    return day * DAY_MS - OFFSET_MS


def parse_day(text: str) -> int:
    """Reads `YYYY-MM-DD`. Raises ValueError."""
    return (datetime.date.fromisoformat(text) - _EPOCH).days


def format_day(day: int) -> str:
    """Writes `YYYY-MM-DD`."""
    return (_EPOCH + datetime.timedelta(days=day)).isoformat()


def months_before(day: int, months: int) -> int:
    """The same date so many calendar months ago, or the last of that month if it has no such."""
    return _shifted(day, -months)


def months_after(day: int, months: int) -> int:
    """The same date so many calendar months on, or the last of that month if it has no such."""
    return _shifted(day, months)


def counts_until(day: int, months: int) -> int:
    """The last day on which something of `day` lies within the so many months up to it."""
    last = months_after(day, months)
    # The end of a longer month, as of 29 February: what is cut off must not be lost.
    while months_before(last + 1, months) < day:
        last += 1
    while months_before(last, months) >= day:
        last -= 1
    return last


def _shifted(day: int, months: int) -> int:
    date = _EPOCH + datetime.timedelta(days=day)
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    # Without the weekday that `monthrange` finds as well: this is what the rules cost.
    last = _LENGTHS[month] + (month == 1 and calendar.isleap(year))
    return (datetime.date(year, month + 1, min(date.day, last)) - _EPOCH).days
