"""A courier's part: what a phone sealed is brought to the server by somebody, and its answer back.

Sealed here as a phone seals it; what is in a parcel, and what its answer does, is the replica's own
(`pwa/src/replica/carried.ts`).
"""

import hashlib
from typing import Any, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from schemas.courier import (
    COURIER_MEDIA_TYPE,
    PARCEL_ID_BYTES,
    AnswerKind,
    CourierOutcome,
    CourierStatus,
)
from server.app.instance import instance_id
from server.cards import cose
from server.cards.sealing import seal, uncompressed, unseal
from sync.courier import (
    Content,
    Parcel,
    answer_info,
    decode_answer,
    encode_content,
    installation_tag,
    parcel_info,
    read_answer,
)
from tests.simulation.model import Log
from tests.simulation.server import Reply, Server

_outcomes = msgspec.msgpack.Decoder(list[CourierOutcome])


class Sealed(NamedTuple):
    """A parcel that some phone packed, with what its log was then. `name` is what it is kept as."""

    name: str
    phone: str
    device: str
    log: Log
    data: bytes
    reply_key: ec.EllipticCurvePrivateKey


class Brought(NamedTuple):
    """An answer on its way back to who packed the parcel."""

    parcel: Sealed
    kind: AnswerKind
    body: bytes


async def pack(
    server: Server, name: str, phone: str, device: str, log: Log, requests: list[bytes]
) -> Sealed:
    async with server.database.reading() as conn:
        instance = await instance_id(conn)
    assert instance is not None
    key = server.sealing_key
    number = hashlib.sha256(f"{phone} {name}".encode()).digest()
    made = Parcel(installation_tag(instance), key.kid, number[:PARCEL_ID_BYTES], b"")
    reply_key = ec.derive_private_key(int.from_bytes(number), ec.SECP256R1())
    point = uncompressed(cose.compressed(reply_key.public_key()))
    plain = encode_content(Content(point, requests))
    sealed = seal(uncompressed(key.public_key), parcel_info(made.header), plain)
    return Sealed(name, phone, device, log, made.header + sealed, reply_key)


async def hand_in(server: Server, parcel: Sealed, courier: str) -> Brought | None:
    """At `POST /api/courier`; None when the server has no answer now."""
    body = msgspec.msgpack.encode([parcel.data])
    reply = await server.post(body, courier, path="/api/courier", media_type=COURIER_MEDIA_TYPE)
    if reply.status != 200:
        return None
    (outcome,) = _outcomes.decode(reply.body)
    if outcome.status is not CourierStatus.ANSWERED:
        return None
    answer = read_answer(outcome.answer)
    plain = unseal(parcel.reply_key, answer_info(answer.header), answer.sealed)
    return Brought(parcel, *decode_answer(plain))


def as_reply(brought: Brought | None) -> Reply:
    """As if the sync had come by the network."""
    if brought is None:
        return Reply(503, "", b"")
    if brought.kind is AnswerKind.REPLY:
        return Reply(200, "", brought.body)
    problem: dict[str, Any] = msgspec.json.decode(brought.body)
    return Reply(problem["status"], "application/problem+json", brought.body)
