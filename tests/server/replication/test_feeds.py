"""Feeds: who reads what, in which order, once; and that no reader passes over a late committer."""

import asyncio
from collections.abc import Sequence

import msgspec
import pytest
import sqlalchemy as sa

from schemas.feed import BodyItem, FeedItem, PlaceItem, PlaceKind
from server.accounts.tables import account
from server.database import Database
from server.replication.feeds import (
    PACKET_BYTES,
    Publication,
    Scope,
    forget_expired,
    pack,
    packets,
    publish,
    publish_all,
    scopes_of,
    subscribe,
    unsubscribe,
)
from server.replication.reading import News, Reader, read
from server.replication.tables import feed_item
from sync.message import decode_item

HERE, THERE = b"h" * 12, b"t" * 12
PLENTY = 1 << 20


def place(number: int, version: int = 1, name: str = "湯") -> PlaceItem:
    return PlaceItem(version, number, 292010, name, "", PlaceKind.BATH, False, False)


def items_of(news: News) -> list[FeedItem]:
    decoded = [decode_item(item) for item in news.items]
    return [item for item in decoded if item is not None]


async def make_accounts(database: Database, *names: str) -> None:
    async with database.writing() as conn:
        for name in names:
            await conn.execute(account.insert().values(id=name, created_ms=0, last_access_ms=0))


async def news_of(
    database: Database,
    person: str = "a",
    device: bytes = HERE,
    cursor: bytes = b"",
    most: int = PLENTY,
) -> News:
    async with database.reading() as conn:
        (scopes,) = await scopes_of(conn, [(person, device)])
        return (await read(conn, [Reader(device, scopes, cursor, most)]))[0]


async def tell(
    database: Database,
    scope: str,
    items: Sequence[tuple[str, FeedItem]],
    author: bytes | None = None,
) -> None:
    async with database.writing() as conn:
        await publish(conn, scope, items, author)


async def test_a_subscriber_reads_what_stands_and_then_only_what_is_new(database: Database) -> None:
    await make_accounts(database, "a")
    await tell(database, "body:292010", [("place:1", place(1)), ("place:2", place(2))])
    async with database.writing() as conn:
        await subscribe(conn, "a", "body:292010")

    first = await news_of(database)
    assert items_of(first) == [place(1), place(2)]
    assert not first.more
    again = await news_of(database, cursor=first.cursor)
    assert (again.items, again.cursor) == ([], first.cursor)

    await tell(database, "body:292010", [("place:1", place(1, 2))])
    assert items_of(await news_of(database, cursor=first.cursor)) == [place(1, 2)]
    assert items_of(await news_of(database)) == [place(2), place(1, 2)]


async def test_of_one_key_only_the_latest_stands_within_one_call_too(database: Database) -> None:
    await make_accounts(database, "a")
    await tell(database, "trust", [("p", place(1, 1)), ("q", place(2)), ("p", place(1, 2))])
    assert items_of(await news_of(database)) == [place(2), place(1, 2)]


async def test_keys_of_two_scopes_do_not_meet(database: Database) -> None:
    await make_accounts(database, "a")
    await tell(database, "trust", [("p", place(1))])
    await tell(database, "person:a", [("p", place(2))])
    assert items_of(await news_of(database)) == [place(1), place(2)]


async def test_one_reads_ones_own_scopes_and_those_subscribed_to(database: Database) -> None:
    await make_accounts(database, "a", "b")
    for number, scope in enumerate(
        (
            "trust",
            "person:a",
            "person:b",
            f"device:{HERE.hex()}",
            f"device:{THERE.hex()}",
            "body:1",
        ),
        start=1,
    ):
        await tell(database, scope, [("k", place(number))])
    async with database.writing() as conn:
        await subscribe(conn, "b", "body:1")

    assert [
        item.place for item in items_of(await news_of(database)) if isinstance(item, PlaceItem)
    ] == [1, 2, 4]
    other = items_of(await news_of(database, "b", THERE))
    assert [item.place for item in other if isinstance(item, PlaceItem)] == [1, 3, 5, 6]


