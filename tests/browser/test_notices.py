"""What people are told: on the phone, with and without a network, and by mail."""

import mailbox
import re
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import NoticeKind
from schemas.standing import Change, ChangeKind, Reason
from server.app.clock import wall_clock
from server.cards.keystore import KeyStore
from server.exchange.notices import notify
from server.registry.persons import person_of
from server.registry.registering import SYSTEM, carry_out
from sync.calendar import day_of
from tests.browser.acts import account_of, sync_now
from tests.support.accessibility import barriers, too_wide
from tests.support.browser import Phone
from tests.support.live import LiveServer, live_server
from tests.support.past_the_api import on_server, sweep
from tests.support.screens import LANGUAGES, photograph, speak
from tests.support.village import TOWN, Village

HANA = "hana@example.com"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    """One that does not sweep by itself: whoever is here would close the question (R32)."""
    with live_server(tmp_path / "data", sweep=False) as started:
        yield started


def told(server: LiveServer, account: str, *kinds: NoticeKind, days: int = 30) -> None:
    """As a sweep tells it."""

    async def tell(conn: AsyncConnection, _keystore: KeyStore) -> None:
        for at, kind in enumerate(kinds):
            now = wall_clock() - (len(kinds) - at) * 86_400_000
            assert await notify(
                conn,
                account,
                0 if kind is NoticeKind.OF_AGE else int(TOWN),
                kind,
                day_of(wall_clock()) + days,
                1,
                now,
                key=f"{kind.name}:{now}",
            )

    on_server(server, tell)


def ask_whether_to_stay(server: LiveServer, account: str) -> None:
    """As the sweep asks who was away for long (R32): their registration is open to the answer."""

    async def ask(conn: AsyncConnection, keystore: KeyStore) -> None:
        now, known = wall_clock(), await person_of(conn, account)
        change = Change(ChangeKind.ASK, int(TOWN), "R32", Reason.INACTIVE, day_of(now))
        await carry_out(conn, keystore, account, known, [change], now, SYSTEM)

    on_server(server, ask)


def mail_of(server: LiveServer) -> Callable[[], list[Any]]:
    def found() -> list[Any]:
        box = mailbox.Maildir(server.data / "mail", create=False)
        return [message_from_bytes(box.get_bytes(key), policy=policy.default) for key in box.keys()]  # noqa: SIM118 - not a dict

    return found


def test_a_notice_is_there_without_a_network(
    server: LiveServer, village: Village, hana: Phone
) -> None:
    page = hana.page
    page.goto(f"{server.origin}/notices")
    expect(page.get_by_role("heading", name="お知らせはまだありません")).to_be_visible()
    told(server, account_of(hana), NoticeKind.PRINTED_CARD_ENDS, NoticeKind.RENEWAL_OPEN)
    sync_now(page)
    expect(page.get_by_role("heading", level=2)).to_have_text(
        ["プレミアム登録の更新の時期です", "紙のカードの期限が近づいています"]
    )
    # Both are new as long as the page is open, and the parts it needs come to stay.
    expect(page.get_by_text("新着")).to_have_count(2)
    hana.wait_until(
        """(await (await caches.open("furusato-assets")).keys())
             .some(({ url }) => url.includes("notices-latest"))"""
    )
    hana.restart()
    hana.set_offline(True)
    page = hana.page
    page.goto(f"{server.origin}/notices")
    expect(page.get_by_role("heading", name="紙のカードの期限が近づいています")).to_be_visible()
    expect(page.get_by_text("新着")).to_have_count(0)
    page.get_by_role("link", name="足りないものを見る").click()
    expect(page.get_by_role("heading", name="プレミアム登録", exact=True)).to_be_visible()
    page.get_by_role("link", name="記録", exact=True).click()
    expect(page.get_by_role("link", name="お知らせを見る")).to_be_visible()


