"""Opens the sample village beside an installation that nobody uses yet: as a process of its own,
with its own data and its own port, so that the two can never mix."""

import asyncio
import os
import sys
from contextlib import suppress
from urllib.parse import urlsplit

import msgspec
from litestar import Router, post
from litestar.di import NamedDependency

from schemas.api import Instance, SampleOpened
from schemas.problems import ProblemCode
from server.app.instance import is_empty
from server.app.limits import ONE_TIME_CODE, limited
from server.app.problems import Refusal, problems
from server.app.settings import PROJECT, Settings
from server.database import Database

PREFERRED_PORT = 8001
START_SECONDS = 60
"""How long the village may take to be built and to answer."""
_STOP_SECONDS = 5
_ANSWER_SECONDS = 5
_LOCAL = ("localhost", "127.0.0.1")


class SampleVillage:
    """The village of one installation, started when it is first asked for."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._directory = settings.data / "sample"
        self._address = self._directory / "address"
        self._process: asyncio.subprocess.Process | None = None
        self._opening = asyncio.Lock()

    async def open(self) -> str:
        """Its URL, once it answers; the running one's if there is one.

        Raises `Refusal` UNAVAILABLE where browsers reach this installation from elsewhere, or
        when the village does not start.
        """
        if urlsplit(self._settings.origin).hostname not in _LOCAL:
            raise Refusal(
                ProblemCode.UNAVAILABLE,
                "サンプルの村は、サーバーの端末で furusato sample と打って開いてください",
                "Please open the sample village where the server runs: furusato sample",
            )
        async with self._opening:
            url = await self._running()
            return url or await self._start()

    async def close(self) -> None:
        """Stops the village that was started from here."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()
        self._address.unlink(missing_ok=True)

    async def _running(self) -> str | None:
        """Started earlier, perhaps by a server that was killed: whoever it was wrote it down."""
        try:
            url = self._address.read_text()
        except OSError:
            return None
        return url if await _answers(url) else None

    async def _start(self) -> str:
        port = await _free_port()
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        await self.close()
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "server", "sample"),
            *("--port", str(port), "--data", str(self._directory)),
            env=self._environment(),
            cwd=PROJECT,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=None,  # its log stands beside ours
            start_new_session=True,  # ours to stop, not the terminal's
        )
        url = f"http://localhost:{port}/"
        with suppress(TimeoutError):
            async with asyncio.timeout(START_SECONDS):
                while self._process.returncode is None:
                    if await _answers(url):
                        self._address.write_text(url)
                        return url
                    await asyncio.sleep(0.1)
        await self.close()
        raise Refusal(
            ProblemCode.UNAVAILABLE,
            "サンプルの村を開けませんでした。サーバーの記録を確かめてください",
            "The sample village did not start: please look at the server's log",
        )

    def _environment(self) -> dict[str, str]:
        """Nothing of ours but the web app: above all not the address of our database."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith("FURUSATO_")}
        return kept | {"FURUSATO_WEB": str(self._settings.web)}


async def _answers(url: str) -> bool:
    """Whether a sample village answers there, and not something else."""
    parts = urlsplit(url)
    request = f"GET /api/instance HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n"
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            reader, writer = await asyncio.open_connection("127.0.0.1", parts.port)
            try:
                writer.write(request.encode())
                answer = await reader.read()
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False
    head, _, body = answer.partition(b"\r\n\r\n")
    return b" 200 " in head.split(b"\r\n", 1)[0] and _is_sample(body)


def _is_sample(body: bytes) -> bool:
    try:
        return msgspec.json.decode(body, type=Instance).sample
    except msgspec.MsgspecError:
        return False


async def _free_port() -> int:
    for port in (PREFERRED_PORT, 0):
        with suppress(OSError):
            server = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", port)
            chosen: int = server.sockets[0].getsockname()[1]
            server.close()
            await server.wait_closed()
            return chosen
    raise Refusal(ProblemCode.UNAVAILABLE)


@post(
    "/sample/open",
    summary="Start the sample village, on an installation that nobody uses yet",
    guards=[limited(ONE_TIME_CODE)],
    responses=problems(
        ProblemCode.CONFLICT, ProblemCode.UNAVAILABLE, ProblemCode.TOO_MANY_REQUESTS
    ),
    status_code=200,
)
async def open_sample(
    database: NamedDependency[Database], sample_village: NamedDependency[SampleVillage]
) -> SampleOpened:
    async with database.reading() as conn:
        if not await is_empty(conn):
            raise Refusal(
                ProblemCode.CONFLICT,
                "このサーバーはすでに使われています。サンプルの村は furusato sample で開けます",
                "This server is in use. The sample village can be opened with: furusato sample",
            )
    return SampleOpened(await sample_village.open())


router = Router("/api", route_handlers=[open_sample], tags=["sample"])
