"""Gives a project that stands to a partner, or back to the body (R20)."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.problems import ProblemCode
from server.app.problems import Refusal
from server.office.projects import tell_projects
from server.office.tables import project
from server.partners.tables import partner as partners
from server.partners.telling import tell_scanners
from server.partners.tenure import keep_partner


async def assign_project(
    conn: AsyncConnection, body: int, wanted: int, partner: int | None, now: int
) -> None:
    """From now on the project is that partner's, or with None the body's own. Its people hear of
    it, and whether it counts is told anew.

    Raises `Refusal` NOT_FOUND, and MALFORMED for a partner of another body.
    """
    row = (
        await conn.execute(
            sa.select(project.c.partner, project.c.version)
            .where(project.c.id == wanted, project.c.body == body)
            .with_for_update()
        )
    ).one_or_none()
    if row is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    if row.partner == partner:
        return
    if partner is not None:
        theirs = sa.exists().where(partners.c.id == partner, partners.c.body == body)
        if not await conn.scalar(sa.select(theirs)):
            raise Refusal(ProblemCode.MALFORMED, field="partner")
    await conn.execute(project.update().where(project.c.id == wanted).values(partner=partner))
    await keep_partner(conn, wanted, partner, now)
    await tell_projects(conn, body, [wanted])
    for one in {row.partner, partner} - {None}:
        await tell_scanners(conn, one, now)
