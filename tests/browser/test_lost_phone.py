"""A phone that is lost, found, replaced, kept beside a new one, or put back from a backup: what its
holder does, what the desk sees, and what whoever found it sees. Nobody is left standing."""

from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

from tests.browser.acts import (
    join_as_staff,
    picture_of,
    printed_code,
    wait_until_offline_ready,
)
from tests.browser.conftest import MakePhone
from tests.support.browser import Phone
from tests.support.live import LiveServer
from tests.support.village import PREFECTURE, TOWN, TOWN_NAME, Village

CODE = "受付で見せるコード"
DESK = {"width": 1280, "height": 720}
STOPPED = "このカードは使えません"
# Of the card in the first tab: what the server told this phone.
CARDS = """
async () => {
  const { instance, account } = JSON.parse(localStorage.getItem("furusato.current"));
  const opened = indexedDB.open(`furusato/${instance}/${account}`);
  await new Promise((resolve) => { opened.onsuccess = resolve; });
  const asked = opened.result.transaction("meta").objectStore("meta").get("front");
  await new Promise((resolve) => { asked.onsuccess = resolve; });
  opened.result.close();
  return asked.result.cards.map(({ body, card }) => [body, card]);
}
"""


def card_of(phone: Phone, server: LiveServer) -> Image.Image:
    """What the phone shows when it is held out."""
    phone.page.goto(f"{server.origin}/card")
    expect(phone.page.get_by_role("img", name=CODE)).to_be_visible()
    return picture_of(phone)


def scan(staff: Phone, picture: Image.Image, verdict: str, outcome: str) -> None:
    staff.see(picture)
    staff.page.goto(staff.page.url.split("/staff")[0] + "/staff/scan")
    answer = staff.page.locator(f'[data-verdict="{verdict}"][data-outcome="{outcome}"]')
    expect(answer).to_be_visible()


def sync(phone: Phone) -> None:
    phone.set_offline(False)
    page = phone.page
    if page.locator("[data-verdict]").count():
        page.get_by_role("button", name="次の人へ").or_(
            page.locator(".verdict-small")
        ).first.click()
    page.locator(".sync-chip").click()
    page.get_by_role("button", name="今すぐ送受信する").click()
    expect(page.get_by_text("送受信しました")).to_be_visible()
    page.get_by_role("button", name="閉じる").click()


def expect_turned_away(staff: Phone, picture: Image.Image) -> None:
    """At its next sync the desk's phone hears of it, and goes on without a network."""
    staff.page.goto(staff.page.url.split("/staff")[0] + "/staff")
    sync(staff)
    staff.set_offline(True)
    scan(staff, picture, "revoked", "nothing")
    expect(staff.page.get_by_text("なくした届け出などで止めてあります")).to_be_visible()


def expect_stopped_on_its_own_screen(phone: Phone, server: LiveServer) -> None:
    """Once it has met the network: with the card's own words, and after a restart without one."""
    phone.set_offline(False)
    phone.page.goto(f"{server.origin}/card")
    expect(phone.page.get_by_text(STOPPED)).to_be_visible()
    phone.set_offline(True)
    phone.restart()
    phone.page.goto(f"{server.origin}/card")
    expect(phone.page.get_by_text(STOPPED)).to_be_visible()
    expect(phone.page.get_by_text("拾った方は役場に届けてください")).to_be_visible()
    expect(phone.page.get_by_role("img", name=CODE)).to_have_count(0)
    phone.set_offline(False)


def sign_in_again(phone: Phone, server: LiveServer) -> None:
    """Found: its holder signs in from the card that was stopped, and has another."""
    page = phone.page
    page.goto(f"{server.origin}/card")
    page.locator(".card-trouble").get_by_role("link", name="サインインする").click()
    page.get_by_role("button", name="パスキーでサインイン").click()
    expect(page.get_by_role("img", name=CODE)).to_be_visible()


def codes_of(phone: Phone, server: LiveServer) -> list[str]:
    page = phone.page
    page.goto(f"{server.origin}/settings")
    page.get_by_role("button", name="新しい回復コードを作る").click()
    expect(page.locator(".code-list li")).to_have_count(10)
    written = page.locator(".code-list li").all_inner_texts()
    page.get_by_role("button", name="保存しました。次へ").click()
    return written


