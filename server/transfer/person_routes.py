"""What a person takes out of their own, and being forgotten; for who has no phone, the office."""

from litestar import Response, Router, delete, get, post
from litestar.di import NamedDependency

from schemas.api import Role
from schemas.problems import ProblemCode
from schemas.transfer import Erasure
from server.accounts.authority import authorise
from server.accounts.sessions import Session
from server.app.clock import Clock
from server.app.limits import EXPORT, limited
from server.app.problems import problems
from server.database import Database
from server.registry.routes import BodyPath, body_of
from server.transfer.erasing import account_kept, ask_erasure, erasure_of, think_again
from server.transfer.person import person_archive, person_data
from server.transfer.routes import RowPath
from sync.calendar import day_of, format_day

_OWN = (ProblemCode.NOT_SIGNED_IN,)
_OFFICE = (*_OWN, ProblemCode.NOT_ALLOWED, ProblemCode.NOT_FOUND, ProblemCode.CONFLICT)


@get(
    "/account/export.zip",
    summary="All that is known of oneself, as data and as a page to read",
    guards=[limited(EXPORT)],
    media_type="application/zip",
    responses=problems(*_OWN, ProblemCode.TOO_MANY_REQUESTS),
)
async def get_own_data(
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> Response[bytes]:
    now = clock()
    async with database.reading() as conn:
        data = await person_data(conn, session.account, now)
    name = f"furusato-my-data-{format_day(day_of(now))}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(person_archive(data), media_type="application/zip", headers=headers)


@get("/account/erasure", summary="Whether one will be forgotten", responses=problems(*_OWN))
async def get_erasure(
    database: NamedDependency[Database], session: NamedDependency[Session]
) -> Erasure:
    async with database.reading() as conn:
        return await erasure_of(conn, session.account)


@post(
    "/account/erasure",
    summary="Ask to be forgotten, 30 days from now",
    responses=problems(*_OWN, ProblemCode.CONFLICT),
    status_code=200,
)
async def post_erasure(
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> Erasure:
    async with database.writing() as conn:
        return await ask_erasure(conn, session.account, session.account, 0, clock())


@delete("/account/erasure", summary="Think again", responses=problems(*_OWN))
async def delete_erasure(
    database: NamedDependency[Database], session: NamedDependency[Session]
) -> None:
    async with database.writing() as conn:
        await think_again(conn, session.account)


@get(
    "/office/{code:str}/members/{number:int}/erasure",
    summary="Whether a member whom the office keeps will be forgotten",
    responses=problems(*_OFFICE),
)
async def get_members_erasure(
    code: BodyPath,
    number: RowPath,
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> Erasure:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK)
        return await erasure_of(conn, await account_kept(conn, body, number))


@post(
    "/office/{code:str}/members/{number:int}/erasure",
    summary="A member without a phone asks the office to be forgotten",
    responses=problems(*_OFFICE),
    status_code=200,
)
async def post_members_erasure(
    code: BodyPath,
    number: RowPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> Erasure:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK)
        account = await account_kept(conn, body, number)
        return await ask_erasure(conn, account, session.account, body, clock())


@delete(
    "/office/{code:str}/members/{number:int}/erasure",
    summary="A member without a phone thinks again",
    responses=problems(*_OFFICE),
)
async def delete_members_erasure(
    code: BodyPath,
    number: RowPath,
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> None:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK)
        await think_again(conn, await account_kept(conn, body, number))


router = Router(
    "/api",
    route_handlers=[
        get_own_data,
        get_erasure,
        post_erasure,
        delete_erasure,
        get_members_erasure,
        post_members_erasure,
        delete_members_erasure,
    ],
    tags=["transfer"],
)
