"""Who was where: the attendance of a body's places, as its staff's phones compute it too (R22)."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.views import AttendanceRow
from server.office.tables import place as places
from server.replication.tables import evidence
from server.replication.views import FactsWhere
from sync.views import attendance

_e = evidence.c
_OF_DAY = FactsWhere(
    _e.place == sa.bindparam("at"),
    _e.place > 0,  # lets SQLite use the index, which holds only these
    _e.day == sa.bindparam("on"),
    _e.body == sa.bindparam("of"),
)


async def attendance_of(
    conn: AsyncConnection, body: int, place: int, day: int
) -> list[AttendanceRow]:
    """Who was at a body's place on a day; empty for another body's place (R04)."""
    facts, rulings = await _OF_DAY(conn, {"at": place, "on": day, "of": body})
    return attendance(facts, rulings, {}, place, day)


async def records_by_day(conn: AsyncConnection, body: int, first: int, days: int) -> list[int]:
    """How many records of presence at a body's places stand for each day, from the first on.

    What was rejected or taken back is left out (R27).
    """
    own = sa.select(places.c.id).where(places.c.body == body)
    found = await conn.execute(
        sa.select(_e.day, sa.func.sum(_e.standing))
        .where(
            _e.place.in_(own),
            _e.place > 0,
            _e.day.between(first, first + days - 1),
            _e.body == body,
            _e.source > 0,
        )
        .group_by(_e.day)
    )
    counts = {day: int(count) for day, count in found}
    return [counts.get(day, 0) for day in range(first, first + days)]
