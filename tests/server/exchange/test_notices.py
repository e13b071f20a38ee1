"""Notices: told once for an occasion, to the person's own phones, whoever tells them at once."""

import asyncio

import pytest
import sqlalchemy as sa

from schemas.feed import NoticeItem, NoticeKind
from server.database import Database
from server.exchange.notices import MAX_KEY, Notice, notify, record_notices
from server.exchange.tables import mail, notice
from server.replication.feeds import publish_all
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, Person, admin, member, told

DAY = 20_880


async def tell(village: Installation, account: str, key: str = "renewal:1", day: int = DAY) -> bool:
    async with village.database.writing() as conn:
        return await notify(
            conn,
            account,
            KAWAKAMI,
            NoticeKind.RENEWAL_OPEN,
            day,
            2,
            village.clock(),
            key=key,
        )


async def notices(village: Installation, account: str) -> list[NoticeItem]:
    return [item for item in await told(village, account) if isinstance(item, NoticeItem)]


async def people(village: Installation) -> tuple[Person, Person, Person]:
    return await admin(village), await member(village), await member(village)


async def test_a_phone_hears_of_it(village: Installation) -> None:
    _, somebody, _ = await people(village)
    assert await tell(village, somebody.account)
    (item,) = await notices(village, somebody.account)
    assert (item.body, item.kind, item.day, item.count, item.ms) == (
        KAWAKAMI,
        NoticeKind.RENEWAL_OPEN,
        DAY,
        2,
        village.clock(),
    )


async def test_nobody_else_does(village: Installation) -> None:
    staff, somebody, other = await people(village)
    await tell(village, somebody.account)
    assert await notices(village, staff.account) == []
    assert await notices(village, other.account) == []


async def test_an_occasion_is_told_once(village: Installation) -> None:
    _, somebody, other = await people(village)
    assert await tell(village, somebody.account)
    assert not await tell(village, somebody.account, day=DAY + 1)
    assert await tell(village, somebody.account, key="renewal:2", day=DAY + 365)
    assert await tell(village, other.account)  # the same occasion of somebody else
    assert [item.day for item in await notices(village, somebody.account)] == [DAY, DAY + 365]


async def test_workers_that_tell_at_once_tell_once(village: Installation) -> None:
    _, somebody, other = await people(village)
    both = [
        Notice(account, KAWAKAMI, NoticeKind.GRANTED, DAY, 0, f"grant:{number}")
        for account in (somebody.account, other.account)
        for number in range(5)
    ]
    databases = [Database(village.settings.database_url) for _ in range(4)]

    async def worker(database: Database, number: int) -> int:
        mine = both if number % 2 else list(reversed(both))
        async with database.writing() as conn:
            news = await record_notices(conn, mine, village.clock())
            await publish_all(conn, news)
            return len(news)

    try:
        counts = await asyncio.gather(*(worker(db, at) for at, db in enumerate(databases)))
    finally:
        for database in databases:
            await database.close()
    assert sum(counts) == len(both)
    for account in (somebody.account, other.account):
        assert len(await notices(village, account)) == 5


async def test_what_is_rolled_back_was_not_told(village: Installation) -> None:
    _, somebody, _ = await people(village)

    async def fail() -> None:
        async with village.database.writing() as conn:
            await notify(conn, somebody.account, 0, NoticeKind.OF_AGE, DAY, 0, 1, key="age")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await notices(village, somebody.account) == []
    assert await tell(village, somebody.account, key="age")


async def test_without_an_address_no_mail_is_queued(village: Installation) -> None:
    _, somebody, _ = await people(village)
    await tell(village, somebody.account)
    async with village.database.reading() as conn:
        assert await conn.scalar(sa.select(sa.func.count()).select_from(mail)) == 0
        assert await conn.scalar(sa.select(sa.func.count()).select_from(notice)) == 1


async def test_nothing_to_tell_is_nothing(village: Installation) -> None:
    async with village.database.writing() as conn:
        assert await record_notices(conn, [], village.clock()) == []


async def test_a_key_has_its_bound(village: Installation) -> None:
    _, somebody, _ = await people(village)
    assert await tell(village, somebody.account, key="k" * MAX_KEY)
    with pytest.raises(ValueError, match="65"):
        await tell(village, somebody.account, key="k" * (MAX_KEY + 1))
