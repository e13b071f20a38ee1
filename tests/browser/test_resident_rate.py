"""A bath house in a valley: the office sets prices once, staff without a network get one answer for
each card, and what two doors gave too often shows when both are back (R51, R53)."""

import httpx
from playwright.sync_api import Page, expect

from server.cards.presentation import STEP_SECONDS
from tests.browser.acts import join_as_staff, picture_of, register, wait_until_offline_ready
from tests.browser.conftest import MakePhone
from tests.support.accessibility import barriers, too_wide
from tests.support.authenticator import CHANGE
from tests.support.browser import Phone
from tests.support.live import LiveServer
from tests.support.members import Member, members_of
from tests.support.picture import code_picture
from tests.support.screens import LANGUAGES, photograph, speak
from tests.support.village import TOWN, TOWN_NAME, Village, found_village

RATES = {
    "prices": [
        {"name": "大人", "english": "Adult", "general": 900, "resident": 500},
        {"name": "小学生", "english": "Pupil", "general": 450, "resident": 250},
    ],
    "companions": 2,
    "quota": 2,
    "period": 2,
}
TYPE = """
(text) => {
  for (const key of [...text, "Enter"])
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
}
"""


GIVEN, NOT_GIVEN = "住民並み料金", "一般料金"


def set_rates(server: LiveServer, village: Village, **changes: object) -> None:
    done = httpx.put(
        f"{server.origin}/api/office/{TOWN}/places/{village.bath}/facility",
        json=RATES | changes,
        headers=CHANGE,
        cookies=village.office,
    )
    assert done.is_success, done.text


def desk(make_phone: MakePhone, name: str, invite: str) -> Phone:
    """A phone of the staff, prepared, and then without a network."""
    phone = make_phone(name)
    join_as_staff(phone, invite)
    wait_until_offline_ready(phone)
    phone.set_offline(True)
    return phone


def another_invite(server: LiveServer, village: Village) -> str:
    made = httpx.post(
        f"{server.origin}/api/office/{TOWN}/invites",
        json={"role": "staff"},
        headers=CHANGE,
        cookies=village.office,
    )
    url: str = made.json()["url"]
    return url


def scan(page: Page, text: str) -> None:
    page.evaluate(TYPE, text)


def sync(phone: Phone) -> None:
    phone.set_offline(False)
    page = phone.page
    if page.locator("[data-verdict]").count():
        page.get_by_role("button", name="次の人へ").click()
    page.locator(".sync-chip").click()
    page.get_by_role("button", name="今すぐ送受信する").click()
    expect(page.get_by_text("送受信しました")).to_be_visible()
    page.get_by_role("button", name="閉じる").click()


def uses(server: LiveServer, village: Village) -> list[dict[str, object]]:
    answer = httpx.get(
        f"{server.origin}/api/office/{TOWN}/uses?place={village.bath}", cookies=village.office
    )
    found: list[dict[str, object]] = answer.json()["uses"]
    return found


def test_one_answer_a_price_and_a_tap_for_who_pays(
    server: LiveServer, make_phone: MakePhone
) -> None:
    village = found_village(server)
    mori, *others = members_of(server, 3)
    set_rates(server, village)
    staff = desk(make_phone, "staff", village.invite)
    staff.see(None, None, code_picture(mori.shows()), a_second=1)
    page = staff.page
    page.goto(f"{server.origin}/staff/scan")
    answer = page.locator("[data-verdict=valid]:not(.verdict-small)")
    expect(answer.get_by_role("heading", name=GIVEN)).to_be_visible(timeout=15_000)
    expect(answer.locator("[data-yen]")).to_have_attribute("data-yen", "500")
    assert barriers(page) + too_wide(page) == []

    # Two adults and two children: the member and two companions pay as residents do.
    answer.get_by_role("button", name="大人を1人増やす").click()
    expect(answer.locator("[data-yen]")).to_have_attribute("data-yen", "1000")
    for yen in (500 * 2 + 250, 500 * 2 + 250 + 450):
        answer.get_by_role("button", name="小学生を1人増やす").click()
        expect(answer.locator("[data-yen]")).to_have_attribute("data-yen", str(yen))
    answer.get_by_role("button", name="次の人へ").click()
    expect(page.locator(".verdict-small [data-yen]")).to_have_attribute("data-yen", "1700")

    # The same phone half a minute later is the same visit; nothing is charged twice.
    staff.see(None)
    page.goto(f"{server.origin}/staff/scan")
    expect(page.locator("[data-count='1']")).to_be_visible()
    scan(page, mori.shows(later=STEP_SECONDS))
    expect(page.get_by_role("heading", name="記録済みです")).to_be_visible()
    for language, member in zip(LANGUAGES, others, strict=True):
        speak(page, language)
        expect(page.locator("[data-count]")).to_be_visible()
        scan(page, member.shows())
        expect(page.locator("[data-yen='500']")).to_be_visible()
        photograph(page, "verdict-rate")
    speak(page, "ja")
    sync(staff)
    kept = [one for one in uses(server, village) if not one["voided"]]
    assert sorted((one["yen"], one["over"]) for one in kept) == [
        (500, False),
        (500, False),
        (1700, False),
    ]


class Door:
    """A phone of the staff at the scanner, whose clock goes on when the test says so."""

    def __init__(self, phone: Phone, server: LiveServer) -> None:
        self.page = phone.page
        self.minutes = 0
        self._url = f"{server.origin}/staff/scan"
        self.after(0)

    def after(self, minutes: int) -> None:
        """The page is opened anew, as when a phone was laid aside meanwhile."""
        self.minutes += minutes
        self.page.add_init_script(
            f"{{ const now = Date.now; Date.now = () => now() + {minutes * 60_000}; }}"
        )
        self.page.goto(self._url)
        expect(self.page.locator("[data-count]")).to_be_visible()

    def scan(self, member: Member, heading: str) -> None:
        scan(self.page, member.shows(later=60 * self.minutes))
        expect(self.page.get_by_role("heading", name=heading)).to_be_visible()


