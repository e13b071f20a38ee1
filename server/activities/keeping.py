"""Writing projects, and moving them on: draft, the office's word, published, over (R20, R21)."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from msgspec import structs
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import WriteProject
from schemas.feed import ApplicationState
from schemas.problems import ProblemCode
from schemas.projects import ActivityState, Content, MoveActivity, WriteActivity, WriteOccasion
from server.accounts.authority import not_allowed
from server.activities import store
from server.activities.reach import Reach
from server.activities.rules import (
    STANDING,
    Entrant,
    Time,
    basis_text,
    may_move,
    moving_up,
    needs_words,
)
from server.activities.store import Application, Kept, Occasion
from server.activities.tables import activity, activity_picture, application, occasion
from server.activities.telling import tell_applications, tell_project, time_of
from server.app.problems import Refusal
from server.office.projects import change_draft, change_project, draft_project
from server.office.tables import project
from server.partners.tables import partner
from sync.calendar import day_of, parse_day

OPEN = (ActivityState.PUBLISHED, ActivityState.CLOSED)
_FIRST = (ActivityState.DRAFT, ActivityState.SUBMITTED, ActivityState.PUBLISHED)


async def find(conn: AsyncConnection, reach: Reach, wanted: int) -> Kept:
    """A project that is within reach. Raises `Refusal` NOT_FOUND for the office, NOT_ALLOWED for a
    partner's people: whether there is such a project is no business of theirs (R04)."""
    found = await store.kept(conn, project.c.id == wanted, project.c.body == reach.body)
    if found and reach.holds(found[0].partner_id):
        return found[0]
    raise Refusal(ProblemCode.NOT_FOUND) if reach.office else not_allowed()


async def within(conn: AsyncConnection, reach: Reach) -> list[Kept]:
    """All projects within reach, the newest first."""
    if reach.office:
        return await store.kept(conn, project.c.body == reach.body)
    return await store.kept(
        conn, project.c.body == reach.body, project.c.partner.in_(reach.partners)
    )


async def make(
    conn: AsyncConnection, reach: Reach, account: str, data: WriteActivity, now: int
) -> Kept:
    """Writes a new project, and moves it to where its writer may move it.

    Raises `Refusal` MALFORMED as `_check`, NOT_ALLOWED for somebody else's partner, CONFLICT for
    one project too many and for a move that is not the writer's.
    """
    if not reach.holds(data.partner):
        raise not_allowed()
    await _check(conn, reach, data, now)
    content = _content(data)
    wanted = await draft_project(conn, reach.body, _draft(content, data.partner))
    await conn.execute(
        activity.insert().values(
            project=wanted,
            body=reach.body,
            state=ActivityState.DRAFT.value,
            content=msgspec.json.encode(content).decode(),
            words="",
            by_partner_alone=False,
            changed=False,
            made_by=account,
            made_ms=now,
            version=0,
            look_day=0,
        )
    )
    await _keep_occasions(conn, await find(conn, reach, wanted), data.occasions, now)
    if data.to is not ActivityState.DRAFT:
        return await move(conn, reach, account, wanted, MoveActivity(data.to), now)
    return await find(conn, reach, wanted)


