"""A body's key is withdrawn: everything that it signed is made anew, or taken out of use."""

import sqlalchemy as sa
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import Place, Project
from server.cards.issue import cards_under
from server.cards.key_change import keep_keys, next_key
from server.cards.keystore import KeyStore, body_key
from server.cards.lists import sign_status
from server.cards.venue_code import key_of
from server.office.kiosks import renew_kiosks_under
from server.office.places import replace_code
from server.office.projects import renew_codes_under
from server.office.tables import place, place_code
from server.replication.feeds import publish_all


class Renewed(Struct, frozen=True):
    """What was made anew. `reprint` are the open places whose code must be printed again, and
    `projects` those with a code of their own. `screens` show codes again once they have synced.

    `cards` are renewed when their holders' phones sync: so many wait for that. `on_paper` are the
    numbers of the members whose printed cards hold no longer, and must be printed again.
    """

    key: bytes
    cards: int
    on_paper: list[int]
    screens: int
    reprint: list[Place]
    projects: list[Project]


async def renew_after_withdrawal(
    conn: AsyncConnection, keystore: KeyStore, body: int, withdrawn: bytes, now: int
) -> Renewed:
    """What follows once `withdrawn`, a key of the body, was withdrawn in the store.

    Whatever broke off half-way is put right by asking again.
    """
    await keep_keys(conn, keystore, now)
    old = next(key for key in keystore.list_keys() if key.kid == withdrawn)
    known = body_key(keystore, body, now // 1000)
    if known is None or known.not_before < old.not_before:
        # An earlier key would sign again, which was to be over.
        known = await next_key(conn, keystore, body, now)
    await publish_all(conn, await sign_status(conn, keystore, body, now))
    reprint = [
        await replace_code(conn, keystore, body, number, now)
        for number in await _places_under(conn, body, withdrawn)
    ]
    cards = await cards_under(conn, body, withdrawn, now)
    return Renewed(
        known.kid,
        sum(card.device is not None and not card.day for card in cards),
        sorted({card.member for card in cards if card.device is None}),
        await renew_kiosks_under(conn, keystore, body, withdrawn, now),
        [one for one in reprint if not one.closed],
        await renew_codes_under(conn, keystore, body, withdrawn, now),
    )


async def _places_under(conn: AsyncConnection, body: int, kid: bytes) -> list[int]:
    """The places whose code in force the key signed, closed ones too: they may open again."""
    found = await conn.execute(
        sa.select(place.c.id, place_code.c.raw)
        .join(
            place_code,
            sa.and_(place_code.c.place == place.c.id, place_code.c.serial == place.c.code_serial),
        )
        .where(place.c.body == body)
        .order_by(place.c.id)
    )
    return [row.id for row in found if key_of(row.raw) == kid]
