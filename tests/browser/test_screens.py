"""Every screen, photographed in two sizes, light and dark, in both languages, and judged by axe.

The pictures go to build/screens, to be looked at: `just screens`. A person's screens are walked to
the end before what was found is told.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from sync.calendar import day_of, format_day
from tests.browser.acts import (
    first_day_ahead,
    join_as_staff,
    keep_english,
    printed_code,
    register,
    sync_by_visit,
    wait_until_offline_ready,
)
from tests.browser.conftest import MakePhone
from tests.support.accessibility import barriers, too_wide
from tests.support.authenticator import CHANGE
from tests.support.kiosk import screen_of
from tests.support.live import LiveServer, live_server
from tests.support.picture import code_picture
from tests.support.reader import type_code
from tests.support.regulars import Known, Regular, apply, ask_review, regulars
from tests.support.screens import LANGUAGES, SCHEMES, photograph, speak
from tests.support.village import TOWN, TOWN_NAME, Village, found_village


class Look:
    """Photographs the screen that is open, after a press if one is named, and judges it.

    `faults` against WCAG 2.2 AA that a machine can find, and sideways scrolling, fail the test at
    its end.
    """

    def __init__(self) -> None:
        self.faults: list[str] = []

    def __call__(
        self,
        page: Page,
        name: str,
        *,
        press: str = "",
        until: str = "main h1",
        whole: bool = True,
    ) -> None:
        for language in LANGUAGES:
            speak(page, language)
            expect(page.locator(".skeleton")).to_have_count(0)
            if press:
                page.locator(press).first.click()
            expect(page.locator(until)).to_have_count(1)
            expect(page.locator(".skeleton")).to_have_count(0)
            photograph(page, name, whole=whole, look=lambda picture: self.judge(page, picture))
        speak(page, "ja")

    def judge(self, page: Page, name: str) -> None:
        self.faults += [f"{name}: {fault}" for fault in barriers(page) + too_wide(page)]


@pytest.fixture
def look() -> Iterator[Look]:
    looks = Look()
    yield looks
    assert not looks.faults, "\n".join(dict.fromkeys(looks.faults))


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[LiveServer]:
    with live_server(tmp_path / "sample", command="sample") as started:
        yield started


def test_the_first_day(server: LiveServer, make_phone: MakePhone, look: Look) -> None:
    newcomer = make_phone("newcomer")
    page = newcomer.page
    page.goto(server.origin)
    look(page, "first-run")
    page.goto(f"{server.origin}/start")
    look(page, "start")
    village = found_village(server)
    page.goto(village.invite)
    look(page, "join")
    for path in ("welcome", "signin", "recover", "find", f"register/{TOWN}", "card", "staff"):
        page.goto(f"{server.origin}/{path}")
        look(page, f"new-{path.split('/', maxsplit=1)[0]}")
    page.goto(f"{server.origin}/office")
    look(page, "new-office")

    register(newcomer, server.origin, "奈良 川上村", TOWN_NAME)
    for path in ("card", "journal", "places", f"survey/{TOWN}", "settings"):
        page.goto(f"{server.origin}/{path}")
        look(page, f"first-{path.split('/', maxsplit=1)[0]}", whole=path != "card")
    office = make_phone("office")
    newcomer.see(printed_code(office, server, village, village.bath))
    page.goto(f"{server.origin}/scan-place")
    look(page, "first-scan-place", until="main h2")
    for path in ("office", "office/members", "office/places", "office/projects", "office/people"):
        office.page.goto(f"{server.origin}/{path}")
        look(office.page, f"first-{path.replace('/', '-')}")


def test_locked_and_lost(server: LiveServer, make_phone: MakePhone, look: Look) -> None:
    found_village(server)
    hana = make_phone("hana")
    page = hana.page
    register(hana, server.origin, "奈良 川上村", TOWN_NAME)
    wait_until_offline_ready(hana)
    look(page, "card-large", press=".card-under .button", until="dialog[open]", whole=False)
    page.goto(f"{server.origin}/settings")
    look(page, "lock-ask", press=".lock-on", until="dialog[open]", whole=False)
    page.locator(".lock-on").click()
    page.get_by_role("dialog").get_by_role("button", name="パスキーで確かめてかける").click()
    expect(page.get_by_text("ロックをかけました")).to_be_visible()
    for language in LANGUAGES:  # a page that is loaded anew is locked
        speak(page, language)
        photograph(page, "locked", whole=True, look=lambda picture: look.judge(page, picture))
        page.locator(".lock .button-primary").click()
        expect(page.get_by_role("dialog").or_(page.locator(".settings"))).to_be_visible()
        photograph(page, "settings-locked", whole=True)
    speak(page, "ja")
    page.locator(".lock .button-primary").click()
    page.get_by_role("button", name="新しい回復コードを作る").click()
    expect(page.locator(".code-list li")).to_have_count(10)
    codes = page.locator(".code-list li").all_inner_texts()
    new = make_phone("new").page
    for language, code in zip(LANGUAGES, codes, strict=False):
        new.goto(f"{server.origin}/recover")
        speak(new, language)
        new.locator("form input").fill(code)
        new.locator("form .button-primary").click()
        new.locator(".page > .button-quiet").click()
        expect(new.locator(".settings-list li")).to_have_count(1)
        photograph(new, "recover-lost", look=lambda picture: look.judge(new, picture))
    new.locator(".settings-list button").click()
    expect(new.locator(".notice-good")).to_be_visible()
    page.goto(f"{server.origin}/card")
    page.locator(".lock .button-primary").click()
    expect(page.locator(".card-trouble")).to_be_visible()
    page.evaluate("localStorage.removeItem('furusato.lock')")
    look(page, "card-stopped", whole=False)


def test_the_places_screen(server: LiveServer, make_phone: MakePhone, look: Look) -> None:
    village = found_village(server)
    tablet, hana, office = make_phone("tablet"), make_phone("hana"), make_phone("office")
    join_as_staff(tablet, village.invite)
    page = tablet.page
    look(page, "staff-with-kiosk")
    make = ".staff .panel:last-child .button-big"
    look(page, "kiosk-start", press=make, until="dialog[open]", whole=False)
    page.locator(make).click()
    page.locator("dialog input").fill("0420")
    page.locator("dialog .button-primary").click()
    expect(page.locator("svg.qr")).to_be_visible()
    look(page, "kiosk", until="svg.qr", whole=False)
    page.locator(".kiosk-corner").press("Enter")
    photograph(page, "kiosk-leave")

    register(hana, server.origin, "奈良 川上村", TOWN_NAME)
    screen = screen_of(server, village, village.bath)
    hana.see(code_picture(screen.shows(later=11 * 60)))
    hana.page.goto(f"{server.origin}/scan-place")
    look(hana.page, "scan-live-stale", until="main h2")
    hana.see(code_picture(screen.shows(later=3 * 60)))
    hana.page.goto(f"{server.origin}/scan-place")
    look(hana.page, "scan-live", until="main h2")

    printed_code(office, server, village, village.bath)
    office.page.goto(f"{server.origin}/card")
    office.page.evaluate(f"localStorage.setItem('furusato.office-body', '{TOWN}')")
    for path in ("places", "projects"):
        office.page.goto(f"{server.origin}/office/{path}")
        if path == "projects":
            office.page.get_by_text("活動のコード（印刷して貼る）").click()
            office.page.get_by_role("button", name="活動のコードを作る").click()
            expect(office.page.locator(".code-sheet img")).to_be_visible()
        look(office.page, f"office-{path}-codes")

    # Weeks without a network: what the tablet tells those who look after it.
    tablet.set_offline(True)
    for days, name, state in ((23, "kiosk-ends", "showing"), (40, "kiosk-expired", "expired")):
        page.clock.install(time=time.time() + days * 86_400)
        page.goto(f"{server.origin}/")
        expect(page.locator(f"[data-kiosk={state}]")).to_be_visible()
        expect(page.locator(".kiosk-notes li")).to_have_count(1)
        photograph(page, name)
        look.judge(page, name)


def enter(page: Page, sample: LiveServer, persona: str) -> None:
    page.goto(sample.origin)
    page.get_by_role("button", name=persona).click()
    expect(page).not_to_have_url(f"{sample.origin}/")
    expect(page.locator(".skeleton")).to_have_count(0)


def test_the_member(sample: LiveServer, make_phone: MakePhone, look: Look) -> None:
    page = make_phone("member").page
    page.goto(sample.origin)
    look(page, "sample")
    enter(page, sample, "森本 さくら")
    for path in ("card", "journal", "places", "settings", "printed"):
        page.goto(f"{sample.origin}/{path}")
        look(page, path, whole=path != "card")
    first_town = "main section .button"
    look(page, "printed-print", press=first_town, until="dialog[open]", whole=False)
    page.goto(f"{sample.origin}/printed")
    lost = ".list-row .button-quiet"
    look(page, "printed-stop", press=lost, until="dialog[open]", whole=False)
    page.goto(f"{sample.origin}/card")
    look(page, "card-large", press=".qr-button", until=".card-large", whole=False)
    look(page, "sync", press="header button", until="dialog[open]", whole=False)
    page.goto(f"{sample.origin}/journal")
    look(page, "note", press=".item button", until="textarea", whole=False)
    page.goto(f"{sample.origin}/places")
    page.get_by_role("link", name="杉の湯").click()
    look(page, "place")
    page.goto(f"{sample.origin}/courier/take")
    look(page, "courier-take")
    page.goto(f"{sample.origin}/no-such-page")
    look(page, "not-here", until="main h1, main h2")


def test_the_courier(sample: LiveServer, make_phone: MakePhone, look: Look, tmp_path: Path) -> None:
    owner, courier = make_phone("owner"), make_phone("courier").page
    page = owner.page
    enter(page, sample, "森本 さくら")
    page.goto(f"{sample.origin}/courier/hand")
    look(page, "courier-nothing")
    # The app is there without a network; the API is what cannot be reached.
    page.route("**/api/**", lambda route: route.abort())
    page.goto(f"{sample.origin}/settings")
    page.get_by_label("表示する名前").fill("さくら")
    page.get_by_role("button", name="名前を保存").click()
    expect(page.get_by_text("未送信 1件")).to_be_visible()
    page.goto(f"{sample.origin}/courier")
    look(page, "courier-unsent")
    page.goto(f"{sample.origin}/courier/hand")
    look(page, "courier-hand")
    first_way = ".courier-way:first-child .button"
    look(page, "courier-codes", press=first_way, until=".frames svg")
    look(page, "courier-file", press=".courier-way:last-child .button", until=".button-big")
    page.goto(f"{sample.origin}/courier/hand")
    page.get_by_role("button", name="ファイルで渡す").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="ファイルに保存").click()
    parcel = tmp_path / "parcel.furusato"
    download.value.save_as(parcel)
    page.goto(f"{sample.origin}/courier")
    look(page, "courier-handed")

    courier.goto(f"{sample.origin}/courier")
    look(courier, "courier-none")
    courier.route("**/api/**", lambda route: route.abort())
    courier.goto(f"{sample.origin}/courier/take")
    courier.locator("input[type=file]").set_input_files(parcel)
    expect(courier.locator(".notice-good")).to_be_visible()
    for language in LANGUAGES:
        speak(courier, language)
        courier.locator("input[type=file]").set_input_files(parcel)
        expect(courier.locator(".notice-good")).to_be_visible()
        photograph(courier, "courier-taken", whole=True)
    speak(courier, "ja")
    courier.goto(f"{sample.origin}/courier")
    look(courier, "courier-carried")
    look(
        courier, "courier-drop", press=".list-row .button-quiet", until="dialog[open]", whole=False
    )
    courier.unroute("**/api/**")
    courier.reload()
    expect(courier.locator("a[href^='/courier/give/']")).to_be_visible()
    look(courier, "courier-delivered")
    courier.locator("a[href^='/courier/give/']").click()
    look(courier, "courier-give")


def test_the_staff(sample: LiveServer, make_phone: MakePhone, look: Look) -> None:
    staff = make_phone("staff")
    page = staff.page
    enter(page, sample, "杉の湯の受付")
    look(page, "staff")
    page.goto(f"{sample.origin}/staff/attendance")
    step_back_until_somebody_came(page)
    look(page, "attendance")
    page.goto(f"{sample.origin}/staff/scan")
    look(page, "scan")
    for language in LANGUAGES:
        speak(page, language)
        expect(page.locator("[data-count]")).to_be_visible()
        type_code(staff, "FJ1" + 20 * "A")
        expect(page.locator(".notice-bad")).to_be_visible()
        photograph(page, "scan-wrong-layout", look=lambda name: look.judge(page, name))
    page.goto(f"{sample.origin}/staff/by-hand")
    look(page, "by-hand")
    for language in LANGUAGES:
        speak(page, language)
        expect(page.locator(".keypad")).to_be_visible()
        page.keyboard.type("9999")
        expect(page.locator(".notice-warn")).to_be_visible()
        photograph(page, "by-hand-nobody", whole=True)
        page.reload()
        expect(page.locator(".keypad")).to_be_visible()
        page.keyboard.type("1")
        expect(page.locator("[data-member]")).to_be_visible()
        photograph(page, "by-hand-found", whole=True)
        look.judge(page, f"by-hand-found.{language}")
        page.locator("[data-member] .button").click()
        expect(page.locator("[data-outcome]")).to_be_visible()
        photograph(page, "by-hand-recorded")
        page.reload()
        expect(page.locator(".keypad")).to_be_visible()
        page.locator(".hand-ways button").last.click()
        page.locator("input").fill("さくら")
        expect(page.locator(".list-row")).not_to_have_count(0)
        photograph(page, "by-hand-name", whole=True)


def step_back_until_somebody_came(page: Page) -> None:
    """Today may still be empty: the sample village lives by the clock."""
    someone = page.locator("[data-count]:not([data-count='0'])")
    nobody = page.get_by_role("heading", name="この日の記録はありません")
    expect(someone.or_(nobody)).to_be_visible()
    while nobody.is_visible():
        page.get_by_role("button", name="前の日").click()
        expect(someone.or_(nobody)).to_be_visible()


VERDICTS = (
    "valid",
    "expired",
    "revoked",
    "wrong_body",
    "stale",
    "not_yet_valid",
    "unknown_issuer",
    "not_ours",
)
"""Of the sample village's cards, in their order."""


