"""What changed in a body's status list since a whole one: a few dozen bytes instead of kilobytes.

A delta is cumulative. It holds all that changed since its base, so the newest one is enough, and
one that is lost costs nothing. It names its base by what was signed of it, and changes no other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import cbor2

from server.cards import cbor, cose
from server.cards.credential import issuer_name, status_uri
from server.cards.status_list import (
    IAT,
    ISS,
    MAX_BYTES,
    NAME_BYTES,
    SUB,
    StatusList,
    StatusListError,
    open_token,
    sign_token,
)
from server.cards.trust_list import TrustList

TYPE: Final = "application/furusato-statusdelta+cwt"
CHANGES: Final = -65540
MAX_DELTA_BYTES: Final = 1 << 16
"""Of the signed message: beyond it a whole list is sent."""


@dataclass(frozen=True, slots=True)
class StatusDelta:
    """`size` is how many bytes of bits the list has now, `flips` the cards whose bit is another
    than in the list named `base`, ascending."""

    body: int
    issued_at: int
    base: bytes
    size: int
    flips: tuple[int, ...]


def issue(base: StatusList, bits: bytes, issued_at: int, kid: bytes, sign: cose.Sign) -> bytes:
    """Signs what makes `bits` of the list `base`. Raises `StatusListError` where no delta can."""
    if not len(base.bits) <= len(bits) <= MAX_BYTES or issued_at < base.issued_at:
        raise StatusListError("a list neither shrinks nor becomes older by a delta")
    payload = cbor2.dumps(
        {
            ISS: issuer_name(base.body),
            SUB: status_uri(base.body),
            IAT: issued_at,
            CHANGES: [base.name, len(bits), _gaps(_flips(base.bits, bits))],
        }
    )
    message = sign_token(TYPE, payload, kid, sign)
    if len(message) > MAX_DELTA_BYTES:
        raise StatusListError("more changes than a delta holds")
    return message


def verify(message: bytes, body: int, trust: TrustList) -> StatusDelta:
    """The delta of `body`'s list, once the signature of one of its keys holds.

    Raises `StatusListError`.
    """
    if len(message) > MAX_DELTA_BYTES:
        raise StatusListError("larger than a delta can be")
    token = open_token(message, TYPE, body, trust)
    match token.claims.get(CHANGES):
        case [bytes(base), int(size), [*gaps]] if (
            len(base) == NAME_BYTES and cbor.integers(size, *gaps) and 0 <= size <= MAX_BYTES
        ):
            return StatusDelta(body, token.issued_at, base, size, _cards(gaps, size * 8))
        case _:
            raise StatusListError("another format")


def advance(base: StatusList, delta: StatusDelta) -> StatusList:
    """The list as the delta has it; `base` itself where the delta is older, or another list's."""
    if (delta.body, delta.base) != (base.body, base.name):
        return base
    if delta.issued_at < base.issued_at or delta.size < len(base.bits):
        return base
    bits = bytearray(base.bits.ljust(delta.size, b"\0"))
    for card in delta.flips:
        bits[card // 8] ^= 1 << card % 8
    return StatusList(base.body, delta.issued_at, bytes(bits), base.name)


def _flips(before: bytes, after: bytes) -> list[int]:
    padded = before.ljust(len(after), b"\0")
    return [
        8 * at + bit
        for at, (one, other) in enumerate(zip(padded, after, strict=True))
        if one != other
        for bit in range(8)
        if (one ^ other) >> bit & 1
    ]


def _gaps(cards: Sequence[int]) -> list[int]:
    """How many cards lie between each and the one before: every list of numbers is some cards'."""
    return [card - before - 1 for before, card in pairwise([-1, *cards])]


def _cards(gaps: Sequence[int], end: int) -> tuple[int, ...]:
    cards: list[int] = []
    card = -1
    for gap in gaps:
        card += gap + 1
        if gap < 0:
            raise StatusListError("another format")
        if card >= end:
            raise StatusListError("changes a card beyond the end of the list")
        cards.append(card)
    return tuple(cards)
