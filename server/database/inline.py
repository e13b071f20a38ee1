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

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        begins = args[:1] == (BEGIN_WRITING,)
        ends = fn.__name__ in ("commit", "rollback", "close")
        if not (begins or (ends and self._writing)):
            return fn(*args, **kwargs)
        # Set before and cleared after: when this task is cancelled meanwhile, what follows queues
        # behind the thread's work.
        self._writing = True
        result = await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call] # aiosqlite has none
        self._writing = not ends
        return result


def connect(database: str, **options: Any) -> InlineConnection:
    """For SQLAlchemy's `async_creator_fn`. Raises what sqlite3 raises, once awaited."""
    options["check_same_thread"] = False  # two threads use it, never at the same time

    def connector() -> Driver:
        return Driver(database, **options)

    return InlineConnection(connector, iter_chunk_size=64)
