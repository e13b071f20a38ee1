"""The real server in this process, on a SQLite database in memory that is put back in no time.

What a machine does to it is done here: a transaction that fails half-way, a process that dies and
starts again on the same database.
"""

import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import structlog
from litestar import Litestar
from sqlalchemy import event

from schemas.sync import SYNC_MEDIA_TYPE
from server.accounts.devices import enrol_device
from server.app.instance import ensure_sealing_key
from server.app.limits import RateLimiter
from server.app.problems import Refusal
from server.cards.keystore import KeyStore, root_key
from server.database import Database
from server.database.inline import InlineConnection
from server.replication.inbox import Inbox
from tests.support.installation import ManualClock, installation


class Fault(Exception):
    """What a disk or a driver says when it can no more."""


class Reply(NamedTuple):
    status: int
    type: str
    body: bytes


class Server:
    """One for each process of the simulation; `put_back` before each run."""

    def __init__(
        self, app: Litestar, database: Database, keystore: KeyStore, clock: ManualClock
    ) -> None:
        self.app, self.database, self.keystore, self.clock = app, database, keystore, clock
        self.driver: Any = None
        self.sealing_key = ensure_sealing_key(keystore, clock())
        """What every phone was told before a run began."""
        self._left = 0
        self._for_good = False
        self._template = sqlite3.connect(":memory:")
        listen = event.listens_for(database.engine.sync_engine, "before_cursor_execute")
        listen(self._before_statement)

    @property
    def root_key(self) -> bytes:
        key = root_key(self.keystore, self.clock() // 1000)
        assert key is not None
        return key.public_key

    def _before_statement(self, *_: Any) -> None:
        if not self._left:
            return
        if self._left > 1:
            self._left -= 1
            return
        if not self._for_good:
            self._left = 0
        raise Fault("the disk is gone")

    def fail(self, at: int, *, for_good: bool = False) -> None:
        """Of the statements from here on lets the `at`th fail, or all from there on; 0 for none."""
        self._left, self._for_good = at, for_good

    async def connect(self) -> None:
        """Takes hold of the one connection, to read and write the database as a whole."""
        async with self.database.engine.connect() as connection:
            held = await connection.get_raw_connection()
            # Below SQLAlchemy, its adapter and aiosqlite: sqlite3's own connection.
            self.driver = held.driver_connection._conn  # type: ignore[union-attr]

    def make_template(self) -> None:
        """What the database holds now is what each run begins with."""
        self.driver.backup(self._template)

    def put_back(self) -> None:
        self._template.backup(self.driver)
        self.restart()

    def close(self) -> None:
        self._template.close()

    def restart(self) -> None:
        """The process is gone, and with it all that it did not write down."""
        self.app.state["inbox"] = Inbox(self.database, self.keystore, self.clock)
        limiter: RateLimiter = self.app.state["limiter"]
        limiter._free_at.clear()
        self.fail(at=0)

    async def enrol(self, account: str, public_key: bytes, signature: bytes) -> bytes | Refusal:
        """The challenge, as `POST /api/devices` gives it to whoever is signed in."""
        try:
            async with self.database.writing() as conn:
                _, challenge = await enrol_device(
                    conn, account, public_key, signature, "phone", self.clock()
                )
        except Refusal as refusal:
            return refusal
        return challenge

    async def post(
        self,
        body: bytes,
        address: str,
        *,
        path: str = "/api/sync",
        media_type: str = SYNC_MEDIA_TYPE,
    ) -> Reply:
        """A request through the whole application."""
        status, headers, chunks = 0, {}, []
        waiting = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Any:
            return waiting.pop() if waiting else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            nonlocal status, headers
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = dict(message["headers"])
            else:
                chunks.append(message.get("body", b""))

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": b"",
            "headers": [
                (b"host", b"localhost:8000"),
                (b"content-type", media_type.encode()),
                (b"content-length", str(len(body)).encode()),
            ],
            "client": (address, 50_000),
            "server": ("localhost", 8000),
            "state": {},
        }
        await self.app(scope, receive, send)  # type: ignore[arg-type] # httpx-like looseness
        return Reply(status, headers[b"content-type"].decode(), b"".join(chunks))

    def challenge(self, device: bytes) -> bytes | None:
        """What the device's next request must answer: read past the application."""
        row = self.driver.execute("SELECT challenge FROM device WHERE id = ?", (device,)).fetchone()
        return row and bytes(row[0])

    def standing(self) -> dict[str, int]:
        """How many entries of each device count."""
        rows = self.driver.execute("SELECT device, sum(standing) FROM evidence GROUP BY device")
        return {device.hex(): count for device, count in rows}

    def stored(self, device: bytes) -> int:
        """How much of a device's log is in the database: read past the application."""
        row = self.driver.execute("SELECT stored FROM device WHERE id = ?", (device,)).fetchone()
        return int(row[0]) if row else 0


class OneThread(InlineConnection):
    """Begins and commits where it is asked, too: in memory nothing has to be waited for, and which
    of two things is done first must not depend on the machine."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return fn(*args, **kwargs)


def _connect(database: str, **options: Any) -> OneThread:
    def connector() -> sqlite3.Connection:
        options["check_same_thread"] = False  # made in a thread, used in this one
        made: sqlite3.Connection = sqlite3.connect(database, **options)
        return made

    return OneThread(connector, iter_chunk_size=64)


@asynccontextmanager
async def open_server(data: Path, now: int) -> AsyncIterator[Server]:
    clock = ManualClock(now)
    async with AsyncExitStack() as stack:
        stack.callback(structlog.configure, **structlog.get_config())
        with mock.patch("server.database.connect", _connect):
            opening = installation("sqlite+aiosqlite://", data, clock=clock)
            opened = await stack.enter_async_context(opening)
        # What goes wrong on purpose fills no log.
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
        server = Server(opened.app, opened.database, opened.keystore, opened.clock)
        await server.connect()
        stack.callback(server.close)
        yield server
