"""The bytes of a sync: 64 bytes of signature, then MessagePack."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from schemas.feed import FeedItem
from schemas.sync import (
    MAX_REQUEST_BYTES,
    PROTOCOL_VERSION,
    SIGN_ENROL_CONTEXT,
    SIGN_SYNC_CONTEXT,
    SIGNATURE_BYTES,
    SyncReply,
    SyncRequest,
)
from sync.packing import MalformedRun, Visits, entries_of, unpack

_encoder = msgspec.msgpack.Encoder()
_request: msgspec.msgpack.Decoder[SyncRequest] = msgspec.msgpack.Decoder(SyncRequest)
_reply: msgspec.msgpack.Decoder[SyncReply] = msgspec.msgpack.Decoder(SyncReply)
_item: msgspec.msgpack.Decoder[FeedItem] = msgspec.msgpack.Decoder(FeedItem)
_loose: msgspec.msgpack.Decoder[list[msgspec.Raw]] = msgspec.msgpack.Decoder(list[msgspec.Raw])


class MalformedMessage(ValueError):
    """Bytes that are no message of this protocol."""


class MessageTooLarge(MalformedMessage):
    """More than MAX_REQUEST_BYTES."""


class UnsupportedVersion(ValueError):
    """A message of another protocol version, given as the exception's argument."""


class Received(NamedTuple):
    """A request as it was read. `body` is what was signed."""

    signature: bytes
    body: bytes
    request: SyncRequest
    pieces: Sequence[bytes | Visits]
    """What it carries: an entry's bytes, or a run of check-ins."""
    entries: Sequence[bytes]
    """The bytes of every entry."""


def signed_bytes(challenge: bytes, head: bytes, body: bytes) -> bytes:
    """What the device signs: its newest head, the server's challenge and the whole request."""
    return SIGN_SYNC_CONTEXT + challenge + head + body


def enrolment_bytes(account: str) -> bytes:
    """What a new device key signs to show that its holder enrols it for this account."""
    return SIGN_ENROL_CONTEXT + account.encode()


def encode_request(
    request: SyncRequest, challenge: bytes, head: bytes, sign: Callable[[bytes], bytes]
) -> bytes:
    """The HTTP body. `sign` gives 64 bytes, r || s; `head` is that after the last entry carried."""
    body = _encoder.encode(request)
    return sign(signed_bytes(challenge, head, body)) + body


def read_request(data: bytes) -> Received:
    """Reads an HTTP body.

    Raises MessageTooLarge, MalformedMessage, or UnsupportedVersion before anything that another
    version may have changed is looked at.
    """
    if len(data) > MAX_REQUEST_BYTES:
        raise MessageTooLarge(f"{len(data)} bytes, at most {MAX_REQUEST_BYTES}")
    signature, body = data[:SIGNATURE_BYTES], data[SIGNATURE_BYTES:]
    try:
        request = _request.decode(body)
        pieces = unpack(request.entries)
    except (msgspec.MsgspecError, UnicodeDecodeError, MalformedRun) as error:
        version = _version_of(body)
        if version is not None and version != PROTOCOL_VERSION:
            raise UnsupportedVersion(version) from error
        raise MalformedMessage(str(error)) from error
    if request.version != PROTOCOL_VERSION:  # one that happens to have the same fields
        raise UnsupportedVersion(request.version)
    return Received(signature, body, request, pieces, entries_of(pieces))


def _version_of(body: bytes) -> int | None:
    try:
        return msgspec.msgpack.decode(_loose.decode(body)[0], type=int)
    except (msgspec.MsgspecError, IndexError):
        return None


def encode_reply(reply: SyncReply) -> bytes:
    return _encoder.encode(reply)


def decode_reply(data: bytes) -> SyncReply:
    """Raises MalformedMessage."""
    try:
        return _reply.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise MalformedMessage(str(error)) from error


def encode_item(item: FeedItem) -> bytes:
    return _encoder.encode(item)


def decode_item(data: bytes | msgspec.Raw) -> FeedItem | None:
    """One feed item, or None for a kind this version does not know, which a reader passes over."""
    try:
        return _item.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
