"""How fast logs come in, durably, beside the least that a database could do with the same rows.

100 phones of staff, of 100 towns, push visits of five members each, all at the same time, each in
one request, to a real server over HTTP with its database on disk: 50 visits each (W4 of the
figures to beat), or 500. The requests are encoded and signed before; what is timed is from the
first request's beginning to the last reply's end: parsing, the check of signature and chain, the
rules, log, evidence and feeds, the flush to disk, the reply. CPU is the server's processes', user
and system.

Beside it, in turn, `executemany` puts the entries of that very round as rows of their fields into
a table with a primary key alone, in a file of its own on the same disk: one transaction for each
500, in WAL with `synchronous=FULL`, as ours. Rates are medians of the rounds, CPU is their mean.
"""

import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from schemas.sync import SYNC_MEDIA_TYPE
from server.app.clock import DAY_MS, wall_clock
from server.catalogue import all_bodies
from server.database import Database
from sync.log import decode_entry
from tests.bench.desks import Desk, database_of, found_desks, set_up
from tests.bench.registry import AT_LEAST, AT_MOST, Budget, bench
from tests.support.installation import Installation
from tests.support.live import LiveServer, live_server
from tests.support.postgres import cluster

DESKS, NEIGHBOURS, MEMBERS = 100, 25, 5
"""Phones; the towns among them whose members are the same people; how many those are."""

ROUND_MS = DAY_MS // 2
SHIFT_MS = ROUND_MS // NEIGHBOURS
W4, LARGE = 50, 500
"""Visits in a request."""
W4_ROUNDS, LARGE_ROUNDS = 20, 5
DAYS = (W4_ROUNDS + LARGE_ROUNDS) * ROUND_MS // DAY_MS + 1
FULL = 2
OK = 200
DISK = Path(__file__).resolve().parents[2] / "build"
"""The system's temporary directory may lie in memory."""

BARE = """CREATE TABLE IF NOT EXISTS entry (
    device BLOB, seq INTEGER, ms INTEGER, counter INTEGER, place INTEGER, issuer INTEGER,
    card INTEGER, drift INTEGER, project INTEGER, PRIMARY KEY (device, seq)) WITHOUT ROWID"""
INSERT = "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Round(NamedTuple):
    """Entries a second, and the server's CPU seconds for 1,000 of them."""

    rate: float
    cpu: float


class Phones:
    """Desks with a kept connection each, of addresses of their own.

    No HTTP library: it would take more time than the server.
    """

    def __init__(self, desks: Sequence[Desk], server: LiveServer, days: int = DAYS) -> None:
        self.desks = desks
        self.server = server
        self._lines: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._rounds = 0
        self._start = wall_clock() - days * DAY_MS

    async def connect(self) -> None:
        self._lines = [
            await asyncio.open_connection("127.0.0.1", self.server.port) for _ in self.desks
        ]

    async def push(self, visits: int) -> Round:
        """One round: every desk's next visits."""
        for place, desk in enumerate(self.desks):
            # Nobody is in two towns at once.
            begins = self._start + self._rounds * ROUND_MS + place % NEIGHBOURS * SHIFT_MS
            desk.write_visits(visits, begins, begins + SHIFT_MS)
        self._rounds += 1
        requests = [_post(at, desk.phone.request()) for at, desk in enumerate(self.desks)]
        cpu, began = self.server.cpu_seconds(), time.perf_counter()
        sent = zip(self._lines, requests, strict=True)
        answers = await asyncio.gather(*(_ask(*line, request) for line, request in sent))
        seconds = time.perf_counter() - began
        cpu = self.server.cpu_seconds() - cpu
        for desk, (status, body) in zip(self.desks, answers, strict=True):
            if status != OK or desk.phone.take_bytes(body).stored != len(desk.phone.log):
                raise AssertionError(f"{status}: not everything is acknowledged")
        entries = len(self.desks) * visits
        return Round(entries / seconds, cpu / entries * 1000)


