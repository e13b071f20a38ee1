"""The printed code of a place: a URL that a phone's own camera opens and our scanner verifies.

`HTTPS://HOST/V/` and base32 (RFC 4648, no padding) of 77 bytes, all upper case so that the QR code
stays in alphanumeric mode; `/P/` and 81 bytes for a project at a place. The path is the version
too. See `schemas/credential.md`.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import cbor2

from server.cards import cose
from server.cards.trust_list import TrustList

CONTEXT: Final = b"furusato-venue-v1"
TOKEN_CONTEXT: Final = b"furusato-venue-token-v1"
PROJECT_CONTEXT: Final = b"furusato-project-v1"
PROJECT_TOKEN_CONTEXT: Final = b"furusato-project-token-v1"
TOKEN_BYTES: Final = 8
MAX_TEXT: Final = 512
RAW_BYTES: Final = 13 + cose.SIGNATURE_BYTES
PROJECT_RAW_BYTES: Final = 17 + cose.SIGNATURE_BYTES
_URL: Final = re.compile(r"https?://[A-Z0-9.\-:\[\]]{1,260}/([VP])/([A-Z2-7]+)", re.ASCII | re.I)


class VenueCodeError(ValueError):
    """No code of a place, or not one that the body signed. `args[0]` is the reason in a word."""


@dataclass(frozen=True, slots=True)
class VenueCode:
    """What a code says. `serial` counts the codes made for one thing: an older one is withdrawn.

    `project` is 0 where the code is the place's own.
    """

    body: int
    place: int
    project: int
    serial: int
    token: bytes


def make_raw(body: int, place: int, serial: int, kid: bytes, sign: cose.Sign) -> bytes:
    """The signed code, as the server stores it. Raises `OverflowError` for a number too large."""
    head = body.to_bytes(3, "big") + place.to_bytes(4, "big") + serial.to_bytes(2, "big")
    return head + kid + sign(_to_be_signed([body, place, serial], kid, CONTEXT))


def make_project_raw(
    body: int, place: int, project: int, serial: int, kid: bytes, sign: cose.Sign
) -> bytes:
    """The same for what a project does at a place."""
    head = (
        body.to_bytes(3, "big")
        + place.to_bytes(4, "big")
        + project.to_bytes(4, "big")
        + serial.to_bytes(2, "big")
    )
    return head + kid + sign(_to_be_signed([body, place, project, serial], kid, PROJECT_CONTEXT))


def _to_be_signed(payload: list[int], kid: bytes, context: bytes) -> bytes:
    return cose.to_be_signed(cose.protected_header(kid), cbor2.dumps(payload), context)


def key_of(raw: bytes) -> bytes:
    """The id of the key that signed a code of a place, or of a project there."""
    at = 13 if len(raw) == PROJECT_RAW_BYTES else 9
    return raw[at : at + cose.KID_BYTES]


def venue_url(raw: bytes, origin: str) -> str:
    """The text of the QR code. `origin` is where the app lives, such as `https://host:port`."""
    return code_url("P" if len(raw) == PROJECT_RAW_BYTES else "V", raw, origin)


def code_url(path: str, raw: bytes, origin: str) -> str:
    """The same for any kind of code that a phone's own camera opens; `path` names the kind."""
    return f"{origin.rstrip('/')}/{path}/{base64.b32encode(raw).decode().rstrip('=')}".upper()


def make_venue_code(
    body: int, place: int, serial: int, kid: bytes, sign: cose.Sign, *, origin: str
) -> str:
    """Makes and signs a code, as the text to print."""
    return venue_url(make_raw(body, place, serial, kid, sign), origin)


def venue_token(raw: bytes) -> bytes:
    """Eight bytes that only someone who read the code can name: what an entry keeps as proof.

    It covers the signature, which cannot be guessed; the server recomputes it from its own copy.
    """
    context = PROJECT_TOKEN_CONTEXT if len(raw) == PROJECT_RAW_BYTES else TOKEN_CONTEXT
    return hashlib.sha256(context + raw).digest()[:TOKEN_BYTES]


def read_venue_code(text: str, trust: TrustList, now: int) -> VenueCode:
    """The place, and the project, that a code names, once its signature holds, whatever host the
    URL names.

    Raises `VenueCodeError` with `not_ours`, `unreadable` or `unknown_issuer`.
    """
    text = text.rstrip("\r\n\t")
    found = _URL.fullmatch(text)
    if found is None or len(text) > MAX_TEXT:
        raise VenueCodeError("not_ours")
    raw = from_base32(found[2].upper())
    of_project = found[1] in "Pp"
    if len(raw) != (PROJECT_RAW_BYTES if of_project else RAW_BYTES):
        raise VenueCodeError("unreadable")
    cuts = (0, 3, 7, 11, 13) if of_project else (0, 3, 7, 9)
    numbers = [int.from_bytes(raw[a:b], "big") for a, b in pairwise(cuts)]
    end = cuts[-1] + cose.KID_BYTES
    body, kid = numbers[0], raw[cuts[-1] : end]
    key = trust.find(body, kid)
    if key is None or not key.not_before <= now < key.expires:
        raise VenueCodeError("unknown_issuer")
    message = _to_be_signed(numbers, kid, PROJECT_CONTEXT if of_project else CONTEXT)
    if not cose.verify_raw(key.public_key, raw[end:], message):
        raise VenueCodeError("unreadable")
    project = numbers[2] if of_project else 0
    return VenueCode(body, numbers[1], project, numbers[-1], venue_token(raw))


def from_base32(text: str) -> bytes:
    """Strict: spare bits must be zero, so that a code has one spelling. Raises `VenueCodeError`."""
    try:
        raw = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError as error:
        raise VenueCodeError("unreadable") from error
    if base64.b32encode(raw).decode().rstrip("=") != text:
        raise VenueCodeError("unreadable")
    return raw
