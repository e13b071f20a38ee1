"""Instants as apps write and read them: RFC 3339."""

import datetime


def parse_instant(text: str) -> int:
    """Milliseconds of an RFC 3339 text. Raises ValueError."""
    at = datetime.datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("an instant without an offset")
    return int(at.timestamp() * 1000)


def format_instant(ms: int) -> str:
    """RFC 3339, in Japan's time, to the second."""
    zone = datetime.timezone(datetime.timedelta(hours=9))
    return datetime.datetime.fromtimestamp(ms // 1000, zone).isoformat()
