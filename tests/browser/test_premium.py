"""From basic to premium and back on the member's own phone: what is missing, the proof through the
stand-in provider, applying, the card, what was decided and why, offline too (R02, R03, R09, R13,
R15, R17, R18, R33)."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlalchemy.ext.asyncio import AsyncConnection

from server.app.clock import wall_clock
from server.cards.keystore import KeyStore
from server.registry.tables import registration
from sync.calendar import day_of
from tests.browser.acts import (
    account_of,
    consent_as,
    go_as,
    register,
    sync_now,
    wait_until_offline_ready,
)
from tests.browser.conftest import MakePhone
from tests.support.accessibility import barriers, too_wide
from tests.support.browser import Phone
from tests.support.identity import identity_server
from tests.support.live import LiveServer
from tests.support.past_the_api import on_server, sweep
from tests.support.regulars import hold, scan_everyone
from tests.support.screens import LANGUAGES, photograph, speak
from tests.support.village import TOWN, TOWN_NAME, Village

ONE_ACTIVITY = {"premium": [[{"kind": "activities", "count": 1}]]}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    with identity_server(tmp_path) as started:
        yield started


def see_premium(phone: Phone, server: LiveServer) -> Page:
    page = phone.page
    page.goto(f"{server.origin}/journal")
    page.get_by_role("link", name="プレミアム登録を見る").first.click()
    expect(page.get_by_role("heading", name="プレミアム登録", exact=True)).to_be_visible()
    return page


def run_out(server: LiveServer, account: str) -> None:
    """A year goes by: the last day of the member's premium was yesterday, and what they did lies
    before the year that counts."""

    async def move(conn: AsyncConnection, _keystore: KeyStore) -> None:
        await conn.execute(
            registration.update()
            .where(registration.c.account_id == account, registration.c.premium_until > 0)
            .values(premium_until=day_of(wall_clock()) - 1, next_day=0)
        )
        await conn.execute(sa.text("UPDATE evidence SET day = day - 400"))

    on_server(server, move)


def test_a_member_becomes_premium_and_basic_again(
    server: LiveServer, village: Village, hana: Phone
) -> None:
    hold(server, village, ONE_ACTIVITY)
    sync_now(hana.page)
    page = see_premium(hana, server)
    expect(page.get_by_text("ベーシックです")).to_be_visible()
    expect(page.get_by_text("まだです")).to_be_visible()
    expect(page.get_by_text("マイナンバーカードで本人確認をしてください")).to_be_visible()
    expect(page.get_by_role("button", name="プレミアムに申し込む")).to_have_count(0)

    page.get_by_role("link", name="本人確認へ").click()
    go_as(page, "青木 一郎")
    expect(page.get_by_text("本人確認ができました")).to_be_visible()
    scan_everyone(server, village)
    page = see_premium(hana, server)
    sync_now(page)
    expect(page.get_by_text("必要なことはすべてできています")).to_be_visible()
    page.get_by_role("button", name="プレミアムに申し込む").click()
    expect(page.get_by_text("プレミアムです", exact=True)).to_be_visible()
    decided = page.locator(".rows > li").first
    expect(decided).to_contain_text("プレミアムになりました")
    expect(decided).to_contain_text("規則 R30")

    # All of it without a network, and after the phone was switched off.
    wait_until_offline_ready(hana)
    hana.restart()
    hana.set_offline(True)
    page = see_premium(hana, server)
    expect(page.get_by_text("プレミアムです", exact=True)).to_be_visible()
    expect(page.get_by_text("更新は", exact=False).first).to_be_visible()
    page.goto(f"{server.origin}/card")
    expect(page.get_by_text("プレミアム登録").first).to_be_visible()
    hana.set_offline(False)

    # The prefecture followed, and goes when its link is refused.
    page.goto(f"{server.origin}/settings")
    page.get_by_role("button", name="県への登録をやめる").click()
    expect(page.get_by_text("奈良県への登録は断っています")).to_be_visible()

    run_out(server, account_of(hana))
    sweep(server)
    page = see_premium(hana, server)
    sync_now(page)
    expect(page.get_by_text("ベーシックです")).to_be_visible()
    decided = page.locator(".rows > li").first
    expect(decided).to_contain_text("ベーシックになりました")
    expect(decided).to_contain_text("必要なことに足りませんでした")
    decided.get_by_role("button", name="見直しを頼む").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="送る").click()
    expect(dialog.get_by_text("見直してほしいことを書いてください。")).to_be_visible()
    dialog.get_by_label("見直してほしいこと").fill("秋の活動が抜けています")
    dialog.get_by_role("button", name="送る").click()
    expect(page.get_by_text("見直しを頼んでいます: 秋の活動が抜けています")).to_be_visible()


def test_a_minor_needs_a_guardian(
    server: LiveServer, village: Village, make_phone: MakePhone
) -> None:
    hold(server, village, ONE_ACTIVITY)
    haru = make_phone("haru")
    register(haru, server.origin, "奈良 川上村", TOWN_NAME)
    page = see_premium(haru, server)
    page.get_by_role("link", name="本人確認へ").click()
    go_as(page, "青木 陽")
    scan_everyone(server, village)
    page = see_premium(haru, server)
    sync_now(page)
    expect(page.get_by_text("保護者の同意が必要です")).to_be_visible()
    page.get_by_role("link", name="保護者の同意へ").click()
    page.get_by_role("button", name="保護者に頼む").click()
    url = page.locator("[data-guardian-url]").get_attribute("data-guardian-url")
    assert url
    guardian = make_phone("yoko").page
    guardian.goto(url)
    consent_as(guardian, "青木 洋子")

    page = see_premium(haru, server)
    sync_now(page)
    page.get_by_role("button", name="プレミアムに申し込む").click()
    expect(page.get_by_text("プレミアムです", exact=True)).to_be_visible()
    page.goto(f"{server.origin}/identity")
    guardian.get_by_role("link", name="本人確認の画面へ").click()
    guardian.get_by_role("button", name="同意を取り消す").click()
    guardian.get_by_role("dialog").get_by_role("button", name="同意を取り消す").click()
    expect(guardian.get_by_text("に取り消し")).to_be_visible()
    page = see_premium(haru, server)
    sync_now(page)
    expect(page.get_by_text("ベーシックです")).to_be_visible()
    expect(page.locator(".rows > li").first).to_contain_text("保護者の同意がありません")


def test_how_it_looks(server: LiveServer, village: Village, hana: Phone) -> None:
    page = hana.page
    faults: list[str] = []

    def judge(name: str) -> None:
        faults.extend(f"{name}: {fault}" for fault in barriers(page) + too_wide(page))

    def look(name: str, act: Callable[[], None] = lambda: None) -> None:
        for language in LANGUAGES:
            speak(page, language)
            expect(page.locator(".skeleton")).to_have_count(0)
            act()
            photograph(page, name, whole=True, look=judge)
        speak(page, "ja")

    hold(server, village, {"premium": [[{"kind": "activities", "count": 3}]]})
    scan_everyone(server, village)
    sync_now(page)
    page.goto(f"{server.origin}/premium/{TOWN}")
    look("premium-missing")
    page.goto(f"{server.origin}/identity")
    go_as(page, "青木 一郎")
    hold(server, village, ONE_ACTIVITY)
    page.goto(f"{server.origin}/premium/{TOWN}")
    sync_now(page)
    expect(page.get_by_role("button", name="プレミアムに申し込む")).to_be_visible()
    look("premium-ready")
    page.get_by_role("button", name="プレミアムに申し込む").click()
    expect(page.get_by_text("プレミアムです", exact=True)).to_be_visible()
    look("premium-granted")
    page.goto(f"{server.origin}/journal")
    look("journal-premium")
    page.goto(f"{server.origin}/premium/{TOWN}")
    page.get_by_role("button", name="見直しを頼む").click()
    photograph(page, "premium-review", look=judge)
    assert not faults, "\n".join(dict.fromkeys(faults))
