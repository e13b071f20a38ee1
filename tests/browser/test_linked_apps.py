"""A town links its app; a member is sent by it, reads what it asks, allows it and takes it back
(R60). Pictures of each screen are looked at."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.acts import register
from tests.browser.conftest import MakePhone
from tests.support.accessibility import barriers
from tests.support.linked_app import LinkedApp
from tests.support.live import LiveServer
from tests.support.screens import LANGUAGES, photograph, speak
from tests.support.village import TOWN, TOWN_NAME, Village

DESK = {"width": 1280, "height": 800}
BACK = "http://localhost:9/back"
NAME = "かわかみ手帳"


@pytest.fixture
def office(server: LiveServer, village: Village, make_phone: MakePhone) -> Page:
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


def look(page: Page, name: str, ready: Callable[[], None]) -> None:
    for language in LANGUAGES:
        speak(page, language)
        ready()
        photograph(page, name, whole=True)
        assert barriers(page) == []
    speak(page, "ja")
    ready()


def called(work: Callable[[LinkedApp], Any], server: LiveServer, app: str, secret: str) -> Any:
    """The app's own server at work: in a thread, for Playwright's loop runs in this one."""

    async def run() -> Any:
        async with httpx.AsyncClient(base_url=server.origin) as http:
            return await work(LinkedApp(http, app, secret, BACK))

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(run())).result()


def link_by_hand(server: LiveServer, office: Page) -> tuple[str, str]:
    """As an office does it; gives the id and the secret that are shown."""
    office.goto(f"{server.origin}/office/apps")
    expect(office.get_by_text("連携しているアプリはありません")).to_be_visible()
    office.get_by_role("button", name="アプリを連携する").click()
    office.get_by_role("button", name="連携する", exact=True).click()
    expect(office.get_by_text("入れてください").first).to_be_visible()
    office.get_by_label("アプリの名前").fill(NAME)
    office.get_by_label("提供する団体と連絡先").fill("川上村観光協会 0746-52-0111")
    office.get_by_text("活動と滞在の日を見る").click()
    office.get_by_label("許可のあとの戻り先").fill(BACK)
    office.get_by_label("通知先").fill("https://app.example/hooks")
    office.get_by_role("button", name="連携する", exact=True).click()
    shown = office.locator(".notice code")
    expect(shown).to_have_count(4)
    app, secret = shown.nth(0).inner_text(), shown.nth(1).inner_text()
    photograph(office, "office-apps-secrets", whole=True)
    assert barriers(office) == []
    office.get_by_role("button", name="渡しました").click()
    expect(office.get_by_text(secret)).to_have_count(0)
    return app, secret


def test_a_town_links_its_app_and_a_member_allows_it(
    server: LiveServer, village: Village, office: Page, make_phone: MakePhone
) -> None:
    app, secret = link_by_hand(server, office)

    # The member is sent by the app.
    url, begun = called(lambda one: one.ask("registration:read activity:read"), server, app, secret)
    hana = make_phone("hana")
    register(hana, server.origin, "奈良 川上村", TOWN_NAME)
    page = hana.page
    page.goto(url)
    allow = page.get_by_role("button", name="許可する", exact=True)
    expect(page.get_by_text("登録の状態を見る")).to_be_visible()
    look(page, "consent", lambda: expect(page.locator(".button-primary")).to_be_visible())
    page.get_by_role("checkbox").click()
    went: list[str] = []

    def arrive(route: Route) -> None:
        went.append(route.request.url)
        route.fulfill(body="back")

    page.route("http://localhost:9/**", arrive)
    allow.click()
    page.wait_for_url("http://localhost:9/**")
    tokens = called(lambda one: one.finish(begun, went[0]), server, app, secret)
    state = called(lambda one: one.registration(tokens["member"]), server, app, secret)
    assert state["registered"] and state["body"] == TOWN

    # They see it, and take it back.
    page.goto(f"{server.origin}/settings")
    page.get_by_role("link", name="連携アプリ").click()
    mine = page.get_by_role("region", name=NAME)
    expect(mine).to_contain_text("川上村観光協会")
    expect(mine.get_by_role("checkbox")).to_be_checked()
    look(page, "apps", lambda: expect(page.locator(".scopes")).to_be_visible())
    mine.get_by_role("checkbox").click()
    expect(mine.get_by_role("checkbox")).not_to_be_checked()
    mine.get_by_role("button", name="許可を取り消す").click()
    page.get_by_role("dialog").get_by_role("button", name="許可を取り消す").click()
    expect(page.get_by_text("許可したアプリはありません")).to_be_visible()
    assert called(lambda one: one.get("/api/v1/members"), server, app, secret)["members"] == []

    end_by_hand(office)


def end_by_hand(office: Page) -> None:
    """The office sees what was told, which no such address takes; new secrets; and the end."""
    office.reload()
    office.get_by_role("button", name="詳しく").click()
    expect(office.get_by_text("許可の取り消し")).to_be_visible()
    look_at_office(office)
    office.get_by_role("button", name="シークレットを新しくする").click()
    office.get_by_role("dialog").get_by_role("button", name="シークレットを新しくする").click()
    expect(office.locator(".notice code")).to_have_count(4)
    expect(office.get_by_text("前のシークレットは")).to_be_visible()
    office.get_by_role("button", name="連携を終了する").click()
    office.get_by_role("dialog").get_by_role("button", name="連携を終了する").click()
    expect(office.get_by_text("連携を終了", exact=True)).to_be_visible()


def look_at_office(office: Page) -> None:
    for language in LANGUAGES:
        speak(office, language)
        office.locator(".list-row .button-quiet").first.click()
        expect(office.locator(".app-detail .rows")).to_be_visible()
        photograph(office, "office-apps", whole=True)
        assert barriers(office) == []
    speak(office, "ja")
    office.locator(".list-row .button-quiet").first.click()


def test_nobody_is_asked_without_signing_in_or_by_a_stranger(
    server: LiveServer, village: Village, make_phone: MakePhone
) -> None:
    page = make_phone("newcomer").page
    query = f"client_id=app_{'0' * 24}&redirect_uri=https://evil.example&response_type=code"
    page.goto(f"{server.origin}/authorize?{query}")
    sign_in = page.get_by_role("link", name="サインインする")
    expect(sign_in).to_be_visible()
    target = parse_qs(urlsplit(sign_in.get_attribute("href") or "").query)["next"]
    assert target == [f"/authorize?{query}"]
    hana = make_phone("hana")
    register(hana, server.origin, "奈良 川上村", TOWN_NAME)
    hana.page.goto(f"{server.origin}/authorize?{query}")
    expect(hana.page.get_by_text("アプリからの案内が正しくありません")).to_be_visible()
    assert urlsplit(hana.page.url).netloc == urlsplit(server.origin).netloc
