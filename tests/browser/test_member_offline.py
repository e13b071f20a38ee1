"""A member without a network: the card, a stay by the printed code, a note, and what is unsent."""

import httpx
from playwright.sync_api import expect

from tests.browser.acts import printed_code, register, wait_until_offline_ready
from tests.browser.conftest import MakePhone
from tests.support.live import LiveServer
from tests.support.village import TOWN, TOWN_NAME, Village


def test_the_card_and_the_journal_need_no_network(
    server: LiveServer, village: Village, make_phone: MakePhone
) -> None:
    office = make_phone("office", viewport={"width": 1280, "height": 720})
    printed = printed_code(office, server, village, village.bath)
    hana = make_phone("hana")
    page = hana.page
    register(hana, server.origin, "奈良 かわかみ", TOWN_NAME)
    # The prefecture's registration came with it (R02).
    expect(page.get_by_role("tab", name="奈良県")).to_be_visible()
    wait_until_offline_ready(hana)

    hana.set_offline(True)
    hana.restart()
    page = hana.page
    page.goto(server.origin)
    code = page.get_by_role("img", name="受付で見せるコード")
    expect(code).to_be_visible()
    expect(page.get_by_text("ベーシック登録").first).to_be_visible()

    # The printed code of the place, through the camera.
    hana.see(printed)
    page.get_by_role("link", name="場所", exact=True).click()
    expect(page.get_by_text("森と水の源流館")).to_be_visible()
    page.get_by_role("link", name="今ここにいます").click()
    expect(page.get_by_text("今日の滞在を記録しました")).to_be_visible()
    expect(page.get_by_text("未送信 1件")).to_be_visible()

    page.get_by_role("link", name="記録を見る").click()
    page.get_by_role("button", name="メモを書く").click()
    page.get_by_label("メモ").fill("露天風呂から雪が見えた")
    page.get_by_role("button", name="メモを残す").click()
    expect(page.get_by_text("露天風呂から雪が見えた")).to_be_visible()
    expect(page.get_by_text("未送信 2件")).to_be_visible()

    # Back on the network it goes by itself, in one request.
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    hana.set_offline(False)
    expect(page.get_by_text("送信済み")).to_be_visible()
    assert [url for url in sent if url.endswith("/api/sync")] == [f"{server.origin}/api/sync"]

    cookies = {cookie["name"]: cookie["value"] for cookie in hana.context.cookies()}
    views = httpx.get(f"{server.origin}/api/views", cookies=cookies).json()["views"]
    assert len(views["stay_days"]) == 1
    assert [note["text"] for note in views["journal"][0]["notes"]] == ["露天風呂から雪が見えた"]


def test_the_prefecture_can_be_refused(
    server: LiveServer, village: Village, make_phone: MakePhone
) -> None:
    """R03."""
    taro = make_phone("taro", language="en-US")
    page = taro.page
    page.goto(f"{server.origin}/register/{TOWN}")
    page.get_by_role("checkbox").uncheck()
    page.locator("form button[type=submit]").click()
    page.locator(".codes .button-primary, .codes button").last.click()
    page.goto(f"{server.origin}/card")
    expect(page.locator("svg.qr")).to_be_visible()
    expect(page.get_by_role("tab")).to_have_count(0)


def test_english_is_kept_on_the_phone_of_who_reads_it(
    server: LiveServer, village: Village, make_phone: MakePhone
) -> None:
    """R64: who reads Japanese carries no English; who chose it has it in the valley too."""
    hana = make_phone("hana")
    page = hana.page
    register(hana, server.origin, "奈良 かわかみ", TOWN_NAME)
    wait_until_offline_ready(hana, english=False)

    hana.set_offline(True)
    page.goto(f"{server.origin}/settings")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("English needs the network once.")).to_be_visible()
    expect(page.get_by_role("heading", name="設定", exact=True)).to_be_visible()

    hana.set_offline(False)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Settings", exact=True)).to_be_visible()
    hana.wait_until(
        """(await (await caches.open("furusato-assets")).keys())
             .some(({ url }) => url.includes("/assets/english-"))"""
    )

    hana.set_offline(True)
    hana.restart()
    page = hana.page
    page.goto(f"{server.origin}/settings")
    expect(page.get_by_role("heading", name="Settings", exact=True)).to_be_visible()
    page.get_by_role("link", name="Places").click()
    expect(page.get_by_role("heading", name="Places", exact=True)).to_be_visible()
