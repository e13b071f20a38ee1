"""A body's members as the scheme's rules see them, page by page: for what is to be known of all."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

from schemas.policy import PolicyInForce
from schemas.standing import History, Person
from server.database import Database
from server.identity.proofs import proofs_of
from server.registry import store
from server.registry.rules import held_of
from server.registry.standings import NOTHING
from server.replication.histories import histories

PAGE = 200
"""Members worked out in one go: what others wait for meanwhile."""


class Somebody(NamedTuple):
    """A member as far as one body is concerned: of the registrations only that one is there."""

    account: str
    person: Person
    history: History


async def everyone(
    database: Database, body: int, since: int, policies: Sequence[PolicyInForce]
) -> AsyncIterator[list[Somebody]]:
    """All who are registered with a body, by number, with their history of the days after
    `since`."""
    last = 0
    while True:
        async with database.reading() as conn:
            rows = await store.standing_of_body(conn, body, last, PAGE)
            accounts = [row.account for row in rows]
            found = await histories(conn, body, accounts, since, policies)
            proofs = await proofs_of(conn, accounts)
            programmes = await store.programmes_of_all(conn, body, accounts)
        page = []
        for row in rows:
            proof = proofs.get(row.account)
            person = Person(
                proven=proof is not None,
                home=proof.home_body if proof else 0,
                birth_day=proof.birth_day if proof else 0,
                guardian=proof is not None and proof.consented,
                held=[held_of(row, programmes.get(row.account, ()))],
            )
            page.append(Somebody(row.account, person, found.get(row.account, NOTHING)))
        yield page
        if len(rows) < PAGE:
            return
        last = rows[-1].number
        await asyncio.sleep(0)
