"""Feeds: what the server tells, one dense and compacted sequence for each audience (a scope).

| scope | read by | holds |
|---|---|---|
| `trust` | everyone | the trust list |
| `person:<account>` | that person's devices | registrations, facts, rulings |
| `device:<hex id>` | that device | its cards, rulings on its own entries |
| `body:<code>` | who subscribed | the body, its places and projects |
| `staff:<code>` | its staff (R04) | roster, status list, attendance, the body's scans |
| `lists:<code>` | who scans for its partners | its status list |
| `partner:<id>` | that partner's people (R04) | who is expected at its projects |

The first three need no subscription. Numbers are given out under a lock on the scope's row that
lasts until the commit; a transaction that publishes to several scopes at once does it in one call
(`publish_all`), which locks them in one order, so that two such never wait for each other.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from schemas.feed import FeedItem
from server.accounts.lock import lock_account
from server.database.bulk import among, insert_rows, listed
from server.replication.tables import feed_item, feed_scope, feed_subscription

TRUST = "trust"
PERSON = 1
"""Where the person's own scope stands among those that a device reads."""

PACKET_BYTES = 900
"""Facts of one upload go to a scope in packets of about this size: a row for many, and small
enough that a reply can be cut between two."""

_scope, _item, _reads = feed_scope.c, feed_item.c, feed_subscription.c
_SCOPES = sa.select(_scope.scope, _scope.id, _scope.last).where(among(_scope.scope, "scopes"))
_SUBSCRIBED = (
    sa.select(_reads.account_id, _reads.ended, _scope.id, _scope.last)
    .join(feed_scope, _scope.id == _reads.scope_id)
    .where(among(_reads.account_id, "accounts"))
    .order_by(_reads.account_id, _reads.position)
)
_FORGET = feed_item.delete().where(
    _item.scope_id.in_(sa.select(_scope.id).where(among(_scope.scope, "scopes"))),
    _item.until_ms <= sa.bindparam("now"),
)
_STANDING = (
    sa.select(_item.payload)
    .join(feed_scope, _scope.id == _item.scope_id)
    .where(_scope.scope == sa.bindparam("scope"), _item.key == sa.bindparam("name"))
)
_CLEAR = feed_item.delete().where(
    _item.scope_id == sa.bindparam("scope"), _item.key == sa.bindparam("name")
)

_encoder = msgspec.msgpack.Encoder()


def person_scope(account: str) -> str:
    return f"person:{account}"


def device_scope(device: bytes) -> str:
    return f"device:{device.hex()}"


def body_scope(body: int) -> str:
    return f"body:{body}"


def staff_scope(body: int) -> str:
    return f"staff:{body}"


def lists_scope(body: int) -> str:
    return f"lists:{body}"


def partner_scope(partner: int) -> str:
    return f"partner:{partner}"


class Publication(NamedTuple):
    """One row to be: `payload` is a MessagePack array of feed items, as `pack` makes it."""

    scope: str
    key: str | None
    payload: bytes
    author: bytes | None = None
    until_ms: int | None = None


def pack(item: FeedItem) -> bytes:
    """The payload of a single item."""
    return _encoder.encode((item,))


def packet(items: Collection[bytes]) -> bytes:
    """The payload of several encoded items: a MessagePack array of them."""
    count = len(items)
    head = bytes((0x90 | count,)) if count < 16 else b"\xdc" + count.to_bytes(2, "big")
    return head + b"".join(items)


def packets(items: Collection[bytes]) -> list[bytes]:
    """Payloads of many encoded items, cut so that none of several items exceeds PACKET_BYTES."""
    if items and sum(map(len, items)) <= PACKET_BYTES:
        return [packet(items)]
    made: list[bytes] = []
    waiting: list[bytes] = []
    size = 0
    for item in items:
        if waiting and size + len(item) > PACKET_BYTES:
            made.append(packet(waiting))
            waiting, size = [], 0
        waiting.append(item)
        size += len(item)
    if waiting:
        made.append(packet(waiting))
    return made


async def publish(
    conn: AsyncConnection,
    scope: str,
    items: Sequence[tuple[str, FeedItem]],
    author: bytes | None = None,
) -> None:
    """Tells everyone who reads a scope. Of two items of one key only the later one stands.

    The device `author` is left out: it knows already.
    """
    await publish_all(conn, [Publication(scope, key, pack(item), author) for key, item in items])


