"""Places with their codes, projects, members and figures."""

from webauthn.helpers import base64url_to_bytes

from schemas.feed import PlaceItem, ProjectItem, TrustItem
from server.app.clock import DAY_MS
from server.cards.issue import rename_member
from server.cards.trust_list import TrustList
from server.cards.trust_list import verify as verify_trust
from server.cards.venue_code import read_venue_code
from server.office.places import code_text, place_of
from server.office.projects import code_of
from server.office.sheet import code_svg
from tests.support.authenticator import enrol
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, admin, member, told

OFFICE = f"/api/office/{KAWAKAMI}"
BATH = {"name": "村の湯", "english": "Village bath", "kind": "bath"}


async def trust_of(village: Installation) -> TrustList:
    (item,) = [i for i in await told(village, "nobody") if isinstance(i, TrustItem)]
    instance = (await village.client.get("/api/instance")).json()
    return verify_trust(item.signed, base64url_to_bytes(instance["root_key"]))


async def test_a_place_is_made_changed_and_closed(village: Installation) -> None:
    chief = await admin(village)
    made = await chief.post(f"{OFFICE}/places", BATH)
    assert made.status_code == 201
    given = {"id": 1, "closed": False, "keeps_proofs": False, "code_serial": 1}
    assert made.json() == BATH | given
    change = {"name": "山の湯", "closed": True, "keeps_proofs": True}
    changed = await chief.put(f"{OFFICE}/places/1", BATH | change)
    assert changed.json() == BATH | given | change
    assert (await chief.get(f"{OFFICE}/places")).json() == [changed.json()]
    (item,) = [i for i in await told(village, chief.account) if isinstance(i, PlaceItem)]
    assert (item.version, item.name, item.closed) == (2, "山の湯", True)
    assert item.keeps_proofs


async def test_a_place_needs_a_name(village: Installation) -> None:
    chief = await admin(village)
    for wrong in ({"name": ""}, {"name": "x" * 61}, {"kind": "castle"}):
        assert (await chief.post(f"{OFFICE}/places", BATH | wrong)).status_code == 400
    assert (await chief.post(f"{OFFICE}/places", BATH | {"name": "x" * 60})).status_code == 201


async def test_a_printed_code_is_replaced_and_the_old_one_remembered(village: Installation) -> None:
    chief = await admin(village)
    await chief.post(f"{OFFICE}/places", BATH)
    trust, now = await trust_of(village), village.clock() // 1000
    async with village.database.reading() as conn:
        first = read_venue_code(await code_text(conn, KAWAKAMI, 1, "https://a.example"), trust, now)
    village.clock.advance(DAY_MS)
    replaced = await chief.post(f"{OFFICE}/places/1/code")
    assert replaced.status_code == 201
    assert replaced.json()["code_serial"] == 2
    async with village.database.reading() as conn:
        text = await code_text(conn, KAWAKAMI, 1, "https://a.example")
        facts = await place_of(conn, 1)
    second = read_venue_code(text, trust, now)
    assert (second.body, second.place, first.serial, second.serial) == (KAWAKAMI, 1, 1, 2)
    assert facts is not None
    assert facts.token == second.token != first.token
    assert facts.withdrawn == {first.token: village.clock()}


async def test_the_code_comes_as_picture_and_as_sheet(village: Installation) -> None:
    chief = await admin(village)
    await chief.post(f"{OFFICE}/places", BATH)
    async with village.database.reading() as conn:
        text = await code_text(conn, KAWAKAMI, 1, "http://localhost:8000")

    picture = await chief.get(f"{OFFICE}/places/1/code.svg")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert picture.content == code_svg(text, "村の湯")
    sheet = await chief.get(f"{OFFICE}/places/1/code.pdf")
    assert sheet.headers["content-type"] == "application/pdf"
    assert sheet.headers["content-disposition"] == 'inline; filename="code-1.pdf"'
    assert sheet.content.startswith(b"%PDF-")


async def test_a_designation_needs_its_basis(village: Installation) -> None:
    chief = await admin(village)
    await chief.post(f"{OFFICE}/places", BATH)
    project = {"name": "下草刈り", "english": "", "place": 1, "designated": True}
    for basis in ({}, {"basis": "  "}):
        refused = await chief.post(f"{OFFICE}/projects", project | basis)
        assert (refused.status_code, refused.json()["field"]) == (400, "basis")
    made = await chief.post(f"{OFFICE}/projects", project | {"basis": "森林の維持に人手が足りない"})
    assert made.status_code == 201
    plain = await chief.put(f"{OFFICE}/projects/1", project | {"designated": False, "place": None})
    assert plain.json()["designated"] is False
    (item,) = [i for i in await told(village, chief.account) if isinstance(i, ProjectItem)]
    assert (item.version, item.designated, item.place) == (2, False, 0)


