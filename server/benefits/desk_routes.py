"""Applications for subsidies at the office (R54). Who may read them is decided here (R04)."""

from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter

from schemas.api import Role
from schemas.benefits import (
    MAX_RECEIPTS,
    DecideApplications,
    DecidedApplications,
    PayApplications,
    ReopenApplication,
    SubsidyCount,
    SubsidyDesk,
)
from schemas.problems import ProblemCode
from server.accounts.authority import authorise
from server.accounts.sessions import Session
from server.app.clock import Clock
from server.app.files import inline_file
from server.app.problems import Refusal, problems
from server.app.settings import Settings
from server.benefits import deciding, store, transfers
from server.benefits.receipts import MEDIA_TYPE, read_receipt
from server.benefits.tables import application
from server.database import Database
from server.registry.routes import BodyPath, body_of
from sync.calendar import parse_day

RowPath = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]
ReceiptPath = Annotated[int, PathParameter(ge=1, le=MAX_RECEIPTS)]
_REFUSED = (ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_ALLOWED)
_STAFF = (Role.ADMIN, Role.CLERK)


@get(
    "/office/{code:str}/subsidies",
    summary="Applications that wait, that are to be paid, and what was done last",
    responses=problems(*_REFUSED),
)
async def get_subsidies(
    code: BodyPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> SubsidyDesk:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, *_STAFF)
        return await deciding.desk_of(conn, body, clock())


@get(
    "/office/{code:str}/subsidies/count",
    summary="How many applications wait, and how many payments",
    responses=problems(*_REFUSED),
)
async def get_subsidy_count(
    code: BodyPath, database: NamedDependency[Database], session: NamedDependency[Session]
) -> SubsidyCount:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, *_STAFF)
        return await deciding.count_of(conn, body)


@post(
    "/office/{code:str}/subsidies/decisions",
    summary="Grant applications, or refuse them",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND, ProblemCode.MALFORMED),
    status_code=200,
)
async def post_subsidy_decisions(
    code: BodyPath,
    data: JSONBody[DecideApplications],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> DecidedApplications:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, *_STAFF)
        return await deciding.decide_all(
            conn,
            body,
            data.ids,
            session.account,
            clock(),
            grant=data.grant,
            amount=data.amount,
            words=data.words,
        )


@post(
    "/office/{code:str}/subsidies/{number:int}/reopen",
    summary="Take a decision back that is not paid yet",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND, ProblemCode.CONFLICT),
    status_code=204,
)
async def post_reopening(
    code: BodyPath,
    number: RowPath,
    data: JSONBody[ReopenApplication],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, *_STAFF)
        await deciding.reopen(conn, body, number, session.account, data.words, clock())


@post(
    "/office/{code:str}/subsidies/paid",
    summary="Note that subsidies were paid",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND, ProblemCode.MALFORMED),
    status_code=200,
)
async def post_payments(
    code: BodyPath,
    data: JSONBody[PayApplications],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> DecidedApplications:
    body = body_of(code)
    try:
        day = parse_day(data.day)
    except ValueError:
        raise Refusal(ProblemCode.MALFORMED, field="day") from None
    async with database.writing() as conn:
        await authorise(conn, session.account, body, *_STAFF)
        return await deciding.pay_all(conn, body, data.ids, day, session.account, clock())


@get(
    "/office/{code:str}/subsidies/transfers",
    summary="What is to be paid, as a list for the bank (CSV)",
    responses=problems(*_REFUSED),
)
async def get_transfers(
    code: BodyPath, database: NamedDependency[Database], session: NamedDependency[Session]
) -> Response[bytes]:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, *_STAFF)
        content = await transfers.transfers_of(conn, body)
    headers = {"Content-Disposition": f'attachment; filename="transfers-{code}.csv"'}
    return Response(content, media_type=transfers.MEDIA_TYPE, headers=headers)


@get(
    "/office/{code:str}/subsidies/{number:int}/receipts/{at:int}",
    summary="The photograph of a receipt",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND),
)
async def get_receipt(
    code: BodyPath,
    number: RowPath,
    at: ReceiptPath,
    settings: NamedDependency[Settings],
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> Response[bytes]:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, *_STAFF)
        own = application.c.id == number, application.c.body == body
        rows = await store.applications_where(conn, *own)
        files = await store.receipts_of(conn, [one.id for one in rows])
    name = files.get(number, {}).get(at)
    if name is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    return inline_file(read_receipt(settings, name), MEDIA_TYPE, f"receipt-{number}-{at}.jpg")


router = Router(
    "/api",
    route_handlers=[
        get_subsidies,
        get_subsidy_count,
        post_subsidy_decisions,
        post_reopening,
        post_payments,
        get_transfers,
        get_receipt,
    ],
    tags=["benefits"],
)
