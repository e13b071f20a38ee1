"""Who of a body's members consented to an app, under the names that the app has for them (R04)."""

from collections.abc import Collection
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.linked_apps import AppScope
from schemas.problems import ProblemCode
from server.app.problems import Refusal
from server.database.bulk import among, listed
from server.linked_apps.access import Access
from server.linked_apps.rules import scopes_of
from server.linked_apps.tables import app_consent

ME = "me"
"""Instead of a member's name: whom the token is of."""

_k = app_consent.c


class Consenting(NamedTuple):
    id: int
    account: str
    subject: str
    scopes: list[AppScope]
    shows_name: bool
    since_ms: int


def _consenting(row: sa.Row[tuple[object, ...]]) -> Consenting:
    return Consenting(
        row.id, row.account_id, row.subject, scopes_of(row.scopes), row.shows_name, row.since_ms
    )


def _within(access: Access) -> list[sa.ColumnElement[bool]]:
    conditions = [_k.app_id == access.app, _k.ended_ms.is_(None)]
    return conditions if access.consent is None else [*conditions, _k.id == access.consent]


async def consenting(
    conn: AsyncConnection, access: Access, member: str, scope: AppScope
) -> Consenting:
    """A member who granted the app this. Raises `Refusal` NOT_FOUND for anybody else, in the same
    words whether or not they exist, or are another app's or another body's."""
    if member == ME and access.consent is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    named = [] if member == ME else [_k.subject == member]
    row = (await conn.execute(sa.select(app_consent).where(*_within(access), *named))).one_or_none()
    found = None if row is None else _consenting(row)
    if found is None or scope not in found.scopes:
        raise Refusal(ProblemCode.NOT_FOUND)
    return found


async def consenting_among(
    conn: AsyncConnection, access: Access, members: Collection[str], scope: AppScope
) -> dict[str, Consenting]:
    """Those of the members who granted the app this."""
    rows = await conn.execute(
        sa.select(app_consent).where(*_within(access), among(_k.subject, "subjects")),
        {"subjects": listed(sorted(set(members)))},
    )
    found = map(_consenting, rows)
    return {one.subject: one for one in found if scope in one.scopes}


async def subject_of(conn: AsyncConnection, consent: int) -> str:
    """What its app calls the member of a consent."""
    return str(await conn.scalar(sa.select(_k.subject).where(_k.id == consent)))


async def consenting_after(
    conn: AsyncConnection, access: Access, after: int, limit: int
) -> list[Consenting]:
    """A page of everybody who consented, in the order of consents."""
    rows = await conn.execute(
        sa.select(app_consent).where(*_within(access), _k.id > after).order_by(_k.id).limit(limit)
    )
    return list(map(_consenting, rows))
