"""Identity proof in the hand: through the stand-in as its own process, and back (R13, R16, R17)."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import consent_as, go_as, register
from tests.browser.conftest import MakePhone
from tests.support.accessibility import barriers, too_wide
from tests.support.browser import Phone
from tests.support.identity import identity_server
from tests.support.live import LiveServer
from tests.support.screens import LANGUAGES, photograph, speak
from tests.support.village import TOWN_NAME, found_village


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    with identity_server(tmp_path) as started:
        found_village(started)
        yield started


def newcomer(make_phone: MakePhone, server: LiveServer, name: str) -> Phone:
    phone = make_phone(name)
    register(phone, server.origin, "奈良 川上村", TOWN_NAME)
    return phone


def open_page(page: Page, server: LiveServer) -> None:
    page.goto(f"{server.origin}/settings")
    page.get_by_role("link", name="本人確認").click()
    expect(page.get_by_role("heading", name="本人確認", exact=True)).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)


def proven(page: Page, person: str) -> None:
    go_as(page, person)
    expect(page.get_by_text("本人確認ができました")).to_be_visible()
    page.get_by_role("link", name="つづける").click()


def test_a_proof_a_move_and_its_end(server: LiveServer, make_phone: MakePhone) -> None:
    page = newcomer(make_phone, server, "hana").page
    open_page(page, server)
    go_as(page, "やめる")
    expect(page.get_by_text("本人確認をやめました")).to_be_visible()
    page.get_by_role("button", name="はじめからやり直す").click()
    go_as(page, "奈良県吉野郡吉野町")
    expect(page.get_by_text("住んでいる市区町村: 奈良県吉野町")).to_be_visible()
    assert "code=" not in page.url
    page.get_by_role("link", name="つづける").click()
    expect(page.get_by_text("確認済み")).to_be_visible()
    expect(page.get_by_text("1984年4月3日")).to_be_visible()
    expect(page.get_by_text("残していません", exact=True)).to_be_visible()

    page.get_by_label("氏名も残して").check()
    go_as(page, "引っ越した後", "もう一度確認する")
    expect(page.get_by_text("東京都千代田区")).to_be_visible()
    page.get_by_role("link", name="つづける").click()
    expect(page.get_by_text("森本 さくら")).to_be_visible()

    page.get_by_role("button", name="本人確認を取り消す").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="本人確認を取り消す").click()
    expect(page.get_by_role("button", name="マイナンバーカードで確認する")).to_be_visible()
    expect(page.get_by_text("1984年4月3日")).to_have_count(0)


def test_what_was_brought_back_is_sent_again(server: LiveServer, make_phone: MakePhone) -> None:
    """The network goes on the way back: loading anew or pressing again brings it through."""
    page = newcomer(make_phone, server, "hana").page
    open_page(page, server)
    page.route("**/api/identity/proof/return", lambda route: route.abort())
    go_as(page, "青木 一郎")
    expect(page.get_by_text("もう一度送るだけで")).to_be_visible()
    page.reload()
    expect(page.get_by_text("もう一度送るだけで")).to_be_visible()
    page.unroute("**/api/identity/proof/return")
    page.get_by_role("button", name="もう一度").click()
    expect(page.get_by_text("北海道札幌市")).to_be_visible()
    # The same address again proves nothing more.
    page.reload()
    expect(page.get_by_text("本人確認ができませんでした")).to_be_visible()


def test_without_a_network(server: LiveServer, make_phone: MakePhone) -> None:
    page = newcomer(make_phone, server, "hana").page
    open_page(page, server)
    page.route("**/api/identity", lambda route: route.abort())
    page.reload()
    expect(page.get_by_text("本人確認には通信が必要です")).to_be_visible()


def test_a_home_that_the_address_does_not_tell(server: LiveServer, make_phone: MakePhone) -> None:
    page = newcomer(make_phone, server, "hana").page
    open_page(page, server)
    go_as(page, "海野 渡")
    expect(page.get_by_text("市区町村を選んでください")).to_be_visible()
    page.get_by_role("link", name="つづける").click()
    page.get_by_label("市区町村の名前").fill("吉野町")
    page.get_by_role("button", name="奈良県吉野町に住んでいる").click()
    page.get_by_role("button", name="これに決める").click()
    expect(page.get_by_text("奈良県吉野町 (ご自身で選択)")).to_be_visible()
    expect(page.get_by_label("市区町村の名前")).to_have_count(0)


def test_a_minor_and_a_guardian(server: LiveServer, make_phone: MakePhone) -> None:
    minor = newcomer(make_phone, server, "haru").page
    open_page(minor, server)
    proven(minor, "青木 陽")
    expect(minor.get_by_text("保護者の同意が必要です")).to_be_visible()
    minor.get_by_role("button", name="保護者に頼む").click()
    code = minor.locator("[data-guardian-url]")
    url = code.get_attribute("data-guardian-url")
    assert url

    # Who asked cannot consent, and the guardian needs no town to begin with.
    minor.goto(url)
    expect(minor.get_by_text("ご自身の招待です")).to_be_visible()
    guardian = make_phone("yoko").page
    guardian.goto(url)
    expect(guardian).to_have_url(f"{server.origin}/identity/guardian")
    consent_as(guardian, "青木 洋子")
    minor.goto(f"{server.origin}/identity")
    expect(minor.get_by_text("保護者の同意があります")).to_be_visible()

    guardian.get_by_role("link", name="本人確認の画面へ").click()
    guardian.get_by_role("button", name="同意を取り消す").click()
    guardian.get_by_role("dialog").get_by_role("button", name="同意を取り消す").click()
    expect(guardian.get_by_text("に取り消し")).to_be_visible()
    minor.reload()
    expect(minor.get_by_text("保護者の同意が必要です")).to_be_visible()


def test_one_person_does_not_become_two(server: LiveServer, make_phone: MakePhone) -> None:
    first = newcomer(make_phone, server, "first")
    open_page(first.page, server)
    proven(first.page, "青木 一郎")
    second = newcomer(make_phone, server, "second")
    page = second.page
    open_page(page, server)
    go_as(page, "青木 一郎")
    expect(page.get_by_role("heading", name="あなたの登録がもう一つあります")).to_be_visible()
    page.get_by_role("button", name="まとめない").click()
    expect(page.get_by_role("button", name="マイナンバーカードで確認する")).to_be_visible()
    go_as(page, "青木 一郎")
    page.get_by_role("button", name="一つにまとめる").click()
    expect(page.get_by_text("一つにまとめました")).to_be_visible()
    page.get_by_role("link", name="つづける").click()
    expect(page.get_by_text("北海道札幌市")).to_be_visible()

    # Both phones are the one person's: the same number, one account, the same devices.
    for phone in (first, second):
        phone.page.goto(f"{server.origin}/card")
        expect(phone.page.get_by_role("img", name="受付で見せるコード")).to_be_visible()
        phone.wait_until(
            """(await (await fetch("/api/account")).json()).registrations
                 .filter(({ linked }) => !linked).map(({ number }) => number).join() === "1" """
        )
        phone.page.goto(f"{server.origin}/settings")
        expect(phone.page.get_by_role("heading", name="パスキー")).to_be_visible()
    done = subprocess.run(
        [sys.executable, "-m", "server", "verify", "--data", str(server.data)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


class Look:
    """Photographs a page in both languages, and judges it by axe."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def __call__(self, page: Page, name: str, until: str) -> None:
        for language in LANGUAGES:
            speak(page, language)
            expect(page.locator(until).first).to_be_visible()
            expect(page.locator(".skeleton")).to_have_count(0)
            self.as_it_is(page, name)
        speak(page, "ja")

    def as_it_is(self, page: Page, name: str) -> None:
        """Of what a page loaded anew would not show."""
        photograph(page, f"identity-{name}", whole=True, look=lambda at: self.judge(page, at))

    def judge(self, page: Page, name: str) -> None:
        self.faults += [f"{name}: {fault}" for fault in barriers(page) + too_wide(page)]


