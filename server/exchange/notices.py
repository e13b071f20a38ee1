"""Telling somebody something once: in the app, and by mail where they asked for it.

`notify` is for one; a transaction that tells several people, or publishes anything else, takes
`record_notices`, and publishes what that gives together with its own (`feeds.publish_all`).
"""

import secrets
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from msgspec import Struct
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import NoticeItem, NoticeKind
from server.database.bulk import among, listed
from server.exchange.rules import NOTICE_MS, MailState
from server.exchange.tables import mail, mail_address, notice
from server.replication.feeds import Publication, pack, person_scope, publish_all

MAX_KEY = 64
"""Characters of `Notice.key`."""


class Notice(Struct, frozen=True):
    """What an account is to know. `day` and `count` as of `schemas.feed.NoticeKind`; 0 for none.

    Of two notices of one account and `key` only the first is told: the key names the occasion, as
    `renewal:294527:20515` does. `body` is 0 for what concerns none.
    """

    account: str
    body: int
    kind: NoticeKind
    day: int
    count: int
    key: str


async def notify(
    conn: AsyncConnection,
    account: str,
    body: int,
    kind: NoticeKind,
    day: int,
    count: int,
    now: int,
    *,
    key: str,
) -> bool:
    """Tells an account something. False if that was told before, and then nothing is done."""
    news = await record_notices(conn, [Notice(account, body, kind, day, count, key)], now)
    await publish_all(conn, news)
    return bool(news)


async def record_notices(
    conn: AsyncConnection, notices: Iterable[Notice], now: int
) -> list[Publication]:
    """Writes notices down, queues their mail, and gives what is to be published for them.

    What was told before is left out.
    """
    # In one order, so that two transactions that tell the same never wait for each other.
    wanted = sorted(notices, key=lambda one: (one.account, one.key))
    if not wanted:
        return []
    told = [(one, number) for one in wanted if (number := await _write(conn, one, now))]
    await _queue(conn, told, now)
    return [
        Publication(
            person_scope(one.account),
            f"notice:{number}",
            pack(NoticeItem(1, number, one.body, now, one.kind, one.day, one.count)),
        )
        for one, number in told
    ]


async def told_before(
    conn: AsyncConnection, keys: Sequence[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Those of some (account, key) that were told already."""
    found = await conn.execute(
        sa.select(notice.c.account_id, notice.c.key).where(
            among(notice.c.account_id, "accounts"), among(notice.c.key, "keys")
        ),
        {
            "accounts": listed({account for account, _ in keys}),
            "keys": listed({key for _, key in keys}),
        },
    )
    return {(account, key) for account, key in found} & set(keys)


async def _write(conn: AsyncConnection, one: Notice, now: int) -> int | None:
    if len(one.key) > MAX_KEY:
        raise ValueError(f"a key of {len(one.key)} characters: {one.key}")
    insert = postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert
    number: int | None = await conn.scalar(
        insert(notice)
        .values(
            account_id=one.account,
            key=one.key,
            body=one.body,
            kind=one.kind.value,
            day=one.day,
            count=one.count,
            ms=now,
        )
        .on_conflict_do_nothing(index_elements=["account_id", "key"])
        .returning(notice.c.id)
    )
    return number


async def _queue(conn: AsyncConnection, told: Sequence[tuple[Notice, int]], now: int) -> None:
    """Mail for those who have a confirmed address."""
    accounts = {one.account for one, _ in told}
    if not accounts:
        return
    reached = set(
        await conn.scalars(
            sa.select(mail_address.c.account_id).where(
                among(mail_address.c.account_id, "accounts"), mail_address.c.address.is_not(None)
            ),
            {"accounts": listed(accounts)},
        )
    )
    rows = [
        new_mail(one.account, now, now + NOTICE_MS) | {"notice_id": number}
        for one, number in told
        if one.account in reached
    ]
    if rows:
        await conn.execute(mail.insert(), rows)


def new_mail(account: str, now: int, until: int) -> dict[str, object]:
    """A row of mail that is due at once, and its own name among all that were ever sent."""
    return {
        "account_id": account,
        "name": secrets.token_hex(16),
        "state": MailState.WAITING.value,
        "attempts": 0,
        "due_ms": now,
        "until_ms": until,
        "reason": "",
    }
