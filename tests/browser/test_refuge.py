"""Disaster strikes at home: who agreed on their phone is on the staff's phones in the valley, and
is gone from them when it is over (R55)."""

from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import account_of, sync_now
from tests.browser.conftest import MakePhone
from tests.support.authenticator import CHANGE
from tests.support.browser import Phone
from tests.support.live import LiveServer
from tests.support.proofs import prove_at
from tests.support.regulars import OSAKA
from tests.support.village import TOWN, TOWN_NAME, Village

OFFICE = f"/api/office/{TOWN}"


def write(server: LiveServer, village: Village, path: str, **body: object) -> Any:
    answer = httpx.post(
        f"{server.origin}{OFFICE}{path}", json=body, cookies=village.office, headers=CHANGE
    )
    assert answer.is_success, answer.text
    return answer.json()


@pytest.fixture
def agreed(server: LiveServer, village: Village, hana: Phone) -> Phone:
    """Two to be taken in, one of whom needs insulin."""
    terms = {"name": "災害時の避難", "kind": "refuge", "tie": "refuge", "tier": 1, "helps": True}
    benefit = write(server, village, "/benefits", **terms)["id"]
    write(server, village, f"/benefits/{benefit}/publish")
    write(server, village, "/places", name="村民体育館", english="", kind="shelter")
    prove_at(server, account_of(hana), home=OSAKA)
    page = hana.page
    sync_now(page)
    page.goto(f"{server.origin}/benefits/{TOWN}")
    page.get_by_role("button", name="災害のときに受け入れてもらう").click()
    page.get_by_label("避難する人数").fill("2")
    page.get_by_label("必要な手助け").fill("インスリンが要ります")
    page.get_by_role("button", name="同意する").click()
    expect(page.locator("[data-consent=true]")).to_contain_text("同意しています（2人）")
    return hana


def declare(server: LiveServer, village: Village, make_phone: MakePhone) -> Page:
    office = make_phone("office", viewport={"width": 1280, "height": 800})
    office.context.add_cookies(
        [
            {"name": name, "value": value, "url": server.origin}
            for name, value in village.office.items()
        ]
    )
    page = office.page
    page.goto(f"{server.origin}/office/benefits/refuge")
    page.get_by_label("自治体").select_option(label=TOWN_NAME)
    expect(page.get_by_text("同意している住民は1人")).to_be_visible()
    page.get_by_label("災害の名前").fill("大阪の地震")
    page.get_by_role("button", name="受け入れを始める").click()
    expect(page.get_by_text("地域を選んでください。")).to_be_visible()
    page.get_by_label("地域を足す").fill("おおさかふ")
    page.get_by_role("button", name="大阪府").first.click()
    page.get_by_role("button", name="受け入れを始める").click()
    expect(page.locator("[data-disaster]")).to_contain_text("1組 2人")
    return page


def test_who_agreed_is_taken_in_without_a_network(
    server: LiveServer, village: Village, agreed: Phone, staff: Phone, make_phone: MakePhone
) -> None:
    office = declare(server, village, make_phone)
    staff.set_offline(False)
    sync_now(staff.page)
    staff.set_offline(True)
    staff.restart()
    desk = staff.page
    desk.goto(f"{server.origin}/staff")
    desk.get_by_role("link", name="避難の受け入れ").click()
    line = desk.locator("[data-evacuee]")
    expect(line).to_contain_text("インスリンが要ります")
    expect(line).to_contain_text("2人")
    expect(desk.locator("[data-arrived]")).to_have_attribute("data-arrived", "0")
    desk.get_by_role("button", name="着いた").click()
    expect(line).to_contain_text("村民体育館に着きました")
    expect(desk.locator("[data-arrived]")).to_have_attribute("data-arrived", "1")

    staff.set_offline(False)
    expect(desk.get_by_text("送信済み")).to_be_visible()
    office.reload()
    expect(office.locator("[data-shelter]")).to_have_attribute("data-shelter", "2")
    expect(office.locator("[data-evacuee]")).to_contain_text("村民体育館にいます")

    office.get_by_role("button", name="受け入れを終える").click()
    office.get_by_role("dialog").get_by_role("button", name="受け入れを終える").click()
    expect(office.get_by_role("heading", name="これまでの受け入れ")).to_be_visible()
    sync_now(desk)
    expect(desk.get_by_role("heading", name="いまは受け入れがありません")).to_be_visible()
    kept = desk.evaluate(
        """async () => {
             const found = [];
             for (const { name } of await indexedDB.databases()) {
               if (!name.startsWith("furusato/")) continue;
               const db = await new Promise((resolve) => {
                 indexedDB.open(name).onsuccess = ({ target }) => resolve(target.result);
               });
               const all = db.transaction("items").objectStore("items").getAll();
               await new Promise((resolve) => { all.onsuccess = resolve; });
               found.push(...all.result.filter(({ type }) => type === "EvacueeItem"));
               db.close();
             }
             return found.map(({ needs, name, party }) => [needs, name, party]);
           }"""
    )
    assert kept == [["", "", 0]]
    sync_now(agreed.page)
    agreed.page.goto(f"{server.origin}/notices")
    expect(agreed.page.get_by_text("避難を受け入れます")).to_be_visible()
