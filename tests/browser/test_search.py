"""Somebody who is registered nowhere searches the whole country; a member searches in the valley
what the phone holds (R40)."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import keep_english
from tests.browser.conftest import MakePhone
from tests.browser.test_screens import Look
from tests.support.authenticator import CHANGE
from tests.support.browser import Phone
from tests.support.live import LiveServer
from tests.support.village import TOWN, Village


@pytest.fixture
def look() -> Iterator[Look]:
    looks = Look()
    yield looks
    assert not looks.faults, "\n".join(dict.fromkeys(looks.faults))


def furnish(server: LiveServer, village: Village) -> None:
    """Projects enough for two pages, and a bath with a members' rate."""
    office = f"{server.origin}/api/office/{TOWN}"
    with httpx.Client(headers=CHANGE, cookies=village.office) as browser:
        for at in range(24):
            wood = {"name": f"いも掘り 第{at + 1}回", "english": "", "place": None}
            made = browser.post(f"{office}/projects", json={**wood, "designated": False})
            made.raise_for_status()
        prices = {"prices": [{"name": "大人", "english": "Adult", "general": 800, "resident": 300}]}
        browser.put(f"{office}/places/{village.bath}/facility", json=prices).raise_for_status()


def found(page: Page) -> list[str]:
    return page.locator(".rows .search-name").all_inner_texts()


def search(page: Page, words: str) -> None:
    page.get_by_label("さがす言葉").fill(words)
    expect(page.locator(f".page[data-searched='{words}']")).to_be_visible()


def test_anybody_searches_the_whole_country(
    server: LiveServer, village: Village, make_phone: MakePhone, look: Look
) -> None:
    furnish(server, village)
    page = make_phone("stranger").page
    page.goto(f"{server.origin}/find")
    page.get_by_label("町や村の名前").fill("川上")
    page.get_by_role("link", name="活動や施設も、全国からさがす").click()
    expect(page.get_by_label("さがす言葉")).to_have_value("川上")
    expect(page.locator(".rows .search-name").first).to_have_text("川上村")

    # The projects come before 下川町, which only has it within; alone they fill two pages.
    search(page, "imo")
    expect(page.locator(".rows .search-name").first).to_have_text("いも掘り 第1回")
    page.get_by_role("button", name="活動").click()
    expect(page.locator(".rows .search-name").nth(19)).to_have_text("いも掘り 第20回")
    expect(page.get_by_text("20件まで出しています。")).to_be_visible()
    page.get_by_role("button", name="続きを出す").click()
    expect(page.get_by_role("button", name="続きを出す")).to_have_count(0)
    names = found(page)
    assert len([name for name in names if name.startswith("いも掘り")]) == len(set(names)) == 24
    page.get_by_role("button", name="すべて").click()

    search(page, "杉の湯")
    expect(page.get_by_text("住民料金 大人 300円(一般 800円)")).to_be_visible()
    look(page, "search", until=".rows")
    page.get_by_role("button", name="自治体").click()
    expect(page.get_by_text("見つかりませんでした")).to_be_visible()
    page.get_by_role("button", name="すべて").click()
    page.get_by_text("地域や日で絞る").click()
    page.get_by_label("都道府県").select_option(label="大阪府")
    expect(page.get_by_text("見つかりませんでした")).to_be_visible()
    look(page, "search-none", until=".page[data-searched]")

    search(page, "奈良 川上")
    page.get_by_label("都道府県").select_option(label="全国")
    page.get_by_role("link", name="川上村 自治体").click()
    expect(page).to_have_url(f"{server.origin}/register/{TOWN}")
    page.go_back()
    expect(page.get_by_label("さがす言葉")).to_have_value("奈良 川上")


def test_in_the_valley_the_phone_is_searched(hana: Phone, village: Village, look: Look) -> None:
    page = hana.page
    origin = page.url.partition("/card")[0]
    # Opened once with a network, as any page that is loaded later.
    page.goto(f"{origin}/search")
    search(page, "水源地")
    expect(page.locator(".rows .search-name")).to_have_text("水源地の森の手入れ")
    keep_english(hana)
    hana.set_offline(True)
    for words, name in (("杉の湯", "湯盛温泉 ホテル杉の湯"), ("hoteru", "湯盛温泉 ホテル杉の湯")):
        search(page, words)
        expect(page.get_by_text("この電話にあるもの")).to_be_visible()
        expect(page.locator(".rows .search-name").first).to_have_text(name)
    look(page, "search-offline", until=".notice-warn")
    search(page, "yosinotyo")
    expect(page.locator(".rows .search-name").first).to_have_text("吉野町")
    search(page, "杉の湯")
    page.get_by_role("link", name="湯盛温泉 ホテル杉の湯").click()
    expect(page).to_have_url(f"{origin}/places/{village.bath}")
    hana.set_offline(False)
    page.goto(f"{origin}/search?q=水源地")
    expect(page.locator(".rows .search-name").first).to_have_text("水源地の森の手入れ")
    expect(page.get_by_text("この電話にあるもの")).to_have_count(0)
