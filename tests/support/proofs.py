"""People whose identity is proven, without the provider that proves it (R13).

prove(server, account, home=292010)

For tests in which the proving is not the point: what a proof leaves behind is written as it is.
"""

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.ext.asyncio import AsyncConnection

from server.app.settings import settings_from
from server.database import Database
from server.identity.tables import identity_proof
from sync.calendar import parse_day
from tests.support.live import LiveServer

ELSEWHERE = 271004
"""大阪市: the home of who visits a village of Nara."""
GROWN_UP = parse_day("1984-05-01")


async def write_proof(
    conn: AsyncConnection, account: str, *, home: int = ELSEWHERE, born: int = GROWN_UP
) -> None:
    await conn.execute(
        identity_proof.insert().values(
            account_id=account,
            subject=hashlib.sha256(account.encode()).digest(),
            birth_day=born,
            home_body=home,
            home_declared=False,
            name="",
            proven_ms=0,
        )
    )


def prove(server: LiveServer, account: str, *, home: int = ELSEWHERE, born: int = GROWN_UP) -> None:
    """In a thread of its own: Playwright's loop runs in the caller's."""

    async def write() -> None:
        settings = settings_from({"FURUSATO_DATABASE_URL": server.database_url}, data=server.data)
        database = Database(settings.database_url)
        try:
            async with database.writing() as conn:
                await write_proof(conn, account, home=home, born=born)
        finally:
            await database.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(write())).result()
