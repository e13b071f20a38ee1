"""Takes in what couriers bring: opens each parcel and delivers it as the sync that it holds.

The courier learns of a parcel only what it needs to go on. Whatever the sync was answered, refusals
too, is sealed for the sender: who it is, and whether the server knows the device, stays between the
two.
"""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec
import structlog

from schemas.courier import MAX_PARCEL_REPLY_KB, AnswerKind, CourierOutcome, CourierStatus
from schemas.problems import ProblemCode
from server.app.clock import Clock
from server.app.limits import SYNC_DEVICE, RateLimiter
from server.app.problems import Refusal
from server.cards.keystore import KeyStore, UnknownKeyError
from server.cards.sealing import SealError, seal
from server.replication.admission import Upload, arrived
from server.replication.inbox import Inbox
from sync.courier import (
    Answer,
    Content,
    MalformedParcel,
    Parcel,
    answer_info,
    decode_content,
    encode_answer,
    installation_tag,
    parcel_info,
    read_parcel,
)
from sync.message import MalformedMessage, MessageTooLarge, UnsupportedVersion, read_request

_json = msgspec.json.Encoder()


class Counter(NamedTuple):
    """Where parcels are handed in: an installation, and what it needs to open them."""

    instance: str
    inbox: Inbox
    keystore: KeyStore
    limiter: RateLimiter
    clock: Clock


class _OtherInstallation(Exception):
    """The parcel is for another server."""


class _NotNow(Exception):
    """Nothing is wrong with the parcel."""


_STATUS: Mapping[type[Exception], CourierStatus] = {
    MalformedParcel: CourierStatus.DAMAGED,
    SealError: CourierStatus.DAMAGED,
    UnknownKeyError: CourierStatus.KEY_GONE,
    _OtherInstallation: CourierStatus.OTHER_INSTALLATION,
    _NotNow: CourierStatus.LATER,
}


async def hand_in(counter: Counter, data: bytes, address: str) -> CourierOutcome:
    """One parcel, brought from an address. A second time, it is answered and nothing is doubled."""
    try:
        return CourierOutcome(CourierStatus.ANSWERED, await _answer(counter, data, address))
    except Exception as error:  # one parcel's trouble must not keep the others'
        if type(error) not in _STATUS:
            structlog.get_logger().error("courier", error=type(error).__qualname__)
        return CourierOutcome(_STATUS.get(type(error), CourierStatus.LATER), b"")


async def _answer(counter: Counter, data: bytes, address: str) -> bytes:
    parcel = read_parcel(data)
    if parcel.installation != installation_tag(counter.instance):
        raise _OtherInstallation
    content = _open(counter, parcel)
    kind, body = await _sync(counter, content, address)
    header = Answer(parcel.id, b"").header
    return header + seal(content.reply_key, answer_info(header), encode_answer(kind, body))


def _open(counter: Counter, parcel: Parcel) -> Content:
    now = counter.clock() // 1000
    if not any(key.kid == parcel.key and now < key.expires for key in counter.keystore.list_keys()):
        raise UnknownKeyError(parcel.key.hex())
    plain = counter.keystore.unseal(parcel.key, parcel_info(parcel.header), parcel.sealed)
    return decode_content(plain)


async def _sync(counter: Counter, content: Content, address: str) -> tuple[AnswerKind, bytes]:
    """The last reply, which stands for those before it; or the refusal of the first request."""
    reply: bytes | None = None
    try:
        for request in content.requests:
            upload = _read(request, counter.clock())
            try:
                counter.limiter.take(SYNC_DEVICE, f"{upload.device.hex()} {address}")
            except Refusal:
                raise _NotNow from None
            reply = await counter.inbox.deliver(upload)
    except Refusal as refusal:
        if refusal.code is ProblemCode.UNAVAILABLE:
            raise _NotNow from None
        if reply is None:
            return AnswerKind.PROBLEM, _json.encode(refusal.problem(english=False))
    if reply is None:
        raise MalformedParcel("no request")
    return AnswerKind.REPLY, reply


def _read(request: bytes, now: int) -> Upload:
    try:
        received = read_request(request)
    except MessageTooLarge:
        raise Refusal(ProblemCode.TOO_LARGE) from None
    except UnsupportedVersion:
        raise Refusal(ProblemCode.CLIENT_TOO_OLD) from None
    except (MalformedMessage, RecursionError):
        raise Refusal(ProblemCode.MALFORMED) from None
    if received.request.max_kb > MAX_PARCEL_REPLY_KB:
        raise Refusal(ProblemCode.MALFORMED, field="max_kb")
    return arrived(received, now)
