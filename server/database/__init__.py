"""One database, SQLite or PostgreSQL by URL, behind two doors: `reading` and `writing`.

A write is durable when its block ends: SQLite runs in WAL with `synchronous=FULL`, PostgreSQL
with its default `synchronous_commit=on`.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import MetaData, event
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from server.database.inline import BEGIN_WRITING, connect

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Every capability's tables are declared on this."""


class Database:
    """An engine and its transactions. Close with `await database.close()`."""

    def __init__(self, url: str) -> None:
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_pre_ping="postgresql" in url,
            hide_parameters=True,  # what people wrote stays out of error messages
            connect_args={"async_creator_fn": connect} if url.startswith("sqlite") else {},
        )
        self._writer = asyncio.Lock()
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _set_up_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A read-only transaction over one snapshot."""
        async with self.engine.connect() as connection, connection.begin():
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that commits when the block ends and rolls back when it raises.

        SQLite has one writer: the lock queues this process's own, BEGIN IMMEDIATE other
        processes', so that no transaction fails half-way for want of the write lock.
        """
        if not self.is_sqlite:
            async with self.engine.connect() as connection:
                await connection.execution_options(furusato_writes=True)
                async with connection.begin():
                    yield connection
            return
        async with self._writer, self.engine.connect() as connection:
            await connection.execution_options(furusato_writes=True)
            async with connection.begin():
                yield connection

    async def close(self) -> None:
        await self.engine.dispose()


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours: the driver's own comes too late
    cursor = connection.cursor()
    for pragma in (
        "busy_timeout=10000",  # first: what follows may have to wait for another process
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        # 32 MiB, eight times the default: pages that many uploads change are copied back once.
        "wal_autocheckpoint=8000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("furusato_writes", False)
    connection.exec_driver_sql(BEGIN_WRITING if writes else "BEGIN")
