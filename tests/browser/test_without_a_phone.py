"""Members whose phone is at home, or dead, or was never there (R26, R62): on paper, by name."""

from pathlib import Path
from typing import Any

import httpx
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.acts import join_as_staff, register, wait_until_offline_ready
from tests.browser.conftest import MakePhone
from tests.support.browser import Phone
from tests.support.live import LiveServer
from tests.support.members import members_of
from tests.support.paper import printed_page, words_on
from tests.support.village import TOWN, TOWN_NAME, Village, found_village

DESK = {"width": 1280, "height": 800}


def rendered(pdf: Path, box: tuple[float, float, float, float]) -> Image.Image:
    """A part of the page, in fractions of it from the upper left, as a camera sees it close by."""
    picture = printed_page(pdf.read_bytes(), 216)
    width, height = picture.size
    left, top, right, bottom = box
    return picture.crop(
        (int(left * width), int(top * height), int(right * width), int(bottom * height))
    )


FRONT = (0.08, 0.2, 0.5, 0.43)
"""Where the front of the card lies on its sheet."""
SHEET = (0.15, 0.25, 0.85, 0.7)
"""Where the code lies on a sheet of A4."""


def scan(staff: Phone, server: LiveServer, picture: Image.Image, verdict: str) -> Page:
    staff.see(picture)
    staff.page.goto(f"{server.origin}/staff/scan")
    expect(staff.page.locator(f'[data-verdict="{verdict}"]')).to_be_visible(timeout=20_000)
    return staff.page


def save_pdf(page: Page, path: Path, *, large: bool = False, sheet: bool = False) -> Path:
    dialog = page.locator("dialog[open]")
    if sheet:
        dialog.get_by_label("A4の紙1枚").check()
    if large:
        dialog.get_by_label("大きな文字にする").check()
    with page.expect_download() as download:
        dialog.get_by_role("button", name="PDFを保存").click()
    download.value.save_as(path)
    dialog.get_by_role("button", name="閉じる").click()
    return path


def sync_now(phone: Phone) -> None:
    page = phone.page
    page.locator(".sync-chip").click()
    page.get_by_role("button", name="今すぐ送受信する").click()
    expect(page.get_by_text("送受信しました")).to_be_visible()
    page.get_by_role("button", name="閉じる").click()


def open_office(make_phone: MakePhone, server: LiveServer, village: Village) -> Page:
    office = make_phone("office", viewport=DESK)
    office.context.add_cookies(
        [
            {"name": name, "value": value, "url": server.origin}
            for name, value in village.office.items()
        ]
    )
    office.page.goto(f"{server.origin}/office/members")
    office.page.get_by_label("自治体").select_option(TOWN)
    return office.page


def views_of(member: Phone, server: LiveServer) -> dict[str, Any]:
    cookies = {cookie["name"]: cookie["value"] for cookie in member.context.cookies()}
    answer = httpx.get(f"{server.origin}/api/views", cookies=cookies)
    views: dict[str, Any] = answer.json()["views"]
    return views


def press_number(page: Page, digits: str) -> None:
    for digit in digits:
        page.locator(".keypad").get_by_role("button", name=digit, exact=True).click()
    expect(page.locator(".hand-shown")).to_contain_text(digits)


def register_under_a_name(member: Phone, server: LiveServer, name: str) -> None:
    register(member, server.origin, "奈良 川上村", TOWN_NAME)
    page = member.page
    page.goto(f"{server.origin}/settings")
    page.get_by_label("表示する名前").fill(name)
    page.get_by_role("button", name="名前を保存").click()
    expect(page.get_by_text("送信済み")).to_be_visible()