def _post(number: int, body: bytes) -> bytes:
    head = (
        f"POST /api/sync HTTP/1.1\r\nHost: localhost\r\nContent-Type: {SYNC_MEDIA_TYPE}\r\n"
        f"X-Forwarded-For: 10.0.0.{number}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> tuple[int, bytes]:
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = int(head.partition("content-length:")[2].partition("\r\n")[0])
    return int(head.split(" ", 2)[1]), await reader.readexactly(length)


class Ingest(NamedTuple):
    """Rounds of 50 visits a request and of 500, and what a bare table did with the latter."""

    w4: list[Round]
    large: list[Round]
    bare: list[float]


def on_sqlite() -> Ingest:
    with disk() as data:
        desks = set_up(data, found_hundred, DAYS + 1)
        asyncio.run(_check_durable(database_of(data)))
        with live_server(data) as server:
            measured = asyncio.run(_measure(desks, server, data.with_name("bare.db")))
        with closing(sqlite3.connect(data / "furusato.db")) as stored:
            ((entries, ruled),) = stored.execute(
                "SELECT (SELECT sum(last - first + 1) FROM segment), (SELECT count(*) FROM ruling)"
            )
        if (entries, ruled) != (sum(len(desk.phone.log) for desk in desks), 0):
            raise AssertionError(f"{entries} entries stored, {ruled} of them ruled on")
        return measured


def on_postgres(workers: int) -> list[Round]:
    """Rounds of 50 visits a request, PostgreSQL's own CPU not counted."""
    with disk() as data, cluster() as databases:
        url = databases.url("ingest")
        desks = set_up(data, found_hundred, DAYS + 1, url)
        with live_server(data, database_url=url, workers=workers) as server:
            return asyncio.run(_measure(desks, server, None)).w4


@contextmanager
def disk() -> Iterator[Path]:
    DISK.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=DISK) as directory:
        yield Path(directory) / "data"


async def _measure(desks: Sequence[Desk], server: LiveServer, bare: Path | None) -> Ingest:
    phones = Phones(desks, server)
    await phones.connect()
    measured = Ingest([await phones.push(W4) for _ in range(W4_ROUNDS)], [], [])
    if bare:
        for _ in range(LARGE_ROUNDS):
            measured.large.append(await phones.push(LARGE))
            measured.bare.append(_executemany(_rows(desks), bare))
    return measured


async def found_hundred(village: Installation) -> list[Desk]:
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


def _rows(desks: Sequence[Desk]) -> list[tuple[object, ...]]:
    """The entries of the last round, device by device, field by field."""
    rows: list[tuple[object, ...]] = []
    for phone in (desk.phone for desk in desks):
        first = len(phone.log) - LARGE
        for seq, raw in enumerate(phone.log[first:], first + 1):
            e = decode_entry(raw)
            fields = (getattr(e, name) for name in ("place", "issuer", "card", "drift", "project"))
            rows.append((phone.id, seq, e.ms, e.counter, *fields))
    return rows


def _executemany(rows: Sequence[tuple[object, ...]], path: Path) -> float:
    with closing(sqlite3.connect(path, isolation_level=None)) as bare:
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("PRAGMA synchronous=FULL")
        if bare.execute("PRAGMA synchronous").fetchone() != (FULL,):
            raise AssertionError("the bare table is not durable")
        bare.execute(BARE)
        began = time.perf_counter()
        for first in range(0, len(rows), LARGE):
            bare.execute("BEGIN IMMEDIATE")
            bare.executemany(INSERT, rows[first : first + LARGE])
            bare.execute("COMMIT")
        return len(rows) / (time.perf_counter() - began)


def rate_of(rounds: Sequence[Round]) -> float:
    return statistics.median(one.rate for one in rounds)


def cpu_of(rounds: Sequence[Round]) -> float:
    """Not the median: the system counts in hundredths of a second, and a round takes eight."""
    return statistics.fmean(one.cpu for one in rounds)


@bench(
    Budget("ingest.w4_entries_per_s", "1/s", AT_LEAST, 60_000, "durable, 100 phones, 50 each"),
    Budget("ingest.cpu_s_per_1000", "s", AT_MOST, 0.015, "CPU of the server, the same"),
    Budget("ingest.entries_per_s", "1/s", AT_LEAST, 60_000, "durable, 100 phones, 500 each"),
    Budget("ingest.ratio_to_executemany", "", AT_LEAST, 0.5, "the same, to a bare executemany"),
)
def ingest() -> dict[str, float]:
    measured = on_sqlite()
    return {
        "ingest.w4_entries_per_s": round(rate_of(measured.w4)),
        "ingest.cpu_s_per_1000": round(cpu_of(measured.w4), 4),
        "ingest.entries_per_s": round(rate_of(measured.large)),
        "ingest.ratio_to_executemany": round(
            rate_of(measured.large) / statistics.median(measured.bare), 3
        ),
    }


@bench(
    Budget("ingest.postgres_entries_per_s", "1/s", AT_LEAST, 30_000, "100 phones, 50 each"),
    Budget("ingest.postgres_4_entries_per_s", "1/s", AT_LEAST, 30_000, "the same, 4 workers"),
)
def ingest_postgres() -> dict[str, float]:
    return {
        "ingest.postgres_entries_per_s": round(rate_of(on_postgres(1))),
        "ingest.postgres_4_entries_per_s": round(rate_of(on_postgres(4))),
    }


if __name__ == "__main__":
    # python -m tests.bench.ingest: each round
    found = on_sqlite()
    for name, each in (("50 each", found.w4), ("500 each", found.large)):
        print(f"{name:<12}", *(f"{one.rate:>9,.0f}/s {one.cpu:.4f}s" for one in each))
    print(f"{'executemany':<12}", *(f"{rate:>9,.0f}/s" for rate in found.bare))
