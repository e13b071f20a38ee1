"""A real `furusato serve` as a process of its own, which a test may kill and start again."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.support.postgres import free_port

START_SECONDS = 30.0


class LiveServer:
    """`origin` stays the same over a restart; it is another one than its own where a proxy stands
    before it. `words` is all that was printed since the first.

    `kill` and `start` again: the plug pulled, and the machine back on the same data. `web` is the
    built app, where it is not that of `just build`; it is read at each start. `oidc` is the
    identity provider's issuer and our client id there. Without `sweep` time brings nothing unless
    the test sweeps.
    """

    def __init__(
        self,
        data: Path,
        *,
        command: str = "serve",
        database_url: str = "",
        workers: int = 1,
        port: int = 0,
        origin: str = "",
        web: Path | None = None,
        oidc: tuple[str, str] = ("", ""),
        sweep: bool = True,
    ) -> None:
        self.data = data
        self.port = port or free_port()
        self.origin = origin or f"http://localhost:{self.port}"
        self._command = command
        self.database_url = database_url
        self._workers = ["--workers", str(workers)] if workers > 1 else []
        self._web = web
        self._oidc = oidc
        self._sweep = sweep
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def words(self) -> str:
        return (self.data / "server.log").read_text(errors="replace")

    @property
    def office_code(self) -> str:
        """The one-time code of the first office: each start prints a new one."""
        found = re.findall(r"one-time code:\s*(\S+)", self.words)
        if not found:
            raise AssertionError(f"no code in: {self.words}")
        return str(found[-1])

    def start(self) -> None:
        """Returns once `/health` answers."""
        self.data.mkdir(parents=True, exist_ok=True)
        # Whatever the person who runs the tests has set for a server of their own stays out.
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("FURUSATO_")
        } | {
            "FURUSATO_DATABASE_URL": self.database_url,
            "FURUSATO_ORIGIN": self.origin,
            "FURUSATO_WEB": str(self._web or ""),
            "FURUSATO_SWEEP": str(int(self._sweep)),
            "FURUSATO_OIDC_ISSUER": self._oidc[0],
            "FURUSATO_OIDC_CLIENT_ID": self._oidc[1],
            "FURUSATO_TRUSTED_PROXIES": "127.0.0.1",  # lets a test be many phones
        }
        with (self.data / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "server",
                    self._command,
                    "--port",
                    str(self.port),
                    "--data",
                    str(self.data),
                    *self._workers,
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise AssertionError(f"the server ended: {self.words}")
            try:
                if httpx.get(f"{self.origin}/health", timeout=1).status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                time.sleep(0.02)  # between two looks at the condition
        raise AssertionError(f"the server did not start in time: {self.words}")

    def cpu_seconds(self) -> float:
        """User and system time that its processes have used so far."""
        assert self._process is not None
        return cpu_seconds_of(self._process.pid)

    def kill(self) -> None:
        """SIGKILL to all of its processes: as if the plug were pulled."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        self._signal(signal.SIGTERM)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        os.killpg(self._process.pid, number)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


@contextmanager
def live_server(
    data: Path,
    *,
    command: str = "serve",
    database_url: str = "",
    workers: int = 1,
    port: int = 0,
    origin: str = "",
    web: Path | None = None,
    oidc: tuple[str, str] = ("", ""),
    sweep: bool = True,
) -> Iterator[LiveServer]:
    server = LiveServer(
        data,
        command=command,
        database_url=database_url,
        workers=workers,
        port=port,
        origin=origin,
        web=web,
        oidc=oidc,
        sweep=sweep,
    )
    server.start()
    try:
        yield server
    finally:
        server.stop()


def cpu_seconds_of(pid: int) -> float:
    """User and system time that a process and its children have used so far."""
    return sum(map(_cpu_seconds, _family(pid)))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))


def _cpu_seconds(pid: int) -> float:
    """`utime` and `stime` of proc_pid_stat(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