def test_the_journal_shows_what_is_new(server: LiveServer, village: Village, hana: Phone) -> None:
    page = hana.page
    page.goto(f"{server.origin}/journal")
    told(server, account_of(hana), NoticeKind.GRANTED)
    sync_now(page)
    news = page.locator(".notice", has_text="プレミアム登録が認められました")
    expect(news).to_contain_text("新しいお知らせ")
    expect(news).to_contain_text("川上村")
    news.get_by_role("link", name="お知らせを見る").click()
    expect(page.get_by_text("新着")).to_have_count(1)
    page.get_by_role("link", name="記録", exact=True).click()
    expect(page.get_by_role("link", name="お知らせを見る")).to_be_visible()
    expect(page.locator(".notice", has_text="プレミアム登録が認められました")).to_have_count(0)


def test_who_is_asked_can_stay(server: LiveServer, village: Village, hana: Phone) -> None:
    page = hana.page
    ask_whether_to_stay(server, account_of(hana))
    page.goto(f"{server.origin}/notices")
    sync_now(page)
    page.route(f"**/api/registrations/{TOWN}/stay", lambda route: route.abort())
    page.get_by_role("button", name="続ける").click()
    expect(page.get_by_role("alert")).to_be_visible()  # no network: it can be pressed again
    page.unroute(f"**/api/registrations/{TOWN}/stay")
    page.get_by_role("button", name="続ける").click()
    expect(page.get_by_text("登録を続けます。ありがとうございます")).to_be_visible()
    expect(page.get_by_role("button", name="登録を終える")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", name="登録を続けますか")).to_be_visible()
    expect(page.get_by_role("button", name="続ける")).to_have_count(0)


def test_who_is_asked_can_end_it(server: LiveServer, village: Village, hana: Phone) -> None:
    page = hana.page
    ask_whether_to_stay(server, account_of(hana))
    page.goto(f"{server.origin}/notices")
    sync_now(page)
    page.get_by_role("button", name="登録を終える").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("川上村の登録を終えますか")
    dialog.get_by_role("button", name="終えない").click()
    expect(page.get_by_role("button", name="続ける")).to_be_visible()
    page.get_by_role("button", name="登録を終える").click()
    page.get_by_role("dialog").get_by_role("button", name="登録を終える").click()
    expect(page.get_by_text("登録を終えました")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="登録を続けますか")).to_be_visible()
    expect(page.get_by_role("button", name="続ける")).to_have_count(0)
    left = page.evaluate(
        "fetch('/api/account').then((a) => a.json()).then((a) => a.registrations.length)"
    )
    assert left == 0


def test_a_question_whose_day_is_over_has_no_buttons(
    server: LiveServer, village: Village, hana: Phone
) -> None:
    page = hana.page
    told(server, account_of(hana), NoticeKind.INTENT, days=-1)
    page.goto(f"{server.origin}/notices")
    sync_now(page)
    expect(page.get_by_role("heading", name="登録を続けますか")).to_be_visible()
    expect(page.get_by_role("button", name="続ける")).to_have_count(0)


