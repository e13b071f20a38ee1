"""Who is a member of what: what the other capabilities may ask, and the office's list."""

from collections.abc import Collection

import sqlalchemy as sa
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import RegistrationInfo
from schemas.feed import Tier
from server.app.clock import DAY_MS
from server.catalogue import find, format_code
from server.database.bulk import among, listed
from server.registry import store
from server.registry.rules import Registration
from server.registry.tables import registration
from sync.calendar import day_of, format_day


async def registrations_of_all(
    conn: AsyncConnection, accounts: Collection[str]
) -> dict[str, list[Registration]]:
    """The registrations that stand now, by person; who has none is absent."""
    held: dict[str, list[Registration]] = {}
    for row in await store.standing_rows(conn, accounts):
        held.setdefault(row.account, []).append(row)
    return held


async def registration_held(conn: AsyncConnection, account: str, body: int) -> Registration | None:
    """A person's registration with a body, if it stands now."""
    rows = await store.standing_rows(conn, [account])
    return next((row for row in rows if row.body == body), None)


async def registration_under(conn: AsyncConnection, body: int, number: int) -> Registration | None:
    """The registration of a body's member by number, if it stands now."""
    return await store.standing_row(conn, body, number)


async def every_registration_of(conn: AsyncConnection, account: str) -> list[Registration]:
    """All of a person's registrations, those that are over too."""
    return await store.rows_of(conn, account)


async def registration_ever_under(
    conn: AsyncConnection, body: int, number: int
) -> Registration | None:
    """The same, also of one that is over."""
    return await store.row_under(conn, body, number)


async def member_of(conn: AsyncConnection, account: str, body: int) -> int | None:
    """The number of a person who is registered with a body now."""
    number: int | None = await conn.scalar(
        sa.select(registration.c.number).where(
            registration.c.account_id == account,
            registration.c.body == body,
            registration.c.ended_ms.is_(None),
        )
    )
    return number


async def set_name(conn: AsyncConnection, account: str, name: str) -> None:
    """The name that a person chose, for the lists of the bodies that they belong to (R04)."""
    await store.set_name(conn, account, name)


async def registrations_of(conn: AsyncConnection, account: str) -> list[RegistrationInfo]:
    """What the signed-in person sees of their registrations."""
    rows = await store.standing_rows(conn, [account])
    refused = await store.refusals_of(conn, account)
    answered = await store.answered(conn, account)
    return [
        RegistrationInfo(
            body=format_code(row.body),
            number=row.number,
            tier=row.tier,
            since=format_day(row.since_day),
            linked=row.linked,
            prefecture_refused=prefecture_of(row.body) in refused,
            survey_answered=row.body in answered,
        )
        for row in rows
    ]


def prefecture_of(body: int) -> int:
    """The prefecture that a body lies in, or is."""
    known = find(body)
    if known is None:
        raise LookupError(f"no body {body}")
    return known.prefecture


async def member_exists(conn: AsyncConnection, body: int, number: int) -> bool:
    """Whether the body ever gave this number."""
    return bool(
        await conn.scalar(
            sa.select(
                sa.exists().where(registration.c.body == body, registration.c.number == number)
            )
        )
    )


async def accounts_of(conn: AsyncConnection, body: int, numbers: Collection[int]) -> dict[int, str]:
    """The people behind a body's member numbers, of registrations that stand."""
    found = await conn.execute(
        sa.select(registration.c.number, registration.c.account_id).where(
            registration.c.body == body,
            registration.c.number.in_(numbers),
            registration.c.ended_ms.is_(None),
        )
    )
    return dict(found.all())


async def names_of(conn: AsyncConnection, body: int, numbers: Collection[int]) -> dict[int, str]:
    """What a body's members chose to be called by."""
    found = await conn.execute(
        sa.select(registration.c.number, registration.c.name).where(
            registration.c.body == body, registration.c.number.in_(set(numbers))
        )
    )
    return dict(found.all())


async def numbers_of(
    conn: AsyncConnection, body: int, accounts: Collection[str]
) -> dict[str, tuple[int, str]]:
    """The number and the chosen name of people who are, or were, registered with a body."""
    found = await conn.execute(
        sa.select(registration.c.account_id, registration.c.number, registration.c.name).where(
            registration.c.body == body, among(registration.c.account_id, "accounts")
        ),
        {"accounts": listed(accounts)},
    )
    return {account: (number, name) for account, number, name in found}


class MemberCounts(Struct, frozen=True):
    basic: int
    premium: int
    new: int
    """Whose registration began within 30 days."""


async def count_members(conn: AsyncConnection, body: int, now: int) -> MemberCounts:
    """A body's members at this moment."""
    since = day_of(now - 30 * DAY_MS)
    held = sa.and_(registration.c.body == body, registration.c.ended_ms.is_(None))
    found = await conn.execute(
        sa.select(
            registration.c.tier,
            sa.func.count(),
            sa.func.count().filter(registration.c.since_day > since),
        )
        .where(held)
        .group_by(registration.c.tier)
    )
    by_tier = {tier: (count, new) for tier, count, new in found}
    basic, premium = by_tier.get(Tier.BASIC, (0, 0)), by_tier.get(Tier.PREMIUM, (0, 0))
    return MemberCounts(basic[0], premium[0], basic[1] + premium[1])