async def test_the_author_is_not_told_what_it_said(database: Database) -> None:
    await make_accounts(database, "a")
    await tell(database, "person:a", [("x", place(1))], author=HERE)
    own = await news_of(database)
    assert own.items == []
    assert own.cursor != b""
    assert items_of(await news_of(database, device=THERE)) == [place(1)]
    await tell(database, "person:a", [("y", place(2))], author=THERE)
    assert items_of(await news_of(database, cursor=own.cursor)) == [place(2)]


async def test_subscribing_twice_is_subscribing_once(database: Database) -> None:
    await make_accounts(database, "a")
    async with database.writing() as conn:
        for _ in range(2):
            await subscribe(conn, "a", "body:1")
            await subscribe(conn, "a", "trust")
            await subscribe(conn, "a", "person:a")
    await tell(database, "body:1", [("x", place(1))])
    assert items_of(await news_of(database)) == [place(1)]
    async with database.reading() as conn:
        ((*_, last),) = await scopes_of(conn, [("a", HERE)])
    assert last.last == 1


async def test_who_comes_back_reads_from_the_beginning(database: Database) -> None:
    await make_accounts(database, "a")
    async with database.writing() as conn:
        await subscribe(conn, "a", "staff:1")
        await subscribe(conn, "a", "body:1")
    await tell(database, "staff:1", [("x", place(1))])
    await tell(database, "body:1", [("x", place(2))])
    first = await news_of(database)
    assert items_of(first) == [place(1), place(2)]

    async with database.writing() as conn:
        await unsubscribe(conn, "a", "staff:1")
    await tell(database, "staff:1", [("y", place(3))])
    away = await news_of(database, cursor=first.cursor)
    assert away.items == []
    assert items_of(await news_of(database)) == [place(2)]

    async with database.writing() as conn:
        await subscribe(conn, "a", "staff:1")
    assert items_of(await news_of(database, cursor=away.cursor)) == [place(1), place(3)]


async def test_a_reply_is_cut_and_taken_up_again(database: Database) -> None:
    await make_accounts(database, "a")
    wanted = [place(n, name="湯" * 20) for n in range(1, 41)]
    await tell(database, "trust", [(str(item.place), item) for item in wanted[:25]])
    await tell(database, "person:a", [(str(item.place), item) for item in wanted[25:]])
    size = len(pack(wanted[0]))
    got: list[FeedItem] = []
    cursor, more, rounds = b"", True, 0
    while more:
        news = await news_of(database, cursor=cursor, most=3 * size)
        assert 1 <= len(news.items) <= 3
        assert sum(len(bytes(item)) for item in news.items) <= 3 * size
        got += items_of(news)
        cursor, more, rounds = news.cursor, news.more, rounds + 1
    assert got == wanted
    assert rounds >= 14


async def test_at_least_one_item_is_told_however_little_is_wanted(database: Database) -> None:
    await make_accounts(database, "a")
    await tell(database, "trust", [("1", place(1)), ("2", place(2))])
    news = await news_of(database, most=1)
    assert items_of(news) == [place(1)]
    assert news.more


async def test_more_than_a_page_is_read_whole(database: Database) -> None:
    await make_accounts(database, "a")
    async with database.writing() as conn:
        await publish_all(
            conn, (Publication("trust", None, pack(place(n))) for n in range(1, 2502))
        )
    news = await news_of(database)
    assert [item.place for item in items_of(news) if isinstance(item, PlaceItem)] == list(
        range(1, 2502)
    )


