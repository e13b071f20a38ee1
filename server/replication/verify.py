"""Checks the logs of a whole database: chains, heads, signatures, numbers. Reads only.

Segments are gone through in the order of their logs, some at a time: memory stays the same for any
number of them.
"""

from collections.abc import AsyncIterator, Callable
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.sync import SIGNATURE_BYTES
from server.accounts.tables import device
from server.cards.cose import verify_raw
from server.replication.tables import redacted, ruling, segment
from sync.log import EMPTY_HEAD, chain
from sync.message import MalformedMessage, UnsupportedVersion, read_request, signed_bytes

Progress = Callable[[int, int], None]
"""Called with how many segments are done, of how many."""

PAGE = 64


class Fault(NamedTuple):
    """What is wrong with a device's log, from which number on."""

    device: bytes
    seq: int
    what: str


class _End(NamedTuple):
    """How far a log has been followed."""

    device: bytes
    last: int
    head: bytes


async def verify(conn: AsyncConnection, progress: Progress) -> AsyncIterator[Fault]:
    """Everything that does not hold together, as it is found."""
    total = await conn.scalar(sa.select(sa.func.count()).select_from(segment)) or 0
    done = 0
    end = _End(b"", 0, EMPTY_HEAD)
    while rows := await _page(conn, end):
        for row in rows:
            if row.device != end.device:
                end = _End(row.device, 0, EMPTY_HEAD)
            for what in _faults(row, end):
                yield Fault(row.device, row.first, what)
            end = _End(row.device, row.last, row.head)
        done += len(rows)
        progress(done, total)
    async for fault in _ends(conn):
        yield fault


async def _page(conn: AsyncConnection, after: _End) -> list[sa.Row[tuple[object, ...]]]:
    c = segment.c
    rows = await conn.execute(
        sa.select(segment, device.c.public_key, redacted.c.ms.label("redacted_ms"))
        .join(device, device.c.id == c.device, isouter=True)
        .join(
            redacted,
            sa.and_(redacted.c.device == c.device, redacted.c.first == c.first),
            isouter=True,
        )
        .where(
            sa.or_(
                c.device > after.device,
                sa.and_(c.device == after.device, c.first > after.last),
            )
        )
        .order_by(c.device, c.first)
        .limit(PAGE)
    )
    return list(rows)


def _faults(row: sa.Row[tuple[object, ...]], end: _End) -> list[str]:
    """What is wrong with a segment that follows a log that ends so."""
    if row.public_key is None:
        return ["its device is not enrolled"]
    faults = []
    if row.first != end.last + 1:
        faults.append(f"follows number {end.last}")
    if row.head_before != end.head:
        faults.append("the chain before it is another")
    try:
        received = read_request(bytes(SIGNATURE_BYTES) + row.body)
    except (MalformedMessage, UnsupportedVersion) as error:
        return [*faults, f"cannot be read: {error}"]
    request = received.request
    new = received.entries[row.first - request.first :]
    if request.device != row.device or row.first + len(new) - 1 != row.last:
        faults.append("holds another part of a log than it says")
    if row.redacted_ms is not None:
        # Its person was forgotten (R27): chain and signature are over words that are gone.
        return faults
    head = chain(row.head_before, new)
    if head != row.head:
        faults.append("the chain over its entries is another")
    signed = signed_bytes(row.challenge, head, row.body)
    if not verify_raw(row.public_key, row.signature, signed):
        faults.append("the signature does not hold")
    return faults


async def _ends(conn: AsyncConnection) -> AsyncIterator[Fault]:
    """Where a device's acknowledged end is not that of its segments, or a ruling is on nothing."""
    newest = sa.select(segment.c.device, sa.func.max(segment.c.last).label("last")).group_by(
        segment.c.device
    )
    ends = newest.subquery()
    rows = await conn.stream(
        sa.select(device.c.id, device.c.stored)
        .join(ends, ends.c.device == device.c.id, isouter=True)
        .join(
            segment,
            sa.and_(segment.c.device == device.c.id, segment.c.last == device.c.stored),
            isouter=True,
        )
        .where(
            sa.or_(
                sa.func.coalesce(ends.c.last, 0) != device.c.stored,
                sa.func.coalesce(segment.c.head, EMPTY_HEAD) != device.c.head,
            )
        )
    )
    async for row in rows:
        yield Fault(row.id, row.stored, "is acknowledged up to another end than its segments have")
    lost = await conn.stream(
        sa.select(ruling.c.device, ruling.c.seq).where(
            ~sa.exists().where(
                segment.c.device == ruling.c.device,
                ruling.c.seq.between(segment.c.first, segment.c.last),
            )
        )
    )
    async for row in lost:
        yield Fault(row.device, row.seq, "is ruled on but not stored")
