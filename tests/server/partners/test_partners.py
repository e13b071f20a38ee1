"""Partners: their people, what a designation in general does, and what a scanner may (R20-R24)."""

import pytest

from schemas.api import Role
from schemas.feed import ProjectItem, RosterItem, ScannerItem, StaffItem, StatusItem, TrustItem
from schemas.rulings import RulingReason
from server.app.clock import MINUTE_MS
from server.office.projects import designated_projects
from server.office.staff import UNDO_MS, join
from server.partners.directory import MAX_PARTNERS
from server.partners.tables import partner as partners
from tests.support.audit import assert_sound
from tests.support.device import Device
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, NARA, Person, admin, member, person, told
from tests.support.scene import village_scene

OFFICE = f"/api/office/{KAWAKAMI}"
ASSOCIATION = {"name": "下流自治会", "kind": "residents", "contact": "会長 090-0000-0000"}
BASIS = "川の清掃は公共の仕事で、地域の暮らしを支え、人手が足りない"


async def _partner(chief: Person) -> int:
    answer = await chief.post(f"{OFFICE}/partners", ASSOCIATION)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


async def _joined(village: Installation, role: Role, partner: int) -> Person:
    somebody = await person(village)
    async with village.database.writing() as conn:
        await join(conn, somebody.account, KAWAKAMI, role, village.clock(), partner)
    return somebody


async def test_a_partner_is_added_changed_and_closed(village: Installation) -> None:
    chief = await admin(village)
    partner = await _partner(chief)
    (listed,) = (await chief.get(f"{OFFICE}/partners")).json()
    assert listed == ASSOCIATION | {
        "id": partner,
        "english": "",
        "designated": False,
        "basis": "",
        "closed": False,
        "people": 0,
    }
    for wrong in ({"designated": True}, {"designated": True, "basis": "  "}):
        answer = await chief.put(f"{OFFICE}/partners/{partner}", ASSOCIATION | wrong)
        assert (answer.status_code, answer.json()["field"]) == (400, "basis")
    answer = await chief.post(f"{OFFICE}/partners", ASSOCIATION | {"name": "  "})
    assert (answer.status_code, answer.json()["field"]) == (400, "name")
    answer = await chief.post(f"{OFFICE}/partners", ASSOCIATION | {"kind": "club"})
    assert answer.status_code == 400


async def test_partners_have_a_stated_limit(village: Installation) -> None:
    chief = await admin(village)
    await _partner(chief)
    row = {"body": KAWAKAMI, "english": "", "kind": "npo", "contact": "", "designated": False}
    row |= {"basis": "", "made_ms": 1, "version": 1}
    async with village.database.writing() as conn:
        await conn.execute(
            partners.insert(), [row | {"name": str(n)} for n in range(MAX_PARTNERS - 1)]
        )
    assert (await chief.post(f"{OFFICE}/partners", ASSOCIATION)).status_code == 409


async def test_an_organiser_invites_the_others(village: Installation) -> None:
    chief = await admin(village)
    partner = await _partner(chief)
    theirs = f"{OFFICE}/partners/{partner}"
    invited = (await chief.post(f"{theirs}/invites", {"role": "organiser"})).json()
    organiser = await person(village)
    joining = {"code": invited["code"], "name": "会長"}
    accepted = await organiser.post("/api/invites/accept", joining)
    assert accepted.json() == {"body": "294527", "role": "organiser", "partner": partner}

    made = await organiser.post(f"{theirs}/invites", {"role": "scanner", "name": "受付 山本"})
    assert made.status_code == 201
    for role in ("clerk", "admin", "staff", "operator"):
        assert (await organiser.post(f"{theirs}/invites", {"role": role})).status_code == 400
    scanner = await person(village)
    village.clock.advance(1000)
    await scanner.post("/api/invites/accept", {"code": made.json()["code"]})
    people = (await organiser.get(f"{theirs}/people")).json()
    assert [(one["name"], [r["role"] for r in one["roles"]]) for one in people] == [
        ("会長", ["organiser"]),
        ("受付 山本", ["scanner"]),
    ]
    assert (await chief.get(f"{OFFICE}/partners")).json()[0]["people"] == 2
    # Those of a partner are not the body's staff.
    assert len((await chief.get(f"{OFFICE}/staff")).json()) == 1
    assert (await scanner.get(f"{theirs}/people")).status_code == 403