def numbers(*phones: Phone) -> list[set[tuple[int, int]]]:
    """Body and number of each card that each phone holds: the town's, and its prefecture's."""
    held = [{(body, card) for body, card in phone.page.evaluate(CARDS)} for phone in phones]
    assert all({body for body, _ in cards} == {int(TOWN), int(PREFECTURE)} for cards in held)
    return held


def second_phone(hana: Phone, server: LiveServer, make_phone: MakePhone) -> Phone:
    """Her passkey is on both, as the makers of phones carry it over: she only signs in."""
    new = make_phone("new")
    new.put_passkeys(hana.passkeys())
    new.page.goto(f"{server.origin}/signin")
    new.page.get_by_role("button", name="パスキーでサインイン").click()
    expect(new.page.get_by_role("img", name=CODE)).to_be_visible()
    wait_until_offline_ready(new)
    return new


def test_stopped_from_another_phone_of_hers(
    server: LiveServer, hana: Phone, staff: Phone, make_phone: MakePhone
) -> None:
    lost = card_of(hana, server)
    hana.set_offline(True)
    new = second_phone(hana, server, make_phone)
    page = new.page
    page.goto(f"{server.origin}/settings")
    page.get_by_role("button", name="なくしたので止める").click()
    page.get_by_role("dialog").get_by_role("button", name="なくしたので止める").click()
    expect(page.get_by_text("止めてあります")).to_be_visible()

    # In the valley nobody can know: the answer says how old what it knows is.
    scan(staff, lost, "valid", "record")
    expect(staff.page.get_by_text("止めたカードの一覧は")).to_be_visible()
    staff.page.get_by_role("button", name="この記録を取り消す").click()
    expect_turned_away(staff, card_of_offline(hana, server))
    scan(staff, card_of(new, server), "valid", "record")

    # The finder sees it stopped, and is not in her account: neither settings nor another card.
    expect_stopped_on_its_own_screen(hana, server)
    hana.page.goto(f"{server.origin}/settings")
    expect(hana.page.get_by_text("この先を見るには、サインインしてください。")).to_be_visible()
    hana.put_passkeys(new.passkeys())  # carried over, and with it how often it was used
    sign_in_again(hana, server)
    first, second = numbers(hana, new)
    assert not first & second


def card_of_offline(phone: Phone, server: LiveServer) -> Image.Image:
    """The lost phone has not met a network since: it still shows its card."""
    phone.set_offline(True)
    return card_of(phone, server)


def test_stopped_on_a_new_phone_by_a_code_on_paper(
    server: LiveServer, hana: Phone, staff: Phone, make_phone: MakePhone
) -> None:
    code, *_ = codes_of(hana, server)
    hana.set_offline(True)
    new = make_phone("new")
    page = new.page
    page.goto(f"{server.origin}/recover")
    page.get_by_label("回復コード").fill(code)
    page.get_by_role("button", name="入る").click()
    page.get_by_role("button", name="パスキーを作る").click()
    expect(page.get_by_role("heading", name="前の電話をなくしましたか")).to_be_visible()
    page.get_by_role("button", name="なくしたので止める").click()
    expect(page.get_by_text("受付の電話が次に送受信すると通らなくなります")).to_be_visible()
    page.get_by_role("button", name="次へ", exact=True).click()
    expect(page.get_by_role("img", name=CODE)).to_be_visible()
    assert page.url == f"{server.origin}/card"

    expect_turned_away(staff, card_of_offline(hana, server))
    scan(staff, card_of(new, server), "valid", "record")
    expect_stopped_on_its_own_screen(hana, server)


