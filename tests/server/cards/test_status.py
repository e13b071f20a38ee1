"""The status list of a body goes out whole or as what changed in it, whichever is smaller."""

import asyncio
import random

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from webauthn.helpers import base64url_to_bytes

from schemas.feed import CardState, FeedItem, StatusDeltaItem, StatusItem, TrustItem
from server.app.clock import MINUTE_MS
from server.cards import status_delta, status_list, trust_list
from server.cards.lists import KEY_SECONDS, sign_status
from server.cards.status_delta import StatusDelta
from server.cards.status_list import StatusList
from server.cards.tables import card, card_series, signed_list
from server.cards.trust_list import TrustList
from server.replication.feeds import publish_all, scopes_of
from server.replication.reading import Reader, read
from sync.message import decode_item
from tests.support.authenticator import enrol
from tests.support.installation import Installation
from tests.support.lists import known_status
from tests.support.offices import KAWAKAMI, Person, admin, member, told

CARDS = 100_000
REVOKED = random.Random(1).sample(range(1, CARDS, 2), 300)  # noqa: S311  # the same each time
"""Of the cards with odd numbers, long ago."""


class Office:
    """A village that has given many cards, and how a phone of its staff sees it."""

    def __init__(self, village: Installation, staff: Person, template: dict[str, object]) -> None:
        self.village = village
        self.staff = staff
        self.template = template

    async def revoke(self, *numbers: int) -> None:
        async with self.village.database.writing() as conn:
            await self.revoke_in(conn, *numbers)

    async def revoke_in(self, conn: AsyncConnection, *numbers: int) -> None:
        for number in numbers:
            await conn.execute(card.insert().values(**self.template, card=number))
        now = self.village.clock()
        await publish_all(conn, await sign_status(conn, self.village.keystore, KAWAKAMI, now))

    async def items(self) -> list[FeedItem]:
        return await told(self.village, self.staff.account)

    async def trust(self) -> TrustList:
        (item,) = [item for item in await self.items() if isinstance(item, TrustItem)]
        instance = (await self.village.client.get("/api/instance")).json()
        return trust_list.verify(item.signed, base64url_to_bytes(instance["root_key"]))

    async def whole(self) -> StatusList:
        (item,) = [item for item in await self.items() if isinstance(item, StatusItem)]
        return status_list.verify(item.signed, KAWAKAMI, await self.trust())

    async def delta(self) -> StatusDelta | None:
        for item in await self.items():
            if isinstance(item, StatusDeltaItem):
                return status_delta.verify(item.signed, KAWAKAMI, await self.trust())
        return None

    async def known(self) -> StatusList:
        return known_status(await self.items(), KAWAKAMI, await self.trust())

    async def revoked(self) -> set[int]:
        known = await self.known()
        return {number for number in range(CARDS + 8) if known.revoked(number)}


async def office(village: Installation) -> Office:
    staff = await admin(village)
    somebody = await member(village)
    device = await enrol(somebody.browser, somebody.account)
    template: dict[str, object] = {
        "body": KAWAKAMI,
        "device_id": device.id,
        "account_id": somebody.account,
        "member": 1,
        "tier": 1,
        "long_stay": False,
        "not_before": 1,
        "expires": 2,
        "state": CardState.REVOKED.value,
        "ended_ms": 1,
        "reason": "",
        "version": 1,
        "credential": b"",
    }
    async with village.database.writing() as conn:
        rows = [template | {"card": number} for number in REVOKED]
        await conn.execute(card.insert(), rows)
        await conn.execute(card_series.update().values(last=CARDS - 1))
        # As an update finds it: which list stands was not kept.
        await conn.execute(signed_list.update().values(base=None))
    made = Office(village, staff, template)
    await made.revoke()
    return made


async def test_where_the_base_is_not_known_a_whole_list_comes_first(village: Installation) -> None:
    made = await office(village)
    assert await made.delta() is None
    assert await made.revoked() == set(REVOKED)


async def test_what_changed_travels_alone(village: Installation) -> None:
    made = await office(village)
    base = await made.whole()
    village.clock.advance(MINUTE_MS)
    await made.revoke(2, 4000)
    await made.revoke(6)

    delta = await made.delta()
    assert delta is not None
    assert delta.flips == (2, 6, 4000)
    assert await made.whole() == base
    assert await made.revoked() == {*REVOKED, 2, 4000, 6}
    assert (await made.known()).issued_at == village.clock() // 1000


