"""The office's desk: what needs a person; its rules and programmes."""

from typing import Annotated

from litestar import Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter

from schemas.api import (
    AnswerReview,
    Belonging,
    ConfirmEvidence,
    Decide,
    Decided,
    Desk,
    DeskCount,
    MemberFile,
    Policies,
    PolicyPreview,
    Programme,
    Role,
    WritePolicy,
    WriteProgramme,
    WrittenPolicy,
)
from schemas.policy import Policy
from schemas.problems import ProblemCode
from server.accounts.authority import authorise
from server.accounts.sessions import Session
from server.app.clock import Clock
from server.app.limits import PREVIEW, limited
from server.app.problems import Refusal, problems
from server.cards.keystore import KeyStore
from server.database import Database
from server.registry import desk, programmes
from server.registry.deciding import answer_review, member_file
from server.registry.policies import policies_of, write_policy, written_policies
from server.registry.preview import preview
from server.registry.routes import BodyPath, body_of
from sync.calendar import day_of, format_day, parse_day
from sync.scheme.premium import policy_on

RowPath = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]
_REFUSED = (ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_ALLOWED, ProblemCode.NOT_FOUND)


@get("/office/{code:str}/desk", summary="What needs a person", responses=problems(*_REFUSED))
async def get_desk(
    code: BodyPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> Desk:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK)
        return await desk.desk_of(conn, body, clock())


@get(
    "/office/{code:str}/desk/count",
    summary="How much needs a person",
    responses=problems(*_REFUSED),
)
async def get_desk_count(
    code: BodyPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> DeskCount:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK)
        return await desk.count_of(conn, body, clock())


@post(
    "/office/{code:str}/decisions",
    summary="Decide whether members are premium",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED),
    status_code=200,
)
async def post_decisions(
    code: BodyPath,
    data: JSONBody[Decide],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    session: NamedDependency[Session],
) -> Decided:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK)
        return await desk.decide_all(
            conn,
            keystore,
            body,
            data.numbers,
            session.account,
            clock(),
            premium=data.premium,
            note=data.note,
        )


@post(
    "/office/{code:str}/reviews/{decision:int}",
    summary="Answer a member who asked for a review",
    responses=problems(*_REFUSED),
    status_code=204,
)
async def post_answer(
    code: BodyPath,
    decision: RowPath,
    data: JSONBody[AnswerReview],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK)
        await answer_review(conn, body, decision, data.answer, session.account, clock())


@post(
    "/office/{code:str}/evidence",
    summary="Confirm weak evidence, or decline it",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED),
    status_code=204,
)
async def post_evidence(
    code: BodyPath,
    data: JSONBody[ConfirmEvidence],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK)
        await desk.confirm_all(
            conn, body, data.evidence, session.account, clock(), confirmed=data.confirmed
        )


@get(
    "/office/{code:str}/members/{number:int}/standing",
    summary="How a member stands, and everything that was decided",
    responses=problems(*_REFUSED),
)
async def get_member_standing(
    code: BodyPath,
    number: RowPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> MemberFile:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK, Role.READER)
        return await member_file(conn, body, number, clock())


@get("/office/{code:str}/policy", summary="The body's own rules", responses=problems(*_REFUSED))
async def get_policies(
    code: BodyPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> Policies:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK, Role.STAFF)
        in_force = policy_on(await policies_of(conn, body), day_of(clock()))
        written = await written_policies(conn, body)
    return Policies(
        in_force, [WrittenPolicy(format_day(day), policy, ms) for day, policy, ms in written]
    )


@put(
    "/office/{code:str}/policy",
    summary="Write the body's rules from a day on",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED, ProblemCode.TOO_LARGE),
    status_code=204,
)
async def put_policy(
    code: BodyPath,
    data: JSONBody[WritePolicy],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    body = body_of(code)
    try:
        day = parse_day(data.from_day)
    except ValueError:
        raise Refusal(ProblemCode.MALFORMED, field="from_day") from None
    async with database.writing() as conn:
        await authorise(conn, session.account, body, Role.ADMIN)
        await write_policy(conn, body, day, data.policy, session.account, clock())


@post(
    "/office/{code:str}/policy/preview",
    summary="What rules would find among the members today",
    guards=[limited(PREVIEW)],
    responses=problems(*_REFUSED, ProblemCode.TOO_MANY_REQUESTS),
    status_code=200,
)
async def post_preview(
    code: BodyPath,
    data: JSONBody[Policy],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> PolicyPreview:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, Role.ADMIN)
    return await preview(database, body, data, clock())


@get(
    "/office/{code:str}/programmes",
    summary="The body's programmes",
    responses=problems(*_REFUSED),
)
async def get_programmes(
    code: BodyPath, database: NamedDependency[Database], session: NamedDependency[Session]
) -> list[Programme]:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK, Role.STAFF)
        return await programmes.programmes_of_body(conn, body)


@post(
    "/office/{code:str}/programmes",
    summary="Make a programme",
    responses=problems(*_REFUSED, ProblemCode.CONFLICT),
)
async def post_programme(
    code: BodyPath,
    data: JSONBody[WriteProgramme],
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> Programme:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, Role.ADMIN)
        return await programmes.make_programme(conn, body, data)


@post(
    "/office/{code:str}/programmes/{programme:int}/members",
    summary="Let members belong to a programme, or no longer",
    responses=problems(*_REFUSED),
    status_code=204,
)
async def post_belonging(
    code: BodyPath,
    programme: RowPath,
    data: JSONBody[Belonging],
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> None:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK)
        await programmes.set_belonging(conn, body, programme, data.numbers, belongs=data.belongs)


router = Router(
    "/api",
    route_handlers=[
        get_desk,
        get_desk_count,
        post_decisions,
        post_answer,
        post_evidence,
        get_member_standing,
        get_policies,
        put_policy,
        post_preview,
        get_programmes,
        post_programme,
        post_belonging,
    ],
    tags=["office"],
)
