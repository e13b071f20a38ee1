"""Every answer of the scanner on a staff phone without a network: one, as large as the screen, with
colour, icon and words, with a sound and a buzz.

The rules behind them are tried on vectors in `pwa/src/scan/verdict.test.ts`.
"""

import time
from datetime import UTC, datetime

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Page, expect

from server.cards import cose, credential
from server.cards.presentation import PREFIX
from tests.browser.acts import join_as_staff, wait_until_offline_ready
from tests.browser.conftest import MakePhone
from tests.support.authenticator import CHANGE
from tests.support.browser import Phone
from tests.support.live import LiveServer
from tests.support.members import Member, members_of
from tests.support.picture import code_picture
from tests.support.village import PREFECTURE, TOWN, Village

DAY = 86_400
SENSED = """
globalThis.sensed = { buzzes: [], tones: [] };
navigator.vibrate = (pattern) => sensed.buzzes.push(pattern) > 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...given) {
  sensed.tones.push(this.frequency.value);
  return start.apply(this, given);
};
"""
# Within the page: the reader's pauses are what tells it from a hand, and a driver's are longer.
TYPE = """
(text) => {
  for (const key of [...text, "Enter"])
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
}
"""
UP, LOW = [880, 1320], [220, 165]
SHORT, LONG = [80], [250, 100, 250]


@pytest.fixture
def visitors(server: LiveServer, village: Village) -> list[Member]:
    """Registered before the staff prepare, so the roster knows them."""
    return members_of(server, 2)


@pytest.fixture
def staff(
    server: LiveServer, village: Village, visitors: list[Member], make_phone: MakePhone
) -> Phone:
    """Prepared, and then without a network."""
    phone = make_phone("staff")
    phone.page.add_init_script(SENSED)
    join_as_staff(phone, village.invite)
    wait_until_offline_ready(phone)
    phone.set_offline(True)
    return phone


def open_scanner(staff: Phone, server: LiveServer, *, at: float | None = None) -> Page:
    """`at`: what the phone's clock says, Unix seconds."""
    if at is not None:
        staff.page.clock.set_fixed_time(datetime.fromtimestamp(at, UTC))
    staff.page.goto(f"{server.origin}/staff/scan")
    expect(staff.page.locator("[data-count]")).to_be_visible()
    return staff.page


def read(page: Page, text: str, verdict: str, words: str, *, tone: str, outcome: str = "") -> None:
    """Reads a code by a reader that types, and looks at the answer: the one, and all of it."""
    page.evaluate("sensed.buzzes.length = sensed.tones.length = 0")
    page.evaluate(TYPE, text)
    answer = page.locator(f'[data-verdict="{verdict}"]:not(.verdict-small)')
    expect(answer).to_be_visible()
    expect(answer.get_by_role("heading", name=words, exact=True)).to_be_visible()
    expect(answer).to_have_attribute(
        "data-outcome", outcome or ("record" if verdict == "valid" else "nothing")
    )
    assert page.locator("[data-verdict]").count() == 1
    assert answer.locator("svg").first.is_visible()
    assert answer.bounding_box() == {"x": 0, "y": 0, **(page.viewport_size or {})}
    # Retried: of the next code the same answer may just take the place of this one's.
    expect(answer).to_have_css("background-color", page.evaluate(COLOUR, f"--{tone}"))
    if outcome != "already":
        yes = verdict == "valid"
        sensed = page.evaluate("sensed")
        assert sensed == {"buzzes": [SHORT if yes else LONG], "tones": UP if yes else LOW}


COLOUR = """
(name) => {
  const probe = document.createElement("i");
  probe.className = name.replace("--", "verdict-");
  document.body.append(probe);
  const { backgroundColor } = getComputedStyle(probe);
  probe.remove();
  return backgroundColor;
}
"""


def from_a_stranger(member: Member) -> str:
    """The member's card under a key that no trust list holds."""
    key = ec.generate_private_key(ec.SECP256R1())
    packed = credential.issue(
        credential.unpack(member.cards[int(TOWN)]).claims,
        cose.key_id(cose.compressed(key.public_key())),
        lambda message: cose.sign_raw(key, message),
    )
    return member.shows_card(packed)


def with_one_character_changed(text: str) -> str:
    at = len(text) - 20  # within the signature
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


