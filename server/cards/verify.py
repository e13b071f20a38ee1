"""The verdict on a scanned text: the twin of `pwa/src/scan/verdict.ts`, for vectors and the server.

Pure: the time and everything known arrive as arguments. The order of the checks is part of the
specification (`schemas/credential.md`), so that both verifiers give the same verdict.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from server.cards import cose
from server.cards.credential import Claims, CredentialError
from server.cards.presentation import (
    PREFIXES,
    STEP_SECONDS,
    Presentation,
    decode,
    proof_holds,
)
from server.cards.seen import Sighting, repeat
from server.cards.status_list import StatusList
from server.cards.trust_list import TrustList

MAX_TEXT: Final = 512
"""Characters; a presentation has 300."""

TOLERATED_STEPS: Final = 2
"""Windows on either side of ours within which two offline phones' clocks may differ."""

FUTURE_SECONDS: Final = 3_600
"""How far ahead of our clock a list may be dated: as far as a place may let clocks differ."""

_OURS: Final = re.compile(r"FJ[0-9]{1,3}:", re.ASCII)

Kind = Literal[
    "valid",
    "not_yet_valid",
    "expired",
    "revoked",
    "copied",
    "stale",
    "wrong_body",
    "unknown_issuer",
    "not_ours",
    "unreadable",
]
Reason = Literal["damaged", "newer_version", "bad_signature"]


@dataclass(frozen=True, slots=True)
class Context:
    """What the verifying device knows. Status lists are by body; `seen` is oldest first."""

    trust: TrustList
    status_lists: Mapping[int, StatusList]
    accepted: frozenset[int]
    max_list_age: int
    seen: Sequence[Sighting] = ()
    tolerated_steps: int = TOLERATED_STEPS


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, with the facts that a screen needs; what is not known yet stays None.

    `drift` is in seconds: how far the phone's clock is behind ours (positive) or ahead, 0 within
    the window. `list_age` is the status list's, None without one; `list_too_old` says that it is
    missing, older than the place allows or of a date that cannot be, which the screen shows and
    the place decides on.
    `name` is what the holder says they are called, if they chose to.
    `same_sight` says that this very presentation was read a moment ago: nothing new to record.
    """

    kind: Kind
    reason: Reason | None = None
    claims: Claims | None = None
    body: int | None = None
    step: int | None = None
    proof: bytes | None = None
    drift: int | None = None
    list_age: int | None = None
    list_too_old: bool | None = None
    name: str | None = None
    same_sight: bool | None = None


def drift_seconds(step: int, now: int) -> int:
    """Distance from now to the 30 seconds of a step: positive when the step has passed."""
    start = step * STEP_SECONDS
    if now < start:
        return now - start
    return max(0, now - (start + STEP_SECONDS - 1))


def takes_over(held_at: int, offered_at: int, now: int) -> bool:
    """Whether a list signed at `offered_at` takes the place of the one that is held.

    One that was rolled back does not, unless the date of the one held cannot be: it would keep all
    that follow away.
    """
    return offered_at >= held_at or held_at > now + FUTURE_SECONDS


def judge(text: str, context: Context, now: int) -> Verdict:
    """The verdict on a text at Unix second `now`. Never raises, whatever was scanned."""
    shown = _read(text.rstrip("\r\n\t"))
    if isinstance(shown, Verdict):
        return shown
    credential = shown.credential
    claims = credential.claims
    key = context.trust.find(claims.body, credential.kid)
    if key is None or claims.not_before < key.not_before or claims.expires > key.expires:
        return Verdict("unknown_issuer", body=claims.body)
    issued = cose.verify_raw(key.public_key, credential.signature, credential.to_be_signed())
    if not issued or not proof_holds(shown):
        return Verdict("unreadable", "bad_signature")
    return _decide(shown, context, now)


def _read(text: str) -> Presentation | Verdict:
    """What the text says, or why it says nothing to us."""
    if not _OURS.match(text):
        return Verdict("not_ours")
    if not text.startswith(PREFIXES):
        return Verdict("unreadable", "newer_version")
    if len(text) > MAX_TEXT:
        return Verdict("unreadable", "damaged")
    try:
        return decode(text)
    except CredentialError:
        return Verdict("unreadable", "damaged")


def _decide(shown: Presentation, context: Context, now: int) -> Verdict:
    """The verdict on a presentation whose signatures hold."""
    claims = shown.credential.claims
    status = context.status_lists.get(claims.body)
    age = None if status is None else now - status.issued_at
    seen_before = repeat(context.seen, claims.body, claims.index, shown.step, now)

    kind: Kind = "valid"
    if claims.body not in context.accepted:
        kind = "wrong_body"
    elif status is not None and status.revoked(claims.index):
        kind = "revoked"
    elif now < claims.not_before:
        kind = "not_yet_valid"
    elif now >= claims.expires:
        kind = "expired"
    elif shown.step is not None and _steps_off(shown.step, now) > context.tolerated_steps:
        kind = "stale"
    elif seen_before == "copied":
        kind = "copied"
    return Verdict(
        kind,
        claims=claims,
        body=claims.body,
        step=shown.step,
        proof=shown.proof,
        drift=None if shown.step is None else drift_seconds(shown.step, now),
        list_age=age,
        # Its bits count all the same: a phone whose clock is behind forgets no revocation.
        list_too_old=age is None or not -FUTURE_SECONDS <= age <= context.max_list_age,
        name=shown.name,
        same_sight=seen_before == "same_sight",
    )


def _steps_off(step: int, now: int) -> int:
    return abs(now // STEP_SECONDS - step)
