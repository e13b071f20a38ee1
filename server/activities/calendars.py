"""Occasions as iCalendar (RFC 5545): one to keep, or all accepted ones at a private address."""

import datetime
import hashlib
import secrets
from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa
from icalendar import Calendar, Event, vGeo
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import ApplicationState
from schemas.problems import ProblemCode
from server.accounts.lock import lock_account
from server.activities import store
from server.activities.rules import Time
from server.activities.store import Kept
from server.activities.tables import application, calendar_address, occasion
from server.app.problems import Refusal
from server.office.tables import project
from sync.calendar import day_of

TOKEN_BYTES = 24
PAST_DAYS = 90
"""How long a calendar goes on to show what is over."""
_c = calendar_address.c


class _Entry(NamedTuple):
    occasion: int
    kept: Kept
    time: Time


async def make_address(conn: AsyncConnection, account: str, now: int) -> str:
    """A new secret, in place of the one before. It is not stored, and so told only now."""
    await lock_account(conn, account)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    await conn.execute(calendar_address.delete().where(_c.account_id == account))
    await conn.execute(
        calendar_address.insert().values(token_hash=_hash(token), account_id=account, made_ms=now)
    )
    return token


async def end_address(conn: AsyncConnection, account: str) -> None:
    """A second time changes nothing."""
    await conn.execute(calendar_address.delete().where(_c.account_id == account))


async def address_since(conn: AsyncConnection, account: str) -> int | None:
    since: int | None = await conn.scalar(sa.select(_c.made_ms).where(_c.account_id == account))
    return since


async def calendar_at(conn: AsyncConnection, token: str, origin: str, now: int) -> bytes:
    """The accepted occasions of whoever made the address. Raises `Refusal` NOT_FOUND."""
    account = await conn.scalar(sa.select(_c.account_id).where(_c.token_hash == _hash(token)))
    if account is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    rows = await store.applications(
        conn,
        application.c.account_id == account,
        application.c.state == ApplicationState.ACCEPTED.value,
        occasion.c.day >= day_of(now) - PAST_DAYS,
    )
    found = await conn.execute(
        sa.select(occasion).where(occasion.c.id.in_([row.occasion for row in rows]))
    )
    times = {row.id: (row.project, Time(row.day, row.starts, row.ends)) for row in found}
    kept = {
        one.id: one
        for one in await store.kept(conn, project.c.id.in_({p for p, _ in times.values()}))
    }
    entries = [_Entry(number, kept[p], time) for number, (p, time) in sorted(times.items())]
    return _calendar(entries, origin, now)


def calendar_of(kept: Kept, number: int, time: Time, origin: str, now: int) -> bytes:
    """One occasion."""
    return _calendar([_Entry(number, kept, time)], origin, now)


def _calendar(entries: Iterable[_Entry], origin: str, now: int) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//furusato//activities//JA")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "ふるさと住民の活動")
    calendar.add("refresh-interval", datetime.timedelta(hours=6), parameters={"VALUE": "DURATION"})
    host = origin.partition("://")[2]
    for number, kept, time in entries:
        content = kept.content
        event = Event()
        event.add("uid", f"occasion-{number}@{host}")
        event.add("dtstamp", _moment(now))
        event.add("dtstart", _moment(time.starts_ms))
        event.add("dtend", _moment(time.ends_ms))
        event.add("summary", content.name)
        if content.where:
            event.add("location", content.where)
        if content.latitude is not None and content.longitude is not None:
            event.add("geo", vGeo((content.latitude, content.longitude)))
        bring = f"持ち物: {content.bring}" if content.bring else ""
        link = f"{origin}/activities/{kept.id}"
        event.add("description", "\n\n".join(filter(None, (content.about, bring, link))))
        event.add("url", link)
        event.add("status", "CONFIRMED")
        calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text


def _moment(ms: int) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(ms // 1000, datetime.UTC)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
