"""The server's own view of a member: the pure function of `sync.views` over what is stored.

It reads the rows of one person by an index, never the logs. `attendance` does it for a place.
"""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.entries import CheckIn, EntryRef, Stay
from schemas.rulings import Ruling
from schemas.views import Fact, MemberViews
from server.office.projects import designated_projects
from server.replication.store import numbered, rulings_of, rulings_within
from server.replication.tables import evidence
from sync.log import decode_entry
from sync.views import member_views


class FactsWhere:
    """Stored facts that meet conditions, and the rulings on them: name such as an index serves.

    Called with the values of their parameters.
    """

    def __init__(self, *conditions: sa.ColumnElement[bool]) -> None:
        e = evidence.c
        self._facts = sa.select(e.device, e.body, e.member, e.account_id, e.entries).where(
            *conditions
        )
        self._rulings = rulings_within(*conditions)

    async def __call__(
        self, conn: AsyncConnection, values: Mapping[str, object]
    ) -> tuple[list[Fact], dict[EntryRef, Ruling]]:
        by_account, rulings = await self.by_account(conn, values)
        return [fact for facts in by_account.values() for fact in facts], rulings

    async def by_account(
        self, conn: AsyncConnection, values: Mapping[str, object]
    ) -> tuple[dict[str | None, list[Fact]], dict[EntryRef, Ruling]]:
        """The facts by whose history they belong to; None: nobody's."""
        ruled = await rulings_of(conn, self._rulings, values)
        facts: dict[str | None, list[Fact]] = {}
        for device, body, member, account, entries in await conn.execute(self._facts, values):
            facts.setdefault(account, []).extend(
                Fact(device, seq, body, member, account is not None, decode_entry(raw))
                for seq, raw in numbered(entries)
            )
        return facts, {EntryRef(*ref): ruling for ref, ruling in ruled.items()}


_OF_PERSON = FactsWhere(evidence.c.account_id == sa.bindparam("person"))


async def member_views_of(conn: AsyncConnection, account: str) -> MemberViews:
    """What a member's phone shows of their history (R25), computed here."""
    facts, rulings = await _OF_PERSON(conn, {"person": account})
    places = {
        fact.entry.place: fact.body
        for fact in facts
        if fact.body and isinstance(fact.entry, CheckIn | Stay)
    }
    designated = await designated_projects(conn, set(places.values()))
    return member_views(facts, rulings, places, designated)
