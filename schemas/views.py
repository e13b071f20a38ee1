"""Views: what is shown, computed from facts and rulings alike on the phone and on the server."""

import enum

from msgspec import Struct

from schemas.entries import Entry, Party, Source
from schemas.rulings import RulingKind, RulingReason
from schemas.scalars import BodyCode, Day, DeviceId, Milliseconds, OptionalRowId, RowId, Sequence


class Fact(Struct, frozen=True):
    """An entry together with where it stands and whom it concerns, as a replica holds it.

    `mine`: it belongs to the history of the replica's own person. `body` and `member` are 0
    where the replica does not know them.
    """

    device: DeviceId
    seq: Sequence
    body: int
    member: OptionalRowId
    mine: bool
    entry: Entry


class StayDay(Struct, frozen=True, order=True):
    """One calendar day of a person in a body, however many records prove it (R11)."""

    body: BodyCode
    day: Day


class NoteView(Struct, frozen=True):
    device: DeviceId
    seq: Sequence
    ms: Milliseconds
    text: str


class JournalItem(Struct, frozen=True):
    """One piece of evidence in a member's history (R25), with what became of it (R18, R27)."""

    device: DeviceId
    seq: Sequence
    ms: Milliseconds
    counter: int
    body: int
    place: RowId
    project: OptionalRowId
    day: Day
    source: Source
    ruling: RulingKind
    reason: RulingReason
    voided: bool
    void_reason: str
    notes: list[NoteView]


class AttendanceRow(Struct, frozen=True):
    """One member's presence at a place on a day, for its staff.

    `member` is 0 while the roster does not know the card yet; then `card` tells it apart.
    """

    member: OptionalRowId
    card: OptionalRowId
    first_ms: Milliseconds
    records: int
    source: Source
    """The strongest source among the records (R26)."""


class UseView(Struct, frozen=True):
    """One use of a facility's rate, with what became of it (R53).

    `over`: more than the quota allowed, which was found when all records were together. It stands.
    `member` is 0 where the replica does not know whose card it was.
    """

    device: DeviceId
    seq: Sequence
    ms: Milliseconds
    day: Day
    body: int
    place: RowId
    issuer: BodyCode
    card: RowId
    member: OptionalRowId
    party: list[Party]
    yen: int
    ruling: RulingKind
    reason: RulingReason
    voided: bool
    over: bool


class RateReason(enum.IntEnum):
    """Why the members' rate is given, or not (R53)."""

    GRANTED = 1
    NO_PRICES = 2
    """The place has no prices, or none in this season."""
    OTHER_BODY = 3
    TIER = 4
    HOURS = 5
    QUOTA = 6


class RateLine(Struct, frozen=True):
    """What one person pays by a line of the prices, in yen: `member` is this card's own rate."""

    line: int
    name: str
    english: str
    general: int
    member: int


class Rate(Struct, frozen=True):
    """The one answer at a facility. `left`: uses left in this period with this one, -1 for any
    number. `companions`: how many beside the member pay as the member does."""

    granted: bool
    reason: RateReason
    lines: list[RateLine]
    left: int
    companions: int


class MemberViews(Struct, frozen=True):
    """Everything that a member's phone shows of their own history."""

    journal: list[JournalItem]
    stay_days: list[StayDay]
    activity_days: list[StayDay]
    name: str
    language: str
    interests: list[str]
