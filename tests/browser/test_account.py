"""A person and their phones: one lost and found again, passkeys, signed out everywhere."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import register
from tests.browser.conftest import MakePhone
from tests.support.browser import Phone
from tests.support.live import LiveServer
from tests.support.village import TOWN_NAME, Village

CODES = 10


@pytest.fixture
def hana(server: LiveServer, village: Village, make_phone: MakePhone) -> Phone:
    """Registered with the town."""
    assert village
    phone = make_phone("hana")
    register(phone, server.origin, "奈良 川上村", TOWN_NAME)
    return phone


def open_settings(phone: Phone, server: LiveServer) -> Page:
    phone.page.goto(f"{server.origin}/settings")
    return phone.page


def listed(page: Page, title: str) -> Locator:
    """The rows under a heading."""
    return page.locator(f"section:has(> h3:text-is('{title}')) li")


def make_codes(phone: Phone, server: LiveServer) -> list[str]:
    page = open_settings(phone, server)
    page.get_by_role("button", name="新しい回復コードを作る").click()
    codes = page.locator(".code-list li")
    expect(codes).to_have_count(CODES)
    written = codes.all_inner_texts()
    page.get_by_role("button", name="保存しました。次へ").click()
    expect(page.get_by_text(f"残りの回復コード: {CODES}個")).to_be_visible()
    return written


def enter_code(phone: Phone, server: LiveServer, code: str) -> None:
    phone.page.goto(f"{server.origin}/recover")
    phone.page.get_by_label("回復コード").fill(code)
    phone.page.get_by_role("button", name="入る").click()


def come_in_by_code(phone: Phone, server: LiveServer, code: str) -> None:
    enter_code(phone, server, code)
    phone.page.get_by_role("button", name="パスキーを作る").click()
    expect(phone.page.get_by_role("heading", name="前の電話をなくしましたか")).to_be_visible()
    phone.page.get_by_role("button", name="手元にあるので止めない").click()
    expect_card(phone)


def expect_card(phone: Phone) -> None:
    expect(phone.page.get_by_role("img", name="受付で見せるコード")).to_be_visible()
    expect(phone.page.get_by_text("登録番号 1")).to_be_visible()


def sign_in(phone: Phone, server: LiveServer) -> None:
    phone.page.goto(f"{server.origin}/signin")
    phone.page.get_by_role("button", name="パスキーでサインイン").click()


def test_a_lost_phone_is_stopped_and_keeps_what_it_has_not_sent(
    server: LiveServer, hana: Phone, make_phone: MakePhone
) -> None:
    first, *_ = make_codes(hana, server)
    # Lost with something on it that nobody else has.
    hana.set_offline(True)
    page = hana.page
    page.get_by_label("表示する名前").fill("花")
    page.get_by_role("button", name="名前を保存").click()
    expect(page.get_by_text("未送信 1件")).to_be_visible()

    new = make_phone("new")
    enter_code(new, server, "XXXX-XXXX-XXXX")
    expect(new.page.get_by_role("alert")).to_be_visible()
    come_in_by_code(new, server, first.lower())
    page = open_settings(new, server)
    expect(page.get_by_text(f"残りの回復コード: {CODES - 1}個")).to_be_visible()
    devices = listed(page, "電話などの機器")
    expect(devices).to_have_count(2)
    expect(devices.filter(has_text="この電話")).to_have_count(1)
    devices.get_by_role("button", name="止める").click()
    page.get_by_role("dialog").get_by_role("button", name="止める").click()
    expect(page.get_by_text("機器を止めました")).to_be_visible()
    expect(devices.filter(has_text="止めてあります")).to_have_count(1)

    # A used code lets nobody in.
    enter_code(new, server, first)
    expect(new.page.get_by_role("alert")).to_be_visible()

    # The old phone hears of it when it next meets the network, and drops nothing.
    page = hana.page
    hana.set_offline(False)
    page.locator(".sync-chip").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("この電話の登録は取り消されています")).to_be_visible()
    expect(dialog.get_by_text("送っていない記録は、この電話に残っています")).to_be_visible()
    expect(page.get_by_text("未送信 1件")).to_be_visible()

    # Found again: whoever holds the passkey goes on, as a new device, and nothing was lost.
    dialog.get_by_role("link", name="サインインする").click()
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="パスキーでサインイン").click()
    expect_card(hana)
    expect(page.get_by_text("送信済み")).to_be_visible()
    page = open_settings(hana, server)
    expect(page.get_by_label("表示する名前")).to_have_value("花")
    expect(listed(page, "電話などの機器")).to_have_count(3)


def test_passkeys_come_and_go_and_everyone_is_signed_out(
    server: LiveServer, hana: Phone, make_phone: MakePhone
) -> None:
    first, *_ = make_codes(hana, server)
    page = hana.page
    page.get_by_role("button", name="パスキーを足す").click()
    expect(page.get_by_text("この機器のパスキーは、もう登録されています。")).to_be_visible()
    new = make_phone("new")
    come_in_by_code(new, server, first)

    # Both phones have one; that of the new one is taken away.
    open_settings(hana, server)
    passkeys = listed(page, "パスキー")
    expect(passkeys).to_have_count(2)
    passkeys.nth(1).get_by_role("button", name="外す").click()
    page.get_by_role("dialog").get_by_role("button", name="外す").click()
    expect(page.get_by_text("パスキーを外しました")).to_be_visible()
    expect(passkeys).to_have_count(1)

    page.get_by_role("button", name="すべての機器でサインアウト").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="すべての機器でサインアウト").click()
    signed_out = "この先を見るには、サインインしてください。"
    expect(page.get_by_text(signed_out)).to_be_visible()
    # The other phone too; what is on it stays, and goes on being sent under its own key.
    other = open_settings(new, server)
    expect(other.get_by_text(signed_out)).to_be_visible()
    other.get_by_label("表示する名前").fill("花")
    with other.expect_response("**/api/sync") as sync:
        other.get_by_role("button", name="名前を保存").click()
    assert sync.value.ok
    expect(other.get_by_text("送信済み")).to_be_visible()
    other.goto(f"{server.origin}/card")
    expect_card(new)

    sign_in(new, server)
    expect(other.get_by_role("alert")).to_be_visible()
    assert other.url == f"{server.origin}/signin"
    sign_in(hana, server)
    expect_card(hana)
