"""A tablet that is the screen of a place, and the members who scan it, all without a network."""

import sqlite3
from typing import Any

import httpx
from playwright.sync_api import expect

from schemas.entries import Source
from schemas.rulings import RulingKind, RulingReason
from sync.calendar import parse_day
from tests.browser.acts import join_as_staff, picture_of, register, wait_until_offline_ready
from tests.browser.conftest import MakePhone
from tests.browser.test_village_day import today
from tests.support.authenticator import CHANGE
from tests.support.browser import Phone
from tests.support.kiosk import screen_of
from tests.support.live import LiveServer
from tests.support.picture import code_picture
from tests.support.village import TOWN, TOWN_NAME, Village

NUMBER = "0420"
BATH = "湯盛温泉 ホテル杉の湯"


def become_the_screen(tablet: Phone) -> None:
    page = tablet.page
    page.get_by_role("button", name="この端末を受付画面にする").click()
    page.get_by_label("終わるときの番号（4桁）").fill(NUMBER)
    page.get_by_role("button", name="受付画面にする", exact=True).click()
    expect(page.locator("[data-kiosk=showing] svg.qr")).to_be_visible()


def hold_the_corner(tablet: Phone) -> None:
    corner = tablet.page.locator(".kiosk-corner").bounding_box()
    assert corner is not None
    tablet.page.mouse.move(corner["x"] + 20, corner["y"] + 20)
    tablet.page.mouse.down()
    expect(tablet.page.get_by_role("dialog")).to_be_visible()
    tablet.page.mouse.up()


def journal_of(server: LiveServer, phone: Phone) -> list[dict[str, Any]]:
    mine = {cookie["name"]: cookie["value"] for cookie in phone.context.cookies()}
    answer = httpx.get(f"{server.origin}/api/views", cookies=mine).json()
    journal: list[dict[str, Any]] = answer["views"]["journal"]
    return journal


def scan(phone: Phone, server: LiveServer, text_or_picture: Any) -> None:
    phone.see(text_or_picture)
    phone.page.goto(f"{server.origin}/scan-place")


def test_the_screen_of_a_place(server: LiveServer, village: Village, make_phone: MakePhone) -> None:
    tablet = make_phone("tablet", viewport={"width": 1280, "height": 800})
    hana, taro = make_phone("hana"), make_phone("taro")
    join_as_staff(tablet, village.invite)
    for phone in (hana, taro):
        register(phone, server.origin, "なら かわかみむら", TOWN_NAME)
        wait_until_offline_ready(phone)
    become_the_screen(tablet)
    for phone in (tablet, hana, taro):
        phone.set_offline(True)
    tablet.restart()

    # A cold start without a network: the app opens as the screen, whatever the address.
    for path in ("/", "/staff"):
        tablet.page.goto(f"{server.origin}{path}")
        expect(tablet.page.locator("[data-kiosk=showing] svg.qr")).to_be_visible()
        expect(tablet.page.get_by_role("heading", name=BATH)).to_be_visible()
        expect(tablet.page.locator("header.bar, nav")).to_have_count(0)
    expect(tablet.page.locator(".kiosk-notes li")).to_have_count(0)

    scan(hana, server, picture_of(tablet))
    expect(hana.page.get_by_text("今日の滞在を記録しました")).to_be_visible()
    expect(hana.page.get_by_text("場所の画面のコードです")).to_be_visible()
    expect(hana.page.get_by_text("未送信 1件")).to_be_visible()
    hana.set_offline(False)
    expect(hana.page.get_by_text("送信済み")).to_be_visible()
    (item,) = journal_of(server, hana)
    assert (item["source"], item["ruling"]) == (Source.LIVE_VENUE_CODE, RulingKind.ACCEPTED)
    assert item["day"] == parse_day(today(hana.page))

    # The office ends it. The tablet does not hear of that, and eleven minutes later shows on.
    ended = httpx.delete(
        f"{server.origin}/api/office/{TOWN}/places/{village.bath}/kiosks/1",
        cookies=village.office,
        headers=CHANGE,
    )
    assert ended.status_code == 204
    server.kill()
    with sqlite3.connect(server.data / "furusato.db") as database:
        database.execute(
            "UPDATE kiosk SET ended_ms = ended_ms - 660000, since_ms = since_ms - 660000"
        )
    database.close()
    server.start()
    scan(taro, server, picture_of(tablet))
    expect(taro.page.get_by_text("今日の滞在を記録しました")).to_be_visible()
    taro.set_offline(False)
    expect(taro.page.get_by_text("送信済み")).to_be_visible()
    (item,) = journal_of(server, taro)
    assert (item["ruling"], item["reason"]) == (RulingKind.REJECTED, RulingReason.CODE_WITHDRAWN)

    # Once it hears, it shows nothing more, and lets anyone out.
    tablet.set_offline(False)
    tablet.page.reload()
    expect(tablet.page.locator("[data-kiosk=ended]")).to_be_visible()
    expect(tablet.page.locator("svg.qr")).to_have_count(0)
    tablet.page.get_by_role("button", name="終わる").click()
    expect(tablet.page.get_by_role("heading", name="受付", exact=True)).to_be_visible()


def test_visitors_do_not_get_out_and_staff_do(
    server: LiveServer, village: Village, make_phone: MakePhone
) -> None:
    tablet = make_phone("tablet", viewport={"width": 800, "height": 1280})
    join_as_staff(tablet, village.invite)
    become_the_screen(tablet)
    tablet.set_offline(True)
    page = tablet.page
    page.get_by_role("button", name="職員用").click()
    page.keyboard.press("Escape")
    page.go_back()
    expect(page.locator("[data-kiosk=showing] svg.qr")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)

    hold_the_corner(tablet)
    for _ in range(3):
        page.get_by_label("番号（4桁）").fill("1111")
        page.get_by_role("button", name="終わる").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    hold_the_corner(tablet)
    page.get_by_label("番号（4桁）").fill(NUMBER)
    page.get_by_role("button", name="終わる").click()
    expect(page.locator("[data-kiosk]")).to_have_count(0)
    # It goes back to it without a network: the body's word still holds.
    page.goto(f"{server.origin}/staff")
    become_the_screen(tablet)


def test_what_a_phones_own_camera_opens(
    server: LiveServer, village: Village, make_phone: MakePhone
) -> None:
    hana = make_phone("hana")
    register(hana, server.origin, "なら かわかみむら", TOWN_NAME)
    screen = screen_of(server, village, village.bath)
    page = hana.page
    page.goto(screen.shows(later=11 * 60))
    expect(page.get_by_text("画面が古いか、時計がずれています")).to_be_visible()
    expect(page.get_by_text("11分ずれています")).to_be_visible()
    page.goto(screen.shows(later=5 * 60))
    expect(page.get_by_text("今日の滞在を記録しました")).to_be_visible()
    expect(page.get_by_text("場所の画面とこの電話の時計が5分ずれています")).to_be_visible()
    page.get_by_role("button", name="元に戻す").or_(
        page.get_by_role("button", name="取り消す")
    ).first.click()
    expect(page.locator(".result-undone")).to_be_visible()
    scan(hana, server, code_picture(screen.shows()))
    expect(page.get_by_text("今日の滞在を記録しました")).to_be_visible()
    scan(hana, server, code_picture(screen.shows(later=30)))
    expect(page.get_by_text("今日の滞在は、もう記録してあります")).to_be_visible()
    page.goto(f"{server.origin}/K/{'A' * 290}")
    expect(page.get_by_text("このコードは確かめられません")).to_be_visible()
