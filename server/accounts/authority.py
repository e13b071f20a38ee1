"""Who may do what for which body or partner: the one place that decides it (R04), and from which
the audit log knows who did what (`audit.trail`)."""

from collections.abc import Collection
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import Role
from schemas.problems import ProblemCode
from server.accounts.lock import lock_account
from server.accounts.tables import operator, staff_role
from server.app.problems import Refusal
from server.audit.trail import INSTALLATION, note
from server.database.bulk import among, listed

BODY_ROLES = frozenset({Role.ADMIN, Role.CLERK, Role.STAFF, Role.READER})
"""Held for a body as a whole."""
PARTNER_ROLES = frozenset({Role.ORGANISER, Role.SCANNER})
"""Held for one partner of a body, and for nothing else of it."""

_SERVED = (
    sa.select(staff_role.c.body)
    .distinct()
    .where(among(staff_role.c.account_id, "accounts"), staff_role.c.ended_ms.is_(None))
)


class Held(NamedTuple):
    """A role that an account holds now; `partner` is None for a role of the body itself."""

    body: int
    role: Role
    partner: int | None = None


class Holder(NamedTuple):
    """Who holds a role, and since when (ms). `id` names the row in the history of roles."""

    id: int
    account: str
    role: Role
    partner: int | None
    name: str
    since: int


async def authorise(conn: AsyncConnection, account: str, body: int, *roles: Role) -> Held:
    """Lets an account through that holds one of the roles for this very body; tells which.

    A role of a partner never suffices here, whatever is asked for.
    Raises `Refusal` NOT_ALLOWED otherwise, in the same words whether or not the body takes part.
    """
    for held in await roles_of(conn, account):
        if held.body == body and held.partner is None and held.role in roles:
            await note(conn, account, body, held.role.value, None)
            return held
    raise not_allowed()


async def authorise_partner(
    conn: AsyncConnection, account: str, body: int, partner: int, *roles: Role
) -> Held:
    """Lets an account through that holds one of the roles for this very partner, and the roles of
    its body that are among them.

    `authorise_partner(conn, account, body, partner, Role.ADMIN, Role.CLERK, Role.ORGANISER)` lets
    the office through, and the organisers of this partner. The office passes for a partner that
    does not exist or is another body's too: look it up within the body, as all that it owns.
    Raises `Refusal` NOT_ALLOWED, in the words of `authorise`, whatever exists.
    """
    for held in await roles_of(conn, account):
        if held.body == body and held.partner in (None, partner) and held.role in roles:
            await note(conn, account, body, held.role.value, held.partner)
            return held
    raise not_allowed()


async def authorise_operator(conn: AsyncConnection, account: str) -> None:
    """Lets an operator of the installation through. Raises `Refusal` NOT_ALLOWED."""
    if not await is_operator(conn, account):
        raise not_allowed()
    await note(conn, account, INSTALLATION, Role.OPERATOR.value, None)


def not_allowed() -> Refusal:
    """The one refusal of whoever may not, whatever there is."""
    return Refusal(
        ProblemCode.NOT_ALLOWED,
        "この自治体の職員としての権限がありません",
        "You have no such role for this municipality or prefecture",
    )


async def roles_of(conn: AsyncConnection, account: str) -> list[Held]:
    """The roles for bodies and partners that an account holds now, in a fixed order."""
    c = staff_role.c
    rows = await conn.execute(
        sa.select(c.body, c.role, c.partner)
        .where(c.account_id == account, c.ended_ms.is_(None))
        .order_by(c.body, c.role, c.partner)
    )
    return [Held(body, Role(role), partner) for body, role, partner in rows]


async def is_operator(conn: AsyncConnection, account: str) -> bool:
    c = operator.c
    held = sa.exists().where(c.account_id == account, c.ended_ms.is_(None))
    return bool(await conn.scalar(sa.select(held)))


async def bodies_served(conn: AsyncConnection, accounts: Collection[str]) -> set[int]:
    """The bodies that any of the accounts works for now."""
    return set(await conn.scalars(_SERVED, {"accounts": listed(accounts)}))


