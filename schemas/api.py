"""JSON types of the REST API (everything but sync). Bytes are base64url without padding; body
codes are 6-digit strings; days are `YYYY-MM-DD` in Asia/Tokyo; instants are milliseconds UTC."""

import enum
from typing import Annotated, Any

from msgspec import Meta, Struct

from schemas.entries import Source
from schemas.feed import CardState, DecidedBy, MonthDay, Period, PlaceKind, Reach, Tier, Yen
from schemas.policy import Policy
from schemas.scalars import RowId
from schemas.standing import ChangeKind, Finding, Reason, Standing
from schemas.views import AttendanceRow, MemberViews, UseView

BodyCodeText = Annotated[str, Meta(pattern=r"^[0-9]{6}$")]
Name = Annotated[str, Meta(min_length=1, max_length=60)]
OptionalName = Annotated[str, Meta(max_length=60)]
OneTimeCode = Annotated[str, Meta(min_length=4, max_length=64)]


class Role(enum.StrEnum):
    """What an account may do for one body."""

    ADMIN = "admin"
    """Runs the body's registration: everything in its office; it alone decides on people, rules,
    places, prices and keys, and reads the audit log."""
    CLERK = "clerk"
    """The office's daily work: members, decisions, cards, projects, partners, attendance."""
    STAFF = "staff"
    """Facility staff: scans cards, gives rates and sees attendance at the body's places."""
    ORGANISER = "organiser"
    """Of a partner: plans its projects, takes applications, reports to the body (R24), invites its
    other people."""
    SCANNER = "scanner"
    """Of a partner: records attendance at its projects; sees no roster (R04)."""
    READER = "reader"
    """Of a prefecture: sees the members registered with it, and the figures; changes nothing."""
    OPERATOR = "operator"
    """Of the installation: bodies, counts and health; no personal data (R04)."""


# -- the installation ---------------------------------------------------------------------------


class SealingKey(Struct, frozen=True):
    """The server's key that a courier's parcel is sealed to (sync/README.md, "The courier")."""

    id: str
    public_key: str
    """P-256, uncompressed: 65 bytes."""


class Instance(Struct, frozen=True):
    """Which installation answers. `id` belongs to the database: a phone never mixes two."""

    id: str
    sample: bool
    empty: bool
    """No account yet: the first page offers the two ways to begin."""
    protocol: int
    version: str
    root_key: str
    """Compressed P-256 key that signs the trust list, or is announced to sign it next."""
    sealing_key: SealingKey
    participating: list[BodyCodeText]


class SampleOpened(Struct, frozen=True):
    url: str


class Persona(Struct, frozen=True):
    """A ready account of the sample village."""

    id: str
    name: str
    english: str
    role: str
    """member, staff, office or partner."""
    description: str
    description_english: str
    start: str
    """Path of the page where this person begins."""


class EnterPersona(Struct, frozen=True):
    persona: str


class SampleCard(Struct, frozen=True):
    """A card to try the scanner with: the text of a QR code, made at this moment."""

    label: str
    label_english: str
    text: str


# -- accounts -----------------------------------------------------------------------------------


class PasskeyOptionsRequest(Struct, frozen=True):
    """`name` is how the passkey is labelled on the person's own devices."""

    name: OptionalName = ""


class PasskeyOptions(Struct, frozen=True):
    """Options for `navigator.credentials`, as the WebAuthn JSON of the browser expects them."""

    ceremony: str
    """Names this attempt; valid once, for five minutes."""
    options: dict[str, Any]


class PasskeyResponse(Struct, frozen=True):
    ceremony: str
    response: dict[str, Any]
    label: OptionalName = ""


class RecoveryCodes(Struct, frozen=True):
    """Shown once. Each signs in once, to make a new passkey."""

    codes: list[str]


class AccountMade(Struct, frozen=True):
    account: str
    recovery_codes: list[str]


class SignedIn(Struct, frozen=True):
    account: str


class RecoverWithCode(Struct, frozen=True):
    code: OneTimeCode


class PasskeyInfo(Struct, frozen=True):
    """`public_key` lets the person's phone check the passkey by itself, to lock the app without a
    network: SubjectPublicKeyInfo (RFC 5280) in DER, base64url."""

    id: str
    label: str
    created: int
    last_used: int | None
    algorithm: int
    """COSE: -7 ES256, -8 EdDSA, -257 RS256."""
    public_key: str


class DeviceInfo(Struct, frozen=True):
    id: str
    label: str
    enrolled: int
    last_sync: int | None
    stored: int
    revoked: bool


class RoleInfo(Struct, frozen=True):
    body: BodyCodeText
    role: Role
    partner: RowId | None
    """Of which partner of the body; None for a role of the body itself."""


