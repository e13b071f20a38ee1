"""SQLite without a thread for every statement.

aiosqlite hands each cursor, statement and fetch to a thread and waits for its answer: four
switches, many times the work of a look-up that SQLite does in microseconds. Here a statement runs
where it is asked. The thread is asked for what may wait, for another writer or for the disk: the
beginning and the end of a transaction that writes.
"""

from collections.abc import Callable
from sqlite3 import Connection as Driver
from typing import Any

import aiosqlite

BEGIN_WRITING = "BEGIN IMMEDIATE"


class InlineConnection(aiosqlite.Connection):
    """What SQLAlchemy's dialect takes for aiosqlite's own connection."""

    _writing = False
    _asked = 0
    """Of the thread, so far."""
    _done = 0
    """By the thread, which alone counts here."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        begins = args[:1] == (BEGIN_WRITING,)
        ends = self._writing and fn.__name__ in ("commit", "rollback")
        # Who waited for the thread may have been cancelled: what follows queues behind its work.
        if not (begins or ends or self._asked != self._done):
            return fn(*args, **kwargs)

        def work() -> Any:
            try:
                return fn(*args, **kwargs)
            finally:
                self._done += 1

        self._asked += 1
        self._writing = begins or (self._writing and not ends)
        return await super()._execute(work)  # type: ignore[no-untyped-call] # aiosqlite has none


def connect(database: str, **options: Any) -> InlineConnection:
    """For SQLAlchemy's `async_creator_fn`. Raises what sqlite3 raises, once awaited."""
    options["check_same_thread"] = False  # two threads use it, never at the same time

    def connector() -> Driver:
        return Driver(database, **options)

    return InlineConnection(connector, iter_chunk_size=64)
