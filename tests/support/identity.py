"""The stand-in identity provider in a test: in this process, or as one of its own.

    async with identity_village(url, path) as (village, stand_in):
        came = await prove(somebody, stand_in, "sakura")

`StandIn.change` makes it say what no honest provider would.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncConnection

from server.cards.keystore import KeyStore
from server.identity.proofs import IdentityProof
from server.identity.provider.app import create_provider
from server.identity.provider.state import Options
from tests.support.installation import Installation, ManualClock, installation
from tests.support.live import START_SECONDS, LiveServer, live_server
from tests.support.offices import Person
from tests.support.postgres import free_port

CLIENT_ID = "furusato"
ORIGIN = "http://localhost:8000"
PROVIDER = "http://localhost:9000"
OPTIONS = Options(PROVIDER, CLIENT_ID, f"{ORIGIN}/identity/return", f"{ORIGIN}/api/identity/jwks")


@dataclass
class StandIn(httpx.AsyncBaseTransport):
    """The way from the installation to the provider. `asked` are the paths, in order.

    `change` gets the last part of the path and the answer's JSON, and gives what is answered
    instead; `down` answers nothing at all.
    """

    clock: ManualClock
    change: Callable[[str, Any], Any] | None = None
    down: bool = False
    status: int = 200
    asked: list[str] = field(default_factory=list)
    app: Litestar | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        name = request.url.path.rsplit("/", 1)[-1]
        self.asked.append(name)
        if self.down:
            raise httpx.ConnectError("nobody there", request=request)
        if self.status != httpx.codes.OK:
            return httpx.Response(self.status, request=request)
        async with self.browser() as client:
            answer = await client.request(
                request.method, request.url, content=request.content, headers=request.headers
            )
        if self.change is None or not answer.is_success:
            return httpx.Response(answer.status_code, json=answer.json(), request=request)
        return httpx.Response(200, json=self.change(name, answer.json()), request=request)

    def browser(self) -> httpx.AsyncClient:
        """A browser at the provider's pages."""
        assert self.app is not None
        transport = httpx.ASGITransport(app=self.app)  # type: ignore[arg-type] # as installation
        return httpx.AsyncClient(transport=transport, base_url=PROVIDER)


@dataclass
class Heard:
    """What `on_proof` was called with."""

    calls: list[tuple[str, IdentityProof | None, IdentityProof | None]] = field(
        default_factory=list
    )

    async def __call__(
        self,
        _conn: AsyncConnection,
        _keystore: KeyStore,
        account: str,
        before: IdentityProof | None,
        after: IdentityProof | None,
        _now: int,
    ) -> None:
        self.calls.append((account, before, after))


@asynccontextmanager
async def identity_village(
    database_url: str, data: Path, heard: Heard | None = None
) -> AsyncIterator[tuple[Installation, StandIn]]:
    """An installation at which identities can be proven."""
    clock = ManualClock()
    stand_in = StandIn(clock)
    opened = installation(
        database_url,
        data,
        clock=clock,
        oidc=(OPTIONS.issuer, CLIENT_ID),
        identity_provider=stand_in,
        on_proof=heard,
    )
    async with opened as village:
        ours = httpx.ASGITransport(app=village.app)  # type: ignore[arg-type] # as installation
        stand_in.app = create_provider(OPTIONS, lambda: clock() // 1000, ours)
        yield village, stand_in


async def begun(somebody: Person, *, keep_name: bool = False) -> str:
    """The provider's address that the browser is sent to."""
    answer = await somebody.post("/api/identity/proof", {"keep_name": keep_name})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["url"])


async def decide(stand_in: StandIn, url: str, person: str, **typed: str) -> dict[str, str]:
    """What the provider sends back once its page was answered so."""
    async with stand_in.browser() as browser:
        page = await browser.get(url)
        assert page.status_code == 200, page.text
        found = re.search(r'name="request" value="([^"]+)"', page.text)
        assert found
        path = urlsplit(url).path
        answer = await browser.post(path, data={"request": found[1], "person": person} | typed)
    assert answer.status_code == 303, answer.text
    return returned(answer.headers["location"])


def returned(location: str) -> dict[str, str]:
    """The request that brings back what stands in the address of our page."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    named = {"state": "state", "code": "code", "error": "error", "iss": "issuer"}
    return {ours: query[theirs] for theirs, ours in named.items() if theirs in query}


async def prove(
    somebody: Person, stand_in: StandIn, person: str, *, keep_name: bool = False, **typed: str
) -> httpx.Response:
    """From the button to what the server says; the answer may be a refusal."""
    url = await begun(somebody, keep_name=keep_name)
    came = await decide(stand_in, url, person, **typed)
    return await somebody.post("/api/identity/proof/return", came)


@contextmanager
def provider_process(origin: str, log: Path) -> Iterator[str]:
    """`furusato idp` for an installation at this origin; gives its issuer."""
    port = free_port()
    options = {
        "port": str(port),
        "client-id": CLIENT_ID,
        "redirect-uri": f"{origin}/identity/return",
        "jwks-uri": f"{origin}/api/identity/jwks",
    }
    given = [part for name, value in options.items() for part in (f"--{name}", value)]
    with log.open("ab") as words:
        process = subprocess.Popen(
            [sys.executable, "-m", "server", "idp", *given],
            stdout=words,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_for(f"http://localhost:{port}/health", process, log)
        yield f"http://localhost:{port}/api/realms/main"
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=10)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            if httpx.get(url, timeout=1).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.02)  # between two looks at the condition
    raise AssertionError(f"the stand-in did not start: {log.read_text()}")


@contextmanager
def identity_server(directory: Path) -> Iterator[LiveServer]:
    """A served installation and its stand-in, each a process of its own."""
    port = free_port()
    origin = f"http://localhost:{port}"
    with (
        provider_process(origin, directory / "idp.log") as issuer,
        live_server(directory / "data", port=port, oidc=(issuer, CLIENT_ID)) as server,
    ):
        yield server
