"""What a device is told at a sync: what is new to it, or at first what stands, and recent history.

A person's history only grows. A device that begins, or that lost everything, is told all that
stands (registrations, cards, places, settings) and the newest `RECENT_BYTES` of the person's facts;
older ones follow when they are asked for. So the first sync is of the same size after ten years as
after one.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from msgspec import Raw
from sqlalchemy.ext.asyncio import AsyncConnection

from server.database.bulk import LookUp
from server.replication.cursor import decode_cursor, encode_cursor
from server.replication.feeds import PERSON, Scope
from server.replication.tables import feed_item

RECENT_BYTES = 65_536
"""Of a person's facts a new device is told at once: some 1,400, years of weekends."""

_PAGE = 64

_i = feed_item.c
_AUTHORS = LookUp(
    [sa.BigInteger()] * 5,
    (_i.author,),
    lambda _number, _at, scope, after, last: sa.and_(
        _i.scope_id == scope, _i.seq > after, _i.seq <= last
    ),
)
_own = _i.author == sa.bindparam("device")
_PAGE_OF = (
    sa.select(_i.seq, sa.case((_own, None), else_=_i.payload))
    .where(_i.scope_id == sa.bindparam("scope"), _i.seq > sa.bindparam("after"))
    .order_by(_i.seq)
    .limit(_PAGE)
)
_PAGE_OF_WHAT_STANDS = _PAGE_OF.where(sa.or_(_i.key.is_not(None), _i.seq >= sa.bindparam("recent")))

_packet: msgspec.msgpack.Decoder[list[Raw]] = msgspec.msgpack.Decoder(list[Raw])


class Reader(NamedTuple):
    """A device as it asks: what it may read, how far it is, and how many bytes it wants at most.

    `older`: it also wants history from before this number of the person's scope; 0 for none.
    """

    device: bytes
    scopes: Sequence[Scope]
    cursor: bytes
    most: int
    older: int = 0


class News(NamedTuple):
    """What a device is told. `more`: there is more than fitted, and history waits for that.

    `older`: history from before this number of the person's scope is there to be asked for; 0 where
    there is none, or nothing to say about it.
    """

    items: list[Raw]
    cursor: bytes
    more: bool
    older: int


class _Place(NamedTuple):
    """How far a device is in a scope. `begins`: it is still being told what stands."""

    seq: int
    begins: bool


async def read(conn: AsyncConnection, readers: Sequence[Reader]) -> list[News]:
    """What is new for each: at most the bytes it wants, but at least one packet.

    One look-up tells for all of them what they said themselves, which nobody need hear: after an
    upload of visits there is mostly nothing else.
    """
    all_places = [_places(reader) for reader in readers]
    pending = [
        (number, at, scope.id, place.seq, scope.last)
        for number, (reader, places) in enumerate(zip(readers, all_places, strict=True))
        for at, (scope, place) in enumerate(zip(reader.scopes, places, strict=True))
        if place.seq < scope.last
    ]
    few = [row for row in pending if row[4] - row[3] <= _PAGE]
    told = await _told_by_others(conn, readers, few)
    for number, at, _, _, last in few:
        if (number, at) not in told:
            all_places[number][at] = _Place(last, begins=False)
    return [
        await _read(conn, reader, places)
        for reader, places in zip(readers, all_places, strict=True)
    ]