class RegistrationInfo(Struct, frozen=True):
    body: BodyCodeText
    number: int
    tier: Tier
    since: str
    linked: bool
    """Came with a municipality of the prefecture (R02)."""
    prefecture_refused: bool
    """R03."""
    survey_answered: bool


class Account(Struct, frozen=True):
    """The person who is signed in."""

    account: str
    passkeys: list[PasskeyInfo]
    devices: list[DeviceInfo]
    sessions: int
    recovery_codes_left: int
    roles: list[RoleInfo]
    operator: bool
    """Runs the installation."""
    registrations: list[RegistrationInfo]


class Language(enum.StrEnum):
    """What we write in."""

    JA = "ja"
    EN = "en"


class Email(Struct, frozen=True):
    """Where the signed-in person gets notices by mail; nobody else sees it.

    `waiting` is an address to which a code was sent, good until `waiting_until` (ms).
    """

    address: str | None
    language: Language
    waiting: str | None
    waiting_until: int | None


class SetEmail(Struct, frozen=True):
    address: Annotated[str, Meta(min_length=1, max_length=254)]
    language: Language


class ConfirmEmail(Struct, frozen=True):
    code: OneTimeCode


class EnrolDevice(Struct, frozen=True):
    """`signature` is by the new key over SIGN_ENROL_CONTEXT and the account id (UTF-8)."""

    public_key: str
    """33-byte compressed P-256 point."""
    signature: str
    label: OptionalName = ""


class DeviceEnrolled(Struct, frozen=True):
    device: str
    challenge: str
    root_key: str
    server_ms: int


# -- registration -------------------------------------------------------------------------------


class Register(Struct, frozen=True):
    body: BodyCodeText
    refuse_prefecture: bool = False


class QuestionKind(enum.StrEnum):
    ONE = "one"
    MANY = "many"
    TEXT = "text"


class Choice(Struct, frozen=True):
    id: str
    label: str
    english: str


class Question(Struct, frozen=True):
    id: str
    kind: QuestionKind
    label: str
    english: str
    required: bool
    choices: list[Choice]


class Survey(Struct, frozen=True):
    """A body's survey on a person's relation to the area (R07)."""

    body: BodyCodeText
    questions: list[Question]


class PrintedCard(Struct, frozen=True):
    """A card on paper, of one member and body. Times are Unix seconds."""

    card: int
    since: int
    expires: int
    state: CardState
    by_office: bool
    """The office had it printed, not the member."""


class MakePrintedCard(Struct, frozen=True):
    """`replaces`: a printed card that is lost, which is stopped with this."""

    replaces: Annotated[int, Meta(ge=1, le=2**31 - 1)] | None = None


class PaperSize(enum.StrEnum):
    CARD = "card"
    """85.6 by 54 mm with its back, to be cut out and folded, on a sheet of A4."""
    A4 = "a4"


class PrintCard(Struct, frozen=True):
    """How a printed card is to look. The name is put on the paper and kept nowhere."""

    size: PaperSize
    large: bool = False
    """In large print."""
    name: OptionalName = ""
    code: Annotated[str, Meta(max_length=64)] = ""
    """By which its person takes the registration over (R62): on a page of its own."""


class SurveyAnswers(Struct, frozen=True):
    """Answers by question id; a skipped question is absent."""

    answers: dict[str, list[Annotated[str, Meta(max_length=500)]]]


class PrefectureLink(Struct, frozen=True):
    refused: bool


# -- the office ---------------------------------------------------------------------------------


class StartOffice(Struct, frozen=True):
    """The first office: the code printed by the server at its first start."""

    code: OneTimeCode
    body: BodyCodeText


class OfficeSummary(Struct, frozen=True):
    body: BodyCodeText
    members_basic: int
    members_premium: int
    places: int
    projects: int
    staff: int
    records_today: int
    new_members_30_days: int
    records_by_day: list[int]
    """Attendance records of the last 30 days, oldest first."""


class Invite(Struct, frozen=True):
    id: str
    role: Role
    name: str
    """Whom it is for, in the words of who made it; may be empty."""
    created: int
    expires: int
    used: bool


class MakeInvite(Struct, frozen=True):
    """`name`: what the office calls the person; they can say it themselves when they join."""

    role: Role
    name: OptionalName = ""


class InviteMade(Struct, frozen=True):
    id: str
    url: str
    code: str
    expires: int


class AcceptInvite(Struct, frozen=True):
    """`name`: what the person wants to be called there; empty leaves it to the invite."""

    code: OneTimeCode
    name: OptionalName = ""


