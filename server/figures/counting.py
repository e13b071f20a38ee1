"""A body's members and what they did, counted by the database: one pass over its registrations in
slices, so that no statement keeps the others waiting, and months by an index.

Nobody is counted at home: what the statements leave out is what `counted_in_statistics` leaves out
(R16, R45).
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa
from msgspec import Struct

from schemas.entries import Use, Void
from schemas.feed import Tier
from schemas.rulings import RulingKind
from server.database import Database
from server.figures.rules import (
    ACTIVE_DAYS,
    OTHER,
    UNPROVEN,
    Kind,
    band_bounds,
    first_day,
    last_day,
    month_of,
)
from server.figures.tables import counted_day
from server.identity.tables import identity_proof
from server.office.facilities import general_prices
from server.office.tables import place
from server.registry.tables import registration
from server.replication.judging import KINDS
from server.replication.tables import evidence
from server.replication.views import FactsWhere
from sync.calendar import DAY_MS, OFFSET_MS
from sync.scheme.bodies import is_prefecture
from sync.uses import uses

SLICE = 5_000
"""Member numbers that one statement goes through."""

_r, _p = registration.c, identity_proof.c
_other = registration.alias("other")
_MEMBERS = registration.outerjoin(identity_proof, _p.account_id == _r.account_id)
_SLICE = sa.and_(
    _r.body == sa.bindparam("of"), _r.number.between(sa.bindparam("first"), sa.bindparam("last"))
)
_USES = FactsWhere(
    evidence.c.place.in_(sa.select(place.c.id).where(place.c.body == sa.bindparam("of"))),
    evidence.c.place > 0,  # lets SQLite use the index, which holds only these
    evidence.c.day == sa.bindparam("on"),
    evidence.c.body == sa.bindparam("of"),
    evidence.c.kind.in_([KINDS.index(kind) + 1 for kind in (Use, Void)]),
)
_USE_DAYS = (
    sa.select(evidence.c.day)
    .distinct()
    .where(
        evidence.c.place.in_(sa.select(place.c.id).where(place.c.body == sa.bindparam("of"))),
        evidence.c.place > 0,
        evidence.c.day.between(sa.bindparam("first"), sa.bindparam("last")),
        evidence.c.body == sa.bindparam("of"),
        evidence.c.kind == KINDS.index(Use) + 1,
    )
)


def _at_home(home: sa.ColumnElement[Any], body: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """R16 as `sync.scheme.bodies.is_home`: the municipality, and its prefecture."""
    # A prefecture's code is `XX000` and a check digit: no municipality has such.
    prefecture = sa.and_((body % 10_000) < 10, home // 10_000 == body // 10_000)
    return sa.and_(home.is_not(None), home != 0, sa.or_(home == body, prefecture))


_HOME = sa.case((_at_home(_p.home_body, _r.body), 1), else_=0)
_AREA = sa.case((_p.account_id.is_(None), -1), else_=_p.home_body // 10_000)
_BETTER = (
    sa.exists()
    .where(
        _other.c.account_id == _r.account_id,
        _other.c.ended_ms.is_(None),
        _other.c.body.between(sa.bindparam("from"), sa.bindparam("to")),
        (_other.c.body % 10_000) >= 10,
        sa.not_(_at_home(sa.func.coalesce(_p.home_body, 0), _other.c.body)),
        sa.or_(
            _other.c.tier > _r.tier,
            sa.and_(_other.c.tier == _r.tier, _other.c.body < _r.body),
        ),
    )
    .correlate(registration, identity_proof)
)
"""Another registration of the same person is the one by which they are counted once."""


class Cell(Struct, frozen=True):
    kind: Kind
    key: str
    people: int
    count: int


class Counted(Struct, frozen=True):
    """`state` is of this moment; `joined`, `left` by month; `cohorts` by the months of joining and
    leaving. Month 0 stands for joining before what was asked, and for not leaving."""

    state: list[Cell]
    joined: dict[int, int]
    left: dict[int, int]
    cohorts: dict[tuple[int, int], int]


class _Group(NamedTuple):
    tier: int
    long_stay: bool
    home: bool
    area: int
    band: int
    registrations: int
    people: int


async def count_members(database: Database, body: int, today: int, oldest: int) -> Counted:
    """Counts a body's registrations as they are, and who joined and left since a month."""
    groups: list[_Group] = []
    joined: Counter[int] = Counter()
    left: Counter[int] = Counter()
    cohorts: Counter[tuple[int, int]] = Counter()
    since = first_day(oldest)
    async for conn, span in _slices(database, body):
        groups += [_Group(*row) for row in await conn.execute(_groups(today), span)]
        for began, ended, people in await conn.execute(_flows(), {**span, "since": since}):
            month = month_of(began) if began else 0
            gone = month_of(ended) if ended else 0
            joined[month] += people
            cohorts[month, gone] += people
            if gone >= oldest:
                left[gone] += people
    cells = list(_cells(groups, ""))
    cells.append(await _active(database, body, today))
    if is_prefecture(body):
        cells += await _within(database, body, today)
    return Counted(cells, dict(joined), dict(left), dict(cohorts))


