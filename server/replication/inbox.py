"""Where uploads wait for the next transaction: those that arrive while one commits go together.

A durable commit costs the same for one upload and for fifty, and so do the look-ups. An upload
that cannot be taken in does not spoil it for the others: they are tried again one by one.
"""

import asyncio

import structlog
from sqlalchemy.exc import DBAPIError

from server.app.clock import Clock
from server.app.problems import Refusal
from server.cards.keystore import KeyStore
from server.database import Database
from server.replication.admission import Upload
from server.replication.intake import take_in

MAX_UPLOADS = 128
MAX_ENTRIES = 16000
"""In one transaction: what others wait for meanwhile."""

ATTEMPTS = 3
"""PostgreSQL ends one of two transactions that wait for each other; it can be run again."""

_Waiting = tuple[Upload, asyncio.Future[bytes]]


class Inbox:
    """One for each application and its database."""

    def __init__(self, database: Database, keystore: KeyStore, clock: Clock) -> None:
        self._database = database
        self._keystore = keystore
        self._clock = clock
        self._waiting: list[_Waiting] = []
        self._worker: asyncio.Task[None] | None = None

    async def deliver(self, upload: Upload) -> bytes:
        """The reply, once everything that it acknowledges is on disk. Raises `Refusal`."""
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting.append((upload, answer))
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work())
        return await answer

    async def _work(self) -> None:
        while self._waiting:
            batch: list[_Waiting] = []
            try:
                answers = await self._commit(batch)
            except Exception as error:
                if len(batch) == 1:
                    _fail(batch[0], error)
                    continue
                structlog.get_logger().warning(
                    "uploads-apart", uploads=len(batch), error=type(error).__qualname__
                )
                for one in batch or self._next():
                    await self._alone(one)
                continue
            for (_, future), answer in zip(batch, answers, strict=True):
                _settle(future, answer)

    async def _alone(self, one: _Waiting) -> None:
        try:
            (answer,) = await self._commit([one])
        except Exception as error:
            _fail(one, error)
        else:
            _settle(one[1], answer)

    def _next(self) -> list[_Waiting]:
        """The oldest ones, at most one a device: its log is taken further upload by upload."""
        batch: list[_Waiting] = []
        left: list[_Waiting] = []
        devices: set[bytes] = set()
        entries = 0
        for one in self._waiting:
            upload = one[0]
            fits = len(batch) < MAX_UPLOADS and entries + len(upload.entries) <= MAX_ENTRIES
            if upload.device in devices or not fits:
                left.append(one)
                continue
            devices.add(upload.device)
            entries += len(upload.entries)
            batch.append(one)
        self._waiting = left
        return batch

    async def _commit(self, batch: list[_Waiting]) -> list[bytes | Refusal]:
        """Takes these in, or fills an empty batch with what waits once the transaction has begun:
        more arrive while it waits for the one before."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with self._database.writing() as conn:
                    batch += [] if batch else self._next()
                    uploads = [upload for upload, _ in batch]
                    return await take_in(conn, self._keystore, uploads, self._clock())
            except DBAPIError:
                if attempt == ATTEMPTS or self._database.is_sqlite:
                    raise
        raise AssertionError("the last attempt answers or raises")


def _settle(future: asyncio.Future[bytes], answer: bytes | Refusal) -> None:
    if future.done():  # its caller has gone
        return
    if isinstance(answer, Refusal):
        future.set_exception(answer)
    else:
        future.set_result(answer)


def _fail(one: _Waiting, error: Exception) -> None:
    if not one[1].done():
        one[1].set_exception(error)
