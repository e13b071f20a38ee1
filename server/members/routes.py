"""The office's members: the list, one of them, and who is registered at the counter; and what a
member tells a body of themselves."""

from typing import Annotated

from litestar import Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter, QueryParameter
from msgspec import structs

from schemas.api import Role
from schemas.feed import Tier
from schemas.members import (
    EndMembers,
    MemberDetails,
    MemberPage,
    MemberRecord,
    MemberRow,
    MemberSort,
    OwnDetails,
    RegisterAtCounter,
    RegisteredAtCounter,
    TakeOverCode,
)
from schemas.problems import ProblemCode
from server.accounts.authority import authorise
from server.accounts.sessions import Session
from server.app.clock import Clock
from server.app.limits import COUNTER, limited
from server.app.problems import Refusal, problems
from server.cards.issue import count_valid_cards
from server.cards.keystore import KeyStore
from server.database import Database
from server.members import counter
from server.members.record import record_of
from server.members.search import PAGE, Line, Wanted, count, narrowed, search
from server.registry.details import details_of, write_details
from server.registry.members import registration_ever_under, registration_held
from server.registry.registering import not_registered
from server.registry.routes import BodyPath, body_of
from sync.calendar import day_of, format_day, months_before, parse_day, start_of

MAX_ROW = 2**31 - 1
WORKERS = (Role.ADMIN, Role.CLERK)
READERS = (*WORKERS, Role.READER)
RowPath = Annotated[int, PathParameter(ge=1, le=MAX_ROW)]
_REFUSED = (ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_ALLOWED, ProblemCode.NOT_FOUND)

Query = Annotated[str, QueryParameter(name="query", max_length=60)]
Standing = Annotated[str, QueryParameter(pattern="^(standing|ended|all)$")]
TierAsked = Annotated[int | None, QueryParameter(name="tier", ge=1, le=2)]
Since = Annotated[str | None, QueryParameter(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
PrefectureAsked = Annotated[int | None, QueryParameter(ge=0, le=47)]
Id = Annotated[int | None, QueryParameter(ge=1, le=MAX_ROW)]
Flag = Annotated[bool | None, QueryParameter()]
Sort = Annotated[MemberSort, QueryParameter()]
ImportAsked = Annotated[int | None, QueryParameter(name="import", ge=1, le=MAX_ROW)]
Away = Annotated[int | None, QueryParameter(ge=1, le=120, description="Months without access")]


@get(
    "/office/{code:str}/members",
    summary="The body's members, searched by name in any spelling or number, filtered and sorted",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED),
)
async def get_members(
    code: BodyPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
    sought: Query = "",
    standing: Standing = "standing",
    tier: TierAsked = None,
    since: Since = None,
    prefecture: PrefectureAsked = None,
    programme: Id = None,
    office: Flag = None,
    long_stay: Flag = None,
    away: Away = None,
    brought: ImportAsked = None,
    sort: Sort = MemberSort.NUMBER,
    offset: Annotated[int, QueryParameter(ge=0, le=MAX_ROW)] = 0,
) -> MemberPage:
    body, now = body_of(code), clock()
    wanted = Wanted(
        query=sought,
        standing=None if standing == "all" else standing == "standing",
        tier=None if tier is None else Tier(tier),
        since_day=_day(since),
        prefecture=prefecture,
        programme=programme,
        kept_by_office=office,
        long_stay=long_stay,
        away_ms=None if away is None else start_of(months_before(day_of(now), away)),
        import_id=brought,
    )
    async with database.reading() as conn:
        await authorise(conn, session.account, body, *READERS)
        wanted = await narrowed(conn, body, wanted)
        lines = await search(conn, body, wanted, sort, offset, PAGE)
        totals = await count(conn, body, wanted)
        cards = await count_valid_cards(conn, body, [line.number for line in lines], now)
    rows = [_row(line, cards.get(line.number, 0)) for line in lines]
    return MemberPage(rows, totals.all, totals.premium, totals.kept_by_office)


@post(
    "/office/{code:str}/members",
    summary="Register somebody at the counter, who needs no phone (R62)",
    guards=[limited(COUNTER)],
    responses=problems(*_REFUSED, ProblemCode.MALFORMED, ProblemCode.TOO_MANY_REQUESTS),
)
async def post_member(
    code: BodyPath,
    data: JSONBody[RegisterAtCounter],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    session: NamedDependency[Session],
) -> RegisteredAtCounter:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, *WORKERS)
        return await counter.register_at_counter(
            conn,
            keystore,
            body,
            data.details,
            session.account,
            clock(),
            refuse_prefecture=data.refuse_prefecture,
        )


