"""What every answer carries for the browser, and what every change must carry from it."""

from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from schemas.courier import COURIER_MEDIA_TYPE
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

DATA_HEADERS = (
    (b"content-security-policy", b"default-src 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
"""Of what no browser ever shows: on a slow link 350 bytes less with each sync are felt."""

STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000")
"""Sent when the installation is reached by https."""

_NOT_STORED = (b"cache-control", b"no-store")
"""Of every API answer that does not say otherwise: it may be one person's own."""

CHANGE_HEADER = "x-furusato"

_DATA = {SYNC_MEDIA_TYPE.encode(), COURIER_MEDIA_TYPE.encode()}

_SAFE = {"GET", "HEAD", "OPTIONS"}

_WITHOUT_COOKIES = ("/api/v1/", "/oauth/")
"""What other servers call (R60), by a secret or a token of theirs: no cookie opens anything there,
so no other site's page can borrow one."""


def same_site(app: ASGIApp) -> ASGIApp:
    """Middleware of the whole application: refuses a change that another site's page may have sent.

    A page of another origin cannot add `X-Furusato`, nor send the media type of sync, without a
    preflight that nobody here answers. The Origin, where a browser names it, must be ours.
    (Not a guard: Litestar copies its handler for each guard at every request.)
    """

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        changes = scope["type"] == ScopeType.HTTP and scope["method"] not in _SAFE
        if changes and not scope["path"].startswith(_WITHOUT_COOKIES):
            _refuse_foreign(Headers.from_scope(scope), scope["litestar_app"].state.settings.origin)
        await app(scope, receive, send)

    return handle


def _refuse_foreign(headers: Headers, own: str) -> None:
    marked = CHANGE_HEADER in headers or headers.get("content-type") == SYNC_MEDIA_TYPE
    if not marked or headers.get("origin", own) != own:
        raise Refusal(
            ProblemCode.NOT_ALLOWED,
            "このアプリの画面から操作してください",
            "Please use this app's own pages (header X-Furusato, same origin)",
        )


def with_security_headers(app: ASGIApp, *, secure: bool) -> ASGIApp:
    """Puts the headers on any answer, those to unknown paths too, where it has none of its own."""
    always = (STRICT_TRANSPORT,) if secure else ()

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP and scope["path"].startswith("/api/"):
            always_here = (*always, _NOT_STORED)
        else:
            always_here = always

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower(): value for name, value in message["headers"]}
                is_data = present.get(b"content-type") in _DATA
                added = (*(DATA_HEADERS if is_data else SECURITY_HEADERS), *always_here)
                missing = [pair for pair in added if pair[0] not in present]
                message["headers"] = [*message["headers"], *missing]
            await send(message)

        await app(scope, receive, send_with_headers)

    return handle
