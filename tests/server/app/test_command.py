"""The command `furusato` as a person meets it; what serves is a real process on a real port."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from server.accounts.codes import code_hash
from server.accounts.tables import setup_code
from server.app.settings import PROJECT
from server.cli import cli
from server.replication.tables import voided
from tests.support.authenticator import Passkey, sign_in, sign_up

COMMAND = [sys.executable, "-m", "server"]


def _environment(**extra: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("FURUSATO_")}
    return plain | extra


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _serving(
    data: Path, port: int, *arguments: str, command: str = "serve", **environment: str
) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [*COMMAND, command, "--data", str(data), "--port", str(port), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=PROJECT,
        env=_environment(**environment),
        start_new_session=True,
    )
    try:
        _wait_until_well(process, port)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_until_well(process: subprocess.Popen[str], port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended by itself"
        try:
            if httpx.get(f"http://localhost:{port}/health").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)  # not yet listening: nothing to wait on but the port itself
    raise AssertionError("the server did not come up")


def _said(process: subprocess.Popen[str]) -> str:
    """What it printed until it ended."""
    assert process.stdout is not None
    return process.stdout.read()


def _stop(process: subprocess.Popen[str]) -> float:
    started = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) == 0
    return time.monotonic() - started


def _hashes(data: Path) -> list[bytes]:
    engine = sa.create_engine(f"sqlite:///{data}/furusato.db")
    with engine.connect() as conn:
        found = list(conn.scalars(sa.select(setup_code.c.code_hash)))
    engine.dispose()
    return found


def test_the_first_start_tells_how_to_begin(tmp_path: Path) -> None:
    port = _free_port()
    with _serving(tmp_path, port) as process:
        _stop(process)
        said = _said(process)
    assert f"http://localhost:{port}/start" in said
    assert "furusato sample" in said
    code = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", said)
    assert code is not None
    assert _hashes(tmp_path) == [code_hash(code[0])]


def test_sigterm_stops_it_in_about_a_second_whatever_is_open(tmp_path: Path) -> None:
    port = _free_port()
    with _serving(tmp_path, port) as process, httpx.Client() as idle:
        assert idle.get(f"http://localhost:{port}/health").is_success  # stays connected
        assert _stop(process) < 2


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_what_was_acknowledged_outlives_kill_9(
    tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    port = _free_port()
    origin = f"http://localhost:{port}"
    made = []
    arguments, environment = [], {}
    if kind == "postgresql":
        arguments = ["--workers", "2"]
        environment = {"FURUSATO_DATABASE_URL": request.getfixturevalue("postgres_url")}
    with _serving(tmp_path, port, *arguments, **environment) as process:
        for _ in range(5):
            async with httpx.AsyncClient(base_url=origin) as client:
                made.append(await sign_up(client, Passkey(origin=origin)))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    with _serving(tmp_path, port, *arguments, **environment):
        for account in made:
            async with httpx.AsyncClient(base_url=origin) as client:
                assert (await sign_in(client, account.passkey)).json() == {"account": account.id}


def test_a_taken_port_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = _run("serve", "--data", str(tmp_path), "--port", str(port))
    assert ended.exit_code == 1
    assert str(port) in ended.stderr
    assert "--port" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("environment", "arguments", "words"),
    [
        ({"FURUSATO_DATABASE_URL": "mysql://x/y"}, [], "FURUSATO_DATABASE_URL"),
        ({"FURUSATO_ORIGIN": "somewhere"}, [], "FURUSATO_ORIGIN"),
        ({}, ["--workers", "2"], "--workers"),
        ({"FURUSATO_DATABASE_URL": "postgresql://x@127.0.0.1:1/y"}, [], "127.0.0.1"),
    ],
)
def test_what_cannot_be_served_is_said_in_words(
    tmp_path: Path, environment: dict[str, str], arguments: list[str], words: str
) -> None:
    port = str(_free_port())
    ended = _run("serve", "--data", str(tmp_path), "--port", port, *arguments, **environment)
    assert ended.exit_code == 1
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr


def test_keys_that_others_could_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir(mode=0o755)
    (tmp_path / "keys").chmod(0o755)
    ended = _run("serve", "--data", str(tmp_path), "--port", str(_free_port()))
    assert ended.exit_code == 1
    assert "0700" in ended.stderr


def test_the_sample_village_is_built_once(tmp_path: Path) -> None:
    names = set()
    for _ in range(2):
        port = _free_port()
        with _serving(tmp_path, port, command="sample"):
            instance = httpx.get(f"http://localhost:{port}/api/instance").json()
        assert instance["sample"] is True
        assert instance["empty"] is False
        assert len(instance["participating"]) == 2
        names.add(instance["id"])
    assert len(names) == 1


def test_a_database_in_use_is_not_turned_into_the_sample(tmp_path: Path) -> None:
    with _serving(tmp_path, _free_port()) as process:
        _stop(process)
    ended = _run("serve", "--sample", "--data", str(tmp_path), "--port", str(_free_port()))
    assert ended.exit_code == 1
    assert "sample" in ended.stderr


def test_a_code_for_one_more_office(tmp_path: Path) -> None:
    none_yet = _run("office", "--data", str(tmp_path / "nowhere"))
    assert none_yet.exit_code == 1
    assert "serve" in none_yet.stderr
    _run("migrate", "--data", str(tmp_path))
    made = _run("office", "--data", str(tmp_path))
    code = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", made.stdout)
    assert code is not None
    assert _hashes(tmp_path) == [code_hash(code[0])]


def test_migrate_can_be_said_twice(tmp_path: Path) -> None:
    for _ in range(2):
        ended = _run("migrate", "--data", str(tmp_path))
        assert ended.exit_code == 0, ended.stderr
    assert (tmp_path / "furusato.db").exists()


@pytest.mark.parametrize("query", ["吉野町", "よしのちょう", "yoshino", "294411"])
def test_bodies_are_found_however_they_are_written(query: str) -> None:
    ended = _run("bodies", query)
    assert ended.exit_code == 0
    assert "294411  吉野町  よしのちょう" in ended.stdout


def test_a_body_that_is_not_there_is_said() -> None:
    ended = _run("bodies", "アトランティス")
    assert ended.exit_code == 1
    assert "アトランティス" in ended.stderr


def _run(*arguments: str, **environment: str) -> Result:
    """A command that ends by itself, in this process."""
    outer: dict[str, str | None] = {n: None for n in os.environ if n.startswith("FURUSATO_")}
    return CliRunner().invoke(cli, arguments, env=outer | environment)


def test_verify_and_rebuild_say_in_one_sentence_what_they_found(tmp_path: Path) -> None:
    assert _run("verify", "--data", str(tmp_path)).exit_code == 1  # nothing is here
    port = _free_port()
    with _serving(tmp_path, port) as process:
        _stop(process)
    for command in ("verify", "rebuild"):
        ended = _run(command, "--data", str(tmp_path))
        assert ended.exit_code == 0, ended.output
    engine = sa.create_engine(f"sqlite:///{tmp_path}/furusato.db")
    with engine.begin() as conn:
        conn.execute(voided.insert().values(device=bytes(12), seq=7))
    for command in ("verify", "rebuild"):
        ended = _run(command, "--data", str(tmp_path))
        assert ended.exit_code == 1
        assert "voided: +0 -1" in ended.stdout
        assert "seq=7" in ended.stdout
    assert _run("rebuild", "--data", str(tmp_path), "--write").exit_code == 0
    assert _run("verify", "--data", str(tmp_path)).exit_code == 0
    engine.dispose()
