"""People come by an invite for a role: a clerk, a partner's organiser, and its scanner, who scans
at the partner's project alone and has no roster (R04, R23, R24); who did what is kept."""

import re
import subprocess
import sys
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.browser.acts import join_as_staff, wait_until_offline_ready
from tests.browser.conftest import MakePhone
from tests.support.accessibility import barriers, too_wide
from tests.support.live import LiveServer
from tests.support.members import members_of
from tests.support.picture import code_picture
from tests.support.screens import LANGUAGES, photograph, speak
from tests.support.village import TOWN, TOWN_NAME, Village

DESK = {"width": 1280, "height": 800}
OFFICE = f"/api/office/{TOWN}"
ASSOCIATION = "白屋自治会"


def _ask(server: LiveServer, village: Village, path: str) -> Any:
    answer = httpx.get(f"{server.origin}{OFFICE}{path}", cookies=village.office)
    assert answer.is_success, answer.text
    return answer.json()


def _office(make_phone: MakePhone, server: LiveServer, village: Village) -> Page:
    phone = make_phone("office", viewport=DESK)
    phone.context.add_cookies(
        [
            {"name": name, "value": value, "url": server.origin}
            for name, value in village.office.items()
        ]
    )
    phone.page.goto(f"{server.origin}/office")
    phone.page.get_by_label("自治体").select_option(label=TOWN_NAME)
    return phone.page


def _invited(page: Page, role: str) -> str:
    """By one tap on the role; where the people are one is already."""
    page.get_by_role("button", name=role, exact=True).click()
    expect(page.get_by_text(f"{role}の招待のリンクができました")).to_be_visible()
    url = page.locator("[data-invite]").get_attribute("data-invite")
    assert url is not None
    return url


def _join(page: Page, invite: str, name: str) -> None:
    page.goto(invite)
    page.get_by_label("職場での呼び名").fill(name)
    page.get_by_role("button", name="新しくパスキーを作って始める").click()
    page.get_by_role("button", name="保存しました。次へ").click()


def _seen(page: Page, name: str) -> None:
    """Pictures of what is on the page, and no barrier in it."""
    for language in LANGUAGES:
        speak(page, language)
        expect(page.locator("main h1")).to_be_visible()
        expect(page.locator(".skeleton")).to_have_count(0)
        photograph(
            page,
            name,
            whole=True,
            look=lambda picture: _content(page, picture),
        )
    speak(page, "ja")


def _content(page: Page, picture: str) -> None:
    found = barriers(page) + too_wide(page)
    assert found == [], f"{picture}: {found}"


def _partner_added(office: Page) -> str:
    """A partner with its designation in general; gives an invite for its organiser."""
    nav = office.get_by_role("navigation", name="役場のページ")
    nav.get_by_role("link", name="団体", exact=True).click()
    _seen(office, "office-partners-none")
    office.get_by_role("button", name="団体を足す").click()
    office.get_by_label("団体の名前").fill(ASSOCIATION)
    office.get_by_label("団体の種類").select_option(label="自治会・町内会")
    office.get_by_role("button", name="保存").click()
    expect(office.get_by_role("heading", name=ASSOCIATION)).to_be_visible()
    invite = _invited(office, "団体の世話役")

    # R20, pattern 2: on a basis, and with a way back.
    office.get_by_role("button", name="団体をまるごと指定する").click()
    office.get_by_role("button", name="団体をまるごと指定する").click()
    expect(office.get_by_text("指定の理由を書いてください。")).to_be_visible()
    office.get_by_label("指定の理由").fill("草刈りと川の掃除は公共の仕事で、人手が足りない")
    office.get_by_role("button", name="団体をまるごと指定する").click()
    expect(office.get_by_text("この団体の活動は、すべて担い手活動に数えます。")).to_be_visible()
    return invite


