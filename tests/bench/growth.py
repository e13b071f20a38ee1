"""What a sync costs when much has gone before: nothing in it may go through history.

A desk and a member who comes all the time. The desk syncs with nothing new and with five new
visits, and a colleague's phone takes five new visits in, first after ten visits of history, then
after a million: a thousand a day, for nearly three years. Times are medians, in one process,
without a network; the ratio is that of the sums. Then a new phone of that member begins.
"""

import asyncio
import statistics
import tempfile
import time
from contextlib import redirect_stderr
from pathlib import Path
from typing import NamedTuple

import httpx

from server.app.clock import DAY_MS
from tests.bench.desks import database_of
from tests.bench.registry import AT_MOST, Budget, bench
from tests.support.device import Device, make_device
from tests.support.installation import installation
from tests.support.scene import Scene, village_scene

FEW, MANY, A_DAY, NEW = 10, 1_000_000, 1000, 5
RENEWAL_DAYS = 7
TRIALS = 60
PAUSE_MS = 2000


class Growth(NamedTuple):
    """Seconds of the three syncs together with few and with many entries of history, and bytes of
    the replies to a pull and to a beginning."""

    few: float
    many: float
    pulled_bytes: int
    snapshot_bytes: int


async def grow() -> Growth:
    with tempfile.TemporaryDirectory() as directory, (Path(directory) / "log").open("w") as log:
        data = Path(directory)
        with redirect_stderr(log):
            async with installation(database_of(data), data) as village:
                scene = await village_scene(village)
                # Enrolled while the sign-in lasts, begins in the end.
                newcomer = await make_device(scene.member.browser, scene.member.account)
                colleague = await scene.new_phone(scene.staff)
                await _visits(scene, FEW)
                few, pulled = await _cost(scene, colleague)
                for day in range(MANY // A_DAY):
                    if day % RENEWAL_DAYS == 0:  # the member's phone gets its card renewed
                        await scene.member_phone.exchange(max_kb=1)
                    village.clock.advance(DAY_MS)
                    await _visits(scene, A_DAY)
                await scene.member_phone.exchange(max_kb=1)
                many, _ = await _cost(scene, colleague)
                if scene.staff_phone.rulings:
                    raise AssertionError(f"{len(scene.staff_phone.rulings)} visits are ruled on")
                return Growth(few, many, pulled, await _begin(newcomer))


async def _visits(scene: Scene, count: int) -> None:
    for n in range(count):
        scene.scan(ms=scene.now - (count - n) * (DAY_MS // A_DAY // 2))
    await scene.staff_phone.exchange()


async def _cost(scene: Scene, colleague: Device) -> tuple[float, int]:
    """Median seconds of the syncs, added up; and the bytes that five visits take to be told."""
    await colleague.sync()
    colleague.told.clear()
    empty, pushed, pulled, sizes = [], [], [], []
    for _ in range(TRIALS):
        scene.village.clock.advance(PAUSE_MS)
        empty.append((await _timed(scene.staff_phone))[0])
        for n in range(NEW):
            scene.scan(ms=scene.now - n)
        pushed.append((await _timed(scene.staff_phone))[0])
        seconds, answer = await _timed(colleague)
        pulled.append(seconds)
        sizes.append(len(answer.content))
    if len(colleague.told) != TRIALS * NEW:
        raise AssertionError(f"{len(colleague.told)} facts are told")
    return sum(map(statistics.median, (empty, pushed, pulled))), round(statistics.median(sizes))


async def _timed(phone: Device) -> tuple[float, httpx.Response]:
    request = phone.request()
    began = time.perf_counter()
    answer = await phone.post(request)
    seconds = time.perf_counter() - began
    phone.take(answer)
    return seconds, answer


async def _begin(phone: Device) -> int:
    """Bytes of what a new phone of the member is told before it is ready."""
    answer = await phone.post(phone.request())
    if phone.take(answer).more or not phone.older:
        raise AssertionError("a new phone is not ready after one round trip")
    return len(answer.content)


@bench(
    Budget("sync.growth_ratio", "", AT_MOST, 1.2, "a sync after 1,000,000 entries to after 10"),
    Budget("sync.pull5.down_bytes", "bytes", AT_MOST, 300, "five new visits: body of the reply"),
    Budget("snapshot.bytes", "bytes", AT_MOST, 75_000, "a new phone, after 1,000,000 entries"),
)
def growth() -> dict[str, float]:
    found = asyncio.run(grow())
    return {
        "sync.growth_ratio": round(found.many / found.few, 2),
        "sync.pull5.down_bytes": found.pulled_bytes,
        "snapshot.bytes": found.snapshot_bytes,
    }
