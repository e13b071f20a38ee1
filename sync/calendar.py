"""Calendar days in Asia/Tokyo, which has had no other offset than +9 hours since 1951 (R11)."""

import datetime

OFFSET_MS = 9 * 3_600_000
DAY_MS = 86_400_000
_EPOCH = datetime.date(1970, 1, 1)


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
