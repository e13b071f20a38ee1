"""Rows of projects, occasions and applications: what the other modules here ask of the database."""

from collections.abc import Collection, Sequence

import msgspec
import sqlalchemy as sa
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import ApplicationState
from schemas.projects import ActivityState, Content
from server.activities.rules import Time
from server.activities.tables import activity, application, occasion
from server.office.tables import project, project_code
from server.partners.tables import partner
from server.registry.tables import registration

_content = msgspec.json.Decoder(Content)
_a, _o, _p = application.c, occasion.c, project.c


class Partner(Struct, frozen=True):
    id: int
    name: str
    english: str
    designated: bool
    basis: str


class Kept(Struct, frozen=True):
    """A project with everything that is written of it. `told`: phones know of it."""

    id: int
    body: int
    state: ActivityState
    content: Content
    partner: Partner | None
    words: str
    by_partner_alone: bool
    changed: bool
    submitted_ms: int
    version: int
    told: bool
    designated: bool
    basis: str
    code_serial: int | None

    @property
    def partner_id(self) -> int | None:
        return self.partner.id if self.partner else None


class Occasion(Struct, frozen=True):
    id: int
    project: int
    time: Time
    capacity: int
    cancelled: bool


class Application(Struct, frozen=True):
    """`member` and `name`: of the registration with the project's body."""

    id: int
    occasion: int
    account: str
    member: int
    name: str
    state: ApplicationState
    turn: int
    answer: str
    words: str
    applied_ms: int
    version: int


_KEPT = (
    sa.select(
        _p.id,
        _p.body,
        _p.name,
        _p.english,
        _p.place,
        _p.designated,
        _p.basis,
        _p.closed,
        _p.version.label("told"),
        activity.c.state,
        activity.c.content,
        activity.c.words,
        activity.c.by_partner_alone,
        activity.c.changed,
        activity.c.submitted_ms,
        activity.c.version,
        partner.c.id.label("partner"),
        partner.c.name.label("partner_name"),
        partner.c.english.label("partner_english"),
        partner.c.designated.label("general"),
        partner.c.basis.label("partner_basis"),
        project_code.c.serial,
    )
    .outerjoin(activity, activity.c.project == _p.id)
    .outerjoin(partner, partner.c.id == _p.partner)
    .outerjoin(
        project_code,
        sa.and_(project_code.c.project == _p.id, project_code.c.withdrawn_ms.is_(None)),
    )
)


async def kept(conn: AsyncConnection, *conditions: sa.ColumnElement[bool]) -> list[Kept]:
    """The projects that meet conditions on `project` and `activity`, the newest first."""
    found = await conn.execute(_KEPT.where(*conditions).order_by(_p.id.desc()))
    return [_kept(row) for row in found]


def _kept(row: sa.Row[*tuple[object, ...]]) -> Kept:
    one = row._mapping
    if one["content"] is None:
        # Made before there was more to say than its name.
        state = ActivityState.CLOSED if one["closed"] else ActivityState.PUBLISHED
        content = Content(
            name=one["name"],
            english=one["english"],
            about=one["name"],
            place=one["place"],
            designated=one["designated"],
            basis=one["basis"][:300],
        )
    else:
        state = ActivityState(one["state"])
        content = _content.decode(one["content"])
    return Kept(
        id=one["id"],
        body=one["body"],
        state=state,
        content=content,
        partner=None
        if one["partner"] is None
        else Partner(
            one["partner"],
            one["partner_name"],
            one["partner_english"],
            one["general"],
            one["partner_basis"],
        ),
        words=one["words"] or "",
        by_partner_alone=bool(one["by_partner_alone"]),
        changed=bool(one["changed"]),
        submitted_ms=one["submitted_ms"] or 0,
        version=one["version"] or 0,
        told=one["told"] > 0,
        designated=one["designated"] or bool(one["general"]),
        basis=one["basis"],
        code_serial=one["serial"],
    )


async def occasions_of(conn: AsyncConnection, projects: Collection[int]) -> list[Occasion]:
    """In the order of time, cancelled ones too."""
    found = await conn.execute(
        sa.select(occasion).where(_o.project.in_(projects)).order_by(_o.day, _o.starts, _o.id)
    )
    return [_occasion(row) for row in found]


async def lock_occasion(conn: AsyncConnection, number: int) -> Occasion | None:
    """Whoever changes its applications holds this lock: the order of arrival is the order of it."""
    row = (
        await conn.execute(sa.select(occasion).where(_o.id == number).with_for_update())
    ).one_or_none()
    return None if row is None else _occasion(row)


def _occasion(row: sa.Row[*tuple[object, ...]]) -> Occasion:
    one = row._mapping
    return Occasion(
        one["id"],
        one["project"],
        Time(one["day"], one["starts"], one["ends"]),
        one["capacity"],
        one["cancelled"],
    )


_APPLICATIONS = (
    sa.select(
        _a.id,
        _a.occasion,
        _a.account_id,
        registration.c.number,
        registration.c.name,
        _a.state,
        _a.turn,
        _a.answer,
        _a.words,
        _a.applied_ms,
        _a.version,
    )
    .join(occasion, _o.id == _a.occasion)
    .join(project, _p.id == _o.project)
    .join(
        registration,
        sa.and_(registration.c.account_id == _a.account_id, registration.c.body == _p.body),
    )
    .order_by(_a.occasion, _a.turn)
)


async def applications(
    conn: AsyncConnection, *conditions: sa.ColumnElement[bool]
) -> list[Application]:
    """Those that meet conditions on `application` and `occasion`, in the order of arrival."""
    found = await conn.execute(_APPLICATIONS.where(*conditions))
    return [
        Application(
            id=row.id,
            occasion=row.occasion,
            account=row.account_id,
            member=row.number,
            name=row.name,
            state=ApplicationState(row.state),
            turn=row.turn,
            answer=row.answer,
            words=row.words,
            applied_ms=row.applied_ms,
            version=row.version,
        )
        for row in found
    ]


async def counts_of(
    conn: AsyncConnection, occasions: Collection[int]
) -> dict[tuple[int, ApplicationState], int]:
    """How many applications of each state an occasion has."""
    found = await conn.execute(
        sa.select(_a.occasion, _a.state, sa.func.count())
        .where(_a.occasion.in_(occasions))
        .group_by(_a.occasion, _a.state)
    )
    return {(number, ApplicationState(state)): count for number, state, count in found}


async def set_states(conn: AsyncConnection, changed: Sequence[Application]) -> list[Application]:
    """Writes new states, and gives the rows as they are then."""
    if not changed:
        return []
    await conn.execute(
        application.update()
        .where(_a.id == sa.bindparam("row"))
        .values(
            state=sa.bindparam("new_state"),
            words=sa.bindparam("new_words"),
            version=_a.version + 1,
        ),
        [{"row": one.id, "new_state": one.state.value, "new_words": one.words} for one in changed],
    )
    return [msgspec.structs.replace(one, version=one.version + 1) for one in changed]
