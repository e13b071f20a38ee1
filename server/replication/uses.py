"""Uses of facilities' rates as the server knows them, which is all of them (R53)."""

import datetime

import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.entries import Use, Void
from schemas.feed import Period
from schemas.views import UseView
from server.office.facilities import quotas_of
from server.replication.judging import KINDS
from server.replication.tables import evidence
from server.replication.views import FactsWhere
from sync.calendar import format_day, parse_day
from sync.uses import uses

_e = evidence.c
_USES = _e.kind.in_([KINDS.index(kind) + 1 for kind in (Use, Void)])
_OF_PERSON = FactsWhere(_e.account_id == sa.bindparam("person"), _USES)
_USERS = (
    sa.select(_e.account_id)
    .distinct()
    .where(
        _e.place == sa.bindparam("at"),
        _e.place > 0,  # lets SQLite use the index, which holds only these
        _e.day == sa.bindparam("on"),
        _e.body == sa.bindparam("of"),
        _e.kind == KINDS.index(Use) + 1,
        _e.account_id.is_not(None),
    )
)
_OF_USERS = FactsWhere(
    _e.account_id.in_(_USERS),
    _e.body == sa.bindparam("of"),
    _e.place == sa.bindparam("at"),
    _e.day.between(sa.bindparam("first"), sa.bindparam("last")),
    _USES,
)


async def uses_of_person(conn: AsyncConnection, account: str) -> list[UseView]:
    """A member's own uses, wherever they were, newest first."""
    facts, rulings = await _OF_PERSON(conn, {"person": account})
    places = {fact.entry.place for fact in facts if isinstance(fact.entry, Use)}
    return uses(facts, rulings, {}, await quotas_of(conn, places))


async def uses_of_day(conn: AsyncConnection, body: int, place: int, day: int) -> list[UseView]:
    """Who was given the rate of a body's place on a day; empty for another body's place (R04).

    What a quota makes of it follows from all uses of the same people in the period.
    """
    quotas = await quotas_of(conn, [place])
    first, last = bounds_of(day, Period(quotas[place][1])) if place in quotas else (day, day)
    asked = {"at": place, "on": day, "of": body, "first": first, "last": last}
    facts, rulings = await _OF_USERS(conn, asked)
    theirs = [replace(fact, mine=False) for fact in facts]
    return [view for view in uses(theirs, rulings, {}, quotas) if view.day == day]


def bounds_of(day: int, period: Period) -> tuple[int, int]:
    """The first and the last day of the period that a day lies in."""
    date = datetime.date.fromisoformat(format_day(day))
    match period:
        case Period.DAY:
            return day, day
        case Period.MONTH:
            first = date.replace(day=1)
            after = (first + datetime.timedelta(days=31)).replace(day=1)
        case Period.YEAR:
            first = date.replace(month=1, day=1)
            after = first.replace(year=first.year + 1)
        case Period.FISCAL_YEAR:
            first = date.replace(year=date.year - (date.month < 4), month=4, day=1)
            after = first.replace(year=first.year + 1)
    return parse_day(first.isoformat()), parse_day(after.isoformat()) - 1
