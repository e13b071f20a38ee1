"""The audit log as the body's admin reads it: by person, day and part of the office."""

import csv
import datetime
import io
from typing import Any

import sqlalchemy as sa
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import Role
from schemas.audit import AuditPage, AuditPerson, AuditRow
from server.accounts.tables import staff_role
from server.app.clock import DAY_MS
from server.audit.tables import audit
from server.partners.tables import partner
from sync.calendar import start_of

_TOKYO = datetime.timezone(datetime.timedelta(hours=9))
PAGE = 50
MAX_CSV = 50_000
"""Rows of one file; the day is the way to ask for fewer."""


class Sought(Struct, frozen=True):
    """What of the log is wanted; empty and None: all of it. `before`: older than that row."""

    account: str = ""
    day: int | None = None
    about: str = ""
    member: int = 0
    before: int = 0


async def read_audit(conn: AsyncConnection, body: int, sought: Sought) -> AuditPage:
    """A page of a body's log, the newest first."""
    rows = await _rows(conn, body, sought, PAGE + 1)
    people = await _people(conn, body)
    return AuditPage(
        rows=rows[:PAGE],
        before=rows[PAGE - 1].id if len(rows) > PAGE else 0,
        people=sorted(people.values(), key=lambda one: (one.name, one.account)),
    )


async def audit_csv(conn: AsyncConnection, body: int, sought: Sought) -> bytes:
    """The same as a file for a spreadsheet: UTF-8 with its mark, at most `MAX_CSV` rows."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(
        ("日時", "担当者", "呼び名", "権限", "関係団体", "対象", "種別", "会員番号", "経路", "条件")
    )
    for row in await _rows(conn, body, sought, MAX_CSV):
        writer.writerow(
            (
                _moment(row.ms),
                row.account,
                _plain(row.name),
                row.role.value,
                _plain(row.partner),
                row.about,
                "変更" if row.changed else "閲覧",
                row.member or "",
                row.route,
                row.detail,
            )
        )
    return out.getvalue().encode("utf-8-sig")


def _moment(ms: int) -> str:
    return datetime.datetime.fromtimestamp(ms / 1000, _TOKYO).strftime("%Y-%m-%d %H:%M:%S")


def _plain(text: str) -> str:
    """A text that a spreadsheet takes for a text: never for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


async def _rows(conn: AsyncConnection, body: int, sought: Sought, most: int) -> list[AuditRow]:
    c = audit.c
    where = [c.body == body]
    if sought.account:
        where.append(c.account_id == sought.account)
    if sought.about:
        where.append(c.act == sought.about)
    if sought.member:
        where += [c.member == sought.member, c.member > 0]
    if sought.before:
        where.append(c.id < sought.before)
    if sought.day is not None:
        begins = start_of(sought.day)
        where.append(c.ms.between(begins, begins + DAY_MS - 1))
    found = await conn.execute(
        sa.select(audit, partner.c.name.label("partner_name"))
        .outerjoin(partner, partner.c.id == c.partner)
        .where(*where)
        .order_by(c.id.desc())
        .limit(most)
    )
    people = await _people(conn, body)
    return [_row(row, people) for row in found]


def _row(row: sa.Row[*tuple[Any, ...]], people: dict[str, AuditPerson]) -> AuditRow:
    known = people.get(row.account_id)
    return AuditRow(
        id=row.id,
        ms=row.ms,
        account=row.account_id,
        name=known.name if known else "",
        role=Role(row.role),
        partner=row.partner_name or "",
        about=row.act,
        changed=row.changed,
        route=row.route,
        detail=row.detail,
        member=row.member,
    )


async def _people(conn: AsyncConnection, body: int) -> dict[str, AuditPerson]:
    """Everyone who ever held a role there, by account, with their newest name and role."""
    c = staff_role.c
    rows = await conn.execute(
        sa.select(c.account_id, c.name, c.role).where(c.body == body).order_by(c.id)
    )
    people: dict[str, AuditPerson] = {}
    for account, name, role in rows:
        before = people.get(account)
        kept = name or (before.name if before else "")
        people[account] = AuditPerson(account, kept, Role(role))
    return people
