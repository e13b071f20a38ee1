"""JSON types of projects (担い手活動, R20-R24): what is asked for and when, who applied, who came.

`ActivityShown` is also what a phone keeps of a project: it travels in `feed.ActivityItem.detail`.
"""

import enum
from typing import Annotated

from msgspec import Meta, Struct

from schemas.feed import ApplicationState

MAX_OCCASIONS = 366
"""Of one project."""
MAX_PICTURES = 3
"""Of one project."""
PICTURE_BYTES = 200_000
"""Of one picture, shrunk by the browser that sends it."""

Title = Annotated[str, Meta(min_length=1, max_length=60)]
OptionalTitle = Annotated[str, Meta(max_length=60)]
LongText = Annotated[str, Meta(max_length=2000)]
Line = Annotated[str, Meta(max_length=300)]
DayText = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
ClockText = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
People = Annotated[int, Meta(ge=1, le=1000)]
RowNumber = Annotated[int, Meta(ge=1, le=2**31 - 1)]
PictureName = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]


class Theme(enum.StrEnum):
    """What a project is about, and what a member is interested in."""

    FOREST = "forest"
    FARMING = "farming"
    SNOW = "snow"
    WATER = "water"
    ROADS = "roads"
    """Clearing weeds and looking after what a hamlet shares."""
    FESTIVAL = "festival"
    CHILDREN = "children"
    ELDERS = "elders"
    HERITAGE = "heritage"
    BUILDING = "building"
    FOOD = "food"
    TOURISM = "tourism"
    INFORMATION = "information"
    SAFETY = "safety"
    WORK = "work"
    """Paid side work (P07, P08)."""
    LODGING = "lodging"
    """Helping in return for a night's stay (P05)."""


class Skill(enum.StrEnum):
    """What helps, and what a member can do."""

    DRIVING = "driving"
    MACHINES = "machines"
    CARPENTRY = "carpentry"
    COOKING = "cooking"
    CARE = "care"
    FIRST_AID = "first-aid"
    LANGUAGES = "languages"
    MUSIC = "music"
    PHOTOGRAPHY = "photography"
    COMPUTERS = "computers"
    WRITING = "writing"


class Ground(enum.StrEnum):
    """What a designation rests on (R21)."""

    PUBLIC = "public"
    COMMUNITY = "community"
    SHORTAGE = "shortage"


class Choosing(enum.StrEnum):
    """Who decides on applications."""

    FIRST_COME = "first-come"
    ORGANISER = "organiser"


