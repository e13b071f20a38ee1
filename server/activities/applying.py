"""Applying, withdrawing, and the organiser's word: order of arrival, never too many (R42)."""

from collections.abc import Sequence

import sqlalchemy as sa
from msgspec import structs
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import ApplicationState
from schemas.problems import ProblemCode
from schemas.projects import (
    ApplicationInfo,
    Applied,
    Apply,
    Choose,
    Overlap,
    OwnApplication,
)
from server.accounts.lock import lock_account
from server.activities import store
from server.activities.keeping import entrants, find, move_up
from server.activities.reach import Reach
from server.activities.rules import (
    STANDING,
    Hindrance,
    Time,
    ahead_of,
    hindrance,
    on_applying,
    on_choosing,
    overlaps,
)
from server.activities.store import Application, Kept, Occasion
from server.activities.tables import application, occasion
from server.activities.telling import clock_text, tell_applications
from server.app.problems import Refusal
from server.identity.proofs import proof_of
from server.office.tables import project
from server.registry.members import member_of
from sync.calendar import day_of, format_day
from sync.scheme.age import of_age_from

MAX_AHEAD = 50
"""Applications of one person to occasions that are to come."""

_HINDERED = {
    Hindrance.CLOSED: (
        "この活動は、いまは申し込みを受け付けていません",
        "This project takes no applications at the moment",
    ),
    Hindrance.PAST: ("この回はもう始まっています", "This has begun already"),
    Hindrance.DEADLINE: ("申し込みの締め切りを過ぎました", "The deadline has passed"),
    Hindrance.AGE: (
        "この活動に申し込める年齢になっていません",
        "You are not old enough for this project",
    ),
    Hindrance.AGE_UNSAID: (
        "年齢の条件を満たすことを確かめてください",
        "Please confirm that you are old enough",
    ),
}


async def apply(conn: AsyncConnection, account: str, wanted: int, data: Apply, now: int) -> Applied:
    """Applies to an occasion of a project; a second time changes nothing.

    Raises `Refusal` NOT_FOUND for no such occasion, CONFLICT with `field` "registration" for who
    is not registered with the body, "age" and others as `rules.Hindrance` says.
    """
    await lock_account(conn, account)
    kept, one = await _occasion(conn, wanted, data.occasion)
    rows = await store.applications(conn, application.c.occasion == one.id)
    mine = next((row for row in rows if row.account == account), None)
    if mine is None or mine.state not in STANDING:
        if await member_of(conn, account, kept.body) is None:
            raise Refusal(
                ProblemCode.CONFLICT,
                "先にこの自治体に登録してください",
                "Please register with this municipality or prefecture first",
                field="registration",
            )
        await _refuse_hindered(conn, kept, one, account, data, now)
        mine = await _enter(conn, kept, one, rows, mine, account, data, now)
    return Applied(
        application_info(kept, mine, rows),
        [
            Overlap(
                name=theirs.content.name,
                english=theirs.content.english,
                day=format_day(when.day),
                starts=clock_text(when.starts),
                ends=clock_text(when.ends),
            )
            for other, theirs, when in await _own(conn, account, since=one.time.day)
            if other.occasion != one.id and other.state in STANDING and overlaps(when, one.time)
        ],
    )


async def withdraw(conn: AsyncConnection, account: str, wanted: int, now: int) -> ApplicationInfo:
    """Takes one's own application back; whoever waits moves up. A second time changes nothing.

    Raises `Refusal` NOT_FOUND, CONFLICT once the occasion has begun.
    """
    await lock_account(conn, account)
    number = await conn.scalar(
        sa.select(application.c.occasion).where(
            application.c.id == wanted, application.c.account_id == account
        )
    )
    one = None if number is None else await store.lock_occasion(conn, number)
    if one is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    (kept,) = await store.kept(conn, project.c.id == one.project)
    rows = await store.applications(conn, application.c.occasion == one.id)
    mine = next(row for row in rows if row.id == wanted)
    if mine.state in STANDING:
        if now >= one.time.starts_ms:
            raise _hindered(Hindrance.PAST)
        gone = structs.replace(mine, state=ApplicationState.WITHDRAWN)
        (mine,) = await store.set_states(conn, [gone])
        await tell_applications(conn, kept, one, [mine], now)
        rest = [row if row.id != wanted else mine for row in rows]
        await move_up(conn, kept, one, rest, now)
    return application_info(kept, mine, rows)


async def withdraw_all(conn: AsyncConnection, account: str, body: int, now: int) -> None:
    """Takes back what somebody who leaves a body applied for there; whoever waits moves up."""
    for row, kept, when in await _own(conn, account, since=day_of(now)):
        if kept.body == body and row.state in STANDING and now < when.starts_ms:
            await withdraw(conn, account, row.id, now)


