"""Decisions on linked apps without IO: what may be registered, how long things hold, when a webhook
is tried again."""

import hashlib
import hmac
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from schemas.linked_apps import AppEvent, AppScope
from schemas.standing import ChangeKind
from server.app.clock import DAY_MS, MINUTE_MS, SECOND_MS
from sync.calendar import day_of
from sync.clock import MAX_DRIFT_MS

MAX_APPS = 20
"""Of one body, not counting revoked ones."""
ACCESS_MS = 30 * MINUTE_MS
REFRESH_MS = 90 * DAY_MS
"""From its last use: each is exchanged for a new one."""
CODE_MS = 2 * MINUTE_MS
ANSWERS_MS = 7 * DAY_MS
"""How long an Idempotency-Key is remembered; a record's own id is for ever."""
RECORD_DAYS = 30
"""How long ago a record may be."""
WEBHOOK_OVERLAP_MS = 7 * DAY_MS
"""How long both secrets sign after a rotation."""

TRY_MS = 3 * DAY_MS
"""How long a webhook is tried."""
FIRST_RETRY_MS = 30 * SECOND_MS
LONGEST_RETRY_MS = 6 * 60 * MINUTE_MS
DELIVERED_DAYS = 30
"""How long the office sees what went out."""


_TOLD = {
    ChangeKind.GRANT: AppEvent.REGISTRATION_STARTED,
    ChangeKind.END: AppEvent.REGISTRATION_ENDED,
    ChangeKind.PREMIUM: AppEvent.PREMIUM_GRANTED,
    ChangeKind.LAPSE: AppEvent.PREMIUM_LAPSED,
    ChangeKind.RENEW: AppEvent.REGISTRATION_CHANGED,
    ChangeKind.MARK: AppEvent.REGISTRATION_CHANGED,
    ChangeKind.UNMARK: AppEvent.REGISTRATION_CHANGED,
}
"""What else happens to a registration (what is proposed to staff, what a member is asked) is the
body's and the member's own business."""


def secret_hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def is_secret(stored: Iterable[bytes], secret: str) -> bool:
    """Whether it is one of them, in a time that tells nothing."""
    hashed = secret_hash(secret)
    found = [hmac.compare_digest(one, hashed) for one in stored]
    return any(found)


def scopes_of(text: str) -> list[AppScope]:
    """What is stored of scopes, in the order of their declaration. What is none is left out."""
    named = set(text.split())
    return [scope for scope in AppScope if scope.value in named]


def scope_text(scopes: Collection[AppScope]) -> str:
    return " ".join(scope.value for scope in AppScope if scope in scopes)


def is_redirect_uri(uri: str) -> bool:
    """An absolute address without a fragment (RFC 6749, section 3.1.2): https; or the vendor's own
    machine, or an app's own scheme in reverse domain form (RFC 8252, sections 7.1 and 7.3)."""
    try:
        parts = urlsplit(uri)
        local = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
        known = (parts.scheme == "https" and bool(parts.hostname)) or local
    except ValueError:
        return False
    own = "." in parts.scheme and not parts.netloc
    clean = uri.isascii() and uri.isprintable() and " " not in uri and "#" not in uri
    return clean and (known or own) and "@" not in parts.netloc


def is_webhook(uri: str, *, private: bool) -> bool:
    """An https address without user, password or fragment; http too where private ones may be."""
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        return False
    clean = uri.isascii() and uri.isprintable() and " " not in uri and "#" not in uri
    way = parts.scheme == "https" or (private and parts.scheme == "http")
    return clean and way and bool(parts.hostname) and "@" not in parts.netloc and port != 0


def may_be(at: int, now: int, linked_ms: int, consent_ms: int) -> bool:
    """Whether a record of that instant may be written: the app was linked, the member's consent is
    of that day or before (they may consent after the visit, at the same desk)."""
    recent = now - RECORD_DAYS * DAY_MS <= at <= now + MAX_DRIFT_MS
    return recent and at >= linked_ms - MAX_DRIFT_MS and day_of(at) >= day_of(consent_ms)


def events_of(kinds: Collection[ChangeKind]) -> list[AppEvent]:
    """What a webhook is told of the changes to one registration, each once.

    What begins or ends says it all; a grant and a lapse are told before what else changed.
    """
    told = {_TOLD[kind] for kind in kinds if kind in _TOLD}
    whole = told & {AppEvent.REGISTRATION_STARTED, AppEvent.REGISTRATION_ENDED}
    if told - {AppEvent.REGISTRATION_CHANGED}:
        told -= {AppEvent.REGISTRATION_CHANGED}
    if AppEvent.REGISTRATION_ENDED in whole:
        told = whole
    return [event for event in AppEvent if event in told]


def next_attempt(attempts: int, since: int, now: int, chance: float) -> int | None:
    """When a webhook that failed so many times is tried again, None for never.

    Twice as long each time; `chance` in [0, 1) spreads what failed together (full jitter over the
    upper half).
    """
    wait = min(FIRST_RETRY_MS * 2 ** min(max(attempts, 1) - 1, 20), LONGEST_RETRY_MS)
    due = now + int(wait * (0.5 + chance / 2))
    return due if due <= since + TRY_MS else None
