"""What time or an office does to a live server's data, past its API: by the server's functions."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.ext.asyncio import AsyncConnection

from server.app.instance import open_keystore
from server.app.settings import settings_from
from server.cards.keystore import KeyStore
from server.database import Database
from tests.support.live import LiveServer


def on_server(
    server: LiveServer, work: Callable[[AsyncConnection, KeyStore], Awaitable[None]]
) -> None:
    """In one transaction, and in a thread of its own: Playwright's loop runs in the caller's."""

    async def run() -> None:
        settings = settings_from({"FURUSATO_DATABASE_URL": server.database_url}, data=server.data)
        database = Database(settings.database_url)
        try:
            async with database.writing() as conn:
                await work(conn, open_keystore(settings))
        finally:
            await database.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(run())).result()


def sweep(server: LiveServer) -> None:
    """`furusato sweep`, as a cron job runs it."""
    done = subprocess.run(
        [sys.executable, "-m", "server", "sweep", "--data", str(server.data)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
