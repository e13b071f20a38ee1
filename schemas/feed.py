"""What the server tells a device: items of the feeds that the device may read.

A feed is compacted: a newer item of the same key takes the place of the older one, so a device
that starts at cursor zero reads what stands, not what was. Items are idempotent: applying one
twice, or an old one after a new one (lower `version`), changes nothing.
"""

import enum
from typing import Annotated

from msgspec import Meta, Struct

from schemas.entries import Entry
from schemas.rulings import Ruling
from schemas.scalars import (
    BodyCode,
    Day,
    DeviceId,
    Milliseconds,
    OptionalRowId,
    RowId,
    Seconds,
    Sequence,
    ShortText,
)

GUEST = 2**32 - 1
"""`FactItem.member` of somebody who is registered with another body than the place's (R04)."""


class Tier(enum.IntEnum):
    """R07, R09."""

    BASIC = 1
    PREMIUM = 2


class PlaceKind(enum.StrEnum):
    BATH = "bath"
    MUSEUM = "museum"
    LODGING = "lodging"
    HALL = "hall"
    SHOP = "shop"
    OUTDOORS = "outdoors"
    SHELTER = "shelter"
    OTHER = "other"


class CardState(enum.IntEnum):
    ACTIVE = 1
    REVOKED = 2
    ENDED = 3


