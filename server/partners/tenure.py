"""Whose a project was, from when to when: what was scanned there is judged by it, whenever."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from server.partners.tables import project_tenure


async def keep_partner(conn: AsyncConnection, project: int, partner: int | None, now: int) -> None:
    """Notes whose a project is from now on, None for the body's own. Again changes nothing."""
    c = project_tenure.c
    stands = c.project == project, c.until_ms.is_(None)
    if await conn.scalar(sa.select(c.partner).where(*stands)) == partner:
        return
    await conn.execute(project_tenure.update().where(*stands).values(until_ms=now))
    if partner is not None:
        await conn.execute(
            project_tenure.insert().values(project=project, partner=partner, since_ms=now)
        )
