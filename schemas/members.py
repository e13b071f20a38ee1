"""A body's members as its office works with them: the list, what the body knows of each, and those
whom it registers at its counter (R34, R62)."""

import enum
from typing import Annotated

from msgspec import Meta, Struct

from schemas.api import PrintedCard
from schemas.feed import Tier
from schemas.views import UseView

FullName = Annotated[str, Meta(max_length=100)]
Prefecture = Annotated[int, Meta(ge=0, le=47)]
"""1 to 47 as in the local government codes; 0 for not known."""
Numbers = Annotated[list[Annotated[int, Meta(ge=1, le=2**31 - 1)]], Meta(min_length=1)]


class OwnDetails(Struct, frozen=True):
    """What a member tells one body of themselves (R04); all of it may be empty."""

    name: FullName = ""
    kana: FullName = ""
    postal_code: Annotated[str, Meta(max_length=10)] = ""
    prefecture: Prefecture = 0
    address: Annotated[str, Meta(max_length=200)] = ""
    email: Annotated[str, Meta(max_length=254)] = ""
    telephone: Annotated[str, Meta(max_length=30)] = ""
    birth_day: Annotated[str, Meta(max_length=10)] = ""
    """YYYY-MM-DD."""


class MemberDetails(OwnDetails, frozen=True):
    """The same with what the office adds: the number and the kind in its own older list, a note."""

    old_number: Annotated[str, Meta(max_length=40)] = ""
    category: Annotated[str, Meta(max_length=60)] = ""
    note: Annotated[str, Meta(max_length=1000)] = ""


class MemberRecord(Struct, frozen=True):
    """What a body knows of one member beside their standing.

    `changed`: when the details were last written, 0 for never. `kept_by_office`: the office made
    the registration, and its member has not taken it over. `imported`: the import that brought it.
    `last_here`: the day on which the member last used the app, empty for never. `ended`: the day on
    which the registration ended.
    """

    number: int
    shown_name: str
    tier: Tier
    since: str
    linked: bool
    details: MemberDetails
    changed: int
    kept_by_office: bool
    imported: int | None
    last_here: str
    ended: str
    uses: list[UseView]


class RegisterAtCounter(Struct, frozen=True):
    """Somebody without a phone (R62). The name is needed. `refuse_prefecture`: R03."""

    details: MemberDetails
    refuse_prefecture: bool = False


class RegisteredAtCounter(Struct, frozen=True):
    """The number, a card to print, and the code by which the person takes the registration over on
    a phone of their own: told now and never again."""

    number: int
    card: PrintedCard
    code: str


class TakeOverCode(Struct, frozen=True):
    code: str


class MemberSort(enum.StrEnum):
    NUMBER = "number"
    KANA = "kana"
    NEWEST = "newest"


class MemberRow(Struct, frozen=True):
    """`name` is the one that the body knows, or else the one that the member chose."""

    number: int
    name: str
    kana: str
    tier: Tier
    since: str
    linked: bool
    long_stay: bool
    cards: int
    ended: bool
    kept_by_office: bool
    prefecture: Prefecture
    old_number: str


class MemberPage(Struct, frozen=True):
    """`total` match; `premium` and `kept_by_office` of them are so."""

    members: list[MemberRow]
    total: int
    premium: int
    kept_by_office: int


class EndMembers(Struct, frozen=True):
    """Registrations that end at their members' wish, told to the office."""

    numbers: Annotated[Numbers, Meta(max_length=500)]
    note: Annotated[str, Meta(min_length=1, max_length=200)]
