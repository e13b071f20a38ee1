"""The status list of a body: one bit a card, set when the card was revoked.

The token is that of the Token Status List draft (draft-ietf-oauth-status-list): a CWT with the
claim 65533, `{"bits": 1, "lst": zlib}`; card 0 is the lowest bit of the first byte. What changed
since such a list is in `status_delta.py`.
"""

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import cbor2

from server.cards import cbor, cose
from server.cards.credential import issuer_name, status_uri
from server.cards.trust_list import TrustedKey, TrustList

TYPE: Final = "application/statuslist+cwt"
ISS, SUB, IAT, STATUS_LIST = 1, 2, 6, 65533
MAX_BYTES: Final = 1 << 20
"""Decompressed: room for 8,388,608 cards of one body. A compressed list is smaller than this."""

NAME_BYTES: Final = 8
MAX_INDEX: Final = MAX_BYTES * 8 - 1


class StatusListError(ValueError):
    """A status list that the body did not sign, that is too large, or that is damaged."""


@dataclass(frozen=True, slots=True)
class StatusList:
    """Bits as delivered, and when they were signed (Unix seconds).

    `name` is that of the whole list which they are, or which they follow from by a delta.
    """

    body: int
    issued_at: int
    bits: bytes
    name: bytes

    def revoked(self, index: int) -> bool:
        """A card beyond the end was issued after the list was made: not revoked as far as known."""
        byte, bit = divmod(index, 8)
        return byte < len(self.bits) and bool(self.bits[byte] >> bit & 1)


def bits_of(revoked: Iterable[int], cards: int) -> bytes:
    """The bit string for card numbers below `cards`, with the revoked ones set."""
    bits = bytearray((cards + 7) // 8)
    for index in revoked:
        bits[index // 8] |= 1 << index % 8
    return bytes(bits)


def name_of(payload: bytes) -> bytes:
    """Names a whole list by what is signed of it: a signature has a twin that holds as well."""
    return hashlib.sha256(payload).digest()[:NAME_BYTES]


def issue(body: int, bits: bytes, issued_at: int, kid: bytes, sign: cose.Sign) -> bytes:
    """Signs the list of a body. Raises `StatusListError` beyond `MAX_BYTES`."""
    if len(bits) > MAX_BYTES:
        raise StatusListError("more cards than one list holds")
    payload = cbor2.dumps(
        {
            ISS: issuer_name(body),
            SUB: status_uri(body),
            IAT: issued_at,
            STATUS_LIST: {"lst": zlib.compress(bits, 9), "bits": 1},
        }
    )
    return sign_token(TYPE, payload, kid, sign)


def sign_token(typ: str, payload: bytes, kid: bytes, sign: cose.Sign) -> bytes:
    """A COSE_Sign1 by a body whose type stands in its header."""
    protected = cose.protected_header(kid, typ)
    return cose.sign1(protected, payload, sign(cose.to_be_signed(protected, payload)))


def verify(message: bytes, body: int, trust: TrustList) -> StatusList:
    """The list of `body`, once the signature of one of its keys holds. Raises `StatusListError`."""
    if len(message) > MAX_BYTES:
        raise StatusListError("larger than a list can be")
    token = open_token(message, TYPE, body, trust)
    match token.claims:
        case {65533: {"lst": bytes(lst), "bits": bits}} if cbor.integers(bits) and bits == 1:
            name = name_of(token.payload)
            return StatusList(body, token.issued_at, _inflate(lst), name)
        case _:
            raise StatusListError("another format")


@dataclass(frozen=True, slots=True)
class Token:
    """What a body signed about its status list, with the claims that are common."""

    issued_at: int
    claims: dict[int | str, Any]
    payload: bytes


def open_token(message: bytes, typ: str, body: int, trust: TrustList) -> Token:
    """The token of this type about the list of `body`. Raises `StatusListError`.

    Signed by one of its keys, in force at the date. A key that was taken off the trust list vouches
    for none, whatever the date: who stole it writes the date.
    """
    try:
        signed = cose.parse_sign1(message)
        key = next((key for key in trust.keys if _signs(key, typ, body, signed)), None)
        if key is None:
            raise StatusListError("signed by a key that the body has not")
        signed.verify(key.public_key)
        claims = cose.load(signed.payload)
    except cose.CoseError as error:
        raise StatusListError(str(error)) from error
    if not isinstance(claims, dict):
        raise StatusListError("another format")
    if claims.get(ISS) != issuer_name(body) or claims.get(SUB) != status_uri(body):
        raise StatusListError("the list of another body")
    issued_at = claims.get(IAT)
    if not isinstance(issued_at, int) or not cbor.integers(issued_at):
        raise StatusListError("another format")
    if not key.not_before <= issued_at < key.expires:
        raise StatusListError("signed while its key was not in force")
    return Token(issued_at, claims, signed.payload)


def _signs(key: TrustedKey, typ: str, body: int, signed: cose.Sign1) -> bool:
    return key.body == body and cose.protected_header(key.kid, typ) == signed.protected


def _inflate(data: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        bits = inflater.decompress(data, MAX_BYTES + 1)
    except zlib.error as error:
        raise StatusListError("damaged compression") from error
    if len(bits) > MAX_BYTES:
        raise StatusListError("more bits than a list may have")
    if not inflater.eof or inflater.unused_data:
        raise StatusListError("damaged compression")
    return bits
