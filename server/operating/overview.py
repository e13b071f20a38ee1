"""What the operator sees: counts of all bodies in one query a kind, and whether things go."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import Tier
from schemas.operating import BodyLine, ChoreLine, InstallationHealth, OperatorView
from server import __version__
from server.accounts.tables import staff_role
from server.app.clock import DAY_MS, MINUTE_MS
from server.cards.tables import signed_list
from server.catalogue import format_code
from server.exchange.rules import MailState
from server.exchange.tables import mail
from server.office.tables import participating_body
from server.partners.tables import partner
from server.registry.tables import registration
from server.replication.tables import feed_item, kept_aside, news_mark, segment
from server.sweep.run import Outcome
from server.sweep.tables import sweep_run
from sync.calendar import day_of
from sync.scheme.fees import joined_free


async def overview(conn: AsyncConnection, now: int) -> OperatorView:
    return OperatorView(__version__, now, await _bodies(conn), await _health(conn, now))


async def _bodies(conn: AsyncConnection) -> list[BodyLine]:
    reg, role, lists = registration.c, staff_role.c, signed_list.c
    members = await _by_body(conn, reg.body, reg.tier, where=reg.ended_ms.is_(None))
    partners = await _by_body(conn, partner.c.body, where=partner.c.closed_ms.is_(None))
    people = await conn.execute(
        sa.select(role.body, sa.func.count(role.account_id.distinct()))
        .where(role.ended_ms.is_(None), role.partner.is_(None))
        .group_by(role.body)
    )
    staff: dict[int, int] = dict(people.tuples().all())
    signed = await conn.execute(sa.select(lists.body, lists.issued_ms))
    issued: dict[int, int] = dict(signed.tuples().all())
    rows = await conn.execute(sa.select(participating_body).order_by(participating_body.c.body))
    return [
        BodyLine(
            body=format_code(row.body),
            since=row.since_ms,
            fiscal_year=row.fiscal_year,
            free=joined_free(day_of(row.since_ms)),
            members_basic=members.get((row.body, Tier.BASIC.value), 0),
            members_premium=members.get((row.body, Tier.PREMIUM.value), 0),
            partners=partners.get((row.body,), 0),
            staff=staff.get(row.body, 0),
            list_signed=issued.get(row.body, 0),
        )
        for row in rows
    ]


async def _by_body(
    conn: AsyncConnection, *columns: sa.ColumnElement[int], where: sa.ColumnElement[bool]
) -> dict[tuple[int, ...], int]:
    rows = await conn.execute(sa.select(*columns, sa.func.count()).where(where).group_by(*columns))
    return {tuple(key): count for *key, count in rows}


async def _health(conn: AsyncConnection, now: int) -> InstallationHealth:
    newest = (
        await conn.execute(
            sa.select(segment.c.id, segment.c.received_ms).order_by(segment.c.id.desc()).limit(1)
        )
    ).one_or_none()
    read = await conn.scalar(sa.select(sa.func.min(news_mark.c.segment)))
    waiting = mail.c.state == MailState.WAITING.value
    oldest = await conn.scalar(sa.select(sa.func.min(mail.c.due_ms)).where(waiting))
    chores = await conn.execute(sa.select(sweep_run).order_by(sweep_run.c.chore))
    return InstallationHealth(
        records_last_hour=await _recent(conn, now - 60 * MINUTE_MS),
        last_record=newest.received_ms if newest else None,
        kept_aside=await _count(conn, kept_aside),
        unread_by_sweep=(newest.id if newest else 0) - int(read or 0),
        feed_items=await _count(conn, feed_item),
        mail_waiting=await _count(conn, mail, waiting),
        mail_oldest_due=oldest,
        mail_failed_30_days=await _count(
            conn,
            mail,
            mail.c.state == MailState.FAILED.value,
            mail.c.done_ms > now - 30 * DAY_MS,
        ),
        chores=[
            ChoreLine(chore, ended_ms, outcome == Outcome.FAILED.value, count, error)
            for chore, ended_ms, outcome, count, error in chores
        ],
    )


_LOOKED_AT = 10_000
"""Newest uploads among which those of the last hour are counted: there is no index of their time,
and they arrive in its order."""


async def _recent(conn: AsyncConnection, since: int) -> int:
    newest = (
        sa.select(segment.c.received_ms).order_by(segment.c.id.desc()).limit(_LOOKED_AT).subquery()
    )
    count = await conn.scalar(
        sa.select(sa.func.count()).select_from(newest).where(newest.c.received_ms > since)
    )
    return int(count or 0)


async def _count(conn: AsyncConnection, table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
    count = await conn.scalar(sa.select(sa.func.count()).select_from(table).where(*where))
    return int(count or 0)
