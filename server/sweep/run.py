"""One sweep: every chore in its turn, each by one worker at a time.

A chore does what is due at the moment at which it is called, in transactions of bounded size, and
finds nothing to do when it is called again. On PostgreSQL a lock keeps other workers from doing the
same meanwhile; it spares them the work. What makes a chore right is in its own transactions: it
looks and writes within one, and SQLite has one writer.
"""

import enum
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager

import sqlalchemy as sa
import structlog
from msgspec import Struct

from server.app.clock import Clock
from server.app.logs import fault
from server.cards.keystore import KeyStore
from server.database import Database
from server.sweep.tables import sweep_run

Progress = Callable[[int, int], None]
"""Is told how many of how many things are done; the second is 0 where that is not known."""

Chore = Callable[[Database, KeyStore, Clock, Progress], Awaitable[int]]
"""Does what is due and tells how many things that were. Whatever it raises ends it alone."""

_LOCK = 7_305_319
"""Any number of our own, beside that of the migrations; the chore's name is the second half."""


class NamedChore(Struct, frozen=True):
    """`label` is what people read of it, in Japanese and English."""

    name: str
    label: str
    run: Chore


class Outcome(enum.StrEnum):
    DONE = "done"
    BUSY = "busy"
    """Another worker is at it."""
    FAILED = "failed"


class Done(Struct, frozen=True):
    """What became of a chore. `count` is what it did; `error` is the class of what it raised."""

    chore: NamedChore
    outcome: Outcome
    count: int = 0
    error: str = ""


def no_progress(_done: int, _total: int) -> None:
    """For a sweep that nobody watches."""


async def run_sweep(
    chores: Iterable[NamedChore],
    database: Database,
    keystore: KeyStore,
    clock: Clock,
    progress_of: Callable[[NamedChore], Progress] = lambda _: no_progress,
) -> list[Done]:
    """Goes through the chores in their order. One that fails is logged, and the others go on."""
    logger = structlog.get_logger()
    results = []
    for chore in chores:
        try:
            async with _alone(database, chore.name) as alone:
                if not alone:
                    results.append(Done(chore, Outcome.BUSY))
                    continue
                count = await chore.run(database, keystore, clock, progress_of(chore))
        except Exception as error:
            logger.error("sweep-failed", chore=chore.name, **fault(error))
            results.append(Done(chore, Outcome.FAILED, error=type(error).__qualname__))
            continue
        if count:
            logger.info("swept", chore=chore.name, count=count)
        results.append(Done(chore, Outcome.DONE, count))
    await _keep(database, results, clock)
    return results


async def _keep(database: Database, results: Iterable[Done], clock: Clock) -> None:
    """Keeps for the operator when each chore was done last. That it cannot be kept ends nothing."""
    rows = [
        {
            "chore": done.chore.name,
            "ended_ms": clock(),
            "outcome": done.outcome.value,
            "count": done.count,
            "error": done.error[:60],
        }
        for done in results
        if done.outcome is not Outcome.BUSY
    ]
    try:
        async with database.writing() as conn:
            names = [row["chore"] for row in rows]
            await conn.execute(sweep_run.delete().where(sweep_run.c.chore.in_(names)))
            if rows:
                await conn.execute(sweep_run.insert(), rows)
    except Exception as error:
        structlog.get_logger().error("sweep-not-kept", **fault(error))


@asynccontextmanager
async def _alone(database: Database, name: str) -> AsyncIterator[bool]:
    """Whether no other worker is at this chore; none begins it before the block ends.

    The lock lives as long as a transaction of its own: it is gone with the process that holds it.
    """
    if database.is_sqlite:
        yield True
        return
    half = zlib.crc32(name.encode()) - 2**31  # a signed int4
    async with database.reading() as conn:
        taken = await conn.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK, half)))
        yield bool(taken)
