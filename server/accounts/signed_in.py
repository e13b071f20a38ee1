"""The `session` that a route asks for by naming it as an argument."""

from typing import Any

from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.di import NamedDependency

from schemas.problems import ProblemCode
from server.accounts.sessions import (
    ABSOLUTE_MS,
    TOUCH_MS,
    Session,
    find_session,
    touch_session,
)
from server.app.clock import Clock
from server.app.problems import Refusal
from server.app.settings import Settings
from server.database import Database


async def current_session(
    request: Request[Any, Any, Any],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
) -> Session:
    """The session of the cookie. Raises `Refusal` NOT_SIGNED_IN when there is none that holds."""
    token = request.cookies.get(settings.session_cookie)
    found = None
    now = clock()
    if token:
        async with database.reading() as conn:
            found = await find_session(conn, token, now)
    if found is None:
        raise Refusal(ProblemCode.NOT_SIGNED_IN)
    session, seen_ms = found
    if seen_ms <= now - TOUCH_MS:
        async with database.writing() as conn:
            await touch_session(conn, session, now)
    return session


def set_session_cookie(response: Response[Any], settings: Settings, token: str) -> None:
    """Gives the browser its session: no script can read it, no other site's form can use it."""
    response.set_cookie(_cookie(settings, token, ABSOLUTE_MS // 1000))


def clear_session_cookie(response: Response[Any], settings: Settings) -> None:
    response.set_cookie(_cookie(settings, "", 0))


def _cookie(settings: Settings, value: str, max_age: int) -> Cookie:
    return Cookie(
        key=settings.session_cookie,
        value=value,
        max_age=max_age,
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )
