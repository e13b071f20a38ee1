"""People whose identity is proven, without the provider that proves it (R13): what a proof leaves
behind is written as it is.

await prove(village, account, home=292010)   # in this process
prove_at(server, account, home=292010)       # on a server of its own
"""

import hashlib

from sqlalchemy.ext.asyncio import AsyncConnection

from server.app.clock import wall_clock
from server.cards.keystore import KeyStore
from server.identity.tables import guardian_consent, identity_proof
from server.registry.registering import follow
from sync.calendar import parse_day
from sync.scheme.links import what_follows
from tests.support.installation import Installation
from tests.support.live import LiveServer
from tests.support.past_the_api import on_server

TOKYO = 131016
"""Chiyoda, where nobody registers: the home of who visits a village of Nara."""
GROWN_UP = "1980-05-05"


async def write_proof(
    conn: AsyncConnection, account: str, *, home: int = TOKYO, born: str = GROWN_UP, now: int = 0
) -> None:
    """In place of the one before."""
    await conn.execute(identity_proof.delete().where(identity_proof.c.account_id == account))
    await conn.execute(
        identity_proof.insert().values(
            account_id=account,
            subject=hashlib.sha256(account.encode()).digest(),
            birth_day=parse_day(born),
            home_body=home,
            home_declared=False,
            name="",
            proven_ms=now,
        )
    )


async def prove(
    village: Installation, account: str, *, home: int = TOKYO, born: str = GROWN_UP
) -> None:
    """Proves who somebody is, or proves it anew with another address; the rules follow (R16)."""
    async with village.database.writing() as conn:
        await write_proof(conn, account, home=home, born=born, now=village.clock())
        await follow(conn, village.keystore, account, village.clock(), what_follows)


def prove_at(server: LiveServer, account: str, *, home: int = TOKYO, born: str = GROWN_UP) -> None:
    """The rules follow, as when the server itself proves it."""

    async def write(conn: AsyncConnection, keystore: KeyStore) -> None:
        await write_proof(conn, account, home=home, born=born)
        await follow(conn, keystore, account, wall_clock(), what_follows)

    on_server(server, write)


async def consent(village: Installation, minor: str, guardian: str) -> None:
    """R17."""
    async with village.database.writing() as conn:
        await conn.execute(
            guardian_consent.insert().values(
                minor_id=minor,
                guardian_id=guardian,
                relation="parent",
                proven_ms=village.clock(),
                consented_ms=village.clock(),
            )
        )
