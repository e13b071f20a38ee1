"""What is written and read of logs and their projections. Only this package comes here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.entries import CheckIn, ProfileField
from schemas.rulings import Ruling, RulingKind, RulingReason
from schemas.sync import SyncRequest
from server.accounts.tables import account, device
from server.app.clock import DAY_MS
from server.replication.admission import Log, Tail, Upload
from server.replication.bulk import Row, among, insert_rows
from server.replication.rules import Ref
from server.replication.tables import evidence, kept_aside, profile, ruling, segment
from sync.log import EMPTY_HEAD, chain, decode_entry
from sync.message import split_request

MAX_KEPT_ASIDE = 256
"""Uploads of one device, so that a found phone cannot fill the disk."""


async def lock_logs(conn: AsyncConnection, names: Collection[bytes]) -> dict[bytes, Log]:
    """The logs of these devices, which nobody else changes before we have committed."""
    rows = await conn.execute(
        sa.select(device)
        .where(device.c.id.in_(names))
        .order_by(device.c.id)  # every transaction locks in the same order
        .with_for_update()
    )
    return {
        row.id: Log(
            row.id,
            row.account_id,
            row.public_key,
            row.stored,
            row.head,
            row.challenge,
            row.previous_challenge,
            row.last_request_digest,
            row.anchor_ms,
            row.revoked_ms is not None,
        )
        for row in rows
    }


async def tail_of(conn: AsyncConnection, log: Log, request: SyncRequest) -> Tail:
    """What is stored of the numbers that an upload carries: its own segments, never the history."""
    first = request.first
    if first > log.stored:
        return Tail(log.head, ())
    last = max(first, first + len(request.entries) - 1)
    rows = await conn.execute(
        sa.select(segment)
        .where(segment.c.device == log.device, segment.c.last >= first, segment.c.first <= last)
        .order_by(segment.c.first)
    )
    head = EMPTY_HEAD
    known: list[bytes] = []
    for row in rows:
        entries = entries_of(row.body, row.first)
        before = max(0, first - row.first)
        if not known:
            head = chain(row.head_before, entries[:before])
        known += entries[before:]
    return Tail(head, known)


def entries_of(body: bytes, first: int) -> list[bytes]:
    """The entries that a segment added, from its request: what it repeated is left out."""
    _, _, request = split_request(bytes(64) + body)
    return request.entries[first - request.first :]


async def keep_aside(conn: AsyncConnection, upload: Upload, challenge: bytes, why: str) -> bool:
    """Keeps what cannot enter the log. False when so much of the device is kept already."""
    name = upload.request.device
    c = kept_aside.c
    kept, known = (
        await conn.execute(
            sa.select(sa.func.count(), sa.func.count().filter(c.digest == upload.digest)).where(
                c.device == name
            )
        )
    ).one()
    if known:
        return True
    if kept >= MAX_KEPT_ASIDE:
        return False
    await conn.execute(
        kept_aside.insert().values(
            device=name,
            digest=upload.digest,
            why=why,
            first=upload.request.first,
            body=upload.body,
            challenge=challenge,
            signature=upload.signature,
            received_ms=upload.arrival_ms,
        )
    )
    return True


async def write_segments(conn: AsyncConnection, rows: Sequence[Row]) -> None:
    await insert_rows(conn, segment, rows)


async def write_evidence(conn: AsyncConnection, rows: Sequence[Row]) -> None:
    await insert_rows(conn, evidence, rows)


async def write_rulings(conn: AsyncConnection, rulings: Collection[Ruling]) -> None:
    """In place of earlier ones on the same entries."""
    newer = [r for r in rulings if r.version > 1]
    if newer:
        await conn.execute(
            ruling.delete().where(
                sa.tuple_(ruling.c.device, ruling.c.seq).in_([(r.device, r.seq) for r in newer])
            )
        )
    await insert_rows(
        conn,
        ruling,
        [(r.device, r.seq, r.version, int(r.kind), int(r.reason), r.day) for r in rulings],
    )


async def mark_voided(conn: AsyncConnection, refs: Iterable[Ref]) -> None:
    """R27."""
    taken_back = [{"about": name, "number": seq} for name, seq in refs]
    if not taken_back:
        return
    await conn.execute(
        evidence.update()
        .where(evidence.c.device == sa.bindparam("about"), evidence.c.seq == sa.bindparam("number"))
        .values(voided=True),
        taken_back,
    )


class Shown(NamedTuple):
    """A scan of a card, as it is stored. `ruling` is None for an accepted one."""

    ref: Ref
    entry: CheckIn
    account: str
    body: int
    ruling: Ruling | None


async def shown_before(
    conn: AsyncConnection, accounts: Collection[str], days: tuple[int, int], shown: Collection[int]
) -> list[Shown]:
    """Scans of these people's cards at these presentations, on days from the first to the last."""
    e, r = evidence.c, ruling.c
    rows = await conn.execute(
        sa.select(
            e.device, e.seq, e.account_id, e.body, e.entry, r.version, r.kind, r.reason, r.day
        )
        .join(ruling, sa.and_(r.device == e.device, r.seq == e.seq), isouter=True)
        .where(
            among(conn, e.account_id, accounts), e.day.between(*days), among(conn, e.shown, shown)
        )
    )
    found = []
    for name, seq, person, body, entry, version, kind, reason, day in rows:
        scan = decode_entry(entry)
        if isinstance(scan, CheckIn):
            ruled = None
            if version is not None:
                ruled = Ruling(name, seq, version, RulingKind(kind), RulingReason(reason), day)
            found.append(Shown((name, seq), scan, person, body, ruled))
    return found


