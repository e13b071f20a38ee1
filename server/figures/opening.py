"""What is published of a body's figures for everyone, without what would tell of a few (R45)."""

import csv
import io

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.figures import (
    MembersBy,
    MonthFigures,
    OpenBody,
    OpenCell,
    OpenFigures,
    Part,
    Publishing,
    PublishingView,
)
from schemas.problems import ProblemCode
from server.app.problems import Refusal
from server.catalogue import find, format_code
from server.figures.reading import counted_months, figures_of
from server.figures.rules import format_month, month_of
from server.figures.suppression import suppress, suppress_pair
from server.figures.tables import figure_publishing
from sync.calendar import day_of

LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
BOM = "\ufeff"
"""By which Excel knows UTF-8."""
_NOTE = (
    "住所地の自治体では数えません。"
    "{n}人未満の数と、そこから計算できてしまう数は伏せています(空欄)。"
)
_NOTE_ENGLISH = (
    "Nobody is counted where they live. Numbers below {n} people, and those from which they could "
    "be computed, are withheld (empty)."
)
_p = figure_publishing.c


async def publishing_of(conn: AsyncConnection, body: int) -> Publishing:
    found = (await conn.execute(sa.select(_p.threshold).where(_p.body == body))).one_or_none()
    return Publishing(on=False) if found is None else Publishing(True, found.threshold)


async def set_publishing(
    conn: AsyncConnection, body: int, data: Publishing, account: str, now: int
) -> None:
    await conn.execute(figure_publishing.delete().where(_p.body == body))
    if data.on:
        await conn.execute(
            figure_publishing.insert().values(
                body=body, threshold=data.threshold, since_ms=now, written_by=account
            )
        )


async def publishing_view(
    conn: AsyncConnection, body: int, threshold: int | None, now: int
) -> PublishingView:
    """The switch, and the newest month as it is published, or would be with a threshold."""
    known = await publishing_of(conn, body)
    months = await _months(conn, body, now)
    used = known.threshold if threshold is None else threshold
    preview = await _published(conn, body, months[0], used, now) if months else None
    return PublishingView(known.on, known.threshold, [format_month(one) for one in months], preview)


async def open_bodies(conn: AsyncConnection, now: int) -> list[OpenBody]:
    """Every body that publishes, by code."""
    found = await conn.scalars(sa.select(_p.body).order_by(_p.body))
    bodies = []
    for body in list(found):
        known = find(body)
        months = [format_month(one) for one in await _months(conn, body, now)]
        if known is not None:
            bodies.append(OpenBody(format_code(body), known.name, known.english, months))
    return bodies


async def open_figures(conn: AsyncConnection, body: int, month: int, now: int) -> OpenFigures:
    """Raises `Refusal` NOT_FOUND for a body that does not publish, and for a month that nobody
    counted or that is not over."""
    known = await publishing_of(conn, body)
    if not known.on or month not in await _months(conn, body, now):
        raise Refusal(ProblemCode.NOT_FOUND)
    return await _published(conn, body, month, known.threshold, now)


def open_csv(told: OpenFigures) -> bytes:
    """A line a cell; what is withheld is empty."""
    buffer = io.StringIO()
    buffer.write(BOM)
    writer = csv.writer(buffer)
    writer.writerow(["body", "name", "month", "table", "key", "people", "count", "licence"])
    for cell in told.cells:
        writer.writerow(
            [
                told.body,
                told.name,
                told.month,
                cell.table,
                cell.key,
                "" if cell.people is None else cell.people,
                "" if cell.count is None else cell.count,
                told.licence,
            ]
        )
    return buffer.getvalue().encode()


async def _months(conn: AsyncConnection, body: int, now: int) -> list[int]:
    """The months that are over."""
    this = month_of(day_of(now))
    return [one for one in await counted_months(conn, body) if one < this]


async def _published(
    conn: AsyncConnection, body: int, month: int, threshold: int, now: int
) -> OpenFigures:
    told = await figures_of(conn, body, month, now)
    known = find(body)
    if told.members is None or known is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    return OpenFigures(
        body=format_code(body),
        name=known.name,
        english=known.english,
        month=format_month(month),
        threshold=threshold,
        licence=LICENCE,
        licence_url=LICENCE_URL,
        source=f"{known.name} ふるさと住民登録の統計",
        note=_NOTE.format(n=threshold),
        note_english=_NOTE_ENGLISH.format(n=threshold),
        cells=open_cells(told.members, told.months[-1], threshold),
    )


def open_cells(members: MembersBy, month: MonthFigures, threshold: int) -> list[OpenCell]:
    """What may be told: pure, so that its laws can be tested."""
    total = members.people if members.people >= threshold or not members.people else None
    cells = [OpenCell("members", "total", total)]
    for table, parts in (
        ("tier", members.tiers),
        ("mark", members.marks),
        ("residence", members.residence),
        ("age", members.ages),
    ):
        cells += _table(table, parts, threshold)
    joined, left = suppress_pair(month.joined, month.left, threshold)
    cells += [OpenCell("flow", "joined", joined), OpenCell("flow", "left", left)]
    # Who was there is either active or not: the difference is a cell as well.
    present = suppress(
        {
            "activity": month.activity_people,
            "other": month.stay_people - month.activity_people,
        },
        threshold,
    )
    stays = _alone(month.stay_people, threshold)
    active = present["activity"]
    return [
        *cells,
        OpenCell("presence", "stay", stays, None if stays is None else month.stay_days),
        OpenCell("presence", "activity", active, None if active is None else month.activity_days),
        _uses(month, threshold),
    ]


def _uses(month: MonthFigures, threshold: int) -> OpenCell:
    people = _alone(month.use_people, threshold)
    return OpenCell("facilities", "use", people, None if people is None else month.uses)


def _alone(people: int, threshold: int) -> int | None:
    return None if 0 < people < threshold else people


def _table(name: str, parts: list[Part], threshold: int) -> list[OpenCell]:
    told = suppress({one.key: one.people for one in parts}, threshold)
    return [OpenCell(name, key, people) for key, people in told.items()]
