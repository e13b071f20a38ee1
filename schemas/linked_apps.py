"""JSON types of apps that a body links (R60): its office's screen, the member's consent, and the
API that the apps call. Instants of that API are RFC 3339 texts, days are Asia/Tokyo days."""

import enum
from typing import Annotated

from msgspec import Meta, Struct

from schemas.feed import Tier
from schemas.rulings import RulingReason

BodyCodeText = Annotated[str, Meta(pattern=r"^[0-9]{6}$")]
AppName = Annotated[str, Meta(min_length=1, max_length=60)]
Contact = Annotated[str, Meta(min_length=3, max_length=200)]
Uri = Annotated[str, Meta(min_length=1, max_length=500)]
OptionalUri = Annotated[str, Meta(max_length=500)]
ExternalId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._:-]{1,64}$")]
"""The app's own name of a record."""
MemberId = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]
"""A member, as this app knows them; another app knows the same person by another."""
Instant = Annotated[
    str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$")
]
"""RFC 3339."""
DayText = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$")]
"""A day in Asia/Tokyo."""
RowNumber = Annotated[int, Meta(ge=1, le=2**31 - 1)]

MAX_REDIRECT_URIS = 10
MAX_RECORDS = 500
"""In one request."""
MAX_RECORD_BYTES = 262_144
"""Of one request with records."""


class AppScope(enum.StrEnum):
    """What an app may ask for; a member grants each of them, or the app gets nothing."""

    REGISTRATION_READ = "registration:read"
    ACTIVITY_READ = "activity:read"
    CHECKIN_WRITE = "checkin:write"


class AppEvent(enum.StrEnum):
    """What an app's webhook is told."""

    REGISTRATION_STARTED = "registration.started"
    REGISTRATION_CHANGED = "registration.changed"
    REGISTRATION_ENDED = "registration.ended"
    PREMIUM_GRANTED = "premium.granted"
    PREMIUM_LAPSED = "premium.lapsed"
    CHECKIN_RECORDED = "checkin.recorded"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    """The app may see nothing of this member any more; it has to forget what it has."""


