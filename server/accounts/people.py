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