async def test_members_are_found_by_number_and_name(village: Installation) -> None:
    chief = await admin(village)
    people = [await member(village) for _ in range(3)]
    async with village.database.writing() as conn:
        await rename_member(conn, people[1].account, "山田 Hanako_50%", village.clock())
    await enrol(people[0].browser, people[0].account)

    async def found(query: str) -> list[int]:
        page = (await chief.browser.get(f"{OFFICE}/members", params={"query": query})).json()
        assert page["total"] == len(page["members"])
        return [row["number"] for row in page["members"]]

    assert await found("") == [1, 2, 3]
    assert await found(" 3 ") == [3]
    assert await found("hanako") == [2]
    assert await found("50%") == [2]
    assert await found("%") == [2]
    assert await found("_") == [2]
    assert await found("佐藤") == []
    assert await found("9" * 60) == []
    assert (await chief.get(f"{OFFICE}/members?query={'x' * 61}")).status_code == 400
    page = (await chief.get(f"{OFFICE}/members?offset=2")).json()
    assert ([row["number"] for row in page["members"]], page["total"]) == ([3], 3)


async def test_the_figures_count_what_stands(village: Installation) -> None:
    chief = await admin(village)
    await chief.post(f"{OFFICE}/places", BATH)
    await chief.post(f"{OFFICE}/places", BATH | {"closed": True})
    first, second = await member(village), await member(village)
    await second.delete(f"/api/registrations/{KAWAKAMI}")
    village.clock.advance(25 * DAY_MS)
    await chief.get("/api/account")
    village.clock.advance(10 * DAY_MS)
    await member(village)
    assert first.account

    figures = (await chief.get(OFFICE)).json()
    assert figures == {
        "body": "294527",
        "members_basic": 2,
        "members_premium": 0,
        "places": 1,
        "projects": 0,
        "staff": 1,
        "records_today": 0,
        "new_members_30_days": 1,
        "records_by_day": [0] * 30,
    }


async def test_attendance_of_a_day_without_records_is_empty(village: Installation) -> None:
    chief = await admin(village)
    await chief.post(f"{OFFICE}/places", BATH)
    today = (await chief.get(f"{OFFICE}/attendance?place=1")).json()
    assert today == {"place": 1, "day": "2026-11-23", "rows": []}
    other = (await chief.get(f"{OFFICE}/attendance?place=1&day=2026-02-28")).json()
    assert other["day"] == "2026-02-28"
    for day in ("2026-02-29", "yesterday", ""):
        wrong = await chief.get(f"{OFFICE}/attendance?place=1&day={day}")
        assert wrong.status_code == 400


async def test_a_projects_code_is_printed_where_it_has_a_place(village: Installation) -> None:
    chief = await admin(village)
    await chief.post(f"{OFFICE}/places", BATH)
    await chief.post(f"{OFFICE}/places", BATH | {"name": "山の湯"})
    project = {"name": "雪かき", "english": "Clearing snow", "place": None, "designated": False}
    made = (await chief.post(f"{OFFICE}/projects", project)).json()
    assert made["code_serial"] is None
    path = f"{OFFICE}/projects/{made['id']}"
    refused = await chief.post(f"{path}/code")
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert (await chief.get(f"{path}/code.svg")).status_code == 404

    await chief.put(path, project | {"place": 1})
    coded = await chief.post(f"{path}/code")
    assert (coded.status_code, coded.json()["code_serial"]) == (201, 1)
    trust, now = await trust_of(village), village.clock() // 1000
    async with village.database.reading() as conn:
        _, text = await code_of(conn, KAWAKAMI, made["id"], "http://localhost:8000")
    code = read_venue_code(text, trust, now)
    assert (code.body, code.place, code.project) == (KAWAKAMI, 1, made["id"])
    picture = await chief.get(f"{path}/code.svg")
    assert picture.content == code_svg(text, "雪かき")
    sheet = await chief.get(f"{path}/code.pdf")
    assert sheet.headers["content-type"] == "application/pdf"
    assert sheet.content.startswith(b"%PDF-")

    assert (await chief.post(f"{path}/code")).json()["code_serial"] == 2
    kept = await chief.put(path, project | {"place": 1, "name": "雪おろし"})
    assert kept.json()["code_serial"] == 2
    moved = await chief.put(path, project | {"place": 2})
    assert moved.json()["code_serial"] is None
    assert (await chief.get(f"{OFFICE}/projects")).json() == [moved.json()]
    assert (await chief.get(f"{path}/code.svg")).status_code == 404
