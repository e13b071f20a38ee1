"""Bodies that take part, and the people of a test: admins, staff, members."""

from dataclasses import dataclass

import httpx

from schemas.api import Role
from schemas.feed import FeedItem
from server.office.staff import join, open_office
from server.replication.feeds import scopes_of
from server.replication.reading import Reader, read
from sync.message import decode_item
from tests.support.authenticator import CHANGE, SignedUp, sign_up
from tests.support.installation import Installation

KAWAKAMI, NARA, TENRI = 294527, 290009, 292044
"""A village, its prefecture, and a city of the same prefecture."""


@dataclass(frozen=True)
class Person:
    """Somebody signed in on a browser of their own."""

    account: str
    browser: httpx.AsyncClient

    async def post(self, path: str, body: object = None) -> httpx.Response:
        return await self.browser.post(path, json=body, headers=CHANGE)

    async def put(self, path: str, body: object = None) -> httpx.Response:
        return await self.browser.put(path, json=body, headers=CHANGE)

    async def delete(self, path: str) -> httpx.Response:
        return await self.browser.delete(path, headers=CHANGE)

    async def get(self, path: str) -> httpx.Response:
        return await self.browser.get(path)


async def person(village: Installation) -> Person:
    """A newcomer. The browser has no connection to close: it calls the app in this process."""
    browser = village.browser()
    made: SignedUp = await sign_up(browser)
    return Person(made.id, browser)


async def admin(village: Installation, body: int = KAWAKAMI) -> Person:
    """The first admin of a body, which takes part from here on."""
    somebody = await person(village)
    async with village.database.writing() as conn:
        await open_office(conn, village.keystore, somebody.account, body, village.clock())
    return somebody


async def colleague(village: Installation, body: int, role: Role) -> Person:
    """One more person who works for a body."""
    somebody = await person(village)
    async with village.database.writing() as conn:
        await join(conn, somebody.account, body, role, village.clock())
    return somebody


async def member(village: Installation, body: int = KAWAKAMI) -> Person:
    somebody = await person(village)
    answer = await somebody.post("/api/registrations", {"body": f"{body:06d}"})
    assert answer.status_code == 201, answer.text
    return somebody


async def told(village: Installation, account: str, device: bytes = bytes(12)) -> list[FeedItem]:
    """Everything that stands in the feeds that a device of the account reads."""
    async with village.database.reading() as conn:
        (scopes,) = await scopes_of(conn, [(account, device)])
        (news,) = await read(conn, [Reader(device, scopes, b"", 1 << 20)])
    items = [decode_item(item) for item in news.items]
    return [item for item in items if item is not None]
