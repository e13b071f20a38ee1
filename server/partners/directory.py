"""A body's partners: who they are, which of them are designated in general (R20, R21)."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.partners import Partner, PartnerKind, WritePartner
from schemas.problems import ProblemCode
from server.accounts.tables import staff_role
from server.app.problems import Refusal
from server.office.invites import withdraw_all_invites
from server.office.projects import tell_projects
from server.office.staff import end_all_of_partner, reopen_partner
from server.office.tables import project
from server.partners.tables import partner

MAX_PARTNERS = 500
"""Of one body."""

_people = (
    sa.select(sa.func.count(staff_role.c.account_id.distinct()))
    .where(staff_role.c.partner == partner.c.id, staff_role.c.ended_ms.is_(None))
    .correlate(partner)
    .scalar_subquery()
)


async def list_partners(conn: AsyncConnection, body: int) -> list[Partner]:
    """Those that are open first, in the order in which they came."""
    rows = await conn.execute(
        sa.select(partner, _people.label("people"))
        .where(partner.c.body == body)
        .order_by(partner.c.closed_ms.is_not(None), partner.c.id)
    )
    return [_partner(row) for row in rows]


async def get_partner(conn: AsyncConnection, body: int, wanted: int) -> Partner:
    """Raises `Refusal` NOT_FOUND, for another body's too."""
    return _partner(await _find(conn, body, wanted))


async def make_partner(conn: AsyncConnection, body: int, data: WritePartner, now: int) -> Partner:
    """Raises `Refusal` MALFORMED for a designation without its basis (R21), CONFLICT."""
    _check(data)
    count = await conn.scalar(sa.select(sa.func.count()).where(partner.c.body == body))
    if int(count or 0) >= MAX_PARTNERS:
        raise Refusal(
            ProblemCode.CONFLICT,
            f"関係団体は{MAX_PARTNERS}件までです",
            f"At most {MAX_PARTNERS} partners",
        )
    made = await conn.scalar(
        partner.insert()
        .values(body=body, made_ms=now, version=1, **_fields(data))
        .returning(partner.c.id)
    )
    return await get_partner(conn, body, int(made or 0))


async def change_partner(
    conn: AsyncConnection, body: int, wanted: int, data: WritePartner, changed_by: str, now: int
) -> Partner:
    """Closed, its people's roles end and its invites are withdrawn; opened again, those people
    have them again. Designated in general, or no longer, all of its projects count, or do not.

    Raises `Refusal` NOT_FOUND, and as `make_partner`.
    """
    _check(data)
    before = await _find(conn, body, wanted)
    values: dict[str, Any] = {**_fields(data), "version": partner.c.version + 1}
    if data.closed and before.closed_ms is None:
        values["closed_ms"] = now
        await end_all_of_partner(conn, body, wanted, changed_by, now)
        await withdraw_all_invites(conn, body, wanted)
    elif not data.closed and before.closed_ms is not None:
        values["closed_ms"] = None
        await reopen_partner(conn, body, wanted, before.closed_ms, now)
    await conn.execute(partner.update().where(partner.c.id == wanted).values(**values))
    if data.designated != before.designated:
        theirs = await conn.scalars(sa.select(project.c.id).where(project.c.partner == wanted))
        await tell_projects(conn, body, theirs.all())
    return await get_partner(conn, body, wanted)


def _check(data: WritePartner) -> None:
    if data.designated and not data.basis.strip():
        raise Refusal(
            ProblemCode.MALFORMED,
            "指定には根拠が要ります(公共性・地域への貢献・人手の不足)",
            "A designation needs its basis: public character, contribution, lack of people",
            field="basis",
        )
    if not data.name.strip():
        raise Refusal(ProblemCode.MALFORMED, field="name")


async def _find(conn: AsyncConnection, body: int, wanted: int) -> sa.Row[Any]:
    found = (
        await conn.execute(
            sa.select(partner, _people.label("people")).where(
                partner.c.id == wanted, partner.c.body == body
            )
        )
    ).one_or_none()
    if found is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    return found


def _fields(data: WritePartner) -> dict[str, str | bool]:
    return {
        "name": data.name.strip(),
        "english": data.english.strip(),
        "kind": data.kind.value,
        "contact": data.contact.strip(),
        "designated": data.designated,
        "basis": data.basis.strip(),
    }


def _partner(row: sa.Row[Any]) -> Partner:
    return Partner(
        id=row.id,
        name=row.name,
        english=row.english,
        kind=PartnerKind(row.kind),
        contact=row.contact,
        designated=row.designated,
        basis=row.basis,
        closed=row.closed_ms is not None,
        people=row.people,
    )
