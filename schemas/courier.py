"""The courier: a signed upload that another phone carries. Told in `sync/README.md`.

Parcels, answers and what is sealed in them are bytes at fixed places, so that they can be told from
anything else in a file or a picture; only the two messages with the server are MessagePack.
"""

import enum
from typing import Annotated

from msgspec import Meta, Struct

COURIER_MEDIA_TYPE = "application/vnd.furusato.courier"
COURIER_FILE_SUFFIX = ".furusato"

PARCEL_MAGIC = b"FRP\x01"
ANSWER_MAGIC = b"FRA\x01"
"""Three letters and the version of the format."""

PARCEL_INFO = b"furusato-courier-v1 parcel\x00"
ANSWER_INFO = b"furusato-courier-v1 answer\x00"
"""Begin HPKE's `info` (RFC 9180 section 5.1); the parcel's or the answer's header follows."""

INSTALLATION_BYTES = 8
"""What names an installation outside a parcel: the first bytes of SHA-256 of its id."""
SEALING_KEY_ID_BYTES = 4
PARCEL_ID_BYTES = 16
POINT_BYTES = 65
"""A P-256 point, uncompressed (SEC 1 section 2.3.3), as HPKE serialises public keys."""
SEAL_TAG_BYTES = 16

PARCEL_HEADER_BYTES = 32
"""Magic, installation, sealing key, parcel id."""
ANSWER_HEADER_BYTES = 20
"""Magic, parcel id."""

SMALLEST_SEALED = 512
STEPS_PER_DOUBLING = 4
"""Parcels and answers are 512, 640, 768, 896, 1024, 1280 … bytes long: a length tells little."""

MAX_PARCEL_BYTES = 524_288
MAX_PARCEL_REQUESTS = 8
MAX_PARCEL_REPLY_KB = 64
"""The most that a request in a parcel may want back."""
MAX_PARCELS = 16
MAX_DELIVERY_BYTES = 1_048_576
"""Of one `POST /api/courier`, which carries at most `MAX_PARCELS`."""

FRAME_PREFIX = "FC1:"
"""Begins the text of each QR code; what follows is base45 (RFC 9285)."""
FRAME_ID_BYTES = 8
"""The first bytes of SHA-256 of all that the codes carry together: its name and its check."""
FRAME_HEADER_BYTES = 12
"""Id, then place and number of codes, two bytes each."""
FRAME_PART_BYTES = 480
"""At most: the code is of version 15 at level L, which an old camera reads off a small screen."""


class CourierStatus(enum.IntEnum):
    """What became of a parcel, as far as it is the courier's business."""

    ANSWERED = 1
    """The server opened it; its answer is sealed for the sender alone."""
    OTHER_INSTALLATION = 2
    DAMAGED = 3
    """Not a parcel, not whole, or sealed to another key than it says."""
    KEY_GONE = 4
    """Sealed to a key that the server has no longer: the sender packs anew."""
    LATER = 5
    """Not now: keep it and try again."""


class AnswerKind(enum.IntEnum):
    """What a sealed answer holds."""

    REPLY = 1
    """A SyncReply."""
    PROBLEM = 2
    """A problem document in JSON, as `POST /api/sync` refuses with."""


Parcels = Annotated[
    list[Annotated[bytes, Meta(max_length=MAX_PARCEL_BYTES)]],
    Meta(min_length=1, max_length=MAX_PARCELS),
]
"""The body of `POST /api/courier`."""


class CourierOutcome(Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """Of one parcel, in the order in which they were sent. `answer` is empty unless ANSWERED."""

    status: CourierStatus
    answer: bytes
