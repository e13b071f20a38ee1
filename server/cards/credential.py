"""The credential: a CWT in COSE_Sign1, and the packing that a QR code carries.

`schemas/credential.md` is the specification, byte by byte; this module and
`pwa/src/card/credential.ts` are its two implementations, held together by
`schemas/vectors/credential.json`.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

import cbor2

from schemas.feed import Tier
from server.cards import cose

EPOCH: Final = 1_735_689_600
"""2025-01-01T00:00:00Z: where the packed not-before counts from."""

PSEUDONYM_BYTES: Final = 16
HEAD_BYTES: Final = 33
LIVE_BYTES: Final = HEAD_BYTES + 32 + cose.SIGNATURE_BYTES
PRINTED_BYTES: Final = HEAD_BYTES + cose.SIGNATURE_BYTES
MAX_BODY: Final = 999_999

FLAG_TIER: Final = 0b0000_0011
FLAG_LONG_STAY: Final = 0b0000_0100
FLAG_PRINTED: Final = 0b0000_1000
FLAG_Y_ODD: Final = 0b0001_0000
FLAG_RESERVED: Final = 0b1110_0000

ISS, SUB, EXP, NBF, CNF = 1, 2, 4, 5, 8
STATUS: Final = 65535
CLAIM_TIER, CLAIM_LONG_STAY, CLAIM_PRINTED = -65537, -65538, -65539


class CredentialError(ValueError):
    """Claims that cannot be packed without loss, or bytes that are no packed credential."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a body says of a card. Times are Unix seconds.

    `holder` is the compressed P-256 key of the phone that may show the card, or none: then the
    card is a printed one. `index` is the card's number and its place in the status list, unique
    within the body. `pseudonym` is the member's name towards this body alone.
    """

    body: int
    pseudonym: bytes
    tier: Tier
    long_stay: bool
    not_before: int
    expires: int
    index: int
    holder: bytes | None

    @property
    def printed(self) -> bool:
        return self.holder is None


def validity(start: int, seconds: int) -> tuple[int, int]:
    """Not-before and expiry in the units that pack: whole minutes, and whole hours between them.

    The start is rounded down to the minute, the length up to the hour, so that a card is never
    valid for less than was asked for.
    """
    not_before = start - start % 60
    hours = -(-(start + seconds - not_before) // 3600)
    return not_before, not_before + 3600 * hours


def issuer_name(body: int) -> str:
    """`iss`: the six digits of the local government code."""
    return f"{body:06d}"


def status_uri(body: int) -> str:
    """Names the status list of a body. It is delivered by sync, never fetched from the name."""
    return f"furusato:status:{body:06d}"


def payload(claims: Claims) -> bytes:
    """The CWT claims set in deterministic CBOR (RFC 8392, RFC 8949 section 4.2.1)."""
    holder: dict[int, object] = {}
    if claims.holder is not None:
        # A COSE_Key with a compressed point: y is the sign bit alone (RFC 9053 section 7.1.1).
        key = {1: 2, -1: 1, -2: claims.holder[1:], -3: claims.holder[0] == 3}
        holder = {CNF: {1: key}}
    return cbor2.dumps(
        {
            ISS: issuer_name(claims.body),
            SUB: claims.pseudonym.hex(),
            EXP: claims.expires,
            NBF: claims.not_before,
            **holder,
            STATUS: {"status_list": {"idx": claims.index, "uri": status_uri(claims.body)}},
            CLAIM_TIER: int(claims.tier),
            CLAIM_LONG_STAY: claims.long_stay,
            CLAIM_PRINTED: claims.printed,
        }
    )


@dataclass(frozen=True, slots=True)
class Credential:
    """Claims with the issuer's signature: what a packed credential holds."""

    claims: Claims
    kid: bytes
    signature: bytes

    def to_be_signed(self) -> bytes:
        return cose.to_be_signed(cose.protected_header(self.kid), payload(self.claims))

    def cwt(self) -> bytes:
        """The standard form: a tagged COSE_Sign1 that any COSE library can check."""
        return cose.sign1(cose.protected_header(self.kid), payload(self.claims), self.signature)

    def digest(self) -> bytes:
        """SHA-256 of the standard form: what a holder's presentation is bound to."""
        return hashlib.sha256(self.cwt()).digest()


