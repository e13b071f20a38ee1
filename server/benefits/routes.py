"""What members do: apply for a subsidy, send the photographs, withdraw it; agree to be taken in."""

from typing import Annotated, Any

from litestar import Request, Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter

from schemas.benefits import MAX_RECEIPTS, RECEIPT_BYTES, Apply, GiveConsent, OwnApplication
from schemas.problems import ProblemCode
from server.accounts.sessions import Session
from server.app.clock import Clock
from server.app.limits import SUBSIDY, limited
from server.app.problems import problems
from server.app.settings import Settings
from server.benefits import applying, refuge
from server.benefits.receipts import check_receipt
from server.database import Database
from server.registry.routes import BodyPath, body_of

RowPath = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]
ReceiptPath = Annotated[int, PathParameter(ge=1, le=MAX_RECEIPTS)]
_REFUSED = (ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_FOUND)


@post(
    "/benefits/{benefit:int}/applications",
    summary="Apply for a subsidy; the same `ref` again changes nothing",
    guards=[limited(SUBSIDY)],
    responses=problems(
        *_REFUSED, ProblemCode.MALFORMED, ProblemCode.CONFLICT, ProblemCode.TOO_MANY_REQUESTS
    ),
    status_code=200,
)
async def post_subsidy_application(
    benefit: RowPath,
    data: JSONBody[Apply],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> OwnApplication:
    async with database.writing() as conn:
        return await applying.apply(conn, session.account, benefit, data, clock())


@get(
    "/subsidies/{number:int}",
    summary="One's own application for a subsidy",
    responses=problems(*_REFUSED),
)
async def get_subsidy_application(
    number: RowPath, database: NamedDependency[Database], session: NamedDependency[Session]
) -> OwnApplication:
    async with database.reading() as conn:
        return await applying.own_application(conn, session.account, number)


@put(
    "/subsidies/{number:int}/receipts/{at:int}",
    summary="Send the photograph of a receipt (JPEG)",
    guards=[limited(SUBSIDY)],
    request_max_body_size=RECEIPT_BYTES,
    responses=problems(
        *_REFUSED, ProblemCode.MALFORMED, ProblemCode.TOO_LARGE, ProblemCode.TOO_MANY_REQUESTS
    ),
)
async def put_receipt(
    number: RowPath,
    at: ReceiptPath,
    request: Request[Any, Any, Any],
    settings: NamedDependency[Settings],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> OwnApplication:
    data = await request.body()
    check_receipt(request.headers.get("content-type", ""), data)
    async with database.writing() as conn:
        return await applying.add_receipt(
            conn, settings, session.account, number, at, data, clock()
        )


@post(
    "/subsidies/{number:int}/withdraw",
    summary="Withdraw an application that is not decided",
    responses=problems(*_REFUSED, ProblemCode.CONFLICT),
    status_code=204,
)
async def post_withdrawal(
    number: RowPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    async with database.writing() as conn:
        await applying.withdraw(conn, session.account, number, clock())


@put(
    "/registrations/{code:str}/refuge",
    summary="Agree to be taken in when disaster strikes at home (R55)",
    guards=[limited(SUBSIDY)],
    responses=problems(*_REFUSED, ProblemCode.MALFORMED, ProblemCode.TOO_MANY_REQUESTS),
    status_code=204,
)
async def put_refuge(
    code: BodyPath,
    data: JSONBody[GiveConsent],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    async with database.writing() as conn:
        await refuge.give_consent(conn, session.account, body_of(code), data, clock())


@delete(
    "/registrations/{code:str}/refuge",
    summary="Take back the agreement to be taken in",
    responses=problems(*_REFUSED),
)
async def delete_refuge(
    code: BodyPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    async with database.writing() as conn:
        await refuge.withdraw_consent(conn, session.account, body_of(code), clock())


router = Router(
    "/api",
    route_handlers=[
        post_subsidy_application,
        get_subsidy_application,
        put_receipt,
        post_withdrawal,
        put_refuge,
        delete_refuge,
    ],
    tags=["benefits"],
)
