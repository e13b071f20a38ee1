"""The server's own view of a member: the pure function of `sync.views` over what is stored.

It reads the rows of one person by an index, never the logs. `attendance` does it for a place.
"""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.entries import CheckIn, EntryRef, Stay
from schemas.rulings import Ruling
from schemas.views import Fact, MemberViews
from server.office.projects import designated_projects
from server.replication.store import numbered, rulings_on
from server.replication.tables import evidence
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
    ruled = await rulings_on(conn, *conditions)
    e = evidence.c
    rows = await conn.execute(
        sa.select(e.device, e.body, e.member, e.account_id, e.entries).where(*conditions)
    )
    facts = [
        Fact(device, seq, body, member, account is not None, decode_entry(raw))
        for device, body, member, account, entries in rows
        for seq, raw in numbered(entries)
    ]
    return facts, {EntryRef(*ref): ruling for ref, ruling in ruled.items()}
