"""Keeps the index: with the transaction that changes a thing, and anew from everything."""

import asyncio
import hashlib
from collections.abc import Iterable
from weakref import WeakSet

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import Facility
from server.catalogue import FILE, all_bodies
from server.database import Database
from server.database.bulk import insert_rows
from server.office.tables import facility, place, project
from server.search.documents import (
    Document,
    PlaceFacts,
    ProjectFacts,
    document_of_body,
    documents_of_place,
    documents_of_project,
)
from server.search.tables import search_document, search_mark

FOLDING = 1
"""Raised whenever documents are folded in another way: then all are written anew."""
PROJECT, PLACE = 2, 3
BATCH = 500
_LOCK = 7_305_320
_d = search_document.c
_facility = msgspec.json.Decoder(Facility)
_ready: WeakSet[Database] = WeakSet()
_PROJECTS = sa.select(
    project.c.id,
    project.c.body,
    project.c.name,
    project.c.english,
    project.c.closed,
    sa.func.coalesce(place.c.name, ""),
    sa.func.coalesce(place.c.english, ""),
).outerjoin(place, place.c.id == project.c.place)
_PLACES = sa.select(
    place.c.id, place.c.body, place.c.name, place.c.english, place.c.closed, facility.c.content
).outerjoin(facility, facility.c.place == place.c.id)

# SQLite keeps its text index by itself, whoever writes the table.
_SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_text USING fts5("
    "folded, content='search_document', content_rowid='id', tokenize='trigram')",
    "CREATE TRIGGER IF NOT EXISTS search_text_insert AFTER INSERT ON search_document BEGIN "
    "INSERT INTO search_text(rowid, folded) VALUES (new.id, new.folded); END",
    "CREATE TRIGGER IF NOT EXISTS search_text_delete AFTER DELETE ON search_document BEGIN "
    "INSERT INTO search_text(search_text, rowid, folded) VALUES ('delete', old.id, old.folded); "
    "END",
    "INSERT INTO search_text(search_text) VALUES ('rebuild')",
)
# Trusted since PostgreSQL 13: whoever owns the database may create it.
_POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX IF NOT EXISTS ix_search_document_trigrams ON search_document "
    "USING gin (folded gin_trgm_ops)",
)


async def index_project(conn: AsyncConnection, wanted: int) -> None:
    """After a project was written, in the same transaction."""
    await _forget(conn, PROJECT, [wanted])
    found = await conn.execute(_PROJECTS.where(project.c.id == wanted))
    await _write(conn, (one for row in found for one in documents_of_project(ProjectFacts(*row))))


async def index_place(conn: AsyncConnection, wanted: int) -> None:
    """After a place or its prices were written, in the same transaction; what goes on there too."""
    await _forget(conn, PLACE, [wanted])
    found = await conn.execute(_PLACES.where(place.c.id == wanted))
    await _write(conn, (one for row in found for one in documents_of_place(_place(*row))))
    held = list(await conn.scalars(sa.select(project.c.id).where(project.c.place == wanted)))
    if held:
        await _forget(conn, PROJECT, held)
        rows = await conn.execute(_PROJECTS.where(project.c.place == wanted))
        await _write(
            conn, (one for row in rows for one in documents_of_project(ProjectFacts(*row)))
        )


async def ensure_index(database: Database) -> None:
    """Before the first search of a process: the index is there, and of this version."""
    if database in _ready:
        return
    async with database.reading() as conn:
        known = await conn.scalar(sa.select(search_mark.c.version))
    if known != version():
        await rebuild_index(database)
    _ready.add(database)


async def rebuild_index(database: Database) -> int:
    """Everything anew; tells how many documents there are."""
    async with database.writing() as conn:
        await _make_text_index(conn)
    async with database.writing() as conn:
        if not database.is_sqlite:
            await conn.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        await conn.execute(search_document.delete())
        documents = [document_of_body(body) for body in all_bodies()]
        projects = await conn.execute(_PROJECTS.order_by(project.c.id))
        documents += [one for row in projects for one in documents_of_project(ProjectFacts(*row))]
        places = await conn.execute(_PLACES.order_by(place.c.id))
        documents += [one for row in places for one in documents_of_place(_place(*row))]
        for first in range(0, len(documents), BATCH):
            await _write(conn, documents[first : first + BATCH])
            await asyncio.sleep(0)  # who reads need not wait for all of it
        await conn.execute(search_mark.delete())
        await conn.execute(search_mark.insert().values(id=1, version=version()))
    return len(documents)


async def has_text_index(conn: AsyncConnection) -> bool:
    """Whether SQLite's own text index is there; PostgreSQL uses its by itself."""
    if conn.dialect.name != "sqlite":
        return False
    found = await conn.scalar(
        sa.text("SELECT count(*) FROM sqlite_master WHERE name = 'search_text'")
    )
    return bool(found)


def version() -> str:
    digest = hashlib.blake2s(FILE.read_bytes(), digest_size=8).hexdigest()
    return f"{FOLDING}-{digest}"


async def _make_text_index(conn: AsyncConnection) -> None:
    """Without it searches find the same, going through all documents."""
    if conn.dialect.name != "sqlite":
        await conn.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    try:
        async with conn.begin_nested():
            for statement in _SQLITE if conn.dialect.name == "sqlite" else _POSTGRESQL:
                await conn.exec_driver_sql(statement)
    except DBAPIError:
        return


async def _forget(conn: AsyncConnection, kind: int, refs: list[int]) -> None:
    await conn.execute(search_document.delete().where(_d.kind == kind, _d.ref.in_(refs)))


async def _write(conn: AsyncConnection, documents: Iterable[Document]) -> None:
    rows = [msgspec.structs.astuple(one) for one in documents]
    await insert_rows(conn, search_document, rows)


def _place(
    number: int, body: int, name: str, english: str, closed: bool, content: str | None
) -> PlaceFacts:
    known = None if content is None else _facility.decode(content)
    return PlaceFacts(number, body, name, english, closed, known)
