"""The app's lock: a passkey opens it with no network; while it is closed nothing of the card is
on the page; who cannot show the passkey has a way in where there is a network."""

from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import join_as_staff, register
from tests.browser.conftest import MakePhone
from tests.support.browser import Phone
from tests.support.live import LiveServer
from tests.support.village import TOWN_NAME, Village

CODE = "受付で見せるコード"
CLOSED = "ロックしています"
# Every text and every picture that was ever on the page, from before its first script.
WATCHED = """
globalThis.everShown = [];
new MutationObserver(() => {
  const seen = document.body?.innerText + (document.querySelector("svg.qr") ? " QR" : "");
  if (everShown.at(-1) !== seen) everShown.push(seen);
}).observe(document, { childList: true, subtree: true, characterData: true });
"""
HIDE = """
(state) => {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
  document.dispatchEvent(new Event("visibilitychange"));
}
"""


def lock(phone: Phone, server: LiveServer, minutes: int = 5) -> None:
    page = phone.page
    page.goto(f"{server.origin}/settings")
    page.get_by_role("button", name="ロックをかける").click()
    dialog = page.get_by_role("dialog")
    # What may take the card away is said before.
    expect(dialog.get_by_text("暗号にするものではありません")).to_be_visible()
    expect(dialog.get_by_text("電波の届く所へ行くまでカードを出せません")).to_be_visible()
    dialog.get_by_label("画面を閉じてからロックするまで").select_option(str(minutes))
    dialog.get_by_role("button", name="パスキーで確かめてかける").click()
    expect(page.get_by_text("ロックをかけました")).to_be_visible()
    expect(dialog).to_have_count(0)


def verifies(phone: Phone, holds: bool) -> None:
    """Whether the phone recognises its holder's finger from now on."""
    phone.cdp.send(
        "WebAuthn.setUserVerified",
        {"authenticatorId": phone.authenticator, "isUserVerified": holds},
    )


def expect_closed(page: Page) -> None:
    expect(page.get_by_role("heading", name=CLOSED)).to_be_visible()
    assert TOWN_NAME not in page.content()
    assert page.locator("svg.qr, nav, .sync-chip").count() == 0


def unlock(page: Page) -> None:
    page.get_by_role("button", name="パスキーで開く").click()


def expect_card(page: Page) -> None:
    expect(page.get_by_role("img", name=CODE)).to_be_visible()
    expect(page.get_by_role("heading", name=CLOSED)).to_have_count(0)


def asked_of_server(page: Page) -> list[str]:
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if "/api/" in request.url else None
    )
    return asked


def test_off_until_it_is_switched_on(server: LiveServer, hana: Phone) -> None:
    hana.restart()
    hana.page.goto(server.origin)
    expect_card(hana.page)


def test_it_opens_without_a_network_and_only_for_its_holder(
    server: LiveServer, hana: Phone
) -> None:
    lock(hana, server)
    hana.set_offline(True)
    hana.restart()
    page = hana.page
    page.add_init_script(WATCHED)
    asked = asked_of_server(page)
    page.goto(server.origin)
    expect_closed(page)
    # From the first frame on there was nothing else.
    shown = " ".join(page.evaluate("everShown"))
    assert CLOSED in shown
    assert TOWN_NAME not in shown and "QR" not in shown

    # A finger that is not the holder's.
    verifies(hana, False)
    unlock(page)
    expect(page.get_by_role("alert")).to_contain_text("本人を確かめられませんでした")
    expect_closed(page)

    verifies(hana, True)
    unlock(page)
    expect_card(page)
    assert asked == []  # nobody was asked
    # Whatever page is opened anew is closed, whichever it is.
    for path in ("card", "journal", "settings", "staff"):
        page.goto(f"{server.origin}/{path}")
        expect_closed(page)
    page.goto(f"{server.origin}/card")
    unlock(page)
    expect_card(page)


def test_another_passkey_does_not_open_it(server: LiveServer, hana: Phone) -> None:
    """As if the lock's key had been exchanged for that of someone else: the signature tells."""
    lock(hana, server)
    page = hana.page
    page.evaluate(
        """async () => {
          const { publicKey } = await crypto.subtle.generateKey(
            { name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
          const der = new Uint8Array(await crypto.subtle.exportKey("spki", publicKey));
          const lock = JSON.parse(localStorage.getItem("furusato.lock"));
          lock.key.publicKey = der.toBase64({ alphabet: "base64url", omitPadding: true });
          localStorage.setItem("furusato.lock", JSON.stringify(lock));
        }"""
    )
    page.goto(server.origin)
    unlock(page)
    expect(page.get_by_role("alert")).to_contain_text("このパスキーでは開けません")
    expect_closed(page)


@pytest.mark.parametrize("minutes", [1, 15])
def test_it_closes_after_being_out_of_sight(server: LiveServer, hana: Phone, minutes: int) -> None:
    page = hana.page
    page.clock.install()
    lock(hana, server, minutes)
    page.goto(f"{server.origin}/card")
    unlock(page)
    expect_card(page)
    # The page's timers stand still while it is hidden, as a phone has it.
    for away, closes in ((minutes * 60 - 2, False), (minutes * 60, True)):
        page.evaluate(HIDE, "hidden")
        page.clock.fast_forward(away * 1000)
        page.evaluate(HIDE, "visible")
        if closes:
            expect_closed(page)
        else:
            expect_card(page)
    unlock(page)
    expect_card(page)