@pytest.mark.parametrize(("body", "status"), [(KAWAKAMI, 400), (NARA, 201)])
async def test_only_a_prefecture_has_readers(village: Installation, body: int, status: int) -> None:
    chief = await admin(village, body)
    answer = await chief.post(f"/api/office/{body}/invites", {"role": "reader"})
    assert answer.status_code == status
    for role in ("organiser", "scanner", "operator"):
        answer = await chief.post(f"/api/office/{body}/invites", {"role": role})
        assert answer.status_code == 400


async def test_a_reader_is_told_nothing_by_the_feeds(village: Installation) -> None:
    """R04: readers read members where a look is kept, not from a roster on a phone."""
    await admin(village, NARA)
    reader = await person(village)
    async with village.database.writing() as conn:
        await join(conn, reader.account, NARA, Role.READER, village.clock())
    items = await told(village, reader.account)
    assert not [item for item in items if isinstance(item, StaffItem | RosterItem | StatusItem)]
    assert (await reader.get(f"/api/office/{NARA}/members")).status_code == 200


async def test_a_scanner_has_lists_and_projects_but_no_roster(village: Installation) -> None:
    chief = await admin(village)
    await member(village)
    partner = await _partner(chief)
    place = (
        await chief.post(f"{OFFICE}/places", {"name": "川", "english": "", "kind": "other"})
    ).json()
    project = {"name": "川の清掃", "english": "", "designated": False, "place": place["id"]}
    made = await chief.post(f"{OFFICE}/projects", project)
    whose = f"{OFFICE}/projects/{made.json()['id']}/partner"
    assert (await chief.put(whose, {"partner": partner})).status_code == 204
    scanner = await _joined(village, Role.SCANNER, partner)

    items = await told(village, scanner.account)
    kinds = {type(item) for item in items}
    assert {StatusItem, TrustItem, ProjectItem, ScannerItem} <= kinds
    assert not kinds & {StaffItem, RosterItem}
    (told_of,) = [item for item in items if isinstance(item, ScannerItem)]
    assert (told_of.partner, told_of.projects, told_of.ended) == (
        partner,
        [made.json()["id"]],
        False,
    )

    # A project that is the partner's no more is not theirs to scan at.
    village.clock.advance(1000)
    assert (await chief.put(whose, {"partner": None})).status_code == 204
    (now,) = [one for one in await told(village, scanner.account) if isinstance(one, ScannerItem)]
    assert now.projects == []
    village.clock.advance(1000)
    await chief.delete(f"{OFFICE}/staff/{scanner.account}")
    items = await told(village, scanner.account)
    assert [one.ended for one in items if isinstance(one, ScannerItem)] == [True]
    assert not [one for one in items if isinstance(one, StatusItem)]


async def test_all_projects_of_a_partner_designated_in_general_count(
    village: Installation,
) -> None:
    """R20, pattern 2; R21: on its basis."""
    chief = await admin(village)
    partner, other = await _partner(chief), await _partner(chief)
    made = []
    for of in (partner, other, None):
        project = {"name": "活動", "english": "", "place": None, "designated": False}
        answer = await chief.post(f"{OFFICE}/projects", project)
        made.append(answer.json()["id"])
        whose = f"{OFFICE}/projects/{made[-1]}/partner"
        assert (await chief.put(whose, {"partner": of})).status_code == 204

    async def counting() -> set[int]:
        async with village.database.reading() as conn:
            found = await designated_projects(conn, {KAWAKAMI})
        items = await told(village, chief.account)
        shown = {i.project for i in items if isinstance(i, ProjectItem) and i.designated}
        assert shown == found
        return set(found)

    assert await counting() == set()
    named = ASSOCIATION | {"designated": True, "basis": BASIS}
    assert (await chief.put(f"{OFFICE}/partners/{partner}", named)).status_code == 200
    assert await counting() == {made[0]}
    assert (await chief.put(f"{OFFICE}/partners/{partner}", ASSOCIATION)).status_code == 200
    assert await counting() == set()


