"""The office's benefits, applications and refuge. Each route lets through only who works for the
very body that the path names (R04)."""

from typing import Annotated

from litestar import Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter

from schemas.api import Role
from schemas.benefits import (
    BenefitPreview,
    BenefitTerms,
    DeclareDisaster,
    OfficeBenefit,
    PublishBenefit,
    RefugeOffice,
)
from schemas.problems import ProblemCode
from server.accounts.authority import authorise
from server.accounts.sessions import Session
from server.app.clock import Clock
from server.app.limits import PREVIEW, limited
from server.app.problems import problems
from server.benefits import offering, refuge
from server.database import Database
from server.registry.routes import BodyPath, body_of

RowPath = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]
_REFUSED = (ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_ALLOWED)
_WRITERS = (Role.ADMIN, Role.CLERK)


@get("/office/{code:str}/benefits", summary="The body's benefits", responses=problems(*_REFUSED))
async def get_benefits(
    code: BodyPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> list[OfficeBenefit]:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, *_WRITERS, Role.READER)
        return await offering.list_benefits(conn, body, clock())


@post(
    "/office/{code:str}/benefits",
    summary="Write a new benefit, as a draft",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED, ProblemCode.CONFLICT),
)
async def post_benefit(
    code: BodyPath,
    data: JSONBody[BenefitTerms],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> OfficeBenefit:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, *_WRITERS)
        return await offering.make_benefit(conn, body, data, clock())


@put(
    "/office/{code:str}/benefits/{benefit:int}",
    summary="Write a benefit anew; members have it once it is published",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND, ProblemCode.MALFORMED),
)
async def put_benefit(
    code: BodyPath,
    benefit: RowPath,
    data: JSONBody[BenefitTerms],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> OfficeBenefit:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, *_WRITERS)
        return await offering.write_benefit(conn, body, benefit, data, clock())


@delete(
    "/office/{code:str}/benefits/{benefit:int}",
    summary="Throw away a draft that was never published",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND, ProblemCode.CONFLICT),
)
async def delete_benefit(
    code: BodyPath,
    benefit: RowPath,
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> None:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, *_WRITERS)
        await offering.delete_draft(conn, body, benefit)


@post(
    "/office/{code:str}/benefits/preview",
    summary="How many members may have a benefit now, and what R52 has against it",
    guards=[limited(PREVIEW)],
    responses=problems(*_REFUSED, ProblemCode.MALFORMED, ProblemCode.TOO_MANY_REQUESTS),
    status_code=200,
)
async def post_preview(
    code: BodyPath,
    data: JSONBody[BenefitTerms],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> BenefitPreview:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, *_WRITERS)
    return await offering.preview(database, body, data, clock())


@post(
    "/office/{code:str}/benefits/{benefit:int}/publish",
    summary="Let members have a benefit as it is written",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND, ProblemCode.CONFLICT),
    status_code=200,
)
async def post_publish(
    code: BodyPath,
    benefit: RowPath,
    data: JSONBody[PublishBenefit],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> OfficeBenefit:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, *_WRITERS)
        return await offering.publish_benefit(
            conn, body, benefit, data.looked_at, session.account, clock()
        )


@post(
    "/office/{code:str}/benefits/{benefit:int}/close",
    summary="End a benefit; what was applied for goes on",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND, ProblemCode.CONFLICT),
    status_code=200,
)
async def post_close(
    code: BodyPath,
    benefit: RowPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> OfficeBenefit:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, *_WRITERS)
        return await offering.close_benefit(conn, body, benefit, clock())


@get(
    "/office/{code:str}/refuge",
    summary="Agreements to take members in, disasters, and who is where",
    responses=problems(*_REFUSED),
)
async def get_refuge(
    code: BodyPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> RefugeOffice:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, *_WRITERS)
        return await refuge.office_view(conn, body, clock())


@post(
    "/office/{code:str}/disasters",
    summary="Declare a disaster: members from the area who agreed are taken in",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED, ProblemCode.CONFLICT),
    status_code=204,
)
async def post_disaster(
    code: BodyPath,
    data: JSONBody[DeclareDisaster],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, *_WRITERS)
        await refuge.declare(conn, body, data, session.account, clock())


@post(
    "/office/{code:str}/disasters/{disaster:int}/end",
    summary="End it: the list vanishes from the staff's phones",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND),
    status_code=204,
)
async def post_disaster_end(
    code: BodyPath,
    disaster: RowPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, *_WRITERS)
        await refuge.end(conn, body, disaster, session.account, clock())


router = Router(
    "/api",
    route_handlers=[
        get_benefits,
        post_benefit,
        put_benefit,
        delete_benefit,
        post_preview,
        post_publish,
        post_close,
        get_refuge,
        post_disaster,
        post_disaster_end,
    ],
    tags=["benefits"],
)
