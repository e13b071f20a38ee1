"""What a person hears when the database cannot take or give anything: a full disk, one that is
mounted read-only, a PostgreSQL that is away; or when the key store cannot be asked. Nothing of the
request is stored; a phone keeps what it has, and tries again."""

import sqlite3
from typing import Any

import structlog
from litestar import Request, Response
from sqlalchemy.exc import DBAPIError

from schemas.problems import Problem, ProblemCode
from server.app.problems import Refusal, answer_refusal, answer_unexpected
from server.cards.keystore import KeyStoreError

RETRY_AFTER_SECONDS = 60

_SQLITE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
    }
)
# PostgreSQL, appendix A: connection exception, read-only transaction, insufficient resources,
# operator intervention, system error.
_POSTGRESQL = ("08", "25006", "53", "57P", "58")


def answer_database_error(request: Request[Any, Any, Any], error: DBAPIError) -> Response[Problem]:
    """503 where the database cannot work at the moment; else it is a fault of ours."""
    reason = _out_of_service(error)
    if reason is None:
        return answer_unexpected(request, error)
    return _unavailable(request, reason)


def answer_unreachable(
    request: Request[Any, Any, Any], error: ConnectionError
) -> Response[Problem]:
    """PostgreSQL does not listen: its driver lets the error of the socket through."""
    return _unavailable(request, type(error).__qualname__)


def answer_keystore_error(
    request: Request[Any, Any, Any], error: KeyStoreError
) -> Response[Problem]:
    """The keys cannot be had, or the one that was about to sign was withdrawn just now."""
    return _unavailable(request, type(error).__qualname__, "keys-out-of-service")


def _unavailable(
    request: Request[Any, Any, Any], reason: str, event: str = "database-out-of-service"
) -> Response[Problem]:
    structlog.get_logger().error(event, reason=reason)
    return answer_refusal(
        request,
        Refusal(
            ProblemCode.UNAVAILABLE,
            "記録を保存する場所が使えません。しばらくしてからもう一度お試しください",
            "The place where records are kept is out of service: please try again later",
            retry_after=RETRY_AFTER_SECONDS,
        ),
    )


def _out_of_service(error: DBAPIError) -> str | None:
    """What the database calls it; null for an error in what it was asked."""
    original = error.orig
    if isinstance(original, sqlite3.Error):
        code = getattr(original, "sqlite_errorcode", 0) & 0xFF  # extended codes lie above
        return original.sqlite_errorname if code in _SQLITE else None
    state = getattr(original, "sqlstate", None)
    if isinstance(state, str) and state.startswith(_POSTGRESQL):
        return state
    return "connection-lost" if error.connection_invalidated else None
