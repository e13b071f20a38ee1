"""What the office is told of a member, and how much waits for it."""

from schemas.api import Role
from schemas.entries import Source
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, NARA, admin, colleague
from tests.support.proofs import write_proof
from tests.support.scene import village_scene

OFFICE = f"/api/office/{KAWAKAMI}"
ONE_ACTIVITY = {"premium": [[{"kind": "activities", "count": 1}]], "grant": "staff"}


async def test_the_office_is_told_how_much_waits(village: Installation) -> None:
    scene = await village_scene(village)
    path = f"{OFFICE}/desk/count"
    nothing = {"decisions": 0, "reviews": 0, "evidence": 0, "activities": 0}
    assert (await scene.office.get(path)).json() == nothing

    async with village.database.writing() as conn:
        await write_proof(conn, scene.member.account)
    policy = {"from_day": "2026-11-23", "policy": ONE_ACTIVITY}
    assert (await scene.office.put(f"{OFFICE}/policy", policy)).status_code == 204
    scene.scan(project=scene.project)
    await scene.staff_phone.sync()
    await scene.stay(source=Source.MEMBER_ENTRY)
    await scene.member_phone.sync()
    applied = await scene.member.post(f"/api/registrations/{KAWAKAMI}/premium")
    (proposal, *_) = applied.json()["decisions"]
    words = {"words": "まだでしょうか"}
    await scene.member.post(f"/api/decisions/{proposal['id']}/review", words)

    waiting = (await scene.office.get(f"{OFFICE}/desk")).json()
    count = (await scene.office.get(path)).json()
    assert count == {"decisions": 1, "reviews": 1, "evidence": 1, "activities": 0}
    assert count == {kind: len(waiting.get(kind, ())) for kind in count}


async def test_how_much_waits_is_for_the_bodys_own_office(village: Installation) -> None:
    await admin(village)
    prefecture = await admin(village, NARA)
    desk = await colleague(village, KAWAKAMI, Role.STAFF)
    for somebody in (prefecture, desk):
        assert (await somebody.get(f"{OFFICE}/desk/count")).status_code == 403


async def test_a_members_file_tells_programmes_and_what_waits(village: Installation) -> None:
    scene = await village_scene(village)
    path = f"{OFFICE}/members/1/standing"
    made = await scene.office.post(f"{OFFICE}/programmes", {"name": "移住を考える人"})
    programme = made.json()["id"]

    before = (await scene.office.get(path)).json()
    assert (before["number"], before["since"], before["linked"]) == (1, "2026-11-23", False)
    assert (before["programmes"], before["pending"]) == ([], None)

    members = f"{OFFICE}/programmes/{programme}/members"
    await scene.office.post(members, {"numbers": [1], "belongs": True})
    async with village.database.writing() as conn:
        await write_proof(conn, scene.member.account)
    policy = {"from_day": "2026-11-23", "policy": ONE_ACTIVITY}
    await scene.office.put(f"{OFFICE}/policy", policy)
    scene.scan(project=scene.project)
    await scene.staff_phone.sync()
    await scene.member.post(f"/api/registrations/{KAWAKAMI}/premium")

    file = (await scene.office.get(path)).json()
    assert (file["programmes"], file["pending"]) == ([programme], "grant")
    assert file["standing"]["progress"]["met"] is True
    assert [one["kind"] for one in file["decisions"]] == ["propose", "grant"]
    assert (await scene.office.get(f"{OFFICE}/members/2/standing")).status_code == 404
