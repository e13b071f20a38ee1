"""What the rules must know of a batch of entries, gathered with one look-up a kind.

The one place that reads tables of other capabilities directly: a batch is judged at the pace of its
slowest look-up, so each reads just the columns that the rules ask for, for all entries at once.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.entries import CheckIn, Entry, Note, Stay, Void
from schemas.feed import CardState
from server.accounts.tables import device, staff_role
from server.cards.tables import card
from server.office.places import places_of
from server.office.tables import project
from server.registry.tables import registration
from server.replication.rules import Card, Known, Membership, Place, Ref, Target, Tenure
from server.replication.tables import evidence
from sync.log import decode_entry

_MOST = 1000
"""Values in one IN: PostgreSQL takes 32,767 parameters."""

T = TypeVar("T")

Written = tuple[str, Entry]
"""An entry and the account that wrote it."""


async def known_of(conn: AsyncConnection, written: Sequence[Written]) -> Known:
    """Everything that bears on these entries, except what they say of each other."""
    places: set[int] = set()
    cards: set[tuple[int, int]] = set()
    projects: set[int] = set()
    refs: set[Ref] = set()
    staff: set[str] = set()
    members: set[str] = set()
    for account, entry in written:
        if type(entry) is CheckIn:
            places.add(entry.place)
            cards.add((entry.issuer, entry.card))
            projects.add(entry.project)
            staff.add(account)
        elif type(entry) is Stay:
            places.add(entry.place)
            projects.add(entry.project)
            members.add(account)
        elif type(entry) is Note:
            refs.add((entry.about.device, entry.about.seq))
        elif type(entry) is Void:
            refs.add((entry.about.device, entry.about.seq))
            staff.add(account)
    projects.discard(0)
    return Known(
        places=await _places(conn, places) if places else {},
        cards=await _cards(conn, cards) if cards else {},
        projects=await _projects(conn, projects) if projects else {},
        tenures=await _tenures(conn, staff) if staff else {},
        memberships=await _memberships(conn, members) if members else {},
        targets=await _targets(conn, refs) if refs else {},
        wanted=refs,
    )


async def _places(conn: AsyncConnection, wanted: Collection[int]) -> dict[int, Place]:
    return {
        number: Place(facts.body, facts.token, facts.withdrawn)
        for some in _portions(wanted)
        for number, facts in (await places_of(conn, some)).items()
    }


async def _cards(
    conn: AsyncConnection, wanted: Collection[tuple[int, int]]
) -> dict[tuple[int, int], Card]:
    c = card.c
    found: dict[tuple[int, int], Card] = {}
    for body, pairs in groupby(sorted(wanted), key=lambda pair: pair[0]):
        for numbers in _portions([number for _, number in pairs]):
            rows = await conn.execute(
                sa.select(
                    c.card, c.account_id, c.member, c.not_before, c.expires, c.state, c.ended_ms
                ).where(c.body == body, c.card.in_(numbers))
            )
            for number, account, member, not_before, expires, state, ended_ms in rows:
                found[body, number] = Card(
                    account, member, not_before * 1000, expires * 1000, CardState(state), ended_ms
                )
    return found


async def _projects(conn: AsyncConnection, wanted: Collection[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in _portions(wanted):
        rows = await conn.execute(
            sa.select(project.c.id, project.c.body).where(project.c.id.in_(some))
        )
        found.update((number, body) for number, body in rows)
    return found


async def _tenures(conn: AsyncConnection, accounts: Collection[str]) -> dict[str, list[Tenure]]:
    c = staff_role.c
    rows = await conn.execute(
        sa.select(c.account_id, c.body, c.since_ms, c.ended_ms).where(c.account_id.in_(accounts))
    )
    tenures: dict[str, list[Tenure]] = {}
    for account, body, since_ms, ended_ms in rows:
        tenures.setdefault(account, []).append(Tenure(body, since_ms, ended_ms))
    return tenures


async def _memberships(
    conn: AsyncConnection, accounts: Collection[str]
) -> dict[tuple[str, int], Membership]:
    c = registration.c
    rows = await conn.execute(
        sa.select(c.account_id, c.body, c.number, c.ended_ms).where(c.account_id.in_(accounts))
    )
    return {(account, body): Membership(number, ended) for account, body, number, ended in rows}


async def _targets(conn: AsyncConnection, refs: Collection[Ref]) -> dict[Ref, Target]:
    c = evidence.c
    found: dict[Ref, Target] = {}
    for some in _portions(refs):
        rows = await conn.execute(
            sa.select(
                c.device,
                c.seq,
                device.c.account_id.label("author"),
                c.account_id,
                c.body,
                c.member,
                c.place,
                c.day,
                c.entry,
            )
            .join(device, device.c.id == c.device)
            .where(sa.tuple_(c.device, c.seq).in_(some))
        )
        for row in rows:
            found[row.device, row.seq] = Target(
                type(decode_entry(row.entry)),
                row.author,
                row.account_id,
                row.body,
                row.member,
                row.place,
                row.day,
            )
    return found


def _portions(values: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(values)
    while some := list(islice(iterator, _MOST)):
        yield some