Write = tuple[int, int, bytes, int, str]
"""A register's write: its stamp in the order of `sync.merge.stamp_order`, then the value."""


async def merge_profiles(
    conn: AsyncConnection, writes: Mapping[tuple[str, ProfileField], Write]
) -> dict[tuple[str, ProfileField], str]:
    """Lets the last writer win. Gives the registers that changed, with their values."""
    if not writes:
        return {}
    accounts = {person for person, _ in writes}
    rows = await conn.execute(sa.select(profile).where(profile.c.account_id.in_(accounts)))
    known = {
        (row.account_id, ProfileField(row.field)): (
            row.ms,
            row.counter,
            row.device,
            row.seq,
            row.value,
        )
        for row in rows
    }
    newer = {
        register: write
        for register, write in writes.items()
        if register not in known or write[:4] > known[register][:4]
    }
    for person, field in newer:
        if (person, field) in known:
            await conn.execute(
                profile.delete().where(
                    profile.c.account_id == person, profile.c.field == field.value
                )
            )
    await insert_rows(
        conn,
        profile,
        [
            (person, field.value, value, ms, counter, name, seq)
            for (person, field), (ms, counter, name, seq, value) in newer.items()
        ],
    )
    return {
        register: write[4]
        for register, write in newer.items()
        if register not in known or known[register][4] != write[4]
    }


async def acknowledge(
    conn: AsyncConnection, changes: Sequence[dict[str, object]], accounts: Collection[str], now: int
) -> None:
    """Moves the logs on, each under the name `device_id`, and notes that people were here (R32)."""
    c = device.c
    await conn.execute(
        device.update()
        .where(c.id == sa.bindparam("name"))
        .values(
            stored=sa.bindparam("to_stored"),
            head=sa.bindparam("to_head"),
            challenge=sa.bindparam("to_challenge"),
            previous_challenge=sa.bindparam("to_previous"),
            last_request_digest=sa.bindparam("to_digest"),
            anchor_ms=sa.bindparam("to_anchor"),
            last_sync_ms=sa.bindparam("to_sync"),
        ),
        changes,
    )
    await conn.execute(
        account.update()
        .where(account.c.id.in_(accounts), account.c.last_access_ms <= now - DAY_MS)
        .values(last_access_ms=now)
    )
