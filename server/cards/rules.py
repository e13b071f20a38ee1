"""When a device needs a card, and of what kind: decisions without IO."""

import enum
from collections.abc import Container, Iterable, Mapping

from msgspec import Struct

from schemas.feed import CardState, Tier
from server.cards.credential import Claims, key_of, validity
from server.registry.rules import Registration
from sync.calendar import start_of

VALID_SECONDS = 28 * 86400
"""How long a credential holds: as long as a phone may stay away from any network."""
RENEW_SECONDS = 14 * 86400
"""With less than this left, a sync brings the next one."""


PRINTED_SECONDS = 365 * 86400
"""How long a printed card holds: as long as a premium registration does (R15), basic ones alike."""
MAX_PRINTED = 3
"""Printed cards of one member and body that are in force: the purse, the car, and one to spare."""


class Need(enum.Enum):
    NEW = enum.auto()
    RENEWED = enum.auto()
    """The same card under a newer credential."""
    REPLACED = enum.auto()
    """The old card ran out, so its number may not cover the time between; another one follows."""


class IssuedCard(Struct, frozen=True):
    """A card of a body's member, on one device or on paper.

    `device` is None for a printed one, and `printed_by` the account that asked for it; on a phone's
    it is the other way round. Times are Unix seconds, `ended_ms` milliseconds.
    """

    body: int
    card: int
    device: bytes | None
    printed_by: str | None
    account: str
    member: int
    tier: Tier
    long_stay: bool
    not_before: int
    expires: int
    state: CardState
    ended_ms: int | None
    version: int
    credential: bytes
    day: int = 0
    """The JST day of a one-day card."""
    listed: bool = True
    """Whether the body's roster has it."""


class EndingCard(Struct, frozen=True):
    """A card on paper by its number, whose it is, and the second at which it ends."""

    expires: int
    body: int
    card: int
    account: str


def card_of(
    held: Registration,
    claims: Claims,
    packed: bytes,
    *,
    device: bytes | None = None,
    printed_by: str | None = None,
    day: int = 0,
) -> IssuedCard:
    """A card that is given now, for the first time. A one-day card is not on the roster yet."""
    return IssuedCard(
        body=held.body,
        card=claims.index,
        device=device,
        printed_by=printed_by,
        account=held.account,
        member=held.number,
        tier=held.tier,
        long_stay=held.long_stay,
        not_before=claims.not_before,
        expires=claims.expires,
        state=CardState.ACTIVE,
        ended_ms=None,
        version=1,
        credential=packed,
        day=day,
        listed=not day,
    )


class Due(Struct, frozen=True):
    need: Need
    registration: Registration
    card: IssuedCard | None


def printed_validity(seconds: int, key_expires: int) -> tuple[int, int]:
    """From this minute on for `PRINTED_SECONDS`, but never beyond the key that vouches for it.

    In the units that pack (`credential.validity`). Nothing renews what is printed.
    """
    not_before, expires = validity(seconds, PRINTED_SECONDS)
    return not_before, min(expires, not_before + (key_expires - not_before) // 3600 * 3600)


def in_force(card: IssuedCard, seconds: int) -> bool:
    """Whether the card could be shown at that second."""
    return card.state is CardState.ACTIVE and card.not_before <= seconds < card.expires


def due_cards(
    registrations: Iterable[Registration],
    newest: Mapping[int, IssuedCard],
    trusted: Container[tuple[int, bytes]],
    seconds: int,
) -> list[Due]:
    """What a device of the holder of these registrations lacks.

    `newest` is the newest card that the device was given, by body. After a revoked one it gets no
    other: the phone may be in other hands, and only a new enrolment shows that it is not.
    `trusted` holds (body, key id) of the trust list: a card under a withdrawn key is of no use.
    """
    due = []
    for held in registrations:
        card = newest.get(held.body)
        if card is None or card.state is CardState.ENDED:
            due.append(Due(Need.NEW, held, None))
        elif card.state is CardState.REVOKED:
            continue
        elif card.expires <= seconds:
            due.append(Due(Need.REPLACED, held, card))
        elif card.expires - seconds < RENEW_SECONDS or outdated(card, held, trusted):
            due.append(Due(Need.RENEWED, held, card))
    return due


STRIP_DAYS = 28
"""One-day cards ahead: as long as a phone may stay away from any network."""
EARLIER_SECONDS = 3600
LATER_SECONDS = 6 * 3600
"""A one-day card holds from an hour before its day, for clocks that differ, until the morning after
it: a night at the inn does not end at midnight."""
MAX_SPARE_KEYS = 2 * STRIP_DAYS
"""Keys of one device for one body that no card has yet; what is told beyond is not kept."""


def day_validity(day: int) -> tuple[int, int]:
    """Not-before and expiry (Unix seconds) of the one-day card of a JST day."""
    return (
        start_of(day) // 1000 - EARLIER_SECONDS,
        start_of(day + 1) // 1000 + LATER_SECONDS,
    )


def missing_days(cards: Iterable[IssuedCard], today: int) -> list[int]:
    """The days of the strip from today on for which a phone holds no card, the next one first."""
    held = {card.day for card in cards if card.state is CardState.ACTIVE}
    return [day for day in range(today, today + STRIP_DAYS) if day not in held]


def outdated(card: IssuedCard, held: Registration, trusted: Container[tuple[int, bytes]]) -> bool:
    """Whether a card that holds says something else than the registration, or under a key that
    counts no more."""
    return (
        card.tier is not held.tier
        or card.long_stay is not held.long_stay
        or (card.body, key_of(card.credential)) not in trusted
    )
