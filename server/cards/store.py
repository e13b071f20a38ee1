"""What is written and read of issued cards and signed lists. Only this package comes here."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import CardState, Tier
from server.cards.rules import IssuedCard
from server.cards.tables import card, card_series, signed_list

TRUST = 0
"""Where `signed_list` keeps the trust list: no body has this code."""

_OF_DEVICES = (
    sa.select(card)
    .where(
        card.c.account_id.in_(sa.bindparam("accounts")),
        card.c.device_id.in_(sa.bindparam("devices")),
    )
    .order_by(card.c.body, card.c.card)
)
_STALE = (
    sa.select(signed_list.c.body)
    .where(
        signed_list.c.body.in_(sa.bindparam("bodies")),
        signed_list.c.issued_ms < sa.bindparam("older_than"),
    )
    .order_by(signed_list.c.body)
)


def _issued(row: sa.Row[tuple[object, ...]]) -> IssuedCard:
    fields = dict(row._mapping)
    del fields["reason"]
    return IssuedCard(
        device=fields.pop("device_id"),
        account=fields.pop("account_id"),
        tier=Tier(fields.pop("tier")),
        state=CardState(fields.pop("state")),
        **fields,
    )


async def select_cards(
    conn: AsyncConnection, *conditions: sa.ColumnElement[bool]
) -> list[IssuedCard]:
    found = await conn.execute(
        sa.select(card).where(*conditions).order_by(card.c.body, card.c.card)
    )
    return [_issued(row) for row in found]


async def newest_of_devices(
    conn: AsyncConnection, readers: Sequence[tuple[str, bytes]]
) -> dict[bytes, dict[int, IssuedCard]]:
    """For each (account, device) the newest card that the device was given, by body."""
    found = await conn.execute(
        _OF_DEVICES,
        {
            "accounts": list({account for account, _ in readers}),
            "devices": list({device for _, device in readers}),
        },
    )
    newest: dict[bytes, dict[int, IssuedCard]] = {}
    for issued in map(_issued, found):
        if issued.device is not None:
            newest.setdefault(issued.device, {})[issued.body] = issued
    return newest


async def active_of_device(conn: AsyncConnection, account: str, device: bytes) -> list[IssuedCard]:
    return await select_cards(
        conn,
        card.c.account_id == account,
        card.c.device_id == device,
        card.c.state == CardState.ACTIVE.value,
    )


async def active_of_account(conn: AsyncConnection, account: str) -> list[IssuedCard]:
    return await select_cards(
        conn, card.c.account_id == account, card.c.state == CardState.ACTIVE.value
    )


async def active_of_member(conn: AsyncConnection, body: int, member: int) -> list[IssuedCard]:
    return await select_cards(
        conn,
        card.c.body == body,
        card.c.member == member,
        card.c.state == CardState.ACTIVE.value,
    )


async def printed_of_member(conn: AsyncConnection, body: int, member: int) -> list[IssuedCard]:
    """All cards that were ever printed for a member, the oldest first."""
    return await select_cards(
        conn, card.c.body == body, card.c.member == member, card.c.device_id.is_(None)
    )


async def count_valid(
    conn: AsyncConnection, body: int, members: Sequence[int], seconds: int
) -> dict[int, int]:
    """How many cards each of the members could show at this moment."""
    found = await conn.execute(
        sa.select(card.c.member, sa.func.count())
        .where(
            card.c.body == body,
            card.c.member.in_(members),
            card.c.state == CardState.ACTIVE.value,
            card.c.expires > seconds,
        )
        .group_by(card.c.member)
    )
    return dict(found.all())


async def next_number(conn: AsyncConnection, body: int) -> int:
    """The body's next card number; waits for others who take one."""
    number = await conn.scalar(
        card_series.update()
        .where(card_series.c.body == body)
        .values(last=card_series.c.last + 1)
        .returning(card_series.c.last)
    )
    if number is None:
        raise LookupError(f"body {body} does not take part")
    return int(number)


async def open_series(conn: AsyncConnection, body: int) -> None:
    await conn.execute(card_series.insert().values(body=body, last=0))


async def insert(conn: AsyncConnection, issued: IssuedCard) -> None:
    await conn.execute(card.insert().values(body=issued.body, card=issued.card, **_values(issued)))


async def update(conn: AsyncConnection, issued: IssuedCard, reason: str = "") -> None:
    await conn.execute(
        card.update()
        .where(card.c.body == issued.body, card.c.card == issued.card)
        .values(**_values(issued, reason))
    )


def _values(issued: IssuedCard, reason: str = "") -> dict[str, object]:
    return {
        "device_id": issued.device,
        "printed_by": issued.printed_by,
        "account_id": issued.account,
        "member": issued.member,
        "tier": issued.tier.value,
        "long_stay": issued.long_stay,
        "not_before": issued.not_before,
        "expires": issued.expires,
        "state": issued.state.value,
        "ended_ms": issued.ended_ms,
        "reason": reason,
        "version": issued.version,
        "credential": issued.credential,
    }


async def status_of(conn: AsyncConnection, body: int) -> tuple[list[int], int]:
    """The numbers of a body's cards that are taken back, and its last number."""
    taken_back = await conn.scalars(
        sa.select(card.c.card).where(card.c.body == body, card.c.state != CardState.ACTIVE.value)
    )
    last = await conn.scalar(sa.select(card_series.c.last).where(card_series.c.body == body))
    return list(taken_back), int(last or 0)


async def open_list(conn: AsyncConnection, body: int) -> None:
    """Makes room for a body's status list, or for the trust list if there is none yet."""
    known = await conn.scalar(sa.select(signed_list.c.version).where(signed_list.c.body == body))
    if known is None:
        await conn.execute(signed_list.insert().values(body=body, version=0, issued_ms=0))


async def next_version(
    conn: AsyncConnection, body: int, now: int, older_than: int | None = None
) -> int | None:
    """Claims the next version of a list, for one that publishes it now.

    With `older_than` only if the list that stands was signed before: of several that find it old,
    one publishes, and the others get None.
    """
    conditions = [signed_list.c.body == body]
    if older_than is not None:
        conditions.append(signed_list.c.issued_ms < older_than)
    version: int | None = await conn.scalar(
        signed_list.update()
        .where(*conditions)
        .values(version=signed_list.c.version + 1, issued_ms=now)
        .returning(signed_list.c.version)
    )
    return version


async def stale_lists(conn: AsyncConnection, bodies: Iterable[int], older_than: int) -> list[int]:
    """Which of the bodies' status lists were signed before an instant."""
    found = await conn.scalars(_STALE, {"bodies": list(bodies), "older_than": older_than})
    return list(found)
