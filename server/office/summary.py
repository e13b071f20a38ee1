"""The office's figures at a glance."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import OfficeSummary
from server.accounts.authority import holders_of
from server.catalogue import format_code
from server.office.tables import place, project
from server.registry.members import count_members
from server.replication.attendance import records_by_day
from sync.calendar import day_of

DAYS = 30


async def summary_of(conn: AsyncConnection, body: int, now: int) -> OfficeSummary:
    """Open places and projects, people, and the records of the last 30 days with today."""
    today = day_of(now)
    members = await count_members(conn, body, now)
    records = await records_by_day(conn, body, today - DAYS + 1, DAYS)
    return OfficeSummary(
        body=format_code(body),
        members_basic=members.basic,
        members_premium=members.premium,
        places=await _count_open(conn, place, body),
        projects=await _count_open(conn, project, body),
        staff=len({one.account for one in await holders_of(conn, body) if one.partner is None}),
        records_today=records[-1],
        new_members_30_days=members.new,
        records_by_day=records,
    )


async def _count_open(conn: AsyncConnection, table: sa.Table, body: int) -> int:
    count = await conn.scalar(
        sa.select(sa.func.count()).where(table.c.body == body, sa.not_(table.c.closed))
    )
    return int(count or 0)