async def holders_of(conn: AsyncConnection, body: int) -> list[Holder]:
    """Everyone who holds a role for a body or one of its partners now, the oldest first."""
    return await _holders(conn, staff_role.c.body == body, staff_role.c.ended_ms.is_(None))


async def grant_role(
    conn: AsyncConnection,
    account: str,
    body: int,
    role: Role,
    now: int,
    partner: int | None = None,
    name: str = "",
) -> bool:
    """Gives a role from now on. False if it is held already. `name` is what who gives it calls the
    person.

    Raises ValueError for a role of a partner without one, and for the reverse.
    """
    if role not in (BODY_ROLES if partner is None else PARTNER_ROLES):
        raise ValueError(f"{role} is no role of {'a body' if partner is None else 'a partner'}")
    await lock_account(conn, account)
    if Held(body, role, partner) in await roles_of(conn, account):
        return False
    await conn.execute(
        staff_role.insert().values(
            account_id=account, body=body, role=role.value, partner=partner, name=name, since_ms=now
        )
    )
    return True


async def grant_operator(conn: AsyncConnection, account: str, now: int) -> bool:
    """Makes an account an operator of the installation. False if it is one already."""
    await lock_account(conn, account)
    if await is_operator(conn, account):
        return False
    await conn.execute(operator.insert().values(account_id=account, since_ms=now))
    return True


async def end_operators(conn: AsyncConnection, now: int) -> int:
    """Nobody is an operator any more; tells how many were. The history stays."""
    c = operator.c
    done = await conn.execute(operator.update().where(c.ended_ms.is_(None)).values(ended_ms=now))
    return done.rowcount


async def name_holder(
    conn: AsyncConnection, account: str, body: int, partner: int | None, name: str
) -> bool:
    """What a body, or a partner, calls somebody who holds a role there. False if nobody does."""
    c = staff_role.c
    done = await conn.execute(
        staff_role.update()
        .where(
            c.account_id == account,
            c.body == body,
            c.partner.is_not_distinct_from(partner),
            c.ended_ms.is_(None),
        )
        .values(name=name)
    )
    return done.rowcount > 0


async def end_role(conn: AsyncConnection, body: int, held: int, now: int) -> None:
    """Ends one role; the history stays."""
    c = staff_role.c
    await conn.execute(
        staff_role.update()
        .where(c.id == held, c.body == body, c.ended_ms.is_(None))
        .values(ended_ms=now)
    )


async def ended_role(conn: AsyncConnection, body: int, held: int, since: int) -> Holder | None:
    """A role that ended at that instant or later, None for any other."""
    c = staff_role.c
    found = await _holders(conn, c.id == held, c.body == body, c.ended_ms >= since)
    return found[0] if found else None


async def ended_with(conn: AsyncConnection, body: int, partner: int, ended_ms: int) -> list[Holder]:
    """The roles of a partner that ended at that very instant."""
    c = staff_role.c
    return await _holders(conn, c.body == body, c.partner == partner, c.ended_ms == ended_ms)


async def _holders(conn: AsyncConnection, *where: sa.ColumnElement[bool]) -> list[Holder]:
    c = staff_role.c
    rows = await conn.execute(
        sa.select(c.id, c.account_id, c.role, c.partner, c.name, c.since_ms)
        .where(*where)
        .order_by(c.since_ms, c.id)
    )
    return [
        Holder(row, account, Role(role), partner, name, since)
        for row, account, role, partner, name, since in rows
    ]


async def end_roles(conn: AsyncConnection, account: str, body: int, now: int) -> int:
    """Ends every role of an account for a body and its partners; tells how many it held.

    The history stays.
    """
    result = await conn.execute(
        staff_role.update()
        .where(
            staff_role.c.account_id == account,
            staff_role.c.body == body,
            staff_role.c.ended_ms.is_(None),
        )
        .values(ended_ms=now)
    )
    return int(result.rowcount)
