"""A village with a linked app, and a member's browser that answers it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from server.app.clock import DAY_MS, wall_clock
from tests.support.installation import Installation, ManualClock, installation
from tests.support.linked_app import LinkedApp, Receiver
from tests.support.offices import KAWAKAMI, Person
from tests.support.scene import Scene, village_scene

APPS = f"/api/office/{KAWAKAMI:06d}/apps"
BACK = "https://app.example/back"
ALL = "registration:read activity:read checkin:write"


@pytest.fixture
async def village(migrated_url: str, tmp_path: Path) -> AsyncIterator[Installation]:
    """Webhooks may stay on this machine. Its time is two days ago: `to_now` is when they go, for
    their receivers look at the real time."""
    clock = ManualClock(wall_clock() - 2 * DAY_MS)
    async with installation(
        migrated_url, tmp_path, clock=clock, webhooks_to_private=True
    ) as opened:
        yield opened


def to_now(village: Installation) -> None:
    village.clock.now = wall_clock()


@pytest.fixture
async def scene(village: Installation) -> Scene:
    return await village_scene(village)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    opened = Receiver()
    yield opened
    opened.close()


def asked_of(url: str) -> str:
    return urlsplit(url).query


@dataclass
class Linked:
    """An app, the secret of its webhooks, and the office's word on it."""

    scene: Scene
    app: LinkedApp
    webhook_secret: str
    id: str

    async def consent(
        self, of: Person | None = None, scopes: str = ALL, **answer: Any
    ) -> dict[str, Any]:
        """The member's browser goes there and back; gives the tokens, and `member`."""
        url, begun = await self.app.ask(scopes)
        sent = {"query": asked_of(url), "granted": True} | answer
        answered = await (of or self.scene.member).post("/api/linked-apps/answer", sent)
        assert answered.status_code == 200, answered.text
        # What the answer set going is over: the test sends when it wants to.
        await self.scene.village.app.state.messenger.settled()
        return await self.app.finish(begun, answered.json()["go_to"])

    async def deliver(self) -> int:
        sent: int = await self.scene.village.app.state.messenger.send_due()
        return sent


def said_of_app(**changes: object) -> dict[str, object]:
    return {
        "name": "かわかみ手帳",
        "contact": "森と水の里 観光協会 0746-52-0111",
        "redirect_uris": [BACK],
        "scopes": ALL.split(),
        "webhook": "",
    } | changes


async def link(
    scene: Scene, office: Person | None = None, apps: str = APPS, **changes: object
) -> Linked:
    made = await (office or scene.office).post(apps, said_of_app(**changes))
    assert made.status_code == 201, made.text
    said = made.json()
    http = scene.village.browser("203.0.113.5")
    app = LinkedApp(http, said["app"]["id"], said["secret"], BACK)
    return Linked(scene, app, said["webhook_secret"], said["app"]["id"])


@pytest.fixture
async def linked(scene: Scene, receiver: Receiver) -> Linked:
    return await link(scene, webhook=receiver.url)