def test_a_card_on_paper_from_the_office_to_the_desk(
    server: LiveServer, make_phone: MakePhone, tmp_path: Path
) -> None:
    village = found_village(server)
    (mori,) = members_of(server, 1)
    number = mori.numbers[int(TOWN)]

    # The office prints, for a member with no telephone at hand, and hands it over.
    office = open_office(make_phone, server, village)
    office.locator(".rows a").click()
    expect(office.get_by_text("紙のカードはまだありません")).to_be_visible()
    office.get_by_role("button", name="紙のカードを作る").click()
    office.get_by_label("カードに入れる名前").fill("森本 さくら")
    card = save_pdf(office, tmp_path / "card.pdf", large=True)
    office.get_by_role("button", name="印刷する").click()
    sheet = save_pdf(office, tmp_path / "sheet.pdf", sheet=True)
    for path in (card, sheet):
        words = words_on(path.read_bytes())
        assert f"No. {number}" in words
        assert TOWN_NAME in words
    assert "森本 さくら" in (words_on(card.read_bytes()))

    staff = make_phone("staff")
    join_as_staff(staff, village.invite)
    wait_until_offline_ready(staff)
    staff.set_offline(True)

    page = scan(staff, server, rendered(card, FRONT), "valid")
    answer = page.locator("[data-verdict=valid]")
    expect(answer).to_have_attribute("data-outcome", "record")
    expect(answer.get_by_text(f"登録番号 {number}", exact=True)).to_be_visible()
    expect(answer.get_by_text("紙のカード（本人か確認）")).to_be_visible()
    # The large sheet is the same card: already recorded, whichever is held up.
    page = scan(staff, server, rendered(sheet, SHEET), "valid")
    expect(page.locator("[data-outcome=already]")).to_be_visible()
    expect(page.locator("[data-count]")).to_have_attribute("data-count", "1")

    staff.see(None)
    staff.set_offline(False)
    sync_now(staff)
    attendance = httpx.get(
        f"{server.origin}/api/office/{TOWN}/attendance?place={village.bath}",
        cookies=village.office,
    ).json()
    assert [(row["member"], row["source"]) for row in attendance["rows"]] == [(number, 3)]
    page.goto(f"{server.origin}/staff/attendance")
    expect(page.get_by_text("紙のコードを読み取り")).to_be_visible()

    # Lost: the office stops it, and after the next sync the desk knows, also offline.
    office.get_by_role("button", name="なくした・使わない").click()
    office.get_by_role("button", name="止める", exact=True).click()
    expect(office.get_by_text("止めました")).to_be_visible()
    expect(office.get_by_text("紙のカードはまだありません")).to_be_visible()
    sync_now(staff)
    staff.set_offline(True)
    page = scan(staff, server, rendered(card, FRONT), "revoked")
    expect(page.get_by_role("heading", name="止められたカードです")).to_be_visible()


def test_a_member_prints_their_own_and_makes_another_when_it_is_lost(
    server: LiveServer, make_phone: MakePhone, tmp_path: Path
) -> None:
    found_village(server)
    hana = make_phone("hana")
    register(hana, server.origin, "奈良 川上村", TOWN_NAME)
    page = hana.page
    page.goto(f"{server.origin}/settings")
    page.get_by_role("link", name="紙のカード").click()
    town = page.locator("section", has=page.get_by_role("heading", name=TOWN_NAME))
    town.get_by_role("button", name="紙のカードを作る").click()
    page.get_by_label("カードに入れる名前").fill("はな")
    words = words_on(save_pdf(page, tmp_path / "own.pdf").read_bytes())
    assert "はな" in words
    with page.expect_download() as download:
        town.get_by_role("button", name="印刷する").click()
        page.get_by_role("link", name="コードだけの画像").click()
    picture = tmp_path / "code.svg"
    download.value.save_as(picture)
    assert picture.read_bytes().startswith(b"<?xml")
    page.get_by_role("button", name="閉じる").click()

    # Lost: stopped and followed by another in one go, which is printed at once.
    town.get_by_role("button", name="なくした・使わない").click()
    page.get_by_role("button", name="止めて作り直す").click()
    expect(page.get_by_role("button", name="PDFを保存")).to_be_visible()
    page.get_by_role("button", name="閉じる").click()
    town.get_by_text("使えないカード（1枚）").click()
    expect(town.get_by_text("止めたカード")).to_be_visible()
    for _ in range(2):
        town.get_by_role("button", name="紙のカードを作る").click()
        expect(page.get_by_role("button", name="PDFを保存")).to_be_visible()
        page.get_by_role("button", name="閉じる").click()
    expect(town.get_by_text("3枚あります")).to_be_visible()
    expect(town.get_by_role("button", name="紙のカードを作る")).to_have_count(0)

    # Without a network the page says so, and goes on when it is back.
    hana.set_offline(True)
    town.get_by_role("button", name="印刷する").first.click()
    page.get_by_role("button", name="PDFを保存").click()
    expect(page.locator("dialog [role=alert]")).to_be_visible()
    hana.set_offline(False)
    save_pdf(page, tmp_path / "again.pdf")


