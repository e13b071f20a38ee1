"""What people do on the screens, step by step, in the words that they see (Japanese)."""

import io
from datetime import datetime

from PIL import Image
from playwright.sync_api import Page, expect

from server.cards.rules import day_validity
from sync.calendar import day_of
from tests.support.browser import Phone
from tests.support.live import LiveServer
from tests.support.village import TOWN, Village


def register(phone: Phone, origin: str, query: str, town: str) -> None:
    """A newcomer finds a town, registers with a passkey, skips the survey and sees the card."""
    page = phone.page
    page.goto(f"{origin}/find")
    page.get_by_label("町や村の名前").fill(query)
    page.get_by_role("link", name=town).first.click()
    page.get_by_role("button", name="パスキーで登録").click()
    page.get_by_role("button", name="保存しました。次へ").click()
    page.get_by_role("button", name="答えずに進む").or_(
        page.get_by_role("link", name="答えずに進む")
    ).click()
    expect(page.get_by_role("img", name="受付で見せるコード")).to_be_visible()


def join(phone: Phone, invite: str) -> None:
    """Opens an office's invite and makes a passkey; the page on which that role begins follows."""
    page = phone.page
    page.goto(invite)
    page.get_by_role("button", name="新しくパスキーを作って始める").click()
    page.get_by_role("button", name="保存しました。次へ").click()


def join_as_staff(phone: Phone, invite: str) -> None:
    """Joins by an office's invite, and prepares the phone for work offline."""
    join(phone, invite)
    page = phone.page
    expect(page.get_by_role("heading", name="受付", exact=True)).to_be_visible()
    page.get_by_role("button", name="準備する").click()
    expect(page.get_by_text("準備できました。圏外でも受付ができます。")).to_be_visible()
    keep_english(phone)


def keep_english(phone: Phone) -> None:
    """As if its owner had once read English: tests look at screens in both languages, in the valley
    too, and who never chose it does not carry it."""
    phone.wait_until(
        """await new Promise((resolve) => {
             const { port1, port2 } = new MessageChannel();
             port1.onmessage = ({ data }) => resolve(data);
             const message = { type: "KEEP", part: "english" };
             navigator.serviceWorker.controller.postMessage(message, [port2]);
           })"""
    )


def wait_until_offline_ready(phone: Phone, *, english: bool = True) -> None:
    """The service worker controls the page and has the shell, and the camera's part of the app,
    which is fetched in a quiet moment once there is a card; and `english`."""
    phone.wait_until("navigator.serviceWorker.controller !== null")
    phone.wait_until(
        """(await (await caches.open("furusato-assets")).keys())
             .some(({ url }) => url.endsWith(".wasm"))"""
    )
    if english:
        keep_english(phone)


def sync_by_visit(phone: Phone, rounds: int) -> None:
    """By a visit where there is a network: the app syncs by itself at its start. It goes another
    round at once where it then has keys to tell."""
    page = phone.page
    answers: list[str] = []
    page.on("response", lambda answer: answers.append(answer.url))
    page.reload()
    for _ in range(rounds - len([url for url in answers if url.endswith("/api/sync")])):
        page.wait_for_event("response", lambda answer: answer.url.endswith("/api/sync"))
    expect(page.get_by_role("button", name="送信済み")).to_be_visible()


def first_day_ahead(now: datetime) -> int:
    """In how many days a one-day card is shown for the first time, where the body's key was made
    just now: a card holds from an hour before its day, and its key must be as old."""
    tomorrow = day_of(round(now.timestamp() * 1000)) + 1
    return 1 if now.timestamp() < day_validity(tomorrow)[0] else 2


def printed_code(office: Phone, server: LiveServer, village: Village, place: int) -> Image.Image:
    """The picture of a place's printed code, as the office's browser shows it for printing."""
    office.context.add_cookies(
        [
            {"name": name, "value": value, "url": server.origin}
            for name, value in village.office.items()
        ]
    )
    office.page.goto(f"{server.origin}/api/office/{TOWN}/places/{place}/code.svg")
    return Image.open(io.BytesIO(office.page.locator("svg").screenshot()))


def picture_of(phone: Phone) -> Image.Image:
    """What the member's screen shows, as a picture."""
    return Image.open(io.BytesIO(phone.page.locator("svg.qr").first.screenshot()))


def account_of(phone: Phone) -> str:
    account: str = phone.page.evaluate(
        "fetch('/api/account').then((answer) => answer.json()).then(({ account }) => account)"
    )
    return account


def sync_now(page: Page) -> None:
    page.locator(".sync-chip").click()
    page.get_by_role("button", name="今すぐ送受信する").click()
    expect(page.get_by_role("dialog").get_by_text("送受信しました")).to_be_visible()
    page.keyboard.press("Escape")


def go_as(page: Page, person: str, button: str = "マイナンバーカードで確認する") -> None:
    """To the stand-in provider, whose page says what it is, and back as somebody."""
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text("にせの本人確認です")).to_be_visible()
    page.get_by_role("button", name=person).first.click()
    page.wait_for_url("**/identity/return")


def consent_as(guardian: Page, name: str) -> None:
    """A guardian without an account, who has opened a minor's invitation."""
    guardian.get_by_role("button", name="新しくパスキーを作って始める").click()
    guardian.get_by_role("button", name="保存しました。次へ").click()
    expect(guardian.get_by_text("15歳")).to_be_visible()
    guardian.get_by_role("link", name="本人確認へ進む").click()
    go_as(guardian, name)
    guardian.get_by_role("link", name="保護者の同意へ戻る").click()
    guardian.get_by_label("父または母").check()
    guardian.get_by_role("button", name="同意する").click()
    expect(guardian.get_by_text("同意を記録しました")).to_be_visible()
