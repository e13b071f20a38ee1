"""A project from a partner's draft to the report that nobody writes (R20-R24, R34, R42, R63)."""

import io
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from schemas.projects import PICTURE_BYTES
from sync.calendar import day_of, format_day
from tests.browser.acts import join_as_staff, sync_by_visit
from tests.browser.conftest import MakePhone
from tests.support.authenticator import CHANGE
from tests.support.browser import Phone
from tests.support.live import LiveServer
from tests.support.regulars import Known, Regular, regulars
from tests.support.village import TOWN, TOWN_NAME, Village

OFFICE = f"/api/office/{TOWN}"
NAME = "用水路の泥上げ"


def ask(
    server: LiveServer, cookies: dict[str, str], method: str, path: str, body: object = None
) -> Any:
    answer = httpx.request(
        method, f"{server.origin}{path}", json=body, headers=CHANGE, cookies=cookies
    )
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


def today() -> str:
    return format_day(day_of(time.time_ns() // 1_000_000))


@pytest.fixture
def office(server: LiveServer, village: Village, make_phone: MakePhone) -> Page:
    phone = make_phone("office", viewport={"width": 1280, "height": 800})
    phone.context.add_cookies(
        [
            {"name": name, "value": value, "url": server.origin}
            for name, value in village.office.items()
        ]
    )
    phone.page.goto(f"{server.origin}/office")
    phone.page.get_by_label("自治体").select_option(label=TOWN_NAME)
    return phone.page


@pytest.fixture
def hall(server: LiveServer, village: Village, make_phone: MakePhone) -> Page:
    """An organiser of a residents' association, who joined by the office's invite."""
    partner = ask(
        server,
        village.office,
        "POST",
        f"{OFFICE}/partners",
        {"name": "上流自治会", "kind": "residents"},
    )
    invite = ask(
        server,
        village.office,
        "POST",
        f"{OFFICE}/partners/{partner['id']}/invites",
        {"role": "organiser"},
    )
    page = make_phone("hall").page
    page.goto(invite["url"])
    page.get_by_role("button", name="新しくパスキーを作って始める").click()
    page.get_by_role("button", name="保存しました。次へ").click()
    expect(page.get_by_role("link", name="活動と申し込み")).to_be_visible()
    return page


def draft(hall: Page) -> None:
    """Four fields, and it is with the office."""
    hall.get_by_role("link", name="活動と申し込み").click()
    hall.get_by_role("button", name="活動を足す").click()
    hall.get_by_role("button", name="役場に出す").click()
    expect(hall.get_by_text("書いてください。").first).to_be_visible()
    hall.get_by_label("名前", exact=True).fill(NAME)
    hall.get_by_label("すること").fill("春に水を引く前に、集落の用水路の泥を上げます。")
    hall.get_by_label("日", exact=True).fill(today())
    hall.get_by_label("始まり").fill("23:58")
    hall.get_by_label("終わり").fill("23:59")
    hall.get_by_label("定員").fill("1")
    hall.get_by_label("集合場所").fill("集会所の前")
    hall.get_by_text("くわしく書く").click()
    hall.get_by_label("申し込む人への質問").fill("長靴はありますか")
    hall.get_by_role("button", name="役場に出す").click()
    expect(hall.get_by_text("役場に出しました")).to_be_visible()
    expect(hall.locator("[data-group=submitted]")).to_contain_text(NAME)


def approve(server: LiveServer, office: Page) -> int:
    office.goto(f"{server.origin}/office/desk")
    waiting = office.locator("[data-submitted='1']")
    expect(waiting).to_contain_text("公共性がある・地域に貢献する・担い手が足りない")
    number = int(waiting.locator("[data-project]").get_attribute("data-project") or 0)
    office.get_by_role("button", name="承認して公開").click()
    expect(office.get_by_text("公開しました")).to_be_visible()
    expect(office.get_by_role("heading", name="お願いすることはありません")).to_be_visible()
    return number


def apply_from_the_valley(hana: Phone, origin: str, project: int) -> None:
    """Reads of it without a signal, cannot apply, and does so where there is one."""
    page = hana.page
    sync_by_visit(hana, 1)
    hana.wait_until(
        """(await (await caches.open("furusato-assets")).keys())
             .some(({ url }) => url.includes("/activities-"))"""
    )
    hana.set_offline(True)
    page.goto(f"{origin}/activities")
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_text("春に水を引く前に")).to_be_visible()
    expect(page.get_by_text("空き具合と申し込みは、電波の届く所で")).to_be_visible()
    page.get_by_role("button", name="申し込む").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("長靴はありますか").fill("はい、あります")
    dialog.get_by_role("button", name="申し込む").click()
    expect(dialog.get_by_text("申し込みには電波が要ります。")).to_be_visible()
    hana.set_offline(False)
    page.goto(f"{origin}/activities/{project}")
    expect(page.get_by_text("満員（待ち0人）")).to_be_visible()
    page.get_by_role("button", name="キャンセル待ちに入る").click()
    expect(dialog.get_by_label("長靴はありますか")).to_have_value("はい、あります")
    dialog.get_by_role("button", name="申し込む").click()
    expect(page.get_by_text("キャンセル待ちに入りました")).to_be_visible()
    page.goto(f"{origin}/activities/mine")
    expect(page.locator("[data-state='3']")).to_be_visible()
    expect(page.get_by_text("いちばん前です")).to_be_visible()


def make_room(server: LiveServer, mori: Known, project: int) -> None:
    (mine,) = ask(server, mori.cookies, "GET", f"/api/activities/{project}/mine")["applications"]
    ask(server, mori.cookies, "DELETE", f"/api/applications/{mine['id']}")


def test_a_project_from_the_draft_to_the_report(
    server: LiveServer,
    village: Village,
    office: Page,
    hall: Page,
    hana: Phone,
    make_phone: MakePhone,
) -> None:
    invite = ask(server, village.office, "POST", f"{OFFICE}/invites", {"role": "staff"})
    (mori,) = regulars(server, village, Regular("森本", proven=False))
    draft(hall)
    project = approve(server, office)

    first = ask(server, mori.cookies, "GET", f"/api/activities/{project}")["activity"]
    body = {"occasion": first["occasions"][0]["id"], "answer": "はい"}
    ask(server, mori.cookies, "POST", f"/api/activities/{project}/applications", body)
    apply_from_the_valley(hana, server.origin, project)
    make_room(server, mori, project)
    sync_by_visit(hana, 1)
    expect(hana.page.locator("[data-state='2']")).to_be_visible()

    staff = make_phone("staff")
    join_as_staff(staff, invite["url"])
    page = staff.page
    staff.set_offline(True)
    page.get_by_role("link", name="活動の名簿を見る").click()
    expect(page.locator("[data-came='0']")).to_contain_text("1人のうち0人が来ました")
    page.get_by_role("button", name="来た", exact=True).click()
    expect(page.locator("[data-came='1']")).to_be_visible()
    staff.set_offline(False)
    page.goto(f"{server.origin}/staff")
    sync_by_visit(staff, 1)

    hall.get_by_role("link", name="申し込みを見る").click()
    expect(hall.get_by_text("定員1人・参加1人・待ち0人")).to_be_visible()
    expect(hall.get_by_text("「はい、あります」")).to_be_visible()
    office.goto(f"{server.origin}/office/projects/report")
    expect(office.locator("[data-people='1']")).to_be_visible()
    expect(office.locator(f"[data-report='{project}']")).to_contain_text(NAME)


def test_an_own_project_that_comes_again_with_a_picture(
    server: LiveServer, village: Village, office: Page, tmp_path: Path
) -> None:
    """One form: four fields, and what else there is to say."""
    noise = Image.effect_noise((3000, 2000), 90).convert("RGB")
    taken = Image.Exif()
    taken[0x0110] = "a camera"
    noise.save(tmp_path / "large.jpg", quality=95, exif=taken)
    assert (tmp_path / "large.jpg").stat().st_size > 10 * PICTURE_BYTES
    first = day_of(time.time_ns() // 1_000_000) + 3
    office.goto(f"{server.origin}/office/projects")
    office.get_by_role("button", name="活動を足す").click()
    office.get_by_label("名前", exact=True).fill("朝市の手伝い")
    office.get_by_label("すること").fill("朝市の店番と片づけを手伝います。")
    office.get_by_label("集合場所").fill("朝市の会場")
    office.get_by_label("日", exact=True).fill(format_day(first))
    office.get_by_label("くりかえす").check()
    office.get_by_label("いつまで").fill(format_day(first + 21))
    office.get_by_role("button", name="まとめて足す").click()
    days = office.locator("[data-days='4']")
    expect(days).to_be_visible()
    days.get_by_role("button").nth(1).click()
    expect(office.locator("[data-days='3']")).to_be_visible()
    office.get_by_role("button", name="元に戻す").click()
    expect(days).to_be_visible()
    office.get_by_text("くわしく書く").click()
    office.locator("input[type=file]").set_input_files(tmp_path / "large.jpg")
    expect(office.get_by_role("img", name="活動の写真 1")).to_be_visible()
    office.get_by_role("button", name="公開する").click()
    expect(office.get_by_text("公開しました")).to_be_visible()

    listed = ask(server, village.office, "GET", f"{OFFICE}/activities")["activities"]
    (row,) = [one for one in listed if one["name"] == "朝市の手伝い"]
    assert (row["state"], row["ahead"], row["designated"]) == ("published", 4, True)
    file = ask(server, village.office, "GET", f"{OFFICE}/activities/{row['id']}")
    (name,) = file["content"]["pictures"]
    picture = httpx.get(f"{server.origin}/api/pictures/{name}").content
    assert len(picture) <= PICTURE_BYTES
    shown = Image.open(io.BytesIO(picture))
    assert (shown.format, len(shown.getexif())) == ("WEBP", 0)

    # Taken back by mistake, and put right: closed, and open again.
    office.locator(f"[data-project='{row['id']}']").get_by_role(
        "button", name="募集を終える"
    ).click()
    expect(office.get_by_text("募集を終えました")).to_be_visible()
    office.get_by_role("button", name="元に戻す").click()
    expect(office.locator("[data-group=published]")).to_contain_text("朝市の手伝い")
