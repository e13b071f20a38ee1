"""A phone put back from a backup, copied, wiped, full, or open twice: what was written down
survives, or the person is told what could not be."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.acts import printed_code, register, wait_until_offline_ready
from tests.browser.conftest import MakePhone
from tests.support.browser import Phone
from tests.support.live import LiveServer
from tests.support.village import TOWN_NAME, Village

# Whatever is written is refused as by a full disk, until `makeRoom()`.
FILL = """
() => {
  const { add, put } = IDBObjectStore.prototype;
  const refuse = () => {
    throw new DOMException("no room", "QuotaExceededError");
  };
  Object.assign(IDBObjectStore.prototype, { add: refuse, put: refuse });
  globalThis.makeRoom = () => Object.assign(IDBObjectStore.prototype, { add, put });
}
"""


@pytest.fixture
def bath(server: LiveServer, village: Village, make_phone: MakePhone) -> Image.Image:
    """The printed code of the bath."""
    office = make_phone("office", viewport={"width": 1280, "height": 720})
    return printed_code(office, server, village, village.bath)


def newcomer(server: LiveServer, make_phone: MakePhone) -> Phone:
    hana = make_phone("hana")
    register(hana, server.origin, "奈良 川上村", TOWN_NAME)
    wait_until_offline_ready(hana)
    expect(hana.page.get_by_text("送信済み")).to_be_visible()
    return hana


def arrive(phone: Phone, server: LiveServer, code: Image.Image) -> None:
    """Reads the place's code."""
    phone.see(code)
    phone.page.goto(f"{server.origin}/scan-place")
    expect(phone.page.get_by_text("今日の滞在を記録しました")).to_be_visible()


def wait_until_stored(phone: Phone, count: int) -> None:
    """Until the server has so many records: the page may say of before that all is sent."""
    stored = "(await (await fetch('/api/views')).json()).views.journal.length"
    phone.wait_until(f"{stored} === {count}")


def views(phone: Phone, server: LiveServer) -> dict[str, Any]:
    cookies = {cookie["name"]: cookie["value"] for cookie in phone.context.cookies()}
    answer = httpx.get(f"{server.origin}/api/views", cookies=cookies).raise_for_status()
    found: dict[str, Any] = answer.json()["views"]
    return found


def expect_records(phone: Phone, server: LiveServer, count: int) -> None:
    """On the screen and at the server; nothing is left to send."""
    phone.page.goto(f"{server.origin}/journal")
    expect(phone.page.locator(".item")).to_have_count(count)
    wait_until_stored(phone, count)
    expect(phone.page.get_by_text("送信済み")).to_be_visible()
    found = views(phone, server)
    assert len(found["journal"]) == count
    assert len(found["stay_days"]) == 1


def rename(page: Page, name: str) -> None:
    page.get_by_label("表示する名前").fill(name)
    page.get_by_role("button", name="名前を保存").click()


def test_put_back_from_a_backup(
    server: LiveServer, bath: Image.Image, make_phone: MakePhone, tmp_path: Path
) -> None:
    """What the lost phone sent comes back with the next sync; what the old state writes counts."""
    hana = newcomer(server, make_phone)
    hana.copy_to(tmp_path / "backup")
    arrive(hana, server, bath)
    wait_until_stored(hana, 1)
    hana.close()

    backup = make_phone("backup")
    backup.set_offline(True)
    arrive(backup, server, bath)
    expect(backup.page.get_by_text("未送信 1件")).to_be_visible()
    backup.set_offline(False)
    expect_records(backup, server, 2)


def test_the_disk_copied_to_a_second_phone(
    server: LiveServer, bath: Image.Image, make_phone: MakePhone, tmp_path: Path
) -> None:
    """Two phones with one key write on: the log forks, and both are heard."""
    hana = newcomer(server, make_phone)
    hana.copy_to(tmp_path / "second")
    second = make_phone("second")
    for phone in (hana, second):
        phone.set_offline(True)
        arrive(phone, server, bath)
        expect(phone.page.get_by_text("未送信 1件")).to_be_visible()
    for phone in (hana, second):
        phone.set_offline(False)
        expect(phone.page.get_by_text("送信済み")).to_be_visible()
    for phone in (second, hana):
        phone.restart()
        expect_records(phone, server, 2)


def test_wiped_it_is_whole_again_after_signing_in(
    server: LiveServer, bath: Image.Image, make_phone: MakePhone
) -> None:
    """The browser cleared what the site keeps: card and history come back in one sync."""
    hana = newcomer(server, make_phone)
    arrive(hana, server, bath)
    wait_until_stored(hana, 1)
    hana.page.goto("about:blank")
    hana.cdp.send("Storage.clearDataForOrigin", {"origin": server.origin, "storageTypes": "all"})
    hana.page.goto(f"{server.origin}/signin")
    hana.page.get_by_role("button", name="パスキーでサインイン").click()
    expect(hana.page.get_by_role("img", name="受付で見せるコード")).to_be_visible()
    expect_records(hana, server, 1)


def test_a_full_phone_says_what_it_could_not_keep(
    server: LiveServer, village: Village, make_phone: MakePhone
) -> None:
    """What was typed stays on the screen; once there is room, the same press saves it. Here the
    store's own refusal is put in: Chromium's tools cannot narrow the room of a site."""
    hana = newcomer(server, make_phone)
    page = hana.page
    page.goto(f"{server.origin}/settings")
    page.evaluate(FILL)
    rename(page, "花")
    expect(page.get_by_text("電話の空き容量が足りません")).to_be_visible()
    expect(page.get_by_label("表示する名前")).to_have_value("花")
    assert views(hana, server)["name"] == ""
    page.evaluate("makeRoom()")
    page.get_by_role("button", name="名前を保存").click()
    expect(page.get_by_text("名前を保存しました")).to_be_visible()
    expect(page.get_by_text("電話の空き容量が足りません")).to_have_count(0)
    expect(page.get_by_text("送信済み")).to_be_visible()
    assert views(hana, server)["name"] == "花"


def test_open_twice(server: LiveServer, village: Village, make_phone: MakePhone) -> None:
    """Two pages write at once: one log, no number twice, each sees the other's."""
    hana = newcomer(server, make_phone)
    pages = [hana.page, hana.context.new_page()]
    for page in pages:
        page.goto(f"{server.origin}/settings")
        expect(page.get_by_label("表示する名前")).to_be_visible()
    hana.set_offline(True)
    for number in range(3):
        for at, page in enumerate(pages):
            page.get_by_label("表示する名前").fill(f"花{number}{at}")
        for page in pages:
            page.evaluate("document.querySelector('main form').requestSubmit()")
        for page in pages:
            expect(page.get_by_text(f"未送信 {2 * number + 2}件")).to_be_visible()
    hana.set_offline(False)
    for page in pages:
        expect(page.get_by_text("送信済み")).to_be_visible()
    name = views(hana, server)["name"]
    for page in pages:
        page.reload()
        expect(page.get_by_label("表示する名前")).to_have_value(name)
