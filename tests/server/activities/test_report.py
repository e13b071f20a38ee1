"""The report: who applied, who came, for how long, from where; as JSON, CSV and PDF (R20, R34)."""

import csv
import io

import pypdfium2  # type: ignore[import-untyped]  # the package has no types

from server.app.clock import DAY_MS, MINUTE_MS
from tests.support.activities import (
    add_partner,
    apply,
    in_days,
    occasion,
    organiser,
    publish,
)
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, TENRI, admin
from tests.support.proofs import prove
from tests.support.scene import Scene, village_scene

DESK = f"/api/office/{KAWAKAMI}/activities"
OSAKA = 271004


async def lived(village: Installation) -> tuple[Scene, int, str]:
    """A day on which two of three who were accepted came, and one who had not applied; gives the
    project and the day."""
    scene = await village_scene(village)
    file = await publish(village, scene.office, occasions=[occasion(village, 7, capacity=3)])
    project, day = file["row"]["id"], file["occasions"][0]["day"]
    second, second_phone = await scene.new_member()
    third, _ = await scene.new_member()
    _, walker_phone = await scene.new_member()
    await prove(village, scene.member.account, home=OSAKA)
    for one in (scene.member, second, third):
        await apply(one, file)
    village.clock.advance(7 * DAY_MS + 60 * MINUTE_MS)
    await scene.staff_phone.sync()
    for phone in (scene.member_phone, second_phone, walker_phone):
        await phone.sync()
        scene.scan(of=phone, project=project)
        scene.village.clock.advance(MINUTE_MS)
    # Twice is once, and another project is another.
    scene.scan(of=second_phone, project=project)
    scene.scan(of=scene.member_phone, project=scene.project)
    await scene.staff_phone.sync()
    return scene, project, day


async def test_who_came_is_counted_by_itself(village: Installation) -> None:
    scene, project, day = await lived(village)
    report = (await scene.office.get(f"{DESK}/report?first={day}&last={day}")).json()
    (told,) = report["activities"]
    (line,) = told["occasions"]
    assert (line["applied"], line["accepted"], line["came"], line["others"]) == (3, 3, 2, 1)
    assert (line["hours"], told["people"], report["people"], report["hours"]) == (9.0, 3, 3, 9.0)
    assert told["prefectures"] == [
        {"prefecture": 270008, "name": "大阪府", "came": 1},
        {"prefecture": 0, "name": "", "came": 2},
    ]
    path = f"{DESK}/{project}/occasions/{line['occasion']}/applicants"
    came = [one["came"] for one in (await scene.office.get(path)).json()]
    assert came == [True, True, False]
    later = in_days(village, 1)
    empty = (await scene.office.get(f"{DESK}/report?first={later}&last={later}")).json()
    assert (empty["activities"], empty["people"]) == ([], 0)


async def test_the_table_and_the_paper_say_the_same(village: Installation) -> None:
    scene, _, day = await lived(village)
    query = f"first={day}&last={day}"
    table = await scene.office.get(f"{DESK}/report.csv?{query}")
    assert table.headers["content-type"].startswith("text/csv")
    assert table.content.startswith(b"\xef\xbb\xbf")
    head, line = csv.reader(io.StringIO(table.content.decode("utf-8-sig")))
    told = dict(zip(head, line, strict=True))
    assert (told["活動"], told["来た"], told["延べ時間"]) == ("用水路の泥上げ", "2", "9.0")
    paper = await scene.office.get(f"{DESK}/report.pdf?{query}")
    assert paper.headers["content-type"] == "application/pdf"
    text = pypdfium2.PdfDocument(paper.content)[0].get_textpage().get_text_range()
    assert "用水路の泥上げ" in text
    assert "大阪府" in text


async def test_what_a_spreadsheet_would_compute_is_text(village: Installation) -> None:
    chief = await admin(village)
    await publish(village, chief, name='=HYPERLINK("x")')
    day = in_days(village, 7)
    table = await chief.get(f"{DESK}/report.csv?first={day}&last={day}")
    assert "'=HYPERLINK" in table.text


async def test_a_partner_reads_of_its_own_alone(village: Installation) -> None:
    chief, other = await admin(village), await admin(village, TENRI)
    partner, rival = await add_partner(village), await add_partner(village, name="消防団")
    hall, corps = await organiser(village, partner), await organiser(village, rival)
    file = await publish(village, hall, partner=partner, to="submitted")
    await chief.post(f"{DESK}/{file['row']['id']}/state", {"to": "published"})
    day = in_days(village, 7)
    path = f"{DESK}/report?first={day}&last={day}"
    assert len((await chief.get(path)).json()["activities"]) == 1
    (told,) = (await hall.get(path)).json()["activities"]
    assert told["prefectures"] == []
    assert (await corps.get(path)).json()["activities"] == []
    assert (await other.get(path)).status_code == 403


async def test_a_year_at_a_time(village: Installation) -> None:
    chief = await admin(village)
    for first, last, status in (
        ("2026-01-01", "2027-01-01", 200),
        ("2026-01-01", "2027-01-02", 400),
        ("2026-02-01", "2026-01-01", 400),
        ("2026-02-30", "2026-03-01", 400),
    ):
        answer = await chief.get(f"{DESK}/report?first={first}&last={last}")
        assert answer.status_code == status
