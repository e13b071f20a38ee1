"""A list that an office sent, while it is looked at: a day at most, and seen by its body alone."""

import asyncio
import secrets
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.problems import ProblemCode
from schemas.transfer import UploadColumn, UploadInfo
from server.app.clock import DAY_MS
from server.app.problems import Refusal
from server.transfer.columns import find_heading, guess
from server.transfer.reading import (
    HEADINGS,
    Rows,
    UnreadableList,
    check_rows,
    pack_rows,
    read_table,
    unpack_rows,
)
from server.transfer.tables import upload

KEPT_MS = DAY_MS
MAX_WAITING = 5
"""Of one body: a newer one takes the oldest's place."""
_SAMPLES = 3
_u = upload.c


async def parse(content: bytes) -> tuple[bytes, str]:
    """The rows, packed, and how they were read. In a thread: others are served meanwhile.

    Raises `Refusal` MALFORMED in words that say what to do.
    """
    try:
        table = await asyncio.to_thread(read_table, content)
    except UnreadableList as error:
        raise _refusal(error) from None
    return await asyncio.to_thread(pack_rows, table.rows), table.encoding


async def keep(
    conn: AsyncConnection,
    body: int,
    sent_by: str,
    file_name: str,
    encoding: str,
    content: bytes,
    now: int,
) -> str:
    """Keeps packed rows; gives their name."""
    waiting = await conn.scalars(
        sa.select(_u.id).where(_u.body == body).order_by(_u.sent_ms.desc()).offset(MAX_WAITING - 1)
    )
    await conn.execute(upload.delete().where(_u.id.in_(list(waiting))))
    name = secrets.token_urlsafe(12)
    await conn.execute(
        upload.insert().values(
            id=name,
            body=body,
            sent_by=sent_by,
            file_name=file_name,
            encoding=encoding[:60],
            content=content,
            sent_ms=now,
        )
    )
    return name


class Waiting(NamedTuple):
    rows: Rows
    file_name: str
    encoding: str


async def waiting_list(conn: AsyncConnection, body: int, name: str) -> Waiting:
    """A list that was sent. Raises `Refusal` NOT_FOUND, for another body's too."""
    found = (
        await conn.execute(
            sa.select(_u.content, _u.file_name, _u.encoding).where(_u.id == name, _u.body == body)
        )
    ).one_or_none()
    if found is None:
        raise Refusal(
            ProblemCode.NOT_FOUND,
            "この名簿はもうありません。もう一度送ってください",
            "This list is no longer here: please send it again",
        )
    rows = await asyncio.to_thread(unpack_rows, found.content)
    return Waiting(rows, found.file_name, found.encoding)


async def drop(conn: AsyncConnection, body: int, name: str) -> None:
    """A second time changes nothing."""
    await conn.execute(upload.delete().where(_u.id == name, _u.body == body))


async def take(conn: AsyncConnection, body: int, name: str) -> None:
    """The list goes, and comes in in the same transaction. Raises `Refusal` CONFLICT where it went
    before."""
    done = await conn.execute(upload.delete().where(_u.id == name, _u.body == body))
    if done.rowcount != 1:
        raise Refusal(
            ProblemCode.CONFLICT,
            "この名簿はすでに取り込まれています",
            "This list was brought in already",
        )


async def forget_uploads(conn: AsyncConnection, now: int, most: int) -> int:
    """Takes out lists that nobody brought in within a day; tells how many."""
    old = sa.select(_u.id).where(_u.sent_ms <= now - KEPT_MS).limit(most)
    return (await conn.execute(upload.delete().where(_u.id.in_(old)))).rowcount


def describe(name: str, waiting: Waiting, heading: int | None) -> UploadInfo:
    """The columns as they seem to be. Raises `Refusal` MALFORMED for too many rows."""
    rows = waiting.rows
    at = find_heading(rows, HEADINGS) if heading is None else min(heading, len(rows) - 1)
    try:
        check_rows(rows, at)
    except UnreadableList as error:
        raise _refusal(error) from None
    below = rows[at + 1 :]
    wide = max(len(row) for row in rows[at : at + 1_000])
    headers = [*rows[at], *[""] * (wide - len(rows[at]))]
    columns = [
        UploadColumn(header, _samples(below, place), field)
        for place, (header, field) in enumerate(zip(headers, guess(headers), strict=True))
    ]
    count = sum(any(row) for row in below)
    return UploadInfo(name, waiting.file_name, count, waiting.encoding, at, columns)


def _samples(rows: Rows, place: int) -> list[str]:
    found = (row[place] for row in rows[:200] if len(row) > place and row[place])
    return [cell[:60] for cell, _ in zip(found, range(_SAMPLES), strict=False)]


def _refusal(error: UnreadableList) -> Refusal:
    return Refusal(ProblemCode.MALFORMED, error.japanese, error.english, field="file")
