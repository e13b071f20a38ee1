"""When the sweep runs: the quarters of the clock, and so just after each midnight in Tokyo."""

import asyncio
import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from server.app.clock import DAY_MS, MINUTE_MS
from server.sweep.timer import AFTER_MS, EVERY_MS, LOOK_MS, START_MS, keep_sweeping, next_run
from tests.support.installation import ManualClock

TOKYO = ZoneInfo("Asia/Tokyo")
INSTANTS = st.integers(0, 2**43)


def tokyo(*when: int) -> int:
    return int(datetime.datetime(*when, tzinfo=TOKYO).timestamp() * 1000)  # type: ignore[arg-type, misc] # year, month, day …


@given(INSTANTS)
def test_the_next_run_is_soon_and_later(now: int) -> None:
    assert now < next_run(now) <= now + EVERY_MS
    assert next_run(next_run(now)) == next_run(now) + EVERY_MS


@given(INSTANTS, INSTANTS)
def test_a_later_look_never_plans_an_earlier_run(one: int, other: int) -> None:
    assert next_run(min(one, other)) <= next_run(max(one, other))


@pytest.mark.parametrize(
    "midnight",
    [
        (2026, 11, 24),
        (2027, 1, 1),
        (2027, 4, 1),
        (2028, 2, 29),
        (2028, 3, 1),
        (2027, 3, 1),
        (2100, 3, 1),  # no leap year
    ],
)
def test_each_midnight_in_tokyo_is_followed_by_a_run(midnight: tuple[int, int, int]) -> None:
    begins = tokyo(*midnight)
    assert next_run(begins) == begins + AFTER_MS
    assert next_run(begins - 1) == begins + AFTER_MS
    assert next_run(begins + AFTER_MS) == begins + AFTER_MS + EVERY_MS


class Waiting:
    """Time passes while it waits, and then the test goes on."""

    def __init__(self, clock: ManualClock, times: int) -> None:
        self.clock, self.left = clock, times
        self.waited: list[int] = []

    async def __call__(self, milliseconds: int) -> None:
        self.waited.append(milliseconds)
        if len(self.waited) > self.left:
            raise asyncio.CancelledError
        self.clock.advance(milliseconds)


async def swept(clock: ManualClock, wait: Waiting, *, fails: bool = False) -> list[int]:
    ran: list[int] = []

    async def sweep() -> None:
        ran.append(clock())
        if fails:
            raise RuntimeError("what somebody wrote")

    with pytest.raises(asyncio.CancelledError):
        await keep_sweeping(sweep, clock, wait)
    return ran


async def test_it_begins_soon_and_goes_on_by_the_clock() -> None:
    begin = tokyo(2026, 12, 31, 23, 59)
    clock = ManualClock(begin)
    wait = Waiting(clock, 20)
    ran = await swept(clock, wait)
    assert ran[:3] == [
        begin + START_MS,
        tokyo(2027, 1, 1) + AFTER_MS,
        tokyo(2027, 1, 1, 0, 15) + AFTER_MS,
    ]
    assert max(wait.waited) == LOOK_MS


async def test_a_sweep_that_fails_is_tried_at_the_next_quarter() -> None:
    clock = ManualClock(tokyo(2028, 2, 29, 12))
    with capture_logs() as logs:
        ran = await swept(clock, Waiting(clock, 40), fails=True)
    assert len(ran) >= 3
    assert [log["event"] for log in logs] == ["sweep-failed"] * len(ran)
    assert "what somebody wrote" not in str(logs)


async def test_a_machine_that_slept_sweeps_when_it_wakes() -> None:
    clock = ManualClock(tokyo(2027, 5, 1, 12))
    wait = Waiting(clock, 3)
    asleep = wait.__call__

    async def sleeping(milliseconds: int) -> None:
        await asleep(milliseconds)
        if len(wait.waited) == 2:
            clock.advance(3 * DAY_MS)

    ran: list[int] = []

    async def sweep() -> None:
        ran.append(clock())

    with pytest.raises(asyncio.CancelledError):
        await keep_sweeping(sweep, clock, sleeping)
    assert ran[1] - ran[0] == 3 * DAY_MS + MINUTE_MS


async def test_a_clock_that_is_put_back_does_not_stop_it() -> None:
    clock = ManualClock(tokyo(2027, 5, 1, 12))
    wait = Waiting(clock, 30)

    async def put_back(milliseconds: int) -> None:
        await wait(milliseconds)
        if len(wait.waited) == 5:
            clock.advance(-3 * DAY_MS)

    ran: list[int] = []

    async def sweep() -> None:
        ran.append(clock())

    with pytest.raises(asyncio.CancelledError):
        await keep_sweeping(sweep, clock, put_back)
    assert ran[1] < ran[0] - 2 * DAY_MS
    assert ran[2] - ran[1] <= EVERY_MS
