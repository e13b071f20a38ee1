"""Registering with a body, leaving it, the prefecture's link and the survey."""

from typing import Annotated

from litestar import Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter

from schemas.api import PrefectureLink, Register, RegistrationInfo, Survey, SurveyAnswers
from schemas.problems import ProblemCode
from server.accounts.sessions import Session
from server.app.clock import Clock
from server.app.problems import Refusal, problems
from server.cards.keystore import KeyStore
from server.catalogue import parse_code
from server.database import Database
from server.registry.registering import leave, register, set_prefecture_link
from server.registry.survey import answer_survey, survey_of

BodyPath = Annotated[
    str, PathParameter(pattern="^[0-9]{6}$", description="Six-digit local government code")
]


@post(
    "/registrations",
    summary="Register with a body as basic, and with its prefecture unless refused",
    responses=problems(
        ProblemCode.MALFORMED, ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_TAKING_PART
    ),
)
async def make_registration(
    data: JSONBody[Register],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    session: NamedDependency[Session],
) -> list[RegistrationInfo]:
    try:
        body = parse_code(data.body)
    except ValueError:
        raise Refusal(ProblemCode.MALFORMED, field="body") from None
    async with database.writing() as conn:
        return await register(
            conn, keystore, session.account, body, data.refuse_prefecture, clock()
        )


@delete(
    "/registrations/{code:str}",
    summary="Leave a body; the history stays",
    responses=problems(ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_FOUND),
)
async def end_registration(
    code: BodyPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    session: NamedDependency[Session],
) -> None:
    async with database.writing() as conn:
        await leave(conn, keystore, session.account, body_of(code), clock())


@put(
    "/registrations/{code:str}/prefecture-link",
    summary="Refuse the link with the prefecture, or allow it again",
    responses=problems(ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_FOUND),
)
async def put_prefecture_link(
    code: BodyPath,
    data: JSONBody[PrefectureLink],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    session: NamedDependency[Session],
) -> list[RegistrationInfo]:
    async with database.writing() as conn:
        return await set_prefecture_link(
            conn, keystore, session.account, body_of(code), data.refused, clock()
        )


@get(
    "/bodies/{code:str}/survey",
    summary="A body's survey on one's relation to the area",
    responses=problems(ProblemCode.NOT_FOUND),
)
async def get_survey(code: BodyPath, database: NamedDependency[Database]) -> Survey:
    async with database.reading() as conn:
        return await survey_of(conn, body_of(code))


@put(
    "/registrations/{code:str}/survey",
    summary="Answer a body's survey, in part or in whole",
    responses=problems(ProblemCode.MALFORMED, ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_FOUND),
    status_code=204,
)
async def put_survey(
    code: BodyPath,
    data: JSONBody[SurveyAnswers],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    async with database.writing() as conn:
        await answer_survey(conn, session.account, body_of(code), data.answers, clock())


def body_of(code: str) -> int:
    """The body that a path names. Raises `Refusal` NOT_FOUND."""
    try:
        return parse_code(code)
    except ValueError:
        raise Refusal(ProblemCode.NOT_FOUND) from None


router = Router(
    "/api",
    route_handlers=[
        make_registration,
        end_registration,
        put_prefecture_link,
        get_survey,
        put_survey,
    ],
    tags=["registration"],
)
