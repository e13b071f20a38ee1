"""The sample village is opened from the first page: a real process beside a real server."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.support.authenticator import CHANGE, sign_up
from tests.support.installation import Installation, installation
from tests.support.live import LiveServer, live_server
from tests.support.offices import Person


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    with live_server(tmp_path / "data") as running:
        yield running


def open_village(server: LiveServer) -> httpx.Response:
    return httpx.post(f"{server.origin}/api/sample/open", headers=CHANGE, timeout=90)


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)  # between two looks at the condition


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}health", timeout=2).is_success
    except httpx.TransportError:
        return False


def test_it_opens_once_and_closes_with_the_server(server: LiveServer) -> None:
    opened = open_village(server)
    assert opened.status_code == 200, opened.text
    url = opened.json()["url"]

    own = httpx.get(f"{server.origin}/api/instance").json()
    village = httpx.get(f"{url}api/instance").json()
    assert (own["sample"], own["empty"]) == (False, True)
    assert (village["sample"], village["empty"]) == (True, False)
    assert own["id"] != village["id"]
    assert own["root_key"] != village["root_key"]
    assert (server.data / "sample" / "furusato.db").exists()
    assert len(httpx.get(f"{url}api/sample/personas").json()) == 4

    assert open_village(server).json()["url"] == url

    server.stop()
    until(lambda: not answers(url))


def test_a_village_that_outlived_its_server_is_found_again(server: LiveServer) -> None:
    url = open_village(server).json()["url"]
    server.kill()
    try:
        server.start()
        assert open_village(server).json()["url"] == url
    finally:
        end_whoever_listens_at(url)
    again = open_village(server)
    assert again.status_code == 200, "one that has ended is started anew"
    assert answers(again.json()["url"])


def end_whoever_listens_at(url: str) -> None:
    """Finds the one process of ours that has the village's port, and ends it."""
    port = str(urlsplit(url).port)
    for directory in Path("/proc").iterdir():
        if not directory.name.isdigit():
            continue
        try:
            words = (directory / "cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue
        if "sample" in words and port in words:
            os.kill(int(directory.name), signal.SIGTERM)
    until(lambda: not answers(url))


async def test_not_beside_an_installation_in_use(village: Installation) -> None:
    await sign_up(village.client)
    answer = await Person("", village.client).post("/api/sample/open")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert "furusato sample" in answer.json()["detail"]


async def test_not_where_browsers_come_from_elsewhere(sqlite_url: str, tmp_path: Path) -> None:
    async with installation(sqlite_url, tmp_path, origin="https://furusato.example") as opened:
        answer = await opened.client.post("/api/sample/open", headers=CHANGE)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "furusato sample" in answer.json()["detail"]
