"""A whole installation inside a test: its own database, keys, and a clock that the test moves.

async with installation(database_url, tmp_path) as village:
    account = await sign_up(village.client)
    village.clock.advance(DAY_MS)
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec
from litestar import Litestar

from server.app import create_app
from server.app.instance import open_keystore
from server.app.settings import Settings, settings_from
from server.cards.keystore import KeyStore
from server.database import Database
from server.database.migrate import migrate
from server.identity.proofs import OnProof

START_MS = 1_795_392_000_000
"""2026-11-23, 09:00 in Tokyo."""


class ManualClock:
    """Stands still until the test moves it."""

    def __init__(self, now: int = START_MS) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def advance(self, milliseconds: int) -> None:
        self.now += milliseconds


@dataclass(frozen=True)
class Installation:
    """`client` keeps its cookies, as one browser does; `browser()` is another one."""

    app: Litestar
    settings: Settings
    database: Database
    keystore: KeyStore
    clock: ManualClock
    client: httpx.AsyncClient

    def browser(self, address: str = "192.0.2.1") -> httpx.AsyncClient:
        return _browser(self.app, self.settings, address)


@asynccontextmanager
async def installation(
    database_url: str,
    data: Path,
    *,
    clock: ManualClock | None = None,
    origin: str = "http://localhost:8000",
    web: Path | None = None,
    sample: bool = False,
    keystore: KeyStore | None = None,
    oidc: tuple[str, str] = ("", ""),
    identity_provider: httpx.AsyncBaseTransport | None = None,
    on_proof: OnProof | None = None,
    webhooks_to_private: bool = False,
) -> AsyncIterator[Installation]:
    """Migrates the database at the URL, and opens the app on it as `furusato serve` would.

    `oidc`: the identity provider's issuer and our client id there.
    """
    settings = msgspec.structs.replace(
        settings_from(
            {
                "FURUSATO_DATABASE_URL": database_url,
                "FURUSATO_ORIGIN": origin,
                "FURUSATO_SWEEP": "0",  # a test sweeps when it wants to
            },
            data=data,
        ),
        web=web or data / "web",
        sample=sample,
        oidc_issuer=oidc[0],
        oidc_client_id=oidc[1],
        webhooks_to_private=webhooks_to_private,
    )
    database = Database(settings.database_url)
    try:
        await migrate(database)
        keystore = keystore or open_keystore(settings)
        used = clock or ManualClock()
        app = create_app(
            settings,
            clock=used,
            database=database,
            keystore=keystore,
            identity_provider=identity_provider,
            on_proof=on_proof,
        )
        async with _started(app), _browser(app, settings, "192.0.2.1") as client:
            yield Installation(app, settings, database, keystore, used, client)
    finally:
        await database.close()


@asynccontextmanager
async def _started(app: Litestar) -> AsyncIterator[None]:
    """The app between its start and its end, in a task of its own: pytest ends a fixture in
    another task than it began it in, and Litestar insists on one."""
    up, down = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            up.set()
            await down.wait()

    task = asyncio.create_task(live())
    waiting = asyncio.create_task(up.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    try:
        if task.done():
            await task  # raises what kept it from starting
        yield
    finally:
        down.set()
        await task


def _browser(app: Litestar, settings: Settings, address: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(
        app=app,  # type: ignore[arg-type] # httpx types ASGI more loosely than Litestar
        client=(address, 50_000),
        raise_app_exceptions=False,
    )
    return httpx.AsyncClient(transport=transport, base_url=settings.origin)
