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


async def names_of(conn: AsyncConnection, account: str) -> list[str]:
    """The account's own name, and those of accounts that were merged into it: passkeys and phones
    of those times still say them."""
    c = tables.account_merge.c
    merged = await conn.scalars(
        sa.select(c.account_id).where(c.into_id == account).order_by(c.account_id)
    )
    return [account, *merged]
