"""The live code of a place: what a tablet there shows, anew every 30 seconds, without a network.

The body's word (the *kiosk certificate*) names the tablet's key; the tablet signs the time step.
`HTTPS://HOST/K/` and base32 of 181 bytes. See `schemas/credential.md`; the twin of the reading side
is `pwa/src/scan/kiosk-code.ts`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import cbor2

from schemas.entries import KIOSK_PROOF_BYTES
from server.cards import cose
from server.cards.credential import EPOCH, MAX_BODY
from server.cards.presentation import STEP_SECONDS
from server.cards.trust_list import TrustList
from server.cards.venue_code import MAX_TEXT, VenueCodeError, code_url, from_base32

CERTIFICATE_CONTEXT: Final = b"furusato-kiosk-v1"
SHOW_CONTEXT: Final = b"furusato-kiosk-show-v1"
HEAD_BYTES: Final = 16
CERTIFICATE_BYTES: Final = HEAD_BYTES + cose.PUBLIC_KEY_BYTES + cose.SIGNATURE_BYTES
STEP_BYTES: Final = 4
RAW_BYTES: Final = CERTIFICATE_BYTES + STEP_BYTES + cose.SIGNATURE_BYTES
TOLERATED_STEPS: Final = 20
"""Ten minutes either way between the tablet's clock and the member's phone."""
_URL: Final = re.compile(r"https?://[A-Z0-9.\-:\[\]]{1,260}/K/([A-Z2-7]+)", re.ASCII | re.I)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A body's word that a key shows the live code of a place. Times are Unix seconds."""

    body: int
    place: int
    kid: bytes
    """Of the body's key."""
    not_before: int
    expires: int
    key: bytes
    """The tablet's, compressed."""
    signature: bytes

    def to_be_signed(self) -> bytes:
        payload = cbor2.dumps([self.body, self.place, self.key, self.not_before, self.expires])
        return cose.to_be_signed(cose.protected_header(self.kid), payload, CERTIFICATE_CONTEXT)


@dataclass(frozen=True, slots=True)
class LiveCode:
    """What a live code says. `proof` is what an entry keeps; `drift` as in the verdict on cards."""

    body: int
    place: int
    step: int
    proof: bytes
    drift: int


def issue(
    body: int, place: int, key: bytes, validity: tuple[int, int], kid: bytes, sign: cose.Sign
) -> bytes:
    """A signed certificate in packed form; `validity` as `credential.validity` rounds it.

    Raises `ValueError` for what does not pack.
    """
    not_before, expires = validity
    minutes, odd_seconds = divmod(not_before - EPOCH, 60)
    hours, odd_minutes = divmod(expires - not_before, 3600)
    fits = 0 < body <= MAX_BODY and 0 < hours < 1 << 16 and 0 <= minutes < 1 << 24
    if odd_seconds or odd_minutes or not fits or len(key) != cose.PUBLIC_KEY_BYTES:
        raise ValueError("a certificate that the packing cannot hold without loss")
    draft = Certificate(body, place, kid, not_before, expires, key, b"")
    return (
        body.to_bytes(3, "big")
        + place.to_bytes(4, "big")
        + kid
        + minutes.to_bytes(3, "big")
        + hours.to_bytes(2, "big")
        + key
        + sign(draft.to_be_signed())
    )


def unpack(packed: bytes) -> Certificate:
    """The certificate in its packed form, its signature not checked. Raises `VenueCodeError`."""
    body = int.from_bytes(packed[:3], "big")
    hours = int.from_bytes(packed[14:16], "big")
    if len(packed) != CERTIFICATE_BYTES or not 0 < body <= MAX_BODY or not hours:
        raise VenueCodeError("unreadable")
    not_before = EPOCH + 60 * int.from_bytes(packed[11:14], "big")
    return Certificate(
        body=body,
        place=int.from_bytes(packed[3:7], "big"),
        kid=packed[7:11],
        not_before=not_before,
        expires=not_before + 3600 * hours,
        key=packed[HEAD_BYTES : HEAD_BYTES + cose.PUBLIC_KEY_BYTES],
        signature=packed[-cose.SIGNATURE_BYTES :],
    )


def shown(body: int, place: int, step: int) -> bytes:
    """What the tablet signs: that these 30 seconds pass at this place."""
    payload = cbor2.dumps([body, place, step])
    return cose.to_be_signed(cose.protected_header(), payload, SHOW_CONTEXT)


def live_url(packed: bytes, step: int, sign: cose.Sign, *, origin: str) -> str:
    """The text of the QR code in one step; `sign` holds the tablet's key."""
    certificate = unpack(packed)
    signature = sign(shown(certificate.body, certificate.place, step))
    return code_url("K", packed + step.to_bytes(STEP_BYTES, "big") + signature, origin)


def read_kiosk_code(text: str, trust: TrustList, now: int) -> LiveCode:
    """The place whose screen showed this, just now by the reader's clock.

    The certificate is judged by the tablet's step and not by `now`, which may be wrong; how far the
    two may differ is `TOLERATED_STEPS`. Raises `VenueCodeError` with `not_ours`, `unreadable`,
    `unknown_issuer`, `not_yet_valid`, `expired` or `stale`.
    """
    text = text.rstrip("\r\n\t")
    found = _URL.fullmatch(text)
    if found is None or len(text) > MAX_TEXT:
        raise VenueCodeError("not_ours")
    raw = from_base32(found[1].upper())
    if len(raw) != RAW_BYTES:
        raise VenueCodeError("unreadable")
    certificate = unpack(raw[:CERTIFICATE_BYTES])
    body, place = certificate.body, certificate.place
    trusted = trust.find(body, certificate.kid)
    if (
        trusted is None
        or certificate.not_before < trusted.not_before
        or certificate.expires > trusted.expires
    ):
        raise VenueCodeError("unknown_issuer")
    step = int.from_bytes(raw[CERTIFICATE_BYTES : CERTIFICATE_BYTES + STEP_BYTES], "big")
    signature = raw[-cose.SIGNATURE_BYTES :]
    vouched = cose.verify_raw(trusted.public_key, certificate.signature, certificate.to_be_signed())
    if not vouched or not cose.verify_raw(certificate.key, signature, shown(body, place, step)):
        raise VenueCodeError("unreadable")
    start = step * STEP_SECONDS
    if start < certificate.not_before:
        raise VenueCodeError("not_yet_valid")
    if start >= certificate.expires:
        raise VenueCodeError("expired")
    if abs(now // STEP_SECONDS - step) > TOLERATED_STEPS:
        raise VenueCodeError("stale")
    drift = now - start if now < start else max(0, now - (start + STEP_SECONDS - 1))
    proof = cose.key_id(certificate.key) + step.to_bytes(STEP_BYTES, "big") + signature
    return LiveCode(body, place, step, proof, drift)


def step_of(proof: bytes) -> int | None:
    """The step that an entry's proof names; None for bytes that are none."""
    if len(proof) != KIOSK_PROOF_BYTES:
        return None
    return int.from_bytes(proof[cose.KID_BYTES : cose.KID_BYTES + STEP_BYTES], "big")


@lru_cache(maxsize=4096)
def proof_holds(proof: bytes, body: int, place: int, key: bytes) -> bool:
    """Whether the tablet with this key showed that. Remembered: many members scan one screen."""
    step = step_of(proof)
    if step is None or proof[: cose.KID_BYTES] != cose.key_id(key):
        return False
    return cose.verify_raw(key, proof[-cose.SIGNATURE_BYTES :], shown(body, place, step))
