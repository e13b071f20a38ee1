"""Pictures of projects: small, of two formats, without a word on where they were taken."""

import hashlib
import io
from typing import NamedTuple

import sqlalchemy as sa
from PIL import Image, UnidentifiedImageError
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.problems import ProblemCode
from schemas.projects import PICTURE_BYTES
from server.activities.tables import activity, activity_picture
from server.app.clock import DAY_MS
from server.app.problems import Refusal

MAX_A_DAY = 300
"""Of one body."""
MAX_SIDE = 4096
FORGET_MS = DAY_MS
"""After so long a picture that no project shows is taken out."""

_TYPES = {"JPEG": "image/jpeg", "WEBP": "image/webp"}
_c = activity_picture.c


class Picture(NamedTuple):
    media_type: str
    content: bytes


async def keep_picture(
    conn: AsyncConnection, body: int, account: str, content: bytes, now: int
) -> str:
    """Stores a picture, and gives its name; the same one twice is stored once.

    Raises `Refusal` TOO_LARGE, MALFORMED for what is no JPEG or WebP, or says where it was taken,
    and CONFLICT for too many in a day.
    """
    media_type = _checked(content)
    name = hashlib.sha256(content).hexdigest()[:32]
    recent = await conn.scalar(
        sa.select(sa.func.count()).where(_c.body == body, _c.kept_ms > now - DAY_MS)
    )
    if int(recent or 0) >= MAX_A_DAY:
        raise Refusal(
            ProblemCode.CONFLICT,
            f"写真は一日に{MAX_A_DAY}枚までです",
            f"At most {MAX_A_DAY} pictures a day",
        )
    insert = postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert
    await conn.execute(
        insert(activity_picture)
        .values(
            body=body,
            name=name,
            media_type=media_type,
            content=content,
            kept_by=account,
            kept_ms=now,
        )
        .on_conflict_do_update(index_elements=["body", "name"], set_={"kept_ms": now})
    )
    return name


async def picture_of(conn: AsyncConnection, name: str) -> Picture:
    """Raises `Refusal` NOT_FOUND."""
    row = (
        await conn.execute(sa.select(_c.media_type, _c.content).where(_c.name == name).limit(1))
    ).one_or_none()
    if row is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    return Picture(row.media_type, row.content)


async def forget_pictures(conn: AsyncConnection, now: int, most: int) -> int:
    """Takes out what was sent and put into no project. Tells how many."""
    shown = sa.exists().where(
        activity.c.body == _c.body, activity.c.content.contains(_c.name, autoescape=False)
    )
    unused = (
        sa.select(_c.body, _c.name).where(_c.kept_ms <= now - FORGET_MS, sa.not_(shown)).limit(most)
    )
    rows = (await conn.execute(unused)).all()
    for body, name in rows:
        await conn.execute(activity_picture.delete().where(_c.body == body, _c.name == name))
    return len(rows)


def _checked(content: bytes) -> str:
    if len(content) > PICTURE_BYTES:
        raise Refusal(ProblemCode.TOO_LARGE)
    try:
        with Image.open(io.BytesIO(content), formats=tuple(_TYPES)) as picture:
            kind, size, told = picture.format, picture.size, bool(picture.getexif())
            picture.verify()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise _unfit() from None
    if kind not in _TYPES or max(size) > MAX_SIDE or told:
        raise _unfit()
    return _TYPES[kind]


def _unfit() -> Refusal:
    return Refusal(
        ProblemCode.MALFORMED,
        "JPEGかWebPの画像で、撮影の情報を含まないものにしてください",
        "It must be a JPEG or WebP picture that says nothing of where and when it was taken",
        field="picture",
    )