async def count_month(database: Database, body: int, month: int) -> list[Cell]:
    """What took place at a body in a month."""
    c = counted_day.c
    span = sa.and_(c.body == body, c.day.between(first_day(month), last_day(month)))
    away = sa.not_(sa.exists().where(_p.account_id == c.account_id, _at_home(_p.home_body, c.body)))
    async with database.reading() as conn:
        days, people, active_days = (
            await conn.execute(
                sa.select(
                    sa.func.count(),
                    sa.func.count(c.account_id.distinct()),
                    sa.func.count().filter(c.activity),
                ).where(span, away)
            )
        ).one()
        active = await conn.scalar(
            sa.select(sa.func.count(c.account_id.distinct())).where(span, away, c.activity)
        )
    return [
        Cell(Kind.STAY, "", people, days),
        Cell(Kind.ACTIVITY, "", int(active or 0), active_days),
        *await _uses(database, body, month),
    ]


async def _uses(database: Database, body: int, month: int) -> list[Cell]:
    """Uses of the body's facilities, whoever came: R53 is no matter of the related population."""
    people: set[tuple[int, int]] = set()
    count = paid = reduced = 0
    async with database.reading() as conn:
        prices = await general_prices(conn, body)
        span = {"of": body, "first": first_day(month), "last": last_day(month)}
        days = sorted(await conn.scalars(_USE_DAYS, span))
    for day in days:
        async with database.reading() as conn:
            facts, rulings = await _USES(conn, {"of": body, "on": day})
        for use in uses(facts, rulings, {}, {}):
            if use.voided or use.ruling is RulingKind.REJECTED:
                continue
            count += 1
            paid += use.yen
            # Whom no number is known of, is told apart by their card.
            people.add((use.issuer, use.member or -use.card))
            of_place = prices.get(use.place, {})
            general = sum(of_place.get(one.line, 0) * one.people for one in use.party)
            reduced += max(0, general - use.yen)
        await asyncio.sleep(0)
    return [
        Cell(Kind.USE, "", len(people), count),
        Cell(Kind.PAID, "", 0, paid),
        Cell(Kind.REDUCED, "", 0, reduced),
    ]


async def _slices(database: Database, body: int) -> Any:
    async with database.reading() as conn:
        most = await conn.scalar(sa.select(sa.func.max(_r.number)).where(_r.body == body))
    for first in range(1, int(most or 0) + 1, SLICE):
        async with database.reading() as conn:
            yield conn, {"of": body, "first": first, "last": first + SLICE - 1}
        await asyncio.sleep(0)


def _band(today: int) -> sa.ColumnElement[int]:
    """First year of the age band, -1 without a proof."""
    return sa.case(
        (_p.account_id.is_(None), -1),
        *((_p.birth_day <= until, years) for years, until in band_bounds(today)),
        else_=0,
    )


def _groups(today: int, people: sa.ColumnElement[int] | None = None) -> sa.Select[Any]:
    keys = (_r.tier, _r.long_stay, _HOME.label("home"), _AREA.label("area"), _band(today))
    once = sa.func.count() if people is None else people
    # By position: PostgreSQL does not see that two bound expressions are the same.
    return (
        sa.select(*keys, sa.func.count(), once)
        .select_from(_MEMBERS)
        .where(_SLICE, _r.ended_ms.is_(None))
        .group_by(*(sa.literal_column(str(at + 1)) for at in range(len(keys))))
    )


