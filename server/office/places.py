"""A body's places, each with a printed code that can be replaced."""

from collections.abc import Collection

import sqlalchemy as sa
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import Place, WritePlace
from schemas.feed import PlaceItem, PlaceKind
from schemas.problems import ProblemCode
from server.app.problems import Refusal
from server.cards.keystore import KeyStore, signer
from server.cards.lists import signing_key
from server.cards.venue_code import make_raw, venue_token, venue_url
from server.office.tables import place, place_code
from server.replication.feeds import body_scope, publish
from server.search.indexing import index_place

MAX_PLACES = 500
"""Of one body: a staff phone keeps them all."""
MAX_SERIAL = 2**16 - 1

_FACTS = (
    sa.select(
        place.c.id, place.c.body, place.c.closed, place_code.c.token, place_code.c.withdrawn_ms
    )
    .join(place_code, place_code.c.place == place.c.id)
    .where(place.c.id.in_(sa.bindparam("ids")))
    .order_by(place.c.id, place_code.c.serial)
)


class PlaceFacts(Struct, frozen=True):
    """What judging an entry needs to know of a place.

    `token` is that of the code which hangs there; `withdrawn` maps the tokens of earlier codes to
    the instant (ms) from which they hang there no longer.
    """

    body: int
    closed: bool
    token: bytes
    withdrawn: dict[bytes, int]


async def place_of(conn: AsyncConnection, wanted: int) -> PlaceFacts | None:
    return (await places_of(conn, {wanted})).get(wanted)


async def places_of(conn: AsyncConnection, wanted: Collection[int]) -> dict[int, PlaceFacts]:
    """Many places at once; those that do not exist are absent."""
    found = await conn.execute(_FACTS, {"ids": list(wanted)})
    places: dict[int, PlaceFacts] = {}
    for row in found:
        known = places.get(row.id)
        withdrawn = {} if known is None else known.withdrawn
        if row.withdrawn_ms is not None:
            withdrawn = withdrawn | {row.token: row.withdrawn_ms}
        places[row.id] = PlaceFacts(row.body, row.closed, row.token, withdrawn)
    return places


async def list_places(conn: AsyncConnection, body: int) -> list[Place]:
    """In the order in which they were made; closed ones too."""
    found = await conn.execute(sa.select(place).where(place.c.body == body).order_by(place.c.id))
    return [_place(row) for row in found]


async def get_place(conn: AsyncConnection, body: int, wanted: int) -> Place:
    """Raises `Refusal` NOT_FOUND for a place of another body as for none."""
    return _place(await _find(conn, body, wanted))


async def make_place(
    conn: AsyncConnection, keystore: KeyStore, body: int, data: WritePlace, now: int
) -> Place:
    """A new place, with its first code. Raises `Refusal` CONFLICT beyond `MAX_PLACES`."""
    count = await conn.scalar(sa.select(sa.func.count()).where(place.c.body == body))
    if int(count or 0) >= MAX_PLACES:
        raise Refusal(
            ProblemCode.CONFLICT,
            f"場所は{MAX_PLACES}か所までです",
            f"At most {MAX_PLACES} places",
        )
    made = await conn.scalar(
        place.insert()
        .values(body=body, code_serial=1, version=1, **_fields(data))
        .returning(place.c.id)
    )
    assert made is not None  # noqa: S101 - an insert that returns its key
    await _write_code(conn, keystore, body, made, 1, now)
    await _tell(conn, body, made)
    return await get_place(conn, body, made)


async def change_place(conn: AsyncConnection, body: int, wanted: int, data: WritePlace) -> Place:
    """Raises `Refusal` NOT_FOUND."""
    await _find(conn, body, wanted)
    await conn.execute(
        place.update()
        .where(place.c.id == wanted)
        .values(version=place.c.version + 1, **_fields(data))
    )
    await _tell(conn, body, wanted)
    return await get_place(conn, body, wanted)


async def replace_code(
    conn: AsyncConnection, keystore: KeyStore, body: int, wanted: int, now: int
) -> Place:
    """Withdraws a place's printed code and makes another one.

    What was read from the old one before now counts. Raises `Refusal` NOT_FOUND or CONFLICT.
    """
    serial = await conn.scalar(
        place.update()
        .where(place.c.id == wanted, place.c.body == body, place.c.code_serial < MAX_SERIAL)
        .values(code_serial=place.c.code_serial + 1)
        .returning(place.c.code_serial)
    )
    if serial is None:
        await _find(conn, body, wanted)
        raise Refusal(ProblemCode.CONFLICT)
    await conn.execute(
        place_code.update()
        .where(place_code.c.place == wanted, place_code.c.withdrawn_ms.is_(None))
        .values(withdrawn_ms=now)
    )
    await _write_code(conn, keystore, body, wanted, serial, now)
    return await get_place(conn, body, wanted)


async def code_text(conn: AsyncConnection, body: int, wanted: int, origin: str) -> str:
    """The text of the QR code in force. Raises `Refusal` NOT_FOUND."""
    known = await _find(conn, body, wanted)
    raw = await conn.scalar(
        sa.select(place_code.c.raw).where(
            place_code.c.place == wanted, place_code.c.serial == known.code_serial
        )
    )
    if raw is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    return venue_url(raw, origin)


async def _find(
    conn: AsyncConnection, body: int, wanted: int
) -> sa.Row[tuple[int, int, str, str, str, bool, bool, int, int]]:
    found = (
        await conn.execute(sa.select(place).where(place.c.id == wanted, place.c.body == body))
    ).one_or_none()
    if found is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    return found


async def _write_code(
    conn: AsyncConnection, keystore: KeyStore, body: int, wanted: int, serial: int, now: int
) -> None:
    key = await signing_key(conn, keystore, body, now)
    raw = make_raw(body, wanted, serial, key.kid, signer(keystore, key))
    await conn.execute(
        place_code.insert().values(
            place=wanted, serial=serial, raw=raw, token=venue_token(raw), made_ms=now
        )
    )


async def _tell(conn: AsyncConnection, body: int, wanted: int) -> None:
    row = await _find(conn, body, wanted)
    item = PlaceItem(
        version=row.version,
        place=row.id,
        body=body,
        name=row.name,
        english=row.english,
        kind=PlaceKind(row.kind),
        closed=row.closed,
        keeps_proofs=row.keeps_proofs,
    )
    await publish(conn, body_scope(body), [(f"place:{wanted}", item)])
    await index_place(conn, wanted)


def _fields(data: WritePlace) -> dict[str, str | bool]:
    return {
        "name": data.name,
        "english": data.english,
        "kind": data.kind.value,
        "closed": data.closed,
        "keeps_proofs": data.keeps_proofs,
    }


def _place(row: sa.Row[tuple[int, int, str, str, str, bool, bool, int, int]]) -> Place:
    return Place(
        row.id,
        row.name,
        row.english,
        PlaceKind(row.kind),
        row.closed,
        row.keeps_proofs,
        row.code_serial,
    )