def test_the_verdicts(sample: LiveServer, make_phone: MakePhone, look: Look) -> None:
    page = make_phone("verdicts").page
    enter(page, sample, "杉の湯の受付")
    page.clock.install()
    page.goto(f"{sample.origin}/staff/scan")
    for language in LANGUAGES:
        # At the very end: after another card the first one would be a copy of itself.
        printed = ["printed"] if language == LANGUAGES[-1] else []
        for at, name in enumerate([*VERDICTS, *printed]):
            verdict = "valid" if name == "printed" else name
            speak(page, language)
            card = page.locator("section:has(> h2) .row button").nth(at)
            expect(card).to_be_visible()
            # While the clock stands still, an answer stays as large as it comes.
            page.clock.pause_at(time.time() + 1)
            card.click()
            expect(page.locator(f"[data-verdict={verdict}]:not(.verdict-small)")).to_be_visible()
            photograph(page, f"verdict-{name}")
            page.clock.resume()
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                look.judge(page, f"verdict-{name}.{scheme}")


def test_what_a_town_gives(sample: LiveServer, make_phone: MakePhone, look: Look) -> None:
    """Benefits, subsidies and refuge: at the office, on members' and staff phones (R50-R55)."""
    page = make_phone("office").page
    enter(page, sample, "村役場")
    page.goto(f"{sample.origin}/office/benefits")
    look(page, "office-benefits")
    blank = ".template-list .button-quiet"
    look(page, "office-benefit-new", press=blank, until="[data-check='']")
    edit = "[data-benefit='2'] .button"
    look(page, "office-benefit-edit", press=edit, until="[data-may]")
    page.goto(f"{sample.origin}/office/benefits/subsidies")
    look(page, "office-subsidies", press=".application details summary", until="h1")
    other = ".application .button-quiet"
    look(page, "office-subsidy-otherwise", press=other, until="dialog[open]", whole=False)
    page.goto(f"{sample.origin}/office/benefits/subsidies")
    page.get_by_role("button", name="を認める").click()
    expect(page.locator("[data-unpaid]")).to_have_count(1)
    look(page, "office-subsidies-unpaid")
    pay = "[data-unpaid] .button-primary"
    look(page, "office-subsidies-pay", press=pay, until="dialog[open]", whole=False)
    page.goto(f"{sample.origin}/office/benefits/refuge")
    page.get_by_label("災害の名前").fill("大阪の地震(見本)")
    page.get_by_label("地域を足す").fill("おおさかふ")
    page.get_by_role("button", name="大阪府").first.click()
    page.get_by_role("button", name="受け入れを始める").click()
    expect(page.locator("[data-evacuee]")).to_have_count(1)
    look(page, "office-refuge")

    staff = make_phone("staff").page
    enter(staff, sample, "杉の湯の受付")
    look(staff, "staff-in-a-disaster")
    staff.goto(f"{sample.origin}/staff/reception")
    expect(staff.locator("[data-evacuee]")).to_have_count(1)
    look(staff, "staff-reception")

    member = make_phone("member").page
    enter(member, sample, "森本 さくら")
    member.goto(f"{sample.origin}/benefits")
    look(member, "benefits")
    change = "[data-consent] .button"
    look(member, "benefits-refuge", press=change, until="dialog[open]", whole=False)
    member.goto(f"{sample.origin}/benefits/{TOWN}/2")
    look(member, "benefits-apply", press="form button[type=submit]", until="form")


