"""Who may do what for which body: the one place that decides it (R04)."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import Role
from schemas.problems import ProblemCode
from server.accounts.lock import lock_account
from server.accounts.tables import staff_role
from server.app.problems import Refusal
from server.database.bulk import among, listed

_SERVED = (
    sa.select(staff_role.c.body)
    .distinct()
    .where(among(staff_role.c.account_id, "accounts"), staff_role.c.ended_ms.is_(None))
)


async def authorise(conn: AsyncConnection, account: str, body: int, *roles: Role) -> None:
    """Lets an account through that holds one of the roles for this very body.

    Raises `Refusal` NOT_ALLOWED otherwise, in the same words whether or not the body takes part.
    """
    held = {role for held_body, role in await roles_of(conn, account) if held_body == body}
    if not held.intersection(roles):
        raise Refusal(
            ProblemCode.NOT_ALLOWED,
            "この自治体の職員としての権限がありません",
            "You have no such role for this municipality or prefecture",
        )


async def roles_of(conn: AsyncConnection, account: str) -> list[tuple[int, Role]]:
    """The (body, role) pairs that an account holds now, in a fixed order."""
    rows = await conn.execute(
        sa.select(staff_role.c.body, staff_role.c.role)
        .where(staff_role.c.account_id == account, staff_role.c.ended_ms.is_(None))
        .order_by(staff_role.c.body, staff_role.c.role)
    )
    return [(body, Role(role)) for body, role in rows]


async def bodies_served(conn: AsyncConnection, accounts: Collection[str]) -> set[int]:
    """The bodies that any of the accounts works for now."""
    return set(await conn.scalars(_SERVED, {"accounts": listed(accounts)}))


async def holders_of(conn: AsyncConnection, body: int) -> list[tuple[str, Role, int]]:
    """The (account, role, since in ms) of everyone who holds a role for a body now."""
    rows = await conn.execute(
        sa.select(staff_role.c.account_id, staff_role.c.role, staff_role.c.since_ms)
        .where(staff_role.c.body == body, staff_role.c.ended_ms.is_(None))
        .order_by(staff_role.c.since_ms, staff_role.c.account_id)
    )
    return [(account, Role(role), since) for account, role, since in rows]


async def grant_role(conn: AsyncConnection, account: str, body: int, role: Role, now: int) -> bool:
    """Gives a role from now on. False if it is held already."""
    await lock_account(conn, account)
    if (body, role) in await roles_of(conn, account):
        return False
    await conn.execute(
        staff_role.insert().values(account_id=account, body=body, role=role.value, since_ms=now)
    )
    return True


async def end_roles(conn: AsyncConnection, account: str, body: int, now: int) -> int:
    """Ends every role of an account for a body; tells how many it held. The history stays."""
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
