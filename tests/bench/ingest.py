"""How fast logs come in, durably, beside the least that SQLite could do with the same rows.

100 phones of staff, of 100 towns, each push 500 visits of five members in one request, all at the
same time, to a real server over HTTP with its SQLite on disk. The requests are encoded and signed
before; what is timed is from the first request's beginning to the last reply's end: parsing, the
check of signature and chain, the rules, log, evidence and feeds, the flush to disk, the reply.

Beside it, in turn, `executemany` puts the evidence rows of that very round into a table with the
primary key alone, in a file of its own on the same disk: one transaction for each 500, in WAL with
`synchronous=FULL`, as ours. Rates are medians of the rounds.
"""

import asyncio
import sqlite3
import ssl
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, closing
from pathlib import Path

import httpx
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from schemas.sync import SYNC_MEDIA_TYPE
from server.app.clock import DAY_MS, wall_clock
from server.catalogue import all_bodies
from server.database import Database
from server.replication.tables import evidence
from tests.bench.desks import Desk, database_of, found_desks, set_up
from tests.bench.registry import AT_LEAST, Budget, bench
from tests.support.installation import Installation
from tests.support.live import live_server

DESKS, NEIGHBOURS, MEMBERS = 100, 25, 5
"""Phones; the towns among them whose members are the same people; how many those are."""

GROUPS = DESKS // NEIGHBOURS
SHIFT_MS = DAY_MS // NEIGHBOURS
ENTRIES = 500
ROUNDS = 5
DAYS = ROUNDS * GROUPS
FULL = 2
DISK = Path(__file__).resolve().parents[2] / "build"
"""The system's temporary directory may lie in memory."""

KEPT = httpx.Limits(keepalive_expiry=None)

_dialect = sqlite.dialect(paramstyle="qmark")
CREATE = str(CreateTable(evidence, if_not_exists=True).compile(dialect=_dialect))
INSERT = str(evidence.insert().compile(dialect=_dialect))


def rates() -> tuple[list[float], list[float]]:
    """Entries a second of each round: the server's, and those of `executemany`."""
    DISK.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=DISK) as directory:
        data = Path(directory) / "data"
        desks = set_up(data, _found, DAYS + 1)
        asyncio.run(_check_durable(database_of(data)))
        with live_server(data) as server:
            measured = asyncio.run(_rounds(desks, server.origin, data))
        with closing(sqlite3.connect(data / "furusato.db")) as stored:
            ((entries, ruled),) = stored.execute(
                "SELECT (SELECT count(*) FROM evidence), (SELECT count(*) FROM ruling)"
            )
        if (entries, ruled) != (ROUNDS * DESKS * ENTRIES, 0):
            raise AssertionError(f"{entries} entries stored, {ruled} of them ruled on")
        return measured


async def _found(village: Installation) -> list[Desk]:
    towns = [body.code for body in all_bodies() if body.code != body.prefecture][:DESKS]
    desks: list[Desk] = []
    for first in range(0, DESKS, NEIGHBOURS):
        desks += await found_desks(village, towns[first : first + NEIGHBOURS], MEMBERS)
    return desks


async def _check_durable(url: str) -> None:
    """Every connection to the database is made so, the server's too."""
    database = Database(url)
    try:
        async with database.writing() as conn:
            found = await conn.scalar(sa.text("PRAGMA synchronous"))
    finally:
        await database.close()
    if found != FULL:
        raise AssertionError(f"synchronous is {found}")


async def _rounds(
    desks: Sequence[Desk], origin: str, data: Path
) -> tuple[list[float], list[float]]:
    ours, theirs = [], []
    start = wall_clock() - DAYS * DAY_MS
    unused = ssl.create_default_context()  # each client would make one
    async with AsyncExitStack() as phones:
        for desk in desks:
            # Of its own: a shared pool looks through all of its connections for each request.
            client = httpx.AsyncClient(base_url=origin, verify=unused, limits=KEPT, timeout=60)
            desk.phone.client = await phones.enter_async_context(client)
        await asyncio.gather(*(desk.phone.client.get("/health") for desk in desks))  # connects
        for number in range(ROUNDS):
            for place, desk in enumerate(desks):
                # Nobody is in two towns at once, or several copies would be looked into.
                group, shift = divmod(place, NEIGHBOURS)
                begins = start + (number * GROUPS + group) * DAY_MS + shift * SHIFT_MS
                desk.write_visits(ENTRIES, begins, begins + SHIFT_MS)
            ours.append(await _pushed(desks))
            theirs.append(_executemany(_rows(data, number), data.with_name("bare.db")))
    return ours, theirs


async def _pushed(desks: Sequence[Desk]) -> float:
    requests = [
        desk.phone.client.build_request(
            "POST",
            "/api/sync",
            content=desk.phone.request(),
            headers={"Content-Type": SYNC_MEDIA_TYPE},
        )
        for desk in desks
    ]
    began = time.perf_counter()
    sent = zip(desks, requests, strict=True)
    answers = await asyncio.gather(*(desk.phone.client.send(one) for desk, one in sent))
    seconds = time.perf_counter() - began
    for desk, answer in zip(desks, answers, strict=True):
        if desk.phone.take(answer).stored != len(desk.phone.log):
            raise AssertionError("not everything is acknowledged")
    return len(desks) * ENTRIES / seconds


def _rows(data: Path, number: int) -> list[tuple[object, ...]]:
    """The evidence that a round brought, device by device."""
    with closing(sqlite3.connect(data / "furusato.db")) as stored:
        return stored.execute(
            "SELECT * FROM evidence WHERE seq > ? ORDER BY device, seq", (number * ENTRIES,)
        ).fetchall()


def _executemany(rows: Sequence[tuple[object, ...]], path: Path) -> float:
    with closing(sqlite3.connect(path, isolation_level=None)) as bare:
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("PRAGMA synchronous=FULL")
        if bare.execute("PRAGMA synchronous").fetchone() != (FULL,):
            raise AssertionError("the bare table is not durable")
        bare.execute(CREATE)
        began = time.perf_counter()
        for first in range(0, len(rows), ENTRIES):
            bare.execute("BEGIN IMMEDIATE")
            bare.executemany(INSERT, rows[first : first + ENTRIES])
            bare.execute("COMMIT")
        return len(rows) / (time.perf_counter() - began)


@bench(
    Budget("ingest.entries_per_s", "1/s", AT_LEAST, 60_000, "durable, 100 phones over HTTP"),
    Budget("ingest.ratio_to_executemany", "", AT_LEAST, 0.5, "to a bare executemany of the rows"),
)
def ingest() -> dict[str, float]:
    ours, theirs = map(statistics.median, rates())
    return {
        "ingest.entries_per_s": round(ours),
        "ingest.ratio_to_executemany": round(ours / theirs, 3),
    }


if __name__ == "__main__":
    # python -m tests.bench.ingest: each round
    for name, each in zip(("server", "executemany"), rates(), strict=True):
        print(f"{name:<12}", *(f"{rate:>9,.0f}" for rate in each))
