"""A real PostgreSQL for a test session: a cluster of its own on a free port, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.system import find_postgresql


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Cluster:
    """`url(name)` is that of a new database: empty, or as `template` is."""

    def __init__(self, programs: Path, directory: Path, port: int) -> None:
        self._programs, self._port = programs, port
        self.directory = directory

    def url(self, name: str, template: str = "template1") -> str:
        create = f"CREATE DATABASE {name} TEMPLATE {template}"
        self._run("psql", "-q", "-c", create, "postgres")
        return f"postgresql+asyncpg://furusato@127.0.0.1:{self._port}/{name}"

    def drop(self, name: str) -> None:
        self._run("psql", "-q", "-c", f"DROP DATABASE {name} WITH (FORCE)", "postgres")

    def _run(self, program: str, *words: str) -> None:
        where = ["-h", "127.0.0.1", "-p", str(self._port), "-U", "furusato"]
        subprocess.run([self._programs / program, *where, *words], check=True, capture_output=True)


MEMORY = Path("/dev/shm")  # noqa: S108 # mkdtemp makes a name of its own in it
ROOM_BYTES = 2 << 30


@contextmanager
def cluster(*, in_memory: bool = False) -> Iterator[Cluster]:
    """Durable as in the field: `fsync` and `synchronous_commit` stay on. `in_memory` where many
    databases come and go: it lies on a file system of memory, if that has room."""
    programs = find_postgresql()
    if programs is None:
        raise RuntimeError("PostgreSQL is missing: just system")
    in_memory &= MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_BYTES
    directory = Path(tempfile.mkdtemp(prefix="furusato-pg-", dir=MEMORY if in_memory else None))
    port = free_port()
    user = _unprivileged()
    if user:
        os.chown(directory, user.pw_uid, user.pw_gid)

    def run(*words: str | Path) -> None:
        done = subprocess.run(
            words,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            cwd=directory,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr.decode() + done.stdout.decode())

    data = directory / "data"
    try:
        run(
            programs / "initdb",
            "-D",
            data,
            "-U",
            "furusato",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        )
        options = f"-p {port} -k {directory} -c listen_addresses=127.0.0.1 -c max_connections=200"
        run(programs / "pg_ctl", "-D", data, "-w", "-l", directory / "log", "-o", options, "start")
        yield Cluster(programs, directory, port)
    finally:
        subprocess.run(
            [programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"],
            user=user.pw_uid if user else None,
            capture_output=True,
            check=False,
        )
        shutil.rmtree(directory, ignore_errors=True)


def _unprivileged() -> pwd.struct_passwd | None:
    """PostgreSQL does not run as root: then it gets the user of its package, or nobody."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("no user but root to run PostgreSQL as")
