"""Rulings: the server's word on a fact. An entry stored without one is accepted."""

import enum

from msgspec import Struct

from schemas.scalars import Day, DeviceId, Sequence


class RulingKind(enum.IntEnum):
    ACCEPTED = 1
    REJECTED = 2
    FLAGGED = 3
    """Counts, but a person may want to look at it."""


class RulingReason(enum.IntEnum):
    NONE = 0
    NOT_PERMITTED = 1
    """The device's holder has no right to write this here."""
    UNKNOWN_PLACE = 2
    UNKNOWN_CARD = 3
    UNKNOWN_ENTRY = 4
    WRONG_CODE = 5
    """The token is not that of the place's code."""
    CODE_WITHDRAWN = 6
    """The code was replaced since; what was read before that counts, flagged."""
    CLOCK_AHEAD = 7
    CLOCK_BEHIND = 8
    CARD_REVOKED = 9
    CARD_NOT_VALID = 10
    """Outside the card's validity at the (anchored) time of the scan."""
    COPIED = 11
    """The same presentation was scanned by another device too."""
    NOT_REGISTERED = 12
    DAY_NOT_ALLOWED = 13
    UNREADABLE = 14
    """The entry's bytes do not decode; they are kept."""
    WRONG_BODY = 15


class Ruling(Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """The newest `version` of a ruling on an entry wins.

    `day` replaces the entry's own day where its clock was bounded, 0 where it stands.
    """

    device: DeviceId
    seq: Sequence
    version: int
    kind: RulingKind
    reason: RulingReason
    day: Day
