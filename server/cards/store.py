"""What is written and read of issued cards and signed lists. Only this package comes here."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import CardState, Tier
from server.cards.rules import EndingCard, IssuedCard
from server.cards.tables import (
    PRINTED,
    TAKEN_BACK,
    card,
    card_series,
    signed_list,
    status_reader,
)
from server.database.bulk import Hexadecimal, among, listed

TRUST = 0
"""Where `signed_list` keeps the trust list: no body has this code."""
CLOCK_MS = 3_600_000
"""Of two workers whose clocks differ by less, neither dates a list before the other's."""

_OF_DEVICES = (
    sa.select(card)
    .where(
        among(card.c.account_id, "accounts"),
        among(Hexadecimal(card.c.device_id), "devices"),
        card.c.day == 0,
    )
    .order_by(card.c.body, card.c.card)
)


def _read_by(reader: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether a row of `signed_list` is the list of another body that such a reader is told."""
    c = status_reader.c
    body = signed_list.c.body
    first = c.prefecture * 10_000
    of_prefecture = sa.and_(c.issuer == 0, body.between(first, first + 9_999))
    return sa.exists().where(reader, sa.or_(c.issuer == body, of_prefecture))


_STALE = (
    sa.select(signed_list.c.body)
    .where(
        signed_list.c.issued_ms < sa.bindparam("older_than"),
        signed_list.c.body > 0,
        sa.or_(
            among(signed_list.c.body, "bodies"),
            _read_by(among(status_reader.c.reader, "bodies")),
        ),
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


async def numbered(conn: AsyncConnection, body: int, number: int) -> list[IssuedCard]:
    """The card of a number; none if it was never given."""
    return await select_cards(conn, card.c.body == body, card.c.card == number)


async def newest_of_devices(
    conn: AsyncConnection, readers: Sequence[tuple[str, bytes]]
) -> dict[bytes, dict[int, IssuedCard]]:
    """For each (account, device) the newest card that the device was given, by body; one-day cards
    apart."""
    found = await conn.execute(
        _OF_DEVICES,
        {
            "accounts": listed({account for account, _ in readers}),
            "devices": listed({device.hex() for _, device in readers}),
        },
    )
    newest: dict[bytes, dict[int, IssuedCard]] = {}
    for issued in map(_issued, found):
        if issued.device is not None:
            newest.setdefault(issued.device, {})[issued.body] = issued
    return newest


def _standing(day: int) -> list[sa.ColumnElement[bool]]:
    """Of one-day cards only those from a day on: the others are over."""
    c = card.c
    return [c.state == CardState.ACTIVE.value, sa.or_(c.day == 0, c.day >= day)]


async def active_of_device(
    conn: AsyncConnection, account: str, device: bytes, day: int
) -> list[IssuedCard]:
    return await select_cards(
        conn, card.c.account_id == account, card.c.device_id == device, *_standing(day)
    )


async def listed_of_account(conn: AsyncConnection, account: str, day: int) -> list[IssuedCard]:
    """The active cards that rosters have; of one-day cards those from a day on."""
    return await select_cards(conn, card.c.account_id == account, card.c.listed, *_standing(day))


async def active_of_member(
    conn: AsyncConnection, body: int, member: int, day: int
) -> list[IssuedCard]:
    return await select_cards(conn, card.c.body == body, card.c.member == member, *_standing(day))


async def active_of_body(conn: AsyncConnection, body: int, day: int) -> list[IssuedCard]:
    return await select_cards(conn, card.c.body == body, *_standing(day))


async def printed_of_member(conn: AsyncConnection, body: int, member: int) -> list[IssuedCard]:
    """All cards that were ever printed for a member, the oldest first."""
    return await select_cards(
        conn, card.c.body == body, card.c.member == member, card.c.device_id.is_(None)
    )


async def printed_ending(
    conn: AsyncConnection, seconds: int, until: int, after: EndingCard | None, most: int
) -> list[EndingCard]:
    """Printed cards that were not stopped, by their end; from behind `after` on."""
    place = sa.tuple_(card.c.expires, card.c.body, card.c.card)
    wanted: list[sa.ColumnElement[bool]] = [card.c.expires > seconds, card.c.expires <= until]
    if after is not None:
        wanted.append(place > (after.expires, after.body, after.card))
    found = await conn.execute(
        sa.select(card.c.expires, card.c.body, card.c.card, card.c.account_id)
        .where(sa.text(PRINTED), *wanted)
        .order_by(card.c.expires, card.c.body, card.c.card)
        .limit(most)
    )
    return [EndingCard(row.expires, row.body, row.card, row.account_id) for row in found]


async def count_valid(
    conn: AsyncConnection, body: int, members: Sequence[int], seconds: int
) -> dict[int, int]:
    """How many cards each of the members could show at this moment; one-day cards apart, which go
    beside another."""
    found = await conn.execute(
        sa.select(card.c.member, sa.func.count())
        .where(
            card.c.body == body,
            card.c.member.in_(members),
            card.c.state == CardState.ACTIVE.value,
            card.c.day == 0,
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
        "day": issued.day,
        "listed": issued.listed,
    }


async def status_of(conn: AsyncConnection, body: int) -> tuple[list[int], int]:
    """The numbers of a body's cards that are taken back, and its last number."""
    taken_back = await conn.scalars(
        sa.select(card.c.card).where(card.c.body == body, sa.text(TAKEN_BACK))
    )
    last = await conn.scalar(sa.select(card_series.c.last).where(card_series.c.body == body))
    return list(taken_back), int(last or 0)


async def readers_of(conn: AsyncConnection, body: int) -> list[int]:
    """The other bodies whose staff are told the status list of a body."""
    c = status_reader.c
    prefecture = sa.and_(c.issuer == 0, c.prefecture == body // 10_000)
    found = await conn.scalars(
        sa.select(c.reader)
        .distinct()
        .where(sa.or_(c.issuer == body, prefecture), c.reader != body)
        .order_by(c.reader)
    )
    return list(found)


async def lists_read_by(conn: AsyncConnection, reader: int) -> set[int]:
    """The other bodies that take part and whose status lists the staff of a body are told."""
    found = await conn.scalars(
        sa.select(signed_list.c.body).where(
            signed_list.c.body > 0,
            signed_list.c.body != reader,
            _read_by(status_reader.c.reader == reader),
        )
    )
    return set(found)


async def set_readers(
    conn: AsyncConnection, reader: int, issuers: Iterable[int], *, prefecture: bool
) -> None:
    """In place of what the staff of a body were told before."""
    await conn.execute(status_reader.delete().where(status_reader.c.reader == reader))
    rows = [{"reader": reader, "issuer": one, "prefecture": 0} for one in issuers]
    if prefecture:
        rows.append({"reader": reader, "issuer": 0, "prefecture": reader // 10_000})
    if rows:
        await conn.execute(status_reader.insert(), rows)


async def open_list(conn: AsyncConnection, body: int) -> None:
    """Makes room for a body's status list, or for the trust list if there is none yet."""
    known = await conn.scalar(sa.select(signed_list.c.version).where(signed_list.c.body == body))
    if known is None:
        await conn.execute(signed_list.insert().values(body=body, version=0, issued_ms=0))


async def open_lists(conn: AsyncConnection) -> list[int]:
    """Whose lists there are: `TRUST` first, then the bodies that take part."""
    return list(await conn.scalars(sa.select(signed_list.c.body).order_by(signed_list.c.body)))


class Claim(NamedTuple):
    """The right to publish a list: its number, its date, and the whole list that stands."""

    version: int
    issued_ms: int
    base: bytes | None


async def claim_list(
    conn: AsyncConnection, body: int, now: int, older_than: int | None = None
) -> Claim | None:
    """Claims the next version of a list, for one that publishes it now; others wait.

    With `older_than` only if the list that stands was signed before: of several that find it old,
    one publishes, and the others get None. None too where there is no such list. The date is never
    before the last one's, unless that lies beyond `CLOCK_MS`: then a clock was put right.
    """
    conditions = [signed_list.c.body == body]
    if older_than is not None:
        conditions.append(signed_list.c.issued_ms < older_than)
    last = signed_list.c.issued_ms
    claimed = await conn.execute(
        signed_list.update()
        .where(*conditions)
        .values(
            version=signed_list.c.version + 1,
            issued_ms=sa.case((last.between(now, now + CLOCK_MS), last), else_=now),
        )
        .returning(signed_list.c.version, signed_list.c.issued_ms, signed_list.c.base)
    )
    row = claimed.one_or_none()
    return None if row is None else Claim(*row)


async def keep_base(conn: AsyncConnection, body: int, whole: bytes) -> None:
    """Keeps a whole list that is published now. The caller has claimed its version."""
    await conn.execute(signed_list.update().where(signed_list.c.body == body).values(base=whole))


async def stale_lists(conn: AsyncConnection, bodies: Iterable[int], older_than: int) -> list[int]:
    """Which of the bodies' status lists were signed before an instant."""
    found = await conn.scalars(_STALE, {"bodies": listed(bodies), "older_than": older_than})
    return list(found)