def test_what_is_unsent_is_sent_behind_it(server: LiveServer, hana: Phone) -> None:
    lock(hana, server)
    page = hana.page
    hana.set_offline(True)
    page.get_by_label("表示する名前").fill("花")
    page.get_by_role("button", name="名前を保存").click()
    expect(page.get_by_text("未送信 1件")).to_be_visible()
    hana.restart()
    page = hana.page
    page.goto(server.origin)
    expect_closed(page)
    with page.expect_response("**/api/sync") as sync:
        hana.set_offline(False)
    assert sync.value.ok
    expect_closed(page)
    cookies = {cookie["name"]: cookie["value"] for cookie in hana.context.cookies()}
    views: dict[str, Any] = httpx.get(f"{server.origin}/api/views", cookies=cookies).json()["views"]
    assert views["name"] == "花"


def test_ways_in_when_the_passkey_fails(
    server: LiveServer, hana: Phone, make_phone: MakePhone
) -> None:
    page = hana.page
    page.goto(f"{server.origin}/settings")
    page.get_by_role("button", name="新しい回復コードを作る").click()
    expect(page.locator(".code-list li")).to_have_count(10)
    codes = page.locator(".code-list li").all_inner_texts()
    page.get_by_role("button", name="保存しました。次へ").click()
    lock(hana, server)
    page.goto(server.origin)
    expect_closed(page)

    # Without a network there is none but the passkey, and the screen says so.
    expect(page.get_by_text("パスキーのほかに開く方法はありません")).to_be_visible()
    hana.set_offline(True)
    page.get_by_role("button", name="サインインして開く").click()
    expect(page.get_by_role("alert")).to_contain_text("つながりません")
    expect_closed(page)
    hana.set_offline(False)

    # Someone else's account is no way in, and leaves no session behind.
    stranger = make_phone("stranger")
    register(stranger, server.origin, "奈良 川上村", TOWN_NAME)
    mine = exchange_passkeys(hana, stranger)
    page.get_by_role("button", name="サインインして開く").click()
    expect(page.get_by_role("alert")).to_contain_text("別の人のアカウントです")
    expect_closed(page)
    assert page.evaluate("fetch('/api/account').then((answer) => answer.status)") == 401
    hana.put_passkeys(mine)

    # By the server's word: the lock stays on.
    page.get_by_role("button", name="サインインして開く").click()
    expect_card(page)
    page.reload()
    expect_closed(page)

    # The passkey is gone: a code on paper opens, once, and takes the lock off.
    hana.put_passkeys([])
    unlock(page)
    expect(page.get_by_role("alert")).to_contain_text("本人を確かめられませんでした")
    page.get_by_role("button", name="回復コードで開く").click()
    page.get_by_label("回復コード").fill("XXXX-XXXX-XXXX")
    page.get_by_role("button", name="回復コードで開く").click()
    expect(page.get_by_role("alert").last).to_be_visible()
    page.get_by_label("回復コード").fill(codes[0])
    page.get_by_role("button", name="回復コードで開く").click()
    expect_card(page)
    expect(page.get_by_text("ロックを外しました")).to_be_visible()
    page.reload()
    expect_card(page)


def exchange_passkeys(phone: Phone, other: Phone) -> list[dict[str, Any]]:
    """Puts the other's passkeys on the phone; gives its own."""
    own = phone.passkeys()
    phone.put_passkeys(other.passkeys())
    return own


def test_it_comes_off_by_the_passkey_and_with_the_card(server: LiveServer, hana: Phone) -> None:
    lock(hana, server)
    page = hana.page
    verifies(hana, False)
    page.get_by_role("button", name="ロックを外す").click()
    expect(page.get_by_role("alert")).to_contain_text("本人を確かめられませんでした")
    verifies(hana, True)
    page.get_by_role("button", name="ロックを外す").click()
    expect(page.get_by_text("ロックを外しました")).to_be_visible()
    page.goto(server.origin)
    expect_card(page)

    lock(hana, server)
    page.get_by_role("button", name="この電話からサインアウト").click()
    page.get_by_role("dialog").get_by_role("button", name="この電話からサインアウト").click()
    expect(page).to_have_url(f"{server.origin}/")
    page.reload()
    expect(page.get_by_role("link", name="登録したことがある方")).to_be_visible()


def test_a_damaged_lock_stays_closed_and_opens_by_signing_in(
    server: LiveServer, hana: Phone
) -> None:
    page = hana.page
    page.evaluate("localStorage.setItem('furusato.lock', '{')")
    page.goto(server.origin)
    expect_closed(page)
    expect(page.get_by_role("button", name="パスキーで開く")).to_have_count(0)
    page.get_by_role("button", name="サインインして開く").click()
    expect_card(page)
    page.reload()
    expect_card(page)


def test_the_desk_is_locked_too(
    server: LiveServer, village: Village, make_phone: MakePhone
) -> None:
    staff = make_phone("staff")
    join_as_staff(staff, village.invite)
    lock(staff, server)
    staff.set_offline(True)
    staff.restart()
    staff.page.goto(f"{server.origin}/staff/scan")
    expect(staff.page.get_by_role("heading", name=CLOSED)).to_be_visible()
    assert staff.page.locator("video").count() == 0
    unlock(staff.page)
    expect(staff.page.locator("[data-count]")).to_be_visible()
