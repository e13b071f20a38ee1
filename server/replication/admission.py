"""How an upload stands to the log that it continues, and whether its device signed it. Pure."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from server.cards.cose import verify_raw
from sync.log import Append, Fork, Gap, chain, fit
from sync.message import Received, signed_bytes


class Upload(NamedTuple):
    """A request as it arrived. `digest` is the SHA-256 of what was signed."""

    received: Received
    digest: bytes
    arrival_ms: int

    @property
    def device(self) -> bytes:
        return self.received.request.device

    @property
    def first(self) -> int:
        return self.received.request.first

    @property
    def entries(self) -> Sequence[bytes]:
        return self.received.entries


def arrived(received: Received, arrival_ms: int) -> Upload:
    return Upload(received, hashlib.sha256(received.body).digest(), arrival_ms)


class Log(NamedTuple):
    """A device and its log, as far as it is acknowledged."""

    device: bytes
    account: str
    public_key: bytes
    stored: int
    head: bytes
    challenge: bytes
    previous_challenge: bytes | None
    last_digest: bytes | None
    anchor_ms: int
    revoked: bool


class Tail(NamedTuple):
    """What is stored from an upload's first number on, and the chain before it."""

    head_before: bytes
    entries: Sequence[bytes]


class Admitted(NamedTuple):
    """Take the entries after the first `skip`, which are stored already."""

    skip: int
    head_before: bytes
    """Of the first new entry."""
    head: bytes
    """The log's, once they are stored."""
    challenge: bytes
    """That the upload was signed over."""


class Repeated(NamedTuple):
    """The request that was processed last, again: its answer was lost."""


class Missing(NamedTuple):
    """Entries between what is stored and the upload."""


class Stale(NamedTuple):
    """Signed over another challenge than ours, or not by this device: the two look the same."""


class Forked(NamedTuple):
    """Another history under the same numbers. The first `shared` entries are the same in both."""

    challenge: bytes
    shared: int


class Revoked(NamedTuple):
    """By a device that was revoked."""

    challenge: bytes


def admit(
    log: Log, upload: Upload, tail: Tail
) -> Admitted | Repeated | Missing | Stale | Forked | Revoked:
    """Judges an upload. `tail` begins at its first number; it is empty when that is the next."""
    entries = upload.entries
    how = fit(log.stored, upload.first, entries, tail.entries)
    if isinstance(how, Gap):
        return Missing()
    theirs = chain(tail.head_before, entries)
    challenge = _signed_over(log, upload, theirs)
    if challenge is None:
        return Stale()
    if log.revoked:
        return Revoked(challenge)
    if isinstance(how, Fork):
        return Forked(challenge, how.at - 1)
    if challenge != log.challenge and upload.digest == log.last_digest:
        return Repeated()
    return _append(log, how, entries, theirs, challenge)


def _append(
    log: Log, how: Append, entries: Sequence[bytes], theirs: bytes, challenge: bytes
) -> Admitted:
    if how.skip == len(entries):
        return Admitted(how.skip, log.head, log.head, challenge)
    return Admitted(how.skip, log.head, theirs, challenge)


def _signed_over(log: Log, upload: Upload, head: bytes) -> bytes | None:
    """The challenge under which the signature holds: one check unless the last answer was lost."""
    for challenge in (log.challenge, log.previous_challenge):
        if challenge is not None and verify_raw(
            log.public_key,
            upload.received.signature,
            signed_bytes(challenge, head, upload.received.body),
        ):
            return challenge
    return None
