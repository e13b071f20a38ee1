"""The operator: made by a code of the machine's own, sees counts and health, and nobody."""

from schemas.api import Role
from server.accounts.setup_code import Opens, make_setup_code
from server.sweep.run import NamedChore, run_sweep
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, NARA, Person, admin, colleague, member, person


async def _operator(village: Installation) -> Person:
    somebody = await person(village)
    async with village.database.writing() as conn:
        code = await make_setup_code(conn, village.clock(), Opens.OPERATOR)
    assert (await somebody.post("/api/operator/start", {"code": code})).status_code == 204
    again = await somebody.post("/api/operator/start", {"code": code})
    assert (again.status_code, again.json()["code"]) == (400, "code-refused")
    return somebody


async def test_an_operator_sees_bodies_and_health_and_nobody(village: Installation) -> None:
    await admin(village)
    chief = await admin(village, NARA)
    await colleague(village, KAWAKAMI, Role.STAFF)
    known = await member(village)
    await chief.post(f"/api/office/{NARA}/partners", {"name": "商工会", "kind": "chamber"})

    async def fails(*_: object) -> int:
        raise OSError

    async def does(*_: object) -> int:
        return 3

    chores = [NamedChore("mail", "", fails), NamedChore("tidy", "", does)]
    await run_sweep(chores, village.database, village.keystore, village.clock)
    operator = await _operator(village)
    answer = await operator.get("/api/operator")
    view = answer.json()
    lines = {
        line["body"]: (line["members_basic"], line["members_premium"], line["partners"])
        for line in view["bodies"]
    }
    assert lines == {"290009": (1, 0, 1), "294527": (1, 0, 0)}
    assert {line["staff"] for line in view["bodies"]} == {1, 2}
    assert {(line["fiscal_year"], line["free"]) for line in view["bodies"]} == {(2026, True)}
    assert [
        (line["chore"], line["failed"], line["count"]) for line in view["health"]["chores"]
    ] == [
        ("mail", True, 0),
        ("tidy", False, 3),
    ]
    assert view["health"]["mail_waiting"] == 0
    for account in (known.account, chief.account):
        assert account not in answer.text
    assert (await operator.get(f"/api/office/{KAWAKAMI}")).status_code == 403


async def test_an_operator_lets_one_more_office_begin(village: Installation) -> None:
    await admin(village)
    operator = await _operator(village)
    made = (await operator.post("/api/operator/offices")).json()
    assert made["url"] == "http://localhost:8000/start"
    newcomer = await person(village)
    start = {"code": made["code"], "body": f"{NARA}"}
    assert (await newcomer.post("/api/office/start", start)).status_code == 201


async def test_a_code_for_an_office_makes_no_operator(village: Installation) -> None:
    somebody = await person(village)
    async with village.database.writing() as conn:
        code = await make_setup_code(conn, village.clock())
    answer = await somebody.post("/api/operator/start", {"code": code})
    assert answer.json()["code"] == "code-refused"
    assert (await somebody.get("/api/operator")).status_code == 403
