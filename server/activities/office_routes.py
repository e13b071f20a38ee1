"""Projects at the office and at its partners, each within their reach (R04)."""

from typing import Annotated

from litestar import Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter

from schemas.api import Role
from schemas.problems import ProblemCode
from schemas.projects import (
    ActivityDesk,
    ActivityFile,
    Applicant,
    Choose,
    Days,
    MoveActivity,
    Recurrence,
    WaitingActivity,
    WriteActivity,
)
from server.accounts.authority import authorise
from server.accounts.sessions import Session
from server.activities import applying, keeping, listing
from server.activities.reach import reach_of
from server.activities.recurrence import days_of
from server.app.clock import Clock
from server.app.problems import problems
from server.database import Database
from server.registry.routes import BodyPath, body_of

RowPath = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]
_REFUSED = (ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_ALLOWED)
_WRITTEN = (*_REFUSED, ProblemCode.MALFORMED, ProblemCode.CONFLICT)


@get(
    "/office/{code:str}/activities",
    summary="The projects that one looks after",
    responses=problems(*_REFUSED),
)
async def get_activities(
    code: BodyPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> ActivityDesk:
    async with database.reading() as conn:
        reach = await reach_of(conn, session.account, body_of(code))
        return await listing.desk_of(conn, reach, clock())


@get(
    "/office/{code:str}/activities/waiting",
    summary="Projects of partners that wait for the office's word",
    responses=problems(*_REFUSED),
)
async def get_waiting(
    code: BodyPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> list[WaitingActivity]:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK)
        return await listing.waiting_of(conn, body, clock())


@post(
    "/office/{code:str}/activities",
    summary="Write a project: a draft, or at once submitted or published",
    responses=problems(*_WRITTEN),
)
async def post_activity(
    code: BodyPath,
    data: JSONBody[WriteActivity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> ActivityFile:
    now = clock()
    async with database.writing() as conn:
        reach = await reach_of(conn, session.account, body_of(code))
        made = await keeping.make(conn, reach, session.account, data, now)
        return await listing.file_of(conn, reach, made.id, now)


@post(
    "/office/{code:str}/activities/days",
    summary="The days of an activity that comes again, before it is written",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED),
    status_code=200,
)
async def post_days(
    code: BodyPath,
    data: JSONBody[Recurrence],
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> Days:
    async with database.reading() as conn:
        await reach_of(conn, session.account, body_of(code))
    return days_of(data)


@get(
    "/office/{code:str}/activities/{activity:int}",
    summary="A project, with all its occasions",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND),
)
async def get_activity(
    code: BodyPath,
    activity: RowPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> ActivityFile:
    async with database.reading() as conn:
        reach = await reach_of(conn, session.account, body_of(code))
        return await listing.file_of(conn, reach, activity, clock())


@put(
    "/office/{code:str}/activities/{activity:int}",
    summary="Write a project anew",
    responses=problems(*_WRITTEN, ProblemCode.NOT_FOUND),
)
async def put_activity(
    code: BodyPath,
    activity: RowPath,
    data: JSONBody[WriteActivity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> ActivityFile:
    now = clock()
    async with database.writing() as conn:
        reach = await reach_of(conn, session.account, body_of(code))
        await keeping.change(conn, reach, session.account, activity, data, now)
        return await listing.file_of(conn, reach, activity, now)


@post(
    "/office/{code:str}/activities/{activity:int}/state",
    summary="Approve a project, send it back, close or cancel it",
    responses=problems(*_WRITTEN, ProblemCode.NOT_FOUND),
    status_code=200,
)
async def post_state(
    code: BodyPath,
    activity: RowPath,
    data: JSONBody[MoveActivity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> ActivityFile:
    now = clock()
    async with database.writing() as conn:
        reach = await reach_of(conn, session.account, body_of(code))
        await keeping.move(conn, reach, session.account, activity, data, now)
        return await listing.file_of(conn, reach, activity, now)


@get(
    "/office/{code:str}/activities/{activity:int}/occasions/{occasion:int}/applicants",
    summary="Who applied to an occasion",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND),
)
async def get_applicants(
    code: BodyPath,
    activity: RowPath,
    occasion: RowPath,
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> list[Applicant]:
    async with database.reading() as conn:
        reach = await reach_of(conn, session.account, body_of(code))
        return await listing.applicants_of(conn, reach, activity, occasion)


@post(
    "/office/{code:str}/activities/{activity:int}/applicants",
    summary="Accept applications, or decline them",
    responses=problems(*_WRITTEN, ProblemCode.NOT_FOUND),
    status_code=204,
)
async def post_choice(
    code: BodyPath,
    activity: RowPath,
    data: JSONBody[Choose],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    async with database.writing() as conn:
        reach = await reach_of(conn, session.account, body_of(code))
        await applying.choose(conn, reach, activity, data, clock())


router = Router(
    "/api",
    route_handlers=[
        get_activities,
        get_waiting,
        post_activity,
        post_days,
        get_activity,
        put_activity,
        post_state,
        get_applicants,
        post_choice,
    ],
    tags=["office"],
)
