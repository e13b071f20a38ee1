"""Weak evidence, and staff's word on it (R26): what waits, and what follows."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.entries import Source
from schemas.feed import ConfirmationItem, FeedItem
from schemas.problems import ProblemCode
from server.app.problems import Refusal
from server.replication.feeds import person_scope, publish
from server.replication.store import numbered
from server.replication.tables import confirmation, evidence

_e = evidence.c


class Waiting(NamedTuple):
    """A row of evidence: records of one member that are alike."""

    device: bytes
    first: int
    member: int
    place: int
    day: int
    source: Source
    records: int


async def waiting(conn: AsyncConnection, body: int, weakest: Source, limit: int) -> list[Waiting]:
    """What is weaker than a body accepts, stands, and has no word of staff yet; by day."""
    found = await conn.execute(
        sa.select(_e.device, _e.first, _e.member, _e.place, _e.day, _e.source, _e.standing)
        .where(_waits(body, weakest))
        .order_by(_e.day, _e.device, _e.first)
        .limit(limit)
    )
    return [
        Waiting(row.device, row.first, row.member, row.place, row.day, Source(row.source), row[6])
        for row in found
    ]


async def count_waiting(conn: AsyncConnection, body: int, weakest: Source) -> int:
    """How many rows of evidence `waiting` would give without a limit."""
    count = await conn.scalar(
        sa.select(sa.func.count()).select_from(evidence).where(_waits(body, weakest))
    )
    return int(count or 0)


def _waits(body: int, weakest: Source) -> sa.ColumnElement[bool]:
    said = sa.exists().where(confirmation.c.device == _e.device, confirmation.c.seq == _e.first)
    return sa.and_(
        _e.body == body,
        _e.source > 1,  # lets the database use the index, which holds only these
        _e.source > weakest.value,
        _e.standing > 0,
        sa.not_(said),
    )


async def confirm(
    conn: AsyncConnection,
    body: int,
    rows: Sequence[tuple[bytes, int]],
    staff: str,
    now: int,
    *,
    confirmed: bool,
) -> set[str]:
    """Writes staff's word on rows of evidence, as (device, first number), and tells their members.

    Gives whose they are. Again, or otherwise than before, is written anew. Raises `Refusal`
    NOT_FOUND for what is no evidence of this body's.
    """
    people: set[str] = set()
    for device, first in rows:
        row = (
            await conn.execute(
                sa.select(_e.account_id, _e.entries).where(
                    _e.device == device, _e.first == first, _e.body == body, _e.source > 1
                )
            )
        ).one_or_none()
        if row is None or row.account_id is None:
            raise Refusal(ProblemCode.NOT_FOUND)
        told: list[tuple[str, FeedItem]] = []
        for seq, _ in numbered(row.entries):
            version = await _write(conn, device, seq, body, staff, now, confirmed=confirmed)
            item = ConfirmationItem(version, device, seq, confirmed)
            told.append((f"confirmation:{device.hex()}:{seq}", item))
        await publish(conn, person_scope(row.account_id), told)
        people.add(row.account_id)
    return people


async def _write(
    conn: AsyncConnection,
    device: bytes,
    seq: int,
    body: int,
    staff: str,
    now: int,
    *,
    confirmed: bool,
) -> int:
    c = confirmation.c
    named = sa.and_(c.device == device, c.seq == seq)
    before = await conn.scalar(sa.select(c.version).where(named).with_for_update())
    version = int(before or 0) + 1
    await conn.execute(confirmation.delete().where(named))
    await conn.execute(
        confirmation.insert().values(
            device=device,
            seq=seq,
            body=body,
            confirmed=confirmed,
            version=version,
            ms=now,
            confirmed_by=staff,
        )
    )
    return version
