"""The inbox: uploads that wait together go together, and one that fails fails alone."""

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.entries import AddInterest
from server.app.problems import Refusal
from server.cards.keystore import KeyStore
from server.replication import inbox
from server.replication.admission import Upload
from server.replication.inbox import ATTEMPTS, MAX_UPLOADS, Inbox
from server.replication.intake import take_in
from tests.support.authenticator import sign_up
from tests.support.device import Device, make_device
from tests.support.installation import Installation


async def phones(village: Installation, count: int) -> list[Device]:
    made = await sign_up(village.client)
    several = [await make_device(village.client, made) for _ in range(count)]
    for phone in several:
        phone.append(AddInterest(village.clock(), 0, "祭り"))
    return several


class Door:
    """Stands before `take_in`: counts, holds up, and refuses as told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._handed_in: asyncio.Queue[bytes] = asyncio.Queue()
        deliver = Inbox.deliver

        async def hand_in(one: Inbox, upload: Upload) -> bytes:
            self._handed_in.put_nowait(upload.device)
            return await deliver(one, upload)

        monkeypatch.setattr(Inbox, "deliver", hand_in)
        self.batches: list[int] = []
        self.reached = asyncio.Event()
        self.open = asyncio.Event()
        self.open.set()
        self.fail: dict[bytes, Exception] = {}
        self.failures_left = 1_000
        self._take_in = take_in
        monkeypatch.setattr(inbox, "take_in", self)

    async def handed_in(self, count: int) -> None:
        """Until the inbox has been given `count` uploads more."""
        for _ in range(count):
            await self._handed_in.get()

    async def __call__(
        self, conn: AsyncConnection, keystore: KeyStore, uploads: Sequence[Upload], now: int
    ) -> list[bytes | Refusal]:
        self.batches.append(len(uploads))
        self.reached.set()
        await self.open.wait()
        for upload in uploads:
            if upload.device in self.fail and self.failures_left:
                self.failures_left -= 1
                raise self.fail[upload.device]
        return await self._take_in(conn, keystore, uploads, now)


async def test_what_waits_together_goes_together(
    village: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = await phones(village, 10)
    door = Door(monkeypatch)
    door.open.clear()
    begun = asyncio.create_task(first.sync())
    await door.reached.wait()
    waiting = [asyncio.create_task(phone.sync()) for phone in others]
    await door.handed_in(1 + len(others))
    door.open.set()
    await asyncio.gather(begun, *waiting)
    assert door.batches == [1, 9]
    assert MAX_UPLOADS >= 9


async def test_an_upload_that_fails_fails_alone(
    village: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = await phones(village, 6)
    bad = others[2]
    door = Door(monkeypatch)
    door.fail[bad.id] = RuntimeError("a fault of ours")
    door.open.clear()
    begun = asyncio.create_task(first.post(first.request()))
    await door.reached.wait()
    waiting = [asyncio.create_task(phone.post(phone.request())) for phone in others]
    await door.handed_in(1 + len(others))
    door.open.set()
    await begun
    answers = dict(zip((phone.id for phone in others), await asyncio.gather(*waiting), strict=True))
    refused = answers.pop(bad.id)
    assert (refused.status_code, refused.json()["code"]) == (500, "internal")
    assert {answer.status_code for answer in answers.values()} == {200}

    door.fail.clear()
    await bad.sync()
    assert bad.stored == 1


async def test_a_deadlock_on_postgresql_is_tried_again(
    village: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    (phone,) = await phones(village, 1)
    door = Door(monkeypatch)
    door.fail[phone.id] = DBAPIError("", None, Exception("deadlock detected"))
    door.failures_left = ATTEMPTS - 1
    answer = await phone.post(phone.request())
    if village.database.is_sqlite:
        assert answer.status_code == 500
    else:
        assert answer.status_code == 200
        assert len(door.batches) == ATTEMPTS
    door.failures_left = 0
    await phone.sync()
    assert phone.stored == 1