def test_taking_back_and_the_quota_of_two_doors(server: LiveServer, make_phone: MakePhone) -> None:
    village = found_village(server)
    mori, hayashi = members_of(server, 2)
    set_rates(server, village)
    phones = [
        desk(make_phone, "front", village.invite),
        desk(make_phone, "back", another_invite(server, village)),
    ]
    front, back = (Door(phone, server) for phone in phones)

    # Taken back, and given anew: one use.
    front.scan(hayashi, GIVEN)
    front.page.get_by_role("button", name="この記録を取り消す").click()
    expect(front.page.locator("[data-outcome=undone]")).to_be_visible()
    front.after(1)
    front.scan(hayashi, GIVEN)

    # Each door is within the quota of two as far as it knows; the front one then knows its two.
    front.scan(mori, GIVEN)
    back.scan(mori, GIVEN)
    front.after(5)
    front.scan(mori, GIVEN)
    front.after(5)
    front.scan(mori, NOT_GIVEN)
    expect(front.page.get_by_text("決められた回数を使い終わっています")).to_be_visible()
    photograph(front.page, "verdict-rate-quota")

    for phone in phones:
        sync(phone)
    found = uses(server, village)
    mine = [one for one in found if one["member"] == mori.numbers[int(TOWN)]]
    assert sorted((one["over"] for one in mine), key=bool) == [False, False, True]
    assert len(found) == 5  # with hayashi's two, of which one was taken back


def test_the_member_sees_prices_and_what_was_used(
    server: LiveServer, make_phone: MakePhone
) -> None:
    """On a phone without a network too."""
    village = found_village(server)
    set_rates(server, village)
    member = make_phone("member")
    register(member, server.origin, "奈良 川上村", TOWN_NAME)
    shown = picture_of(member)
    staff = desk(make_phone, "staff", village.invite)
    staff.see(None, None, shown, a_second=1)
    staff.page.goto(f"{server.origin}/staff/scan")
    expect(staff.page.get_by_role("heading", name=GIVEN)).to_be_visible(timeout=15_000)
    sync(staff)

    page = member.page
    page.locator(".sync-chip").click()
    page.get_by_role("button", name="今すぐ送受信する").click()
    expect(page.get_by_text("送受信しました")).to_be_visible()
    wait_until_offline_ready(member)
    member.set_offline(True)
    page.goto(f"{server.origin}/places/{village.bath}")
    expect(page.get_by_text("カードを見せると、この料金になります。")).to_be_visible()
    expect(page.get_by_text("この期間は、あと1回使えます。")).to_be_visible()
    expect(page.locator(".use[data-yen='500']")).to_be_visible()
    for language in LANGUAGES:
        speak(page, language)
        expect(page.locator(".use")).to_be_visible()
        photograph(page, "place-prices", whole=True)
        assert barriers(page) + too_wide(page) == []
    speak(page, "ja")
    page.goto(f"{server.origin}/journal")
    expect(page.locator(".use[data-yen='500']")).to_be_visible()


def test_the_office_sets_prices(server: LiveServer, make_phone: MakePhone) -> None:
    village = found_village(server)
    office = make_phone("office")
    office.context.add_cookies(
        [
            {"name": name, "value": value, "url": server.origin}
            for name, value in village.office.items()
        ]
    )
    page = office.page
    page.goto(f"{server.origin}/office/places")
    page.get_by_label("自治体").select_option(label=TOWN_NAME)
    bath = page.locator(f"[data-place='{village.bath}']")
    bath.get_by_role("button", name="料金と受付の決まり").click()
    bath.get_by_role("button", name="料金を足す").click()
    bath.get_by_role("button", name="保存").click()
    expect(bath.get_by_text("一般料金を入れてください。", exact=True)).to_be_visible()
    bath.get_by_label("区分").fill("大人")
    bath.get_by_label("一般料金（円）").fill("９００")
    bath.get_by_label("住民の料金（円）").fill("500")
    bath.get_by_label("一人あたりの回数").fill("4")
    bath.get_by_label("登録の種類").select_option(label="プレミアムだけ")
    bath.get_by_role("button", name="提携する自治体を足す").click()
    bath.get_by_label("提携する自治体の名前").fill("天川村")
    bath.get_by_role("button", name="天川村").click()
    bath.get_by_role("button", name="曜日と時間を足す").click()
    bath.get_by_role("button", name="月", exact=True).click()
    photograph(page, "office-facility", whole=True)
    assert barriers(page) + too_wide(page) == []
    bath.get_by_role("button", name="保存").click()
    expect(page.get_by_text("保存しました")).to_be_visible()
    speak(page, "en")
    bath.get_by_role("button", name="Prices and rules at the desk").click()
    expect(bath.get_by_label("General (yen)")).to_have_value("900")
    photograph(page, "office-facility", whole=True)
    assert barriers(page) + too_wide(page) == []

    answer = httpx.get(
        f"{server.origin}/api/office/{TOWN}/places/{village.bath}/facility", cookies=village.office
    ).json()
    (price,) = answer["prices"]
    assert (price["name"], price["general"], price["resident"]) == ("大人", 900, 500)
    assert (answer["quota"], answer["tier"], answer["partners"]) == (4, 2, ["294462"])
    assert answer["hours"][0]["weekdays"] == [1, 2, 3, 4, 5, 6]
