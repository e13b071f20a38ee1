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
from schemas.scalars import BodyCode, Day, DeviceId, OptionalRowId, RowId, Seconds, Sequence


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
    member's own feed; `body` the body it concerns, 0 for none (a note, a setting).
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
)
"""Anything in a feed."""
