"""One-day cards (R04): the office chooses them, and a phone without a network shows another card
each day, none of which the code alone links to another."""

import io
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from server.cards.credential import Claims
from server.cards.presentation import decode, proof_holds
from server.cards.rules import day_validity
from sync.calendar import day_of
from tests.browser.acts import first_day_ahead, sync_by_visit
from tests.browser.conftest import MakePhone
from tests.support.browser import Phone
from tests.support.live import LiveServer
from tests.support.paper import codes_in
from tests.support.village import TOWN, TOWN_NAME, Village

DESK = {"width": 1280, "height": 720}
CHOICE = "毎日ちがうカードにする"
NOT_ON_THE_ROSTER = "名簿はまだ届いていません"
FOR_TODAY = "今日だけのコードです"
CODE = "受付で見せるコード"


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


def choose(office: Page, *, daily: bool) -> None:
    box = office.get_by_role("checkbox", name=CHOICE)
    expect(box).to_be_checked(checked=not daily)
    with office.expect_response(f"**/api/office/{TOWN}/cards") as answer:
        box.click()
    assert answer.value.json() == {"daily": daily}
    expect(box).to_be_checked(checked=daily)
    words = "日ごとのカードにしました" if daily else "ふだんのカードに戻しました"
    expect(office.get_by_text(words)).to_be_visible()


def show(phone: Phone, server: LiveServer, at: datetime | None = None) -> Image.Image:
    """What the phone shows at a desk, with its clock at another time if one is named."""
    if at is not None:
        phone.page.clock.set_fixed_time(at)
    phone.page.goto(f"{server.origin}/card")
    expect(phone.page.get_by_role("img", name=CODE)).to_be_visible()
    return Image.open(io.BytesIO(phone.page.locator("svg.qr").first.screenshot()))


def read(picture: Image.Image) -> Claims:
    """What whoever keeps a copy of the code has, its proof checked."""
    (text,) = codes_in(picture)
    shown = decode(text)
    assert proof_holds(shown)
    return shown.credential.claims


def scan(staff: Phone, server: LiveServer, picture: Image.Image, words: str, at: datetime) -> None:
    """At a desk without a network, whose clock shows another time, too."""
    staff.page.clock.set_fixed_time(at)
    staff.see(picture)
    staff.page.goto(f"{server.origin}/staff/scan")
    answer = staff.page.locator('[data-verdict="valid"]')
    expect(answer).to_have_attribute("data-outcome", "record")
    expect(answer).to_contain_text(words)


def test_another_card_each_day_without_a_network(
    server: LiveServer, office: Page, hana: Phone, staff: Phone
) -> None:
    ordinary = read(show(hana, server))
    expect(hana.page.get_by_text(FOR_TODAY)).to_have_count(0)
    choose(office, daily=True)
    now = datetime.now(UTC)
    sync_by_visit(hana, rounds=2)
    hana.set_offline(True)

    shown = [ordinary]
    first = first_day_ahead(now)
    for ahead in (first, first + 1, 27):
        at = now + timedelta(days=ahead)
        picture = show(hana, server, at)
        expect(hana.page.get_by_text(FOR_TODAY)).to_be_visible()
        claims = read(picture)
        day = day_of(round(at.timestamp() * 1000))
        assert (claims.not_before, claims.expires) == day_validity(day)
        shown.append(claims)
        # Whose it is, a desk hears with its next sync.
        scan(staff, server, picture, NOT_ON_THE_ROSTER, at)
    for part in ("index", "pseudonym", "holder"):
        assert len({getattr(one, part) for one in shown}) == len(shown)
    assert {one.body for one in shown} == {int(TOWN)}

    # When the strip has ended without a network, the ordinary card is over, too.
    hana.page.clock.set_fixed_time(now + timedelta(days=29))
    hana.page.goto(f"{server.origin}/card")
    expect(hana.page.get_by_role("img", name=CODE)).to_have_count(0)
    expect(hana.page.get_by_text("有効期限が切れています")).to_be_visible()


def test_staff_hear_whose_card_it_was_with_the_next_sync(
    server: LiveServer, office: Page, hana: Phone, staff: Phone
) -> None:
    choose(office, daily=True)
    sync_by_visit(hana, rounds=2)
    hana.set_offline(True)
    ahead = first_day_ahead(datetime.now(UTC))
    at = datetime.now(UTC) + timedelta(days=ahead)
    scan(staff, server, show(hana, server, at), NOT_ON_THE_ROSTER, at)
    staff.set_offline(False)
    staff.page.goto(f"{server.origin}/staff/attendance")
    # The server, whose day it is not yet, has counted it for its own.
    for _ in range(ahead):
        staff.page.get_by_role("button", name="前の日").click()
    expect(staff.page.get_by_text("登録番号 1")).to_be_visible()


def test_a_phone_goes_back_to_the_ordinary_card(
    server: LiveServer, village: Village, office: Page, hana: Phone
) -> None:
    ordinary = read(show(hana, server))
    choose(office, daily=True)
    # What was chosen stands when the page is opened anew.
    office.reload()
    sync_by_visit(hana, rounds=2)
    choose(office, daily=False)
    sync_by_visit(hana, rounds=1)
    hana.set_offline(True)
    for ahead in (0, 1):
        at = datetime.now(UTC) + timedelta(days=ahead)
        assert read(show(hana, server, at)).index == ordinary.index
        expect(hana.page.get_by_text(FOR_TODAY)).to_have_count(0)
    cookies = village.office
    answer = httpx.get(f"{server.origin}/api/office/{TOWN}/cards", cookies=cookies)
    assert answer.json() == {"daily": False}


def test_the_office_is_told_when_it_was_not_saved(
    server: LiveServer, village: Village, office: Page
) -> None:
    box = office.get_by_role("checkbox", name=CHOICE)
    expect(box).not_to_be_checked()
    office.route(f"**/api/office/{TOWN}/cards", lambda route: route.abort())
    box.click()
    expect(office.get_by_role("alert")).to_be_visible()
    expect(box).not_to_be_checked()
    office.unroute(f"**/api/office/{TOWN}/cards")
    choose(office, daily=True)
    expect(office.get_by_role("alert")).to_have_count(0)
    office.context.set_offline(True)
    expect(box).to_be_disabled()
