"""Projects as those who look after them see them: the list, one whole, those who applied."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import ApplicationState
from schemas.problems import ProblemCode
from schemas.projects import (
    ActivityDesk,
    ActivityFile,
    ActivityRow,
    ActivityState,
    Applicant,
    OccasionFile,
    PartnerChoice,
    WaitingActivity,
)
from server.activities import store
from server.activities.attending import came
from server.activities.keeping import find, within
from server.activities.reach import Reach
from server.activities.store import Kept, Occasion
from server.activities.tables import activity, application
from server.activities.telling import clock_text, occasion_shown
from server.app.problems import Refusal
from server.partners.tables import partner
from sync.calendar import day_of, format_day

Counts = dict[tuple[int, ApplicationState], int]
MAX_WAITING = 100
"""Of those that wait for the office, at a time."""


async def desk_of(conn: AsyncConnection, reach: Reach, now: int) -> ActivityDesk:
    """All projects within reach, the newest first, and the partners that somebody may write for."""
    kept = await within(conn, reach)
    own = partner.c.body == reach.body, partner.c.closed_ms.is_(None)
    found = await conn.execute(sa.select(partner).where(*own).order_by(partner.c.id))
    return ActivityDesk(
        reach.office,
        [
            PartnerChoice(row.id, row.name, row.designated, row.basis)
            for row in found
            if reach.holds(row.id)
        ],
        [file.row for file in await _files(conn, kept, now)],
    )


async def file_of(conn: AsyncConnection, reach: Reach, wanted: int, now: int) -> ActivityFile:
    """Raises `Refusal` NOT_FOUND for a project out of reach."""
    (file,) = await _files(conn, [await find(conn, reach, wanted)], now)
    return file


async def waiting_of(conn: AsyncConnection, body: int, now: int) -> list[WaitingActivity]:
    """What waits for the office, the oldest first."""
    kept = await store.kept(
        conn, activity.c.body == body, activity.c.state == ActivityState.SUBMITTED.value
    )
    kept = sorted(kept, key=lambda one: (one.submitted_ms, one.id))[:MAX_WAITING]
    files = await _files(conn, kept, now)
    return [WaitingActivity(file, one.submitted_ms) for file, one in zip(files, kept, strict=True)]


async def count_submitted(conn: AsyncConnection, body: int) -> int:
    """How many projects wait for the office's word."""
    count = await conn.scalar(
        sa.select(sa.func.count()).where(
            activity.c.body == body, activity.c.state == ActivityState.SUBMITTED.value
        )
    )
    return int(count or 0)


async def applicants_of(
    conn: AsyncConnection, reach: Reach, wanted: int, number: int
) -> list[Applicant]:
    """Who applied to an occasion, in the order of arrival. Raises `Refusal` NOT_FOUND."""
    kept = await find(conn, reach, wanted)
    one = next((o for o in await store.occasions_of(conn, [kept.id]) if o.id == number), None)
    if one is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    rows = await store.applications(conn, application.c.occasion == number)
    present = await came(conn, kept.body, {kept.id}, {one.time.day})
    return [
        Applicant(
            application=row.id,
            number=row.member,
            name=row.name,
            state=row.state,
            answer=row.answer,
            applied_ms=row.applied_ms,
            came=row.member in present.get((kept.id, one.time.day), {}),
        )
        for row in rows
    ]


async def _files(conn: AsyncConnection, kept: Sequence[Kept], now: int) -> list[ActivityFile]:
    occasions = await store.occasions_of(conn, [one.id for one in kept])
    counts = await store.counts_of(conn, [one.id for one in occasions])
    by_project: dict[int, list[Occasion]] = {}
    for one in occasions:
        by_project.setdefault(one.project, []).append(one)
    today = day_of(now)
    return [_file(one, by_project.get(one.id, []), counts, today) for one in kept]


def _file(kept: Kept, occasions: Sequence[Occasion], counts: Counts, today: int) -> ActivityFile:
    coming = [one for one in occasions if one.time.day >= today and not one.cancelled]

    def total(state: ApplicationState) -> int:
        return sum(counts.get((one.id, state), 0) for one in coming)

    row = ActivityRow(
        id=kept.id,
        name=kept.content.name,
        english=kept.content.english,
        state=kept.state,
        partner=kept.partner_id,
        partner_name=kept.partner.name if kept.partner else "",
        designated=kept.designated,
        by_partner_alone=kept.by_partner_alone,
        changed=kept.changed,
        next=occasion_shown(coming[0]) if coming else None,
        ahead=len(coming),
        applied=total(ApplicationState.APPLIED),
        accepted=total(ApplicationState.ACCEPTED),
        waiting=total(ApplicationState.WAITING),
        place=kept.content.place,
        code_serial=kept.code_serial,
        words=kept.words,
    )
    return ActivityFile(row, kept.content, [_occasion_file(one, counts) for one in occasions])


def _occasion_file(one: Occasion, counts: Counts) -> OccasionFile:
    return OccasionFile(
        id=one.id,
        day=format_day(one.time.day),
        starts=clock_text(one.time.starts),
        ends=clock_text(one.time.ends),
        capacity=one.capacity,
        cancelled=one.cancelled,
        applied=counts.get((one.id, ApplicationState.APPLIED), 0),
        accepted=counts.get((one.id, ApplicationState.ACCEPTED), 0),
        waiting=counts.get((one.id, ApplicationState.WAITING), 0),
    )
