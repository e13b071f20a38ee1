"""The search's door, open to everyone (R40)."""

from typing import Annotated

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from schemas.problems import ProblemCode
from schemas.search import MAX_SEARCH_LETTERS, DocumentKind, SearchPage
from server.app.limits import SEARCH, limited
from server.app.problems import Refusal, problems
from server.catalogue import parse_code
from server.database import Database
from server.search.asking import Query, search
from server.search.indexing import ensure_index
from sync.calendar import parse_day

TextQuery = Annotated[
    str, QueryParameter(name="q", max_length=MAX_SEARCH_LETTERS, description="Words")
]
KindQuery = Annotated[DocumentKind | None, QueryParameter(description="Any")]
AreaQuery = Annotated[
    str | None, QueryParameter(pattern="^[0-9]{6}$", description="Code of a prefecture")
]
FromQuery = Annotated[
    str | None, QueryParameter(name="from", pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
]
ToQuery = Annotated[str | None, QueryParameter(name="to", pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
CursorQuery = Annotated[str, QueryParameter(max_length=100, pattern="^[A-Za-z0-9_-]*$")]


@get(
    "/search",
    summary="Find bodies, projects and places; 20 at a time, the best first",
    guards=[limited(SEARCH)],
    responses=problems(ProblemCode.MALFORMED, ProblemCode.TOO_MANY_REQUESTS),
)
async def get_search(
    database: NamedDependency[Database],
    text: TextQuery = "",
    kind: KindQuery = None,
    prefecture: AreaQuery = None,
    first: FromQuery = None,
    last: ToQuery = None,
    cursor: CursorQuery = "",
) -> SearchPage:
    await ensure_index(database)
    query = Query(
        text=text,
        kinds=[] if kind is None else [kind],
        prefecture=_area(prefecture),
        first=_day(first, "from"),
        last=_day(last, "to"),
        cursor=cursor,
    )
    async with database.reading() as conn:
        return await search(conn, query)


def _area(code: str | None) -> int:
    if code is None:
        return 0
    try:
        return parse_code(code)
    except ValueError:
        raise Refusal(ProblemCode.MALFORMED, field="prefecture") from None


def _day(text: str | None, field: str) -> int:
    if text is None:
        return 0
    try:
        return parse_day(text)
    except ValueError:
        raise Refusal(ProblemCode.MALFORMED, field=field) from None


router = Router("/api", route_handlers=[get_search], tags=["search"])
