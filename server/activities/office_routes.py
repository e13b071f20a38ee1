"""Projects at the office and at its partners, each within their reach (R04)."""

from typing import Annotated, Any

from litestar import Request, Response, Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter, QueryParameter

from schemas.api import Role
from schemas.problems import ProblemCode
from schemas.projects import (
    PICTURE_BYTES,
    ActivityDesk,
    ActivityFile,
    Applicant,
    Choose,
    Days,
    MoveActivity,
    PictureKept,
    Recurrence,
    Report,
    WaitingActivity,
    WriteActivity,
)
from server.accounts.authority import authorise
from server.accounts.sessions import Session
from server.activities import applying, keeping, listing
from server.activities.pictures import keep_picture
from server.activities.reach import reach_of
from server.activities.recurrence import days_of
from server.activities.report import report_of
from server.activities.report_files import report_csv, report_pdf
from server.app.clock import Clock
from server.app.files import inline_file
from server.app.problems import Refusal, problems
from server.catalogue import find
from server.database import Database
from server.registry.routes import BodyPath, body_of
from sync.calendar import parse_day

RowPath = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]
DayQuery = Annotated[str, QueryParameter(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
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


@post(
    "/office/{code:str}/pictures",
    summary="Keep a picture: JPEG or WebP of at most 200 kB, as the body of the request",
    request_max_body_size=PICTURE_BYTES,
    responses=problems(*_WRITTEN, ProblemCode.TOO_LARGE),
)
async def post_picture(
    code: BodyPath,
    request: Request[Any, Any, Any],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> PictureKept:
    content = await request.body()
    async with database.writing() as conn:
        reach = await reach_of(conn, session.account, body_of(code))
        return PictureKept(await keep_picture(conn, reach.body, session.account, content, clock()))


@get(
    "/office/{code:str}/activities/report",
    summary="What became of projects: who applied, who came, for how long, from where",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED),
)
async def get_report(
    code: BodyPath,
    first: DayQuery,
    last: DayQuery,
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> Report:
    return await _report(code, first, last, database, session)


@get(
    "/office/{code:str}/activities/report.csv",
    summary="The same as a table, a line an occasion",
    media_type="text/csv",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED),
)
async def get_report_csv(
    code: BodyPath,
    first: DayQuery,
    last: DayQuery,
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> Response[bytes]:
    report = await _report(code, first, last, database, session)
    return inline_file(report_csv(report), "text/csv", _name(report, "csv"))


@get(
    "/office/{code:str}/activities/report.pdf",
    summary="The same on paper",
    media_type="application/pdf",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED),
)
async def get_report_pdf(
    code: BodyPath,
    first: DayQuery,
    last: DayQuery,
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> Response[bytes]:
    report = await _report(code, first, last, database, session)
    body = find(body_of(code))
    paper = report_pdf(report, body.name if body else "")
    return inline_file(paper, "application/pdf", _name(report, "pdf"))


async def _report(code: str, first: str, last: str, database: Database, session: Session) -> Report:
    try:
        days = parse_day(first), parse_day(last)
    except ValueError:
        raise Refusal(ProblemCode.MALFORMED, field="first") from None
    async with database.reading() as conn:
        reach = await reach_of(conn, session.account, body_of(code))
        return await report_of(conn, reach, *days)


def _name(report: Report, ending: str) -> str:
    return f"activities-{report.first}-{report.last}.{ending}"


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
        post_picture,
        get_report,
        get_report_csv,
        get_report_pdf,
    ],
    tags=["office"],
)
