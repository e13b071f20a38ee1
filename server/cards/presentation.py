"""What a phone adds to its card: the time step, and a signature that ties both together.

The text of the QR code is `FJ1:` and base45 (RFC 9285) of the packed credential, followed for a
live card by the step and the holder's signature. With `FJ2:` the name that the holder wants seen
this time comes after that. See `schemas/credential.md`.
"""

import re
from dataclasses import dataclass
from typing import Final

import base45  # type: ignore[import-untyped]  # the package has no types
import cbor2

from server.cards import cose
from server.cards.credential import Credential, CredentialError, packed_bytes, unpack

PREFIX: Final = "FJ1:"
NAMED_PREFIX: Final = "FJ2:"
PREFIXES: Final = (PREFIX, NAMED_PREFIX)
MAX_NAME_BYTES: Final = 64
STEP_SECONDS: Final = 30
CONTEXT: Final = b"furusato-present-v1"
"""External data of the holder's signature: it can never pass for one over a sync head."""

_UNSEEN: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\U000e0000-\U000e0fff]"
)
"""What cannot be seen, or turns the direction of what follows: it has no place in a name."""

PROOF_BYTES: Final = 4 + cose.SIGNATURE_BYTES


@dataclass(frozen=True, slots=True)
class Presentation:
    """A card as it was shown. A printed card has neither step nor proof.

    `name` is what the holder says they are called, where they chose to: their word, not the body's.
    """

    credential: Credential
    step: int | None
    proof: bytes | None
    name: str | None = None


def payload(credential: Credential, step: int, name: str | None = None) -> bytes:
    """What the phone signs for: this credential, in these 30 seconds, under this name if any."""
    shown: list[bytes | int | str] = [credential.digest(), step]
    return cbor2.dumps(shown if name is None else [*shown, name])


def to_be_signed(credential: Credential, step: int, name: str | None = None) -> bytes:
    return cose.to_be_signed(cose.protected_header(), payload(credential, step, name), CONTEXT)


def present(packed: bytes, step: int, sign: cose.Sign, name: str | None = None) -> str:
    """The text of a live card's QR code; `sign` holds the phone's key.

    Raises `CredentialError` for a name that is empty or longer than `MAX_NAME_BYTES`.
    """
    proof = sign(to_be_signed(unpack(packed), step, name))
    shown = packed + step.to_bytes(4, "big") + proof
    if name is None:
        return encode(shown)
    return encode(shown + _checked(name).encode(), NAMED_PREFIX)


def printed_text(packed: bytes) -> str:
    """The text of a printed card's QR code. Raises `CredentialError` for a live card's bytes."""
    if not unpack(packed).claims.printed:
        raise CredentialError("a live card cannot be printed: it needs the phone's signature")
    return encode(packed)


def encode(data: bytes, prefix: str = PREFIX) -> str:
    return prefix + str(base45.b45encode(data), "ascii")


def decode(text: str) -> Presentation:
    """What a code says, nothing of it checked. Raises `CredentialError` when it is damaged."""
    named = text.startswith(NAMED_PREFIX)
    try:
        data = bytes(base45.b45decode(text[len(PREFIX) :].encode("ascii")))
    except ValueError as error:
        raise CredentialError("not base45") from error
    if not data:
        raise CredentialError("an empty code")
    length = packed_bytes(data[0])
    credential = unpack(data[:length])
    rest = data[length:]
    if credential.claims.printed:
        if rest or named:
            raise CredentialError("a printed card carries no proof")
        return Presentation(credential, None, None)
    rest, told = rest[:PROOF_BYTES], rest[PROOF_BYTES:]
    if len(rest) != PROOF_BYTES or bool(told) is not named:
        raise CredentialError("a live card carries a step and a signature")
    name = _name_of(told) if named else None
    return Presentation(credential, int.from_bytes(rest[:4], "big"), rest[4:], name)


def _name_of(told: bytes) -> str:
    try:
        return _checked(told.decode())
    except UnicodeDecodeError as error:
        raise CredentialError("a name that is no text") from error


def _checked(name: str) -> str:
    if not 0 < len(name.encode()) <= MAX_NAME_BYTES or _UNSEEN.search(name):
        raise CredentialError("no name")
    return name


def proof_holds(presentation: Presentation) -> bool:
    """Whether the phone that the card was issued to made this presentation."""
    claims = presentation.credential.claims
    if claims.holder is None or presentation.step is None or presentation.proof is None:
        return claims.printed
    message = to_be_signed(presentation.credential, presentation.step, presentation.name)
    return cose.verify_raw(claims.holder, presentation.proof, message)
