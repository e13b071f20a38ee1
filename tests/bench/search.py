"""The nation-wide search over 1,788 bodies and 20,000 projects, over HTTP, on both databases.

Queries are those that people type: one letter, a name in each way of writing, two words, something
that is nowhere. The figure is the median over all of them on the slower database.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from server.app.settings import settings_from
from server.catalogue import all_bodies
from server.database import Database
from server.office.tables import participating_body, project
from server.search.indexing import rebuild_index
from tests.bench.registry import AT_MOST, Budget, bench
from tests.support.live import LiveServer, live_server
from tests.support.postgres import cluster

PROJECTS, ROUNDS = 20_000, 5
DISK = Path(__file__).resolve().parents[2] / "build"
WORK = ("草刈り", "雪かき", "いも掘り", "お茶摘み", "祭りの手伝い", "古民家の片づけ", "森の手入れ")
QUERIES = (
    *(
        "山",
        "の",
        "吉野",
        "よしの",
        "yoshino",
        "ヨシノ",
        "川上村",
        "草刈り",
        "草刈",
        "ボランティア",
    ),
    *("kusakari", "いも掘り", "imo", "北海道 雪かき", "nara 森", "森の手入れ 京都", "zzzzzz"),
)


@bench(
    Budget("office.search_ms", "ms", AT_MOST, 50, "1,788 bodies, 20,000 projects: median"),
    Budget("office.search_worst_ms", "ms", AT_MOST, 250, "the slowest of the queries: its median"),
    Budget("office.search_rebuild_s", "s", AT_MOST, 60, "the index written anew"),
)
def nation_wide_search() -> dict[str, float]:
    with tempfile.TemporaryDirectory(dir=DISK) as directory, cluster() as postgres:
        figures = []
        for url in ("", postgres.url("search")):
            data = Path(directory) / ("postgresql" if url else "sqlite")
            with live_server(data, database_url=url, sweep=False) as server:
                rebuilt = asyncio.run(_fill(server))
                figures.append((*_ask(server), rebuilt))
        medians, worst, rebuilds = zip(*figures, strict=True)
        return {
            "office.search_ms": max(medians),
            "office.search_worst_ms": max(worst),
            "office.search_rebuild_s": max(rebuilds),
        }


def _ask(server: LiveServer) -> tuple[float, float]:
    took: dict[str, list[float]] = {query: [] for query in QUERIES}
    with httpx.Client(base_url=server.origin) as browser:
        for query in (*QUERIES, *(QUERIES * ROUNDS)):
            began = time.perf_counter()
            browser.get("/api/search", params={"q": query}).raise_for_status()
            took[query].append((time.perf_counter() - began) * 1000)
    each: Sequence[float] = [statistics.median(some) for some in took.values()]
    return statistics.median(each), max(each)


async def _fill(server: LiveServer) -> float:
    settings = settings_from({"FURUSATO_DATABASE_URL": server.database_url}, data=server.data)
    database = Database(settings.database_url)
    bodies = [body.code for body in all_bodies()]
    try:
        async with database.writing() as conn:
            rows = [{"body": body, "since_ms": 0, "fiscal_year": 2026} for body in bodies]
            await conn.execute(participating_body.insert(), rows)
            await conn.execute(
                project.insert(),
                [
                    {
                        "body": bodies[at % len(bodies)],
                        "place": None,
                        "name": f"{WORK[at % len(WORK)]} 第{at}回",
                        "english": "",
                        "designated": False,
                        "basis": "",
                        "closed": False,
                        "version": 1,
                    }
                    for at in range(PROJECTS)
                ],
            )
        began = time.perf_counter()
        await rebuild_index(database)
        return time.perf_counter() - began
    finally:
        await database.close()
