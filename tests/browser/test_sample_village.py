"""A newcomer on an empty installation looks around the sample village; nothing of it stays."""

import sqlite3
import time
from contextlib import closing

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MakePhone
from tests.support.live import LiveServer

ANSWERS = {
    "有効な登録証": ("valid", "住民並み料金"),
    "期限切れ": ("expired", "期限切れです"),
    "取り消し済み(電話をなくした)": ("revoked", "止められたカードです"),
    "県の登録証(ほかの団体)": ("wrong_body", "別の自治体のカードです"),
    "画面の写真(10分前)": ("stale", "古いコードです"),
    "明日から有効": ("not_yet_valid", "まだ使えません"),
    "知らない発行者": ("unknown_issuer", "発行元を確かめられません"),
    "ほかのQRコード": ("not_ours", "ふるさと住民のコードではありません"),
    "紙のカード": ("valid", "住民並み料金"),
}
"""What each sample card says of itself, and what the scanner must say of it."""

TWO_MINUTES = 120


def rows(server: LiveServer) -> dict[str, int]:
    """How many rows each table of the installation has; but the sweep notes its own turns, and up
    to when it counted."""
    with closing(sqlite3.connect(f"file:{server.data}/furusato.db?mode=ro", uri=True)) as database:
        tables = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {
            name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 # a table's own name
            for name in tables
            if name not in ("sweep_run", "figure_seen")
        }


def be(page: Page, person: str) -> None:
    page.get_by_role("link", name="役を替える").click()
    page.get_by_role("button", name=person).click()


def test_a_newcomer_sees_member_staff_and_office_within_two_minutes(
    server: LiveServer, make_phone: MakePhone
) -> None:
    before = rows(server)
    began = time.monotonic()
    page = make_phone("newcomer").page
    page.goto(server.origin)
    page.get_by_role("button", name="見本の村をのぞく").click()
    expect(page.get_by_role("heading", name="見本の村へようこそ")).to_be_visible(timeout=60_000)
    sample = page.url.rstrip("/")
    assert sample != server.origin

    page.get_by_role("button", name="森本 さくら").click()
    expect(page.get_by_role("img", name="受付で見せるコード")).to_be_visible()
    expect(page.get_by_text("見本の村です。")).to_be_visible()
    page.get_by_role("link", name="記録", exact=True).click()
    expect(page.locator(".item").first).to_be_visible()

    be(page, "杉の湯の受付")
    page.get_by_role("link", name="カードを読み取る").click()
    cards = page.locator("section:has(> h2) .row button")
    expect(cards).to_have_text(list(ANSWERS))
    count = page.locator("[data-count]")
    expect(count).to_be_visible()
    came = int(count.get_attribute("data-count") or "")
    for label, (verdict, words) in ANSWERS.items():
        page.get_by_role("button", name=label, exact=True).click()
        answer = page.locator(f"[data-verdict={verdict}]:not(.verdict-small)")
        expect(answer).to_be_visible()
        expect(answer.get_by_role("heading", name=words, exact=True)).to_be_visible()
        page.get_by_role("button", name="次の人へ").click()
    expect(count).to_have_attribute("data-count", str(came + 2))

    be(page, "村役場")
    expect(page.get_by_role("heading", name="川上村", level=1)).to_be_visible()
    page.get_by_role("link", name="住民", exact=True).click()
    expect(page.get_by_text("田中 健一")).to_be_visible()

    be(page, "源流の森守り")
    expect(page.get_by_role("heading", name="源流の森守り(見本)")).to_be_visible()
    page.get_by_role("link", name="受付を始める").click()
    expect(page.get_by_label("活動")).to_contain_text("杉林の下草刈り(見本)")
    assert time.monotonic() - began < TWO_MINUTES

    # Nothing of it came here: this one is as empty as it was, and says so.
    assert rows(server) == before
    page.goto(server.origin)
    expect(page.get_by_role("heading", name="この場所には、まだ何もありません")).to_be_visible()

    # The village goes when the installation that opened it goes.
    assert httpx.get(f"{sample}/health").status_code == httpx.codes.OK
    server.stop()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{sample}/health")
