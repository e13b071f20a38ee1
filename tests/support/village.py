"""A village set up over HTTP on a live server: two bodies of one prefecture, places, a project.

For tests in which setting up is not the point; `tests/browser/test_village_day.py` does it by hand.
"""

import asyncio
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx

from tests.support.authenticator import CHANGE, Passkey, sign_up
from tests.support.live import LiveServer

TOWN, TOWN_NAME = "294527", "川上村"
PREFECTURE, PREFECTURE_NAME = "290009", "奈良県"


@dataclass(frozen=True)
class Village:
    bath: int
    museum: int
    project: int
    office: dict[str, str]
    """Cookies of the town's office."""
    invite: str
    """Link for one member of staff."""


def found_village(server: LiveServer) -> Village:
    """In a thread of its own: Playwright's loop runs in the caller's."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(_found(server))).result()


def another_office_code(server: LiveServer) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "server", "office", "--data", str(server.data)],
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.search(r"one-time code:\s*(\S+)", done.stdout)
    if not found:
        raise AssertionError(done.stdout)
    return found.group(1)


async def _found(server: LiveServer) -> Village:
    async with httpx.AsyncClient(base_url=server.origin, headers=CHANGE) as client:
        await sign_up(client, Passkey(origin=server.origin))
        await _post(client, "/api/office/start", code=server.office_code, body=TOWN)
        code = another_office_code(server)
        await _post(client, "/api/office/start", code=code, body=PREFECTURE)
        places = f"/api/office/{TOWN}/places"
        bath = await _post(client, places, name="湯盛温泉 ホテル杉の湯", english="", kind="bath")
        museum = await _post(
            client, places, name="森と水の源流館", english="Forest Museum", kind="museum"
        )
        project = await _post(
            client,
            f"/api/office/{TOWN}/projects",
            name="水源地の森の手入れ",
            english="Care of the forest",
            place=museum["id"],
            designated=True,
            basis="担い手が足りない水源林の保全",
        )
        invite = await _post(client, f"/api/office/{TOWN}/invites", role="staff")
        return Village(bath["id"], museum["id"], project["id"], dict(client.cookies), invite["url"])


async def _post(client: httpx.AsyncClient, path: str, **body: object) -> dict[str, Any]:
    answer = await client.post(path, json=body)
    if answer.is_error:
        raise AssertionError(f"{path}: {answer.text}")
    made: dict[str, Any] = answer.json()
    return made
