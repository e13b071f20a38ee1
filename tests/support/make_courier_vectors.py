"""Writes the courier's conformance vectors: `python -m tests.support.make_courier_vectors`.

Sealing draws random numbers, so what is sealed differs each time this is run; what the files hold
opens for ever. Frames are cut here by other means than the app's.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import base45  # type: ignore[import-untyped]  # the package has no types
from cryptography.hazmat.primitives.asymmetric import ec

from schemas.courier import FRAME_ID_BYTES, FRAME_PART_BYTES, FRAME_PREFIX, AnswerKind
from server.cards import cose
from server.cards.sealing import seal, uncompressed
from sync.courier import (
    Answer,
    Content,
    Parcel,
    answer_info,
    encode_answer,
    encode_content,
    installation_tag,
    padded_size,
    parcel_info,
)

FILE = Path(__file__).resolve().parents[2] / "schemas" / "vectors" / "courier.json"
INSTANCE = "q0yC1Wm8T0vYk3aB"
PARCEL_ID = bytes(range(16))
SIZES = (0, 1, 512, 513, 640, 641, 1024, 1025, 5_000, 65_536, 65_537, 524_287, 524_288)


def key(secret: int) -> dict[str, str]:
    private = ec.derive_private_key(secret, ec.SECP256R1())
    public = uncompressed(cose.compressed(private.public_key()))
    return {
        "private": secret.to_bytes(32).hex(),
        "public": public.hex(),
        "id": cose.key_id(cose.compressed(private.public_key())).hex(),
    }


def parcels(to: dict[str, str], reply: dict[str, str]) -> list[dict[str, Any]]:
    rows = []
    for name, requests in (
        ("one request", [bytes(64) + b"\x97request"]),
        ("eight requests", [bytes([n]) * (100 + n) for n in range(8)]),
        ("a large one", [bytes(range(256)) * 12]),
    ):
        header = Parcel(installation_tag(INSTANCE), bytes.fromhex(to["id"]), PARCEL_ID, b"").header
        plain = encode_content(Content(bytes.fromhex(reply["public"]), requests))
        sealed = seal(bytes.fromhex(to["public"]), parcel_info(header), plain)
        rows.append(
            {
                "name": name,
                "requests": [request.hex() for request in requests],
                "plain": plain.hex(),
                "parcel": (header + sealed).hex(),
            }
        )
    return rows


def answers(reply: dict[str, str]) -> list[dict[str, Any]]:
    rows = []
    for kind, body in (
        (AnswerKind.REPLY, b"\x97reply" + bytes(700)),
        (AnswerKind.PROBLEM, b'{"code":"gap"}'),
    ):
        header = Answer(PARCEL_ID, b"").header
        plain = encode_answer(kind, body)
        sealed = seal(bytes.fromhex(reply["public"]), answer_info(header), plain)
        rows.append(
            {
                "kind": int(kind),
                "body": body.hex(),
                "plain": plain.hex(),
                "answer": (header + sealed).hex(),
            }
        )
    return rows


def frames(data: bytes) -> list[str]:
    """The texts of the QR codes that carry it, in their order."""
    count = -(-len(data) // FRAME_PART_BYTES)
    size = -(-len(data) // count)
    name = hashlib.sha256(data).digest()[:FRAME_ID_BYTES]
    whole = [
        name + n.to_bytes(2) + count.to_bytes(2) + data[n * size : (n + 1) * size]
        for n in range(count)
    ]
    return [FRAME_PREFIX + str(base45.b45encode(frame), "ascii") for frame in whole]


def vectors() -> dict[str, Any]:
    to, reply = key(0x5EA1), key(0x4E91)
    made = parcels(to, reply)
    return {
        "instance": INSTANCE,
        "installation": installation_tag(INSTANCE).hex(),
        "sealing_key": to,
        "reply_key": reply,
        "id": PARCEL_ID.hex(),
        "sizes": [[size, padded_size(size)] for size in SIZES],
        "parcels": made,
        "answers": answers(reply),
        "frames": [
            {"data": data.hex(), "texts": frames(data)}
            for data in (bytes.fromhex(made[0]["parcel"]), bytes.fromhex(made[2]["parcel"]))
        ],
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n")
