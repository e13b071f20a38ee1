"""Recomputes every projection from the logs, and tells where what is stored differs.

The logs are gone through once, some segments at a time, so memory stays the same for any number of
them. Feeds are no projection but a queue of what was told; what a rebuild changes is told anew.
Where only some devices' entries may read otherwise (their person turned out to be another's),
`rebuild_devices` does the same for those.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.rulings import Ruling, RulingKind, RulingReason
from schemas.sync import SIGNATURE_BYTES
from server.accounts.tables import device
from server.replication import consequences, store
from server.replication.feeds import Publication, publish_all
from server.replication.judging import read_pieces
from server.replication.projections import Written, decide, project
from server.replication.rules import Author
from server.replication.tables import evidence, profile, ruling, segment, voided
from sync.message import read_request

Progress = Callable[[int, int], None]
"""Called with how many segments are done, of how many."""

PAGE = 64
EXAMPLES = 5

_COMPARED: dict[sa.Table, Sequence[sa.Column[object]]] = {
    evidence: list(evidence.c),
    voided: list(voided.c),
    profile: list(profile.c),
    # Versions tell in which order rulings were told, which the logs do not know.
    ruling: [ruling.c.device, ruling.c.seq, ruling.c.kind, ruling.c.reason, ruling.c.day],
}


class Difference(NamedTuple):
    """Of one table: rows that follow from the logs and are not stored, and the other way round.

    A row that differs is one of each. `examples` name some of them.
    """

    table: str
    missing: int
    extra: int
    examples: Sequence[str]


async def rebuild(conn: AsyncConnection, now: int, progress: Progress) -> list[Difference]:
    """Puts in place what follows from the logs; the caller commits, or rolls back to only look.

    Where a ruling changes, everyone who was told the old one is told the new one.
    """
    return await _rebuild(conn, None, now, progress)


async def rebuild_devices(conn: AsyncConnection, devices: Collection[bytes], now: int) -> None:
    """As `rebuild`, of what these devices wrote, and of nothing else.

    What others took back of it stays taken back: whether they might is not theirs to say.
    """
    names = sorted(devices)
    taken_back = (
        await conn.execute(sa.select(voided.c.device, voided.c.seq).where(_of(voided, names)))
    ).all()

    async def take_back() -> None:
        await store.mark_voided(conn, [(device_id, seq) for device_id, seq in taken_back])

    await _rebuild(conn, names, now, lambda _done, _total: None, take_back)


async def _rebuild(
    conn: AsyncConnection,
    devices: Sequence[bytes] | None,
    now: int,
    progress: Progress,
    finish: Callable[[], Awaitable[None]] | None = None,
) -> list[Difference]:
    await lock_segments(conn)
    for table in _COMPARED:
        before = _before(table)
        await conn.execute(
            sa.text(f"CREATE TEMPORARY TABLE {before.name} AS {_all(table)} LIMIT 0")
        )
        rows = sa.select(table).where(_of(table, devices))
        await conn.execute(before.insert().from_select([c.name for c in table.columns], rows))
        await conn.execute(table.delete().where(_of(table, devices)))
    count = sa.select(sa.func.count()).select_from(segment).where(_of(segment, devices))
    total = await conn.scalar(count) or 0
    done = last = 0
    while batch := await _segments(conn, last, devices):
        for part in _one_a_device(batch):
            await project(conn, await decide(conn, part))
        last = batch[-1][0]
        done += len(batch)
        progress(done, total)
    if finish is not None:
        await finish()
    differences = [found for table in _COMPARED if (found := await _compare(conn, table, devices))]
    await _number_rulings(conn, devices, now)
    for table in _COMPARED:
        await conn.execute(sa.text(f"DROP TABLE {_before(table).name}"))
    return differences


async def lock_segments(conn: AsyncConnection) -> None:
    """Lets uploads that have begun end, and new ones wait until the transaction has ended."""
    if conn.dialect.name == "postgresql":  # SQLite has one writer anyway
        await conn.execute(sa.text("LOCK TABLE segment IN SHARE ROW EXCLUSIVE MODE"))


def _of(table: sa.Table, devices: Sequence[bytes] | None) -> sa.ColumnElement[bool]:
    return sa.true() if devices is None else table.c.device.in_(devices)


async def _segments(
    conn: AsyncConnection, after: int, devices: Sequence[bytes] | None
) -> list[tuple[int, Written]]:
    rows = await conn.execute(
        sa.select(segment, device.c.account_id)
        .join(device, device.c.id == segment.c.device)
        .where(segment.c.id > after, _of(segment, devices))
        .order_by(segment.c.id)
        .limit(PAGE)
    )
    read = []
    for row in rows:
        received = read_request(bytes(SIGNATURE_BYTES) + row.body)
        skip = row.first - received.request.first
        new = received.entries[skip:] if skip else received.pieces
        author = Author(row.account_id, row.device, row.anchor_ms, row.received_ms)
        read.append((row.id, Written(author, read_pieces(new, row.first))))
    return read


def _one_a_device(batch: Sequence[tuple[int, Written]]) -> list[list[Written]]:
    """Cut where a device comes again: its entries are judged upload by upload."""
    parts: list[list[Written]] = []
    devices: set[bytes] = set()
    for _, one in batch:
        if not parts or one.author.device in devices:
            parts.append([])
            devices.clear()
        devices.add(one.author.device)
        parts[-1].append(one)
    return parts


def _all(table: sa.Table) -> str:
    return str(sa.select(table).compile())


def _before(table: sa.Table) -> sa.TableClause:
    """What was stored, while it is rebuilt."""
    columns = [sa.column(column.name, column.type) for column in table.columns]
    return sa.table(f"{table.name}_before", *columns)


async def _compare(
    conn: AsyncConnection, table: sa.Table, devices: Sequence[bytes] | None
) -> Difference | None:
    columns = _COMPARED[table]
    before = _before(table)
    now_rows = sa.select(*columns).where(_of(table, devices))
    old_rows = sa.select(*(before.c[column.name] for column in columns))
    if table is ruling:  # what is accepted has a ruling only where it once had another
        old_rows = old_rows.where(before.c.kind != RulingKind.ACCEPTED.value)
    missing, extra = now_rows.except_(old_rows), old_rows.except_(now_rows)
    counts = [
        await conn.scalar(sa.select(sa.func.count()).select_from(rows.subquery())) or 0
        for rows in (missing, extra)
    ]
    if not any(counts):
        return None
    examples = [
        f"{sign} {_shown(row)}"
        for sign, rows in (("+", missing), ("-", extra))
        for row in await conn.execute(rows.limit(EXAMPLES))
    ]
    return Difference(table.name, counts[0], counts[1], examples)


def _shown(row: sa.Row[tuple[object, ...]]) -> str:
    values = (value.hex()[:24] if isinstance(value, bytes) else value for value in row)
    return " ".join(f"{name}={value}" for name, value in zip(row._fields, values, strict=True))


async def _number_rulings(conn: AsyncConnection, devices: Sequence[bytes] | None, now: int) -> None:
    """Rulings that stand as they were keep their version; others get a higher one, and are told."""
    before = _before(ruling)
    same = sa.and_(before.c.device == ruling.c.device, before.c.seq == ruling.c.seq)
    known = sa.select(before.c.version).where(same).scalar_subquery()
    alike = sa.and_(*(before.c[name] == ruling.c[name] for name in ("kind", "reason", "day")))
    await conn.execute(
        ruling.update()
        .where(sa.exists().where(same))
        .values(version=known + sa.case((sa.exists().where(same, alike), 0), else_=1))
    )
    gone = sa.select(before).where(~sa.exists().where(same).correlate(before))
    async for row in _in_pages(conn, gone, before.c.device, before.c.seq):
        version = row.version + (row.kind != RulingKind.ACCEPTED.value)
        accepted = Ruling(row.device, row.seq, version, RulingKind.ACCEPTED, RulingReason.NONE, 0)
        await store.write_rulings(conn, [accepted])
    changed = (
        sa.select(ruling, before.c.kind.label("was"))
        .join(before, same, isouter=True)
        .where(
            _of(ruling, devices),
            sa.or_(before.c.version.is_(None), before.c.version != ruling.c.version),
        )
    )
    async for row in _in_pages(conn, changed, ruling.c.device, ruling.c.seq):
        newer = Ruling(
            row.device,
            row.seq,
            row.version,
            RulingKind(row.kind),
            RulingReason(row.reason),
            row.day,
        )
        await publish_all(conn, await _news_of(conn, newer, row.was, now))


async def _news_of(
    conn: AsyncConnection, newer: Ruling, was: int | None, now: int
) -> list[Publication]:
    """Whoever the entry concerned before hears of it as well as whoever it concerns now."""
    ref = newer.device, newer.seq
    group = (await store.groups_of(conn, [ref])).get(ref)
    old = (await store.groups_of(conn, [ref], _before(evidence))).get(ref)
    account, body = (group.account, group.body) if group else (None, 0)
    news: list[Publication] = []
    if group and was == RulingKind.REJECTED.value and newer.kind is not RulingKind.REJECTED:
        known = old is not None and old.account == account
        news += consequences.news_of_entry(group, newer.seq, person=not known, now=now)
    news += consequences.news_of_ruling(newer, account, body, now)
    if old and (old.account, old.body) != (account, body):
        news += consequences.news_of_ruling(newer, old.account, old.body, now)
    return news


async def _in_pages(
    conn: AsyncConnection,
    found: sa.Select[*tuple[Any, ...]],
    device_id: sa.ColumnElement[bytes],
    seq: sa.ColumnElement[int],
) -> AsyncIterator[sa.Row[*tuple[Any, ...]]]:
    """Rows by device and number, some at a time: what is done with one may write."""
    rows: Sequence[sa.Row[*tuple[Any, ...]]] = ()
    while True:
        page = found.order_by(device_id, seq).limit(PAGE)
        if rows:
            last = rows[-1]
            page = page.where(
                sa.or_(
                    device_id > last.device,
                    sa.and_(device_id == last.device, seq > last.seq),
                )
            )
        rows = (await conn.execute(page)).all()
        if not rows:
            return
        for row in rows:
            yield row