def test_the_office(sample: LiveServer, make_phone: MakePhone, look: Look) -> None:
    page = make_phone("office").page
    enter(page, sample, "村役場")
    look(page, "office")
    for path in ("members", "places", "projects", "people", "attendance"):
        page.goto(f"{sample.origin}/office/{path}")
        if path == "attendance":
            step_back_until_somebody_came(page)
        look(page, f"office-{path}")
    page.goto(f"{sample.origin}/office/places")
    look(page, "office-place-form", press=".office .stack .button-primary", until="form")
    page.goto(f"{sample.origin}/office/projects")
    look(page, "office-project-form", press=".office .stack .button-primary", until="form")
    page.goto(f"{sample.origin}/office/people")
    look(page, "office-invite", press=".invite-roles .button", until=".invite-code")
    page.goto(f"{sample.origin}/office/members")
    page.locator(".rows a").first.click()
    page.locator(".member-columns").wait_for()
    stop = ".panel button:has-text('カードを止める'), .panel button:has-text('Stop cards')"
    look(page, "office-stop", press=stop, until="dialog[open]", whole=False)


def test_activities(sample: LiveServer, make_phone: MakePhone, look: Look) -> None:
    """A project from all sides: members, the office, its partner, reception."""
    page, desk = make_phone("member").page, make_phone("office").page
    enter(page, sample, "森本 さくら")
    page.goto(f"{sample.origin}/activities")
    look(page, "activities")
    page.goto(f"{sample.origin}/activities/interests")
    look(page, "activities-interests")
    page.goto(f"{sample.origin}/activities/mine")
    look(page, "activities-mine")
    page.goto(f"{sample.origin}/activities")
    page.get_by_role("link", name="水源の森の間伐").click()
    look(page, "activity")
    look(page, "activity-apply", press=".activity-days .button", until="dialog[open]", whole=False)
    newcomer = make_phone("newcomer").page
    newcomer.goto(page.url)
    look(newcomer, "activity-new")
    newcomer.goto(f"{sample.origin}/activities")
    look(newcomer, "activities-new")

    enter(desk, sample, "村役場")
    desk.goto(f"{sample.origin}/office/desk")
    expect(desk.locator("[data-submitted]")).to_be_visible()
    look(desk, "desk-project", until="[data-submitted]")
    returned = "[data-submitted] .button-secondary"
    look(desk, "desk-project-return", press=returned, until="dialog[open]", whole=False)
    desk.goto(f"{sample.origin}/office/projects")
    desk.get_by_role("link", name="申し込みを見る").last.click()
    look(desk, "office-applicants")
    desk.goto(f"{sample.origin}/office/projects/report")
    desk.get_by_label("いつまで").fill("2027-12-31")
    look(desk, "office-report", until="main h1")
    desk.goto(f"{sample.origin}/organise")
    look(desk, "organise-nobody")
    reception = make_phone("reception").page
    enter(reception, sample, "杉の湯の受付")
    reception.goto(f"{sample.origin}/staff/turnout")
    look(reception, "staff-turnout")


