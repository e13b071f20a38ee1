"""Links of the real world: a phone behind one that is cut, held up, slow, or somebody else's."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.acts import register, wait_until_offline_ready
from tests.browser.conftest import MakePhone
from tests.support.browser import Phone
from tests.support.link import Direction, Link, link
from tests.support.live import LiveServer, live_server
from tests.support.postgres import free_port
from tests.support.village import TOWN_NAME, found_village

PORTAL = b"<!doctype html><title>Wi-Fi</title><form>Please sign in</form>"


@dataclass
class Far:
    """A member's phone, and the link between it and the server."""

    server: LiveServer
    link: Link
    phone: Phone

    @property
    def page(self) -> Page:
        return self.phone.page

    def views(self) -> dict[str, Any]:
        """What the server shows this member, over another way than the phone's."""
        cookies = {cookie["name"]: cookie["value"] for cookie in self.phone.context.cookies()}
        answer = httpx.get(f"http://localhost:{self.server.port}/api/views", cookies=cookies)
        views: dict[str, Any] = answer.raise_for_status().json()["views"]
        return views

    def rename(self, name: str) -> None:
        """The smallest thing to write down."""
        self.page.get_by_label("表示する名前").fill(name)
        self.page.get_by_role("button", name="名前を保存").click()


@pytest.fixture
def far(tmp_path: Path, make_phone: MakePhone) -> Iterator[Far]:
    port = free_port()
    with (
        link(port) as way,
        live_server(tmp_path / "data", port=port, origin=f"http://localhost:{way.port}") as server,
    ):
        found_village(server)
        phone = make_phone("hana", background_sync=True)
        register(phone, server.origin, "奈良 川上村", TOWN_NAME)
        wait_until_offline_ready(phone)
        phone.page.get_by_role("link", name="設定").click()
        expect(phone.page.get_by_text("送信済み")).to_be_visible()
        yield Far(server, way, phone)


CUTS = {Direction.UP: (0, 1, 120, 400, 600), Direction.DOWN: (0, 1, 120, 200, 300)}
"""After so many bytes: a browser's request has a long head, our reply a short one."""


@pytest.mark.parametrize("direction", Direction)
def test_cut_anywhere_it_goes_on_where_it_was(far: Far, direction: Direction) -> None:
    """Before and in the head of the request or of the reply, and in its body."""
    for at, after in enumerate(CUTS[direction], 1):
        far.link.cut(direction, after)
        far.rename(f"はな{at}")
        expect(far.page.get_by_text("未送信 1件")).to_be_visible()
        expect(far.page.get_by_text("送信済み")).to_be_visible()
        assert far.link.cuts == at
        assert far.views()["name"] == f"はな{at}"


def test_somebody_elses_wifi(far: Far) -> None:
    """A page where the answer should be: said so, nothing taken for sent, then sent."""
    far.link.portal = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (len(PORTAL), PORTAL)
    )
    far.link.drop_all()
    far.rename("花")
    far.page.get_by_role("button", name="未送信 1件").click()
    dialog = far.page.get_by_role("dialog")
    expect(dialog.get_by_text("Wi-Fiのログイン画面")).to_be_visible()
    expect(dialog.get_by_text("送っていない記録は、この電話に残っています")).to_be_visible()
    far.link.portal = None
    dialog.get_by_role("button", name="今すぐ").click()
    expect(dialog.get_by_text("記録はすべて役場に届いています")).to_be_visible()
    assert far.views()["name"] == "花"


def test_a_link_that_takes_and_never_answers(far: Far) -> None:
    """After 30 s it is given up, and tried again."""
    far.page.clock.install()
    far.page.reload()
    expect(far.page.get_by_text("送信済み")).to_be_visible()
    far.link.held = True
    with far.page.expect_request("**/api/sync"):
        far.rename("花")
        far.page.clock.run_for(2_000)
    far.page.clock.run_for(28_000)
    far.page.get_by_role("button", name="未送信 1件").click()
    dialog = far.page.get_by_role("dialog")
    late = dialog.get_by_text("返事に時間がかかりすぎました")
    for _ in range(40):  # it is tried again a second later at the earliest
        far.page.clock.run_for(250)
        if late.is_visible():
            break
    expect(late).to_be_visible(timeout=500)
    far.link.held = False
    far.link.drop_all()
    dialog.get_by_role("button", name="今すぐ").click()
    expect(dialog.get_by_text("記録はすべて役場に届いています")).to_be_visible()
    assert far.views()["name"] == "花"


@pytest.mark.parametrize("buffering", [False, True])
def test_a_slow_link(far: Far, buffering: bool) -> None:
    """2G: 20 kbit/s and 800 ms there and back; one request, and a proxy that waits for the end."""
    far.link.rtt_s, far.link.bytes_per_s = 0.8, 2_500
    far.link.whole_replies = buffering
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            asked.append(request.url)

    far.page.on("request", note)
    far.rename("花")
    expect(far.page.get_by_text("未送信 1件")).to_be_visible()
    expect(far.page.get_by_text("送信済み")).to_be_visible()
    assert asked == [f"{far.server.origin}/api/sync"]
    assert far.views()["name"] == "花"


def test_the_browser_sends_what_no_page_is_open_to_send(far: Far) -> None:
    """Background Sync, when the network comes back after the app was put away."""
    workers = far.phone.context.new_cdp_session(far.page)
    registrations: list[str] = []
    workers.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: registrations.extend(
            one["registrationId"] for one in told["registrations"] if not one["isDeleted"]
        ),
    )
    workers.send("ServiceWorker.enable")
    far.phone.set_offline(True)
    far.rename("花")
    expect(far.page.get_by_text("未送信 1件")).to_be_visible()
    far.page.goto("about:blank")
    far.phone.set_offline(False)
    with far.phone.context.expect_event(
        "requestfinished", lambda request: request.url.endswith("/api/sync")
    ) as sent:
        workers.send(
            "ServiceWorker.dispatchSyncEvent",
            {
                "origin": far.server.origin,
                "registrationId": registrations[-1],
                "tag": "furusato-sync",
                "lastChance": False,
            },
        )
    assert sent.value.service_worker is not None
    assert far.views()["name"] == "花"
    far.page.goto(f"{far.server.origin}/settings")
    expect(far.page.get_by_text("送信済み")).to_be_visible()
