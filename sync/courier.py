"""The courier's parcels and answers: what stands outside, what is sealed inside, how long they are.

Bytes only. Sealing itself is HPKE (RFC 9180) and is done where the keys are; `parcel_info` and
`answer_info` bind what is sealed to what stands outside it.
"""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from schemas.courier import (
    ANSWER_HEADER_BYTES,
    ANSWER_INFO,
    ANSWER_MAGIC,
    INSTALLATION_BYTES,
    MAX_PARCEL_BYTES,
    MAX_PARCEL_REQUESTS,
    PARCEL_HEADER_BYTES,
    PARCEL_ID_BYTES,
    PARCEL_INFO,
    PARCEL_MAGIC,
    POINT_BYTES,
    SEAL_TAG_BYTES,
    SEALING_KEY_ID_BYTES,
    SMALLEST_SEALED,
    STEPS_PER_DOUBLING,
    AnswerKind,
)

SEAL_BYTES = POINT_BYTES + SEAL_TAG_BYTES
"""What sealing adds: the encapsulated key and the tag."""
_LENGTH_BYTES = 4
_KEY_AT = len(PARCEL_MAGIC) + INSTALLATION_BYTES
_ID_AT = _KEY_AT + SEALING_KEY_ID_BYTES


class MalformedParcel(ValueError):
    """Bytes that are no parcel or answer, or hold something else than they should."""


class Parcel(NamedTuple):
    """A parcel as its courier sees it."""

    installation: bytes
    key: bytes
    """Id of the server's key that it is sealed to."""
    id: bytes
    sealed: bytes

    @property
    def header(self) -> bytes:
        return PARCEL_MAGIC + self.installation + self.key + self.id


class Content(NamedTuple):
    """What the server finds in a parcel: requests of one log, each as `POST /api/sync` takes it."""

    reply_key: bytes
    requests: Sequence[bytes]


class Answer(NamedTuple):
    """An answer as whoever carries it sees it. `parcel` is the id of what it answers."""

    parcel: bytes
    sealed: bytes

    @property
    def header(self) -> bytes:
        return ANSWER_MAGIC + self.parcel


def installation_tag(instance: str) -> bytes:
    """What names an installation outside a parcel."""
    return hashlib.sha256(instance.encode()).digest()[:INSTALLATION_BYTES]


def padded_size(size: int) -> int:
    """The next of the lengths that parcels and answers have: four to each doubling."""
    if size <= SMALLEST_SEALED:
        return SMALLEST_SEALED
    step = (1 << (size - 1).bit_length() - 1) // STEPS_PER_DOUBLING
    return -(-size // step) * step


def parcel_info(header: bytes) -> bytes:
    """HPKE's `info` of a parcel with this header."""
    return PARCEL_INFO + header


def answer_info(header: bytes) -> bytes:
    """HPKE's `info` of an answer with this header."""
    return ANSWER_INFO + header


def read_parcel(data: bytes) -> Parcel:
    """Raises MalformedParcel."""
    if data[: len(PARCEL_MAGIC)] != PARCEL_MAGIC:
        raise MalformedParcel("not a parcel")
    if not SMALLEST_SEALED <= len(data) <= MAX_PARCEL_BYTES or padded_size(len(data)) != len(data):
        raise MalformedParcel(f"{len(data)} bytes is no parcel's length")
    return Parcel(
        data[len(PARCEL_MAGIC) : _KEY_AT],
        data[_KEY_AT:_ID_AT],
        data[_ID_AT : _ID_AT + PARCEL_ID_BYTES],
        data[PARCEL_HEADER_BYTES:],
    )


def read_answer(data: bytes) -> Answer:
    """Raises MalformedParcel."""
    if data[: len(ANSWER_MAGIC)] != ANSWER_MAGIC:
        raise MalformedParcel("not an answer")
    if len(data) < SMALLEST_SEALED or padded_size(len(data)) != len(data):
        raise MalformedParcel(f"{len(data)} bytes is no answer's length")
    return Answer(data[len(ANSWER_MAGIC) : ANSWER_HEADER_BYTES], data[ANSWER_HEADER_BYTES:])


def encode_content(content: Content) -> bytes:
    """What is sealed in a parcel, padded. Raises MalformedParcel for more than one holds."""
    if not 0 < len(content.requests) <= MAX_PARCEL_REQUESTS:
        raise MalformedParcel(f"{len(content.requests)} requests")
    plain = content.reply_key + bytes((len(content.requests),))
    plain += b"".join(_with_length(request) for request in content.requests)
    padded = _padded(plain, PARCEL_HEADER_BYTES)
    if len(padded) + PARCEL_HEADER_BYTES + SEAL_BYTES > MAX_PARCEL_BYTES:
        raise MalformedParcel("more than a parcel holds")
    return padded


def decode_content(plain: bytes) -> Content:
    """Raises MalformedParcel."""
    count = plain[POINT_BYTES] if len(plain) > POINT_BYTES else 0
    if not 0 < count <= MAX_PARCEL_REQUESTS:
        raise MalformedParcel(f"{count} requests")
    requests = []
    at = POINT_BYTES + 1
    for _ in range(count):
        request, at = _read_length(plain, at)
        requests.append(request)
    _check_padding(plain, at)
    return Content(plain[:POINT_BYTES], requests)


def encode_answer(kind: AnswerKind, body: bytes) -> bytes:
    """What is sealed in an answer, padded."""
    return _padded(bytes((kind,)) + _with_length(body), ANSWER_HEADER_BYTES)


def decode_answer(plain: bytes) -> tuple[AnswerKind, bytes]:
    """Raises MalformedParcel."""
    try:
        kind = AnswerKind(plain[0])
    except (IndexError, ValueError) as error:
        raise MalformedParcel("no kind of answer") from error
    body, at = _read_length(plain, 1)
    _check_padding(plain, at)
    return kind, body


def _padded(plain: bytes, header: int) -> bytes:
    around = header + SEAL_BYTES
    return plain.ljust(padded_size(len(plain) + around) - around, b"\0")


def _with_length(data: bytes) -> bytes:
    return len(data).to_bytes(_LENGTH_BYTES) + data


def _read_length(plain: bytes, at: int) -> tuple[bytes, int]:
    start = at + _LENGTH_BYTES
    end = start + int.from_bytes(plain[at:start])
    if len(plain) < end:
        raise MalformedParcel("cut off")
    return plain[start:end], end


def _check_padding(plain: bytes, at: int) -> None:
    if any(plain[at:]):
        raise MalformedParcel("something stands in the padding")
