"""The two messages of a sync, and its limits. The protocol is told in `sync/README.md`."""

from typing import Annotated

from msgspec import Meta, Raw, Struct

from schemas.entries import PROOF_BYTES
from schemas.scalars import DeviceId, Milliseconds, Sequence

PROTOCOL_VERSION = 1
SYNC_MEDIA_TYPE = "application/vnd.furusato.sync"
SIGNATURE_BYTES = 64
CHALLENGE_BYTES = 8
MAX_ENTRIES = 1000
MAX_ENTRY_BYTES = 4096
MAX_REQUEST_BYTES = 262_144
MAX_REPLY_KB = 1024
MAX_CURSOR_BYTES = 4096

MAX_COLUMN_BITS = 53
"""Of one value in a column: what a JavaScript number holds exactly."""

SIGN_SYNC_CONTEXT = b"furusato-sync-v1\x00"
SIGN_ENROL_CONTEXT = b"furusato-enrol-v1\x00"


class Bits(Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """Numbers that differ: each is `base` and a distance, which `bits` holds in equal widths."""

    base: Annotated[int, Meta(ge=1 - 2**53, le=2**53 - 1)]
    bits: Annotated[bytes, Meta(min_length=1, max_length=MAX_ENTRIES * 8)]


Column = Annotated[int, Meta(ge=1 - 2**53, le=2**53 - 1)] | Bits
"""One number for each of a run's entries, or one for all of them."""


class CheckInRun(Struct, array_like=True, tag=1, frozen=True, forbid_unknown_fields=True):
    """Consecutive `CheckIn`s, field by field (sync/README.md, "Packing").

    `start` is the time of the first, `gaps` lead from each to the next. `proofs` is empty, or holds
    the proof of every one.
    """

    count: Annotated[int, Meta(ge=1, le=MAX_ENTRIES)]
    start: Milliseconds
    gaps: Column
    counter: Column
    place: Column
    issuer: Column
    card: Column
    drift: Column
    project: Column
    proofs: Annotated[bytes, Meta(max_length=MAX_ENTRIES * PROOF_BYTES)]


class SyncRequest(Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """A device's upload. On the wire 64 bytes of signature stand before it.

    `first` is the number of the first entry carried, or of the next to come when there is none.
    Each item of `entries` is one entry's own MessagePack bytes, or a run of check-ins: together at
    most `MAX_ENTRIES`. `cursor` is what the last reply gave, empty at first. `max_kb` is how many
    kibibytes of reply the device wants at most. `older` asks for history from before what the reply
    of that name told; 0 does not ask.
    """

    version: int
    device: DeviceId
    first: Sequence
    entries: Annotated[
        list[Annotated[bytes, Meta(min_length=1, max_length=MAX_ENTRY_BYTES)] | CheckInRun],
        Meta(max_length=MAX_ENTRIES),
    ]
    cursor: Annotated[bytes, Meta(max_length=MAX_CURSOR_BYTES)]
    max_kb: Annotated[int, Meta(ge=1, le=MAX_REPLY_KB)]
    older: Annotated[int, Meta(ge=0, le=2**48)]


class SyncReply(Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """The server's answer.

    `stored` is the highest number of this device's log that is durably on disk. `items` are
    `FeedItem`s, left undecoded here because the server passes on bytes that it encoded once.
    `more` tells that the reply was cut: sync again at once. `challenge` goes into the next
    request's signature, and is never sent back. `older` is not 0 where history was left out that
    can be asked for.
    """

    stored: Annotated[int, Meta(ge=0, le=2**32 - 1)]
    items: list[Raw]
    cursor: bytes
    more: bool
    server_ms: Milliseconds
    challenge: Annotated[bytes, Meta(min_length=CHALLENGE_BYTES, max_length=CHALLENGE_BYTES)]
    older: Annotated[int, Meta(ge=0, le=2**48)]