def _head(claims: Claims, kid: bytes) -> bytes:
    minutes, odd_seconds = divmod(claims.not_before - EPOCH, 60)
    hours, odd_minutes = divmod(claims.expires - claims.not_before, 3600)
    fits = (
        not odd_seconds
        and not odd_minutes
        and 0 <= minutes < 1 << 24
        and 0 < hours < 1 << 16
        and 0 < claims.body <= MAX_BODY
        and 0 <= claims.index < 1 << 32
        and len(claims.pseudonym) == PSEUDONYM_BYTES
        and len(kid) == cose.KID_BYTES
    )
    if not fits:
        raise CredentialError("claims that the packing cannot hold without loss")
    flags = int(claims.tier) | FLAG_LONG_STAY * claims.long_stay | FLAG_PRINTED * claims.printed
    if claims.holder is not None:
        if len(claims.holder) != cose.PUBLIC_KEY_BYTES or claims.holder[0] not in (2, 3):
            raise CredentialError("the holder's key must be in compressed form")
        flags |= FLAG_Y_ODD * (claims.holder[0] == 3)
    return (
        flags.to_bytes(1, "big")
        + claims.body.to_bytes(3, "big")
        + kid
        + minutes.to_bytes(3, "big")
        + hours.to_bytes(2, "big")
        + claims.index.to_bytes(4, "big")
        + claims.pseudonym
    )


def issue(claims: Claims, kid: bytes, sign: cose.Sign) -> bytes:
    """A signed card in packed form, as the phone stores it and the QR code carries it.

    Raises `CredentialError` when the claims do not fit the packing (see `validity`).
    """
    head = _head(claims, kid)
    holder = claims.holder[1:] if claims.holder is not None else b""
    tbs = cose.to_be_signed(cose.protected_header(kid), payload(claims))
    return head + holder + sign(tbs)


def packed_bytes(first: int) -> int:
    """Length of a packed credential, told by its first byte."""
    return PRINTED_BYTES if first & FLAG_PRINTED else LIVE_BYTES


def key_of(packed: bytes) -> bytes:
    """The id of the key that signed a packed credential."""
    return packed[4:8]


def unpack(packed: bytes) -> Credential:
    """The credential in its packed form, its signature not checked yet.

    Each credential has exactly one packed form. Raises `CredentialError`.
    """
    if not packed or len(packed) != packed_bytes(packed[0]):
        raise CredentialError("another length than a packed credential has")
    flags = packed[0]
    printed = bool(flags & FLAG_PRINTED)
    if flags & FLAG_RESERVED or (printed and flags & FLAG_Y_ODD):
        raise CredentialError("a flag that has no meaning")
    try:
        tier = Tier(flags & FLAG_TIER)
    except ValueError as error:
        raise CredentialError("no such tier") from error
    body = int.from_bytes(packed[1:4], "big")
    hours = int.from_bytes(packed[11:13], "big")
    if not 0 < body <= MAX_BODY or not hours:
        raise CredentialError("a value out of range")
    not_before = EPOCH + 60 * int.from_bytes(packed[8:11], "big")
    holder = None
    if not printed:
        holder = bytes([3 if flags & FLAG_Y_ODD else 2]) + packed[33:65]
    claims = Claims(
        body=body,
        pseudonym=packed[17:33],
        tier=tier,
        long_stay=bool(flags & FLAG_LONG_STAY),
        not_before=not_before,
        expires=not_before + 3600 * hours,
        index=int.from_bytes(packed[13:17], "big"),
        holder=holder,
    )
    return Credential(claims, packed[4:8], packed[-cose.SIGNATURE_BYTES :])
