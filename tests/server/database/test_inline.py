"""SQLite statements run where they are asked; what may wait does not hold up the event loop."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from server.database import Database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.db"


@pytest.fixture(autouse=True)
async def _no_thread_is_left_behind() -> AsyncIterator[None]:
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(10)  # it answers before it ends
        assert not thread.is_alive()


async def test_the_loop_turns_while_a_transaction_waits_for_another_process(path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{path}")
    async with database.writing() as conn:
        await conn.execute(sa.text("CREATE TABLE t (a)"))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with database.writing() as conn:
            await conn.execute(sa.text("INSERT INTO t VALUES (1)"))

    waiting = asyncio.create_task(write())
    for _ in range(1000):
        await asyncio.sleep(0)
    async with database.reading() as conn:
        assert (await conn.scalar(sa.text("SELECT count(*) FROM t"))) == 0
    assert not waiting.done()
    other.execute("COMMIT")
    await waiting
    async with database.reading() as conn:
        assert (await conn.scalar(sa.text("SELECT count(*) FROM t"))) == 1
    other.close()
    await database.close()


async def test_a_flush_to_disk_does_not_hold_up_the_loop(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed_on: list[int] = []

    class Driver(sqlite3.Connection):
        def commit(self) -> None:
            flushed_on.append(threading.get_ident())
            super().commit()

    monkeypatch.setattr("server.database.inline.Driver", Driver)
    database = Database(f"sqlite+aiosqlite:///{path}")
    async with database.writing() as conn:
        await conn.execute(sa.text("CREATE TABLE t (a)"))
    await database.close()
    assert len(flushed_on) == 1
    assert flushed_on != [threading.get_ident()]


async def test_a_cancelled_write_leaves_the_connection_fit_for_the_next(path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{path}")
    async with database.writing() as conn:
        await conn.execute(sa.text("CREATE TABLE t (a)"))
    for steps in range(0, 40):

        async def write() -> None:
            async with database.writing() as conn:
                await conn.execute(sa.text("INSERT INTO t VALUES (1)"))
                await asyncio.sleep(0)

        task = asyncio.create_task(write())
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with database.writing() as conn:
            await conn.execute(sa.text("INSERT INTO t VALUES (2)"))
        async with database.reading() as conn:
            found = await conn.scalar(sa.text("SELECT count(*) FROM t WHERE a = 2"))
        assert found == steps + 1
    await database.close()


async def test_errors_are_those_of_the_driver(path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{path}")
    with pytest.raises(OperationalError, match="no such table"):
        async with database.reading() as conn:
            await conn.execute(sa.text("SELECT * FROM villages"))
    await database.close()
    unreachable = Database(f"sqlite+aiosqlite:///{path.parent}/none/a.db")
    with pytest.raises(OperationalError, match="unable to open"):
        async with unreachable.reading():
            pass
    await unreachable.close()
