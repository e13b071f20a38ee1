"""People whose identity is proven, without going through a provider."""

import hashlib

from server.database import Database
from server.identity.tables import guardian_consent, identity_proof
from server.registry.registering import follow
from sync.calendar import parse_day
from sync.scheme.links import what_follows
from tests.support.installation import Installation

TOKYO = 131016
"""Chiyoda, where nobody registers."""


async def prove(
    village: Installation, account: str, *, home: int = TOKYO, born: str = "1980-05-05"
) -> None:
    """Proves who somebody is, or proves it anew with another address; the rules follow (R16)."""
    await write_proof(village.database, account, home=home, born=born, now=village.clock())
    async with village.database.writing() as conn:
        await follow(conn, village.keystore, account, village.clock(), what_follows)


async def write_proof(database: Database, account: str, *, home: int, born: str, now: int) -> None:
    async with database.writing() as conn:
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
