"""Evidence that is weaker than a body accepts waits for its staff (R26)."""

from webauthn.helpers import bytes_to_base64url

from schemas.entries import EntryRef, Source, Void
from schemas.feed import ConfirmationItem
from server.replication.rebuild import rebuild
from sync.calendar import format_day
from tests.support.offices import KAWAKAMI
from tests.support.scene import Scene

HERE = f"/api/registrations/{KAWAKAMI}"
OFFICE = f"/api/office/{KAWAKAMI}"


async def _stay_days(scene: Scene) -> int:
    found = (await scene.member.get(f"{HERE}/standing")).json()
    days: int = found["standing"]["stay_days"]
    return days


async def test_a_members_own_word_counts_once_staff_confirm_it(scene: Scene) -> None:
    ref = await scene.stay(source=Source.MEMBER_ENTRY)
    await scene.member_phone.sync()
    assert await _stay_days(scene) == 0
    (row,) = (await scene.office.get(f"{OFFICE}/desk")).json()["evidence"]
    assert (row["number"], row["records"], row["day"], row["source"], row["place"]) == (
        1,
        1,
        format_day(scene.today),
        Source.MEMBER_ENTRY,
        "村の湯",
    )
    named = {"device": row["device"], "first": row["first"]}
    say = {"evidence": [named], "confirmed": True}
    assert (await scene.office.post(f"{OFFICE}/evidence", say)).status_code == 204
    assert await _stay_days(scene) == 1
    assert (await scene.office.get(f"{OFFICE}/desk")).json()["evidence"] == []
    await scene.member_phone.sync()
    told = scene.member_phone.items[ConfirmationItem, ref.device, ref.seq]
    assert isinstance(told, ConfirmationItem)
    assert told.confirmed

    undo = say | {"confirmed": False}
    assert (await scene.office.post(f"{OFFICE}/evidence", undo)).status_code == 204
    assert await _stay_days(scene) == 0
    await scene.member_phone.sync()
    told = scene.member_phone.items[ConfirmationItem, ref.device, ref.seq]
    assert isinstance(told, ConfirmationItem)
    assert (told.confirmed, told.version) == (False, 2)


async def test_each_body_says_how_strong_evidence_must_be(scene: Scene) -> None:
    await scene.stay()  # a printed code: enough by the scheme's default
    await scene.member_phone.sync()
    assert await _stay_days(scene) == 1
    rule = {"from_day": format_day(scene.today), "policy": {"weakest": Source.LIVE_VENUE_CODE}}
    assert (await scene.office.put(f"{OFFICE}/policy", rule)).status_code == 204
    assert await _stay_days(scene) == 0
    assert len((await scene.office.get(f"{OFFICE}/desk")).json()["evidence"]) == 1
    rule["policy"] = {"weakest": Source.MEMBER_ENTRY}
    assert (await scene.office.put(f"{OFFICE}/policy", rule)).status_code == 204
    assert await _stay_days(scene) == 1
    assert (await scene.office.get(f"{OFFICE}/desk")).json()["evidence"] == []


async def test_what_is_taken_back_waits_no_more(scene: Scene) -> None:
    ref = await scene.stay(source=Source.MEMBER_ENTRY)
    await scene.member_phone.sync()
    scene.member_phone.append(Void(scene.now + 1, 0, EntryRef(ref.device, ref.seq), ""))
    await scene.member_phone.sync()
    assert (await scene.office.get(f"{OFFICE}/desk")).json()["evidence"] == []


async def test_only_weak_evidence_of_ones_own_body_can_be_confirmed(scene: Scene) -> None:
    scene.scan()
    await scene.staff_phone.sync()
    strong = {"device": bytes_to_base64url(scene.staff_phone.id), "first": 1}
    for named in (strong, {"device": "AAAA", "first": 1}, {"device": "%", "first": 1}):
        say = {"evidence": [named], "confirmed": True}
        answer = await scene.office.post(f"{OFFICE}/evidence", say)
        assert answer.status_code in (400, 404)


async def test_a_rebuild_leaves_staffs_word_alone(scene: Scene) -> None:
    await scene.stay(source=Source.MEMBER_ENTRY)
    await scene.member_phone.sync()
    (row,) = (await scene.office.get(f"{OFFICE}/desk")).json()["evidence"]
    named = {"device": row["device"], "first": row["first"]}
    await scene.office.post(f"{OFFICE}/evidence", {"evidence": [named], "confirmed": True})
    async with scene.village.database.writing() as conn:
        assert await rebuild(conn, scene.now, lambda *_: None) == []
    assert await _stay_days(scene) == 1
