"""Statistics over HTTP: the office's, and what is open to everyone."""

from typing import Annotated

import msgspec
from litestar import Response, Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter, QueryParameter

from schemas.api import Role
from schemas.figures import (
    MAX_THRESHOLD,
    MIN_THRESHOLD,
    Figures,
    OpenBody,
    Publishing,
    PublishingView,
)
from schemas.problems import ProblemCode
from server.accounts.authority import authorise
from server.accounts.sessions import Session
from server.app.clock import Clock
from server.app.files import inline_file
from server.app.limits import FIGURES, OPEN_DATA, limited
from server.app.problems import Refusal, problems
from server.catalogue import find
from server.database import Database
from server.figures import opening
from server.figures.reading import figures_of
from server.figures.recount import recount
from server.figures.report import report_csv, report_pdf
from server.figures.rules import month_of, parse_month
from server.registry.routes import BodyPath, body_of
from sync.calendar import day_of, format_day

READERS = (Role.ADMIN, Role.CLERK, Role.READER)
"""Who sees a body's statistics: its office, and a prefecture's reader of the prefecture's own."""
MonthQuery = Annotated[
    str | None, QueryParameter(pattern="^[0-9]{4}-[0-9]{2}$", description="The present one")
]
FilePath = Annotated[str, PathParameter(pattern=r"^[0-9]{4}-[0-9]{2}\.(pdf|csv)$")]
OpenPath = Annotated[str, PathParameter(pattern=r"^[0-9]{4}-[0-9]{2}\.(json|csv)$")]
ThresholdQuery = Annotated[int | None, QueryParameter(ge=MIN_THRESHOLD, le=MAX_THRESHOLD)]
_FOR_EVERYONE = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=3600"}
"""Any page may read what is open; it changes once a month."""
_REFUSED = (ProblemCode.NOT_SIGNED_IN, ProblemCode.NOT_ALLOWED)


@get(
    "/office/{code:str}/figures",
    summary="Statistics of the related population, as they were counted last (R45)",
    responses=problems(*_REFUSED, ProblemCode.MALFORMED),
)
async def get_figures(
    code: BodyPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
    month: MonthQuery = None,
) -> Figures:
    body, now = body_of(code), clock()
    async with database.reading() as conn:
        await authorise(conn, session.account, body, *READERS)
        return await figures_of(conn, body, month_asked(month, now), now)


@post(
    "/office/{code:str}/figures",
    summary="Count everything anew",
    guards=[limited(FIGURES)],
    responses=problems(*_REFUSED, ProblemCode.TOO_MANY_REQUESTS),
    status_code=200,
)
async def post_figures(
    code: BodyPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> Figures:
    body, now = body_of(code), clock()
    async with database.reading() as conn:
        await authorise(conn, session.account, body, *READERS)
    await recount(database, body, now)
    async with database.reading() as conn:
        return await figures_of(conn, body, month_of(day_of(now)), now)


@get(
    "/office/{code:str}/figures/{name:str}",
    summary="The monthly report: `2026-10.pdf` or `2026-10.csv`",
    responses=problems(*_REFUSED, ProblemCode.NOT_FOUND, ProblemCode.MALFORMED),
)
async def get_report(
    code: BodyPath,
    name: FilePath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> Response[bytes]:
    body, now = body_of(code), clock()
    month, _, kind = name.partition(".")
    async with database.reading() as conn:
        await authorise(conn, session.account, body, *READERS)
        told = await figures_of(conn, body, month_asked(month, now), now)
    if told.made is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    known = find(body)
    whose = known.name if known else code
    file = f"furusato-{code}-{name}"
    if kind == "pdf":
        return inline_file(
            report_pdf(whose, told, format_day(day_of(now))), "application/pdf", file
        )
    return _table(report_csv(whose, told), file)


@get(
    "/office/{code:str}/publishing",
    summary="Whether the figures are open data, and what of them",
    responses=problems(*_REFUSED),
)
async def get_publishing(
    code: BodyPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
    threshold: ThresholdQuery = None,
) -> PublishingView:
    body = body_of(code)
    async with database.reading() as conn:
        await authorise(conn, session.account, body, Role.ADMIN, Role.CLERK)
        return await opening.publishing_view(conn, body, threshold, clock())


@put(
    "/office/{code:str}/publishing",
    summary="Open the figures to everyone, or no longer",
    responses=problems(*_REFUSED),
    status_code=204,
)
async def put_publishing(
    code: BodyPath,
    data: JSONBody[Publishing],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    session: NamedDependency[Session],
) -> None:
    body = body_of(code)
    async with database.writing() as conn:
        await authorise(conn, session.account, body, Role.ADMIN)
        await opening.set_publishing(conn, body, data, session.account, clock())


@get(
    "/open/figures",
    summary="Open data: the bodies that publish, and their months",
    guards=[limited(OPEN_DATA)],
    responses=problems(ProblemCode.TOO_MANY_REQUESTS),
)
async def get_open_bodies(
    database: NamedDependency[Database], clock: NamedDependency[Clock]
) -> Response[list[OpenBody]]:
    async with database.reading() as conn:
        return Response(await opening.open_bodies(conn, clock()), headers=_FOR_EVERYONE)


@get(
    "/open/figures/{code:str}/{name:str}",
    summary="Open data of a body and a month: `2026-10.json` or `2026-10.csv`, CC BY 4.0",
    guards=[limited(OPEN_DATA)],
    responses=problems(ProblemCode.NOT_FOUND, ProblemCode.MALFORMED, ProblemCode.TOO_MANY_REQUESTS),
)
async def get_open_figures(
    code: BodyPath,
    name: OpenPath,
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> Response[bytes]:
    month, _, kind = name.partition(".")
    now = clock()
    async with database.reading() as conn:
        told = await opening.open_figures(conn, body_of(code), month_asked(month, now), now)
    if kind == "csv":
        answer = _table(opening.open_csv(told), f"furusato-{code}-{name}")
    else:
        answer = Response(msgspec.json.encode(told), media_type="application/json")
    answer.headers.update(_FOR_EVERYONE)
    return answer


def _table(content: bytes, name: str) -> Response[bytes]:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="text/csv", headers=headers)


def month_asked(month: str | None, now: int) -> int:
    """The month of a query, the present one without. Raises `Refusal` MALFORMED for none that there
    is, or that is to come."""
    this = month_of(day_of(now))
    if month is None:
        return this
    try:
        asked = parse_month(month)
    except ValueError:
        raise Refusal(ProblemCode.MALFORMED, field="month") from None
    if asked > this:
        raise Refusal(ProblemCode.MALFORMED, field="month")
    return asked


router = Router(
    "/api",
    route_handlers=[
        get_figures,
        post_figures,
        get_report,
        get_publishing,
        put_publishing,
        get_open_bodies,
        get_open_figures,
    ],
    tags=["figures"],
)
