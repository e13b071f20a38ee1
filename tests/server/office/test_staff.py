"""The first office, invites and the end of a role."""

from schemas.api import Role
from schemas.feed import BodyItem, RosterItem, StaffItem, StatusItem
from server.accounts.setup_code import make_setup_code
from server.app.clock import DAY_MS
from server.office.invites import MAX_OPEN_INVITES
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, NARA, admin, colleague, person, told

OFFICE = f"/api/office/{KAWAKAMI}"


async def setup_code(village: Installation) -> str:
    async with village.database.writing() as conn:
        return await make_setup_code(conn, village.clock())


async def test_the_first_office_begins_with_the_printed_code(village: Installation) -> None:
    somebody = await person(village)
    code = await setup_code(village)

    answer = await somebody.post("/api/office/start", {"code": code, "body": f"{KAWAKAMI}"})

    assert answer.status_code == 201
    assert answer.json() == {"body": "294527", "role": "admin", "partner": None}
    assert (await somebody.get("/api/instance")).json()["participating"] == ["294527"]
    account = (await somebody.get("/api/account")).json()
    assert account["roles"] == [{"body": "294527", "role": "admin", "partner": None}]
    items = await told(village, somebody.account)
    kinds = {type(item) for item in items}
    assert {BodyItem, StaffItem, StatusItem} <= kinds


async def test_the_printed_code_is_good_once(village: Installation) -> None:
    first, second = await person(village), await person(village)
    code = await setup_code(village)
    await first.post("/api/office/start", {"code": code, "body": f"{KAWAKAMI}"})
    answer = await second.post("/api/office/start", {"code": code, "body": f"{NARA}"})
    assert (answer.status_code, answer.json()["code"]) == (400, "code-refused")


async def test_a_failed_start_leaves_the_code_good(village: Installation) -> None:
    await admin(village)
    somebody = await person(village)
    code = await setup_code(village)
    taken = await somebody.post("/api/office/start", {"code": code, "body": f"{KAWAKAMI}"})
    assert taken.status_code == 409
    wrong = await somebody.post("/api/office/start", {"code": code, "body": "294528"})
    assert (wrong.status_code, wrong.json()["field"]) == (400, "body")
    good = await somebody.post("/api/office/start", {"code": code, "body": f"{NARA}"})
    assert good.status_code == 201


async def test_an_invite_makes_a_colleague(village: Installation) -> None:
    chief = await admin(village)
    made = (await chief.post(f"{OFFICE}/invites", {"role": "staff"})).json()
    assert made["url"] == f"http://localhost:8000/join#{made['code']}"
    assert made["expires"] == village.clock() + 7 * DAY_MS

    village.clock.advance(1000)
    newcomer = await person(village)
    answer = await newcomer.post("/api/invites/accept", {"code": made["code"].lower()})
    assert answer.status_code == 201
    assert answer.json() == {"body": "294527", "role": "staff", "partner": None}
    again = await newcomer.post("/api/invites/accept", {"code": made["code"]})
    assert again.json() == {"body": "294527", "role": "staff", "partner": None}

    staff = (await chief.get(f"{OFFICE}/staff")).json()
    assert [(line["account"], [one["role"] for one in line["roles"]]) for line in staff] == [
        (chief.account, ["admin"]),
        (newcomer.account, ["staff"]),
    ]
    (invite,) = (await chief.get(f"{OFFICE}/invites")).json()
    assert invite["used"] is True
    assert "code" not in invite


async def test_an_invite_is_for_one_person_and_a_week(village: Installation) -> None:
    chief = await admin(village)
    used = (await chief.post(f"{OFFICE}/invites", {"role": "staff"})).json()
    late = (await chief.post(f"{OFFICE}/invites", {"role": "admin"})).json()
    withdrawn = (await chief.post(f"{OFFICE}/invites", {"role": "admin"})).json()
    first, second = await person(village), await person(village)
    await first.post("/api/invites/accept", {"code": used["code"]})
    assert (await chief.delete(f"{OFFICE}/invites/{withdrawn['id']}")).status_code == 204
    assert (await chief.delete(f"{OFFICE}/invites/{used['id']}")).status_code == 404

    village.clock.advance(7 * DAY_MS)
    for invite in (used, late, withdrawn):
        answer = await second.post("/api/invites/accept", {"code": invite["code"]})
        assert (answer.status_code, answer.json()["code"]) == (400, "code-refused")
    assert (await second.get("/api/account")).json()["roles"] == []


async def test_open_invites_have_a_stated_limit(village: Installation) -> None:
    chief = await admin(village)
    for _ in range(MAX_OPEN_INVITES):
        answer = await chief.post(f"{OFFICE}/invites", {"role": "staff"})
        assert answer.status_code == 201
    assert (await chief.post(f"{OFFICE}/invites", {"role": "staff"})).status_code == 409
    village.clock.advance(7 * DAY_MS)
    assert (await chief.post(f"{OFFICE}/invites", {"role": "staff"})).status_code == 201


async def test_who_leaves_is_told_and_hears_no_more(village: Installation) -> None:
    chief = await admin(village)
    staff = await colleague(village, KAWAKAMI, Role.STAFF)
    village.clock.advance(1000)
    assert (await chief.delete(f"{OFFICE}/staff/{staff.account}")).status_code == 204

    items = await told(village, staff.account)
    assert [item.ended for item in items if isinstance(item, StaffItem)] == [True]
    assert not [item for item in items if isinstance(item, RosterItem | StatusItem)]
    gone = await chief.delete(f"{OFFICE}/staff/{staff.account}")
    assert gone.status_code == 404


async def test_who_comes_back_is_staff_again(village: Installation) -> None:
    chief = await admin(village)
    staff = await colleague(village, KAWAKAMI, Role.STAFF)
    village.clock.advance(1000)
    await chief.delete(f"{OFFICE}/staff/{staff.account}")
    village.clock.advance(1000)
    made = (await chief.post(f"{OFFICE}/invites", {"role": "staff"})).json()
    await staff.post("/api/invites/accept", {"code": made["code"]})
    items = await told(village, staff.account)
    assert [item.ended for item in items if isinstance(item, StaffItem)] == [False]
    assert [item for item in items if isinstance(item, StatusItem)]


async def test_the_last_admin_stays(village: Installation) -> None:
    chief = await admin(village)
    await colleague(village, KAWAKAMI, Role.STAFF)
    answer = await chief.delete(f"{OFFICE}/staff/{chief.account}")
    assert answer.status_code == 409
    second = await colleague(village, KAWAKAMI, Role.ADMIN)
    assert (await second.delete(f"{OFFICE}/staff/{chief.account}")).status_code == 204
    assert (await second.delete(f"{OFFICE}/staff/{second.account}")).status_code == 409
