"""A body's list of members: searched by kanji, kana, romaji or number, filtered, sorted, in pages
(R34). Set-based: a page costs the same number of statements for any number of members.

What tells where somebody lives, or who keeps an account, is looked up only where it is asked for.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from msgspec import Struct, structs
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import Tier
from schemas.members import MemberSort
from server.accounts.tables import account, office_account
from server.identity.tables import identity_proof
from server.registry.spelling import ways_to_read
from server.registry.tables import (
    directory,
    member_details,
    programme_member,
    registration,
)

PAGE = 50
FEW = 1_000
"""Members that are named one by one in a statement."""
LONG_NUMBER = 4
"""Digits from which on a query may be part of a telephone or of an old number, too."""

_r, _d, _l = registration.c, member_details.c, directory.c
_KEPT = sa.exists().where(
    office_account.c.account_id == _r.account_id, office_account.c.claimed_ms.is_(None)
)
_told = member_details.alias("told").c
_HOME = sa.func.coalesce(
    sa.select(sa.func.nullif(identity_proof.c.home_body, 0) // 10_000)
    .where(identity_proof.c.account_id == _r.account_id)
    .correlate(registration)
    .scalar_subquery(),
    sa.select(_told.prefecture)
    .where(_told.body == _r.body, _told.number == _r.number)
    .correlate(registration)
    .scalar_subquery(),
    0,
)
"""The prefecture of residence: as proven, or else as told."""


class Wanted(Struct, frozen=True):
    """Which members; what is None is not asked. `since_day`: registered on it or later. `away_ms`:
    who was last here before it, and was not kept by the office. `standing`: whose registration
    stands, or is over."""

    query: str = ""
    standing: bool | None = True
    tier: Tier | None = None
    since_day: int | None = None
    prefecture: int | None = None
    programme: int | None = None
    kept_by_office: bool | None = None
    long_stay: bool | None = None
    away_ms: int | None = None
    import_id: int | None = None
    numbers: list[int] | None = None
    """Whom the query finds, where `narrowed` found that they are few."""


class Line(Struct, frozen=True):
    number: int
    name: str
    kana: str
    tier: Tier
    since_day: int
    linked: bool
    long_stay: bool
    ended: bool
    kept_by_office: bool
    prefecture: int
    old_number: str


class Totals(Struct, frozen=True):
    """How many match, and how many of them are premium, and kept by the office."""

    all: int
    premium: int
    kept_by_office: int


async def narrowed(conn: AsyncConnection, body: int, wanted: Wanted) -> Wanted:
    """The same, with the few whom its query finds by name: found once for page and counts."""
    ways = ways_to_read(wanted.query)
    if not ways:
        return wanted
    found = _named(body, ways)
    numbers = list(await conn.scalars(found.limit(FEW + 1))) if found is not None else []
    if _digits(ways):
        numbers.append(int(ways[-1]))
    return wanted if len(numbers) > FEW else structs.replace(wanted, numbers=numbers)


async def search(
    conn: AsyncConnection, body: int, wanted: Wanted, sort: MemberSort, offset: int, limit: int
) -> list[Line]:
    """A page of a body's members, and of no other's (R04)."""
    numbers = (
        _matching(sa.select(_r.number), body, wanted, sort is MemberSort.KANA)
        .order_by(*_order(sort))
        .offset(offset)
        .limit(limit)
    )
    found = list(await conn.scalars(numbers))
    rows = await conn.execute(
        sa.select(
            _r.number,
            sa.func.coalesce(sa.func.nullif(_d.name, ""), _r.name),
            sa.func.coalesce(_d.kana, ""),
            _r.tier,
            _r.since_day,
            _r.linked,
            _r.long_stay,
            _r.ended_ms.is_not(None),
            _KEPT,
            _HOME,
            sa.func.coalesce(_d.old_number, ""),
        )
        .outerjoin(member_details, sa.and_(_d.body == _r.body, _d.number == _r.number))
        .where(_r.body == body, _r.number.in_(found))
    )
    lines = {row[0]: _line(*row) for row in rows}
    return [lines[number] for number in found]


def _line(number: int, name: str, kana: str, tier: int, *others: Any) -> Line:
    return Line(number, name, kana, Tier(tier), *others)


async def count(conn: AsyncConnection, body: int, wanted: Wanted) -> Totals:
    if wanted == Wanted():
        return await _count_everyone(conn, body)
    premium = sa.func.count().filter(_r.tier == Tier.PREMIUM.value)
    what = sa.select(sa.func.count(), premium, sa.func.count().filter(_KEPT))
    return Totals(*(await conn.execute(_matching(what, body, wanted, named=False))).one())


async def _count_everyone(conn: AsyncConnection, body: int) -> Totals:
    """Of everyone most may be kept: they are counted where they stand together, and one by one only
    whose registration is over."""
    standing = _r.ended_ms.is_(None)
    found = await conn.execute(
        sa.select(
            sa.func.count().filter(standing),
            sa.func.count().filter(standing, _r.tier == Tier.PREMIUM.value),
            sa.func.count().filter(sa.not_(standing), _KEPT),
        ).where(_r.body == body)
    )
    everyone, premium, over = found.one()
    kept = await conn.scalar(
        sa.select(sa.func.count()).where(
            office_account.c.body == body, office_account.c.claimed_ms.is_(None)
        )
    )
    return Totals(everyone, premium, int(kept or 0) - over)


def _matching(
    what: sa.Select[*tuple[Any, ...]], body: int, wanted: Wanted, named: bool
) -> sa.Select[*tuple[Any, ...]]:
    asked = what.select_from(registration).where(_r.body == body)
    if named:
        line = sa.and_(_l.body == _r.body, _l.number == _r.number)
        asked = what.select_from(registration.join(directory, line)).where(_l.body == body)
    if wanted.numbers is not None:
        asked = asked.where(_r.number.in_(wanted.numbers))
    elif ways := ways_to_read(wanted.query):
        asked = asked.where(_fits(body, ways))
    return asked.where(*_filters(body, wanted))


def _filters(body: int, wanted: Wanted) -> Sequence[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.standing is not None:
        found.append(_r.ended_ms.is_(None) if wanted.standing else _r.ended_ms.is_not(None))
    if wanted.tier is not None:
        found.append(_r.tier == wanted.tier.value)
    if wanted.since_day is not None:
        found.append(_r.since_day >= wanted.since_day)
    if wanted.long_stay is not None:
        found.append(_r.long_stay.is_(wanted.long_stay))
    if wanted.kept_by_office is not None:
        found.append(_KEPT if wanted.kept_by_office else sa.not_(_KEPT))
    if wanted.prefecture is not None:
        found.append(_lives_in(body, wanted.prefecture))
    if wanted.programme is not None:
        belongs = programme_member.c
        found.append(
            sa.exists().where(
                belongs.account_id == _r.account_id, belongs.programme_id == wanted.programme
            )
        )
    if wanted.away_ms is not None:
        away = account.c.last_access_ms < wanted.away_ms
        found += [sa.exists().where(account.c.id == _r.account_id, away), sa.not_(_KEPT)]
    if wanted.import_id is not None:
        brought = office_account.c
        found.append(
            sa.exists().where(
                brought.account_id == _r.account_id, brought.import_id == wanted.import_id
            )
        )
    return found


def _fits(body: int, ways: Sequence[str]) -> sa.ColumnElement[bool]:
    named = _named(body, ways)
    fits: list[sa.ColumnElement[bool]] = [] if named is None else [_r.number.in_(named)]
    if _digits(ways):
        fits.append(_r.number == int(ways[-1]))
    return sa.or_(*fits)


def _named(body: int, ways: Sequence[str]) -> sa.Select[int] | None:
    """Numbers by a part of what they are found by: one walk through the narrow table, whatever else
    is asked. A few digits are a number, and no part of everybody's telephone."""
    number = ways[-1]
    if number.isdigit() and number.isascii():
        ways = [number] if len(number) >= LONG_NUMBER else []
    if not ways:
        return None
    line = directory.alias("line").c
    words = sa.or_(*(line.words.contains(way, autoescape=True) for way in ways))
    return sa.select(line.number).where(line.body == body, words)


def _digits(ways: Sequence[str]) -> bool:
    return ways[-1].isdigit() and ways[-1].isascii() and len(ways[-1]) < 10


def _lives_in(body: int, prefecture: int) -> sa.ColumnElement[bool]:
    """As `_HOME` says, by what the indexes know; 0 for where it is not known."""
    home, told = identity_proof.c, member_details.alias("home").c
    first = prefecture * 10_000
    here = home.home_body.between(first, first + 9_999) if prefecture else home.home_body > 0
    proven = _r.account_id.in_(sa.select(home.account_id).where(here))
    known = _r.account_id.in_(sa.select(home.account_id).where(home.home_body > 0))
    said = told.prefecture == prefecture if prefecture else told.prefecture > 0
    named = _r.number.in_(sa.select(told.number).where(told.body == body, said))
    if not prefecture:
        return sa.not_(sa.or_(proven, named))
    return sa.or_(proven, sa.and_(named, sa.not_(known)))


def _order(sort: MemberSort) -> Sequence[sa.ColumnElement[Any]]:
    if sort is MemberSort.KANA:
        return _l.sounding, _l.number
    if sort is MemberSort.NEWEST:
        return _r.since_day.desc(), _r.number.desc()
    return (_r.number,)
