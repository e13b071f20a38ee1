"""Starting an installation: its directory, its schema, its first words, then its workers."""

import os
import socket
from collections.abc import Awaitable, Callable

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from server.accounts.setup_code import make_setup_code, setup_needed
from server.app.clock import Clock
from server.app.instance import ensure_instance, open_keystore
from server.app.settings import Settings
from server.cards.key_change import ensure_root_key
from server.cards.keystore import KeyStore
from server.database import Database
from server.database.migrate import migrate

STOP_SECONDS = 1
"""How long a request may still run when the server is told to stop."""

Fill = Callable[[Database, KeyStore, Clock], Awaitable[None]]
"""Puts what a fresh installation begins with into its database."""


class CannotServe(Exception):
    """Why the server cannot start, in words for the person who starts it."""


async def prepare(settings: Settings, clock: Clock, fill: Fill | None = None) -> str | None:
    """Makes the installation ready to serve; again and again it changes nothing.

    Gives the one-time code for the first office while no office was started: a new one each time,
    because the database knows only its hash. Raises `MigrationError`, `KeyStoreError` and
    `WrongDatabase`.
    """
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)  # personal data lies in it
    keystore = open_keystore(settings)
    ensure_root_key(keystore, clock())
    database = Database(settings.database_url)
    try:
        await migrate(database)
        async with database.writing() as conn:
            await ensure_instance(conn, clock(), sample=settings.sample)
        if fill is not None:
            await fill(database, keystore, clock)
        if settings.sample:
            return None
        async with database.writing() as conn:
            return await make_setup_code(conn, clock()) if await setup_needed(conn) else None
    finally:
        await database.close()


def refuse_taken_port(host: str, port: int) -> None:
    """Raises `CannotServe` when the address cannot be listened at."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise CannotServe(
            f"ポート {port} は使えません。--port で別の番号を指定してください。\n"
            f"{host} port {port} cannot be used ({error.strerror}): choose another with --port."
        ) from error


def refuse_workers(settings: Settings, workers: int) -> None:
    """Raises `CannotServe` for more workers than the database lets write."""
    if workers > 1 and settings.database_url.startswith("sqlite"):
        raise CannotServe(
            "SQLite では --workers は 1 だけです。\n"
            "SQLite has one writer: use --workers only with PostgreSQL (FURUSATO_DATABASE_URL)."
        )


def run(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serves until it is told to stop. A worker that dies is started again."""
    os.environ |= settings.environment()
    Granian(
        "server.app.asgi:application",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.warning,
    ).serve()
