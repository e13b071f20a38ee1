"""Statistics over HTTP: the office's, and what is open to everyone."""

from typing import Annotated

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from schemas.api import Role
from schemas.figures import Figures
from schemas.problems import ProblemCode
from server.accounts.authority import authorise
from server.accounts.sessions import Session
from server.app.clock import Clock
from server.app.limits import FIGURES, limited
from server.app.problems import Refusal, problems
from server.database import Database
from server.figures.reading import figures_of
from server.figures.recount import recount
from server.figures.rules import month_of, parse_month
from server.registry.routes import BodyPath, body_of
from sync.calendar import day_of

READERS = (Role.ADMIN, Role.CLERK, Role.READER)
"""Who sees a body's statistics: its office, and a prefecture's reader of the prefecture's own."""
MonthQuery = Annotated[
    str | None, QueryParameter(pattern="^[0-9]{4}-[0-9]{2}$", description="The present one")
]
_REFUSED = (ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_ALLOWED)


@get(
    "/office/{code:str}/figures",
    summary="Statistics of the related population, as they were counted last (R45)",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED),
)
async def get_figures(
    code: BodyPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
    month: MonthQuery = None,
) -> Figures:
    body, now = body_of(code), clock()
    async with database.reading() as conn:
        await authorise(conn, session.account, body, *READERS)
        return await figures_of(conn, body, month_asked(month, now), now)


@post(
    "/office/{code:str}/figures",
    summary="Count everything anew",
    guards=[limited(FIGURES)],
    responses=problems(*_REFUSED, ProblemCode.TOO_MANY_REQUESTS),
    status_code=200,
)
async def post_figures(
    code: BodyPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> Figures:
    body, now = body_of(code), clock()
    async with database.reading() as conn:
        await authorise(conn, session.account, body, *READERS)
    await recount(database, body, now)
    async with database.reading() as conn:
        return await figures_of(conn, body, month_of(day_of(now)), now)


def month_asked(month: str | None, now: int) -> int:
    """The month of a query, the present one without. Raises `Refusal` MALFORMED for none that there
    is, or that is to come."""
    this = month_of(day_of(now))
    if month is None:
        return this
    try:
        asked = parse_month(month)
    except ValueError:
        raise Refusal(ProblemCode.MALFORMED, field="month") from None
    if asked > this:
        raise Refusal(ProblemCode.MALFORMED, field="month")
    return asked


router = Router("/api", route_handlers=[get_figures, post_figures], tags=["figures"])
