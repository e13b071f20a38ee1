"""A benefit from the office's form to the member's phone, and a subsidy from the photograph in the
valley to the payment (R50-R54)."""

import io
import time
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from schemas.benefits import RECEIPT_BYTES
from sync.calendar import day_of, format_day
from tests.browser.acts import account_of, sync_now
from tests.browser.conftest import MakePhone
from tests.support.browser import Phone
from tests.support.live import LiveServer
from tests.support.proofs import prove_at
from tests.support.regulars import OSAKA
from tests.support.village import TOWN, TOWN_NAME, Village

DESK = {"width": 1280, "height": 800}


@pytest.fixture
def office(server: LiveServer, village: Village, make_phone: MakePhone) -> Page:
    phone = make_phone("office", viewport=DESK)
    phone.context.add_cookies(
        [
            {"name": name, "value": value, "url": server.origin}
            for name, value in village.office.items()
        ]
    )
    phone.page.goto(f"{server.origin}/office/benefits")
    phone.page.get_by_label("自治体").select_option(label=TOWN_NAME)
    return phone.page


def ask(server: LiveServer, village: Village, path: str) -> Any:
    answer = httpx.get(f"{server.origin}/api/office/{TOWN}{path}", cookies=village.office)
    assert answer.is_success, answer.text
    return answer.json()


def receipt() -> FilePayload:
    """A photograph as a phone's camera makes it: 12 megapixels, megabytes."""
    made = io.BytesIO()
    Image.effect_noise((3000, 4000), 80).save(made, "JPEG", quality=90)
    assert len(made.getvalue()) > 5 * RECEIPT_BYTES
    return FilePayload(name="receipt.jpg", mimeType="image/jpeg", buffer=made.getvalue())


def with_benefits(phone: Phone) -> None:
    """Synced, and the benefits' part of the app is in the service worker's cache."""
    phone.wait_until(
        """(await Promise.all((await caches.keys()).map(async (name) =>
             (await (await caches.open(name)).keys()).some(({ url }) =>
               url.includes("benefits-"))))).some(Boolean)"""
    )


def test_a_return_gift_is_refused_and_mended_and_the_member_sees_it_offline(
    server: LiveServer, village: Village, office: Page, hana: Phone
) -> None:
    expect(office.get_by_role("heading", name="施策はまだありません")).to_be_visible()
    office.get_by_role("button", name="白紙から作る").click()
    office.get_by_label("名前", exact=True).fill("村の特産品をお送りします")
    office.get_by_label("登録", exact=True).select_option(label="ベーシックの人から")
    office.get_by_label("プレミアムの要件を満たす助けになる").check()
    check = office.locator("[data-check]")
    expect(check).to_contain_text("このままでは公開できません")
    expect(check).to_contain_text("返礼品の禁止")
    expect(office.get_by_role("button", name="公開する")).to_be_disabled()
    expect(office.locator("[data-may]")).to_have_attribute("data-may", "1")

    # Mended: tied to a place, and no goods.
    office.get_by_label("地域との結び付き").select_option(label="決まった場所で受ける")
    office.get_by_label("湯盛温泉 ホテル杉の湯").check()
    expect(check).to_contain_text("「特産品」")
    office.get_by_label("名前", exact=True).fill("入浴料の割引")
    office.get_by_label("説明", exact=True).fill("登録証を見せると、村の人と同じ料金です。")
    expect(check).to_contain_text("返礼品にあたる心配は見つかりませんでした")
    office.get_by_role("button", name="公開する").click()
    expect(office.get_by_text("公開しました")).to_be_visible()
    expect(office.locator("[data-state=published]")).to_contain_text("入浴料の割引")

    sync_now(hana.page)
    with_benefits(hana)
    hana.set_offline(True)
    hana.restart()
    page = hana.page
    page.goto(f"{server.origin}/journal")
    page.get_by_role("link", name="使えるサポート").first.click()
    bath = page.locator("[data-may=true]", has_text="入浴料の割引")
    expect(bath).to_contain_text("いま使えます")
    expect(bath).to_contain_text("湯盛温泉 ホテル杉の湯")
    expect(bath).to_contain_text("登録証を見せると、村の人と同じ料金です。")


def offer_short_course(office: Page) -> None:
    office.get_by_role("button", name="短期滞在の助成").click()
    office.get_by_label("登録", exact=True).select_option(label="ベーシックの人から")
    office.get_by_label("プレミアムの要件を満たす助けになる").check()
    expect(office.locator("[data-check]")).to_have_attribute("data-check", "0")
    office.get_by_role("button", name="公開する").click()
    expect(office.locator("[data-left]")).to_have_attribute("data-left", "1000000")