async def choose(conn: AsyncConnection, reach: Reach, wanted: int, data: Choose, now: int) -> None:
    """The organiser's word on applications, in the order of arrival: accepted as long as there is
    room, and on the waiting list after that. What was withdrawn stays so.

    Raises `Refusal` NOT_FOUND for a project out of reach or an application to another one.
    """
    kept = await find(conn, reach, wanted)
    asked = set(data.applications)
    known = await store.applications(
        conn, application.c.id.in_(asked), occasion.c.project == kept.id
    )
    if {row.id for row in known} != asked:
        raise Refusal(ProblemCode.NOT_FOUND, field="applications")
    for number in sorted({row.occasion for row in known}):
        one = await store.lock_occasion(conn, number)
        if one is None or one.cancelled:
            continue
        rows = await store.applications(conn, application.c.occasion == number)
        changed: list[Application] = []
        for row in rows:
            if row.id not in asked or row.state not in (*STANDING, ApplicationState.DECLINED):
                continue
            others = [each for each in rows if each.id != row.id]
            if data.accept and row.state in (ApplicationState.ACCEPTED, ApplicationState.WAITING):
                continue
            state = on_choosing(entrants(others), one.capacity, accept=data.accept)
            if state is row.state:
                continue
            new = structs.replace(row, state=state, words=data.words.strip())
            changed.append(new)
            rows = [new if each.id == row.id else each for each in rows]
        told = await store.set_states(conn, changed)
        await tell_applications(conn, kept, one, told, now)
        await move_up(
            conn, kept, one, await store.applications(conn, application.c.occasion == number), now
        )


async def own_applications(conn: AsyncConnection, account: str, since: int) -> list[OwnApplication]:
    """A person's own applications to occasions from a day on, in the order of time."""
    found = await _own(conn, account, since=since)
    lines = {row.occasion for row, _, _ in found if row.state is ApplicationState.WAITING}
    others = await store.applications(conn, application.c.occasion.in_(lines)) if lines else []
    return [
        OwnApplication(
            application=application_info(
                kept, row, [one for one in others if one.occasion == row.occasion]
            ),
            body=kept.body,
            name=kept.content.name,
            english=kept.content.english,
            day=format_day(when.day),
            starts=clock_text(when.starts),
            ends=clock_text(when.ends),
        )
        for row, kept, when in found
    ]


def application_info(kept: Kept, row: Application, rows: Sequence[Application]) -> ApplicationInfo:
    """`rows`: all of the occasion's; none are needed for who is not on the waiting list."""
    waits = bool(rows) and row.state is ApplicationState.WAITING
    return ApplicationInfo(
        id=row.id,
        project=kept.id,
        occasion=row.occasion,
        state=row.state,
        ahead=ahead_of(entrants(rows), row.turn) if waits else None,
        words=row.words,
    )


async def _own(
    conn: AsyncConnection, account: str, *, since: int
) -> list[tuple[Application, Kept, Time]]:
    rows = await store.applications(
        conn, application.c.account_id == account, occasion.c.day >= since
    )
    if not rows:
        return []
    numbers = {row.occasion for row in rows}
    found = await conn.execute(sa.select(occasion).where(occasion.c.id.in_(numbers)))
    times = {row.id: (row.project, Time(row.day, row.starts, row.ends)) for row in found}
    kept = {
        one.id: one
        for one in await store.kept(conn, project.c.id.in_({p for p, _ in times.values()}))
    }
    own = [(row, kept[times[row.occasion][0]], times[row.occasion][1]) for row in rows]
    return sorted(own, key=lambda each: (each[2].day, each[2].starts, each[0].id))


async def _occasion(conn: AsyncConnection, wanted: int, number: int) -> tuple[Kept, Occasion]:
    one = await store.lock_occasion(conn, number)
    found = await store.kept(conn, project.c.id == wanted)
    if one is None or one.project != wanted or not found or not found[0].told:
        raise Refusal(ProblemCode.NOT_FOUND)
    return found[0], one


async def _refuse_hindered(
    conn: AsyncConnection, kept: Kept, one: Occasion, account: str, data: Apply, now: int
) -> None:
    proof = await proof_of(conn, account)
    hindered = hindrance(
        state=kept.state,
        cancelled=one.cancelled,
        time=one.time,
        deadline_days=kept.content.deadline_days,
        minimum_age=kept.content.minimum_age,
        of_age_from=of_age_from(proof.birth_day, kept.content.minimum_age) if proof else None,
        of_age=data.of_age,
        now=now,
    )
    if hindered is not None:
        raise _hindered(hindered)
    ahead = sum(
        row.state in STANDING for row, _, when in await _own(conn, account, since=one.time.day)
    )
    if ahead >= MAX_AHEAD:
        raise Refusal(
            ProblemCode.CONFLICT,
            f"申し込みは一度に{MAX_AHEAD}件までです",
            f"At most {MAX_AHEAD} applications at a time",
        )


def _hindered(why: Hindrance) -> Refusal:
    japanese, english = _HINDERED[why]
    return Refusal(ProblemCode.CONFLICT, japanese, english, field=why.value)


async def _enter(
    conn: AsyncConnection,
    kept: Kept,
    one: Occasion,
    rows: list[Application],
    before: Application | None,
    account: str,
    data: Apply,
    now: int,
) -> Application:
    others = entrants([row for row in rows if row.account != account])
    turn = max((row.turn for row in rows), default=0) + 1
    state = on_applying(others, one.capacity, kept.content.choosing)
    values = {
        "state": state.value,
        "turn": turn,
        "answer": data.answer.strip(),
        "words": "",
        "applied_ms": now,
        "version": (before.version if before else 0) + 1,
    }
    if before is None:
        await conn.execute(
            application.insert().values(occasion=one.id, account_id=account, **values)
        )
    else:
        await conn.execute(application.update().where(application.c.id == before.id).values(values))
    own = application.c.occasion == one.id, application.c.account_id == account
    (mine,) = await store.applications(conn, *own)
    rows[:] = [row for row in rows if row.account != account] + [mine]
    await tell_applications(conn, kept, one, [mine], now)
    return mine
