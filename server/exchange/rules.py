"""Decisions on mail without IO: the code that confirms an address, when a mail is tried again."""

import enum
import hashlib
import hmac
import unicodedata

from server.app.clock import DAY_MS, MINUTE_MS

CODE_DIGITS = 6
CODE_MINUTES = 30
CODE_MS = CODE_MINUTES * MINUTE_MS
CODE_ATTEMPTS = 5
"""Wrong ones, after which another code has to be asked for."""

RETRY_MINUTES = (1, 5, 30, 120, 360, 720, 1440, 1440, 1440)
"""After each attempt that failed; after the last there is one more, and then no other."""
MAIL_ATTEMPTS = len(RETRY_MINUTES) + 1
NOTICE_MS = 14 * DAY_MS
"""A notice that could not be mailed for so long is in the app alone."""
SENT_DAYS, FAILED_DAYS = 30, 365
"""How long a mail that went is remembered, and one that did not."""


class MailState(enum.IntEnum):
    WAITING = 0
    SENT = 1
    FAILED = 2
    """The other server refused it for good, or it was tried `MAIL_ATTEMPTS` times."""
    DROPPED = 3
    """Nobody to send it to any more, or too late."""


def code_hash(account: str, typed: str) -> bytes:
    """What is stored of a code, the same for every way to type it."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", typed) if c.isascii() and c.isdigit())
    return hashlib.sha256(f"{account}:{plain}".encode()).digest()


def is_code(stored: bytes, account: str, typed: str) -> bool:
    """In constant time."""
    return hmac.compare_digest(stored, code_hash(account, typed))


def next_attempt(attempts: int, now: int) -> int | None:
    """When a mail that failed so many times is tried again; None when it is not."""
    if attempts > len(RETRY_MINUTES):
        return None
    return now + RETRY_MINUTES[max(attempts, 1) - 1] * MINUTE_MS