def _places(reader: Reader) -> list[_Place]:
    known = decode_cursor(reader.cursor)
    known += [0] * (len(reader.scopes) - len(known))
    places = [_Place(number, begins=False) for number in known[: len(reader.scopes)]]
    places[PERSON] = _Place(known[PERSON] // 2, known[PERSON] % 2 == 1 or known[PERSON] == 0)
    # A cursor ahead of its scope comes from a database that was put back to an earlier day.
    return [
        place if place.seq <= scope.last else _Place(0, begins=True)
        for place, scope in zip(places, reader.scopes, strict=True)
    ]


def _cursor(places: Sequence[_Place]) -> bytes:
    numbers = [place.seq for place in places]
    numbers[PERSON] = places[PERSON].seq * 2 + places[PERSON].begins
    return encode_cursor(numbers)


async def _told_by_others(
    conn: AsyncConnection, readers: Sequence[Reader], pending: Sequence[tuple[int, ...]]
) -> set[tuple[int, int]]:
    """Reader and place of the scopes that hold something new which is not the reader's own."""
    if not pending:
        return set()
    rows = await _AUTHORS(conn, pending)
    return {(number, at) for number, at, *_, author in rows if author != readers[number].device}


async def _read(conn: AsyncConnection, reader: Reader, places: list[_Place]) -> News:
    items: list[Raw] = []
    left = reader.most
    older = 0
    for at, scope in enumerate(reader.scopes):
        seq, begins = places[at]
        recent = 0
        if at == PERSON and begins and seq < scope.last:
            recent = await _where_recent_begins(conn, scope, reader.device)
            older = recent
        while seq < scope.last:
            page = await _page(conn, scope, seq, reader.device, recent)
            for number, payload in page:
                if payload is not None:
                    if items and len(payload) > left:
                        places[at] = _Place(seq, begins=begins and seq < recent)
                        return News(items, _cursor(places), more=True, older=older)
                    items += _packet.decode(payload)
                    left -= len(payload)
                seq = number
            if len(page) < _PAGE:
                seq = max(seq, scope.last)
        places[at] = _Place(seq, begins=False)
    if reader.older:
        history, older = await _history(conn, reader, left)
        items += history
    return News(items, _cursor(places), more=False, older=older)


async def _page(
    conn: AsyncConnection, scope: Scope, after: int, device: bytes, recent: int
) -> list[tuple[int, bytes | None]]:
    """Rows by number; without payload what the device wrote itself. Of those before `recent` only
    what stands."""
    where = {"scope": scope.id, "after": after, "device": device}
    if recent:
        found = await conn.execute(_PAGE_OF_WHAT_STANDS, where | {"recent": recent})
    else:
        found = await conn.execute(_PAGE_OF, where)
    return [(seq, payload) for seq, payload in found]


async def _where_recent_begins(conn: AsyncConnection, scope: Scope, device: bytes) -> int:
    """The first number of the newest `RECENT_BYTES` of facts; 0 where there are no older ones."""
    left = RECENT_BYTES
    recent = 0
    for seq, payload in await _newest(conn, scope, device, scope.last + 1, RECENT_BYTES):
        left -= len(payload)
        if left < 0 and recent:
            return recent
        recent = seq
    return 0


async def _history(conn: AsyncConnection, reader: Reader, most: int) -> tuple[list[Raw], int]:
    """Facts from before `reader.older`, oldest first; and from where on still older ones are."""
    packets: list[bytes] = []
    left = most
    reached = reader.older
    for seq, payload in await _newest(
        conn, reader.scopes[PERSON], reader.device, reader.older, most
    ):
        left -= len(payload)
        if left < 0 and packets:
            return [item for one in reversed(packets) for item in _packet.decode(one)], reached
        packets.append(payload)
        reached = seq
    return [item for one in reversed(packets) for item in _packet.decode(one)], 0


async def _newest(
    conn: AsyncConnection, scope: Scope, device: bytes, before: int, most: int
) -> list[tuple[int, bytes]]:
    """Packets of others' facts from before a number, newest first; more than `most` bytes of them
    if there are so many."""
    i = feed_item.c
    found: list[tuple[int, bytes]] = []
    size = 0
    while size <= most:
        rows = (
            await conn.execute(
                sa.select(i.seq, i.payload)
                .where(
                    i.scope_id == scope.id,
                    i.seq < before,
                    i.key.is_(None),
                    sa.or_(i.author.is_(None), i.author != device),
                )
                .order_by(i.seq.desc())
                .limit(_PAGE)
            )
        ).all()
        for seq, payload in rows:
            found.append((seq, payload))
            size += len(payload)
            before = seq
        if len(rows) < _PAGE:
            break
    return found
