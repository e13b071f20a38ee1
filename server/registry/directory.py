"""What members are found by: kept beside each registration, and written anew when a name, or what
the body knows of them, changes."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from server.database.bulk import insert_rows
from server.registry.spelling import found_by, sorted_by
from server.registry.tables import directory, member_details, registration

FOUND_BY = 2000
SORTED_BY = 200


async def enter(conn: AsyncConnection, account: str) -> None:
    """Writes anew what all of a person's registrations are found by."""
    await _enter(conn, registration.c.account_id == account)


async def enter_number(conn: AsyncConnection, body: int, number: int) -> None:
    """The same of one registration."""
    await _enter(conn, sa.and_(registration.c.body == body, registration.c.number == number))


def line_of(name: str, written: str, kana: str, words: Collection[str]) -> tuple[str, str]:
    """What somebody is found and sorted by: the name that they chose, the one that the body knows,
    as it sounds, and other words."""
    names = [one for one in (written, name) if one]
    found = found_by(names=names, kana=kana, words=list(words))
    return found[:FOUND_BY], sorted_by(written or name, kana)[:SORTED_BY]


async def _enter(conn: AsyncConnection, which: sa.ColumnElement[bool]) -> None:
    r, d = registration.c, member_details.c
    rows = await conn.execute(
        sa.select(r.body, r.number, r.name, d.name, d.kana, d.old_number, d.telephone, d.email)
        .outerjoin(member_details, sa.and_(d.body == r.body, d.number == r.number))
        .where(which)
    )
    lines = [
        (body, number, *line_of(name, written or "", kana or "", [word or "" for word in words]))
        for body, number, name, written, kana, *words in rows
    ]
    for body, number, *_ in lines:
        await conn.execute(
            directory.delete().where(directory.c.body == body, directory.c.number == number)
        )
    await insert_rows(conn, directory, lines)