async def test_a_phone_that_has_the_base_is_told_the_delta_alone(village: Installation) -> None:
    made = await office(village)
    reader = (made.staff.account, bytes(12))
    async with village.database.reading() as conn:
        (scopes,) = await scopes_of(conn, [reader])
        (first,) = await read(conn, [Reader(bytes(12), scopes, b"", 1 << 20)])
    await made.revoke(2)
    async with village.database.reading() as conn:
        (scopes,) = await scopes_of(conn, [reader])
        (then,) = await read(conn, [Reader(bytes(12), scopes, first.cursor, 1 << 20)])
    (item,) = map(decode_item, then.items)
    assert isinstance(item, StatusDeltaItem)
    assert len(item.signed) < 220


async def test_a_new_date_costs_little(village: Installation) -> None:
    made = await office(village)
    village.clock.advance(MINUTE_MS)
    await made.revoke()
    delta = await made.delta()
    assert delta is not None
    assert delta.flips == ()
    assert (await made.known()).issued_at == village.clock() // 1000


async def test_a_delta_as_large_as_the_list_gives_way_to_it(village: Installation) -> None:
    made = await office(village)
    await made.revoke(2)
    assert await made.delta()
    many = range(10, 4000, 2)  # regular, so that it compresses
    await made.revoke(*many)
    assert await made.delta() is None
    assert await made.revoked() == {*REVOKED, 2, *many}

    await made.revoke(4)
    delta = await made.delta()
    assert delta is not None
    assert delta.flips == (4,)


async def test_a_base_whose_key_has_ended_is_followed_by_a_whole_list(
    village: Installation,
) -> None:
    made = await office(village)
    village.clock.advance(KEY_SECONDS * 1000 - MINUTE_MS)
    await made.revoke(2)  # by a new key, on the old one's list
    assert await made.delta()
    assert len({key.kid for key in (await made.trust()).keys}) == 2
    village.clock.advance(MINUTE_MS)
    await made.revoke(4)
    assert await made.delta() is None
    assert await made.revoked() == {*REVOKED, 2, 4}


async def test_no_list_is_dated_before_the_last_one(village: Installation) -> None:
    made = await office(village)
    village.clock.advance(MINUTE_MS)
    await made.revoke()
    before = (await made.known()).issued_at
    village.clock.advance(-MINUTE_MS)
    await made.revoke(2)
    assert (await made.known()).issued_at == before
    assert await made.revoked() == {*REVOKED, 2}


async def test_a_clock_that_is_put_right_begins_anew(village: Installation) -> None:
    made = await office(village)
    village.clock.advance(-61 * MINUTE_MS)
    async with village.database.writing() as conn:
        # The key begins before: a clock that was ahead made it, too, in an installation that began.
        later = village.clock() + 2 * 61 * MINUTE_MS
        await conn.execute(signed_list.update().values(issued_ms=later))
    village.clock.advance(61 * MINUTE_MS)
    await made.revoke(2)
    assert (await made.known()).issued_at == village.clock() // 1000
    assert await made.revoked() == {*REVOKED, 2}


async def test_workers_that_publish_at_once_lose_nothing(village: Installation) -> None:
    made = await office(village)
    numbers = range(2, 20, 2)
    await asyncio.gather(*(made.revoke(number) for number in numbers))
    assert await made.revoked() == {*REVOKED, *numbers}
    async with village.database.reading() as conn:
        version = await conn.scalar(
            sa.select(signed_list.c.version).where(signed_list.c.body == KAWAKAMI)
        )
    (item,) = [item for item in await made.items() if isinstance(item, StatusDeltaItem)]
    assert item.version == version


async def test_workers_that_begin_at_once_agree_on_a_base(village: Installation) -> None:
    made = await office(village)
    async with village.database.writing() as conn:
        await conn.execute(signed_list.update().values(base=None))
    await asyncio.gather(*(made.revoke(number) for number in range(2, 10, 2)))
    assert await made.revoked() == {*REVOKED, 2, 4, 6, 8}
    delta = await made.delta()
    assert delta is not None
    assert delta.base == (await made.whole()).name
