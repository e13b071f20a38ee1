"""What a body gives its members, and on what terms (R50-R55): benefits, subsidies, refuge.

Money is whole yen. Days are counted from 1970-01-01 in Asia/Tokyo, 0 for none, unless they are
texts (YYYY-MM-DD).
"""

import enum
from typing import Annotated

from msgspec import Meta, Struct

from schemas.feed import Period, SubsidyState, Tier
from schemas.policy import Condition
from schemas.scalars import BodyCode, Day, Milliseconds, RowId

RECEIPT_BYTES = 300_000
"""Of one photograph of a receipt: the phone makes it so small before it keeps it."""
MAX_RECEIPTS = 6
"""Photographs of one application."""
MAX_COSTS = 20
MAX_PARTY = 20
"""People of one application, or of one party that seeks refuge."""


class BenefitKind(enum.StrEnum):
    """R50: the kinds that were seen, and what else a body thinks of."""

    TRANSPORT = "transport"
    LODGING = "lodging"
    WORKSPACE = "workspace"
    HOUSE_REPAIR = "house-repair"
    FACILITY = "facility"
    RESIDENT_RATE = "resident-rate"
    ASSOCIATION = "association"
    REFUGE = "refuge"
    DISCOUNT = "discount"
    CHILD_CARE = "child-care"
    RELOCATION = "relocation"
    OTHER = "other"


class Tie(enum.StrEnum):
    """R52: what ties a benefit to being in the area."""

    UNTIED = "untied"
    PLACE = "place"
    """Had at the places named."""
    ACTIVITY = "activity"
    """Had by taking part in an activity: one of those named, or any."""
    NIGHT = "night"
    """Had by staying a night in the area."""
    DWELLING = "dwelling"
    """Had by moving there, or living there as well."""
    REFUGE = "refuge"
    """Had by taking refuge there."""


class Handover(enum.StrEnum):
    """How a member comes by it."""

    ON_SITE = "on-site"
    PAID_BACK = "paid-back"
    """Money, upon an application with evidence (R54)."""
    SENT = "sent"
    """By post, by parcel or as a code."""


class MarkAsked(enum.StrEnum):
    """What the long-stay mark (R11) is to who may have a benefit."""

    ANY = "any"
    SUFFICES = "suffices"
    """Who bears it qualifies at any tier."""
    NEEDED = "needed"


class CostKind(enum.StrEnum):
    TRANSPORT = "transport"
    LODGING = "lodging"
    WORKSPACE = "workspace"
    CHILD_CARE = "child-care"
    RELOCATION = "relocation"
    HOUSE_REPAIR = "house-repair"
    MEETING = "meeting"
    OTHER = "other"


class ApplicantKind(enum.StrEnum):
    INDIVIDUAL = "individual"
    EMPLOYEE = "employee"
    SELF_EMPLOYED = "self-employed"
    COMPANY = "company"
    STUDENT = "student"
    GROUP = "group"


class CapPer(enum.StrEnum):
    """What an upper limit is for each of."""

    STAY = "stay"
    PERSON = "person"
    NIGHT = "night"
    """A person and night."""


class Rounding(enum.IntEnum):
    """Amounts are rounded down to a multiple of this."""

    YEN = 1
    TEN = 10
    HUNDRED = 100
    THOUSAND = 1000


Money = Annotated[int, Meta(ge=0, le=10_000_000)]
"""Of one application or one limit."""
Part = Annotated[int, Meta(ge=1, le=100)]
Nights = Annotated[int, Meta(ge=0, le=366)]
Persons = Annotated[int, Meta(ge=1, le=MAX_PARTY)]


