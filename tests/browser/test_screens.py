"""Every screen, photographed in two sizes, light and dark, in both languages, and checked by axe.

The pictures go to build/screens, to be looked at: `just screens`.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect, sync_playwright

from tests.browser.acts import picture_of, register, wait_until_offline_ready
from tests.support.accessibility import barriers, too_wide
from tests.support.browser import Phone, phone
from tests.support.live import LiveServer, live_server
from tests.support.screens import LANGUAGES, photograph, speak
from tests.support.village import TOWN, TOWN_NAME, Village, found_village


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with live_server(tmp_path_factory.mktemp("screens") / "data") as started:
        yield started


@pytest.fixture(scope="module")
def newcomer(
    playwright: Playwright, server: LiveServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Phone]:
    with phone(playwright, tmp_path_factory.mktemp("newcomer")) as made:
        made.page.goto(server.origin)
        show(made.page, "first-run")
        made.page.goto(f"{server.origin}/start")
        show(made.page, "start")
        yield made


@pytest.fixture(scope="module")
def village(server: LiveServer, newcomer: Phone) -> Village:
    """After the newcomer has seen the empty installation."""
    assert newcomer.page.url.startswith(server.origin)
    return found_village(server)


@pytest.fixture(scope="module")
def member(
    playwright: Playwright,
    server: LiveServer,
    village: Village,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Phone]:
    assert village.bath
    with phone(playwright, tmp_path_factory.mktemp("member")) as made:
        register(made, server.origin, "奈良 川上村", TOWN_NAME)
        wait_until_offline_ready(made)
        yield made


@pytest.fixture(scope="module")
def staff(
    playwright: Playwright,
    server: LiveServer,
    village: Village,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Phone]:
    with phone(playwright, tmp_path_factory.mktemp("staff")) as made:
        page = made.page
        page.goto(village.invite)
        expect(page.get_by_role("button", name="新しくパスキーを作って始める")).to_be_visible()
        show(page, "join")
        page.goto("about:blank")
        page.goto(village.invite)
        page.get_by_role("button", name="新しくパスキーを作って始める").click()
        page.get_by_role("button", name="保存しました。次へ").click()
        expect(page.get_by_role("heading", name="受付", exact=True)).to_be_visible()
        yield made


def show(page: Page, name: str, settle: Callable[[Page], Any] | None = None) -> None:
    """Photographs a screen in both languages, and has axe judge each picture."""
    for language in LANGUAGES:
        speak(page, language)
        (settle or _settle)(page)
        photograph(page, name, look=lambda stem: judge(page, stem))
    speak(page, "ja")
    (settle or _settle)(page)


def _settle(page: Page) -> None:
    expect(page.locator("main h1")).to_have_count(1)
    expect(page.locator(".skeleton")).to_have_count(0)


def judge(page: Page, stem: str) -> None:
    """No fault against WCAG 2.2 AA that a machine can find, and no sideways scrolling."""
    faults = barriers(page) + too_wide(page)
    assert not faults, f"{stem}:\n" + "\n".join(faults)


MEMBER = ["find", f"register/{TOWN}", f"survey/{TOWN}", "card", "journal", "places", "settings"]


@pytest.mark.parametrize("path", MEMBER)
def test_member(server: LiveServer, member: Phone, path: str) -> None:
    member.page.goto(f"{server.origin}/{path}")
    show(member.page, path.split("/", maxsplit=1)[0])


@pytest.mark.parametrize("path", ["welcome", "signin", "recover"])
def test_newcomer(server: LiveServer, newcomer: Phone, village: Village, path: str) -> None:
    assert village.office
    newcomer.page.goto(f"{server.origin}/{path}")
    show(newcomer.page, path)


def test_staff(server: LiveServer, staff: Phone, member: Phone) -> None:
    page = staff.page
    page.goto(f"{server.origin}/staff")
    show(page, "staff")
    member.page.goto(f"{server.origin}/card")
    expect(member.page.locator("svg.qr").first).to_be_visible()
    staff.see(picture_of(member))
    page.goto(f"{server.origin}/staff/scan")

    def answered(shown: Page) -> None:
        expect(shown.locator("[data-verdict]")).to_be_visible()

    show(page, "verdict", answered)
    staff.see(None)
    page.goto(f"{server.origin}/staff/attendance")
    show(page, "attendance")


OFFICE = ["office", "office/members", "office/places", "office/projects", "office/people"]


@pytest.mark.parametrize("path", [*OFFICE, "office/attendance"])
def test_office(server: LiveServer, newcomer: Phone, village: Village, path: str) -> None:
    newcomer.context.add_cookies(
        [{"name": n, "value": v, "url": server.origin} for n, v in village.office.items()]
    )
    newcomer.page.goto(f"{server.origin}/{path}")
    show(newcomer.page, path.replace("/", "-"))
