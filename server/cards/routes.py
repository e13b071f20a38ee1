"""Cards on paper (R62): the member's own, and for the office those of its members."""

from typing import Annotated

from litestar import Response, Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import MakePrintedCard, PrintCard, PrintedCard, Role
from schemas.problems import ProblemCode
from server.accounts.authority import authorise
from server.accounts.sessions import Session
from server.app.clock import Clock
from server.app.files import inline_file
from server.app.limits import PRINTED_CARD, limited
from server.app.problems import Refusal, problems
from server.app.settings import Settings
from server.cards.card_sheet import Printed, card_pdf, code_svg
from server.cards.keystore import KeyStore
from server.cards.presentation import printed_text
from server.cards.printed import card_to_print, make_printed, printed_cards, stop_printed
from server.cards.rules import IssuedCard
from server.catalogue import find
from server.database import Database
from server.registry.members import member_exists, registration_held, registration_under
from server.registry.routes import BodyPath, body_of
from server.registry.rules import Registration
from sync.calendar import day_of, format_day

MAX_ROW = 2**31 - 1
RowPath = Annotated[int, PathParameter(ge=1, le=MAX_ROW)]
_MEMBER = (ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_FOUND)
_OFFICE = (*_MEMBER, ProblemCode.NOT_ALLOWED)
_MADE = (ProblemCode.CONFLICT, ProblemCode.TOO_MANY_REQUESTS)


@get(
    "/registrations/{code:str}/printed-cards",
    summary="One's own printed cards for a body",
    responses=problems(*_MEMBER),
)
async def get_own(
    code: BodyPath, database: NamedDependency[Database], session: NamedDependency[Session]
) -> list[PrintedCard]:
    async with database.reading() as conn:
        held = await _own(conn, session, code)
        return await printed_cards(conn, held.body, held.number)


@post(
    "/registrations/{code:str}/printed-cards",
    summary="Have one more card for paper, in place of a lost one or beside the others",
    guards=[limited(PRINTED_CARD)],
    responses=problems(*_MEMBER, *_MADE),
)
async def post_own(
    code: BodyPath,
    data: JSONBody[MakePrintedCard],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    session: NamedDependency[Session],
) -> PrintedCard:
    async with database.writing() as conn:
        held = await _own(conn, session, code)
        return await make_printed(conn, keystore, held, session.account, data.replaces, clock())


@delete(
    "/registrations/{code:str}/printed-cards/{card:int}",
    summary="Stop one of one's printed cards",
    responses=problems(*_MEMBER),
)
async def delete_own(
    code: BodyPath,
    card: RowPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    session: NamedDependency[Session],
) -> None:
    async with database.writing() as conn:
        held = await _own(conn, session, code)
        await stop_printed(conn, keystore, held.body, held.number, card, clock())


@post(
    "/registrations/{code:str}/printed-cards/{card:int}/sheet",
    summary="One's printed card as a sheet of paper",
    guards=[limited(PRINTED_CARD)],
    media_type="application/pdf",
    responses=problems(*_MEMBER, *_MADE),
    status_code=200,
)
async def print_own(
    code: BodyPath,
    card: RowPath,
    data: JSONBody[PrintCard],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    session: NamedDependency[Session],
) -> Response[bytes]:
    async with database.reading() as conn:
        held = await _own(conn, session, code)
        found = await card_to_print(conn, held.body, held.number, card, clock())
    return _sheet(found, data, settings)


