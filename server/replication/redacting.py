"""The words in logs of somebody who is forgotten (R27): taken out, while what they prove stays.

Entries keep their numbers, stamps, places and days; what a person wrote in their own words, and
what they set for themselves, becomes a dash. So chain and signature of such a segment are those of
what was sent, and can no longer be recomputed: `redacted` says so, and `verify` passes over both.
"""

import sqlalchemy as sa
from msgspec import msgpack, structs
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.entries import (
    AddInterest,
    CardKeys,
    Entry,
    Note,
    RemoveInterest,
    SetField,
    Void,
)
from server.replication.rebuild import rebuild_devices
from server.replication.tables import kept_aside, redacted, segment
from sync.log import MalformedEntry, decode_entry, encode_entry

GONE = "-"
UNREADABLE = b"\xc1"
"""In place of bytes that were no entry, which may hold anything: ruled as they were."""
_PAGE = 64


async def redact(conn: AsyncConnection, devices: set[bytes], now: int) -> None:
    """Takes the words out of the logs of these devices, and what was kept aside of them altogether;
    then recomputes what follows. The caller holds the locks of a merge."""
    s = segment.c
    await conn.execute(kept_aside.delete().where(kept_aside.c.device.in_(devices)))
    last = 0
    while True:
        rows = (
            await conn.execute(
                sa.select(s.id, s.device, s.first, s.body)
                .where(s.device.in_(devices), s.id > last)
                .order_by(s.id)
                .limit(_PAGE)
            )
        ).all()
        for row in rows:
            body = without_words(row.body)
            if body != row.body:
                await conn.execute(segment.update().where(s.id == row.id).values(body=body))
                await conn.execute(
                    redacted.insert().values(device=row.device, first=row.first, ms=now)
                )
        if len(rows) < _PAGE:
            break
        last = rows[-1].id
    await rebuild_devices(conn, devices, now)


def without_words(body: bytes) -> bytes:
    """A SyncRequest whose entries say nothing in words."""
    request = msgpack.decode(body)
    request[3] = [_bare(one) if isinstance(one, bytes) else one for one in request[3]]
    return msgpack.encode(request)


def _bare(raw: bytes) -> bytes:
    try:
        entry = decode_entry(raw)
    except MalformedEntry:
        return UNREADABLE
    bare = _without(entry)
    return raw if bare is entry else encode_entry(bare)


def _without(entry: Entry) -> Entry:
    match entry:
        case Note():
            return structs.replace(entry, text=GONE)
        case Void() if entry.reason:
            return structs.replace(entry, reason=GONE)
        case SetField():
            return structs.replace(entry, value="")
        case AddInterest() | RemoveInterest():
            return structs.replace(entry, interest=GONE)
        case CardKeys() if entry.keys:
            return structs.replace(entry, keys=[])
    return entry
