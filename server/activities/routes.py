"""Projects for everybody, and a member's own applications (R42)."""

from typing import Annotated

from litestar import Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter

from schemas.problems import ProblemCode
from schemas.projects import (
    ActivityNow,
    ApplicationInfo,
    Applied,
    Apply,
    OwnActivity,
    OwnApplication,
)
from server.accounts.people import note_access
from server.accounts.sessions import Session
from server.activities import applying, public
from server.app.clock import Clock
from server.app.limits import APPLICATION, limited
from server.app.problems import problems
from server.database import Database
from sync.calendar import day_of

RowPath = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]


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


router = Router(
    "/api",
    route_handlers=[
        get_activity,
        get_mine,
        post_application,
        get_applications,
        delete_application,
    ],
    tags=["activities"],
)
