"""Refusals of the API: RFC 9457 problem details. `type` is `/problems/<code>`."""

import enum

from msgspec import Struct


class ProblemCode(enum.StrEnum):
    MALFORMED = "malformed"
    TOO_LARGE = "too-large"
    TOO_MANY_REQUESTS = "too-many-requests"
    NOT_SIGNED_IN = "not-signed-in"
    NOT_ALLOWED = "not-allowed"
    NOT_FOUND = "not-found"
    CONFLICT = "conflict"
    CLIENT_TOO_OLD = "client-too-old"
    UNKNOWN_DEVICE = "unknown-device"
    DEVICE_REVOKED = "device-revoked"
    BAD_SIGNATURE = "bad-signature"
    STALE_CHALLENGE = "stale-challenge"
    """Signed over an old challenge; `challenge` holds the one to sign over."""
    GAP = "gap"
    """Entries are missing before `first`; `stored` tells where to go on."""
    FORK = "fork"
    """Another history stands under these numbers; both are kept, go on as a new device."""
    PASSKEY_REFUSED = "passkey-refused"
    CODE_REFUSED = "code-refused"
    """A one-time code that is wrong, used or out of date."""
    NOT_TAKING_PART = "not-taking-part"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"
    IDENTITY_NOT_SET_UP = "identity-not-set-up"
    IDENTITY_REFUSED = "identity-refused"
    """The identity provider did not vouch for the person, or what it said does not hold."""
    IDENTITY_KNOWN_ELSEWHERE = "identity-known-elsewhere"
    """The same person has another account; `ticket` lets them join the two (once, ten minutes)."""
    IDENTITY_NEEDED = "identity-needed"
    """Prove who you are first."""


class Problem(Struct, frozen=True, omit_defaults=True):
    """`code` repeats the end of `type`; `detail` is in the language asked for."""

    type: str
    title: str
    status: int
    code: ProblemCode
    detail: str = ""
    stored: int | None = None
    challenge: str | None = None
    """base64url."""
    field: str | None = None
    retry_after: int | None = None
    """Seconds."""
    ticket: str | None = None
    """For the step that the refusal leads to; a secret of the one who asked."""
