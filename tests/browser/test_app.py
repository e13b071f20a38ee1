"""The app, installed, kept and updated; the server, started a second time."""

import hashlib
import shutil
import time
from pathlib import Path

import httpx
from playwright.sync_api import Page, expect

from server.app.settings import PROJECT
from tests.browser.acts import register, wait_until_offline_ready
from tests.browser.conftest import MakePhone
from tests.support.browser import Phone, wait_until
from tests.support.live import LiveServer, live_server
from tests.support.members import members_of
from tests.support.village import TOWN, TOWN_NAME, found_village

COUNT_ASKED = """
globalThis.asked = 0;
const { persist } = StorageManager.prototype;
StorageManager.prototype.persist = function () {
  asked += 1;
  return persist.call(this);
};
"""
SECONDS = 15
"""A second start may take as many where the machine does other things too; alone it takes four."""
LOG_LOCK = "furusato-log"
"""Held by whoever writes an entry: `pwa/src/replica/locks.ts`."""


def newer_build(web: Path) -> None:
    """As if the app had been built anew: another first page, and a service worker that knows it."""
    page = web / "index.html"
    before = hashlib.md5(page.read_bytes(), usedforsecurity=False).hexdigest()
    text = page.read_text().replace("</head>", '<meta name="build" content="newer"></head>')
    page.write_text(text)
    after = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    worker = web / "main.js"
    changed = worker.read_text().replace(before, after)
    assert after in changed
    worker.write_text(changed)
    for file in (page, worker):
        file.with_name(f"{file.name}.br").unlink()


def is_newer(page: Page) -> bool:
    return page.locator('meta[name="build"]').count() == 1


def write_name(page: Page, name: str) -> None:
    page.get_by_label("表示する名前").fill(name)


def save_name(page: Page) -> None:
    page.get_by_role("button", name="名前を保存").click()


def test_it_can_be_installed_and_asks_to_be_kept(server: LiveServer, make_phone: MakePhone) -> None:
    found_village(server)
    phone = make_phone("hana")
    phone.page.add_init_script(COUNT_ASKED)
    phone.page.goto(server.origin)
    assert phone.page.evaluate("asked") == 0  # of someone who only looks nothing is kept
    register(phone, server.origin, "奈良 川上村", TOWN_NAME)
    assert phone.page.evaluate("asked") == 1
    wait_until_offline_ready(phone)
    assert phone.cdp.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    manifest = phone.cdp.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["manifest"]["display"] == "kStandalone"
    assert manifest["manifest"]["startUrl"] == f"{server.origin}/"
    # Without a network too, and without what is not the app's.
    phone.set_offline(True)
    phone.page.goto(manifest["manifest"]["startUrl"])
    expect(phone.page.get_by_role("img", name="受付で見せるコード")).to_be_visible()


def test_a_new_version_waits_for_its_moment_and_loses_nothing(
    tmp_path: Path, make_phone: MakePhone
) -> None:
    web = tmp_path / "web"
    shutil.copytree(PROJECT / "pwa" / "dist", web)
    with live_server(tmp_path / "data", web=web) as server:
        found_village(server)
        phone = make_phone("hana")
        register(phone, server.origin, "奈良 川上村", TOWN_NAME)
        wait_until_offline_ready(phone)
        # Two pages: in the one a name is half written, in the other somebody will let it in.
        page, other = phone.page, phone.context.new_page()
        for opened in (page, other):
            opened.goto(f"{server.origin}/settings")
            expect(opened.get_by_label("表示する名前")).to_be_visible()
        write_name(other, "半分だけ書い")

        server.stop()
        newer_build(web)
        server.start()
        page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")
        for opened in (page, other):
            expect(opened.get_by_text("新しい版があります。")).to_be_visible()
            assert not is_newer(opened)

        # An entry that nobody else has, and a write that is under way.
        phone.set_offline(True)
        write_name(page, "花")
        save_name(page)
        expect(page.get_by_text("未送信 1件")).to_be_visible()
        let_in_while_writing(page, other)
        expect(page.get_by_text("未送信 1件")).to_be_visible()
        expect(page.get_by_label("表示する名前")).to_have_value("花")
        expect(page.get_by_text("新しい版があります。")).to_have_count(0)

        # The other page was not taken from under anybody's hands.
        assert not is_newer(other)
        expect(other.get_by_label("表示する名前")).to_have_value("半分だけ書い")
        expect_all_pages_offline(phone, server)
        phone.set_offline(False)
        expect(page.get_by_text("送信済み")).to_be_visible()


def let_in_while_writing(page: Page, writer: Page) -> None:
    """Taps for the update while another page writes: it waits, and comes when that is done."""
    writer.evaluate(
        """(name) => new Promise((held) => {
          navigator.locks.request(name, () => {
            held();
            return new Promise((release) => { globalThis.release = release; });
          });
        })""",
        LOG_LOCK,
    )
    page.get_by_role("button", name="更新する").click()
    waits = f"(await navigator.locks.query()).pending.some(({{ name }}) => name === '{LOG_LOCK}')"
    wait_until(writer, waits)
    state = "navigator.serviceWorker.getRegistration().then(({ waiting }) => waiting?.state)"
    assert page.evaluate(state) == "installed"
    assert not is_newer(page)
    with page.expect_navigation():
        writer.evaluate("release()")
    expect(page.locator('meta[name="build"]')).to_have_count(1)


def expect_all_pages_offline(phone: Phone, server: LiveServer) -> None:
    """The new version is whole: what worked without a network before works after it."""
    for path, heading in (("journal", "記録"), ("places", "場所"), ("card", "カード")):
        phone.page.goto(f"{server.origin}/{path}")
        expect(phone.page.get_by_role("heading", name=heading, level=1)).to_be_attached()


def test_started_again_it_is_there_at_once_with_all_its_data(server: LiveServer) -> None:
    village = found_village(server)
    (mori,) = members_of(server, 1)

    def told() -> list[object]:
        """What the office and a member are told, each still signed in."""
        members = f"{server.origin}/api/office/{TOWN}/members"
        return [
            httpx.get(members, cookies=village.office).json()["members"],
            httpx.get(f"{server.origin}/api/views", cookies=mori.cookies).json()["views"],
            httpx.get(f"{server.origin}/api/instance").json()["id"],
        ]

    before, first_words = told(), server.words
    server.stop()
    began = time.monotonic()
    server.start()
    assert time.monotonic() - began < SECONDS
    assert told() == before
    # The first time it told where to go and how to begin; now only where to go.
    assert "one-time code" in first_words
    words = server.words.removeprefix(first_words)
    assert server.origin in words
    assert "one-time code" not in words