class ActivityState(enum.StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    """Waits for the body's office (R20, pattern 1)."""
    RETURNED = "returned"
    """The office sent it back with words."""
    PUBLISHED = "published"
    CLOSED = "closed"
    """Takes no more applications; who was accepted still comes."""
    CANCELLED = "cancelled"


class Content(Struct, frozen=True, kw_only=True):
    """What is written of a project. `latitude` and `longitude`, both or none, are of where one
    meets. `deadline_days`: applications end with the day so many days before the occasion; 0: when
    it begins. `minimum_age` 0: any. `question`: one, for those who apply; empty for none. `reward`:
    pay or reward, on site alone (R52)."""

    name: Title
    english: OptionalTitle = ""
    about: Annotated[str, Meta(min_length=1, max_length=2000)]
    about_english: LongText = ""
    themes: Annotated[list[Theme], Meta(max_length=16)] = []
    skills: Annotated[list[Skill], Meta(max_length=11)] = []
    place: RowNumber | None = None
    where: Line = ""
    latitude: Annotated[float, Meta(ge=20, le=46)] | None = None
    longitude: Annotated[float, Meta(ge=122, le=154)] | None = None
    bring: Line = ""
    insurance: Line = ""
    reward: Line = ""
    contact: Line = ""
    capacity: People = 10
    minimum_age: Annotated[int, Meta(ge=0, le=99)] = 0
    deadline_days: Annotated[int, Meta(ge=0, le=90)] = 0
    choosing: Choosing = Choosing.FIRST_COME
    question: Line = ""
    designated: bool = True
    grounds: Annotated[list[Ground], Meta(max_length=3)] = []
    basis: Line = ""
    """In the writer's own words, beside the grounds."""
    pictures: Annotated[list[PictureName], Meta(max_length=MAX_PICTURES)] = []


class WriteOccasion(Struct, frozen=True):
    """`ends` is after `starts`, on the same day."""

    day: DayText
    starts: ClockText
    ends: ClockText
    capacity: People


class WriteActivity(Content, frozen=True, kw_only=True):
    """The whole project anew. An occasion of the same day and beginning stays the same one; one
    that is no longer there is cancelled, and told to those who applied."""

    occasions: Annotated[list[WriteOccasion], Meta(max_length=MAX_OCCASIONS)] = []
    partner: RowNumber | None = None
    """Whose project it is; None for the body's own."""
    to: ActivityState = ActivityState.DRAFT
    """Draft, submitted or published. A draft that is there already, or more, keeps its state."""


class Repeats(enum.StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    """On the same date; in a month that has none, not at all."""
    MONTHLY_WEEKDAY = "monthly-weekday"
    """As on the third Saturday."""


class Recurrence(Struct, frozen=True):
    """Days from the first until the last. `weekdays` (0 is Monday) for weekly and fortnightly ones;
    none: that of the first day."""

    first: DayText
    until: DayText
    repeats: Repeats
    weekdays: Annotated[list[Annotated[int, Meta(ge=0, le=6)]], Meta(max_length=7)] = []


class Days(Struct, frozen=True):
    days: list[DayText]
    more: bool
    """There would be more than a project may have."""


class OccasionShown(Struct, frozen=True):
    """One that takes place."""

    id: int
    day: DayText
    starts: ClockText
    ends: ClockText
    capacity: int


class ActivityShown(Content, frozen=True, kw_only=True):
    """A project as everybody may read it, with its occasions of the next months."""

    project: int
    body: int
    state: ActivityState
    partner: str = ""
    """Who asks for help; empty for the body itself."""
    partner_english: str = ""
    occasions: list[OccasionShown] = []


class OccasionNow(Struct, frozen=True):
    """How full an occasion is at this moment. `waiting`: how many stand before a newcomer."""

    id: int
    accepted: int
    waiting: int


class ApplicationInfo(Struct, frozen=True):
    """`ahead`: how many on the waiting list come before, None for who is not on it."""

    id: int
    project: int
    occasion: int
    state: ApplicationState
    ahead: int | None
    words: str
    """What the organiser wrote."""


class ActivityNow(Struct, frozen=True):
    """A project as it stands at this moment."""

    activity: ActivityShown
    occasions: list[OccasionNow]


class OwnActivity(Struct, frozen=True):
    """What the one who asks has to do with a project. `of_age`: a proof of identity says that they
    are as old as is asked; None where their word is needed."""

    registered: bool
    of_age: bool | None
    applications: list[ApplicationInfo]


class Apply(Struct, frozen=True):
    """`of_age`: the applicant says that they are as old as is asked; a proof of identity goes
    before their word."""

    occasion: RowNumber
    answer: Line = ""
    of_age: bool = False


class Overlap(Struct, frozen=True):
    """Something else that the applicant has at the same time."""

    name: str
    english: str
    day: DayText
    starts: ClockText
    ends: ClockText


class Applied(Struct, frozen=True):
    application: ApplicationInfo
    overlaps: list[Overlap]


class OwnApplication(Struct, frozen=True):
    """Of the one who asks."""

    application: ApplicationInfo
    body: int
    name: str
    english: str
    day: DayText
    starts: ClockText
    ends: ClockText


class ActivityRow(Struct, frozen=True):
    """A project in the list of those who look after it."""

    id: int
    name: str
    english: str
    state: ActivityState
    partner: int | None
    partner_name: str
    designated: bool
    by_partner_alone: bool
    """Published by a partner that is designated in general (R20, pattern 2): no one approved it."""
    changed: bool
    """By the partner, after it was published."""
    next: OccasionShown | None
    ahead: int
    """How many occasions are to come."""
    applied: int
    """How many wait for the organiser's word."""
    accepted: int
    waiting: int
    """Both of occasions to come."""
    place: int | None
    code_serial: int | None
    words: str
    """With which it was sent back, or cancelled."""


class OccasionFile(Struct, frozen=True):
    id: int
    day: DayText
    starts: ClockText
    ends: ClockText
    capacity: int
    cancelled: bool
    applied: int
    accepted: int
    waiting: int


class ActivityFile(Struct, frozen=True):
    """Everything that those who look after a project see of it."""

    row: ActivityRow
    content: Content
    occasions: list[OccasionFile]


class PartnerChoice(Struct, frozen=True):
    """A partner whose projects the one who asks may write. `general`: designated as a whole (R20,
    pattern 2); `grounds` as the body recorded them."""

    id: int
    name: str
    general: bool
    basis: str


class ActivityDesk(Struct, frozen=True):
    """What somebody may see and do of a body's projects. `office`: all of them, and approving."""

    office: bool
    partners: list[PartnerChoice]
    activities: list[ActivityRow]


class MoveActivity(Struct, frozen=True):
    """`words` are told to those concerned; they must be there when a project is sent back or
    cancelled. `basis`: what a designation rests on, where the office writes another."""

    to: ActivityState
    words: Annotated[str, Meta(max_length=1000)] = ""
    grounds: Annotated[list[Ground], Meta(max_length=3)] | None = None
    basis: Line | None = None


class Applicant(Struct, frozen=True):
    """`came`: there is a record of them with the project on the day."""

    application: int
    number: int
    name: str
    state: ApplicationState
    answer: str
    applied_ms: int
    came: bool


class Choose(Struct, frozen=True):
    """The organiser's word on applications."""

    applications: Annotated[list[RowNumber], Meta(min_length=1, max_length=500)]
    accept: bool
    words: Line = ""


class WaitingActivity(Struct, frozen=True):
    """A project that waits for the office, with what its designation would rest on (R21)."""

    file: ActivityFile
    submitted_ms: int


class PictureKept(Struct, frozen=True):
    name: PictureName


class CalendarMade(Struct, frozen=True):
    """The address of one's own calendar; told once, and the one before ends."""

    url: str


class CalendarState(Struct, frozen=True):
    since_ms: int | None
    """When the address that holds was made; None for none."""


class PrefectureCount(Struct, frozen=True):
    """People who came, by where they live; `prefecture` 0 for those who did not prove it."""

    prefecture: int
    name: str
    came: int


class OccasionReport(Struct, frozen=True):
    """`applied`: who ever did. `came`: with an accepted application; `others` came without one.
    `hours` of all who came."""

    occasion: int
    day: DayText
    starts: ClockText
    ends: ClockText
    cancelled: bool
    capacity: int
    applied: int
    accepted: int
    came: int
    others: int
    hours: float


class ActivityReport(Struct, frozen=True):
    project: int
    name: str
    partner: str
    designated: bool
    occasions: list[OccasionReport]
    people: int
    """Who came, each once."""
    hours: float
    prefectures: list[PrefectureCount]


class Report(Struct, frozen=True):
    """What the body reads of its projects between two days, both counted (R20)."""

    first: DayText
    last: DayText
    activities: list[ActivityReport]
    people: int
    hours: float
