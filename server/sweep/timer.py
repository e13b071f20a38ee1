"""When the sweep runs by itself: soon after the start, then every quarter of an hour.

The quarters are those of the clock, so one of them follows each midnight in Tokyo by five seconds:
what a new day brings is there when the day begins.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from server.app.clock import MINUTE_MS, SECOND_MS, Clock
from server.app.logs import fault

Wait = Callable[[int], Awaitable[None]]
"""Comes back after so many milliseconds."""

EVERY_MS = 15 * MINUTE_MS
AFTER_MS = 5 * SECOND_MS
"""So long after the quarter: a clock that is a little fast must not look at the day before."""
START_MS = 10 * SECOND_MS
"""After the start, when those who wait for the server have been served."""
LOOK_MS = MINUTE_MS
"""The clock is looked at this often: it is not that of the waiting (a suspended machine, a clock
that is set)."""


def next_run(now: int) -> int:
    """The instant of the first run after `now`, both in milliseconds UTC."""
    return (now - AFTER_MS) // EVERY_MS * EVERY_MS + EVERY_MS + AFTER_MS


async def sleep(milliseconds: int) -> None:
    await asyncio.sleep(milliseconds / 1000)


async def keep_sweeping(sweep: Callable[[], Awaitable[object]], clock: Clock, wait: Wait) -> None:
    """Sweeps at the right moments until it is cancelled. What fails is logged, and tried again."""
    await wait(START_MS)
    while True:
        try:
            await sweep()
        except Exception as error:
            structlog.get_logger().error("sweep-failed", **fault(error))
        due = next_run(clock())
        # Beyond the bound the clock was put back meanwhile: then the plan is made anew.
        while 0 < (left := due - clock()) <= EVERY_MS:
            await wait(min(left, LOOK_MS))
