"""Writes the audit log, for whatever goes through `accounts.authority`: no route need do anything.

A change is written in the transaction that makes it: one without the other cannot be. A look is
written when the answer is ready and before it leaves: what could not be written is not shown.
"""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

import sqlalchemy as sa
from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import ASGIApp, Receive, Scope, Send
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncConnection

from server.app.clock import DAY_MS, Clock
from server.audit.rules import KEPT_DAYS, about_of, detail_of, is_kept, member_of
from server.audit.tables import audit
from server.database import Database

INSTALLATION = 0
"""Stands for the body where something concerns none."""


class Trail(Struct):
    """What is known of a request that is being answered. `looks`: rows to write when it is."""

    method: str
    template: str
    detail: str
    member: int
    now: int
    looks: dict[tuple[Any, ...], dict[str, Any]]
    written: set[tuple[Any, ...]]


_trail: ContextVar[Trail | None] = ContextVar("trail", default=None)


def follower(clock: Clock) -> Callable[[Any, BaseRouteHandler], Awaitable[None]]:
    """A guard for every route, which lets everyone pass and begins the request's trail."""

    async def follow(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        request: Request[Any, Any, Any] = Request(connection.scope)
        template = connection.scope["path_template"]
        path = connection.scope["path_params"]
        _trail.set(
            Trail(
                request.method,
                template,
                detail_of(path, dict(connection.query_params.items())),
                member_of(template, path),
                clock(),
                {},
                set(),
            )
        )

    return follow


def with_trails(app: ASGIApp) -> ASGIApp:
    """Ends a request's trail with the request, however that ends."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        token = _trail.set(None)
        try:
            await app(scope, receive, send)
        finally:
            _trail.reset(token)

    return serve


async def note(
    conn: AsyncConnection, account: str, body: int, role: str, partner: int | None
) -> None:
    """Notes that the request goes on by this role. Outside of a request nothing is noted."""
    trail = _trail.get()
    if trail is None:
        return
    changes = _writes(conn)
    key = (account, body, role, partner)
    if key in trail.written or not is_kept(trail.method, trail.template, changes=changes):
        return
    row = {
        "ms": trail.now,
        "body": body,
        "account_id": account,
        "role": role,
        "partner": partner,
        "act": about_of(trail.template),
        "changed": changes,
        "route": f"{trail.method} {trail.template}"[:100],
        "detail": trail.detail,
        "member": trail.member,
    }
    if changes:
        await conn.execute(audit.insert().values(**row))
        trail.written.add(key)
        trail.looks.pop(key, None)
    else:
        trail.looks[key] = row


def keeper(database: Database) -> Callable[[Response[Any]], Awaitable[Response[Any]]]:
    """Runs when an answer is ready: writes down what was looked at, and lets the answer go."""

    async def keep(response: Response[Any]) -> Response[Any]:
        trail = _trail.get()
        if trail is not None and trail.looks:
            async with database.writing() as conn:
                await conn.execute(audit.insert(), list(trail.looks.values()))
            trail.looks.clear()
        return response

    return keep


async def forget_audit(conn: AsyncConnection, now: int, most: int) -> int:
    """Takes out some of what is older than `KEPT_DAYS`; tells how many rows."""
    old = sa.select(audit.c.id).where(audit.c.ms <= now - KEPT_DAYS * DAY_MS).limit(most)
    return (await conn.execute(audit.delete().where(audit.c.id.in_(old)))).rowcount


def _writes(conn: AsyncConnection) -> bool:
    """Whether the connection was opened by `Database.writing`."""
    inner = conn.sync_connection
    return inner is not None and bool(inner.get_execution_options().get("furusato_writes", False))
