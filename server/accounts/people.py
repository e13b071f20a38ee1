"""People: an account is a person, known by nothing but a random name."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts import tables


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
    return {name: ms for name, ms in rows}  # noqa: C416 - a Row is no pair to mypy


async def last_access(conn: AsyncConnection, account: str) -> int:
    """When a person was last here (ms, R32)."""
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
