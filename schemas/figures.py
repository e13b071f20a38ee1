"""JSON types of the statistics (R45). `people`: each person once (実人数); `count`: registrations,
days or uses each (延べ). Months are `YYYY-MM`."""

from typing import Annotated

from msgspec import Meta, Struct

MIN_THRESHOLD = 3
MAX_THRESHOLD = 100


class Part(Struct, frozen=True):
    """One value of something that people are counted by."""

    key: str
    people: int
    count: int


class MembersBy(Struct, frozen=True):
    """Members at the end of a month, or now, by what is known of them.

    `tiers`: basic, premium. `marks`: bearers of the long-stay mark and others. `residence`: the two
    digits of a prefecture, `other` for a proof that told no municipality (overseas, or unknown),
    `unproven`. `ages`: the first year of the band, `unproven`.
    """

    people: int
    count: int
    tiers: list[Part]
    marks: list[Part]
    residence: list[Part]
    ages: list[Part]


class MonthFigures(Struct, frozen=True):
    """What took place in a month. `members`: at its end, as counted then, else by when members
    joined and left.

    `paid` is what members paid at facilities in yen, `reduced` how much less that was than the
    general price by the prices of today.
    """

    month: str
    members: int
    joined: int
    left: int
    stay_people: int
    stay_days: int
    activity_people: int
    activity_days: int
    use_people: int
    uses: int
    paid: int
    reduced: int


class Cohort(Struct, frozen=True):
    """Who registered in a month: how many, and how many of them were still registered at the end
    of that month and of each that followed, to the last that is over; the present one as it is."""

    month: str
    joined: int
    kept: list[int]


class Figures(Struct, frozen=True):
    """A body's figures. The home body of each person is left out (R16); `at_home` tells how many
    members that were.

    `made`: when they were counted in ms, None before the first time. `members` is None where nobody
    counted that month. `active`: how many members were there within 90 days. `within`: of a
    prefecture, the members of its municipalities taken together. `months`: 13, with this one last.
    """

    body: str
    month: str
    made: int | None
    members: MembersBy | None
    at_home: int
    active: int
    within: MembersBy | None
    months: list[MonthFigures]
    cohorts: list[Cohort]


class Publishing(Struct, frozen=True):
    """Whether a body's figures are open to everyone, and below which number a cell is withheld."""

    on: bool
    threshold: Annotated[int, Meta(ge=MIN_THRESHOLD, le=MAX_THRESHOLD)] = 5


class OpenCell(Struct, frozen=True):
    """`people` is None where it is withheld."""

    table: str
    key: str
    people: int | None
    count: int | None = None


class OpenFigures(Struct, frozen=True):
    """What is published of a body and a month."""

    body: str
    name: str
    english: str
    month: str
    threshold: int
    licence: str
    licence_url: str
    source: str
    note: str
    note_english: str
    cells: list[OpenCell]


class OpenBody(Struct, frozen=True):
    """A body that publishes, and the months that there are, newest first."""

    body: str
    name: str
    english: str
    months: list[str]


class PublishingView(Struct, frozen=True):
    """The office's switch, and what is published, or would be, of the last month that is over."""

    on: bool
    threshold: int
    months: list[str]
    preview: OpenFigures | None
