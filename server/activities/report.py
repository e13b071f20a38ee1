"""The report on a body's projects, from applications and check-ins: nobody writes it (R20, R34)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import ApplicationState
from schemas.problems import ProblemCode
from schemas.projects import ActivityReport, OccasionReport, PrefectureCount, Report
from server.activities import store
from server.activities.attending import came
from server.activities.keeping import within
from server.activities.reach import Reach
from server.activities.store import Application, Kept, Occasion
from server.activities.tables import occasion
from server.activities.telling import clock_text
from server.app.problems import Refusal
from server.catalogue import find
from server.identity.proofs import proofs_of
from sync.calendar import format_day

MAX_DAYS = 366

Present = Mapping[tuple[int, int], Mapping[int, str | None]]


async def report_of(conn: AsyncConnection, reach: Reach, first: int, last: int) -> Report:
    """Of the projects within reach, the occasions between two days, in the order of time.

    Where people live is for the body alone (R04). Raises `Refusal` MALFORMED for more than a year.
    """
    if not 0 <= last - first < MAX_DAYS:
        raise Refusal(
            ProblemCode.MALFORMED,
            "期間は1年以内にしてください",
            "At most a year at a time",
            field="last",
        )
    kept = {one.id: one for one in await within(conn, reach) if one.told}
    occasions = [
        one for one in await store.occasions_of(conn, list(kept)) if first <= one.time.day <= last
    ]
    rows = await store.applications(
        conn, occasion.c.project.in_(kept), occasion.c.day.between(first, last)
    )
    applied: dict[int, list[Application]] = {}
    for row in rows:
        applied.setdefault(row.occasion, []).append(row)
    present = await came(conn, reach.body, set(kept), {one.time.day for one in occasions})
    accounts = {a for people in present.values() for a in people.values() if a is not None}
    homes = {
        account: proof.home_body
        for account, proof in (await proofs_of(conn, accounts)).items()
        if proof.home_body
    }
    by_project: dict[int, list[Occasion]] = {}
    for one in occasions:
        by_project.setdefault(one.project, []).append(one)
    reports = [
        _activity(kept[number], held, applied, present, homes if reach.office else None)
        for number, held in sorted(by_project.items(), key=lambda each: each[1][0].time.day)
    ]
    people = {
        member for one in occasions for member in present.get((one.project, one.time.day), {})
    }
    return Report(
        format_day(first),
        format_day(last),
        reports,
        len(people),
        round(sum(one.hours for one in reports), 1),
    )


def _activity(
    kept: Kept,
    occasions: Sequence[Occasion],
    applied: Mapping[int, Sequence[Application]],
    present: Present,
    homes: Mapping[str, int] | None,
) -> ActivityReport:
    lines = [
        _occasion(one, applied.get(one.id, ()), _there(one, occasions, applied, present))
        for one in occasions
    ]
    people: dict[int, str | None] = {}
    for day in {one.time.day for one in occasions}:
        people |= present.get((kept.id, day), {})
    return ActivityReport(
        project=kept.id,
        name=kept.content.name,
        partner=kept.partner.name if kept.partner else "",
        designated=kept.designated,
        occasions=lines,
        people=len(people),
        hours=round(sum(line.hours for line in lines), 1),
        prefectures=[] if homes is None else _prefectures(people.values(), homes),
    )


def _there(
    one: Occasion,
    occasions: Sequence[Occasion],
    applied: Mapping[int, Sequence[Application]],
    present: Present,
) -> set[int]:
    """Who came to an occasion. A record names the project and the day: of two occasions on a day it
    is that to which they were accepted, and else the first."""
    people = set(present.get((one.project, one.time.day), {}))
    same = [other for other in occasions if other.time.day == one.time.day and not other.cancelled]
    if len(same) < 2:
        return people if not one.cancelled or not same else set()
    accepted = {other.id: _accepted(applied.get(other.id, ())) for other in same}
    elsewhere = {m for number, held in accepted.items() if number != one.id for m in held}
    own = people & accepted.get(one.id, set())
    return own | (people - elsewhere if one.id == same[0].id else set())


def _accepted(rows: Sequence[Application]) -> set[int]:
    return {row.member for row in rows if row.state is ApplicationState.ACCEPTED}


def _occasion(one: Occasion, rows: Sequence[Application], there: set[int]) -> OccasionReport:
    accepted = _accepted(rows)
    return OccasionReport(
        occasion=one.id,
        day=format_day(one.time.day),
        starts=clock_text(one.time.starts),
        ends=clock_text(one.time.ends),
        cancelled=one.cancelled,
        capacity=one.capacity,
        applied=len(rows),
        accepted=len(accepted),
        came=len(accepted & there),
        others=len(there - accepted),
        hours=round(len(there) * (one.time.ends - one.time.starts) / 60, 1),
    )


def _prefectures(accounts: Iterable[str | None], homes: Mapping[str, int]) -> list[PrefectureCount]:
    """The most first; who proved nothing is the last."""
    counts: Counter[int] = Counter()
    for account in accounts:
        home = homes.get(account or "", 0)
        known = find(home) if home else None
        counts[known.prefecture if known else 0] += 1
    order = sorted(counts.items(), key=lambda each: (each[0] == 0, -each[1], each[0]))
    return [PrefectureCount(code, _name(code), count) for code, count in order]


def _name(prefecture: int) -> str:
    known = find(prefecture) if prefecture else None
    return known.name if known else ""
