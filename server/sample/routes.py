"""What only a sample village has: people to be without a passkey, and cards to try out."""

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from schemas.api import EnterPersona, Persona, SampleCard, SignedIn
from schemas.problems import ProblemCode
from server.accounts.devices import make_room
from server.accounts.sessions import open_session
from server.accounts.signed_in import set_session_cookie
from server.app.clock import Clock
from server.app.limits import PASSKEY, limited
from server.app.problems import Refusal, problems
from server.app.settings import Settings
from server.cards.keystore import KeyStore
from server.database import Database
from server.sample.cards import sample_cards
from server.sample.village import PERSONAS, account_of


@get("/personas", summary="The people that a visitor can be")
async def get_personas() -> list[Persona]:
    return list(PERSONAS)


@post(
    "/enter",
    summary="Be one of them: signs in without a passkey",
    guards=[limited(PASSKEY)],
    responses=problems(ProblemCode.NOT_FOUND, ProblemCode.TOO_MANY_REQUESTS),
    status_code=200,
)
async def enter(
    data: JSONBody[EnterPersona],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
) -> Response[SignedIn]:
    if data.persona not in {persona.id for persona in PERSONAS}:
        raise Refusal(ProblemCode.NOT_FOUND, field="persona")
    account, now = account_of(data.persona), clock()
    async with database.writing() as conn:
        # Every visitor's browser becomes one more phone of the same person.
        await make_room(conn, account, now)
        token = await open_session(conn, account, now)
    response = Response(SignedIn(account), status_code=200)
    set_session_cookie(response, settings, token)
    return response


@get("/cards", summary="Cards to try the scanner with, as they are at this moment")
async def get_cards(
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
) -> list[SampleCard]:
    async with database.writing() as conn:
        return await sample_cards(conn, keystore, clock())


router = Router("/api/sample", route_handlers=[get_personas, enter, get_cards], tags=["sample"])
