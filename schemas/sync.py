"""The two messages of a sync, and its limits. The protocol is told in `sync/README.md`."""

from typing import Annotated

from msgspec import Meta, Raw, Struct

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

SIGN_SYNC_CONTEXT = b"furusato-sync-v1\x00"
SIGN_ENROL_CONTEXT = b"furusato-enrol-v1\x00"


class SyncRequest(Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """A device's upload. On the wire 64 bytes of signature stand before it.

    `first` is the number of the first entry carried, or of the next to come when there is none.
    Each item of `entries` is one entry's own MessagePack bytes. `cursor` is what the last reply
    gave, empty at first. `max_kb` is how many kibibytes of reply the device wants at most.
    """

    version: int
    device: DeviceId
    first: Sequence
    entries: Annotated[
        list[Annotated[bytes, Meta(min_length=1, max_length=MAX_ENTRY_BYTES)]],
        Meta(max_length=MAX_ENTRIES),
    ]
    cursor: Annotated[bytes, Meta(max_length=MAX_CURSOR_BYTES)]
    max_kb: Annotated[int, Meta(ge=1, le=MAX_REPLY_KB)]


class SyncReply(Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """The server's answer.

    `stored` is the highest number of this device's log that is durably on disk. `items` are
    `FeedItem`s, left undecoded here because the server passes on bytes that it encoded once.
    `more` tells that the reply was cut: sync again at once. `challenge` goes into the next
    request's signature, and is never sent back.
    """

    stored: Annotated[int, Meta(ge=0, le=2**32 - 1)]
    items: list[Raw]
    cursor: bytes
    more: bool
    server_ms: Milliseconds
    challenge: Annotated[bytes, Meta(min_length=CHALLENGE_BYTES, max_length=CHALLENGE_BYTES)]
