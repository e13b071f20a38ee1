"""Time comes in as a value: everything that depends on it takes a `Clock`."""

import time
from collections.abc import Callable

Clock = Callable[[], int]
"""Milliseconds since 1970-01-01T00:00:00Z."""

SECOND_MS = 1000
MINUTE_MS = 60 * SECOND_MS
DAY_MS = 24 * 60 * MINUTE_MS


def wall_clock() -> int:
    """The machine's time, in milliseconds UTC."""
    return time.time_ns() // 1_000_000