async def test_closing_a_partner_ends_its_peoples_roles_until_it_opens_again(
    village: Installation,
) -> None:
    chief = await admin(village)
    partner = await _partner(chief)
    theirs = f"{OFFICE}/partners/{partner}"
    organiser = await _joined(village, Role.ORGANISER, partner)
    left = await _joined(village, Role.SCANNER, partner)
    village.clock.advance(1000)
    await chief.delete(f"{OFFICE}/staff/{left.account}")
    invited = (await chief.post(f"{theirs}/invites", {"role": "scanner"})).json()
    village.clock.advance(1000)
    assert (await chief.put(theirs, ASSOCIATION | {"closed": True})).json()["people"] == 0
    assert (await organiser.get(f"{theirs}/people")).status_code == 403
    assert (await chief.post(f"{theirs}/invites", {"role": "scanner"})).status_code == 409
    late = await person(village)
    refused = await late.post("/api/invites/accept", {"code": invited["code"]})
    assert refused.json()["code"] == "code-refused"

    village.clock.advance(1000)
    assert (await chief.put(theirs, ASSOCIATION)).json()["people"] == 1
    assert (await organiser.get(f"{theirs}/people")).status_code == 200
    assert (await left.get(theirs)).status_code == 403


async def test_a_role_that_was_ended_by_mistake_is_given_back(village: Installation) -> None:
    chief = await admin(village)
    clerk = await person(village)
    async with village.database.writing() as conn:
        await join(conn, clerk.account, KAWAKAMI, Role.CLERK, village.clock(), None, "田中")
    (line,) = [one for one in (await chief.get(f"{OFFICE}/staff")).json() if one["name"] == "田中"]
    role = line["roles"][0]["id"]
    assert (await chief.delete(f"{OFFICE}/roles/{role}")).status_code == 204
    assert (await clerk.get(f"{OFFICE}/members")).status_code == 403
    village.clock.advance(UNDO_MS)
    for _ in range(2):
        assert (await chief.post(f"{OFFICE}/roles/{role}/restore")).status_code == 204
    assert (await clerk.get(f"{OFFICE}/members")).status_code == 200
    assert "田中" in [one["name"] for one in (await chief.get(f"{OFFICE}/staff")).json()]
    village.clock.advance(1)
    assert (await chief.post(f"{OFFICE}/roles/{role}/restore")).status_code == 404


async def test_the_last_admin_role_stays(village: Installation) -> None:
    chief = await admin(village)
    (line,) = (await chief.get(f"{OFFICE}/staff")).json()
    answer = await chief.delete(f"{OFFICE}/roles/{line['roles'][0]['id']}")
    assert answer.status_code == 409


async def test_what_a_partners_people_scan_counts_at_its_projects_while_they_are_its_own(
    village: Installation,
) -> None:
    """R04, R24: by `/api/sync`, and again whenever everything is judged anew."""
    scene = await village_scene(village)
    partner = await _partner(scene.office)
    scanner = await _joined(village, Role.SCANNER, partner)
    reader = await person(village)
    async with village.database.writing() as conn:
        await join(conn, reader.account, KAWAKAMI, Role.READER, scene.now)
    phone, other = await scene.new_phone(scanner), await scene.new_phone(reader)
    whose = f"{OFFICE}/projects/{scene.project}/partner"

    async def ruled(by: Device, project: int) -> RulingReason:
        ref = scene.scan(by, project=project)
        await by.sync()
        ruling = by.ruling(ref.seq)
        village.clock.advance(10 * MINUTE_MS)
        return ruling.reason if ruling else RulingReason.NONE

    assert await ruled(phone, scene.project) is RulingReason.NOT_PERMITTED
    assert (await scene.office.put(whose, {"partner": partner})).status_code == 204
    assert await ruled(phone, scene.project) is RulingReason.NONE
    assert await ruled(phone, 0) is RulingReason.NOT_PERMITTED
    assert await ruled(other, scene.project) is RulingReason.NOT_PERMITTED
    assert (await scene.office.put(whose, {"partner": None})).status_code == 204
    assert await ruled(phone, scene.project) is RulingReason.NOT_PERMITTED
    await assert_sound(village.database)
