"""What every answer carries for the browser, and what every change must carry from it."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from schemas.problems import ProblemCode
from schemas.sync import SYNC_MEDIA_TYPE
from server.app.problems import Refusal

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",  # the QR decoder is WebAssembly
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    )
)

SECURITY_HEADERS = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"permissions-policy", b"camera=(self), microphone=(), geolocation=(), payment=()"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)

STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000")
"""Sent when the installation is reached by https."""

CHANGE_HEADER = "x-furusato"

_SAFE = {"GET", "HEAD", "OPTIONS"}


def same_site(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """Guard of the whole application: refuses a change that another site's page may have sent.

    A page of another origin cannot add `X-Furusato`, nor send the media type of sync, without a
    preflight that nobody here answers. The Origin, where a browser names it, must be ours.
    """
    if connection.scope.get("method") in _SAFE:
        return
    headers = connection.headers
    own = connection.app.state.settings.origin
    marked = CHANGE_HEADER in headers or headers.get("content-type") == SYNC_MEDIA_TYPE
    if marked and headers.get("origin", own) == own:
        return
    raise Refusal(
        ProblemCode.NOT_ALLOWED,
        "このアプリの画面から操作してください",
        "Please use this app's own pages (header X-Furusato, same origin)",
    )
