"""A person's address for mail."""

import secrets

from litestar import Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from schemas.api import ConfirmEmail, Email, SetEmail
from schemas.problems import ProblemCode
from server.accounts.sessions import Session
from server.app.clock import Clock
from server.app.limits import CODE_BY_ACCOUNT, CODE_BY_ADDRESS, EMAIL, RateLimiter, limited
from server.app.problems import Refusal, problems
from server.database import Database
from server.exchange.addresses import (
    confirm_email,
    email_of,
    remove_email,
    set_email,
    valid_address,
)
from server.exchange.post import Postman


@get(
    "/account/email",
    summary="Where the signed-in person gets notices by mail",
    responses=problems(ProblemCode.NOT_SIGNED_IN),
)
async def get_email(
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> Email:
    async with database.reading() as conn:
        return await email_of(conn, session.account, clock())


@put(
    "/account/email",
    summary="Ask for mail at an address: a code goes to it; or change the language",
    guards=[limited(EMAIL)],
    responses=problems(
        ProblemCode.MALFORMED, ProblemCode.NOT_SIGNED_IN, ProblemCode.TOO_MANY_REQUESTS
    ),
)
async def put_email(
    data: JSONBody[SetEmail],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    limiter: NamedDependency[RateLimiter],
    postman: NamedDependency[Postman],
    session: NamedDependency[Session],
) -> Email:
    address = valid_address(data.address)
    async with database.reading() as conn:
        before = await email_of(conn, session.account, clock())
    if before.address != address:
        limiter.take(CODE_BY_ACCOUNT, session.account)
        limiter.take(CODE_BY_ADDRESS, address.lower())
    async with database.writing() as conn:
        coded = await set_email(
            conn, session.account, address, data.language, clock(), secrets.randbelow
        )
        email = await email_of(conn, session.account, clock())
    if coded:
        postman.kick()
    return email


@post(
    "/account/email/confirm",
    summary="Confirm the address with the code that was sent to it",
    guards=[limited(EMAIL)],
    responses=problems(
        ProblemCode.CODE_REFUSED, ProblemCode.NOT_SIGNED_IN, ProblemCode.TOO_MANY_REQUESTS
    ),
    status_code=200,
)
async def post_confirmation(
    data: JSONBody[ConfirmEmail],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> Email:
    async with database.writing() as conn:  # a wrong code is counted: the block must end well
        confirmed = await confirm_email(conn, session.account, data.code, clock())
        email = await email_of(conn, session.account, clock())
    if not confirmed:
        raise Refusal(
            ProblemCode.CODE_REFUSED,
            "コードが違うか、期限が切れています。だめなときは、もう一度コードを送ってください",
            "The code is wrong or out of date: if it does not work, ask for another one",
            field="code",
        )
    return email


@delete(
    "/account/email",
    summary="No more mail; the address is forgotten",
    responses=problems(ProblemCode.NOT_SIGNED_IN),
)
async def delete_email(
    database: NamedDependency[Database], session: NamedDependency[Session]
) -> None:
    async with database.writing() as conn:
        await remove_email(conn, session.account)


router = Router(
    "/api",
    route_handlers=[get_email, put_email, post_confirmation, delete_email],
    tags=["exchange"],
)
