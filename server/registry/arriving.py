"""Whose registrations were made for them comes in on a phone of their own."""

from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import DecisionItem, FeedItem
from server.registry import store
from server.registry.persons import item_of, person_of
from server.registry.telling import author_of, registration_item, standing_item
from server.replication.feeds import body_scope, person_scope, publish, subscribe
from sync.calendar import day_of
from sync.scheme.persons import held_with


async def tell_everything(conn: AsyncConnection, account: str, now: int) -> None:
    """All registrations of a person, how they stand and what was decided, for phones to come: of
    those that an office brought in nobody was told."""
    known = await person_of(conn, account)
    items: list[tuple[str, FeedItem]] = [("person", item_of(known.person, now))]
    for row in known.rows.values():
        await subscribe(conn, account, body_scope(row.body))
        held = held_with(known.person, row.body)
        items.append((f"registration:{row.body}", registration_item(row)))
        programmes = held.programmes if held else []
        items.append((f"standing:{row.body}", standing_item(row, programmes)))
        for one in reversed(await store.decided(conn, account, row.body)):
            items.append((f"decision:{one.id}", _decision(one)))
        # R32: from now on the clock of access runs.
        await store.look_now(conn, [(account, row.body)])
    await publish(conn, person_scope(account), items)


def _decision(one: store.Decided) -> DecisionItem:
    return DecisionItem(
        version=1,
        decision=one.id,
        body=one.body,
        ms=one.ms,
        day=one.day or day_of(one.ms),
        kind=one.kind,
        rule=one.rule,
        reason=one.reason,
        until=one.until,
        by=author_of(one.decided_by),
        note=one.note,
    )