def test_stopped_at_the_office(
    server: LiveServer, village: Village, hana: Phone, staff: Phone, make_phone: MakePhone
) -> None:
    office = make_phone("office", viewport=DESK)
    office.context.add_cookies(
        [
            {"name": name, "value": value, "url": server.origin}
            for name, value in village.office.items()
        ]
    )
    hana.set_offline(True)
    page = office.page
    page.goto(f"{server.origin}/office/members")
    page.get_by_label("自治体").select_option(label=TOWN_NAME)
    expect(page.get_by_role("heading", name="1人")).to_be_visible()
    page.locator(".rows a").click()
    page.get_by_role("button", name="カードを止める").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="カードを止める").click()
    expect(dialog.get_by_role("alert")).to_be_visible()  # not without a reason
    dialog.get_by_label("理由").fill("電話をなくした")
    with page.expect_response(f"**/office/{TOWN}/members/1/revoke-cards") as stopped:
        dialog.get_by_role("button", name="カードを止める").click()
    assert stopped.value.ok
    expect(dialog).to_have_count(0)

    expect_turned_away(staff, card_of_offline(hana, server))
    expect_stopped_on_its_own_screen(hana, server)
    # Syncing brings no other card to the finder; signing in does, and loses nothing.
    hana.page.goto(f"{server.origin}/settings")
    hana.page.get_by_label("表示する名前").fill("花")
    hana.page.get_by_role("button", name="名前を保存").click()
    expect(hana.page.get_by_text("送信済み")).to_be_visible()
    hana.page.goto(f"{server.origin}/card")
    expect(hana.page.get_by_text(STOPPED)).to_be_visible()
    sign_in_again(hana, server)
    scan(staff, card_of(hana, server), "valid", "record")
    hana.page.goto(f"{server.origin}/settings")
    expect(hana.page.get_by_label("表示する名前")).to_have_value("花")


def test_a_new_phone_beside_the_old(
    server: LiveServer, hana: Phone, village: Village, make_phone: MakePhone
) -> None:
    new = second_phone(hana, server, make_phone)
    staff = make_phone("staff")
    join_as_staff(staff, village.invite)  # after both: its roster knows them
    wait_until_offline_ready(staff)
    for phone in (hana, new, staff):
        phone.set_offline(True)
    pictures = [card_of(phone, server) for phone in (hana, new)]
    first, second = numbers(hana, new)
    assert not first & second
    scan(staff, pictures[0], "valid", "record")
    scan(staff, pictures[1], "valid", "already")
    expect(staff.page.locator("[data-count]")).to_have_attribute("data-count", "1")


def test_a_copied_disk_has_a_card_on_either_phone(
    server: LiveServer, hana: Phone, village: Village, make_phone: MakePhone, tmp_path: Path
) -> None:
    """Both show the one card until the log forks; the second to sync goes on with another key and
    another card, without a tap, and the first keeps its own. Signed out, it keeps the old card and
    is told to sign in."""
    printed = printed_code(make_phone("printer", viewport=DESK), server, village, village.bath)
    hana.copy_to(tmp_path / "copy")
    copy = make_phone("copy")
    for phone in (hana, copy):
        phone.set_offline(True)
        phone.see(printed)
        phone.page.goto(f"{server.origin}/scan-place")
        expect(phone.page.get_by_text("今日の滞在を記録しました")).to_be_visible()
        card_of(phone, server)
    one, same = numbers(hana, copy)
    assert one == same

    hana.set_offline(False)
    expect(hana.page.get_by_text("送信済み")).to_be_visible()
    cookies = copy.context.cookies()
    copy.context.clear_cookies()
    copy.set_offline(False)
    copy.page.locator(".sync-chip").click()
    expect(copy.page.get_by_text("もう一度サインインが必要です")).to_be_visible()
    copy.page.get_by_role("button", name="閉じる").click()
    card_of(copy, server)
    copy.context.add_cookies(
        [{"name": one["name"], "value": one["value"], "url": server.origin} for one in cookies]
    )
    sync(copy)

    staff = make_phone("staff")
    join_as_staff(staff, village.invite)
    for phone in (hana, copy):
        scan_fresh(staff, card_of(phone, server))
    kept, other = numbers(hana, copy)
    assert kept == one
    assert not other & one


def scan_fresh(staff: Phone, picture: Image.Image) -> None:
    staff.see(picture)
    staff.page.goto(staff.page.url.split("/staff")[0] + "/staff/scan")
    expect(staff.page.locator('[data-verdict="valid"]')).to_be_visible()