def test_who_has_no_card_is_named_from_the_roster(
    server: LiveServer, make_phone: MakePhone
) -> None:
    village = found_village(server)
    hana = make_phone("hana")
    register_under_a_name(hana, server, "林 ハナコ")
    members_of(server, 1)
    staff = make_phone("staff")
    join_as_staff(staff, village.invite)
    wait_until_offline_ready(staff)
    staff.set_offline(True)

    page = staff.page
    page.goto(f"{server.origin}/staff/scan")
    page.get_by_role("link", name="カードなしで受付").click()
    press_number(page, "12")
    expect(page.get_by_text("登録番号 12 の人は名簿にいません")).to_be_visible()
    page.get_by_role("button", name="1字消す").click()
    found = page.locator("[data-member='1']")
    expect(found.get_by_role("heading", name="林 ハナコ")).to_be_visible()
    expect(found.get_by_text("カードの読み取りより弱い記録です")).to_be_visible()
    expect(found.get_by_text("役場が認めるまで")).to_be_visible()
    page.get_by_role("button", name="来たことを記録する").click()
    expect(page.locator("[data-outcome=record]")).to_be_visible()
    expect(page.locator("[data-count]")).to_have_attribute("data-count", "1")
    page.get_by_role("button", name="この記録を取り消す").click()
    expect(page.locator("[data-outcome=undone]")).to_be_visible()
    expect(page.locator("[data-count]")).to_have_attribute("data-count", "0")
    page.get_by_role("button", name="次の人へ").click()

    # By name, in another spelling; then once more: it is recorded already, and counts once.
    page.get_by_role("button", name="名前で探す").click()
    for outcome in ("record", "already"):
        page.get_by_label("名前", exact=True).fill("はなこ")
        page.get_by_role("button", name="この人を選ぶ").click()
        page.get_by_role("button", name="来たことを記録する").click()
        expect(page.locator(f"[data-outcome={outcome}]")).to_be_visible()
        page.get_by_role("button", name="次の人へ").click()
    expect(page.locator("[data-count]")).to_have_attribute("data-count", "1")
    page.get_by_label("名前", exact=True).fill("誰でもない")
    expect(page.get_by_text("その名前の人は名簿にいません")).to_be_visible()

    # A keyboard at the counter, after the page was closed: the minute is remembered.
    page.reload()
    expect(page.locator(".keypad")).to_be_visible()
    page.keyboard.type("1")
    page.get_by_role("button", name="来たことを記録する").click()
    expect(page.locator("[data-outcome=already]")).to_be_visible()

    staff.set_offline(False)
    page.get_by_role("button", name="次の人へ").click()
    sync_now(staff)
    page.goto(f"{server.origin}/staff/attendance")
    expect(page.get_by_text("受付が入力")).to_be_visible()
    hana.page.goto(f"{server.origin}/journal")
    sync_now(hana)
    expect(hana.page.get_by_text("受付が入力").first).to_be_visible()
    views = views_of(hana, server)
    assert [(item["source"], item["voided"]) for item in views["journal"]] in (
        [(4, True), (4, False)],
        [(4, False), (4, True)],
    )
    # It waits: this body takes nothing weaker than a printed code.
    assert views["stay_days"] == []
