"""What is written and read of one-day cards beside the cards themselves: keys, numbers, policy."""

import secrets
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from server.cards.rules import MAX_SPARE_KEYS, IssuedCard
from server.cards.store import select_cards
from server.cards.tables import card, card_key, card_series
from server.database.bulk import among, listed

BLOCK = 4096
"""Numbers that are reserved at once. Two cards of one phone lie anywhere among those of everyone
else's in the block, so that their numbers say nothing."""
FULL = BLOCK * 3 // 4
"""Drawn of a block: then the next one is begun."""
MAX_NUMBER = 1 << 22
"""No one-day cards are given beyond: half of what a status list can hold is kept for the others.
A thousand phones get there in eleven years."""

_DAILY = sa.select(card_series.c.body).where(
    among(card_series.c.body, "bodies"), card_series.c.daily
)


async def daily_among(conn: AsyncConnection, bodies: Collection[int]) -> set[int]:
    """Which of the bodies give one-day cards."""
    return set(await conn.scalars(_DAILY, {"bodies": listed(bodies)})) if bodies else set()


async def set_daily(conn: AsyncConnection, body: int, daily: bool) -> int | None:
    """The version of what is to be told, None where it was so before."""
    version: int | None = await conn.scalar(
        card_series.update()
        .where(card_series.c.body == body, card_series.c.daily != daily)
        .values(daily=daily, policy_version=card_series.c.policy_version + 1)
        .returning(card_series.c.policy_version)
    )
    return version


async def strip_of(
    conn: AsyncConnection, account: str, device: bytes, body: int, day: int
) -> list[IssuedCard]:
    """The one-day cards of a device from a day on, those taken back too."""
    return await select_cards(
        conn,
        card.c.account_id == account,
        card.c.device_id == device,
        card.c.day >= day,
        card.c.body == body,
    )


async def keep_keys(conn: AsyncConnection, device: bytes, body: int, keys: Sequence[bytes]) -> None:
    """Keeps those that are new, as long as there is room for keys without a card."""
    c = card_key.c
    spare, last = (
        await conn.execute(
            sa.select(
                sa.func.count().filter(c.card.is_(None)),
                sa.func.coalesce(sa.func.max(c.position), 0),
            ).where(c.device_id == device, c.body == body)
        )
    ).one()
    known = set(await conn.scalars(sa.select(c.public_key).where(c.public_key.in_(keys))))
    new = [key for key in keys if key not in known][: max(0, MAX_SPARE_KEYS - spare)]
    if new:
        await conn.execute(
            card_key.insert(),
            [
                {"public_key": key, "device_id": device, "body": body, "position": last + at}
                for at, key in enumerate(new, 1)
            ],
        )


async def spare_keys(conn: AsyncConnection, device: bytes, body: int, most: int) -> list[bytes]:
    """Keys that no card has yet, the oldest first."""
    c = card_key.c
    found = await conn.scalars(
        sa.select(c.public_key)
        .where(c.device_id == device, c.body == body, c.card.is_(None))
        .order_by(c.position)
        .limit(most)
    )
    return list(found)


async def use_key(conn: AsyncConnection, key: bytes, number: int) -> None:
    await conn.execute(card_key.update().where(card_key.c.public_key == key).values(card=number))


async def draw_numbers(conn: AsyncConnection, body: int, count: int) -> list[int]:
    """So many card numbers by chance, from those that are reserved for one-day cards; fewer, or
    none, where `MAX_NUMBER` is near. Waits for others who take numbers of the body."""
    c = card_series.c
    locked = card_series.update().where(c.body == body).values(last=c.last)
    first, last = (await conn.execute(locked.returning(c.drawn_from, c.last))).one()
    drawn = await _drawn(conn, body, first)
    if not first or len(drawn) + count > FULL:
        first, drawn = last + 1, set()
        if first + BLOCK - 1 > MAX_NUMBER:
            return []
        block = card_series.update().where(c.body == body)
        await conn.execute(block.values(drawn_from=first, last=last + BLOCK))
    free = [number for number in range(first, first + BLOCK) if number not in drawn]
    return secrets.SystemRandom().sample(free, count)


async def _drawn(conn: AsyncConnection, body: int, first: int) -> set[int]:
    found = await conn.scalars(
        sa.select(card.c.card).where(
            card.c.body == body, card.c.card.between(first, first + BLOCK - 1)
        )
    )
    return set(found)