@post(
    "/office/{code:str}/members/end",
    summary="End registrations at their members' wish",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED),
    status_code=204,
)
async def post_end(
    code: BodyPath,
    data: JSONBody[EndMembers],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    keystore: NamedDependency[KeyStore],
    session: NamedDependency[Session],
) -> None:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, *WORKERS)
        await counter.end_by_request(
            conn, keystore, body, data.numbers, session.account, clock(), data.note
        )


@get(
    "/office/{code:str}/members/{number:int}",
    summary="What the body knows of a member",
    responses=problems(*_REFUSED),
)
async def get_member(
    code: BodyPath,
    number: RowPath,
    database: NamedDependency[Database],
    session: NamedDependency[Session],
) -> MemberRecord:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, *READERS)
        return await record_of(conn, body, number)


@put(
    "/office/{code:str}/members/{number:int}/details",
    summary="Write what the body knows of a member",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED),
    status_code=204,
)
async def put_details(
    code: BodyPath,
    number: RowPath,
    data: JSONBody[MemberDetails],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    body, now = body_of(code), clock()
    async with database.writing() as conn:
        await authorise(conn, session.account, body, *WORKERS)
        if await registration_ever_under(conn, body, number) is None:
            raise Refusal(ProblemCode.NOT_FOUND)
        known = counter.tidied(data, now)
        await write_details(conn, body, number, known, session.account, now)


@post(
    "/office/{code:str}/members/{number:int}/take-over-code",
    summary="A new code by which a member takes the registration over on a phone",
    guards=[limited(COUNTER)],
    responses=problems(*_REFUSED, ProblemCode.CONFLICT, ProblemCode.TOO_MANY_REQUESTS),
)
async def post_take_over_code(
    code: BodyPath,
    number: RowPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> TakeOverCode:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, *WORKERS)
        return TakeOverCode(await counter.take_over_code(conn, body, number, clock()))


@get(
    "/registrations/{code:str}/details",
    summary="What one told a body of oneself",
    responses=problems(ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_FOUND),
)
async def get_own_details(
    code: BodyPath, database: NamedDependency[Database], session: NamedDependency[Session]
) -> OwnDetails:
    body = body_of(code)
    async with database.reading() as conn:
        held = await registration_held(conn, session.account, body)
        if held is None:
            raise not_registered()
        details, _ = await details_of(conn, body, held.number)
    fields = {name: getattr(details, name) for name in OwnDetails.__struct_fields__}
    return OwnDetails(**fields)


@put(
    "/registrations/{code:str}/details",
    summary="Tell a body of oneself; all of it may be empty",
    responses=problems(ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_FOUND, ProblemCode.MALFORMED),
    status_code=204,
)
async def put_own_details(
    code: BodyPath,
    data: JSONBody[OwnDetails],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    body, now = body_of(code), clock()
    async with database.writing() as conn:
        held = await registration_held(conn, session.account, body)
        if held is None:
            raise not_registered()
        before, _ = await details_of(conn, body, held.number)
        # What the office added stays.
        wanted = structs.replace(before, **structs.asdict(data))
        known = counter.tidied(wanted, now)
        await write_details(conn, body, held.number, known, session.account, now)


def _row(line: Line, cards: int) -> MemberRow:
    fields = structs.asdict(line)
    return MemberRow(cards=cards, since=format_day(fields.pop("since_day")), **fields)


def _day(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return parse_day(text)
    except ValueError:
        raise Refusal(ProblemCode.MALFORMED, field="since") from None


router = Router(
    "/api",
    route_handlers=[
        get_members,
        post_member,
        post_end,
        get_member,
        put_details,
        post_take_over_code,
        get_own_details,
        put_own_details,
    ],
    tags=["members"],
)
