"""What counts of members' histories with a body, for the rules of the scheme: computed from what
is stored, by an index, of as many days as the rules look back."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.entries import CheckIn, EntryRef, Stay
from schemas.policy import PolicyInForce
from schemas.standing import History
from schemas.views import Fact
from server.database.bulk import among, listed
from server.office.projects import designated_projects
from server.replication.tables import confirmation, evidence
from server.replication.views import FactsWhere
from sync.scheme.evidence import history_of
from sync.views import member_views

_e = evidence.c
_RECENT = FactsWhere(
    among(_e.account_id, "accounts"),
    _e.body == sa.bindparam("of"),
    _e.day > sa.bindparam("since"),
)
_CONFIRMED = (
    sa.select(confirmation.c.device, confirmation.c.seq)
    .join(
        evidence,
        sa.and_(_e.device == confirmation.c.device, confirmation.c.seq.between(_e.first, _e.last)),
    )
    .where(
        confirmation.c.confirmed,
        among(_e.account_id, "accounts"),
        _e.body == sa.bindparam("of"),
        _e.day > sa.bindparam("since"),
    )
)


async def histories(
    conn: AsyncConnection,
    body: int,
    accounts: Collection[str],
    since: int,
    policies: Sequence[PolicyInForce],
) -> dict[str, History]:
    """What counts of each person's history with a body on the days after `since`; who has none is
    absent. `policies` say how strong evidence must be (R26)."""
    values = {"accounts": listed(accounts), "of": body, "since": since}
    facts, rulings = await _RECENT.by_account(conn, values)
    if not facts:
        return {}
    confirmed = {EntryRef(*ref) for ref in await conn.execute(_CONFIRMED, values)}
    designated = await designated_projects(conn, [body])
    found: dict[str, History] = {}
    for account, own in facts.items():
        if account is None:
            continue
        journal = member_views(own, rulings, _places(own), designated).journal

        found[account] = history_of(journal, body, policies, designated, confirmed)
    return found


def _places(facts: Collection[Fact]) -> dict[int, int]:
    return {
        fact.entry.place: fact.body
        for fact in facts
        if fact.body and isinstance(fact.entry, CheckIn | Stay)
    }
