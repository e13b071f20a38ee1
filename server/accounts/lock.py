"""One change at a time to what belongs to one account."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts.tables import account as accounts


async def lock_account(conn: AsyncConnection, account: str) -> None:
    """Waits for other transactions that hold the account, for what is counted before it is written.

    PostgreSQL locks the row; SQLite has one writer anyway.
    """
    await conn.execute(sa.select(accounts.c.id).where(accounts.c.id == account).with_for_update())