async def publish_all(conn: AsyncConnection, publications: Iterable[Publication]) -> None:
    """Publishes to any number of scopes, in the order given within each of them."""
    standing = _compacted(publications)
    if not standing:
        return
    counts: dict[str, int] = {}
    for publication in standing:
        counts[publication.scope] = counts.get(publication.scope, 0) + 1
    numbers = await _take_numbers(conn, counts)
    await _clear_replaced(conn, numbers, standing)
    rows = []
    for publication in standing:
        scope_id, seq = numbers[publication.scope]
        numbers[publication.scope] = scope_id, seq + 1
        rows.append(
            (
                scope_id,
                seq,
                publication.key,
                publication.author,
                publication.until_ms,
                publication.payload,
            )
        )
    await insert_rows(conn, feed_item, sorted(rows))


async def standing(conn: AsyncConnection, scope: str, key: str) -> bytes | None:
    """What those who read a scope are told under a key: its payload, as it was published."""
    payload: bytes | None = await conn.scalar(_STANDING, {"scope": scope, "name": key})
    return payload


async def standing_keys(conn: AsyncConnection, scope: str, prefix: str) -> list[str]:
    """The keys in a scope that begin so: what those who read it hold of one thing."""
    return list(
        await conn.scalars(
            sa.select(_item.key)
            .join(feed_scope, _scope.id == _item.scope_id)
            .where(_scope.scope == scope, _item.key.startswith(prefix, autoescape=True))
            .order_by(_item.key)
        )
    )


async def forget_expired(conn: AsyncConnection, scopes: Iterable[str], now: int) -> None:
    """Takes out of the scopes what nobody need hear any more."""
    names = list(scopes)
    if not names:
        return
    await conn.execute(_FORGET, {"scopes": listed(names), "now": now})


async def subscribe(conn: AsyncConnection, account: str, scope: str) -> None:
    """Lets a person's devices read a scope, from its beginning; a second time changes nothing.

    Everyone reads `trust` and their own `person:` scope: there is nothing to subscribe to.
    """
    if scope in (TRUST, person_scope(account)):
        return
    await lock_account(conn, account)
    ((scope_id, _),) = (await _take_numbers(conn, {scope: 0})).values()
    rows = await conn.execute(
        sa.select(feed_subscription.c.scope_id, feed_subscription.c.ended).where(
            feed_subscription.c.account_id == account
        )
    )
    known = [(row.scope_id, bool(row.ended)) for row in rows]
    if (scope_id, False) not in known:
        await conn.execute(
            feed_subscription.insert().values(
                account_id=account, position=len(known), scope_id=scope_id, ended=False
            )
        )


async def unsubscribe(conn: AsyncConnection, account: str, scope: str) -> None:
    """Ends it. Its place in the cursor stays empty; who comes back reads from the beginning."""
    ids = sa.select(feed_scope.c.id).where(feed_scope.c.scope == scope)
    await conn.execute(
        feed_subscription.update()
        .where(
            feed_subscription.c.account_id == account,
            feed_subscription.c.scope_id.in_(ids),
            sa.not_(feed_subscription.c.ended),
        )
        .values(ended=True)
    )


async def join_readers(conn: AsyncConnection, account: str, other: str) -> None:
    """Two accounts turned out to be one person: whoever read for `other` reads for `account` now.

    Their devices hold cursors into either's scopes, under the same places. So all that was told to
    either of them is numbered anew, after what any of them has read, and every subscription gets a
    place of its own: each device is told all of both from the beginning, and knows the half of it.

    Registrations and roles of both are left out: the caller tells those that are left.
    """
    into, emptied = person_scope(account), person_scope(other)
    numbers = await _take_numbers(conn, {into: 0, emptied: 0})
    (into_id, next_own), (emptied_id, next_other) = numbers[into], numbers[emptied]
    own, others = next_own - 1, next_other - 1
    of_both = _item.scope_id.in_((into_id, emptied_id))
    await conn.execute(
        feed_item.delete().where(of_both, sa.or_(*(_item.key.like(f"{k}:%") for k in _OF_ONE)))
    )
    twice = sa.select(_item.key).where(_item.scope_id == into_id, _item.key.is_not(None))
    await conn.execute(feed_item.delete().where(_item.scope_id == emptied_id, _item.key.in_(twice)))
    first = max(own, others)
    for scope_id, added in ((into_id, first), (emptied_id, first + own)):
        await conn.execute(
            feed_item.update()
            .where(_item.scope_id == scope_id)
            .values(scope_id=into_id, seq=_item.seq + added)
        )
    await conn.execute(
        feed_scope.update().where(_scope.id == into_id).values(last=first + own + others)
    )
    await _join_subscriptions(conn, account, other, emptied_id)


_OF_ONE = ("registration", "staff", "scanner")


