"""The scalar types that every wire struct is made of, with their bounds."""

from typing import Annotated

from msgspec import Meta

DEVICE_ID_BYTES = 12
"""A device's name: the first 12 bytes of SHA-256 over its 33-byte compressed P-256 public key."""

DeviceId = Annotated[bytes, Meta(min_length=DEVICE_ID_BYTES, max_length=DEVICE_ID_BYTES)]

PublicKey = Annotated[bytes, Meta(min_length=33, max_length=33)]
"""A P-256 key, compressed (SEC 1, section 2.3.3)."""

Sequence = Annotated[int, Meta(ge=1, le=2**32 - 1)]
"""Number of an entry in its device's log; the first is 1."""

Milliseconds = Annotated[int, Meta(ge=0, le=2**48 - 1)]
"""Milliseconds since 1970-01-01T00:00:00Z, as a phone's clock showed them."""

Counter = Annotated[int, Meta(ge=0, le=2**16 - 1)]
"""Second part of a hybrid logical clock: orders what happened within one millisecond."""

Day = Annotated[int, Meta(ge=0, le=2**17 - 1)]
"""A calendar day in Asia/Tokyo, counted from 1970-01-01 (R11)."""

BodyCode = Annotated[int, Meta(ge=10006, le=479999)]
"""Local government code (全国地方公共団体コード), six digits with its check digit, as a number."""

RowId = Annotated[int, Meta(ge=1, le=2**32 - 1)]
"""Number of a place, a project, a card or a member, given by the server."""

OptionalRowId = Annotated[int, Meta(ge=0, le=2**32 - 1)]
"""A RowId, or 0 for none: one byte on the wire."""

ShortText = Annotated[str, Meta(max_length=200)]
NoteText = Annotated[str, Meta(min_length=1, max_length=1000)]
ReasonText = Annotated[str, Meta(max_length=200)]
Seconds = Annotated[int, Meta(ge=0, le=2**40)]
"""Seconds since 1970-01-01T00:00:00Z."""