@pytest.fixture
def look() -> Iterator[Look]:
    looks = Look()
    yield looks
    assert not looks.faults, "\n".join(dict.fromkeys(looks.faults))


def test_the_screens_of_a_proof(server: LiveServer, make_phone: MakePhone, look: Look) -> None:
    page = newcomer(make_phone, server, "hana").page
    open_page(page, server)
    look(page, "begin", "main .button-big")
    page.get_by_role("button", name="マイナンバーカードで確認する").click()
    expect(page.get_by_text("にせの本人確認です")).to_be_visible()
    look.as_it_is(page, "stand-in")
    page.get_by_role("button", name="やめる").click()
    expect(page.get_by_text("本人確認をやめました")).to_be_visible()
    look.as_it_is(page, "cancelled")
    page.get_by_role("button", name="はじめからやり直す").click()
    go_as(page, "奈良県吉野郡吉野町")
    expect(page.get_by_text("本人確認ができました")).to_be_visible()
    look.as_it_is(page, "done")
    look(page, "refused", ".notice-bad")
    open_page(page, server)
    look(page, "proven", ".notice-good")

    other = newcomer(make_phone, server, "other").page
    open_page(other, server)
    go_as(other, "奈良県吉野郡吉野町")
    expect(other.get_by_role("heading", name="あなたの登録がもう一つあります")).to_be_visible()
    look.as_it_is(other, "merge")
    open_page(other, server)
    go_as(other, "海野 渡")
    expect(other.get_by_text("本人確認ができました")).to_be_visible()
    open_page(other, server)
    look(other, "home-unknown", ".notice-warn")


def test_the_screens_of_guardians(server: LiveServer, make_phone: MakePhone, look: Look) -> None:
    minor = newcomer(make_phone, server, "minor").page
    open_page(minor, server)
    proven(minor, "青木 陽")
    look(minor, "minor", ".notice-warn")
    minor.get_by_role("button", name="保護者に頼む").click()
    code = minor.locator("[data-guardian-url]")
    expect(code).to_be_visible()
    look.as_it_is(minor, "invite")
    url = code.get_attribute("data-guardian-url")
    assert url

    guardian = newcomer(make_phone, server, "guardian").page
    guardian.goto(url)
    look(guardian, "guardian-unproven", ".notice-warn")
    open_page(guardian, server)
    go_as(guardian, "青木 洋子")
    guardian.get_by_role("link", name="保護者の同意へ戻る").click()
    look(guardian, "guardian", ".identity-relation")
    guardian.get_by_role("button", name="I consent").or_(
        guardian.get_by_role("button", name="同意する")
    ).click()
    open_page(guardian, server)
    look(guardian, "consents", ".list-row")
    open_page(minor, server)
    look(minor, "consented", ".list-row")

    stranger = make_phone("stranger").page
    stranger.goto(f"{server.origin}/identity/guardian")
    look(stranger, "guardian-stranger", "main .button-big")
    stranger.goto(f"{server.origin}/identity")
    look(stranger, "signed-out", "main .notice")
