"""Which bodies take part (R01), and how one begins to."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from server.office.tables import participating_body
from sync.calendar import day_of
from sync.scheme.fees import fiscal_year


async def taking_part(
    conn: AsyncConnection, among: Collection[int] | None = None
) -> frozenset[int]:
    """The bodies that take part, all of them or those among some."""
    query = sa.select(participating_body.c.body)
    if among is not None:
        query = query.where(participating_body.c.body.in_(among))
    return frozenset(await conn.scalars(query))


async def begin_participation(conn: AsyncConnection, body: int, now: int) -> bool:
    """Records that a body joins. False if it takes part already."""
    if body in await taking_part(conn, {body}):
        return False
    await conn.execute(
        participating_body.insert().values(
            body=body, since_ms=now, fiscal_year=fiscal_year(day_of(now))
        )
    )
    return True
