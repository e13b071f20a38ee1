"""What a person set for themselves, as the last write has it."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.entries import ProfileField
from server.replication.tables import profile


async def name_of(conn: AsyncConnection, account: str) -> str:
    """The name that a person wants to be called by; empty for none."""
    name: str | None = await conn.scalar(
        sa.select(profile.c.value).where(
            profile.c.account_id == account, profile.c.field == ProfileField.NAME.value
        )
    )
    return name or ""
