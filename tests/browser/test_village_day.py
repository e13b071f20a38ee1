"""A day in the village, end to end, without a network: the story that the product is for."""

import httpx
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.acts import (
    join_as_staff,
    picture_of,
    printed_code,
    register,
    wait_until_offline_ready,
)
from tests.browser.conftest import MakePhone
from tests.support.browser import Phone
from tests.support.live import LiveServer
from tests.support.picture import code_picture
from tests.support.village import TOWN, TOWN_NAME, Village

BATH = "湯盛温泉 ホテル杉の湯"


def open_the_office(office: Phone, server: LiveServer) -> str:
    """By hand, from the first page of an empty installation; gives the invite's link."""
    page = office.page
    page.goto(server.origin)
    page.get_by_role("link", name="役場の窓口を開く").click()
    page.get_by_label("一度だけ使えるコード").fill(server.office_code)
    page.get_by_label("自治体の名前").fill("奈良 川上")
    page.get_by_role("button", name=TOWN_NAME).click()
    page.get_by_role("button", name="新しくパスキーを作って始める").click()
    page.get_by_role("button", name="保存しました。次へ").click()

    page.get_by_role("link", name="場所を足す").click()
    page.get_by_role("button", name="場所を足す").click()
    page.get_by_label("名前", exact=True).fill(BATH)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("heading", name=BATH)).to_be_visible()

    page.get_by_role("link", name="担当者").click()
    page.get_by_role("button", name="受付", exact=True).click()
    link = page.locator("[data-invite]").get_attribute("data-invite")
    assert link is not None
    return link


def scan(staff: Phone, picture: Image.Image, verdict: str) -> None:
    """Holds a picture before the staff's camera and waits for the answer."""
    staff.see(picture)
    page = staff.page
    page.goto(page.url.split("/staff")[0] + "/staff/scan")
    expect(page.locator(f'[data-verdict="{verdict}"]')).to_be_visible()


def record_a_stay(hana: Phone, printed: Image.Image) -> None:
    page = hana.page
    hana.see(printed)
    page.get_by_role("link", name="場所", exact=True).click()
    page.get_by_role("link", name="今ここにいます").click()
    expect(page.get_by_text("今日の滞在を記録しました")).to_be_visible()
    page.get_by_role("link", name="記録を見る").click()
    page.get_by_role("button", name="メモを書く").click()
    page.get_by_label("メモ").fill("雪見の湯")
    page.get_by_role("button", name="メモを残す").click()


def sync_again(phone: Phone) -> None:
    page = phone.page
    page.reload()
    page.locator(".sync-chip").click()
    page.get_by_role("button", name="今すぐ送受信する").click()
    expect(page.get_by_text("送受信しました")).to_be_visible()
    page.get_by_role("button", name="閉じる").click()


def syncs_of(page: Page) -> list[str]:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    return sent


def test_a_day_in_the_village(server: LiveServer, make_phone: MakePhone) -> None:
    desk = {"width": 1280, "height": 720}
    office = make_phone("office", viewport=desk)
    invite = open_the_office(office, server)
    staff, hana = make_phone("staff"), make_phone("hana")
    register(hana, server.origin, "なら かわかみむら", TOWN_NAME)
    join_as_staff(staff, invite)
    assert "#" not in staff.page.url
    expect(staff.page.locator(".ready [data-age]")).to_have_count(5)
    expect(staff.page.locator(".ready :is([data-age=fresh], [data-age=here])")).to_have_count(5)
    wait_until_offline_ready(hana)
    wait_until_offline_ready(staff)
    cookies = {cookie["name"]: cookie["value"] for cookie in office.context.cookies()}
    village = Village(bath=1, museum=0, project=0, office=cookies, invite="")
    printed = printed_code(make_phone("printer", viewport=desk), server, village, village.bath)

    # The valley: no network for either, and both phones were switched off and on.
    for phone in (hana, staff):
        phone.set_offline(True)
        phone.restart()
    hana.page.goto(f"{server.origin}/card")
    card = hana.page.get_by_role("img", name="受付で見せるコード")
    expect(card).to_be_visible()
    staff.page.goto(f"{server.origin}/staff")
    expect(staff.page.get_by_role("heading", name="受付", exact=True)).to_be_visible()

    # The staff's camera sees the very picture that the member's screen shows.
    scan(staff, picture_of(hana), "valid")
    expect(staff.page.locator('[data-outcome="record"]')).to_be_visible()
    expect(staff.page.locator("[data-count]")).to_have_attribute("data-count", "1")
    # Someone else's code follows without a tap; nothing of it is recorded.
    scan(staff, code_picture("https://example.com/"), "not_ours")
    expect(staff.page.locator("[data-count]")).to_have_attribute("data-count", "1")

    # The member scans the place's printed code, and writes a note.
    page = hana.page
    record_a_stay(hana, printed)
    expect(page.get_by_text("未送信 2件")).to_be_visible()
    expect(staff.page.get_by_text("未送信 1件")).to_be_visible()

    # Back on the network: one POST each.
    for phone in (staff, hana):
        sent = syncs_of(phone.page)
        phone.set_offline(False)
        expect(phone.page.get_by_text("送信済み")).to_be_visible()
        assert [url for url in sent if "/api/sync" in url] == [f"{server.origin}/api/sync"]

    # The journal shows the staff's check-in; the day, told by both phones, counts once.
    expect(page.locator(".item")).to_have_count(2)
    mine = {cookie["name"]: cookie["value"] for cookie in hana.context.cookies()}
    views = httpx.get(f"{server.origin}/api/views", cookies=mine).json()["views"]
    assert len(views["journal"]) == 2
    assert len({(day["body"], day["day"]) for day in views["stay_days"]}) == 1
    assert len(views["stay_days"]) == 1

    # Pulling the plug loses nothing, and syncing again changes nothing.
    server.kill()
    server.start()
    for phone in (hana, staff, hana):
        sync_again(phone)
    assert httpx.get(f"{server.origin}/api/views", cookies=mine).json()["views"] == views

    # The staff's list, the server's and the office's are equal.
    staff.page.goto(f"{server.origin}/staff/attendance")
    expect(staff.page.locator("[data-count]")).to_have_attribute("data-count", "1")
    expect(staff.page.get_by_text("登録番号 1")).to_have_count(1)
    day = httpx.get(
        f"{server.origin}/api/office/{TOWN}/attendance",
        params={"place": village.bath, "day": today(office.page)},
        cookies=cookies,
    ).json()
    assert [(row["member"], row["records"]) for row in day["rows"]] == [(1, 2)]


def today(page: Page) -> str:
    """The browser's day in Japan."""
    day: str = page.evaluate(
        "new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Tokyo' }).format(Date.now())"
    )
    return day