class InviteAccepted(Struct, frozen=True):
    body: BodyCodeText
    role: Role
    partner: RowId | None = None


class StaffRole(Struct, frozen=True):
    id: int
    role: Role
    since: int


class StaffMember(Struct, frozen=True):
    """Somebody who works for a body, or for one partner of it."""

    account: str
    name: str
    """What the office calls them; nobody else sees it."""
    roles: list[StaffRole]
    """The oldest first."""
    devices: int
    seen: int
    """When they last used the system (ms, to about a day)."""


class NameStaff(Struct, frozen=True):
    name: OptionalName


class WritePlace(Struct, frozen=True):
    name: Name
    english: OptionalName
    kind: PlaceKind
    closed: bool = False
    keeps_proofs: bool = False


class Place(Struct, frozen=True):
    id: int
    name: str
    english: str
    kind: PlaceKind
    closed: bool
    keeps_proofs: bool
    code_serial: int
    """Grows when the printed code is replaced."""


Age = Annotated[int, Meta(ge=0, le=150)]
TimeOfDay = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Price(Struct, frozen=True):
    """What one person pays, in yen: an age band (0 and 0: any age) and a season (0 and 0: the whole
    year). Members pay `resident` unless their tier has a price of its own; None: not offered."""

    name: Name
    general: Yen
    english: OptionalName = ""
    age_from: Age = 0
    age_to: Age = 0
    season_from: MonthDay = 0
    season_to: MonthDay = 0
    resident: Yen | None = None
    basic: Yen | None = None
    premium: Yen | None = None


class Hours(Struct, frozen=True):
    """When the members' rate is given: days of the week (0 is Monday), and from when to when. An
    end that is not after the beginning is on the next day."""

    weekdays: Annotated[list[Annotated[int, Meta(ge=0, le=6)]], Meta(min_length=1, max_length=7)]
    opens: TimeOfDay
    closes: TimeOfDay


class CardPolicy(Struct, frozen=True):
    """What cards a body gives. `daily`: one-day cards beside the ordinary ones, so that two visits
    cannot be linked by the code alone."""

    daily: bool


class Facility(Struct, frozen=True):
    """How cards are judged at a place, and who pays what there (R51, R53).

    `tolerated_steps`: how many windows of 30 s the clocks of two phones may differ by.
    `list_age_h`: from how many hours on a status list is called too old. Members of at least `tier`
    are given the rate, and bearers of the long-stay mark if `long_stay` says so; of this body, of
    any in the prefecture (`reach`), and of `partners`. `companions` pay as the member does. `quota`
    uses a person in each `period`, 0 for any number. No `hours`: always.
    """

    tolerated_steps: Annotated[int, Meta(ge=0, le=120)] = 2
    list_age_h: Annotated[int, Meta(ge=1, le=8760)] = 168
    prices: Annotated[list[Price], Meta(max_length=20)] = []
    tier: Tier = Tier.BASIC
    long_stay: bool = True
    reach: Reach = Reach.OWN
    partners: Annotated[list[BodyCodeText], Meta(max_length=50)] = []
    companions: Annotated[int, Meta(ge=0, le=98)] = 0
    quota: Annotated[int, Meta(ge=0, le=366)] = 0
    period: Period = Period.MONTH
    hours: Annotated[list[Hours], Meta(max_length=14)] = []


class MakeKiosk(Struct, frozen=True):
    device: Annotated[str, Meta(min_length=1, max_length=64)]
    """The caller's own, as `DeviceInfo.id`."""


class Kiosk(Struct, frozen=True):
    """A device that shows, or showed, the live code of a place. Times in ms."""

    id: int
    device: str
    label: str
    account: str
    since: int
    seen: int | None
    """When it last synced."""
    expires: int
    """How long it shows codes without a sync."""
    ended: int | None


class WriteProject(Struct, frozen=True):
    name: Name
    english: OptionalName
    place: int | None
    designated: bool
    basis: Annotated[str, Meta(max_length=500)] = ""
    """On which of R21's three grounds a designation rests; required when designated."""
    closed: bool = False
    partner: RowId | None = None
    """Whose project it is; None for the body's own."""


class Project(Struct, frozen=True):
    id: int
    name: str
    english: str
    place: int | None
    designated: bool
    basis: str
    closed: bool
    code_serial: int | None
    """Of the printed code in force, None where none was made for the place that it has."""
    partner: RowId | None = None
    """Whose project it is; None for the body's own."""


class RevokeCards(Struct, frozen=True):
    """All cards of a member: a lost phone reported at the office."""

    reason: Annotated[str, Meta(min_length=1, max_length=200)]


