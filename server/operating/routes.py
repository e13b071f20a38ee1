"""The operator: how one becomes it, what it sees, and how it lets one more office begin."""

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from schemas.operating import BecomeOperator, OfficeCode, OperatorView
from schemas.problems import ProblemCode
from server.accounts.authority import authorise_operator, grant_operator
from server.accounts.sessions import Session
from server.accounts.setup_code import Opens, consume_setup_code, make_setup_code
from server.app.clock import Clock
from server.app.limits import ONE_TIME_CODE, limited
from server.app.problems import problems
from server.app.settings import Settings
from server.database import Database
from server.operating.overview import overview

_REFUSED = (ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_ALLOWED)


@post(
    "/operator/start",
    summary="Become the installation's operator by the code that the server printed",
    guards=[limited(ONE_TIME_CODE)],
    responses=problems(
        ProblemCode.NOT_SIGNED_IN, ProblemCode.CODE_REFUSED, ProblemCode.TOO_MANY_REQUESTS
    ),
    status_code=204,
)
async def start(
    data: JSONBody[BecomeOperator],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    async with database.writing() as conn:
        await consume_setup_code(conn, data.code, clock(), Opens.OPERATOR)
        await grant_operator(conn, session.account, clock())
        await authorise_operator(conn, session.account)  # for the audit log


@get(
    "/operator",
    summary="Bodies, counts and health of the installation; no personal data",
    responses=problems(*_REFUSED),
)
async def get_overview(
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> OperatorView:
    async with database.reading() as conn:
        await authorise_operator(conn, session.account)
        return await overview(conn, clock())


@post(
    "/operator/offices",
    summary="A one-time code with which one more body opens its office",
    responses=problems(*_REFUSED),
)
async def post_office(
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    session: NamedDependency[Session],
) -> OfficeCode:
    async with database.writing() as conn:
        await authorise_operator(conn, session.account)
        code = await make_setup_code(conn, clock())
    return OfficeCode(code, f"{settings.origin}/start")


router = Router("/api", route_handlers=[start, get_overview, post_office], tags=["operator"])
