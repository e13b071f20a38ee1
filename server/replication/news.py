"""Of whom something arrived since one asked last: for what is worked out later, in its own time,
so that an upload need not wait for it."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from server.replication.tables import evidence, news_mark, segment

SETTLED_MS = 600_000
"""A transaction ends in less. On PostgreSQL a segment may become visible after one with a higher
number: what is younger than this is therefore gone through once more."""
PAGE = 1000

_PAGE = (
    sa.select(segment.c.id, segment.c.received_ms)
    .where(segment.c.id > sa.bindparam("after"))
    .order_by(segment.c.id)
    .limit(PAGE)
)
_PEOPLE = (
    sa.select(evidence.c.account_id, evidence.c.body)
    .distinct()
    .select_from(segment)
    .join(
        evidence,
        sa.and_(
            evidence.c.device == segment.c.device,
            evidence.c.first.between(segment.c.first, segment.c.last),
        ),
    )
    .where(
        segment.c.id.between(sa.bindparam("first"), sa.bindparam("last")),
        evidence.c.account_id.is_not(None),
        evidence.c.body > 0,
    )
)


async def people_with_news(conn: AsyncConnection, reader: str, now: int) -> set[tuple[str, int]]:
    """(account, body) of the histories that something entered, and moves the reader on.

    Some are told again that were told before.
    """
    found = await conn.scalar(sa.select(news_mark.c.segment).where(news_mark.c.reader == reader))
    mark = after = before = int(found or 0)
    people: set[tuple[str, int]] = set()
    while page := (await conn.execute(_PAGE, {"after": after})).all():
        span = {"first": page[0].id, "last": page[-1].id}
        people |= {(account, body) for account, body in await conn.execute(_PEOPLE, span)}
        after = page[-1].id
        settled = [row.id for row in page if row.received_ms < now - SETTLED_MS]
        mark = max([mark, *settled])
    if mark > before:
        await conn.execute(news_mark.delete().where(news_mark.c.reader == reader))
        await conn.execute(news_mark.insert().values(reader=reader, segment=mark))
    return people