async def change(
    conn: AsyncConnection, reach: Reach, account: str, wanted: int, data: WriteActivity, now: int
) -> Kept:
    """Writes a project anew; what is published is told at once. Raises `Refusal` as `make`."""
    await _lock(conn, wanted)
    before = await find(conn, reach, wanted)
    if before.state is ActivityState.CANCELLED:
        raise _conflict()
    await _check(conn, reach, data, now, known=await store.occasions_of(conn, [wanted]))
    content = _content(data)
    if before.partner_id is not None and not reach.office:
        # What the office approved as a designation is the office's (R21).
        content = structs.replace(
            content,
            designated=before.content.designated if before.state in OPEN else content.designated,
            basis=before.content.basis if before.state in OPEN else content.basis,
            grounds=before.content.grounds if before.state in OPEN else content.grounds,
        )
    written = {
        "content": msgspec.json.encode(content).decode(),
        "changed": before.state in OPEN and not reach.office,
    }
    if before.version or before.state not in OPEN:
        await conn.execute(activity.update().where(activity.c.project == wanted).values(written))
    else:
        await conn.execute(
            activity.insert().values(
                project=wanted,
                body=reach.body,
                state=before.state.value,
                words="",
                by_partner_alone=False,
                made_by=account,
                made_ms=now,
                version=0,
                look_day=0,
                **written,
            )
        )
    kept = await find(conn, reach, wanted)
    if kept.state in OPEN:
        await change_project(conn, reach.body, wanted, _project(kept, closed=False), now)
    else:
        await change_draft(conn, wanted, _draft(content, kept.partner_id))
    await _keep_occasions(conn, kept, data.occasions, now)
    if kept.state in OPEN:
        await tell_project(conn, kept, now)
    elif data.to not in (ActivityState.DRAFT, kept.state):
        return await move(conn, reach, account, wanted, MoveActivity(data.to), now)
    return await find(conn, reach, wanted)


async def move(
    conn: AsyncConnection, reach: Reach, account: str, wanted: int, data: MoveActivity, now: int
) -> Kept:
    """Moves a project on; everyone concerned is told.

    Raises `Refusal` NOT_FOUND, CONFLICT for a move that is not theirs to make, MALFORMED without
    words where there must be some, or without a basis for what is to be designated (R21).
    """
    await _lock(conn, wanted)
    kept = await find(conn, reach, wanted)
    if kept.state is data.to:
        return kept
    general = kept.partner is not None and kept.partner.designated
    if not may_move(kept.state, data.to, reach.moves_as(general=general)):
        raise _conflict()
    if needs_words(data.to, told=kept.told):
        _need_words(data.words)
    content = kept.content
    if data.grounds is not None:
        content = structs.replace(content, grounds=data.grounds)
    if data.basis is not None:
        content = structs.replace(content, basis=data.basis)
    if data.to is ActivityState.PUBLISHED and content.designated and not _basis(kept, content):
        raise _no_basis()
    values: dict[str, object] = {
        "state": data.to.value,
        "content": msgspec.json.encode(content).decode(),
        "words": data.words.strip(),
        "by_partner_alone": kept.by_partner_alone,
    }
    if data.to is ActivityState.SUBMITTED:
        values["submitted_ms"] = now
    elif reach.office:
        values |= {"decided_by": account, "decided_ms": now, "changed": False}
    elif data.to is ActivityState.PUBLISHED:
        values["by_partner_alone"] = True
    await _write_row(conn, kept, account, values, now)
    moved = await find(conn, reach, wanted)
    if moved.state in OPEN or kept.told:
        closed = moved.state not in OPEN
        await change_project(conn, reach.body, wanted, _project(moved, closed=closed), now)
        if moved.state is ActivityState.CANCELLED:
            for one in await store.occasions_of(conn, [wanted]):
                await _cancel(conn, moved, one, now)
        await tell_project(conn, moved, now)
    return moved


async def _write_row(
    conn: AsyncConnection, kept: Kept, account: str, values: dict[str, object], now: int
) -> None:
    row = activity.c.project == kept.id
    if await conn.scalar(sa.select(sa.exists().where(row))):
        await conn.execute(activity.update().where(row).values(values))
        return
    new: dict[str, object] = {
        "project": kept.id,
        "body": kept.body,
        "changed": False,
        "made_by": account,
        "made_ms": now,
        "version": 0,
        "look_day": 0,
    }
    await conn.execute(activity.insert().values(new | values))


