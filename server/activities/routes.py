"""Projects for everybody, and a member's own applications (R42)."""

from typing import Annotated

from litestar import Response, Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter

from schemas.problems import ProblemCode
from schemas.projects import (
    ActivityNow,
    ApplicationInfo,
    Applied,
    Apply,
    CalendarMade,
    CalendarState,
    OwnActivity,
    OwnApplication,
)
from server.accounts.people import note_access
from server.accounts.sessions import Session
from server.activities import applying, calendars, public
from server.activities.pictures import picture_of
from server.app.clock import Clock
from server.app.files import inline_file
from server.app.limits import APPLICATION, CALENDAR, limited
from server.app.problems import problems
from server.app.settings import Settings
from server.database import Database
from sync.calendar import day_of

RowPath = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]
CALENDAR_TYPE = "text/calendar"


@get(
    "/activities/{activity:int}",
    summary="A project as it stands now: what is asked for, when, how full it is",
    responses=problems(ProblemCode.NOT_FOUND),
)
async def get_activity(
    activity: RowPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> ActivityNow:
    async with database.reading() as conn:
        return await public.activity_now(conn, activity, clock())


@get(
    "/activities/{activity:int}/mine",
    summary="One's own applications to a project",
    responses=problems(ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_FOUND),
)
async def get_mine(
    activity: RowPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> OwnActivity:
    async with database.reading() as conn:
        return await public.own_activity(conn, session.account, activity, clock())


@post(
    "/activities/{activity:int}/applications",
    summary="Apply to help on an occasion; a second time changes nothing",
    guards=[limited(APPLICATION)],
    responses=problems(
        ProblemCode.NOT_SIGNED_IN,
        ProblemCode.NOT_FOUND,
        ProblemCode.CONFLICT,
        ProblemCode.TOO_MANY_REQUESTS,
    ),
    status_code=200,
)
async def post_application(
    activity: RowPath,
    data: JSONBody[Apply],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> Applied:
    now = clock()
    async with database.writing() as conn:
        await note_access(conn, session.account, now)
        return await applying.apply(conn, session.account, activity, data, now)


@get(
    "/applications",
    summary="One's own applications, to occasions from today on",
    responses=problems(ProblemCode.NOT_SIGNED_IN),
)
async def get_applications(
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> list[OwnApplication]:
    async with database.reading() as conn:
        return await applying.own_applications(conn, session.account, day_of(clock()))


@delete(
    "/applications/{application:int}",
    summary="Withdraw an application; whoever waits moves up",
    responses=problems(ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_FOUND, ProblemCode.CONFLICT),
    status_code=200,
)
async def delete_application(
    application: RowPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> ApplicationInfo:
    async with database.writing() as conn:
        return await applying.withdraw(conn, session.account, application, clock())


@get(
    "/activities/{activity:int}/occasions/{occasion:int}/calendar.ics",
    summary="An occasion for one's own calendar (RFC 5545)",
    media_type="text/calendar",
    responses=problems(ProblemCode.NOT_FOUND),
)
async def get_occasion_calendar(
    activity: RowPath,
    occasion: RowPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    async with database.reading() as conn:
        kept, one = await public.occasion_of(conn, activity, occasion)
    text = calendars.calendar_of(kept, one.id, one.time, settings.origin, clock())
    return inline_file(text, CALENDAR_TYPE, f"activity-{activity}-{occasion}.ics")


@get(
    "/calendar",
    summary="Whether one's own calendar has an address",
    responses=problems(ProblemCode.NOT_SIGNED_IN),
)
async def get_calendar_state(
    database: NamedDependency[Database], session: NamedDependency[Session]
) -> CalendarState:
    async with database.reading() as conn:
        return CalendarState(await calendars.address_since(conn, session.account))


@post(
    "/calendar",
    summary="Make an address for one's own calendar; the one before ends",
    responses=problems(ProblemCode.NOT_SIGNED_IN),
)
async def post_calendar(
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    session: NamedDependency[Session],
) -> CalendarMade:
    async with database.writing() as conn:
        token = await calendars.make_address(conn, session.account, clock())
    return CalendarMade(f"{settings.origin}/api/calendar/{token}.ics")


@delete(
    "/calendar",
    summary="End the address of one's own calendar",
    responses=problems(ProblemCode.NOT_SIGNED_IN),
)
async def delete_calendar(
    database: NamedDependency[Database], session: NamedDependency[Session]
) -> None:
    async with database.writing() as conn:
        await calendars.end_address(conn, session.account)


@get(
    "/calendar/{token:str}",
    summary="The accepted occasions of whoever made this address, as a calendar",
    guards=[limited(CALENDAR)],
    media_type="text/calendar",
    responses=problems(ProblemCode.NOT_FOUND, ProblemCode.TOO_MANY_REQUESTS),
)
async def get_calendar(
    token: Annotated[str, PathParameter(max_length=64)],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    async with database.reading() as conn:
        text = await calendars.calendar_at(
            conn, token.removesuffix(".ics"), settings.origin, clock()
        )
    answer = inline_file(text, CALENDAR_TYPE, "activities.ics")
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@get(
    "/pictures/{name:str}",
    summary="A picture of a project",
    media_type="image/webp",
    responses=problems(ProblemCode.NOT_FOUND),
)
async def get_picture(
    name: Annotated[str, PathParameter(pattern="^[0-9a-f]{32}$")],
    database: NamedDependency[Database],
) -> Response[bytes]:
    async with database.reading() as conn:
        picture = await picture_of(conn, name)
    # Its name is its content's: it never changes.
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(picture.content, media_type=picture.media_type, headers=headers)


router = Router(
    "/api",
    route_handlers=[
        get_activity,
        get_mine,
        post_application,
        get_applications,
        delete_application,
        get_occasion_calendar,
        get_calendar_state,
        post_calendar,
        delete_calendar,
        get_calendar,
        get_picture,
    ],
    tags=["activities"],
)
