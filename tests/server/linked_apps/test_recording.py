"""What an app records: once however often it is sent, refused record by record, sound for ever."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from schemas.linked_apps import MAX_RECORDS
from server.app.clock import DAY_MS
from server.linked_apps.instants import format_instant
from server.linked_apps.rules import ANSWERS_MS
from server.linked_apps.tables import linked_app
from server.replication.tables import evidence
from server.sweep.chores import tidy
from server.sweep.run import no_progress
from sync.calendar import day_of, format_day
from sync.clock import MAX_DRIFT_MS
from tests.server.linked_apps.conftest import APPS, Linked
from tests.support.audit import assert_sound, rebuilt
from tests.support.linked_app import Refused
from tests.support.offices import KAWAKAMI, TENRI, admin, member
from tests.support.scene import Scene


def record(scene: Scene, who: str, name: str = "visit-1", **changes: Any) -> dict[str, Any]:
    return {
        "id": name,
        "member": who,
        "place": scene.bath,
        "at": format_instant(scene.now),
    } | changes


async def count(scene: Scene) -> int:
    async with scene.village.database.reading() as conn:
        return int(await conn.scalar(select(func.sum(evidence.c.standing))) or 0)


@pytest.fixture
async def who(linked: Linked) -> str:
    return str((await linked.consent())["member"])


async def test_late_records_count_on_their_own_days_in_any_order(
    scene: Scene, linked: Linked, who: str
) -> None:
    """An app has no log that goes forward: what a festival wrote down comes days later."""
    policy = {"from_day": format_day(scene.today), "policy": {"weakest": 4}}
    path = f"/api/office/{KAWAKAMI:06d}/policy"
    assert (await scene.office.put(path, policy)).status_code == 204
    started = scene.now
    scene.village.clock.advance(20 * DAY_MS)
    said = []
    for days in (19, 2, 11, 5):
        at = started + days * DAY_MS
        (one,) = await linked.app.check_in(
            [record(scene, who, f"day-{days}", at=format_instant(at))]
        )
        said.append((one["state"], one["day"]))
        assert one["day"] == format_day(day_of(at // 1000 * 1000))
    assert {state for state, _ in said} == {"recorded"}
    # A body that trusts its app takes what staff enter: it counts at once (R26).
    assert [one["day"] for one in await linked.app.days(who)] == sorted(
        (day for _, day in said), reverse=True
    )
    await assert_sound(scene.village.database)
    assert all(
        (one.missing, one.extra) == (0, 0) for one in await rebuilt(scene.village.database, 0)
    )


async def test_each_record_is_answered_for_itself(scene: Scene, linked: Linked, who: str) -> None:
    other = await admin(scene.village, TENRI)
    elsewhere = (
        await other.post(
            f"/api/office/{TENRI:06d}/places", {"name": "駅", "english": "", "kind": "bath"}
        )
    ).json()["id"]
    without_phone = str((await linked.consent(await member(scene.village)))["member"])
    early, late = scene.now - 61_000, scene.now + MAX_DRIFT_MS + 1000
    said = await linked.app.check_in(
        [
            record(scene, who, "good"),
            record(scene, "0" * 32, "nobody"),
            record(scene, who, "elsewhere", place=elsewhere),
            record(scene, who, "nowhere", place=2**31 - 1),
            record(scene, who, "project", project=2**31 - 1),
            record(scene, who, "early", at=format_instant(early - 2 * DAY_MS)),
            record(scene, who, "late", at=format_instant(late)),
            record(scene, who, "no-such-day", at="2026-02-30T10:00:00+09:00"),
            record(scene, without_phone, "no-card"),
            record(scene, who, "good"),
            record(scene, who, "good", place=scene.museum),
        ]
    )
    assert [one.get("problem", one["state"]) for one in said] == [
        "recorded",
        "unknown-member",
        "unknown-place",
        "unknown-place",
        "unknown-project",
        "not-then",
        "not-then",
        "not-then",
        "no-card",
        "recorded",
        "another-record",
    ]
    assert await count(scene) == 1
    # Put right it may be sent again; under its id nothing else ever is.
    (again,) = await linked.app.check_in([record(scene, who, "nowhere")])
    assert again["state"] == "recorded"
    (other_one,) = await linked.app.check_in([record(scene, who, "good", place=scene.museum)])
    assert other_one["problem"] == "another-record"
    await assert_sound(scene.village.database)


async def test_a_repeat_gets_the_same_answer_and_counts_once(
    scene: Scene, linked: Linked, who: str
) -> None:
    bad = record(scene, who, "bad", place=2**31 - 1)
    first = await linked.app.check_in([record(scene, who), bad], "k")
    assert await linked.app.check_in([record(scene, who), bad], "k") == first
    with pytest.raises(Refused) as error:
        await linked.app.check_in([record(scene, who)], "k")
    assert (error.value.answer.status_code, error.value.answer.json()["code"]) == (422, "conflict")
    # All at the same time: one is stored.
    batch = [record(scene, who, f"n{number}") for number in range(3)]
    answers = await asyncio.gather(*(linked.app.check_in(batch, "same") for _ in range(4)))
    assert all(one == answers[0] for one in answers)
    different = await asyncio.gather(*(linked.app.check_in(batch, f"k{n}") for n in range(3)))
    assert all(one == answers[0] for one in different)
    assert await count(scene) == 4
    scene.village.clock.advance(ANSWERS_MS)
    village = scene.village
    assert await tidy(village.database, village.keystore, village.clock, no_progress) > 0
    assert await linked.app.check_in([record(scene, who)], "after a week, a new request")
    assert await count(scene) >= 4
    await assert_sound(scene.village.database)


async def test_the_key_must_be_there(scene: Scene, linked: Linked, who: str) -> None:
    token = (await linked.app.token(grant_type="client_credentials"))["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    path = "/api/v1/checkins"
    for headers in (bearer, bearer | {"Idempotency-Key": ""}):
        answer = await linked.app.http.post(
            path, json={"records": [record(scene, who)]}, headers=headers
        )
        assert answer.status_code == 400, answer.text
    assert await count(scene) == 0


async def test_so_many_at_once(scene: Scene, linked: Linked, who: str) -> None:
    batch = [record(scene, who, f"n{number}") for number in range(MAX_RECORDS)]
    said = await linked.app.check_in(batch)
    assert {one["state"] for one in said} == {"recorded"}
    with pytest.raises(Refused) as error:
        await linked.app.check_in([*batch, record(scene, who, "one-more")])
    assert error.value.answer.status_code == 400
    await assert_sound(scene.village.database)


async def test_an_app_takes_back_its_own_and_no_other(
    scene: Scene, linked: Linked, who: str
) -> None:
    await linked.app.check_in([record(scene, who)])
    with pytest.raises(Refused) as error:
        await linked.app.void("never-was", "間違い")
    assert error.value.answer.status_code == 404
    assert (await linked.app.void("visit-1", "間違い", "k"))["state"] == "voided"
    assert (await linked.app.void("visit-1", "間違い", "k"))["state"] == "voided"
    (now,) = await linked.app.check_in([record(scene, who)])
    assert now["state"] == "voided", "its id names what was taken back"
    await scene.member_phone.sync()
    (item,) = scene.member_phone.member_views().journal
    assert (item.voided, item.void_reason) == (True, "間違い")
    # So may the body's staff (R27): the app hears of it when it asks.
    await linked.app.check_in([record(scene, who, "visit-2")])
    await assert_sound(scene.village.database)


async def test_an_app_holds_no_role_beside_its_log(scene: Scene, linked: Linked, who: str) -> None:
    await linked.app.check_in([record(scene, who)])
    async with scene.village.database.reading() as conn:
        account = await conn.scalar(select(linked_app.c.account_id))
    staff = (await scene.office.get(f"/api/office/{KAWAKAMI:06d}/staff")).json()
    assert account not in {one["account"] for one in staff}
    # What it recorded before it was revoked goes on counting, also in a rebuild.
    assert (await scene.office.delete(f"{APPS}/{linked.id}")).status_code == 204
    await assert_sound(scene.village.database)


async def test_who_left_is_not_recorded(scene: Scene, linked: Linked, who: str) -> None:
    assert (await scene.member.delete(f"/api/registrations/{KAWAKAMI:06d}")).status_code == 204
    (said,) = await linked.app.check_in([record(scene, who)])
    assert said["problem"] == "unknown-member"
    state = await linked.app.registration(who)
    assert state == {
        "member": who,
        "body": f"{KAWAKAMI:06d}",
        "registered": False,
        "number": None,
        "tier": None,
        "since": None,
        "valid_until": None,
        "long_stay": False,
        "name": None,
    }
