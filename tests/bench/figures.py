"""The statistics page of a body of 200,000 members: the request of its office, over HTTP.

What the page shows was counted before; how long that takes is measured too, and how long its
longest statement keeps SQLite's other requests waiting.
"""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

import httpx
from sqlalchemy import event

from server.app.settings import settings_from
from server.database import Database
from server.figures.presence import basis_of
from server.figures.recount import recount
from sync.calendar import day_of
from tests.bench.registry import AT_MOST, Budget, bench
from tests.support.crowd import draw, trust_days, write_crowd
from tests.support.live import LiveServer, live_server
from tests.support.offices import KAWAKAMI
from tests.support.village import TOWN, found_village

MEMBERS, CALLS = 200_000, 40
DISK = Path(__file__).resolve().parents[2] / "build"


@bench(
    Budget("office.stats_ms", "ms", AT_MOST, 200, "statistics of 200,000 members: median"),
    Budget("office.stats_count_s", "s", AT_MOST, 20, "the same counted anew"),
    Budget("office.stats_wait_ms", "ms", AT_MOST, 250, "its longest statement on SQLite"),
)
def statistics_page() -> dict[str, float]:
    with (
        tempfile.TemporaryDirectory(dir=DISK) as directory,
        live_server(Path(directory) / "data") as server,
    ):
        village = found_village(server)
        count_s, wait_ms = asyncio.run(_fill(server))
        path = f"{server.origin}/api/office/{TOWN}/figures"
        took = []
        with httpx.Client(cookies=village.office) as browser:
            for _ in range(CALLS):
                began = time.perf_counter()
                told = browser.get(path).raise_for_status().json()
                took.append((time.perf_counter() - began) * 1000)
        if told["members"]["people"] < MEMBERS * 0.8:
            raise AssertionError("not everyone is counted")
        return {
            "office.stats_ms": statistics.median(took),
            "office.stats_count_s": count_s,
            "office.stats_wait_ms": wait_ms,
        }


async def _fill(server: LiveServer) -> tuple[float, float]:
    now = time.time_ns() // 1_000_000
    settings = settings_from({"FURUSATO_DATABASE_URL": server.database_url}, data=server.data)
    database = Database(settings.database_url)
    longest = 0.0
    began: list[float] = []

    def before(*_: object) -> None:
        began.append(time.perf_counter())

    def after(*_: object) -> None:
        nonlocal longest
        longest = max(longest, time.perf_counter() - began.pop())

    try:
        rows = draw(MEMBERS, day_of(now))
        async with database.writing() as conn:
            await write_crowd(conn, KAWAKAMI, rows)
            await trust_days(conn, KAWAKAMI, await basis_of(conn, KAWAKAMI))
        event.listen(database.engine.sync_engine, "before_cursor_execute", before)
        event.listen(database.engine.sync_engine, "after_cursor_execute", after)
        start = time.perf_counter()
        await recount(database, KAWAKAMI, now)
        return time.perf_counter() - start, longest * 1000
    finally:
        await database.close()