async def _join_subscriptions(
    conn: AsyncConnection, account: str, other: str, nothing: int
) -> None:
    rows = (
        await conn.execute(
            sa.select(_reads.account_id, _reads.scope_id, _reads.ended)
            .where(_reads.account_id.in_((account, other)))
            .order_by(_reads.account_id != account, _reads.position)
        )
    ).all()
    standing_ids = list(dict.fromkeys(row.scope_id for row in rows if not row.ended))
    taken = [sum(row.account_id == name for row in rows) for name in (account, other)]
    await conn.execute(feed_subscription.delete().where(_reads.account_id == other))
    await conn.execute(
        feed_subscription.update().where(_reads.account_id == account).values(ended=True)
    )
    # Places that one of them never had stay empty for both.
    added = [(position, nothing, True) for position in range(taken[0], taken[1])]
    added += [(position, name, False) for position, name in enumerate(standing_ids, max(taken))]
    if added:
        await conn.execute(
            feed_subscription.insert(),
            [
                {"account_id": account, "position": at, "scope_id": name, "ended": ended}
                for at, name, ended in added
            ],
        )


class Scope(NamedTuple):
    """A scope as a device reads it. `id` is 0 where there is nothing to read."""

    id: int
    last: int


_NOTHING = Scope(0, 0)


async def scopes_of(
    conn: AsyncConnection, readers: Sequence[tuple[str, bytes]]
) -> list[list[Scope]]:
    """What each (account, device) may read: trust, person, device, then the subscriptions.

    The place of a scope in its list is its place in the device's cursor.
    """
    own = [(TRUST, person_scope(account), device_scope(device)) for account, device in readers]
    found = await conn.execute(
        _SCOPES, {"scopes": listed({name for names in own for name in names})}
    )
    named = {scope: Scope(scope_id, last) for scope, scope_id, last in found}
    accounts = list({account for account, _ in readers})
    subscribed = await conn.execute(_SUBSCRIBED, {"accounts": listed(accounts)})
    further = {
        account: [_NOTHING if ended else Scope(scope_id, last) for _, ended, scope_id, last in rows]
        for account, rows in groupby(subscribed, key=lambda row: row[0])
    }
    return [
        [*(named.get(name, _NOTHING) for name in names), *further.get(account, ())]
        for names, (account, _) in zip(own, readers, strict=True)
    ]


def _compacted(publications: Iterable[Publication]) -> list[Publication]:
    standing: dict[Any, Publication] = {}
    for number, publication in enumerate(publications):
        name = number if publication.key is None else (publication.scope, publication.key)
        standing.pop(name, None)
        standing[name] = publication
    return list(standing.values())


async def _take_numbers(
    conn: AsyncConnection, counts: Mapping[str, int]
) -> dict[str, tuple[int, int]]:
    """For each scope its id and the first of as many new numbers; locks the scopes' rows."""
    asked = msgspec.json.encode(counts).decode()
    taken = await conn.execute(_TAKE_NUMBERS[conn.dialect.name], {"counts": asked})
    return {scope: (scope_id, last - counts[scope] + 1) for scope, scope_id, last in taken}


def _take_numbers_of(
    counts: sa.FunctionElement[Any], insert: sqlite.Insert | postgresql.Insert
) -> ReturningInsert[str, int, int]:
    wanted = counts.table_valued("key", "value")
    source = (
        sa.select(wanted.c.key, sa.cast(wanted.c.value, sa.BigInteger))
        .where(sa.true())  # SQLite's grammar needs it before ON CONFLICT
        .order_by(wanted.c.key)  # every transaction locks in the same order
    )
    upsert = insert.from_select(["scope", "last"], source)
    return upsert.on_conflict_do_update(
        index_elements=["scope"], set_={"last": _scope.last + upsert.excluded.last}
    ).returning(_scope.scope, _scope.id, _scope.last)


_counts = sa.bindparam("counts", type_=sa.Text)
_TAKE_NUMBERS = {
    "sqlite": _take_numbers_of(sa.func.json_each(_counts), sqlite.insert(feed_scope)),
    "postgresql": _take_numbers_of(
        sa.func.json_each_text(sa.cast(_counts, postgresql.JSON)), postgresql.insert(feed_scope)
    ),
}


async def _clear_replaced(
    conn: AsyncConnection,
    numbers: Mapping[str, tuple[int, int]],
    publications: Iterable[Publication],
) -> None:
    replaced = [
        {"scope": numbers[publication.scope][0], "name": publication.key}
        for publication in publications
        if publication.key is not None
    ]
    if replaced:
        await conn.execute(_CLEAR, replaced)
