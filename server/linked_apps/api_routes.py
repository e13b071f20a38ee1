"""The API that linked apps call (R60): members who consented, how they stand, what they did."""

from typing import Annotated, Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import HeaderParameter, JSONBody, PathParameter, QueryParameter

from schemas.linked_apps import (
    MAX_RECORD_BYTES,
    AppMembers,
    AppPlaces,
    AppScope,
    CountedDays,
    NewRecords,
    RecordAnswer,
    RecordAnswers,
    RegistrationState,
    VoidRecord,
)
from schemas.problems import ProblemCode
from server.app.clock import Clock
from server.app.limits import RateLimiter
from server.app.problems import Refusal, problems
from server.cards.keystore import KeyStore
from server.database import Database
from server.linked_apps import reading, recording
from server.linked_apps.access import access_of
from server.linked_apps.delivery import Messenger
from server.linked_apps.reading import MAX_PAGE
from server.linked_apps.recording import MAX_KEY
from sync.calendar import parse_day

MemberPath = Annotated[
    str,
    PathParameter(
        pattern="^([0-9a-f]{32}|me)$",
        description="As the app knows the member; `me`: whom the token is of",
    ),
]
RecordPath = Annotated[
    str, PathParameter(pattern="^[A-Za-z0-9._:-]{1,64}$", description="The app's own id")
]
Cursor = Annotated[
    str | None, QueryParameter(max_length=20, description="`next` of the page before")
]
Limit = Annotated[int, QueryParameter(ge=1, le=MAX_PAGE)]
Key = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        max_length=MAX_KEY,
        description="Any text that names this request: a repeat gets the same answer for 7 days",
    ),
]
_REFUSED = (
    ProblemCode.NOT_SIGNED_IN,
    ProblemCode.NOT_ALLOWED,
    ProblemCode.MALFORMED,
    ProblemCode.TOO_MANY_REQUESTS,
)
_LAST_DAY = 2**17 - 1


@get(
    "/members",
    summary="The members who consented to this app",
    responses=problems(*_REFUSED),
    security=[{"linkedApp": [scope.value]} for scope in AppScope],
)
async def get_members(
    request: Request[Any, Any, Any],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    limiter: NamedDependency[RateLimiter],
    cursor: Cursor = None,
    limit: Limit = 100,
) -> AppMembers:
    if cursor is not None and not (cursor.isascii() and cursor.isdigit() and int(cursor) < 2**63):
        raise Refusal(ProblemCode.MALFORMED, field="cursor")
    async with database.reading() as conn:
        access = await access_of(conn, request, limiter, clock(), *AppScope)
        return await reading.members(conn, access, int(cursor or 0), limit)


@get(
    "/members/{member:str}/registration",
    summary="How a member stands with the body",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND),
    security=[{"linkedApp": [AppScope.REGISTRATION_READ.value]}],
)
async def get_registration(
    member: MemberPath,
    request: Request[Any, Any, Any],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    limiter: NamedDependency[RateLimiter],
) -> RegistrationState:
    async with database.reading() as conn:
        access = await access_of(conn, request, limiter, clock(), AppScope.REGISTRATION_READ)
        return await reading.registration(conn, access, member)


@get(
    "/members/{member:str}/days",
    summary="The days of a member that count with the body",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND),
    security=[{"linkedApp": [AppScope.ACTIVITY_READ.value]}],
)
async def get_days(
    member: MemberPath,
    request: Request[Any, Any, Any],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    limiter: NamedDependency[RateLimiter],
    cursor: Cursor = None,
    limit: Limit = 100,
) -> CountedDays:
    try:
        before = _LAST_DAY if cursor is None else parse_day(cursor)
    except ValueError:
        raise Refusal(ProblemCode.MALFORMED, field="cursor") from None
    async with database.reading() as conn:
        access = await access_of(conn, request, limiter, clock(), AppScope.ACTIVITY_READ)
        return await reading.days(conn, access, member, before, limit)


@get(
    "/places",
    summary="The places and projects that a record can name",
    responses=problems(*_REFUSED),
    security=[{"linkedApp": [AppScope.CHECKIN_WRITE.value]}],
)
async def get_places(
    request: Request[Any, Any, Any],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    limiter: NamedDependency[RateLimiter],
) -> AppPlaces:
    async with database.reading() as conn:
        access = await access_of(conn, request, limiter, clock(), AppScope.CHECKIN_WRITE)
        return await reading.places(conn, access.body)


@post(
    "/checkins",
    summary="Record check-ins of members who consented, up to 500",
    description=(
        "Each record is answered for itself. A record whose `id` was stored before is stored once, "
        "and answered as it stands now. In the scheme it is staff's own entry (R26): whether it "
        "counts at once or waits for the office is the body's rule."
    ),
    responses=problems(*_REFUSED, ProblemCode.TOO_LARGE),
    security=[{"linkedApp": [AppScope.CHECKIN_WRITE.value]}],
    request_max_body_size=MAX_RECORD_BYTES,
    status_code=200,
)
async def post_checkins(
    data: JSONBody[NewRecords],
    request: Request[Any, Any, Any],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    limiter: NamedDependency[RateLimiter],
    messenger: NamedDependency[Messenger],
    key: Key,
) -> RecordAnswers:
    async with database.writing() as conn:
        access = await access_of(conn, request, limiter, clock(), AppScope.CHECKIN_WRITE)
        said = await recording.record(conn, keystore, access, key, data, clock())
    messenger.kick()
    return said


@post(
    "/checkins/{record:str}/void",
    summary="Take back a check-in that this app recorded",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND),
    security=[{"linkedApp": [AppScope.CHECKIN_WRITE.value]}],
    status_code=200,
)
async def post_void(
    record: RecordPath,
    data: JSONBody[VoidRecord],
    request: Request[Any, Any, Any],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    limiter: NamedDependency[RateLimiter],
    key: Key,
) -> RecordAnswer:
    async with database.writing() as conn:
        access = await access_of(conn, request, limiter, clock(), AppScope.CHECKIN_WRITE)
        return await recording.void(conn, keystore, access, key, record, data, clock())


router = Router(
    "/api/v1",
    route_handlers=[
        get_members,
        get_registration,
        get_days,
        get_places,
        post_checkins,
        post_void,
    ],
    tags=["linked apps"],
)
