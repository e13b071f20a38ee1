"""A body's projects (担い手活動); only a designated one counts as an activity (R20, R21)."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import Project, WriteProject
from schemas.feed import ProjectItem
from schemas.problems import ProblemCode
from server.app.problems import Refusal
from server.cards.keystore import KeyStore, signer
from server.cards.lists import signing_key
from server.cards.venue_code import key_of, make_project_raw, venue_token, venue_url
from server.office.places import MAX_SERIAL, get_place
from server.office.tables import project, project_code
from server.partners.tables import partner as partners
from server.partners.telling import tell_scanners
from server.partners.tenure import keep_partner
from server.replication.feeds import body_scope, publish
from server.search.indexing import index_project

MAX_PROJECTS = 1000
"""Of one body."""

# R20: one by one, or all of a partner's.
_counts = sa.or_(project.c.designated, sa.func.coalesce(partners.c.designated, sa.false()))
_with_partner = project.outerjoin(partners, partners.c.id == project.c.partner)
_DESIGNATED = (
    sa.select(project.c.id)
    .select_from(_with_partner)
    .where(project.c.body.in_(sa.bindparam("bodies")), _counts)
)
_Row = sa.Row[Any]


async def list_projects(conn: AsyncConnection, body: int) -> list[Project]:
    """Those that were ever told: a draft is nobody's business yet."""
    found = await conn.execute(
        sa.select(project)
        .where(project.c.body == body, project.c.version > 0)
        .order_by(project.c.id)
    )
    rows = found.all()
    codes = await conn.execute(
        sa.select(project_code.c.project, project_code.c.serial)
        .join(project, project.c.id == project_code.c.project)
        .where(project.c.body == body, project_code.c.withdrawn_ms.is_(None))
    )
    serials = dict(codes.all())
    return [_project(row, serials.get(row.id)) for row in rows]


async def designated_projects(conn: AsyncConnection, bodies: Collection[int]) -> frozenset[int]:
    """The projects of some bodies that count as activities: designated themselves, or with all of
    their partner's (R20)."""
    return frozenset(await conn.scalars(_DESIGNATED, {"bodies": list(bodies)}))


async def tell_projects(conn: AsyncConnection, body: int, wanted: Collection[int]) -> None:
    """Tells some of the body's projects anew, of those that were told at all: they may count now,
    or no longer."""
    told = await conn.scalars(
        project.update()
        .where(project.c.body == body, project.c.id.in_(wanted), project.c.version > 0)
        .values(version=project.c.version + 1)
        .returning(project.c.id)
    )
    for one in sorted(told):
        await _tell(conn, body, one)


async def make_project(conn: AsyncConnection, body: int, data: WriteProject) -> Project:
    """Raises `Refusal` MALFORMED without a basis (R21) or for a place of another body, CONFLICT."""
    return await _tell(conn, body, await _insert(conn, body, data, version=1))


async def draft_project(conn: AsyncConnection, body: int, data: WriteProject) -> int:
    """Gives a project its number; nobody is told of it until `change_project`. Raises `Refusal` as
    `make_project`."""
    return await _insert(conn, body, data, version=0)


async def change_draft(conn: AsyncConnection, wanted: int, data: WriteProject) -> None:
    """Writes what nobody was told of. Raises `Refusal` as `make_project`."""
    body = await conn.scalar(sa.select(project.c.body).where(project.c.id == wanted))
    await _check(conn, int(body or 0), data)
    await conn.execute(project.update().where(project.c.id == wanted).values(**_fields(data)))


async def _insert(conn: AsyncConnection, body: int, data: WriteProject, version: int) -> int:
    await _check(conn, body, data)
    count = await conn.scalar(sa.select(sa.func.count()).where(project.c.body == body))
    if int(count or 0) >= MAX_PROJECTS:
        raise Refusal(
            ProblemCode.CONFLICT,
            f"活動は{MAX_PROJECTS}件までです",
            f"At most {MAX_PROJECTS} projects",
        )
    made = await conn.scalar(
        project.insert().values(body=body, version=version, **_fields(data)).returning(project.c.id)
    )
    assert made is not None  # noqa: S101 - an insert that returns its key
    return int(made)


async def change_project(
    conn: AsyncConnection, body: int, wanted: int, data: WriteProject, now: int
) -> Project:
    """At another place its printed code is withdrawn. Raises `Refusal` NOT_FOUND, and as
    `make_project`."""
    known = await _find(conn, body, wanted)
    await _check(conn, body, data)
    await conn.execute(
        project.update()
        .where(project.c.id == wanted)
        .values(version=project.c.version + 1, **_fields(data))
    )
    await keep_partner(conn, wanted, data.partner, now)
    if known.partner != data.partner or known.closed != data.closed:
        for partner in {known.partner, data.partner} - {None}:
            await tell_scanners(conn, partner, now)
    if known.place != data.place:
        await _withdraw(conn, wanted, now)
    return await _tell(conn, body, wanted)


