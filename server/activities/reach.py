"""Whose projects somebody may look after, and see who applied to: their own alone (R04)."""

from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import Role
from server.accounts.authority import authorise, authorise_partner, roles_of
from server.activities.rules import By

_OFFICE = (Role.ADMIN, Role.CLERK)


class Reach(NamedTuple):
    """`office`: all projects of the body. `partners`: those of these partners of it."""

    body: int
    office: bool
    partners: frozenset[int]

    def holds(self, partner: int | None) -> bool:
        return self.office or partner in self.partners

    def moves_as(self, *, general: bool) -> By:
        """`general`: the project's partner is designated as a whole."""
        if self.office:
            return By.OFFICE
        return By.GENERAL if general else By.PARTNER


async def reach_of(conn: AsyncConnection, account: str, body: int) -> Reach:
    """Raises `Refusal` NOT_ALLOWED for who has nothing to do with any project of the body, in the
    words of `authorise`."""
    partners = {
        held.partner
        for held in await roles_of(conn, account)
        if held.body == body and held.role is Role.ORGANISER and held.partner is not None
    }
    if not partners:
        await authorise(conn, account, body, *_OFFICE)
        return Reach(body, True, frozenset())
    held = [
        await authorise_partner(conn, account, body, partner, *_OFFICE, Role.ORGANISER)
        for partner in sorted(partners)
    ]
    return Reach(body, any(one.partner is None for one in held), frozenset(partners))
