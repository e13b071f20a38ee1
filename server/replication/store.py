"""What is written and read of logs and their projections. Only this package comes here."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.entries import CheckIn, ProfileField
from schemas.rulings import Ruling, RulingKind, RulingReason
from schemas.sync import MAX_ENTRIES, SIGNATURE_BYTES
from server.accounts.tables import account, device
from server.app.clock import DAY_MS
from server.database.bulk import Hexadecimal, LookUp, Row, among, insert_rows, listed
from server.replication.admission import Log, Tail, Upload
from server.replication.rules import Ref
from server.replication.tables import evidence, kept_aside, profile, ruling, segment, voided
from sync.log import EMPTY_HEAD, chain, decode_entry
from sync.message import read_request

CHECK_IN = 1
"""`evidence.kind` of a CheckIn."""

MAX_KEPT_ASIDE = 256
"""Uploads of one device, so that a found phone cannot fill the disk."""


_numbered: msgspec.msgpack.Decoder[tuple[list[int], list[bytes]]] = msgspec.msgpack.Decoder(
    tuple[list[int], list[bytes]]
)


_d, _e = device.c, evidence.c
_LOGS = (
    sa.select(device)
    .where(_d.id.in_(sa.bindparam("names")))
    .order_by(_d.id)  # every transaction locks in the same order
    .with_for_update()
)
_SCANS_ELSEWHERE = LookUp(
    (_e.account_id.type, _e.body.type, _e.shown_day.type, sa.String()),
    (_e.device, _e.first),
    lambda account, body, day, alone: sa.and_(
        _e.account_id == account,
        _e.body == body,
        _e.shown_day == day,
        _e.kind == CHECK_IN,
        Hexadecimal(_e.device) != alone,
    ),
)
_ACKNOWLEDGE = (
    device.update()
    .where(_d.id == sa.bindparam("name"))
    .values(
        stored=sa.bindparam("to_stored"),
        head=sa.bindparam("to_head"),
        challenge=sa.bindparam("to_challenge"),
        previous_challenge=sa.bindparam("to_previous"),
        last_request_digest=sa.bindparam("to_digest"),
        anchor_ms=sa.bindparam("to_anchor"),
        last_sync_ms=sa.bindparam("to_sync"),
    )
)
_PEOPLE_WERE_HERE = (
    account.update()
    .where(
        among(account.c.id, "accounts"),
        account.c.last_access_ms <= sa.bindparam("a_day_ago"),
    )
    .values(last_access_ms=sa.bindparam("now"))
)


def rulings_within(*conditions: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    """What was ruled on entries between the first and the last of the evidence that is meant."""
    meant = sa.and_(_e.device == ruling.c.device, ruling.c.seq.between(_e.first, _e.last))
    return sa.select(ruling).join(evidence, meant).where(*conditions)


_of_groups = sa.tuple_(_e.device, _e.first).in_(sa.bindparam("groups", expanding=True))
_GROUPS = sa.select(evidence).where(_of_groups)
_RULINGS_ON_GROUPS = rulings_within(_of_groups)


async def lock_logs(conn: AsyncConnection, names: Collection[bytes]) -> dict[bytes, Log]:
    """The logs of these devices, which nobody else changes before we have committed."""
    rows = await conn.execute(_LOGS, {"names": list(names)})
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


async def tail_of(conn: AsyncConnection, log: Log, upload: Upload) -> Tail:
    """What is stored of the numbers that an upload carries: its own segments, never the history."""
    first = upload.first
    if first > log.stored:
        return Tail(log.head, ())
    last = max(first, first + len(upload.entries) - 1)
    rows = await conn.execute(
        sa.select(segment)
        .where(
            segment.c.device == log.device,
            segment.c.first.between(first - MAX_ENTRIES, last),
            segment.c.last >= first,
        )
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


def entries_of(body: bytes, first: int) -> Sequence[bytes]:
    """The entries that a segment added, from its request: what it repeated is left out."""
    received = read_request(bytes(SIGNATURE_BYTES) + body)
    return received.entries[first - received.request.first :]


async def keep_aside(conn: AsyncConnection, upload: Upload, challenge: bytes, why: str) -> bool:
    """Keeps what cannot enter the log. False when so much of the device is kept already."""
    name = upload.device
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
            first=upload.first,
            body=upload.received.body,
            challenge=challenge,
            signature=upload.received.signature,
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


async def mark_voided(conn: AsyncConnection, refs: Collection[Ref]) -> None:
    """R27. Taking the same entry back again changes nothing."""
    if not refs:
        return
    insert = (sqlite.insert if conn.dialect.name == "sqlite" else postgresql.insert)(voided)
    newly = await conn.execute(
        insert.values([{"device": name, "seq": seq} for name, seq in sorted(set(refs))])
        .on_conflict_do_nothing()
        .returning(voided.c.device, voided.c.seq)
    )
    taken_back = [(name, seq) for name, seq in newly]
    for group in (await groups_of(conn, taken_back)).values():
        await conn.execute(
            evidence.update()
            .where(evidence.c.device == group.device, evidence.c.first == group.first)
            .where(evidence.c.standing > 0)
            .values(standing=evidence.c.standing - 1)
        )


class Group(NamedTuple):
    """A row of evidence. `account` is whose history its entries belong to."""

    device: bytes
    first: int
    kind: int
    account: str | None
    body: int
    member: int
    place: int
    day: int
    entries: Sequence[tuple[int, bytes]]


async def groups_of(
    conn: AsyncConnection, refs: Collection[Ref], stored: sa.FromClause = evidence
) -> dict[Ref, Group]:
    """The evidence that entries stand in; what is not stored is absent."""
    c = stored.c
    found: dict[Ref, Group] = {}
    for name, seq in refs:
        # A row's entries come from one upload, which is what bounds the search.
        rows = await conn.execute(
            sa.select(stored).where(
                c.device == name, c.first.between(seq - MAX_ENTRIES, seq), c.last >= seq
            )
        )
        for group in map(_group, rows):
            if any(number == seq for number, _ in group.entries):
                found[name, seq] = group
    return found


def _group(row: sa.Row[Any]) -> Group:
    return Group(
        row.device,
        row.first,
        row.kind,
        row.account_id,
        row.body,
        row.member,
        row.place,
        row.day,
        numbered(row.entries),
    )


def numbered(entries: bytes) -> list[tuple[int, bytes]]:
    """`evidence.entries`, read: each entry with its number."""
    return list(zip(*_numbered.decode(entries), strict=True))


class Shown(NamedTuple):
    """A scan of a card, as it is stored. `ruling` is None for an accepted one."""

    ref: Ref
    entry: CheckIn
    account: str
    body: int
    ruling: Ruling | None


async def scans_elsewhere(
    conn: AsyncConnection, scanning: Mapping[tuple[str, int, int], Collection[bytes]]
) -> set[tuple[bytes, int]]:
    """Which evidence holds scans by other devices of cards that were shown on the same day.

    `scanning` has the devices that scanned a person's card for a body, as it was shown on a day:
    mostly one, which saw its own.
    """
    asked = [
        (*whose, min(devices).hex() if len(devices) == 1 else "")
        for whose, devices in scanning.items()
    ]
    return {(name, first) for *_, name, first in await _SCANS_ELSEWHERE(conn, asked)}


async def shown_in(conn: AsyncConnection, groups: Collection[tuple[bytes, int]]) -> list[Shown]:
    """The scans that these rows of evidence hold, with what was ruled on them."""
    if not groups:
        return []
    meant = {"groups": sorted(groups)}
    found = list(map(_group, await conn.execute(_GROUPS, meant)))
    ruled = await rulings_of(conn, _RULINGS_ON_GROUPS, meant)
    shown: list[Shown] = []
    for group in found:
        for seq, raw in group.entries:
            entry = decode_entry(raw)
            if isinstance(entry, CheckIn) and group.account is not None:
                ref = group.device, seq
                shown.append(Shown(ref, entry, group.account, group.body, ruled.get(ref)))
    return shown


async def rulings_of(
    conn: AsyncConnection, wanted: sa.Select[*tuple[Any, ...]], values: Mapping[str, object]
) -> dict[Ref, Ruling]:
    """By a statement of `rulings_within`, for these values of its parameters."""
    rows = await conn.execute(wanted, values)
    return {
        (row.device, row.seq): Ruling(
            row.device,
            row.seq,
            row.version,
            RulingKind(row.kind),
            RulingReason(row.reason),
            row.day,
        )
        for row in rows
    }


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
    await conn.execute(_ACKNOWLEDGE, changes)
    here = {"accounts": listed(accounts), "a_day_ago": now - DAY_MS, "now": now}
    await conn.execute(_PEOPLE_WERE_HERE, here)
