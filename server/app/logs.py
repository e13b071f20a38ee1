"""Structured logs: one JSON line an event, without personal data.

A request's line holds its route's template, never its path, query, address, cookie or account.
"""

import logging
import secrets
import sys
import time
import traceback

import msgspec
import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send


def configure_logs() -> None:
    """JSON lines on standard error; words and colours when a person is looking."""
    human = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer() if human else structlog.processors.JSONRenderer(_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _json(event: object, **_: object) -> str:
    return msgspec.json.encode(event).decode()


def fault(error: Exception) -> dict[str, object]:
    """What a line tells of an error of ours; not its message, which may quote what people wrote."""
    return {
        "error": type(error).__qualname__,
        "frames": [
            f"{frame.filename}:{frame.lineno}:{frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)[-12:]
        ],
    }


def log_requests(app: ASGIApp) -> ASGIApp:
    """One line for each answer, under a random id that other lines of the request share."""

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=secrets.token_hex(6))

        async def send_and_see(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await app(scope, receive, send_and_see)
        finally:
            structlog.get_logger().info(
                "request",
                method=scope.get("method"),
                route=scope.get("path_template") or "none",
                status=status,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )

    return handle