def test_a_partner_runs_itself(server: LiveServer, village: Village, make_phone: MakePhone) -> None:
    (mori,) = members_of(server, 1)
    office = _office(make_phone, server, village)
    nav = office.get_by_role("navigation", name="役場のページ")
    invite = _partner_added(office)
    office.get_by_label("この団体の活動にする").select_option(label="水源地の森の手入れ")
    expect(office.get_by_role("button", name="役場に戻す")).to_be_visible()

    organiser = make_phone("organiser").page
    _join(organiser, invite, "会長 南")
    expect(organiser.get_by_role("heading", name=ASSOCIATION)).to_be_visible()
    assert organiser.url == f"{server.origin}/partner"
    organiser.goto(f"{server.origin}/office")
    expect(organiser.get_by_role("link", name="団体のページ")).to_be_visible()
    organiser.get_by_role("link", name="団体のページ").click()
    scanning = _invited(organiser, "団体の受付")
    _seen(organiser, "partner")

    scanner = make_phone("scanner")
    join_as_staff(scanner, scanning)
    page = scanner.page
    expect(page.get_by_label("活動")).to_contain_text("水源地の森の手入れ")
    expect(page.get_by_label("場所", exact=True)).not_to_contain_text("湯盛温泉")
    assert page.get_by_text("この端末を受付画面にする").count() == 0
    wait_until_offline_ready(scanner)
    scanner.set_offline(True)
    scanner.see(None, None, code_picture(mori.shows()), a_second=1)
    page.goto(f"{server.origin}/staff/scan")
    expect(page.locator("[data-verdict=valid]")).to_be_visible()
    expect(page.locator("[data-count='1']")).to_be_visible()
    assert page.get_by_role("link", name=re.compile("手で")).count() == 0
    scanner.set_offline(False)
    page.goto(f"{server.origin}/staff")
    expect(page.get_by_role("button", name="送信済み")).to_be_visible()
    (row,) = _ask(server, village, f"/attendance?place={village.museum}")["rows"]
    assert row["member"] == mori.numbers[int(TOWN)]
    assert "ruling" not in row or not row["ruling"]
    _seen(page, "staff-of-partner")

    nav.get_by_role("link", name="団体", exact=True).click()
    office.get_by_role("link", name=ASSOCIATION).click()
    expect(office.get_by_text("会長 南")).to_be_visible()
    _seen(office, "office-partner")
    office.get_by_role("button", name="この団体を終了にする").click()
    office.get_by_role("button", name="元に戻す").click()
    expect(office.get_by_text("会長 南")).to_be_visible()


def test_a_clerk_joins_and_does_the_daily_work(
    server: LiveServer, village: Village, make_phone: MakePhone
) -> None:
    members_of(server, 1)
    office = _office(make_phone, server, village)
    nav = office.get_by_role("navigation", name="役場のページ")
    nav.get_by_role("link", name="担当者").click()
    invite = _invited(office, "役場の担当者")
    clerk = make_phone("clerk", viewport=DESK).page
    _join(clerk, invite, "企画課 田中")
    their = clerk.get_by_role("navigation", name="役場のページ")
    expect(their.get_by_role("link", name="住民")).to_be_visible()
    for name in ("担当者", "規則", "閲覧と変更の記録"):
        expect(their.get_by_role("link", name=name)).to_have_count(0)
    their.get_by_role("link", name="住民").click()
    clerk.locator(".list-row a").first.click()
    expect(clerk.get_by_role("heading", name=re.compile("登録番号 1"))).to_be_visible()
    their.get_by_role("link", name="場所").click()
    expect(clerk.get_by_role("heading", name="森と水の源流館")).to_be_visible()
    expect(clerk.get_by_role("button", name="場所を足す")).to_have_count(0)

    # On a phone the rest is behind a button; by keyboard, and Escape closes it.
    clerk.set_viewport_size({"width": 360, "height": 740})
    more = clerk.locator(".office-nav-more")
    expect(more).to_have_text("場所")
    expect(their.get_by_role("link", name="活動", exact=True)).to_be_hidden()
    more.focus()
    clerk.keyboard.press("Enter")
    expect(their.get_by_role("link", name="活動", exact=True)).to_be_visible()
    clerk.keyboard.press("Escape")
    expect(their.get_by_role("link", name="活動", exact=True)).to_be_hidden()
    expect(more).to_be_focused()
    clerk.set_viewport_size({"width": 1280, "height": 800})

    office.reload()
    expect(office.get_by_text("企画課 田中")).to_be_visible()
    _seen(office, "office-people")
    office.get_by_role("button", name="企画課 田中: 役場の担当者を外す").click()
    expect(office.get_by_text("企画課 田中を役場の担当者から外しました")).to_be_visible()
    expect(office.locator(".list-row", has_text="企画課 田中")).to_have_count(0)
    office.get_by_role("button", name="元に戻す").click()
    expect(office.locator(".list-row", has_text="企画課 田中")).to_be_visible()

    nav.get_by_role("link", name="閲覧と変更の記録").click()
    office.get_by_label("人", exact=True).select_option(label="企画課 田中")
    # The member, their papers and how they stand were asked for: a line each.
    expect(office.locator(".list-row", has_text="住民 登録番号 1").first).to_be_visible()
    _seen(office, "office-audit")
    with office.expect_download() as saved:
        office.get_by_role("link", name="表計算用(CSV)").click()
    assert "企画課 田中" in saved.value.path().read_text("utf-8-sig")


def test_the_operator_sees_bodies_and_no_one(
    server: LiveServer, village: Village, make_phone: MakePhone
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "server", "operator", "--data", str(server.data)],
        capture_output=True,
        text=True,
        check=True,
    )
    code = done.stdout.split()[-1]
    page = make_phone("operator", viewport=DESK).page
    page.goto(f"{server.origin}/operator")
    _seen(page, "operator-start")
    page.get_by_label("一度だけ使えるコード").fill(code)
    page.get_by_role("button", name="新しくパスキーを作って始める").click()
    page.get_by_role("button", name="保存しました。次へ").click()
    expect(page.get_by_text(TOWN_NAME)).to_be_visible()
    page.get_by_role("button", name="コードを作る").click()
    expect(page.get_by_text("窓口を開くコード")).to_be_visible()
    _seen(page, "operator")
