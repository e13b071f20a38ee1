"""Counts a body anew and puts the figures in place: each morning, when something of a month came
late, and when its office asks."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from server.app.clock import Clock
from server.cards.keystore import KeyStore
from server.database import Database
from server.database.bulk import insert_rows
from server.figures import presence
from server.figures.counting import Cell, as_rows, count_members, count_month, flow_cells
from server.figures.rules import FLOWS, HAPPENED, MONTHS, STATE, Kind, month_of
from server.figures.tables import figure, figure_due, figure_mark
from server.office.participation import taking_part
from server.sweep.run import Progress
from sync.calendar import day_of

NEVER = 0
_f = figure.c


async def keep_figures(
    database: Database, _keystore: KeyStore, clock: Clock, progress: Progress
) -> int:
    """The chore: takes in what arrived, and counts what is not of today. Tells how many bodies."""
    now = clock()
    async with database.writing() as conn:
        await presence.take_in(conn, now)
    done = 0
    while True:
        async with database.writing() as conn:
            told = await presence.tell_due(conn)
        done += told
        progress(done, 0)
        if told < presence.PAGE:
            break
    bodies = await _not_of_today(database, day_of(now))
    for at, body in enumerate(bodies):
        await recount(database, body, now)
        progress(at + 1, len(bodies))
    return len(bodies)


async def recount(database: Database, body: int, now: int) -> None:
    """Everything of one body, as it is at this moment."""
    await _begin(database, body, now)
    today = day_of(now)
    month = month_of(today)
    async with database.reading() as conn:
        mark = (await conn.execute(sa.select(figure_mark).where(figure_mark.c.body == body))).one()
        stale = set(
            await conn.scalars(
                sa.select(_f.month).where(_f.body == body, _f.kind == Kind.STALE.value)
            )
        )
        # A year of it; what is missing is counted once, and stands from then on.
        known = set(
            await conn.scalars(
                sa.select(_f.month).where(_f.body == body, _f.kind == Kind.JOINED.value)
            )
        )
    oldest = month - 2 * MONTHS
    counted = await count_members(database, body, today, oldest)
    happened = {
        one: await count_month(database, body, one)
        for one in sorted({month, *stale, *(set(range(month - MONTHS, month)) - known)})
    }
    begun = month_of(mark.day) if mark.day else month
    # The first count of a month tells how the one before it ended.
    states = [month] if begun == month else [month - 1, month]
    flows = [one for one in range(oldest, month + 1) if one not in known or one >= begun]
    async with database.writing() as conn:
        await conn.execute(
            sa.select(figure_mark.c.body).where(figure_mark.c.body == body).with_for_update()
        )
        await _clear(conn, body, STATE, states)
        await _clear(conn, body, HAPPENED, list(happened))
        await _clear(conn, body, [Kind.STALE], sorted(stale))
        await _clear(conn, body, FLOWS, flows)
        await conn.execute(figure.delete().where(_f.body == body, _f.kind == Kind.COHORT.value))
        rows = [row for one in states for row in as_rows(body, one, counted.state)]
        rows += [row for one, cells in happened.items() for row in as_rows(body, one, cells)]
        for one in flows:
            rows += as_rows(body, one, flow_cells(counted, one))
        for (joined, left), people in counted.cohorts.items():
            if joined:
                rows += as_rows(body, joined, [Cell(Kind.COHORT, str(left), people, people)])
        await insert_rows(conn, figure, rows)
        await conn.execute(
            figure_mark.update().where(figure_mark.c.body == body).values(day=today, ms=now)
        )


async def _begin(database: Database, body: int, now: int) -> None:
    """Everything that arrived is taken in, and the days rest on the rules of this moment."""
    async with database.writing() as conn:
        insert = postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert
        first = insert(figure_mark).values(body=body, day=NEVER, ms=0, basis=b"")
        await conn.execute(first.on_conflict_do_nothing())
        await presence.take_in(conn, now)
        known = await conn.scalar(
            sa.select(figure_mark.c.basis).where(figure_mark.c.body == body).with_for_update()
        )
        basis = await presence.basis_of(conn, body)
        if basis != known:
            await presence.note_everyone(conn, body)
            await conn.execute(
                figure_mark.update().where(figure_mark.c.body == body).values(basis=basis)
            )
    told = presence.PAGE
    while told == presence.PAGE:
        async with database.writing() as conn:
            told = await presence.tell_due(conn, body)


async def _not_of_today(database: Database, today: int) -> list[int]:
    async with database.reading() as conn:
        bodies = await taking_part(conn)
        known = await conn.execute(
            sa.select(figure_mark.c.body, figure_mark.c.day).where(figure_mark.c.basis != b"")
        )
        marks = dict(known.all())
        stale = set(
            await conn.scalars(sa.select(_f.body).distinct().where(_f.kind == Kind.STALE.value))
        )
        due = set(await conn.scalars(sa.select(figure_due.c.body).distinct()))
    return sorted(body for body in bodies if marks.get(body, NEVER) < today or body in stale | due)


async def _clear(
    conn: AsyncConnection, body: int, kinds: list[Kind] | tuple[Kind, ...], months: list[int]
) -> None:
    await conn.execute(
        figure.delete().where(
            _f.body == body,
            _f.kind.in_([kind.value for kind in kinds]),
            _f.month.in_(months),
        )
    )