def _flows() -> sa.Select[Any]:
    since = sa.bindparam("since", type_=sa.Integer)
    began = sa.case((_r.since_day < since, 0), else_=_r.since_day)
    ended = sa.func.coalesce((_r.ended_ms + OFFSET_MS) // DAY_MS, 0)
    return (
        sa.select(began, ended, sa.func.count())
        .select_from(_MEMBERS)
        .where(_SLICE, _HOME == 0)
        .group_by(sa.literal_column("1"), sa.literal_column("2"))
    )


def _cells(groups: list[_Group], within: str) -> Iterator[Cell]:
    """The groups by each of their properties; `within` begins the kinds' names."""
    counts: dict[tuple[str, str], list[int]] = {}

    def add(kind: str, key: str, one: _Group) -> None:
        cell = counts.setdefault((kind, key), [0, 0])
        cell[0] += one.people
        cell[1] += one.registrations

    for one in groups:
        if one.home:
            if not within:
                add("at-home", "", one)
            continue
        add("tier", "premium" if one.tier == Tier.PREMIUM else "basic", one)
        add("mark", "marked" if one.long_stay else "unmarked", one)
        add("residence", _area_key(one.area), one)
        add("age", UNPROVEN if one.band < 0 else str(one.band), one)
    for (kind, key), (people, count) in sorted(counts.items()):
        yield Cell(Kind(within + kind), key, people, count)


def _area_key(area: int) -> str:
    if area < 0:
        return UNPROVEN
    return f"{area:02d}" if area else OTHER


async def _active(database: Database, body: int, today: int) -> Cell:
    """Members who were there of late."""
    recent = (
        sa.select(counted_day.c.account_id)
        .distinct()
        .where(counted_day.c.body == body, counted_day.c.day > today - ACTIVE_DAYS)
        .subquery()
    )
    standing = (
        sa.select(sa.func.count())
        .select_from(
            recent.join(
                registration,
                sa.and_(_r.account_id == recent.c.account_id, _r.body == body),
            ).outerjoin(identity_proof, _p.account_id == _r.account_id)
        )
        .where(_r.ended_ms.is_(None), _HOME == 0)
    )
    async with database.reading() as conn:
        people = int(await conn.scalar(standing) or 0)
    return Cell(Kind.ACTIVE, "", people, people)


async def _within(database: Database, prefecture: int, today: int) -> list[Cell]:
    """The members of a prefecture's municipalities: counts, and nothing of anybody (R04)."""
    lowest = prefecture // 10_000 * 10_000
    span = {"from": lowest, "to": lowest + 9_999}
    async with database.reading() as conn:
        found = await conn.scalars(
            sa.select(_r.body).distinct().where(_r.body.between(lowest, lowest + 9_999))
        )
        bodies = sorted(body for body in found if body != prefecture)
    groups: list[_Group] = []
    once = sa.func.sum(sa.case((_BETTER, 0), else_=1))
    for body in bodies:
        async for conn, part in _slices(database, body):
            groups += [
                _Group(*row) for row in await conn.execute(_groups(today, once), {**span, **part})
            ]
    return list(_cells(groups, "within-"))


def as_rows(body: int, month: int, cells: list[Cell]) -> list[tuple[int, str, int, str, int, int]]:
    """Rows of the table `figure`."""
    return [(body, one.kind.value, month, one.key, one.people, one.count) for one in cells]


def flow_cells(counted: Counted, month: int) -> list[Cell]:
    """Who came and went in a month, and who was there at its end."""
    there = sum(
        people
        for (joined, left), people in counted.cohorts.items()
        if joined <= month and (not left or left > month)
    )
    flows = (
        (Kind.JOINED, counted.joined.get(month, 0)),
        (Kind.LEFT, counted.left.get(month, 0)),
        (Kind.MEMBERS, there),
    )
    return [Cell(kind, "", people, people) for kind, people in flows]
