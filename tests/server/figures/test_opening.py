"""The report of a month, and what is open to everyone (R45)."""

import csv
import io
from collections.abc import AsyncIterator

import pytest

from schemas.api import Role
from server.app.clock import DAY_MS
from server.figures.presence import basis_of
from server.figures.recount import recount
from sync.calendar import day_of
from tests.support.crowd import draw, trust_days, write_crowd
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, Person, admin, colleague

OFFICE = f"/api/office/{KAWAKAMI}"
OPEN = "/api/open/figures"
BOM = b"\xef\xbb\xbf"


@pytest.fixture
async def office(village: Installation) -> AsyncIterator[Person]:
    """Of a town with 300 members, counted in November and in December."""
    somebody = await admin(village)
    now = village.clock()
    async with village.database.writing() as conn:
        await write_crowd(conn, KAWAKAMI, draw(300, day_of(now)))
        await trust_days(conn, KAWAKAMI, await basis_of(conn, KAWAKAMI))
    await recount(village.database, KAWAKAMI, now)
    village.clock.advance(10 * DAY_MS)
    await recount(village.database, KAWAKAMI, village.clock())
    yield somebody


def lines(content: bytes) -> list[list[str]]:
    assert content.startswith(BOM)
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


async def test_a_month_is_reported_as_a_table_and_on_paper(office: Person) -> None:
    table = await office.get(f"{OFFICE}/figures/2026-11.csv")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="furusato-294527-2026-11.csv"' in table.headers["content-disposition"]
    rows = lines(table.content)
    told = (await office.get(f"{OFFICE}/figures?month=2026-11")).json()
    total = next(row for row in rows if row[:2] == ["登録者", "合計"])
    assert total[2:] == [str(told["members"]["people"]), str(told["members"]["count"])]
    homes = [int(row[2]) for row in rows if row and row[0] == "住所地"]
    assert (len(homes), sum(homes)) == (49, told["members"]["people"])
    (month,) = [row for row in rows if row and row[0] == "2026-11"]
    assert int(month[1]) == told["months"][-1]["members"]

    sheet = await office.get(f"{OFFICE}/figures/2026-11.pdf")
    assert sheet.headers["content-type"] == "application/pdf"
    assert sheet.content.startswith(b"%PDF") and sheet.content.count(b"/Type /Page\n") <= 1
    assert (await office.get(f"{OFFICE}/figures/2027-01.pdf")).status_code == 400
    assert (await office.get(f"{OFFICE}/figures/2026-11.doc")).status_code == 400


async def test_nothing_is_open_until_the_office_opens_it(
    village: Installation, office: Person
) -> None:
    everyone = village.browser()
    assert (await everyone.get(OPEN)).json() == []
    path = f"{OPEN}/{KAWAKAMI}/2026-11.json"
    assert (await everyone.get(path)).status_code == 404
    view = (await office.get(f"{OFFICE}/publishing")).json()
    assert (view["on"], view["threshold"], view["months"]) == (False, 5, ["2026-11"])

    clerk = await colleague(village, KAWAKAMI, Role.CLERK)
    assert (await clerk.put(f"{OFFICE}/publishing", {"on": True})).status_code == 403
    assert (await office.put(f"{OFFICE}/publishing", {"on": True})).status_code == 204
    (listed,) = (await everyone.get(OPEN)).json()
    assert (listed["name"], listed["months"]) == ("川上村", ["2026-11"])
    answer = await everyone.get(path)
    assert answer.headers["access-control-allow-origin"] == "*"
    told = answer.json()
    assert told == view["preview"]
    assert told["licence"] == "CC BY 4.0"
    small = [one for one in told["cells"] if one["people"] is not None and 0 < one["people"] < 5]
    assert not small
    assert any(one["people"] is None for one in told["cells"])

    rows = lines((await everyone.get(f"{OPEN}/{KAWAKAMI}/2026-11.csv")).content)
    assert len(rows) == len(told["cells"]) + 1
    # The month that is not over, one that nobody counted, one that is to come.
    for month, status in (("2026-12", 404), ("2025-01", 404), ("2027-01", 400)):
        assert (await everyone.get(f"{OPEN}/{KAWAKAMI}/{month}.json")).status_code == status
    assert (await everyone.get(f"{OPEN}/290009/2026-11.json")).status_code == 404

    await office.put(f"{OFFICE}/publishing", {"on": False})
    assert (await everyone.get(path)).status_code == 404


async def test_the_threshold_is_the_offices_within_bounds(office: Person) -> None:
    for threshold, status in ((2, 400), (3, 204), (100, 204), (101, 400)):
        data = {"on": True, "threshold": threshold}
        assert (await office.put(f"{OFFICE}/publishing", data)).status_code == status
    strict = (await office.get(f"{OFFICE}/publishing?threshold=50")).json()["preview"]
    mild = (await office.get(f"{OFFICE}/publishing?threshold=3")).json()["preview"]

    def withheld(told: dict[str, list[dict[str, object]]]) -> int:
        return sum(one["people"] is None for one in told["cells"])

    assert withheld(strict) > withheld(mild)


async def test_open_data_has_a_limit(village: Installation) -> None:
    browser = village.browser("192.0.2.77")
    for _ in range(120):
        assert (await browser.get(OPEN)).status_code == 200
    assert (await browser.get(OPEN)).status_code == 429