def test_each_code_has_its_answer(
    server: LiveServer, village: Village, staff: Phone, visitors: list[Member]
) -> None:
    page = open_scanner(staff, server)
    hold_up_all_kinds(page, *visitors)
    # Two people came, however much was held up.
    expect(page.locator("[data-count]")).to_have_attribute("data-count", "2")

    mori, hayashi = visitors
    stop_cards_of(mori, server, village)
    # Without a network nobody can know.
    read(page, mori.shows(later=30), "valid", "記録済みです", tone="warn", outcome="already")
    staff.set_offline(False)
    page.get_by_role("button", name="次の人へ").click()
    page.locator(".sync-chip").click()
    page.get_by_role("button", name="今すぐ送受信する").click()
    expect(page.get_by_text("送受信しました")).to_be_visible()
    page.get_by_role("button", name="閉じる").click()
    staff.set_offline(True)
    read(page, mori.shows(later=60), "revoked", "止められたカードです", tone="bad")

    # The phone's clock alone is moved: the card is judged by it.
    claims = credential.unpack(hayashi.cards[int(TOWN)]).claims
    for at, verdict, words, tone in (
        (claims.not_before - 1, "not_yet_valid", "まだ使えません", "warn"),
        (claims.expires, "expired", "期限切れです", "bad"),
    ):
        page = open_scanner(staff, server, at=at)
        read(page, hayashi.shows(later=at - int(time.time())), verdict, words, tone=tone)
    # By then nobody has told this phone of stopped cards for four weeks: it says so.
    expect(page.get_by_text("止めたカードの一覧が古くなっています")).to_be_visible()


def hold_up_all_kinds(page: Page, mori: Member, hayashi: Member) -> None:
    first = mori.shows()
    read(page, first, "valid", "使えます", tone="good")
    expect(page.get_by_text(f"登録番号 {mori.numbers[int(TOWN)]}", exact=True)).to_be_visible()
    read(page, hayashi.shows(), "valid", "使えます", tone="good")
    read(page, first, "copied", "写しのコードです", tone="bad")
    read(page, hayashi.shows(later=30), "valid", "記録済みです", tone="warn", outcome="already")
    read(page, mori.shows(later=-600), "stale", "古いコードです", tone="bad")
    expect(page.get_by_text("時計が10分ずれた電話です")).to_be_visible()
    read(page, mori.shows(int(PREFECTURE)), "wrong_body", "別の自治体のカードです", tone="bad")
    read(page, from_a_stranger(mori), "unknown_issuer", "発行元を確かめられません", tone="bad")
    elsewhere = "ふるさと住民のコードではありません"
    read(page, "https://example.com/menu", "not_ours", elsewhere, tone="warn")
    read(page, with_one_character_changed(first), "unreadable", "読み取れません", tone="bad")
    read(page, first[: len(first) // 2], "unreadable", "読み取れません", tone="bad")
    read(page, f"FJ3:{first.removeprefix(PREFIX)}", "unreadable", "読み取れません", tone="bad")
    expect(page.get_by_text("このアプリを更新してください")).to_be_visible()


def stop_cards_of(member: Member, server: LiveServer, village: Village) -> None:
    """The office does, as when a phone is reported lost."""
    stopped = httpx.post(
        f"{server.origin}/api/office/{TOWN}/members/{member.numbers[int(TOWN)]}/revoke-cards",
        json={"reason": "電話をなくした"},
        headers=CHANGE,
        cookies=village.office,
    )
    assert stopped.is_success, stopped.text


def test_the_next_scan_follows_without_a_tap(
    server: LiveServer, staff: Phone, visitors: list[Member]
) -> None:
    """Before the camera, a second each: nobody yet, the one, nobody for a while, the other."""
    nobody = [None] * 4
    mori, hayashi = (code_picture(member.shows()) for member in visitors)
    staff.see(None, None, mori, *nobody, hayashi, *nobody, a_second=1)
    page = open_scanner(staff, server)
    large = page.locator("[data-verdict=valid]:not(.verdict-small)")
    strip = page.locator("[data-verdict=valid].verdict-small")
    for member in visitors:
        number = f"登録番号 {member.numbers[int(TOWN)]}"
        expect(large.get_by_text(number, exact=True)).to_be_visible(timeout=15_000)
        # It makes room by itself.
        expect(strip.get_by_text(number, exact=True)).to_be_visible()
    count = page.locator("[data-count]")
    expect(count).to_have_attribute("data-count", "2")

    # What was recorded can still be taken back (R27), and recorded again.
    strip.get_by_role("button", name="この記録を取り消す").click()
    expect(page.locator("[data-outcome=undone]")).to_be_visible()
    expect(count).to_have_attribute("data-count", "1")
    staff.see(None)
    open_scanner(staff, server)
    read(page, visitors[1].shows(later=30), "valid", "使えます", tone="good")
    expect(count).to_have_attribute("data-count", "2")
