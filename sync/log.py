"""A device's append-only log: numbered from 1, chained by hashes that never travel."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from schemas.entries import Entry
from schemas.scalars import DEVICE_ID_BYTES

EMPTY_HEAD = bytes(32)
"""The head of a log without entries."""

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Entry] = msgspec.msgpack.Decoder(Entry)


class MalformedEntry(ValueError):
    """Bytes that are no entry of protocol version 1."""


class Append(NamedTuple):
    """The upload continues the log once its first `skip` entries, stored before, are left out."""

    skip: int


class Gap(NamedTuple):
    """Entries are missing between what is stored and the upload."""

    stored: int


class Fork(NamedTuple):
    """Another entry stands stored under number `at`."""

    at: int


def device_id(public_key: bytes) -> bytes:
    """A device's name, 12 bytes, from its 33-byte compressed P-256 public key."""
    return hashlib.sha256(public_key).digest()[:DEVICE_ID_BYTES]


def chain(head: bytes, entries: Iterable[bytes]) -> bytes:
    """The head after `entries`: head(n) = SHA-256(head(n-1) || entry(n))."""
    for entry in entries:
        head = hashlib.sha256(head + entry).digest()
    return head


def fit(
    stored: int, first: int, entries: Sequence[bytes], known: Sequence[bytes]
) -> Append | Gap | Fork:
    """How an upload beginning with number `first` stands to a log that holds 1..`stored`.

    `known` are the stored entries from number `first` on (none if `first` is stored + 1).
    """
    if first > stored + 1:
        return Gap(stored)
    for offset, (ours, theirs) in enumerate(zip(known, entries, strict=False)):
        if ours != theirs:
            return Fork(first + offset)
    return Append(min(len(known), len(entries)))


def encode_entry(entry: Entry) -> bytes:
    """The MessagePack bytes that are chained, stored and sent."""
    return _encoder.encode(entry)


def decode_entry(data: bytes) -> Entry:
    """Reads one entry. Raises MalformedEntry."""
    try:
        return _decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise MalformedEntry(str(error)) from error