def apply_for_it(page: Page) -> None:
    """Two nights up to today, 48,500 yen; the photograph is forgotten at first."""
    page.get_by_role("link", name="助成を申し込む").click()
    today = day_of(time.time_ns() // 1_000_000)
    page.get_by_label("最初の日").fill(format_day(today - 2))
    page.get_by_label("泊数").fill("2")
    page.get_by_label("人数").fill("1")
    page.get_by_label("宿泊費").fill("３６５００")
    page.get_by_label("交通費").fill("12000")
    expect(page.locator("[data-amount]")).to_have_attribute("data-amount", "20000")
    page.get_by_role("button", name="申し込む").click()
    expect(page.get_by_text("領収書の写真を1枚以上つけてください。")).to_be_visible()
    page.get_by_label("写真を撮る・選ぶ").set_input_files([receipt()])
    expect(page.get_by_role("img", name="領収書1")).to_be_visible()
    page.get_by_label("銀行コード").fill("0001")
    page.get_by_label("支店コード").fill("123")
    page.get_by_label("口座番号").fill("1234567")
    page.get_by_label("口座の名義").fill("ハナコ")
    page.get_by_role("button", name="申し込む").click()


def decide_and_pay(server: LiveServer, office: Page) -> None:
    office.goto(f"{server.origin}/office/desk")
    expect(office.get_by_text("助成の申請：決めるもの1件")).to_be_visible()
    office.goto(f"{server.origin}/office/benefits")
    expect(office.get_by_role("link", name="助成の申請")).to_contain_text("1件")
    office.get_by_role("link", name="助成の申請").click()
    row = office.locator("[data-application]")
    expect(row).to_contain_text("計算 20,000円")
    expect(row).to_contain_text("滞在の記録：3日のうち0日")
    picture = row.get_by_role("img", name="領収書1を大きく見る")
    picture.scroll_into_view_if_needed()
    office.wait_for_function("document.querySelector('.receipt').naturalWidth > 0")
    size = len(office.request.get(f"{server.origin}{picture.get_attribute('src')}").body())
    assert size <= RECEIPT_BYTES
    office.get_by_role("checkbox", name="すべて選ぶ").check()
    office.get_by_role("button", name="計算どおり認める").click()
    expect(office.get_by_role("heading", name="1件、合わせて20,000円を認めますか")).to_be_visible()
    office.get_by_role("button", name="すべて認める").click()
    expect(office.get_by_text("1件を認めました")).to_be_visible()
    expect(office.get_by_role("heading", name="待っている申請はありません")).to_be_visible()
    office.get_by_role("button", name="1件を支払い済みにする").click()
    office.get_by_role("dialog").get_by_role("button", name="支払い済みにする").click()
    expect(office.get_by_text("1件を支払い済みにしました")).to_be_visible()
    expect(office.locator("[data-unpaid]")).to_have_count(0)


def test_a_subsidy_is_applied_for_in_the_valley_granted_and_paid(
    server: LiveServer, village: Village, office: Page, hana: Phone
) -> None:
    prove_at(server, account_of(hana), home=OSAKA)
    offer_short_course(office)
    sync_now(hana.page)
    with_benefits(hana)
    hana.set_offline(True)
    page = hana.page
    page.goto(f"{server.origin}/benefits/{TOWN}")
    apply_for_it(page)
    expect(page.get_by_text("電話に置きました")).to_be_visible()
    expect(page.locator("[data-unsent=waiting]")).to_contain_text("電波が戻ると送ります")
    assert ask(server, village, "/subsidies")["waiting"] == []

    # It lasts over a restart, and goes by itself.
    hana.restart()
    page = hana.page
    page.goto(f"{server.origin}/benefits/{TOWN}")
    expect(page.locator("[data-unsent=waiting]")).to_have_count(1)
    hana.set_offline(False)
    expect(page.locator("[data-state=waiting]")).to_contain_text("役場が確かめています")
    expect(page.locator("[data-unsent]")).to_have_count(0)

    decide_and_pay(server, office)
    sync_now(page)
    expect(page.locator("[data-state=paid]")).to_contain_text("助成 20,000円")
    page.get_by_text("計算のしかたと経過").click()
    expect(page.locator("[data-state=paid]")).to_contain_text("宿泊費 36,500円 × 1/2 ＝ 18,250円")
    expect(page.locator("[data-state=paid]")).to_contain_text("規則 R54")
    page.goto(f"{server.origin}/notices")
    expect(page.get_by_text("助成の申請が認められました")).to_be_visible()
    page.get_by_role("link", name="申請を見る").first.click()
    expect(page.locator("[data-state=paid]")).to_be_visible()