async def _keep_occasions(
    conn: AsyncConnection, kept: Kept, wanted: Sequence[WriteOccasion], now: int
) -> None:
    """Makes the occasions those that are written. One is the same if day and beginning are; one
    that is gone is cancelled, or deleted where nobody ever applied. What is past stays."""
    today = day_of(now)
    written = {_start(one): one for one in wanted}
    known = await store.occasions_of(conn, [kept.id])
    counts = await store.counts_of(conn, [one.id for one in known])
    used = {number for number, _ in counts}
    for one in known:
        new = written.pop((one.time.day, one.time.starts), None)
        if new is not None:
            time = time_of(one.time.day, new.starts, new.ends)
            if (time, new.capacity, False) != (one.time, one.capacity, one.cancelled):
                await _change_occasion(conn, kept, one, time, new.capacity, now)
        elif one.time.day < today or one.cancelled:
            continue
        elif one.id in used:
            await _cancel(conn, kept, one, now)
        else:
            await conn.execute(occasion.delete().where(occasion.c.id == one.id))
    rows = []
    for (day, _), new in sorted(written.items()):
        time = time_of(day, new.starts, new.ends)
        rows.append(
            {
                "project": kept.id,
                "day": day,
                "starts": time.starts,
                "ends": time.ends,
                "capacity": new.capacity,
                "cancelled": False,
            }
        )
    if rows:
        await conn.execute(occasion.insert(), rows)


async def _change_occasion(
    conn: AsyncConnection, kept: Kept, one: Occasion, time: Time, capacity: int, now: int
) -> None:
    """More room lets the waiting list move up; less takes nobody's place away."""
    await store.lock_occasion(conn, one.id)
    await conn.execute(
        occasion.update()
        .where(occasion.c.id == one.id)
        .values(ends=time.ends, capacity=capacity, cancelled=False)
    )
    changed = structs.replace(one, time=time, capacity=capacity, cancelled=False)
    rows = await store.applications(conn, application.c.occasion == one.id)
    await move_up(conn, kept, changed, rows, now)
    if time != one.time:
        still = [row for row in rows if row.state in STANDING]
        told = await store.set_states(conn, still)
        await tell_applications(conn, kept, changed, told, now, notify=False)


async def move_up(
    conn: AsyncConnection, kept: Kept, one: Occasion, rows: Sequence[Application], now: int
) -> None:
    """Accepts whoever of the waiting list has a place now, and tells them."""
    up = set(moving_up(entrants(rows), one.capacity))
    if not up:
        return
    accepted = [
        structs.replace(row, state=ApplicationState.ACCEPTED) for row in rows if row.id in up
    ]
    await tell_applications(conn, kept, one, await store.set_states(conn, accepted), now)


def entrants(rows: Sequence[Application]) -> list[Entrant]:
    return [Entrant(row.id, row.turn, row.state) for row in rows]


async def _cancel(conn: AsyncConnection, kept: Kept, one: Occasion, now: int) -> None:
    """It does not take place: whoever applied is told. What is over took place."""
    if one.cancelled or one.time.ends_ms <= now:
        return
    await store.lock_occasion(conn, one.id)
    await conn.execute(occasion.update().where(occasion.c.id == one.id).values(cancelled=True))
    rows = await store.applications(conn, application.c.occasion == one.id)
    gone = [
        structs.replace(row, state=ApplicationState.CANCELLED, words=kept.words[:300])
        for row in rows
        if row.state in STANDING
    ]
    await tell_applications(conn, kept, one, await store.set_states(conn, gone), now)


async def _lock(conn: AsyncConnection, wanted: int) -> None:
    await conn.execute(sa.select(project.c.id).where(project.c.id == wanted).with_for_update())


