"""What a query finds, best first: the same on SQLite and on PostgreSQL."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from schemas.problems import ProblemCode
from schemas.search import SEARCH_PAGE, DocumentKind, FoundDocument, SearchPage
from server.app.problems import Refusal
from server.catalogue import format_code
from server.office.tables import participating_body
from server.search.documents import KINDS
from server.search.folding import words_of
from server.search.indexing import has_text_index
from server.search.tables import search_document
from sync.calendar import format_day

SHORTEST = 3
"""Letters that a text index needs; a shorter word goes through all documents."""
_d = search_document.c
Place = tuple[int, int, int, int]
"""Where a result stands: rank, kind, length of the name, number."""


class Query(msgspec.Struct, frozen=True):
    """Days are counted from 1970-01-01, 0 for none; `prefecture` is a body's code, 0 for any."""

    text: str
    kinds: Sequence[DocumentKind] = ()
    prefecture: int = 0
    first: int = 0
    last: int = 0
    cursor: str = ""


async def search(conn: AsyncConnection, query: Query) -> SearchPage:
    """A page of what is found. Raises `Refusal` MALFORMED for a cursor that is none of ours.

    Every word of the text must be found, in any of its spellings. With days, only what has days
    is found.
    """
    words = words_of(query.text)
    if query.text.strip() and not words:
        return SearchPage([], None)
    indexed = await has_text_index(conn)
    conditions = [_holds(forms, indexed=indexed) for forms in words]
    if query.kinds:
        conditions.append(_d.kind.in_([KINDS.index(kind) + 1 for kind in query.kinds]))
    if query.prefecture:
        conditions.append(_d.prefecture == query.prefecture)
    if query.first or query.last:
        conditions.append(_d.from_day > 0)
        conditions.append(_d.to_day >= query.first)
    if query.last:
        conditions.append(_d.from_day <= query.last)
    takes_part = sa.exists().where(participating_body.c.body == _d.body)
    found = (
        sa.select(
            search_document,
            _rank(words).label("rank"),
            sa.func.length(_d.name).label("length"),
            takes_part.label("open"),
        )
        .where(*conditions)
        .subquery()
    )
    order = (found.c.rank, found.c.kind, found.c.length, found.c.ref)
    page = sa.select(found).order_by(*order).limit(SEARCH_PAGE + 1)
    if query.cursor:
        page = page.where(sa.tuple_(*order) > sa.tuple_(*_parse_cursor(query.cursor)))
    rows = (await conn.execute(page)).all()
    more = len(rows) > SEARCH_PAGE
    shown = rows[:SEARCH_PAGE]
    last = shown[-1] if more else None
    return SearchPage(
        [
            FoundDocument(
                kind=KINDS[row.kind - 1],
                ref=row.ref,
                body=format_code(row.body),
                name=row.name,
                english=row.english,
                note=row.note,
                note_english=row.note_english,
                from_day=format_day(row.from_day) if row.from_day else "",
                to_day=format_day(row.to_day) if row.to_day else "",
                open=bool(row.open),
            )
            for row in shown
        ],
        None if last is None else _cursor((last.rank, last.kind, last.length, last.ref)),
    )


def _holds(forms: Sequence[str], *, indexed: bool) -> sa.ColumnElement[bool]:
    holds = sa.or_(*(_d.folded.contains(form, autoescape=True) for form in forms))
    if not indexed or min(len(form) for form in forms) < SHORTEST:
        return holds
    match = " OR ".join('"' + form.replace('"', '""') + '"' for form in forms)
    listed = sa.text("search_document.id IN (SELECT rowid FROM search_text WHERE folded MATCH :m)")
    return sa.and_(listed.bindparams(sa.bindparam("m", match, unique=True)), holds)


def _rank(words: Sequence[Sequence[str]]) -> sa.ColumnElement[int]:
    """0 the very name, 1 a name that begins so, 2 the very reading, 3 a reading that begins so, 4
    somewhere in the text; of several words the best one's."""
    if not words:
        return sa.literal(4, sa.Integer)
    forms = [form for some in words for form in some]

    def among(column: sa.ColumnElement[str], end: str) -> sa.ColumnElement[bool]:
        return sa.or_(*(column.contains(f"\n{form}{end}", autoescape=True) for form in forms))

    return sa.case(
        (among(_d.names, "\n"), 0),
        (among(_d.names, ""), 1),
        (among(_d.readings, "\n"), 2),
        (among(_d.readings, ""), 3),
        else_=4,
    )


def _cursor(place: Place) -> str:
    return bytes_to_base64url(msgspec.msgpack.encode(place))


def _parse_cursor(cursor: str) -> Place:
    try:
        place: Place = msgspec.msgpack.decode(base64url_to_bytes(cursor), type=Place)
    except (ValueError, msgspec.MsgspecError):
        raise Refusal(ProblemCode.MALFORMED, field="cursor") from None
    return place
