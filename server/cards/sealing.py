"""Sealing for the courier: HPKE (RFC 9180), base mode, P-256, HKDF-SHA-256, AES-128-GCM.

The sealing key is the server's own, no body's: phones learn its public half with
`GET /api/instance` while they have a network, and seal to it when they have none.
"""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from server.cards import cose

SUITE: Final = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)


class SealError(ValueError):
    """What does not open under this key, or a public key that is none."""


def seal(public_key: bytes, info: bytes, plain: bytes) -> bytes:
    """The encapsulated key (65 bytes), then the ciphertext. `public_key` is an uncompressed point.

    Raises `SealError`.
    """
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
    except ValueError as error:
        raise SealError("no P-256 point") from error
    return SUITE.encrypt(plain, key, info=info)


def unseal(private_key: ec.EllipticCurvePrivateKey, info: bytes, sealed: bytes) -> bytes:
    """Raises `SealError`."""
    try:
        return SUITE.decrypt(sealed, private_key, info=info)
    except (InvalidTag, ValueError) as error:
        raise SealError("does not open") from error


def uncompressed(public_key: bytes) -> bytes:
    """The 65 bytes of a compressed P-256 key: not every browser reads the 33."""
    key = cose.public_key(public_key)
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
