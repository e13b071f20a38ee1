"""The office sees its statistics, takes the month's report home, and opens the figures (R45)."""

import csv
import io
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.ext.asyncio import AsyncConnection

from server.app.clock import wall_clock
from server.cards.keystore import KeyStore
from server.figures.presence import basis_of
from server.figures.rules import format_month, month_of
from server.figures.tables import figure
from sync.calendar import day_of
from tests.browser.acts import join
from tests.browser.conftest import MakePhone
from tests.browser.test_screens import Look
from tests.support.authenticator import CHANGE
from tests.support.crowd import draw, trust_days, write_crowd
from tests.support.live import LiveServer
from tests.support.past_the_api import on_server
from tests.support.screens import DIRECTORY
from tests.support.village import PREFECTURE, TOWN, found_village

MEMBERS = 1_200


@pytest.fixture
def look() -> Iterator[Look]:
    looks = Look()
    yield looks
    assert not looks.faults, "\n".join(dict.fromkeys(looks.faults))


def fill(server: LiveServer) -> None:
    """A town with 1,200 members who came and went for three years."""
    today = day_of(wall_clock())
    body = int(TOWN)

    async def write(conn: AsyncConnection, _: KeyStore) -> None:
        await write_crowd(conn, body, draw(MEMBERS, today))
        await trust_days(conn, body, await basis_of(conn, body))

    on_server(server, write)


def let_the_month_end(server: LiveServer) -> None:
    """What is counted now is called that of the month before, as if it had been counted then."""
    month = month_of(day_of(wall_clock()))

    async def write(conn: AsyncConnection, _: KeyStore) -> None:
        state = ("tier", "mark", "residence", "age", "active")
        rows = await conn.execute(
            figure.select().where(figure.c.month == month, figure.c.kind.in_(state))
        )
        earlier = [{**row._mapping, "month": month - 1} for row in rows]
        await conn.execute(figure.insert(), earlier)

    on_server(server, write)


@pytest.fixture
def office(server: LiveServer, make_phone: MakePhone) -> Page:
    """At a desk, signed in as the town's office."""
    village = found_village(server)
    phone = make_phone("office", viewport={"width": 1280, "height": 900})
    phone.context.add_cookies(
        [
            {"name": name, "value": value, "url": server.origin}
            for name, value in village.office.items()
        ]
    )
    phone.page.goto(server.origin)
    phone.page.evaluate(f"localStorage.setItem('furusato.office-body', '{TOWN}')")
    return phone.page


def open_filled(server: LiveServer, page: Page) -> None:
    fill(server)
    page.goto(f"{server.origin}/office/figures")
    expect(page.locator(".figures-page")).to_be_visible()
    let_the_month_end(server)


def month_before() -> str:
    return format_month(month_of(day_of(wall_clock())) - 1)


def test_the_office_reads_its_figures(server: LiveServer, office: Page, look: Look) -> None:
    page = office
    fill(server)
    # Counted when somebody looks for the first time; again when asked to.
    page.goto(f"{server.origin}/office/figures")
    made = page.locator(".figures-page")
    before = made.get_attribute("data-made")
    page.get_by_role("button", name="数え直す").click()
    expect(made).not_to_have_attribute("data-made", str(before))

    # The map is walked by arrows, and says what it shows.
    page.get_by_role("button", name="大阪府").focus()
    expect(page.locator(".tiles-told")).to_contain_text("大阪府")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".tiles-told")).to_contain_text("兵庫県")
    expect(page.locator("button.tile")).to_have_count(47)

    # Each chart has its table; the map's sums up to everyone.
    chart = page.get_by_role("figure", name="住んでいるところ")
    chart.get_by_text("表で見る").click()
    cells = chart.locator("tbody tr td:nth-child(2)").all_inner_texts()
    everyone = page.locator(".figures dd").first.inner_text()
    assert f"{sum(int(cell.replace(',', '')) for cell in cells):,}人" == everyone
    chart.get_by_text("表で見る").click()
    assert page.locator("svg rect.bar").count() > 60
    look(page, "office-figures", until=".figures-page")


