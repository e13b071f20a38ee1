"""Members of an existing list come in (R61, P01): all of them or none, in one transaction.

Each becomes a basic registration under the next number, kept by the office until its person takes
it over, recorded with where it came from (R18). They were never asked about the prefecture, and
their consent to a fan club's list is none to that: so the link with it (R02) is refused (R03) for
whoever did not agree, in a column of the list. They, or the office at their wish, may allow it
later. Nobody is told anything: there is no phone yet to tell it to.
"""

import asyncio
import secrets
from collections.abc import Callable, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import Pending, Tier
from schemas.members import MemberDetails
from schemas.standing import ChangeKind, Reason
from server.accounts.tables import account, office_account
from server.database.bulk import insert_rows
from server.registry.details import columns_of
from server.registry.directory import line_of
from server.registry.rules import LOOKED_AT_DAYS
from server.registry.spelling import plain
from server.registry.tables import (
    decision,
    directory,
    member_details,
    member_series,
    prefecture_refusal,
    registration,
)
from server.transfer.rules import Incoming, Known, signs_of
from server.transfer.tables import member_import
from sync.calendar import day_of, format_day
from sync.scheme.bodies import prefecture_of

CHUNK = 1_000
"""Rows written between two looks at what others want."""
CALLED_BY = 60

Progress = Callable[[int, int], None]


async def known_of(conn: AsyncConnection, body: int) -> Known:
    """Whom the body knows by a name or an old number, of registrations that stand."""
    d, r = member_details.c, registration.c
    rows = await conn.execute(
        sa.select(d.number, d.name, d.kana, d.birth_day, d.telephone, d.email, d.old_number)
        .join(registration, sa.and_(r.body == d.body, r.number == d.number))
        .where(d.body == body, r.ended_ms.is_(None))
        .order_by(d.number.desc())  # of several the oldest is named
    )
    old_numbers: dict[str, int] = {}
    people: dict[str, int] = {}
    for number, name, kana, birth, telephone, email, old in rows:
        if old:
            old_numbers[plain(old)] = number
        if name:
            details = MemberDetails(
                name=name,
                kana=kana,
                birth_day="" if birth is None else format_day(birth),
                telephone=telephone,
                email=email,
            )
            people.update(dict.fromkeys(signs_of(details), number))
    return Known(old_numbers, people)


async def bring_in(
    conn: AsyncConnection,
    body: int,
    rows: Sequence[Incoming],
    left_out: int,
    file_name: str,
    staff: str,
    now: int,
    progress: Progress,
) -> int:
    """Gives the number of the import. The caller commits: until then nobody sees any of it."""
    made: int = await conn.scalar(
        member_import.insert()
        .values(
            body=body,
            file_name=file_name,
            made_by=staff,
            made_ms=now,
            members=len(rows),
            left_out=left_out,
            kept=0,
        )
        .returning(member_import.c.id)
    )
    last: int = await conn.scalar(
        member_series.update()
        .where(member_series.c.body == body)
        .values(last=member_series.c.last + len(rows))
        .returning(member_series.c.last)
    )
    number = last - len(rows) + 1
    for at in range(0, len(rows), CHUNK):
        progress(at, len(rows))
        chunk = rows[at : at + CHUNK]
        await _write(conn, body, chunk, number + at, made, file_name, staff, now)
        await asyncio.sleep(0)  # on SQLite nothing above waits for anything
    progress(len(rows), len(rows))
    return made


async def _write(
    conn: AsyncConnection,
    body: int,
    rows: Sequence[Incoming],
    first: int,
    made: int,
    file_name: str,
    staff: str,
    now: int,
) -> None:
    today, prefecture = day_of(now), prefecture_of(body)
    names = [secrets.token_urlsafe(12) for _ in rows]
    everyone = list(zip(names, range(first, first + len(rows)), rows, strict=True))
    await insert_rows(conn, account, [(name, now, now) for name in names])
    await insert_rows(
        conn, office_account, [(name, body, now, staff, made, None) for name in names]
    )
    await insert_rows(
        conn,
        registration,
        [
            _registration(body, name, number, one, today, prefecture)
            for name, number, one in everyone
        ],
    )
    await insert_rows(
        conn,
        member_details,
        [(body, number, *_columns(one.details), now, staff) for _, number, one in everyone],
    )
    await insert_rows(
        conn, directory, [(body, number, *_line(one.details)) for _, number, one in everyone]
    )
    kind, reason = ChangeKind.GRANT.value, Reason.BROUGHT_IN.value
    await insert_rows(
        conn,
        decision,
        [
            (body, name, now, kind, "R61", reason, staff, one.since_day or today, 0, file_name)
            for name, _, one in everyone
        ],
    )
    if prefecture != body:
        refusing = [(name, prefecture, now) for name, _, one in everyone if not one.consents]
        await insert_rows(conn, prefecture_refusal, refusing)


_DETAILS = MemberDetails.__struct_fields__


def _columns(details: MemberDetails) -> list[object]:
    fields = columns_of(details)
    return [fields[column.name] for column in member_details.columns if column.name in _DETAILS]


def _line(details: MemberDetails) -> tuple[str, str]:
    words = [details.old_number, details.telephone, details.email]
    return line_of(details.name[:CALLED_BY], details.name, details.kana, words)


def _registration(
    body: int, name: str, number: int, one: Incoming, today: int, prefecture: int
) -> tuple[object, ...]:
    """The sweep links those who agree with the prefecture (R02); of the others it has nothing to
    see to: of an account that the office keeps no clock runs (R32)."""
    looks = 0 if one.consents and prefecture != body else today + LOOKED_AT_DAYS
    return (
        body,
        number,
        name,
        Tier.BASIC.value,
        one.since_day or today,
        False,
        False,
        one.details.name[:CALLED_BY],
        None,
        1,
        0,
        Pending.NOTHING.value,
        0,
        0,
        looks,
    )