class FeedItemBase(Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """`version` grows with each change of the thing that the item describes."""

    version: int


class FactItem(FeedItemBase, tag=1, frozen=True):
    """An entry of another device that concerns the reader.

    `member` is the member's number within the body for readers on the staff's side, 0 for the
    member's own feed, `GUEST` for a member of another body; `body` the body it concerns, 0 for none
    (a note, a setting).
    """

    device: DeviceId
    seq: Sequence
    body: Annotated[int, Meta(ge=0, le=479999)]
    member: OptionalRowId
    entry: Entry


class RulingItem(FeedItemBase, tag=2, frozen=True):
    ruling: Ruling


class BodyItem(FeedItemBase, tag=3, frozen=True):
    """A body that takes part and that the reader has to do with."""

    body: BodyCode
    name: str
    english: str
    prefecture: BodyCode


class PlaceItem(FeedItemBase, tag=4, frozen=True):
    """`keeps_proofs`: a check-in here carries the holder's signature."""

    place: RowId
    body: BodyCode
    name: str
    english: str
    kind: PlaceKind
    closed: bool
    keeps_proofs: bool


class ProjectItem(FeedItemBase, tag=5, frozen=True):
    """A project (担い手活動); only a designated one counts towards premium (R20)."""

    project: RowId
    body: BodyCode
    place: OptionalRowId
    name: str
    english: str
    designated: bool
    closed: bool


class RegistrationItem(FeedItemBase, tag=6, frozen=True):
    """The reader's registration with a body. `linked` tells that R02 brought it."""

    body: BodyCode
    member: RowId
    tier: Tier
    since: Day
    long_stay: bool
    linked: bool
    ended: bool


class CardItem(FeedItemBase, tag=7, frozen=True):
    """A credential for the reading device, packed as in `credential.md`."""

    body: BodyCode
    card: RowId
    not_before: Seconds
    expires: Seconds
    credential: bytes
    state: CardState


class RosterItem(FeedItemBase, tag=8, frozen=True):
    """One card of a body's member, for that body's staff alone (R04)."""

    body: BodyCode
    card: RowId
    member: RowId
    tier: Tier
    name: str
    state: CardState


class TrustItem(FeedItemBase, tag=9, frozen=True):
    """The trust list of body keys, signed by the root key (COSE_Sign1)."""

    signed: bytes


class StatusItem(FeedItemBase, tag=10, frozen=True):
    """A body's status list, signed by the body's key (COSE_Sign1)."""

    body: BodyCode
    signed: bytes


class StaffItem(FeedItemBase, tag=11, frozen=True):
    """A body for which the reader may record check-ins."""

    body: BodyCode
    ended: bool


class Reach(enum.IntEnum):
    """Whose members a facility gives its members' rate to (R51)."""

    OWN = 1
    PREFECTURE = 2
    """Of the prefecture and of any municipality in it."""


class Period(enum.IntEnum):
    """What a quota counts in: a day, a month, a year or a fiscal year from April, in Asia/Tokyo."""

    DAY = 1
    MONTH = 2
    YEAR = 3
    FISCAL_YEAR = 4


Yen = Annotated[int, Meta(ge=0, le=1_000_000)]
OptionalYen = Annotated[int, Meta(ge=-1, le=1_000_000)]
"""-1: this rate is not offered."""
MonthDay = Annotated[int, Meta(ge=0, le=1231)]
"""A day of any year as month * 100 + day; 0 for none."""


class PriceLine(Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """What one person pays: an age band, and the season in which the line is in force.

    Both ends of band and season count; 0 and 0 are all ages and the whole year, and a season may
    go over the new year. `resident` is what townspeople pay, shown beside the others.
    """

    line: Annotated[int, Meta(ge=1, le=20)]
    name: ShortText
    english: ShortText
    age_from: Annotated[int, Meta(ge=0, le=150)]
    age_to: Annotated[int, Meta(ge=0, le=150)]
    season_from: MonthDay
    season_to: MonthDay
    general: Yen
    resident: OptionalYen
    basic: OptionalYen
    premium: OptionalYen


class OpenHours(Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """When the members' rate is given: days of the week (bit 0 is Monday), minutes after midnight,
    from the first until before the last, which may be after midnight (up to 30 h)."""

    weekdays: Annotated[int, Meta(ge=1, le=127)]
    opens: Annotated[int, Meta(ge=0, le=1439)]
    closes: Annotated[int, Meta(ge=1, le=1800)]


class FacilityItem(FeedItemBase, tag=12, frozen=True):
    """How cards are judged at a place, and its prices (R51, R53). Without one the defaults hold.

    `tolerated_steps`: how many windows of 30 s clocks may differ. `list_age_h`: from how many hours
    on a status list is called too old. `lines` empty: no prices here. Who has the long-stay mark
    qualifies at any tier if `long_stay` says so. `companions`: how many people beside the member
    pay as the member does. `quota` uses a person in each `period`, 0 for any number. `hours` empty:
    always.
    """

    place: RowId
    body: BodyCode
    tolerated_steps: Annotated[int, Meta(ge=0, le=120)]
    list_age_h: Annotated[int, Meta(ge=1, le=8760)]
    lines: Annotated[list[PriceLine], Meta(max_length=20)]
    tier: Tier
    long_stay: bool
    reach: Reach
    partners: Annotated[list[BodyCode], Meta(max_length=50)]
    companions: Annotated[int, Meta(ge=0, le=98)]
    quota: Annotated[int, Meta(ge=0, le=366)]
    period: Period
    hours: Annotated[list[OpenHours], Meta(max_length=14)]


class StatusDeltaItem(FeedItemBase, tag=13, frozen=True):
    """What changed in a body's status list since the `StatusItem` that stands (COSE_Sign1)."""

    body: BodyCode
    signed: bytes


class KioskItem(FeedItemBase, tag=14, frozen=True):
    """The body's word that the reading device shows a place's live code (schemas/credential.md)."""

    place: RowId
    body: BodyCode
    certificate: bytes
    ended: bool


class CardPolicyItem(FeedItemBase, tag=15, frozen=True):
    """What cards a body gives. `daily`: one-day cards beside the ordinary one, to those phones that
    make keys for them (`CardKeys`); two visits cannot be linked by what is shown."""

    body: BodyCode
    daily: bool


class PolicyItem(FeedItemBase, tag=16, frozen=True):
    """A body's rules from a day on (R06). `policy`: `schemas.policy.Policy` as JSON."""

    body: BodyCode
    from_day: Day
    policy: Annotated[str, Meta(max_length=16_384)]


class Pending(enum.IntEnum):
    """What the system found, which waits for a member of staff (R31)."""

    NOTHING = 0
    GRANT = 1
    RENEWAL = 2
    ENDING = 3


class StandingItem(FeedItemBase, tag=17, frozen=True):
    """What beside its tier is known of the reader's registration: `schemas.standing.Held`."""

    body: BodyCode
    premium_until: Day
    pending: Pending
    asked: Day
    lapsed: Day
    programmes: Annotated[list[RowId], Meta(max_length=50)]


class DecidedBy(enum.IntEnum):
    SYSTEM = 0
    MEMBER = 1
    STAFF = 2


class DecisionItem(FeedItemBase, tag=18, frozen=True):
    """A decision on the reader (R18). `kind`, `rule` and `reason` as of `schemas.standing.Change`;
    `note` holds the words of a member of staff."""

    decision: RowId
    body: BodyCode
    ms: Milliseconds
    day: Day
    kind: ShortText
    rule: ShortText
    reason: ShortText
    until: Day
    by: DecidedBy
    note: Annotated[str, Meta(max_length=1000)]


class PersonItem(FeedItemBase, tag=19, frozen=True):
    """What the reader has proven of themselves: `schemas.standing.Person`."""

    proven: bool
    home: Annotated[int, Meta(ge=0, le=479999)]
    birth_day: Annotated[int, Meta(ge=-(2**17), le=2**17)]
    guardian: bool
    refused: Annotated[list[BodyCode], Meta(max_length=47)]


class NoticeKind(enum.IntEnum):
    """What a member is told at the right day, in the app and by e-mail."""

    RENEWAL_OPEN = 1
    """Premium ends on `day`; `count` is what is missing for its renewal, 0 for nothing (R15)."""
    RENEWED = 2
    LAPSED = 3
    GRANTED = 4
    REFUSED = 5
    INTENT = 6
    """Whether they wish to stay, to be answered by `day` (R32)."""
    ENDED = 7
    PRINTED_CARD_ENDS = 8
    """A printed card holds until `day`."""
    OF_AGE = 9
    """From `day` on no guardian is needed (R17)."""
    REVIEWED = 10
    """Staff looked at a decision again (R18)."""
    ERASURE = 11
    """On `day` everything of the reader is erased, as they or their office asked."""
    ACTIVITY_ACCEPTED = 20
    """To help on `day`: at once, by the organiser's word, or from the waiting list."""
    ACTIVITY_WAITING = 21
    """On the waiting list of `day`; `count` stand before."""
    ACTIVITY_DECLINED = 22
    ACTIVITY_CANCELLED = 23
    """What was to be on `day` does not take place."""
    SUBSIDY_GRANTED = 28
    """A subsidy was granted on `day` (R54)."""
    SUBSIDY_REFUSED = 29
    SUBSIDY_PAID = 30
    """It is on the way to the account since `day`."""
    REFUGE = 31
    """Disaster struck the member's home area, and the body takes them in as agreed (R55)."""


class NoticeItem(FeedItemBase, tag=20, frozen=True):
    """Something that the reader should know. `body` 0 for what concerns none."""

    notice: RowId
    body: Annotated[int, Meta(ge=0, le=479999)]
    ms: Milliseconds
    kind: NoticeKind
    day: Day
    count: Annotated[int, Meta(ge=0, le=366)]


class ConfirmationItem(FeedItemBase, tag=21, frozen=True):
    """Staff confirmed an entry that is weaker evidence than its body accepts (R26), or took their
    word back."""

    device: DeviceId
    seq: Sequence
    confirmed: bool


class ProgrammeItem(FeedItemBase, tag=34, frozen=True):
    """A programme that a body's rules may ask membership of (P12), by its name."""

    programme: RowId
    body: BodyCode
    name: str
    english: str


Minute = Annotated[int, Meta(ge=0, le=1440)]
"""Of a day, counted from midnight in Asia/Tokyo."""


class ActivityItem(FeedItemBase, tag=22, frozen=True):
    """What a phone shows of a project beside its `ProjectItem`: `schemas.projects.ActivityShown` as
    JSON, with the occasions of the next months; empty for one that is no longer shown."""

    project: RowId
    body: BodyCode
    detail: Annotated[str, Meta(max_length=32_768)]


class ApplicationState(enum.IntEnum):
    """Of somebody who applied to help on an occasion."""

    APPLIED = 1
    """Waits for the organiser's word."""
    ACCEPTED = 2
    WAITING = 3
    """On the waiting list: moves up by itself."""
    DECLINED = 4
    WITHDRAWN = 5
    CANCELLED = 6
    """The occasion does not take place."""


class ApplicationItem(FeedItemBase, tag=23, frozen=True):
    """The reader's own application."""

    application: RowId
    body: BodyCode
    project: RowId
    occasion: RowId
    day: Day
    starts: Minute
    ends: Minute
    name: str
    english: str
    state: ApplicationState


class AttendeeItem(FeedItemBase, tag=24, frozen=True):
    """Somebody who applied, for those who receive them on the day (R04), by their chosen name.

    `cards`: those of theirs that were in force when this was told, for a partner's people; a body's
    own staff know them from the roster.
    """

    application: RowId
    body: BodyCode
    project: RowId
    occasion: RowId
    day: Day
    starts: Minute
    ends: Minute
    member: RowId
    name: str
    state: ApplicationState
    cards: Annotated[list[RowId], Meta(max_length=40)]


class ScannerItem(FeedItemBase, tag=40, frozen=True):
    """A partner for which the reader may record check-ins: at its own projects, and no others."""

    body: BodyCode
    partner: RowId
    name: str
    english: str
    projects: list[RowId]
    """Those that are open."""
    ended: bool


class BenefitItem(FeedItemBase, tag=28, frozen=True):
    """What a body offers its members (R50). `terms`: `schemas.benefits.BenefitTerms` as JSON;
    `spent`: the fiscal year whose budget is spent, 0 for none."""

    benefit: RowId
    body: BodyCode
    ended: bool
    spent: Annotated[int, Meta(ge=0, le=9999)]
    terms: Annotated[str, Meta(max_length=16_384)]


class SubsidyState(enum.StrEnum):
    """Of an application for a subsidy (R54)."""

    INCOMPLETE = "incomplete"
    """Photographs are still on their way."""
    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    PAID = "paid"
    WITHDRAWN = "withdrawn"


class SubsidyItem(FeedItemBase, tag=29, frozen=True):
    """The reader's application for a subsidy (R54). `day`: of the application; `amount`: granted,
    or calculated while it waits; `words`: of the staff; `decided`, `paid`: days, 0 for none."""

    application: RowId
    body: BodyCode
    benefit: RowId
    state: SubsidyState
    day: Day
    from_day: Day
    nights: Annotated[int, Meta(ge=0, le=366)]
    asked: Annotated[int, Meta(ge=0, le=1_000_000_000)]
    amount: Annotated[int, Meta(ge=0, le=1_000_000_000)]
    decided: Day
    paid: Day
    words: Annotated[str, Meta(max_length=1000)]


class ConsentItem(FeedItemBase, tag=30, frozen=True):
    """Whether the reader agreed to be taken in by a body if disaster strikes at home (R55)."""

    body: BodyCode
    given: bool
    party: Annotated[int, Meta(ge=0, le=20)]
    needs: Annotated[str, Meta(max_length=500)]
    home: Annotated[int, Meta(ge=0, le=479999)]


class DisasterItem(FeedItemBase, tag=31, frozen=True):
    """A body's staff take in members from an area (R55). Once it `ended` it has no name."""

    disaster: RowId
    body: BodyCode
    name: ShortText
    from_day: Day
    ended: bool


class EvacueeItem(FeedItemBase, tag=32, frozen=True):
    """A member to be taken in, for that body's staff alone (R04, R55). Nothing of them is left in
    one that `ended`."""

    disaster: RowId
    body: BodyCode
    member: RowId
    name: ShortText
    party: Annotated[int, Meta(ge=0, le=20)]
    needs: Annotated[str, Meta(max_length=500)]
    home: Annotated[int, Meta(ge=0, le=479999)]
    ended: bool


FeedItem = (
    FactItem
    | RulingItem
    | BodyItem
    | PlaceItem
    | ProjectItem
    | RegistrationItem
    | CardItem
    | RosterItem
    | TrustItem
    | StatusItem
    | StaffItem
    | FacilityItem
    | StatusDeltaItem
    | KioskItem
    | CardPolicyItem
    | PolicyItem
    | StandingItem
    | DecisionItem
    | PersonItem
    | NoticeItem
    | ConfirmationItem
    | ProgrammeItem
    | ActivityItem
    | ApplicationItem
    | AttendeeItem
    | ScannerItem
    | BenefitItem
    | SubsidyItem
    | ConsentItem
    | DisasterItem
    | EvacueeItem
)
"""Anything in a feed."""