def test_figures_of_nobody(server: LiveServer, office: Page, look: Look) -> None:
    office.goto(f"{server.origin}/office/figures")
    expect(office.get_by_text("まだだれもいません。").first).to_be_visible()
    expect(office.get_by_text("公開できる月がまだありません。")).to_be_visible()
    look(office, "office-figures-empty", until=".figures-page")


def test_the_month_is_reported_with_one_press(server: LiveServer, office: Page) -> None:
    open_filled(server, office)
    with office.expect_download() as saved:
        office.get_by_role("link", name="CSV", exact=True).first.click()
    assert saved.value.suggested_filename == f"furusato-{TOWN}-{month_before()}.csv"
    text = saved.value.path().read_bytes()
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert ["登録者", "合計"] in [row[:2] for row in rows]
    link = office.get_by_role("link", name="PDFを開く").get_attribute("href")
    assert link == f"/api/office/{TOWN}/figures/{month_before()}.pdf"
    sheet = office.request.get(f"{server.origin}{link}")
    assert sheet.headers["content-type"] == "application/pdf"
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    (DIRECTORY / "office-figures-report.pdf").write_bytes(sheet.body())


def test_figures_are_opened_after_a_look_at_them(
    server: LiveServer, office: Page, make_phone: MakePhone, look: Look
) -> None:
    open_filled(server, office)
    office.reload()
    part = office.locator(".figures-page [data-open]")
    expect(part).to_have_attribute("data-open", "false")
    part.get_by_label("伏せる人数").select_option(label="10人未満")
    part.locator("details summary").click()
    expect(part.get_by_text("伏せる", exact=True).first).to_be_visible()
    look(office, "office-figures-open", until=".figures-page")
    # The pictures were taken in both languages: it begins anew.
    part.get_by_label("伏せる人数").select_option(label="10人未満")
    part.get_by_role("button", name="公開する").click()
    expect(office.locator(".figures-page [data-open=true]")).to_be_visible()
    stranger = make_phone("stranger").page
    stranger.goto(f"{server.origin}/search")
    stranger.get_by_role("link", name="関係人口の統計").click()
    expect(stranger.get_by_role("heading", name="川上村")).to_be_visible()
    look(stranger, "open-data", until=".panel")
    with stranger.expect_download() as saved:
        stranger.get_by_role("link", name="CSV").click()
    assert saved.value.suggested_filename == f"furusato-{TOWN}-{month_before()}.csv"
    path = f"{server.origin}/api/open/figures/{TOWN}/{month_before()}.json"
    assert stranger.request.get(path).json()["threshold"] == 10
    office.get_by_role("button", name="元に戻す").click()
    expect(office.locator(".figures-page [data-open=false]")).to_be_visible()
    assert stranger.request.get(path).status == 404


def test_a_prefectures_reader_sees_counts_alone(
    server: LiveServer, office: Page, make_phone: MakePhone, look: Look
) -> None:
    fill(server)
    reader = make_phone("reader", viewport={"width": 1280, "height": 900})
    reader.page.goto(f"{server.origin}/figures")
    expect(reader.page.get_by_role("link", name="サインインする")).to_be_visible()
    cookies = office.context.cookies(server.origin)
    session = {one["name"]: one["value"] for one in cookies}
    with httpx.Client(base_url=server.origin, headers=CHANGE, cookies=session) as browser:
        made = browser.post(f"/api/office/{PREFECTURE}/invites", json={"role": "reader"})
        made.raise_for_status()
    join(reader, made.json()["url"])
    page = reader.page
    page.wait_for_url("**/office")
    page.goto(f"{server.origin}/figures")
    # The server may have counted by itself before the town was filled.
    page.get_by_role("button", name="数え直す").click()
    expect(page.get_by_role("heading", name="県内の市町村の登録者")).to_be_visible()
    expect(page.get_by_text("実人数 1,043人")).to_be_visible()
    # Of the town itself, or what is published, nothing.
    expect(page.locator(".figures-page [data-open]")).to_have_count(0)
    expect(page.get_by_label("団体")).to_have_count(0)
    look(page, "office-figures-prefecture", until=".figures-page")