@pytest.mark.parametrize("cursor", [b"\xff" * 96, b"\x80", b"\xff" * 9, b"\x05\x80\x80"])
async def test_a_cursor_that_we_did_not_write_reads_from_nothing(
    database: Database, cursor: bytes
) -> None:
    await make_accounts(database, "a")
    await tell(database, "trust", [("1", place(1))])
    assert items_of(await news_of(database, cursor=cursor)) == [place(1)]


async def test_a_cursor_of_a_database_that_was_put_back_reads_what_stands(
    database: Database,
) -> None:
    await make_accounts(database, "a")
    await tell(database, "trust", [("1", place(1))])
    assert items_of(await news_of(database, cursor=b"\x09")) == [place(1)]


async def test_facts_lie_in_packets_that_a_reply_can_be_cut_between() -> None:
    encoder = msgspec.msgpack.Encoder()
    items = [encoder.encode(place(n, name="湯" * (n % 50))) for n in range(1, 200)]
    made = packets(items)
    assert max(len(packet) for packet in made) <= PACKET_BYTES + 3
    assert len(made) < 40
    unpacked = [
        bytes(raw)
        for packet in made
        for raw in msgspec.msgpack.decode(packet, type=list[msgspec.Raw])
    ]
    assert unpacked == items
    assert packets([]) == []
    assert len(packets([encoder.encode(place(1, name="湯" * 999)), items[0]])) == 2


async def test_what_has_run_out_is_forgotten_and_the_rest_stays(database: Database) -> None:
    await make_accounts(database, "a")
    async with database.writing() as conn:
        await publish_all(
            conn,
            [
                Publication("trust", None, pack(place(1)), until_ms=10),
                Publication("trust", None, pack(place(2)), until_ms=11),
                Publication("trust", "k", pack(place(3))),
                Publication("person:a", None, pack(place(4)), until_ms=10),
            ],
        )
    async with database.writing() as conn:
        await forget_expired(conn, ["trust"], 10)
    assert items_of(await news_of(database)) == [place(2), place(3), place(4)]


async def test_numbers_are_dense_and_no_reader_passes_over_a_late_committer(
    database: Database,
) -> None:
    """Writers that take their numbers, dawdle and commit; readers that follow meanwhile."""
    await make_accounts(database, "a")
    written = asyncio.Event()
    got: list[int] = []

    async def write(number: int) -> None:
        async with database.writing() as conn:
            await publish(conn, "trust", [(f"{number}", place(number))])
            await asyncio.sleep(0)  # lets the others run between the number and the commit
            await publish(conn, "person:a", [(f"{number}", place(1000 + number))])

    async def follow() -> None:
        cursor = b""
        while True:
            last_round = written.is_set()
            news = await news_of(database, cursor=cursor)
            got.extend(item.place for item in items_of(news) if isinstance(item, PlaceItem))
            cursor = news.cursor
            if last_round:
                return

    follower = asyncio.create_task(follow())
    await asyncio.gather(*(write(number) for number in range(1, 31)))
    written.set()
    await follower

    assert sorted(got) == [*range(1, 31), *range(1001, 1031)]
    async with database.reading() as conn:
        rows = await conn.execute(sa.select(feed_item.c.scope_id, feed_item.c.seq))
        by_scope: dict[int, list[int]] = {}
        for scope_id, seq in rows:
            by_scope.setdefault(scope_id, []).append(seq)
    assert sorted(map(sorted, by_scope.values())) == [list(range(1, 31))] * 2


async def test_a_transaction_that_fails_leaves_no_hole(database: Database) -> None:
    await make_accounts(database, "a")
    with pytest.raises(RuntimeError):
        async with database.writing() as conn:
            await publish(conn, "trust", [("1", place(1))])
            raise RuntimeError
    await tell(database, "trust", [("2", BodyItem(1, 292010, "奈良市", "Nara", 290009))])
    async with database.reading() as conn:
        (scopes,) = await scopes_of(conn, [("a", HERE)])
    assert scopes[0].last == 1
    assert scopes[1:] == [Scope(0, 0), Scope(0, 0)]
