"""What a phone adds to its card: the time step, and a signature that ties both together.

The text of the QR code is `FJ1:` and base45 (RFC 9285) of the packed credential, followed for a
live card by the step and the holder's signature. See `schemas/credential.md`.
"""

from dataclasses import dataclass
from typing import Final

import base45  # type: ignore[import-untyped]  # the package has no types
import cbor2

from server.cards import cose
from server.cards.credential import Credential, CredentialError, packed_bytes, unpack

PREFIX: Final = "FJ1:"
STEP_SECONDS: Final = 30
CONTEXT: Final = b"furusato-present-v1"
"""External data of the holder's signature: it can never pass for one over a sync head."""

PROOF_BYTES: Final = 4 + cose.SIGNATURE_BYTES


@dataclass(frozen=True, slots=True)
class Presentation:
    """A card as it was shown. A printed card has neither step nor proof."""

    credential: Credential
    step: int | None
    proof: bytes | None


def payload(credential: Credential, step: int) -> bytes:
    """What the phone signs for: this credential, in these 30 seconds."""
    return cbor2.dumps([credential.digest(), step])


def to_be_signed(credential: Credential, step: int) -> bytes:
    return cose.to_be_signed(cose.protected_header(), payload(credential, step), CONTEXT)


def present(packed: bytes, step: int, sign: cose.Sign) -> str:
    """The text of a live card's QR code; `sign` holds the phone's key."""
    proof = sign(to_be_signed(unpack(packed), step))
    return encode(packed + step.to_bytes(4, "big") + proof)


def printed_text(packed: bytes) -> str:
    """The text of a printed card's QR code. Raises `CredentialError` for a live card's bytes."""
    if not unpack(packed).claims.printed:
        raise CredentialError("a live card cannot be printed: it needs the phone's signature")
    return encode(packed)


def encode(data: bytes) -> str:
    return PREFIX + str(base45.b45encode(data), "ascii")


def decode(text: str) -> Presentation:
    """What a code says, nothing of it checked. Raises `CredentialError` when it is damaged."""
    try:
        data = bytes(base45.b45decode(text.removeprefix(PREFIX).encode("ascii")))
    except ValueError as error:
        raise CredentialError("not base45") from error
    if not data:
        raise CredentialError("an empty code")
    length = packed_bytes(data[0])
    credential = unpack(data[:length])
    rest = data[length:]
    if credential.claims.printed:
        if rest:
            raise CredentialError("a printed card carries no proof")
        return Presentation(credential, None, None)
    if len(rest) != PROOF_BYTES:
        raise CredentialError("a live card carries a step and a signature")
    return Presentation(credential, int.from_bytes(rest[:4], "big"), rest[4:])


def proof_holds(presentation: Presentation) -> bool:
    """Whether the phone that the card was issued to made this presentation."""
    claims = presentation.credential.claims
    if claims.holder is None or presentation.step is None or presentation.proof is None:
        return claims.printed
    message = to_be_signed(presentation.credential, presentation.step)
    return cose.verify_raw(claims.holder, presentation.proof, message)
