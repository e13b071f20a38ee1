"""What webhooks are told, queued in the transaction that changes the thing.

Only what a member granted: how they stand by `registration:read`, where they were by
`activity:read`. One look-up by an index for all people of a transaction.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.entries import CheckIn, Source, Stay
from schemas.linked_apps import AppEvent, AppScope
from schemas.rulings import RulingKind
from server.catalogue import format_code
from server.database.bulk import among, listed
from server.linked_apps.instants import format_instant
from server.linked_apps.rules import scopes_of
from server.linked_apps.tables import app_consent, linked_app, webhook_delivery
from server.registry.rules import Registration
from server.replication.judging import Judged
from sync.calendar import format_day

_a, _k = linked_app.c, app_consent.c
_LISTENING = (
    sa.select(_k.id, _k.account_id, _k.subject, _k.scopes, _a.id.label("app"), _a.body)
    .join(linked_app, _a.id == _k.app_id)
    .where(
        among(_k.account_id, "accounts"),
        _k.ended_ms.is_(None),
        _a.revoked_ms.is_(None),
        _a.webhook != "",
    )
    .order_by(_k.id)
)
_ABOUT_REGISTRATION = AppScope.REGISTRATION_READ
_ABOUT_VISITS = AppScope.ACTIVITY_READ


class Listening(NamedTuple):
    """An app that is told of a member."""

    consent: int
    account: str
    subject: str
    scopes: list[AppScope]
    app: str
    body: int


async def _listening(conn: AsyncConnection, accounts: Collection[str]) -> list[Listening]:
    rows = await conn.execute(_LISTENING, {"accounts": listed(sorted(accounts))})
    return [
        Listening(row.id, row.account_id, row.subject, scopes_of(row.scopes), row.app, row.body)
        for row in rows
    ]


async def tell_of_registrations(
    conn: AsyncConnection,
    account: str,
    changed: Iterable[tuple[Registration, Collection[AppEvent]]],
    now: int,
) -> None:
    """Of a person's registrations, each as it is now and with what happened to it."""
    told = [(row, events) for row, events in changed if events]
    if not told:
        return
    rows = [
        _row(one, event, now, _standing(one, row))
        for one in await _listening(conn, [account])
        for row, events in told
        if row.body == one.body and _ABOUT_REGISTRATION in one.scopes
        for event in events
    ]
    await _queue(conn, rows)


def _standing(one: Listening, row: Registration) -> dict[str, object]:
    said: dict[str, object] = {
        "member": one.subject,
        "body": format_code(row.body),
        "registered": row.ended_ms is None,
    }
    if row.ended_ms is None:
        said |= {
            "number": row.number,
            "tier": row.tier.value,
            "since": format_day(row.since_day),
            "valid_until": format_day(row.premium_until) if row.premium_until else None,
            "long_stay": row.long_stay,
        }
    return said


async def tell_of_visits(
    conn: AsyncConnection, judged: Mapping[bytes, Iterable[Judged]], now: int
) -> None:
    """Of evidence of presence that arrived and was not rejected, whoever recorded it."""
    visits = [
        one
        for entries in judged.values()
        for one in entries
        if one.source and one.finding.account and one.finding.kind is not RulingKind.REJECTED
    ]
    if not visits:
        return
    people = {str(one.finding.account) for one in visits}
    rows = [
        _row(app, AppEvent.CHECKIN_RECORDED, now, _visit(app, one))
        for app in await _listening(conn, people)
        for one in visits
        if one.finding.account == app.account
        and one.finding.body == app.body
        and _ABOUT_VISITS in app.scopes
    ]
    await _queue(conn, rows)


def _visit(app: Listening, one: Judged) -> dict[str, object]:
    finding = one.finding
    entries: list[CheckIn | Stay] = [*one.entries_of(CheckIn), *one.entries_of(Stay)]
    projects = {entry.project for entry in entries}
    return {
        "member": app.subject,
        "body": format_code(finding.body),
        "place": finding.place,
        "day": format_day(finding.day),
        "projects": sorted(projects - {0}),
        "source": Source(one.source).name.lower().replace("_", "-"),
        "records": len(one.seqs),
    }


async def tell_of_withdrawal(
    conn: AsyncConnection, consent: int, app: str, subject: str, body: int, now: int
) -> None:
    one = Listening(consent, "", subject, [], app, body)
    said: dict[str, object] = {"member": subject, "body": format_code(body)}
    await _queue(conn, [_row(one, AppEvent.CONSENT_WITHDRAWN, now, said)])


def _row(one: Listening, event: AppEvent, now: int, data: dict[str, object]) -> dict[str, object]:
    content = {"type": event.value, "timestamp": format_instant(now), "data": data}
    return {
        "app_id": one.app,
        "consent_id": one.consent,
        "name": f"msg_{uuid.uuid4().hex}",
        "event": event.value,
        "content": msgspec.json.encode(content).decode(),
        "state": 0,
        "attempts": 0,
        "made_ms": now,
        "due_ms": now,
        "since_ms": now,
        "reason": "",
    }


async def _queue(conn: AsyncConnection, rows: list[dict[str, object]]) -> None:
    if rows:
        await conn.execute(webhook_delivery.insert(), rows)
