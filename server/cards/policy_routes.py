"""What cards a body gives: the office's choice."""

from litestar import Router, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from schemas.api import CardPolicy, Role
from schemas.problems import ProblemCode
from server.accounts.authority import authorise
from server.accounts.sessions import Session
from server.app.problems import problems
from server.cards.day_store import daily_among
from server.cards.days import set_daily
from server.database import Database
from server.registry.routes import BodyPath, body_of

_REFUSED = (ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_ALLOWED, ProblemCode.NOT_FOUND)


@get("/office/{code:str}/cards", summary="What cards a body gives", responses=problems(*_REFUSED))
async def get_policy(
    code: BodyPath, database: NamedDependency[Database], session: NamedDependency[Session]
) -> CardPolicy:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK, Role.STAFF)
        return CardPolicy(daily=body in await daily_among(conn, {body}))


@put(
    "/office/{code:str}/cards",
    summary="Give one-day cards, or give them no more",
    responses=problems(*_REFUSED),
)
async def put_policy(
    code: BodyPath,
    data: JSONBody[CardPolicy],
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> CardPolicy:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, Role.ADMIN)
        await set_daily(conn, body, data.daily)
    return data


router = Router("/api", route_handlers=[get_policy, put_policy], tags=["cards"])