class CostRule(Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of cost that is paid back in part. `cap`: 0 for none."""

    kind: CostKind
    numerator: Part
    denominator: Part
    cap: Money = 0
    cap_per: CapPer = CapPer.STAY


class SubsidyTerms(Struct, frozen=True, forbid_unknown_fields=True):
    """How an application is calculated and proven (R54). `cap` over all costs, 0 for none;
    `max_nights` 0 for any number. `proven_days`: every day of the stay must be recorded."""

    costs: Annotated[list[CostRule], Meta(min_length=1, max_length=8)]
    applicants: Annotated[list[ApplicantKind], Meta(min_length=1, max_length=6)]
    cap: Money = 0
    cap_per: CapPer = CapPer.PERSON
    unit: Rounding = Rounding.YEN
    receipts: bool = True
    proven_days: bool = True
    min_nights: Nights = 0
    max_nights: Nights = 0
    max_persons: Persons = 1


class BenefitTerms(Struct, frozen=True, forbid_unknown_fields=True):
    """A benefit as the body offers it. `conditions`: all of them are asked, counted as the body's
    policy counts (R09, R10). `age_from` and `age_to`: both ends count, 0 for none. `times` in each
    `period` a person, 0 for any number. `budget`: a fiscal year, 0 for none. `helps`: it helps to
    meet the requirement for premium, and so may be open to basic members (R51)."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    english: Annotated[str, Meta(max_length=60)] = ""
    text: Annotated[str, Meta(max_length=1000)] = ""
    text_english: Annotated[str, Meta(max_length=1000)] = ""
    kind: BenefitKind = BenefitKind.OTHER
    tie: Tie = Tie.UNTIED
    places: Annotated[list[RowId], Meta(max_length=50)] = []
    projects: Annotated[list[RowId], Meta(max_length=50)] = []
    handover: Handover = Handover.ON_SITE
    helps: bool = False
    tier: Tier = Tier.PREMIUM
    mark: MarkAsked = MarkAsked.ANY
    age_from: Annotated[int, Meta(ge=0, le=150)] = 0
    age_to: Annotated[int, Meta(ge=0, le=150)] = 0
    conditions: Annotated[list[Condition], Meta(max_length=10)] = []
    times: Annotated[int, Meta(ge=0, le=366)] = 0
    period: Period = Period.FISCAL_YEAR
    budget: Annotated[int, Meta(ge=0, le=1_000_000_000)] = 0
    from_day: Day = 0
    until_day: Day = 0
    subsidy: SubsidyTerms | None = None


class GiftFinding(Struct, frozen=True):
    """What R52 has against terms. `refuses`: it cannot be published so; else it can once somebody
    said that they looked at it. `found`: the word that raised it."""

    code: str
    refuses: bool
    field: str
    japanese: str
    english: str
    found: str = ""


class HindranceKind(enum.StrEnum):
    """Why somebody may not have a benefit now."""

    NOT_REGISTERED = "not-registered"
    NOT_PROVEN = "not-proven"
    """Age or residence is asked, and nothing is proven of it (R13)."""
    PREMIUM = "premium"
    """`missing`: what is missing for it, 0 where it can be applied for."""
    MARK = "mark"
    AGE = "age"
    CONDITION = "condition"
    """`at`: its place among the conditions; `missing`: how many."""
    NOT_BEGUN = "not-begun"
    """Until `day`."""
    OVER = "over"
    """Since after `day`."""
    QUOTA = "quota"
    """Used as often as one may; again from `day`."""
    BUDGET = "budget"
    """This fiscal year's is spent; again from `day`."""


class Hindrance(Struct, frozen=True):
    kind: HindranceKind
    at: int = 0
    missing: int = 0
    day: int = 0


class Eligibility(Struct, frozen=True):
    """Whether a member may have a benefit today. `left`: how often in this period, -1 for any."""

    may: bool
    hindrances: list[Hindrance]
    left: int


class CostLine(Struct, frozen=True, forbid_unknown_fields=True):
    kind: CostKind
    yen: Annotated[int, Meta(ge=1, le=10_000_000)]


class CostStep(Struct, frozen=True):
    """All costs of one kind: the rate's `share`, its upper limit (0 for none), what counts."""

    kind: CostKind
    yen: int
    numerator: int
    denominator: int
    share: int
    cap: int
    counted: int


class Calculation(Struct, frozen=True):
    """How an amount comes about, line by line. `total` of the steps, `cap` over all (0 for none),
    `unit` to which the rest is rounded down."""

    steps: list[CostStep]
    total: int
    cap: int
    unit: int
    amount: int


class BudgetState(Struct, frozen=True):
    """A fiscal year's money: granted, and asked by what waits. `budget` 0: no limit is set."""

    year: int
    budget: int
    granted: int
    waiting: int


class BenefitState(enum.StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class OfficeBenefit(Struct):
    """A benefit at the office. `terms` as they are written now, `published` as members have them;
    `number` counts what was published."""

    id: RowId
    state: BenefitState
    number: int
    terms: BenefitTerms
    published: BenefitTerms | None
    findings: list[GiftFinding]
    budget: BudgetState


class BenefitPreview(Struct):
    """Among the body's `members` so many `may` have it now; the others by what hinders first."""

    members: int
    may: int
    hindered: dict[str, int]
    findings: list[GiftFinding]


class PublishBenefit(Struct, forbid_unknown_fields=True):
    """`looked_at`: codes of the findings that somebody looked at and found to be none (R52)."""

    looked_at: Annotated[list[str], Meta(max_length=20)] = []


class AccountKind(enum.IntEnum):
    """As bank transfers name it."""

    ORDINARY = 1
    CURRENT = 2
    SAVINGS = 4


class Payee(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the money goes. `holder` in katakana, as the bank's book has it."""

    bank: Annotated[str, Meta(pattern="^[0-9]{4}$")]
    branch: Annotated[str, Meta(pattern="^[0-9]{3}$")]
    kind: AccountKind
    number: Annotated[str, Meta(pattern="^[0-9]{7}$")]
    holder: Annotated[str, Meta(pattern="^[ァ-ヶー A-Z0-9()（）.,．，・-]{1,48}$")]


class Apply(Struct, forbid_unknown_fields=True):
    """`ref`: made by the phone, so that what is sent twice is stored once. `receipts`: how many
    photographs follow; staff see the application when all are there."""

    ref: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
    applicant: ApplicantKind
    from_day: Day
    nights: Nights
    persons: Persons
    costs: Annotated[list[CostLine], Meta(min_length=1, max_length=MAX_COSTS)]
    receipts: Annotated[int, Meta(ge=0, le=MAX_RECEIPTS)]
    payee: Payee
    words: Annotated[str, Meta(max_length=1000)] = ""


class Step(Struct):
    """What was done about an application (R18). `by`: 0 the system, 1 the member, 2 staff."""

    ms: Milliseconds
    kind: str
    rule: str
    amount: int
    words: str
    by: int


class OwnApplication(Struct):
    """An application as the member has it. `arrived`: numbers of the photographs that are here."""

    id: RowId
    benefit: RowId
    body: str
    state: SubsidyState
    asked: Apply
    arrived: list[int]
    calculation: Calculation
    amount: int
    steps: list[Step]


class OfficeApplication(Struct):
    """Everything that a decision needs, on one row. `days_recorded` of `days` of the stay; `most`
    may be granted; `number` is the member's, `terms` those of the stay's first day."""

    id: RowId
    benefit: RowId
    name: str
    english: str
    number: RowId
    member: str
    state: SubsidyState
    asked: Apply
    completed: Milliseconds
    calculation: Calculation
    most: int
    amount: int
    days: int
    days_recorded: int
    activities: int
    terms: SubsidyTerms
    paid_on: str
    steps: list[Step]


class SubsidyDesk(Struct):
    """`waiting` in the order of their arrival, `unpaid`: granted; the newest of what is done."""

    waiting: list[OfficeApplication]
    unpaid: list[OfficeApplication]
    done: list[OfficeApplication]
    budgets: dict[str, BudgetState]
    more: bool


class SubsidyCount(Struct):
    waiting: int
    unpaid: int


RowIds = Annotated[list[RowId], Meta(min_length=1, max_length=500)]


class DecideApplications(Struct, forbid_unknown_fields=True):
    """`amount`: for one alone, else what was calculated. Words are needed where it is another than
    calculated, and to refuse."""

    ids: RowIds
    grant: bool
    amount: Money | None = None
    words: Annotated[str, Meta(max_length=1000)] = ""


class UndecidedApplication(Struct):
    """`reason`: `state` (it does not wait), `budget` (spent), `earlier` (those that came before ask
    for the rest), `nothing` (calculated as 0)."""

    id: RowId
    reason: str


class DecidedApplications(Struct):
    done: list[RowId]
    refused: list[UndecidedApplication]


class ReopenApplication(Struct, forbid_unknown_fields=True):
    words: Annotated[str, Meta(min_length=1, max_length=1000)]


class PayApplications(Struct, forbid_unknown_fields=True):
    ids: RowIds
    day: Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class GiveConsent(Struct, forbid_unknown_fields=True):
    """R55. `home`: six digits, where the member lives, if no proof says it; "" for none."""

    party: Persons
    needs: Annotated[str, Meta(max_length=500)] = ""
    home: Annotated[str, Meta(pattern="^([0-9]{6})?$")] = ""


class DeclareDisaster(Struct, forbid_unknown_fields=True):
    """`areas`: municipalities, and prefectures for every municipality in them."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    areas: Annotated[list[BodyCode], Meta(min_length=1, max_length=50)]
    from_day: Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class Evacuee(Struct):
    """`shelter`: 0 while they did not arrive."""

    number: RowId
    name: str
    party: int
    needs: str
    home: int
    shelter: int


class ShelterCount(Struct):
    """`parties` are members, `people` they and those with them."""

    place: RowId
    name: str
    english: str
    parties: int
    people: int


class Disaster(Struct):
    id: RowId
    name: str
    areas: list[BodyCode]
    from_day: str
    declared: Milliseconds
    ended: Milliseconds | None
    expected: int
    expected_people: int


class RefugeOffice(Struct):
    """`consents` are agreements that stand, of so many `people`; `evacuees` and `shelters` of the
    disaster that stands."""

    consents: int
    people: int
    disasters: list[Disaster]
    evacuees: list[Evacuee]
    shelters: list[ShelterCount]
