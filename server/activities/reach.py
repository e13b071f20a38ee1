"""Whose projects somebody may look after, and see who applied to: their own alone (R04)."""

from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import Role
from schemas.problems import ProblemCode
from server.accounts.authority import roles_of
from server.activities.rules import By
from server.app.problems import Refusal

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
    held = [one for one in await roles_of(conn, account) if one.body == body]
    reach = Reach(
        body,
        any(one.partner is None and one.role in _OFFICE for one in held),
        frozenset(
            one.partner for one in held if one.partner is not None and one.role is Role.ORGANISER
        ),
    )
    if not (reach.office or reach.partners):
        raise Refusal(
            ProblemCode.NOT_ALLOWED,
            "この自治体の職員としての権限がありません",
            "You have no such role for this municipality or prefecture",
        )
    return reach