@get(
    "/registrations/{code:str}/printed-cards/{card:int}/code.svg",
    summary="The code of one's printed card as a picture",
    media_type="image/svg+xml",
    responses=problems(*_MEMBER, ProblemCode.CONFLICT),
)
async def get_own_code(
    code: BodyPath,
    card: RowPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> Response[bytes]:
    async with database.reading() as conn:
        held = await _own(conn, session, code)
        found = await card_to_print(conn, held.body, held.number, card, clock())
    return _picture(found)


@get(
    "/office/{code:str}/members/{number:int}/printed-cards",
    summary="A member's printed cards",
    responses=problems(*_OFFICE),
)
async def get_members(
    code: BodyPath,
    number: RowPath,
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> list[PrintedCard]:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK)
        if not await member_exists(conn, body, number):
            raise Refusal(ProblemCode.NOT_FOUND)
        return await printed_cards(conn, body, number)


@post(
    "/office/{code:str}/members/{number:int}/printed-cards",
    summary="Have a card for paper made for a member, who may have no smartphone at hand",
    guards=[limited(PRINTED_CARD)],
    responses=problems(*_OFFICE, *_MADE),
)
async def post_members(
    code: BodyPath,
    number: RowPath,
    data: JSONBody[MakePrintedCard],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    session: NamedDependency[Session],
) -> PrintedCard:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK)
        held = await registration_under(conn, body, number)
        if held is None:
            raise Refusal(ProblemCode.NOT_FOUND)
        return await make_printed(conn, keystore, held, session.account, data.replaces, clock())


@delete(
    "/office/{code:str}/members/{number:int}/printed-cards/{card:int}",
    summary="Stop one of a member's printed cards",
    responses=problems(*_OFFICE),
)
async def delete_members(
    code: BodyPath,
    number: RowPath,
    card: RowPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    session: NamedDependency[Session],
) -> None:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK)
        await stop_printed(conn, keystore, body, number, card, clock())


@post(
    "/office/{code:str}/members/{number:int}/printed-cards/{card:int}/sheet",
    summary="A member's printed card as a sheet of paper",
    guards=[limited(PRINTED_CARD)],
    media_type="application/pdf",
    responses=problems(*_OFFICE, *_MADE),
    status_code=200,
)
async def print_members(
    code: BodyPath,
    number: RowPath,
    card: RowPath,
    data: JSONBody[PrintCard],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    session: NamedDependency[Session],
) -> Response[bytes]:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK)
        found = await card_to_print(conn, body, number, card, clock())
    return _sheet(found, data, settings)


@get(
    "/office/{code:str}/members/{number:int}/printed-cards/{card:int}/code.svg",
    summary="The code of a member's printed card as a picture",
    media_type="image/svg+xml",
    responses=problems(*_OFFICE, ProblemCode.CONFLICT),
)
async def get_members_code(
    code: BodyPath,
    number: RowPath,
    card: RowPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> Response[bytes]:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK)
        found = await card_to_print(conn, body, number, card, clock())
    return _picture(found)


async def _own(conn: AsyncConnection, session: Session, code: str) -> Registration:
    held = await registration_held(conn, session.account, body_of(code))
    if held is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    return held


def _sheet(card: IssuedCard, data: PrintCard, settings: Settings) -> Response[bytes]:
    body = find(card.body)
    printed = Printed(
        text=printed_text(card.credential),
        body=body.name if body else "",
        tier=card.tier,
        long_stay=card.long_stay,
        member=card.member,
        card=card.card,
        name=data.name.strip(),
        since=_day(card.not_before),
        until=_day(card.expires - 1),
        origin=settings.origin,
    )
    pdf = card_pdf(printed, data.size, large=data.large)
    return inline_file(pdf, "application/pdf", f"card-{card.card}.pdf")


def _picture(card: IssuedCard) -> Response[bytes]:
    svg = code_svg(printed_text(card.credential), f"No. {card.member}")
    return inline_file(svg, "image/svg+xml", f"card-{card.card}.svg")


def _day(seconds: int) -> str:
    return format_day(day_of(seconds * 1000))


router = Router(
    "/api",
    route_handlers=[
        get_own,
        post_own,
        delete_own,
        print_own,
        get_own_code,
        get_members,
        post_members,
        delete_members,
        print_members,
        get_members_code,
    ],
    tags=["printed cards"],
)
