"""A person as the scheme's rules ask of them: from what is stored of registrations and proofs."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import PersonItem
from schemas.standing import Person
from server.accounts.people import last_access
from server.identity.proofs import proof_of
from server.registry import store
from server.registry.rules import Registration, held_of
from sync.calendar import day_of


class Known(NamedTuple):
    """`rows`: all registrations, those that are over too, by body."""

    person: Person
    rows: Mapping[int, Registration]


async def person_of(conn: AsyncConnection, account: str) -> Known:
    """Everything that the rules need; the caller holds the account's lock if it will write."""
    rows = {row.body: row for row in await store.rows_of(conn, account)}
    programmes = await store.programmes_of(conn, account)
    proof = await proof_of(conn, account)
    person = Person(
        proven=proof is not None,
        home=proof.home_body if proof else 0,
        birth_day=proof.birth_day if proof else 0,
        guardian=proof is not None and proof.consented,
        refused=sorted(await store.refusals_of(conn, account)),
        last_access=day_of(await last_access(conn, account)),
        held=[
            held_of(row, programmes.get(row.body, ()))
            for row in rows.values()
            if row.ended_ms is None
        ],
    )
    return Known(person, rows)


def item_of(person: Person, version: int) -> PersonItem:
    """What a person's own phones are told of them."""
    return PersonItem(
        version=version,
        proven=person.proven,
        home=person.home,
        birth_day=person.birth_day,
        guardian=person.guardian,
        refused=person.refused,
    )
