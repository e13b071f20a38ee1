"""Linked apps on the office's screen, and on the member's: consent, and what was granted."""

from typing import Annotated

from litestar import Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter, QueryParameter

from schemas.api import Role
from schemas.linked_apps import (
    AnswerConsent,
    AppSecrets,
    AskedConsent,
    ConsentAnswered,
    Delivery,
    GrantedApp,
    LinkedApp,
    ReplayDeliveries,
    RotateSecret,
    ShowName,
    WriteApp,
)
from schemas.problems import ProblemCode
from server.accounts.authority import authorise
from server.accounts.sessions import Session
from server.app.clock import Clock
from server.app.limits import LINKED_APP_SCREEN, limited
from server.app.problems import problems
from server.app.settings import Settings
from server.cards.keystore import KeyStore
from server.database import Database
from server.linked_apps import clients, consents, delivery
from server.linked_apps.delivery import Messenger
from server.registry.routes import BodyPath, body_of

AppPath = Annotated[str, PathParameter(pattern="^app_[0-9a-f]{24}$")]
ConsentPath = Annotated[int, PathParameter(ge=1, le=2**53)]
Asked = Annotated[
    str,
    QueryParameter(max_length=4000, description="The query by which the app sent the member here"),
]
_OFFICE = (ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_ALLOWED, ProblemCode.NOT_FOUND)


@get("/office/{code:str}/apps", summary="The apps that a body links", responses=problems(*_OFFICE))
async def get_apps(
    code: BodyPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> list[LinkedApp]:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, Role.ADMIN)
        return await clients.apps_of(conn, body, clock())


@post(
    "/office/{code:str}/apps",
    summary="Link an app; its secrets are shown once",
    guards=[limited(LINKED_APP_SCREEN)],
    responses=problems(
        *_OFFICE, ProblemCode.MALFORMED, ProblemCode.CONFLICT, ProblemCode.TOO_MANY_REQUESTS
    ),
)
async def post_app(
    code: BodyPath,
    data: JSONBody[WriteApp],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    settings: NamedDependency[Settings],
    session: NamedDependency[Session],
) -> AppSecrets:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, Role.ADMIN)
        return await clients.register_app(
            conn,
            keystore,
            body,
            data,
            session.account,
            clock(),
            private=settings.webhooks_to_private,
        )


@put(
    "/office/{code:str}/apps/{app:str}",
    summary="Change what is said of a linked app",
    responses=problems(*_OFFICE, ProblemCode.MALFORMED),
)
async def put_app(
    code: BodyPath,
    app: AppPath,
    data: JSONBody[WriteApp],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    session: NamedDependency[Session],
) -> LinkedApp:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, Role.ADMIN)
        return await clients.change_app(
            conn, body, app, data, clock(), private=settings.webhooks_to_private
        )


@post(
    "/office/{code:str}/apps/{app:str}/secrets",
    summary="Give an app new secrets",
    guards=[limited(LINKED_APP_SCREEN)],
    responses=problems(*_OFFICE, ProblemCode.TOO_MANY_REQUESTS),
)
async def post_secrets(
    code: BodyPath,
    app: AppPath,
    data: JSONBody[RotateSecret],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    session: NamedDependency[Session],
) -> AppSecrets:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, Role.ADMIN)
        return await clients.rotate_secrets(conn, keystore, body, app, data.keep_days, clock())


@delete(
    "/office/{code:str}/apps/{app:str}",
    summary="End everything that an app may",
    responses=problems(*_OFFICE),
)
async def delete_app(
    code: BodyPath,
    app: AppPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, Role.ADMIN)
        await clients.revoke_app(conn, body, app, clock())


@get(
    "/office/{code:str}/apps/{app:str}/deliveries",
    summary="An app's newest webhooks",
    responses=problems(*_OFFICE),
)
async def get_deliveries(
    code: BodyPath,
    app: AppPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> list[Delivery]:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, Role.ADMIN)
        return await delivery.deliveries_of(conn, body, app, clock())


@post(
    "/office/{code:str}/apps/{app:str}/deliveries/replay",
    summary="Send webhooks again",
    responses=problems(*_OFFICE, ProblemCode.CONFLICT),
    status_code=204,
)
async def post_replay(
    code: BodyPath,
    app: AppPath,
    data: JSONBody[ReplayDeliveries],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    messenger: NamedDependency[Messenger],
    session: NamedDependency[Session],
) -> None:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, Role.ADMIN)
        await delivery.replay(conn, body, app, data.deliveries, clock())
    messenger.kick()


@get(
    "/linked-apps/asked",
    summary="What an app asks of the member who is signed in",
    responses=problems(ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_FOUND),
)
async def get_asked(
    asked: Asked,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    session: NamedDependency[Session],
) -> AskedConsent:
    async with database.reading() as conn:
        return await consents.asked(conn, session.account, asked, settings.origin, clock())


@post(
    "/linked-apps/answer",
    summary="Grant an app what it asks, or refuse",
    guards=[limited(LINKED_APP_SCREEN)],
    responses=problems(
        ProblemCode.NOT_SIGNED_IN,
        ProblemCode.NOT_FOUND,
        ProblemCode.CONFLICT,
        ProblemCode.TOO_MANY_REQUESTS,
    ),
    status_code=200,
)
async def post_answer(
    data: JSONBody[AnswerConsent],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    session: NamedDependency[Session],
) -> ConsentAnswered:
    async with database.writing() as conn:
        back = await consents.answer(
            conn,
            session.account,
            data.query,
            settings.origin,
            clock(),
            granted=data.granted,
            shows_name=data.shows_name,
        )
    return ConsentAnswered(back)


@get(
    "/linked-apps",
    summary="The apps that may see one's registrations",
    responses=problems(ProblemCode.NOT_SIGNED_IN),
)
async def get_granted(
    database: NamedDependency[Database], session: NamedDependency[Session]
) -> list[GrantedApp]:
    async with database.reading() as conn:
        return await consents.granted_by(conn, session.account)


@put(
    "/linked-apps/{consent:int}",
    summary="Show an app one's name, or no longer",
    responses=problems(ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_FOUND),
    status_code=204,
)
async def put_granted(
    consent: ConsentPath,
    data: JSONBody[ShowName],
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> None:
    async with database.writing() as conn:
        await consents.show_name(conn, session.account, consent, shows=data.shows_name)


@delete(
    "/linked-apps/{consent:int}",
    summary="Take back what an app was granted, at once",
    responses=problems(ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_FOUND),
)
async def delete_granted(
    consent: ConsentPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    messenger: NamedDependency[Messenger],
    session: NamedDependency[Session],
) -> None:
    async with database.writing() as conn:
        await consents.withdraw(conn, session.account, consent, clock())
    messenger.kick()


router = Router(
    "/api",
    route_handlers=[
        get_apps,
        post_app,
        put_app,
        post_secrets,
        delete_app,
        get_deliveries,
        post_replay,
        get_asked,
        post_answer,
        get_granted,
        put_granted,
        delete_granted,
    ],
    tags=["linked apps"],
)