def open_office(make_phone: MakePhone, server: LiveServer, village: Village) -> Page:
    """A browser that is signed in as the town's office."""
    office = make_phone("office")
    printed_code(office, server, village, village.bath)
    page = office.page
    page.goto(f"{server.origin}/card")
    page.evaluate(f"localStorage.setItem('furusato.office-body', '{TOWN}')")
    return page


def write_rules(server: LiveServer, village: Village, programme_of: list[Known]) -> None:
    """Rules that were written anew, and others to come; a programme."""
    activity = [{"kind": "activities", "count": 1}]
    stays = [
        {"kind": "stay-days", "count": 20},
        {"kind": "residence", "of": [290009], "excluded": True},
    ]
    validities = [{"programme": 1, "months": 36}]
    today, later = (format_day(day_of(time.time_ns() // 10**6) + days) for days in (0, 90))
    with httpx.Client(base_url=server.origin, headers=CHANGE, cookies=village.office) as browser:
        body = f"/api/office/{TOWN}"
        browser.post(f"{body}/programmes", json={"name": "移住を考える人"}).raise_for_status()
        belonging = {"numbers": [one.number for one in programme_of], "belongs": True}
        browser.post(f"{body}/programmes/1/members", json=belonging).raise_for_status()
        rules = browser.get(f"{body}/policy").json()["in_force"] | {"grant": "staff"}
        for day, change in (
            (today, {}),
            (today, {"premium": [activity]}),
            (later, {"premium": [activity, stays], "validities": validities}),
        ):
            written = {"from_day": day, "policy": rules | change}
            browser.put(f"{body}/policy", json=written).raise_for_status()


def test_the_office_decides(server: LiveServer, make_phone: MakePhone, look: Look) -> None:
    village = found_village(server)
    page = open_office(make_phone, server, village)
    page.goto(f"{server.origin}/office/desk")
    look(page, "office-desk-empty", until=".desk-empty")
    mori, hayashi, tani = regulars(
        server,
        village,
        Regular("森本 さくら", scanned=True, entered=3),
        Regular("林 健一", scanned=True, entered=2),
        Regular("谷 ヨシ", proven=False),
    )
    write_rules(server, village, [mori])
    ask_review(
        server, tani, apply(server, tani), "三回とも行きました。\n名簿に書いてあるはずです。"
    )
    for one in (mori, hayashi):
        apply(server, one)

    page.goto(f"{server.origin}/office")
    look(page, "office-waiting", until=".notice-warn")
    page.goto(f"{server.origin}/office/desk")
    look(page, "office-desk", until="[data-evidence]")
    every = "[data-evidence] > .choice"
    look(page, "office-desk-chosen", press=every, until=".desk-foot")
    together = "[data-waiting] .button-primary"
    look(page, "office-desk-all", press=together, until="dialog[open]", whole=False)
    other = "[data-waiting] .panel .button-quiet"
    look(page, "office-desk-otherwise", press=other, until="dialog[open]", whole=False)
    page.goto(f"{server.origin}/office/members/{mori.number}")
    look(page, "office-member", until=".member-columns")
    decide = ".member-columns .panel .button-secondary"
    look(page, "office-member-decide", press=decide, until="dialog[open]", whole=False)
    page.goto(f"{server.origin}/office/members/{tani.number}")
    look(page, "office-member-basic", until=".member-columns")
    page.goto(f"{server.origin}/office/members/99")
    look(page, "office-member-nobody", until=".empty")


def test_the_office_writes_rules(server: LiveServer, make_phone: MakePhone, look: Look) -> None:
    village = found_village(server)
    page = open_office(make_phone, server, village)
    page.goto(f"{server.origin}/office/rules")
    look(page, "office-rules-first", until="[data-rules=now]")
    mori, _ = regulars(
        server, village, Regular("森本 さくら", scanned=True), Regular("林 健一", entered=2)
    )
    write_rules(server, village, [mori])
    page.reload()
    look(page, "office-rules", until="[data-rules=now]")
    look(page, "office-rules-past", press=".policy-past summary", until="details[open]")
    look(page, "office-programme", press=".list-row .button-quiet", until=".programme-members")
    write = "[data-rules=now] .button-primary"
    look(page, "office-rules-write", press=write, until=".rule-editor")
    for language in LANGUAGES:
        speak(page, language)
        page.evaluate("localStorage.removeItem('furusato.policy-drafts')")
        page.reload()
        page.locator(write).click()
        page.locator(".rule-columns .row .button").nth(2).click()  # who lives far away
        page.locator(".rule-way input").first.fill("")
        expect(page.locator(".rule-editor .field-error")).to_have_count(1)
        photograph(page, "office-rules-wrong", whole=True, look=lambda name: look.judge(page, name))
        page.locator(".office-nav a").first.click()
        expect(page.locator("dialog[open]")).to_be_visible()
        photograph(page, "office-rules-leave", look=lambda name: look.judge(page, name))
        page.locator("dialog[open] .button-secondary").click()
        expect(page).to_have_url(f"{server.origin}/office")
        page.goto(f"{server.origin}/office/rules")
    look(page, "office-rules-draft", until=".notice")


def test_a_card_for_one_day(server: LiveServer, make_phone: MakePhone, look: Look) -> None:
    village = found_village(server)
    hana, page = make_phone("hana"), open_office(make_phone, server, village)
    register(hana, server.origin, "奈良 川上村", TOWN_NAME)
    page.goto(f"{server.origin}/office")
    page.get_by_role("checkbox", name="毎日ちがうカードにする").check()
    expect(page.get_by_text("日ごとのカードにしました")).to_be_visible()
    look(page, "office-daily", until=".choice :checked")
    wait_until_offline_ready(hana)
    sync_by_visit(hana, rounds=2)
    keep_english(hana)
    hana.set_offline(True)
    now = datetime.now(UTC)
    hana.page.clock.set_fixed_time(now + timedelta(days=first_day_ahead(now)))
    hana.page.goto(f"{server.origin}/card")
    expect(hana.page.get_by_text("今日だけのコードです")).to_be_visible()
    look(hana.page, "card-daily", until="svg.qr")
