"""The status list of a body: one bit a card, set when the card was revoked.

The token is that of the Token Status List draft (draft-ietf-oauth-status-list): a CWT with the
claim 65533, `{"bits": 1, "lst": zlib}`; card 0 is the lowest bit of the first byte.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import cbor2

from server.cards import cose
from server.cards.credential import issuer_name, status_uri
from server.cards.trust_list import TrustedKey, TrustList

TYPE: Final = "application/statuslist+cwt"
ISS, SUB, IAT, STATUS_LIST = 1, 2, 6, 65533
MAX_BYTES: Final = 1 << 20
"""Decompressed: room for 8,388,608 cards of one body. A compressed list is smaller than this."""

MAX_INDEX: Final = MAX_BYTES * 8 - 1


class StatusListError(ValueError):
    """A status list that the body did not sign, that is too large, or that is damaged."""


@dataclass(frozen=True, slots=True)
class StatusList:
    """Bits as delivered, and when they were signed (Unix seconds)."""

    body: int
    issued_at: int
    bits: bytes

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
    protected = cose.protected_header(kid, TYPE)
    return cose.sign1(protected, payload, sign(cose.to_be_signed(protected, payload)))


def verify(message: bytes, body: int, trust: TrustList) -> StatusList:
    """The list of `body`, once the signature of one of its keys holds. Raises `StatusListError`."""
    if len(message) > MAX_BYTES:
        raise StatusListError("larger than a status list can be")
    try:
        signed = cose.parse_sign1(message)
        key = next((key for key in trust.keys if _signs(key, body, signed)), None)
        if key is None:
            raise StatusListError("signed by a key that the body has not")
        signed.verify(key.public_key)
        claims = cose.load_deterministic(signed.payload)
    except cose.CoseError as error:
        raise StatusListError(str(error)) from error
    match claims:
        case {1: str(iss), 2: str(sub), 6: int(issued_at), 65533: {"lst": bytes(lst), "bits": 1}}:
            pass
        case _:
            raise StatusListError("another format than this version's")
    if iss != issuer_name(body) or sub != status_uri(body):
        raise StatusListError("the list of another body")
    if not key.not_before <= issued_at < key.expires:
        raise StatusListError("signed while its key was not in force")
    return StatusList(body, issued_at, _inflate(lst))


def _signs(key: TrustedKey, body: int, signed: cose.Sign1) -> bool:
    return key.body == body and cose.protected_header(key.kid, TYPE) == signed.protected


def _inflate(data: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        bits = inflater.decompress(data, MAX_BYTES)
    except zlib.error as error:
        raise StatusListError("damaged compression") from error
    if not inflater.eof or inflater.unused_data or inflater.unconsumed_tail:
        raise StatusListError("more bits than a list may have, or a damaged end")
    return bits