class DeliveryState(enum.StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    """Tried for three days."""
    DROPPED = "dropped"
    """The member withdrew, or the app has no address any more."""


# The office's screen


class WriteApp(Struct, frozen=True):
    """What an office says of an app. `webhook` is empty for none."""

    name: AppName
    contact: Contact
    redirect_uris: Annotated[list[Uri], Meta(max_length=MAX_REDIRECT_URIS)]
    scopes: Annotated[list[AppScope], Meta(min_length=1)]
    webhook: OptionalUri = ""


class LinkedApp(Struct, frozen=True):
    """An app as its body's office sees it. Times in ms."""

    id: str
    name: str
    contact: str
    redirect_uris: list[str]
    scopes: list[AppScope]
    webhook: str
    registered: int
    revoked: bool
    members: int
    """Whose consent stands."""
    old_secret_until: int | None
    """Until when the secret before the newest one is still good."""
    waiting: int
    """Webhook deliveries that wait."""
    failed: int


class AppSecrets(Struct, frozen=True):
    """Shown once: neither can be read again. `webhook_secret` is for the signatures (whsec_…)."""

    app: LinkedApp
    secret: str
    webhook_secret: str


class RotateSecret(Struct, frozen=True):
    """`keep_days`: how long the secret before is still good; 0 where it leaked."""

    keep_days: Annotated[int, Meta(ge=0, le=30)] = 7


class Delivery(Struct, frozen=True):
    """A webhook that went out, or waits. `due` is the next attempt (ms); `reason` of the last."""

    id: int
    event: AppEvent
    state: DeliveryState
    attempts: int
    made: int
    due: int | None
    done: int | None
    reason: str


class ReplayDeliveries(Struct, frozen=True):
    deliveries: Annotated[list[int], Meta(min_length=1, max_length=100)]


# The member's consent


class AskedConsent(Struct, frozen=True):
    """What an app asks of the member who is signed in. With `go_to` there is nothing to decide:
    the browser goes back there, with the reason why not."""

    app: str
    contact: str
    body: str
    """Its six digits."""
    host: str
    """Where the member goes back to."""
    scopes: list[AppScope]
    granted: bool
    """They have granted this app something already."""
    shows_name: bool
    registered: bool
    """Whether the member is registered with the body; without it there is nothing to see."""
    go_to: str


class AnswerConsent(Struct, frozen=True):
    """`query`: that of the address by which the app sent the member here, as it is."""

    query: Annotated[str, Meta(max_length=4000)]
    granted: bool
    shows_name: bool = False


class ConsentAnswered(Struct, frozen=True):
    go_to: str


class GrantedApp(Struct, frozen=True):
    """An app that may see one's registration with a body."""

    id: int
    app: str
    contact: str
    body: BodyCodeText
    scopes: list[AppScope]
    shows_name: bool
    since: int


class ShowName(Struct, frozen=True):
    shows_name: bool


# OAuth (RFC 6749)


class TokenAnswer(Struct, frozen=True, omit_defaults=True):
    """RFC 6749, section 5.1. `member`: whom a token from a member's consent is of."""

    access_token: str
    token_type: str
    expires_in: int
    scope: str
    refresh_token: str = ""
    member: str = ""


class OAuthError(Struct, frozen=True, omit_defaults=True):
    """RFC 6749, section 5.2."""

    error: str
    error_description: str = ""


# The API that apps call


class AppMember(Struct, frozen=True):
    member: MemberId
    since: Instant
    """Of the consent."""
    scopes: list[AppScope]


class AppMembers(Struct, frozen=True):
    """`next` is the `cursor` of the next page, None at the end."""

    members: list[AppMember]
    next: str | None


class RegistrationState(Struct, frozen=True):
    """How a member stands with the body. Where `registered` is false nothing else is told."""

    member: MemberId
    body: BodyCodeText
    registered: bool
    number: int | None = None
    tier: Tier | None = None
    """1 basic, 2 premium."""
    since: DayText | None = None
    valid_until: DayText | None = None
    """The last day of premium; basic has none (R15)."""
    long_stay: bool = False
    name: str | None = None
    """Only where the member turned it on, and set one."""


class CountedDay(Struct, frozen=True):
    """A day that counts with the body (R10, R11), by whatever records."""

    day: DayText
    stay: bool
    activity: bool
    projects: list[int]
    """Designated ones, of an activity."""


class CountedDays(Struct, frozen=True):
    """From the newest on. `next` is the `cursor` of the next page, None at the end."""

    member: MemberId
    days: list[CountedDay]
    next: str | None


class AppPlace(Struct, frozen=True):
    id: int
    name: str
    english: str


class AppProject(Struct, frozen=True):
    id: int
    name: str
    english: str
    place: int | None
    designated: bool


class AppPlaces(Struct, frozen=True):
    """What a record can name."""

    places: list[AppPlace]
    projects: list[AppProject]


class NewRecord(Struct, frozen=True):
    """A member was at a place, in the app's word. `project`: what they took part in."""

    id: ExternalId
    member: MemberId
    place: RowNumber
    at: Instant
    project: RowNumber | None = None


class NewRecords(Struct, frozen=True):
    records: Annotated[list[NewRecord], Meta(min_length=1, max_length=MAX_RECORDS)]


class RecordState(enum.StrEnum):
    RECORDED = "recorded"
    """Stored. Whether it counts at once or waits for the body's staff follows from R26."""
    FLAGGED = "flagged"
    """Stored and counts, but staff may want to look at it: `reason`."""
    REFUSED = "refused"
    """Not stored: `problem` says why. It may be sent again, put right."""
    VOIDED = "voided"
    """Stored, and taken back since."""


class RecordProblem(enum.StrEnum):
    UNKNOWN_MEMBER = "unknown-member"
    """Nobody who consents to this app's records, or not registered any more."""
    NO_CARD = "no-card"
    """The member's phone was never given a card: nothing can be recorded of them yet."""
    UNKNOWN_PLACE = "unknown-place"
    UNKNOWN_PROJECT = "unknown-project"
    NOT_THEN = "not-then"
    """In the future, longer ago than 30 days, or from before the app was linked or the day of the
    member's consent."""
    ANOTHER_RECORD = "another-record"
    """This id names another record."""


class RecordAnswer(Struct, frozen=True, omit_defaults=True):
    id: ExternalId
    state: RecordState
    day: DayText | None = None
    """That counts."""
    problem: RecordProblem | None = None
    reason: RulingReason | None = None


class RecordAnswers(Struct, frozen=True):
    """In the order of the request."""

    records: list[RecordAnswer]


class VoidRecord(Struct, frozen=True):
    reason: Annotated[str, Meta(min_length=1, max_length=200)]