def test_mail_is_asked_for_confirmed_changed_and_stopped(
    server: LiveServer, village: Village, hana: Phone
) -> None:
    page = hana.page
    mails = mail_of(server)
    page.goto(f"{server.origin}/settings")
    panel = page.locator("[data-mail]")
    panel.get_by_role("button", name="確認コードを送る").click()
    expect(panel.get_by_text("メールアドレスを入れてください")).to_be_visible()
    panel.get_by_label("メールアドレス").fill("hana")
    panel.get_by_role("button", name="確認コードを送る").click()
    expect(panel.get_by_text("メールアドレスの形になっていません")).to_be_visible()
    panel.get_by_label("メールアドレス").fill("ｈａｎａ＠example.com")
    panel.get_by_role("button", name="確認コードを送る").click()
    expect(panel.get_by_text(f"{HANA}に確認コードを送りました")).to_be_visible()

    page.reload()  # somebody looks into another app for the mail
    panel.get_by_label("確認コード").fill("12345")
    panel.get_by_role("button", name="確かめる").click()
    expect(panel.get_by_text("6桁の数字を入れてください", exact=False).last).to_be_visible()
    (message,) = mails()
    (code,) = re.findall(r"\d{6}", message["Subject"])
    wrong = f"{(int(code) + 1) % 10**6:06}"
    panel.get_by_label("確認コード").fill(wrong)
    panel.get_by_role("button", name="確かめる").click()
    expect(panel.get_by_text("コードが違うか、期限が切れています")).to_be_visible()
    full_width = code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    panel.get_by_label("確認コード").fill(full_width)
    panel.get_by_role("button", name="確かめる").click()
    expect(page.get_by_text("このアドレスに届くようになりました")).to_be_visible()
    expect(panel.get_by_text(HANA)).to_be_visible()

    panel.get_by_label("メールのことば").select_option("英語")
    expect(page.get_by_text("メールのことばを変えました")).to_be_visible()
    told(server, account_of(hana), NoticeKind.GRANTED)
    sweep(server)
    subjects = [message["Subject"] for message in mails()]
    assert "Kawakami Village: your premium registration was granted" in subjects
    assert len(subjects) == 2

    panel.get_by_role("button", name="アドレスを変える").click()
    panel.get_by_role("button", name="変えない").click()
    panel.get_by_role("button", name="メールを止める").click()
    page.get_by_role("dialog").get_by_role("button", name="メールを止める").click()
    expect(page.get_by_text("メールを止めました")).to_be_visible()
    page.reload()
    expect(panel.get_by_role("button", name="確認コードを送る")).to_be_visible()


def test_how_it_looks(server: LiveServer, village: Village, hana: Phone) -> None:
    """Every notice and every state of the address, photographed and judged by axe."""
    page = hana.page
    faults: list[str] = []

    def judge(name: str) -> None:
        faults.extend(f"{name}: {fault}" for fault in barriers(page) + too_wide(page))

    def look(name: str, path: str, ready: str, *, act: Callable[[], None] = lambda: None) -> None:
        page.goto(f"{server.origin}/{path}")
        for language in LANGUAGES:
            speak(page, language)
            expect(page.locator(ready).first).to_be_visible()
            expect(page.locator(".skeleton")).to_have_count(0)
            act()
            photograph(page, name, whole=True, look=judge)
        speak(page, "ja")

    look("notices-none", "notices", ".empty")
    look("mail-none", "settings", "[data-mail] form")
    told(server, account_of(hana), *NoticeKind)
    page.goto(f"{server.origin}/journal")
    sync_now(page)
    look("journal-notice", "journal", ".journal .notice")
    page.add_init_script("localStorage.removeItem('furusato.notices')")  # all are new
    ask_whether_to_stay(server, account_of(hana))
    sync_now(page)
    look("notices", "notices", ".told-new")
    page.locator(".told .button-danger").click()
    photograph(page, "notices-end", look=judge)
    page.keyboard.press("Escape")
    asking = page.evaluate(
        f"""fetch('/api/account/email', {{method: 'PUT', headers: {{'X-Furusato': '1',
            'Content-Type': 'application/json'}}, body: JSON.stringify({{
            address: 'a-very-long-name-of-somebody-{HANA}', language: 'ja'}})}})
            .then(({{ status }}) => status)"""
    )
    assert asking == 200
    look("mail-code", "settings", "[data-mail] .notice")
    engine = sa.create_engine(f"sqlite:///{server.data}/furusato.db")
    with engine.begin() as conn:
        conn.execute(
            sa.text(
                "UPDATE mail_address SET address = waiting, waiting = NULL, code_until_ms = NULL"
            )
        )
    engine.dispose()
    look("mail", "settings", "[data-mail] select")
    assert not faults, "\n".join(dict.fromkeys(faults))