async def _check(
    conn: AsyncConnection,
    reach: Reach,
    data: WriteActivity,
    now: int,
    *,
    known: Sequence[Occasion] = (),
) -> None:
    if data.to not in _FIRST:
        raise Refusal(ProblemCode.MALFORMED, field="to")
    if (data.latitude is None) is not (data.longitude is None):
        raise Refusal(ProblemCode.MALFORMED, field="longitude")
    if data.partner is not None:
        own = partner.c.id == data.partner, partner.c.body == reach.body
        if not await conn.scalar(sa.select(sa.exists().where(*own, partner.c.closed_ms.is_(None)))):
            raise Refusal(ProblemCode.MALFORMED, field="partner")
    _check_occasions(data, day_of(now), {(one.time.day, one.time.starts) for one in known})
    if data.pictures:
        found = await conn.scalar(
            sa.select(sa.func.count()).where(
                activity_picture.c.body == reach.body,
                activity_picture.c.name.in_(data.pictures),
            )
        )
        if int(found or 0) != len(set(data.pictures)) or len(set(data.pictures)) != len(
            data.pictures
        ):
            raise Refusal(ProblemCode.MALFORMED, field="pictures")
    general = data.partner is not None and await conn.scalar(
        sa.select(partner.c.designated).where(partner.c.id == data.partner)
    )
    if (
        data.to is not ActivityState.DRAFT
        and data.designated
        and not general
        and not basis_text(data.grounds, data.basis)
    ):
        raise _no_basis()


def _check_occasions(data: WriteActivity, today: int, known: set[tuple[int, int]]) -> None:
    seen: set[tuple[int, int]] = set()
    for one in data.occasions:
        try:
            start = _start(one)
        except ValueError:
            raise Refusal(ProblemCode.MALFORMED, field="day") from None
        if one.ends <= one.starts:
            raise Refusal(
                ProblemCode.MALFORMED,
                f"{one.day}の終わりの時刻は、始まりより後にしてください",
                f"On {one.day} the end must come after the beginning",
                field="ends",
            )
        if start in seen:
            raise Refusal(
                ProblemCode.MALFORMED,
                f"{one.day} {one.starts}が二つあります",
                f"{one.day} {one.starts} is there twice",
                field="occasions",
            )
        seen.add(start)
        if start[0] < today and start not in known:
            raise Refusal(
                ProblemCode.MALFORMED,
                f"{one.day}は過ぎています",
                f"{one.day} is over",
                field="day",
            )


def _start(one: WriteOccasion) -> tuple[int, int]:
    """Raises ValueError."""
    return parse_day(one.day), time_of(0, one.starts, one.ends).starts


def _content(data: WriteActivity) -> Content:
    return Content(**{name: getattr(data, name) for name in Content.__struct_fields__})


def _basis(kept: Kept, content: Content) -> str:
    """What the designation rests on: of the project, or of its partner as a whole (R20, R21)."""
    own = basis_text(content.grounds, content.basis)
    if not own and kept.partner is not None and kept.partner.designated:
        return kept.partner.basis
    return own


def _draft(content: Content, partner: int | None) -> WriteProject:
    return WriteProject(
        content.name, content.english, content.place, False, partner=partner, closed=True
    )


def _project(kept: Kept, *, closed: bool) -> WriteProject:
    content = kept.content
    return WriteProject(
        content.name,
        content.english,
        content.place,
        content.designated,
        basis=_basis(kept, content) if content.designated else "",
        partner=kept.partner_id,
        closed=closed,
    )


def _need_words(words: str) -> None:
    if not words.strip():
        raise Refusal(
            ProblemCode.MALFORMED,
            "理由を書いてください",
            "Please write why",
            field="words",
        )


def _no_basis() -> Refusal:
    return Refusal(
        ProblemCode.MALFORMED,
        "指定には根拠が要ります(公共性・地域への貢献・人手の不足)",
        "A designation needs its basis: public character, contribution, lack of people",
        field="grounds",
    )


def _conflict() -> Refusal:
    return Refusal(
        ProblemCode.CONFLICT,
        "この活動は、いまの状態ではそうできません",
        "This project cannot be moved there from where it stands",
    )
