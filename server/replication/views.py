"""The server's own view of a member: the pure function of `sync.views` over what is stored.

It reads the rows of one person by an index, never the logs. `attendance` does it for a place.
"""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.entries import CheckIn, EntryRef, Stay
from schemas.rulings import Ruling, RulingKind, RulingReason
from schemas.views import Fact, MemberViews
from server.office.projects import designated_projects
from server.replication.tables import evidence, ruling
from sync.log import decode_entry
from sync.views import member_views


async def member_views_of(conn: AsyncConnection, account: str) -> MemberViews:
    """What a member's phone shows of their history (R25), computed here."""
    facts, rulings = await facts_where(conn, evidence.c.account_id == account)
    places = {
        fact.entry.place: fact.body
        for fact in facts
        if fact.body and isinstance(fact.entry, CheckIn | Stay)
    }
    designated = await designated_projects(conn, set(places.values()))
    return member_views(facts, rulings, places, designated)


async def facts_where(
    conn: AsyncConnection, *conditions: sa.ColumnElement[bool]
) -> tuple[list[Fact], dict[EntryRef, Ruling]]:
    """Stored facts and the rulings on them. Name conditions that an index serves."""
    e, r = evidence.c, ruling.c
    rows = await conn.execute(
        sa.select(
            e.device,
            e.seq,
            e.body,
            e.member,
            e.account_id,
            e.entry,
            r.version,
            r.kind,
            r.reason,
            r.day,
        )
        .join(ruling, sa.and_(r.device == e.device, r.seq == e.seq), isouter=True)
        .where(*conditions)
    )
    facts: list[Fact] = []
    rulings: dict[EntryRef, Ruling] = {}
    for device, seq, body, member, account, entry, version, kind, reason, day in rows:
        facts.append(Fact(device, seq, body, member, account is not None, decode_entry(entry)))
        if version is not None:
            rulings[EntryRef(device, seq)] = Ruling(
                device, seq, version, RulingKind(kind), RulingReason(reason), day
            )
    return facts, rulings
