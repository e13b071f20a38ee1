"""People: an account is a person, known by nothing but a random name."""

import secrets

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts import tables

NEVER_ASKED_MS = 7_258_086_000_000
"""2199-12-31T15:00:00Z: an access that no rule's clock reaches."""


_NOBODY = "~"
"""Begins the names of accounts whose person was forgotten; no other begins so."""


def nobody() -> str:
    """A name that nothing leads to: in place of a person who is forgotten, one each time."""
    return _NOBODY + secrets.token_urlsafe(12)


def is_nobody(account: str) -> bool:
    return account.startswith(_NOBODY)


async def add_account(conn: AsyncConnection, account: str, now: int) -> None:
    """Makes an account, which nobody can sign in to yet."""
    await conn.execute(
        tables.account.insert().values(id=account, created_ms=now, last_access_ms=now)
    )


async def account_exists(conn: AsyncConnection, account: str) -> bool:
    return bool(await conn.scalar(sa.select(sa.exists().where(tables.account.c.id == account))))


async def last_accesses(conn: AsyncConnection, accounts: list[str]) -> dict[str, int]:
    """When each of the accounts last used the system (R32), in ms, to about a day."""
    c = tables.account.c
    rows = await conn.execute(sa.select(c.id, c.last_access_ms).where(c.id.in_(accounts)))
    return dict(rows.tuples().all())


async def last_access(conn: AsyncConnection, account: str) -> int:
    """When a person was last here (ms, R32).

    Whose account an office keeps cannot be asked in the app and has no way to be here: of them the
    clock does not run (`NEVER_ASKED_MS`).
    """
    kept = sa.exists().where(
        tables.office_account.c.account_id == tables.account.c.id,
        tables.office_account.c.claimed_ms.is_(None),
    )
    found = await conn.scalar(
        sa.select(
            sa.case((kept, sa.literal(NEVER_ASKED_MS)), else_=tables.account.c.last_access_ms)
        ).where(tables.account.c.id == account)
    )
    return int(found or 0)


async def seen_last(conn: AsyncConnection, account: str) -> int:
    """When a person last used the system, or the account was made (ms)."""
    found = await conn.scalar(
        sa.select(tables.account.c.last_access_ms).where(tables.account.c.id == account)
    )
    return int(found or 0)


async def note_access(conn: AsyncConnection, account: str, now: int) -> None:
    """They are here now (R32)."""
    await conn.execute(
        tables.account.update().where(tables.account.c.id == account).values(last_access_ms=now)
    )


async def names_of(conn: AsyncConnection, account: str) -> list[str]:
    """The account's own name, and those of accounts that were merged into it: passkeys and phones
    of those times still say them."""
    c = tables.account_merge.c
    merged = await conn.scalars(
        sa.select(c.account_id).where(c.into_id == account).order_by(c.account_id)
    )
    return [account, *merged]
