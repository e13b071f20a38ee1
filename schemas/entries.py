"""Entries of a device's log: the facts that a phone states (R22, R25-R27).

Each travels as a MessagePack array `[tag, ms, counter, ...]`, fields in the order written here.
Neither the device nor the sequence number is in it: both follow from where it stands in the log.
"""

import enum
from typing import Annotated

from msgspec import Meta, Struct

from schemas.scalars import (
    BodyCode,
    Counter,
    Day,
    DeviceId,
    Milliseconds,
    NoteText,
    OptionalRowId,
    PublicKey,
    ReasonText,
    RowId,
    Sequence,
    ShortText,
)

PROOF_BYTES = 64
"""A holder's signature, r || s."""

KIOSK_PROOF_BYTES = 4 + 4 + 64
"""What a member keeps of a live code: the kiosk's key id, the time step, its signature."""

MAX_CARD_KEYS = 28
"""In one entry: as many as a strip of one-day cards has."""

NO_STEP = -32768
"""`CheckIn.drift` of a printed card: it has no presentation, and may be a copy (R26)."""
BY_HAND = -32767
"""`CheckIn.drift` where no code was read: staff named the member from the roster."""


class Source(enum.IntEnum):
    """Where a piece of evidence comes from, strongest first (R26)."""

    LIVE_CARD = 1
    LIVE_VENUE_CODE = 2
    PRINTED_CODE = 3
    STAFF_ENTRY = 4
    MEMBER_ENTRY = 5


class ProfileField(enum.StrEnum):
    """What a member sets for themselves; each is a last-writer-wins register."""

    NAME = "name"
    LANGUAGE = "language"


class EntryRef(Struct, array_like=True, frozen=True, forbid_unknown_fields=True, order=True):
    """The identity of one entry, for ever: its device and its number there."""

    device: DeviceId
    seq: Sequence


class EntryBase(Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """What every entry begins with: the hybrid logical clock of the moment it was made."""

    ms: Milliseconds
    counter: Counter


class CheckIn(EntryBase, tag=1, frozen=True):
    """Staff scanned a member's live card at a place (R22).

    `card` is the status-list index of the credential, unique within `issuer`. `drift` is the
    presentation's 30-second step less the step of `ms`: with it (card, step) names the
    presentation, so that one shown at two doors is found. `proof` is the holder's signature of that
    presentation (schemas/credential.md), or empty where the place does not keep it. A `drift` of
    `NO_STEP` or `BY_HAND` says that there was no presentation, which is weaker evidence (R26).
    """

    place: RowId
    issuer: BodyCode
    card: RowId
    drift: Annotated[int, Meta(ge=-32768, le=32767)]
    project: OptionalRowId
    proof: Annotated[bytes, Meta(max_length=PROOF_BYTES)]


class Stay(EntryBase, tag=2, frozen=True):
    """A member was at a place on a day: they scanned its code, or say so (R11, R22, R26).

    `code` is the 8-byte token read from a printed venue code; of a live one the kiosk's key id, its
    step and its signature (schemas/credential.md); empty for `Source.MEMBER_ENTRY`.
    """

    place: RowId
    day: Day
    source: Source
    code: Annotated[bytes, Meta(max_length=KIOSK_PROOF_BYTES)]
    project: OptionalRowId


class Note(EntryBase, tag=3, frozen=True):
    """A member's own words on an entry of their history (R25)."""

    about: EntryRef
    text: NoteText


class Void(EntryBase, tag=4, frozen=True):
    """Takes an entry back, with a reason; the entry stays in the log (R27)."""

    about: EntryRef
    reason: ReasonText


class SetField(EntryBase, tag=5, frozen=True):
    """Writes a last-writer-wins register."""

    field: ProfileField
    value: ShortText


class AddInterest(EntryBase, tag=6, frozen=True):
    """Adds to the observed-remove set of interests."""

    interest: Annotated[str, Meta(min_length=1, max_length=40)]


class RemoveInterest(EntryBase, tag=7, frozen=True):
    """Removes the adds that this device had seen; an add it had not seen stands."""

    interest: Annotated[str, Meta(min_length=1, max_length=40)]
    observed: Annotated[list[EntryRef], Meta(max_length=64)]


class Party(Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """How many people paid by one line of a facility's prices, as members or their companions."""

    line: Annotated[int, Meta(ge=1, le=20)]
    people: Annotated[int, Meta(ge=1, le=99)]


class Use(EntryBase, tag=8, frozen=True):
    """Staff gave a member the members' rate of a facility (R53).

    It stands for itself, beside the check-in if there is one: a member of another body that the
    facility accepts is given the rate, and no presence is recorded for a body they do not belong
    to. `yen` is what was asked of the whole party.
    """

    place: RowId
    issuer: BodyCode
    card: RowId
    party: Annotated[list[Party], Meta(max_length=20)]
    yen: Annotated[int, Meta(ge=0, le=10_000_000)]


class CardKeys(EntryBase, tag=9, frozen=True):
    """Compressed P-256 keys that the device made for one-day cards of a body, each for one card.

    Nobody is told of them: the server answers with the cards (schemas/credential.md).
    """

    body: BodyCode
    keys: Annotated[list[PublicKey], Meta(max_length=MAX_CARD_KEYS)]


Entry = CheckIn | Stay | Note | Void | SetField | AddInterest | RemoveInterest | Use | CardKeys
"""Any entry."""
