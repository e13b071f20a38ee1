"""What phones are told of projects, applications and rosters, and people of their own."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from msgspec import structs
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import (
    ActivityItem,
    ApplicationItem,
    ApplicationState,
    AttendeeItem,
    CardState,
    NoticeKind,
)
from schemas.projects import ActivityShown, ActivityState, OccasionShown
from server.activities import store
from server.activities.rules import MAX_SHOWN, ROSTER_DAYS, Time, look_day, shown_until
from server.activities.store import Application, Kept, Occasion
from server.activities.tables import activity, application
from server.app.clock import DAY_MS, Clock
from server.cards.keystore import KeyStore
from server.cards.tables import card
from server.database import Database
from server.exchange.notices import Notice, record_notices
from server.replication.feeds import (
    Publication,
    body_scope,
    pack,
    partner_scope,
    person_scope,
    publish,
    publish_all,
    staff_scope,
)
from server.sweep.run import Progress
from sync.calendar import day_of, format_day

PAGE = 50
MAX_CARDS = 40
"""Of one person, the newest."""

_NOTICES = {
    ApplicationState.ACCEPTED: NoticeKind.ACTIVITY_ACCEPTED,
    ApplicationState.WAITING: NoticeKind.ACTIVITY_WAITING,
    ApplicationState.DECLINED: NoticeKind.ACTIVITY_DECLINED,
    ApplicationState.CANCELLED: NoticeKind.ACTIVITY_CANCELLED,
}


def clock_text(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def shown(one: Kept, occasions: Sequence[Occasion], today: int) -> ActivityShown:
    """A project as everybody may read it: its occasions to come within the next months."""
    coming = [
        occasion
        for occasion in occasions
        if not occasion.cancelled and today <= occasion.time.day <= shown_until(today)
    ]
    content = structs.asdict(one.content)
    return ActivityShown(
        **content,
        project=one.id,
        body=one.body,
        state=one.state,
        partner=one.partner.name if one.partner else "",
        partner_english=one.partner.english if one.partner else "",
        occasions=[occasion_shown(occasion) for occasion in coming[:MAX_SHOWN]],
    )


def occasion_shown(one: Occasion) -> OccasionShown:
    return OccasionShown(
        one.id,
        format_day(one.time.day),
        clock_text(one.time.starts),
        clock_text(one.time.ends),
        one.capacity,
    )


async def tell_project(conn: AsyncConnection, one: Kept, now: int) -> None:
    """Publishes what phones show of a project, as it is now. Its row of `activity` must be there.

    What is neither open nor to come is told as no longer shown: the phone drops it.
    """
    today = day_of(now)
    occasions = [o for o in await store.occasions_of(conn, [one.id]) if not o.cancelled]
    standing = one.state in (ActivityState.PUBLISHED, ActivityState.CLOSED)
    what = shown(one, occasions, today)
    # Without occasions it is an open call; closed, and with none to come, it is over.
    visible = standing and (
        bool(what.occasions) or (one.state is ActivityState.PUBLISHED and not occasions)
    )
    detail = msgspec.json.encode(what).decode() if visible else ""
    due = look_day([o.time.day for o in occasions], today) if standing else 0
    version = await conn.scalar(
        activity.update()
        .where(activity.c.project == one.id)
        .values(version=activity.c.version + 1, look_day=due)
        .returning(activity.c.version)
    )
    item = ActivityItem(int(version or 1), one.id, one.body, detail)
    await publish(conn, body_scope(one.body), [(f"activity:{one.id}", item)])


async def tell_due(
    database: Database, _keystore: KeyStore, clock: Clock, progress: Progress
) -> int:
    """A chore: occasions come into view, and those that are over go out of it."""
    count = 0
    found = PAGE
    while found == PAGE:
        async with database.writing() as conn:
            now = clock()
            due = list(
                await conn.scalars(
                    sa.select(activity.c.project)
                    .where(activity.c.look_day > 0, activity.c.look_day <= day_of(now))
                    .order_by(activity.c.project)
                    .limit(PAGE)
                )
            )
            for one in await store.kept(conn, activity.c.project.in_(due)) if due else []:
                await tell_project(conn, one, now)
        found = len(due)
        count += found
        progress(count, 0)
    return count


async def tell_applications(
    conn: AsyncConnection,
    one: Kept,
    occasion: Occasion,
    changed: Sequence[Application],
    now: int,
    *,
    notify: bool = True,
) -> None:
    """Tells applicants, and whoever receives them, what became of applications to an occasion."""
    told: list[Publication] = []
    notices: list[Notice] = []
    waiting = [
        a
        for a in await store.applications(conn, application.c.occasion == occasion.id)
        if a.state is ApplicationState.WAITING
    ]
    cards = await _cards_of(conn, one.body, [row.member for row in changed]) if one.partner else {}
    for row in changed:
        told.append(
            Publication(
                person_scope(row.account),
                f"application:{row.id}",
                pack(_application_item(one, occasion, row)),
            )
        )
        told += _attendee(one, occasion, row, cards.get(row.member, []))
        kind = _NOTICES.get(row.state)
        if notify and kind is not None:
            ahead = sum(a.turn < row.turn for a in waiting)
            count = min(ahead, 366) if row.state is ApplicationState.WAITING else 0
            key = f"activity:{row.id}:{row.version}"
            notices.append(Notice(row.account, one.body, kind, occasion.time.day, count, key))
    await publish_all(conn, [*told, *await record_notices(conn, notices, now)])


def _application_item(one: Kept, occasion: Occasion, row: Application) -> ApplicationItem:
    return ApplicationItem(
        version=row.version,
        application=row.id,
        body=one.body,
        project=one.id,
        occasion=occasion.id,
        day=occasion.time.day,
        starts=occasion.time.starts,
        ends=occasion.time.ends,
        name=one.content.name,
        english=one.content.english,
        state=row.state,
    )


def _attendee(
    one: Kept, occasion: Occasion, row: Application, cards: Sequence[int]
) -> list[Publication]:
    """For the body's staff, and for the partner's people if it is a partner's project."""
    item = AttendeeItem(
        version=row.version,
        application=row.id,
        body=one.body,
        project=one.id,
        occasion=occasion.id,
        day=occasion.time.day,
        starts=occasion.time.starts,
        ends=occasion.time.ends,
        member=row.member,
        # Whoever does not come need not be known by name.
        name=row.name if row.state is ApplicationState.ACCEPTED else "",
        state=row.state,
        cards=[],
    )
    until = occasion.time.ends_ms + ROSTER_DAYS * DAY_MS
    key = f"attendee:{row.id}"
    told = [Publication(staff_scope(one.body), key, pack(item), until_ms=until)]
    if one.partner is not None:
        known = cards if row.state is ApplicationState.ACCEPTED else ()
        theirs = structs.replace(item, cards=list(known)[-MAX_CARDS:])
        told.append(Publication(partner_scope(one.partner.id), key, pack(theirs), until_ms=until))
    return told


async def _cards_of(
    conn: AsyncConnection, body: int, members: Sequence[int]
) -> dict[int, list[int]]:
    """The numbers of the cards of members that are in force."""
    c = card.c
    found = await conn.execute(
        sa.select(c.member, c.card)
        .where(c.body == body, c.member.in_(members), c.state == CardState.ACTIVE.value)
        .order_by(c.card)
    )
    held: dict[int, list[int]] = {}
    for member, number in found:
        held.setdefault(member, []).append(number)
    return held


def time_of(day: int, starts: str, ends: str) -> Time:
    """Of two times of a day, `HH:MM` each."""
    return Time(day, _minute(starts), _minute(ends))


def _minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
