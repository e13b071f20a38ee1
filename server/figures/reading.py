"""A body's figures as they were counted: a few hundred rows by an index, however many members."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.figures import Figures, MembersBy, MonthFigures, Part
from server.catalogue import format_code
from server.figures.rules import (
    BANDS,
    MONTHS,
    OTHER,
    UNPROVEN,
    Kind,
    format_month,
    month_of,
    retention,
)
from server.figures.tables import figure, figure_mark
from sync.calendar import day_of

Rows = Mapping[tuple[Kind, int], Mapping[str, tuple[int, int]]]
"""By kind and month: people and count of each key."""

_f = figure.c
PREFECTURES = [f"{number:02d}" for number in range(1, 48)]
TIERS = ("basic", "premium")
MARKS = ("marked", "unmarked")
AREAS = (*PREFECTURES, OTHER, UNPROVEN)
AGES = (*(str(band) for band in BANDS), UNPROVEN)


async def figures_of(conn: AsyncConnection, body: int, month: int, now: int) -> Figures:
    """The figures of a month, and of the year before it."""
    this = month_of(day_of(now))
    made = await conn.scalar(
        sa.select(figure_mark.c.ms).where(figure_mark.c.body == body, figure_mark.c.day > 0)
    )
    rows = await rows_of(conn, body, month - MONTHS + 1, month)
    cohorts = {
        (joined, int(left)): people
        for (kind, joined), cells in rows.items()
        if kind is Kind.COHORT
        for left, (people, _) in cells.items()
    }
    months = range(month - MONTHS + 1, month + 1)
    return Figures(
        body=format_code(body),
        month=format_month(month),
        made=made,
        members=members_by(rows, month),
        at_home=_one(rows, Kind.AT_HOME, month)[0],
        active=_one(rows, Kind.ACTIVE, month)[0],
        within=members_by(rows, month, within=True),
        months=[_month(rows, one) for one in months],
        cohorts=retention(cohorts, months, month) if month == this else [],
    )


async def counted_months(conn: AsyncConnection, body: int) -> list[int]:
    """The months of which the members were counted, newest first."""
    found = await conn.scalars(
        sa.select(_f.month)
        .distinct()
        .where(_f.body == body, _f.kind == Kind.ACTIVE.value)
        .order_by(_f.month.desc())
    )
    return list(found)


async def rows_of(conn: AsyncConnection, body: int, first: int, last: int) -> Rows:
    found = await conn.execute(
        sa.select(_f.kind, _f.month, _f.key, _f.people, _f.count).where(
            _f.body == body, _f.month.between(first, last)
        )
    )
    rows: dict[tuple[Kind, int], dict[str, tuple[int, int]]] = {}
    for kind, month, key, people, count in found:
        rows.setdefault((Kind(kind), month), {})[key] = (people, count)
    return rows


def members_by(rows: Rows, month: int, *, within: bool = False) -> MembersBy | None:
    """The members at the end of a month; None where nobody counted them, and of `within` where
    there are no municipalities."""
    if (Kind.ACTIVE, month) not in rows:
        return None
    kinds = (
        (Kind.WITHIN_TIER, Kind.WITHIN_MARK, Kind.WITHIN_RESIDENCE, Kind.WITHIN_AGE)
        if within
        else (Kind.TIER, Kind.MARK, Kind.RESIDENCE, Kind.AGE)
    )
    tiers, marks, residence, ages = (rows.get((kind, month), {}) for kind in kinds)
    if within and not tiers:
        return None
    return MembersBy(
        people=sum(people for people, _ in tiers.values()),
        count=sum(count for _, count in tiers.values()),
        tiers=_parts(tiers, TIERS),
        marks=_parts(marks, MARKS),
        residence=_parts(residence, AREAS),
        ages=_parts(ages, AGES),
    )


def _parts(cells: Mapping[str, tuple[int, int]], keys: Iterable[str]) -> list[Part]:
    return [Part(key, *cells.get(key, (0, 0))) for key in keys]


def _month(rows: Rows, month: int) -> MonthFigures:
    members = members_by(rows, month)
    stay, activity, use = (_one(rows, kind, month) for kind in (Kind.STAY, Kind.ACTIVITY, Kind.USE))
    return MonthFigures(
        month=format_month(month),
        members=_one(rows, Kind.MEMBERS, month)[0] if members is None else members.people,
        joined=_one(rows, Kind.JOINED, month)[0],
        left=_one(rows, Kind.LEFT, month)[0],
        stay_people=stay[0],
        stay_days=stay[1],
        activity_people=activity[0],
        activity_days=activity[1],
        use_people=use[0],
        uses=use[1],
        paid=_one(rows, Kind.PAID, month)[1],
        reduced=_one(rows, Kind.REDUCED, month)[1],
    )


def _one(rows: Rows, kind: Kind, month: int) -> tuple[int, int]:
    return rows.get((kind, month), {}).get("", (0, 0))