class DecisionInfo(Struct, frozen=True):
    """What was decided, by which rule, why, and by whom (R18)."""

    id: int
    body: BodyCodeText
    made: int
    day: str
    """On which it takes effect."""
    kind: ChangeKind
    rule: str
    reason: Reason
    until: str
    """Of premium: its last day; else empty."""
    by: DecidedBy
    note: str
    asked: str | None
    """The words with which the member asked for a review."""
    answer: str


Words = Annotated[str, Meta(min_length=1, max_length=1000)]
OptionalWords = Annotated[str, Meta(max_length=1000)]


class MemberStanding(Struct, frozen=True):
    """A registration as its holder is shown it, and everything that was decided on it."""

    standing: Standing
    decisions: list[DecisionInfo]


class MemberFile(Struct, frozen=True):
    """A member as the body's office sees them: how they stand, what waits for staff, the programmes
    that they belong to, and everything that was decided."""

    number: int
    name: str
    since: str
    linked: bool
    pending: Finding | None
    programmes: list[int]
    standing: Standing
    decisions: list[DecisionInfo]


class AskReview(Struct, frozen=True):
    """A member asks that somebody looks at a decision again (R18)."""

    words: Words


class WrittenPolicy(Struct, frozen=True):
    from_day: str
    policy: Policy
    written: int


class Policies(Struct, frozen=True):
    """A body's own rules (R06): those in force today, and all that were ever written, in order."""

    in_force: Policy
    written: list[WrittenPolicy]


class WritePolicy(Struct, frozen=True):
    from_day: str
    policy: Policy


class PolicyPreview(Struct, frozen=True):
    """What a policy would find today. `premium`: who is premium now; `kept` of them meet it."""

    members: int
    qualifying: int
    premium: int
    kept: int
    marked: int
    """Who would bear the long-stay mark."""


class Programme(Struct, frozen=True):
    """A body's own programme, which its rules may ask membership of (P12)."""

    id: int
    name: str
    english: str
    members: int


class WriteProgramme(Struct, frozen=True):
    name: Name
    english: OptionalName = ""


MemberNumbers = Annotated[list[RowId], Meta(min_length=1, max_length=500)]


class Belonging(Struct, frozen=True):
    numbers: MemberNumbers
    belongs: bool


class WaitingDecision(Struct, frozen=True):
    """What the system found, which a member of staff confirms or decides otherwise (R31)."""

    number: int
    name: str
    finding: Finding
    standing: Standing


class WaitingReview(Struct, frozen=True):
    number: int
    name: str
    decision: DecisionInfo


class WaitingEvidence(Struct, frozen=True):
    """Evidence that is weaker than the body accepts (R26): records of one member, alike."""

    device: str
    first: int
    records: int
    number: int
    name: str
    place: str
    day: str
    source: Source


class Desk(Struct, frozen=True):
    """Everything of a body that needs a person (R34): decisions by member number, the rest with the
    oldest first."""

    decisions: list[WaitingDecision]
    reviews: list[WaitingReview]
    evidence: list[WaitingEvidence]
    more: bool
    """Some is left out: it follows once this is seen to."""


class DeskCount(Struct, frozen=True):
    """How many of each kind wait for a person."""

    decisions: int
    reviews: int
    evidence: int
    activities: int
    """Projects of partners that were submitted (R20)."""


class Decide(Struct, frozen=True):
    """Whether these members are premium. `note` is told to them; it must be there where it is
    decided otherwise than the system found."""

    numbers: MemberNumbers
    premium: bool
    note: OptionalWords = ""


class Undecided(Struct, frozen=True):
    """A member whom the scheme itself does not let be premium (R13, R14, R16, R17)."""

    number: int
    reason: Reason


class Decided(Struct, frozen=True):
    done: list[int]
    refused: list[Undecided]


class AnswerReview(Struct, frozen=True):
    answer: Words


class EvidenceName(Struct, frozen=True):
    device: str
    first: int


class ConfirmEvidence(Struct, frozen=True):
    """Staff's word on evidence: it counts, or it does not (R26)."""

    evidence: Annotated[list[EvidenceName], Meta(min_length=1, max_length=500)]
    confirmed: bool


class Attendance(Struct, frozen=True):
    place: int
    day: str
    rows: list[AttendanceRow]


class UsesOfDay(Struct, frozen=True):
    """Uses of a place's rates on a day, newest first; whoever was over quota is marked (R53)."""

    place: int
    day: str
    uses: list[UseView]


class Views(Struct, frozen=True):
    """The server's own computation of what the member's phone shows."""

    views: MemberViews
    uses: list[UseView]


class Health(Struct, frozen=True):
    status: str
    version: str
