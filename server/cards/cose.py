"""COSE_Sign1 with P-256, as every signed thing of this system is made (RFC 9052, RFC 9864).

Signatures are raw `r || s`, 64 bytes. ECDSA is malleable: `(r, n - s)` verifies too, so the bytes
of a signature never identify anything.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from server.cards import cbor

ALG: Final = 1
KID: Final = 4
TYP: Final = 16
"""Header parameters (RFC 9052; `typ` is RFC 9596)."""

ESP256: Final = -9
"""ECDSA with P-256 and SHA-256, fully specified (RFC 9864)."""

SIGN1_TAG: Final = 18
_TAGGED_SIGN1: Final = bytes([0xC0 | SIGN1_TAG])
SIGNATURE_BYTES: Final = 64
PUBLIC_KEY_BYTES: Final = 33
KID_BYTES: Final = 4

Sign = Callable[[bytes], bytes]
"""Signs a message with one private key: SHA-256 inside, 64 raw bytes out."""


class CoseError(ValueError):
    """Bytes that are not what a signer of this system writes, or a signature that does not hold."""


def key_id(public_key: bytes) -> bytes:
    """The `kid` of a key: the first four bytes of SHA-256 over its compressed form."""
    return hashlib.sha256(public_key).digest()[:KID_BYTES]


def compressed(key: ec.EllipticCurvePublicKey) -> bytes:
    """The 33-byte compressed form of a P-256 public key (SEC 1)."""
    return key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def public_key(data: bytes) -> ec.EllipticCurvePublicKey:
    """A public key from its compressed form. Raises `CoseError` when no such point exists."""
    if len(data) != PUBLIC_KEY_BYTES:
        raise CoseError("a compressed P-256 key has 33 bytes")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data)
    except ValueError as error:
        raise CoseError("not a point of P-256") from error


def sign_raw(key: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    """Signs with a nonce derived from key and message (RFC 6979), so no weak nonce can leak it."""
    der = key.sign(message, ec.ECDSA(SHA256(), deterministic_signing=True))
    r, s = decode_dss_signature(der)
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def verify_raw(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the raw signature holds under the compressed key. Never raises for bad input."""
    if len(signature) != SIGNATURE_BYTES:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        _known_key(key).verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))
    except (InvalidSignature, CoseError, ValueError):
        return False
    return True


@lru_cache(maxsize=10_000)
def _known_key(key: bytes) -> ec.EllipticCurvePublicKey:
    """Finding the point takes a fifth of a verification."""
    return public_key(key)


def protected_header(kid: bytes | None = None, typ: str | None = None) -> bytes:
    """The protected header as it is signed: algorithm, and what else there is."""
    header: dict[int, int | bytes | str] = {ALG: ESP256}
    if kid is not None:
        header[KID] = kid
    if typ is not None:
        header[TYP] = typ
    return cbor2.dumps(header)


def to_be_signed(protected: bytes, payload: bytes, external_aad: bytes = b"") -> bytes:
    """`Sig_structure` of RFC 9052 section 4.4: the bytes that a signature covers."""
    return cbor2.dumps(["Signature1", protected, external_aad, payload])


def sign1(protected: bytes, payload: bytes, signature: bytes) -> bytes:
    """The tagged COSE_Sign1 message."""
    return cbor2.dumps(cbor2.CBORTag(SIGN1_TAG, [protected, {}, payload, signature]))


@dataclass(frozen=True, slots=True)
class Sign1:
    """A COSE_Sign1 taken apart, nothing of it checked."""

    protected: bytes
    payload: bytes
    signature: bytes

    def verify(self, key: bytes, external_aad: bytes = b"") -> None:
        """Raises `CoseError` unless the signature holds under the compressed key.

        The caller has compared `protected` with the whole header that it expects, which leaves no
        room for another algorithm or an unknown critical parameter.
        """
        message = to_be_signed(self.protected, self.payload, external_aad)
        if not verify_raw(key, self.signature, message):
            raise CoseError("the signature does not hold")


def parse_sign1(message: bytes) -> Sign1:
    """Takes a tagged COSE_Sign1 without unprotected header apart. Raises `CoseError`."""
    if message[:1] != _TAGGED_SIGN1:
        raise CoseError("not a COSE_Sign1")
    match load(message[1:]):
        case [bytes(protected), unprotected, bytes(payload), bytes(signature)] if unprotected == {}:
            return Sign1(protected, payload, signature)
        case _:
            raise CoseError("not a COSE_Sign1")


def load(data: bytes) -> Any:
    """Reads what was or is to be signed: `cbor.read`, but raises `CoseError`."""
    try:
        return cbor.read(data)
    except cbor.CborError as error:
        raise CoseError(str(error)) from error
