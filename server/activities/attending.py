"""Who came to a project on a day, by the records that stand (R22, R27)."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.entries import CheckIn, EntryRef, Source, Stay
from schemas.rulings import RulingKind
from server.database.bulk import among, listed
from server.office.tables import place
from server.replication.tables import evidence
from server.replication.views import FactsWhere
from sync.acts import counted_day, one_of_each
from sync.views import void_reasons

_e = evidence.c
_AT = FactsWhere(
    _e.place.in_(sa.select(place.c.id).where(place.c.body == sa.bindparam("of"))),
    _e.place > 0,  # lets SQLite use the index, which holds only these
    among(_e.day, "days"),
    _e.body == sa.bindparam("of"),
)


async def came(
    conn: AsyncConnection, body: int, projects: Collection[int], days: Collection[int]
) -> dict[tuple[int, int], dict[int, str | None]]:
    """By (project, day): the members' numbers, each with the account behind it."""
    if not projects or not days:
        return {}
    by_account, told = await _AT.by_account(conn, {"of": body, "days": listed(days)})
    accounts = {
        EntryRef(fact.device, fact.seq): account
        for account, facts in by_account.items()
        for fact in facts
    }
    facts, rulings = one_of_each([f for one in by_account.values() for f in one], told)
    standing = [
        fact
        for fact in facts
        if (ruling := rulings.get(EntryRef(fact.device, fact.seq))) is None
        or ruling.kind is not RulingKind.REJECTED
    ]
    voided = void_reasons(standing)
    present: dict[tuple[int, int], dict[int, str | None]] = {}
    for fact in standing:
        entry, ref = fact.entry, EntryRef(fact.device, fact.seq)
        if not isinstance(entry, CheckIn | Stay) or entry.project not in projects:
            continue
        if ref in voided or not fact.member:
            continue
        if isinstance(entry, Stay) and entry.source is Source.MEMBER_ENTRY:
            continue  # R26: nobody but themselves says so
        day = counted_day(entry, rulings.get(ref))
        present.setdefault((entry.project, day), {})[fact.member] = accounts.get(ref)
    return present
