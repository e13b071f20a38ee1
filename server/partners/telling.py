"""What the phones of a partner's people are told: whose cards they may scan, and where (R04)."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import ScannerItem
from server.accounts.tables import staff_role
from server.office.tables import project
from server.partners.tables import partner as partners
from server.replication.feeds import Publication, pack, person_scope, publish_all


async def tell_scanners(
    conn: AsyncConnection, partner: int, now: int, account: str | None = None
) -> None:
    """Tells everyone who ever scanned for a partner, or one of them, how that stands now."""
    known = (await conn.execute(sa.select(partners).where(partners.c.id == partner))).one()
    projects = list(
        await conn.scalars(
            sa.select(project.c.id)
            .where(project.c.partner == partner, ~project.c.closed)
            .order_by(project.c.id)
        )
    )
    c = staff_role.c
    of_it = (
        c.partner == partner
        if account is None
        else sa.and_(c.partner == partner, c.account_id == account)
    )
    rows = await conn.execute(
        sa.select(c.account_id, sa.func.count().filter(c.ended_ms.is_(None)))
        .where(of_it)
        .group_by(c.account_id)
        .order_by(c.account_id)
    )
    news = []
    for reader, standing in rows:
        item = ScannerItem(
            version=now,
            body=known.body,
            partner=partner,
            name=known.name,
            english=known.english,
            projects=projects if standing else [],
            ended=not standing,
        )
        news.append(Publication(person_scope(reader), f"scanner:{partner}", pack(item)))
    await publish_all(conn, news)