async def make_code(
    conn: AsyncConnection, keystore: KeyStore, body: int, wanted: int, now: int
) -> Project:
    """Makes the printed code of a project, in place of the one before.

    Raises `Refusal` NOT_FOUND, and CONFLICT for a project without a place: a stay is somewhere.
    """
    await conn.execute(
        sa.select(project.c.id)
        .where(project.c.id == wanted, project.c.body == body)
        .with_for_update()
    )
    known = await _find(conn, body, wanted)
    if known.place is None:
        raise Refusal(
            ProblemCode.CONFLICT,
            "場所を決めると、コードを印刷できます",
            "Once the project has a place, its code can be printed",
        )
    last = await conn.scalar(
        sa.select(sa.func.max(project_code.c.serial)).where(project_code.c.project == wanted)
    )
    serial = int(last or 0) + 1
    if serial > MAX_SERIAL:
        raise Refusal(ProblemCode.CONFLICT)
    await _withdraw(conn, wanted, now)
    key = await signing_key(conn, keystore, body, now)
    raw = make_project_raw(body, known.place, wanted, serial, key.kid, signer(keystore, key))
    await conn.execute(
        project_code.insert().values(
            project=wanted,
            serial=serial,
            place=known.place,
            raw=raw,
            token=venue_token(raw),
            made_ms=now,
        )
    )
    return _project(known, serial)


async def renew_codes_under(
    conn: AsyncConnection, keystore: KeyStore, body: int, kid: bytes, now: int
) -> list[Project]:
    """Makes anew whatever codes a key of the body signed, which was withdrawn since."""
    found = await conn.execute(
        sa.select(project_code.c.project, project_code.c.raw)
        .join(project, project.c.id == project_code.c.project)
        .where(project.c.body == body, project_code.c.withdrawn_ms.is_(None))
        .order_by(project_code.c.project)
    )
    return [
        await make_code(conn, keystore, body, row.project, now)
        for row in found.all()
        if key_of(row.raw) == kid
    ]


async def code_of(
    conn: AsyncConnection, body: int, wanted: int, origin: str
) -> tuple[Project, str]:
    """The project, and the text of its code in force. Raises `Refusal` NOT_FOUND, also for none."""
    known = await _find(conn, body, wanted)
    found = (await conn.execute(sa.select(project_code).where(*_in_force(wanted)))).one_or_none()
    if found is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    return _project(known, found.serial), venue_url(found.raw, origin)


async def _withdraw(conn: AsyncConnection, wanted: int, now: int) -> None:
    await conn.execute(project_code.update().where(*_in_force(wanted)).values(withdrawn_ms=now))


def _in_force(wanted: int) -> tuple[sa.ColumnElement[bool], ...]:
    return project_code.c.project == wanted, project_code.c.withdrawn_ms.is_(None)


async def _check(conn: AsyncConnection, body: int, data: WriteProject) -> None:
    if data.designated and not data.basis.strip():
        raise Refusal(
            ProblemCode.MALFORMED,
            "指定には根拠が要ります(公共性・地域への貢献・人手の不足)",
            "A designation needs its basis: public character, contribution, lack of people",
            field="basis",
        )
    if data.partner is not None:
        theirs = sa.exists().where(partners.c.id == data.partner, partners.c.body == body)
        if not await conn.scalar(sa.select(theirs)):
            raise Refusal(ProblemCode.MALFORMED, field="partner")
    if data.place is None:
        return
    try:
        await get_place(conn, body, data.place)
    except Refusal:
        raise Refusal(ProblemCode.MALFORMED, field="place") from None


async def _find(conn: AsyncConnection, body: int, wanted: int) -> _Row:
    found = (
        await conn.execute(
            sa.select(project, _counts.label("counts"))
            .select_from(_with_partner)
            .where(project.c.id == wanted, project.c.body == body)
        )
    ).one_or_none()
    if found is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    return found


async def _tell(conn: AsyncConnection, body: int, wanted: int) -> Project:
    row = await _find(conn, body, wanted)
    item = ProjectItem(
        version=row.version,
        project=row.id,
        body=body,
        place=row.place or 0,
        name=row.name,
        english=row.english,
        designated=row.counts,
        closed=row.closed,
    )
    await publish(conn, body_scope(body), [(f"project:{wanted}", item)])
    await index_project(conn, wanted)
    serial = await conn.scalar(sa.select(project_code.c.serial).where(*_in_force(wanted)))
    return _project(row, serial)


def _fields(data: WriteProject) -> dict[str, str | bool | int | None]:
    return {
        "place": data.place,
        "name": data.name,
        "english": data.english,
        "designated": data.designated,
        "basis": data.basis.strip(),
        "partner": data.partner,
        "closed": data.closed,
    }


def _project(row: _Row, code_serial: int | None) -> Project:
    return Project(
        id=row.id,
        name=row.name,
        english=row.english,
        place=row.place,
        designated=row.designated,
        basis=row.basis,
        partner=row.partner,
        closed=row.closed,
        code_serial=code_serial,
    )
