"""A member's own standing: what is missing for premium, applying, what was decided, a review."""

from typing import Annotated

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter

from schemas.api import AskReview, MemberStanding
from schemas.problems import ProblemCode
from server.accounts.people import note_access
from server.accounts.sessions import Session
from server.app.clock import Clock
from server.app.limits import APPLICATION, limited
from server.app.problems import problems
from server.cards.keystore import KeyStore
from server.database import Database
from server.registry.deciding import apply_for_premium, ask_review, member_standing, stay
from server.registry.routes import BodyPath, body_of

_REFUSED = (ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_FOUND)
DecisionPath = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]


@get(
    "/registrations/{code:str}/standing",
    summary="How one stands with a body, and everything that was decided",
    responses=problems(*_REFUSED),
)
async def get_standing(
    code: BodyPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> MemberStanding:
    async with database.reading() as conn:
        return await member_standing(conn, session.account, body_of(code), clock())


@post(
    "/registrations/{code:str}/premium",
    summary="Apply for premium, or for its renewal",
    guards=[limited(APPLICATION)],
    responses=problems(*_REFUSED, ProblemCode.TOO_MANY_REQUESTS),
    status_code=200,
)
async def post_application(
    code: BodyPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    session: NamedDependency[Session],
) -> MemberStanding:
    async with database.writing() as conn:
        return await apply_for_premium(conn, keystore, session.account, body_of(code), clock())


@post(
    "/registrations/{code:str}/stay",
    summary="Answer the intent check: stay registered",
    responses=problems(*_REFUSED),
    status_code=204,
)
async def post_stay(
    code: BodyPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    session: NamedDependency[Session],
) -> None:
    async with database.writing() as conn:
        await note_access(conn, session.account, clock())
        await stay(conn, keystore, session.account, body_of(code), clock())


@post(
    "/decisions/{decision:int}/review",
    summary="Ask that somebody looks at a decision again",
    guards=[limited(APPLICATION)],
    responses=problems(*_REFUSED, ProblemCode.CONFLICT, ProblemCode.TOO_MANY_REQUESTS),
    status_code=204,
)
async def post_review(
    decision: DecisionPath,
    data: JSONBody[AskReview],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    async with database.writing() as conn:
        await ask_review(conn, session.account, decision, data.words, clock())


router = Router(
    "/api",
    route_handlers=[get_standing, post_application, post_stay, post_review],
    tags=["registration"],
)
