"""Facilities: who is given which rate, whose cards count, and what was over quota (R51, R53)."""

from typing import Any

import pytest

from schemas.api import Role
from schemas.entries import Party, Use, Void
from schemas.feed import GUEST, FacilityItem, FactItem, Period, Reach, StatusItem, Tier
from schemas.rulings import RulingKind, RulingReason
from server.app.clock import DAY_MS
from tests.support.audit import assert_sound
from tests.support.device import Device, make_device
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, TENRI, admin, colleague, member, told
from tests.support.scene import Scene, village_scene

ADULT = {"name": "大人", "english": "Adult", "general": 600, "resident": 300}
RATES: dict[str, Any] = {"prices": [ADULT], "quota": 2, "period": Period.MONTH.value}


@pytest.fixture
async def scene(village: Installation) -> Scene:
    return await village_scene(village)


async def set_rates(scene: Scene, **changes: Any) -> None:
    path = f"/api/office/{KAWAKAMI}/places/{scene.bath}/facility"
    answer = await scene.office.put(path, RATES | changes)
    assert answer.status_code == 200, answer.text


def use(scene: Scene, by: Device, card: int, issuer: int = KAWAKAMI, people: int = 1) -> None:
    by.append(Use(scene.now, 0, scene.bath, issuer, card, [Party(1, people)], 300 * people))


async def office_sees(scene: Scene) -> list[dict[str, Any]]:
    answer = await scene.office.get(f"/api/office/{KAWAKAMI}/uses?place={scene.bath}")
    assert answer.status_code == 200, answer.text
    seen: list[dict[str, Any]] = answer.json()["uses"]
    return seen


async def test_the_prices_reach_members_and_staff(scene: Scene) -> None:
    await set_rates(scene, hours=[{"weekdays": [5, 6], "opens": "22:00", "closes": "02:00"}])
    for phone in (scene.staff_phone, scene.member_phone):
        await phone.sync()
        (item,) = [one for one in phone.items.values() if isinstance(one, FacilityItem)]
        (line,) = item.lines
        assert (line.name, line.general, line.resident, line.premium) == ("大人", 600, 300, -1)
        assert (item.tier, item.reach, item.quota) == (Tier.BASIC, Reach.OWN, 2)
        assert [(h.weekdays, h.opens, h.closes) for h in item.hours] == [(0b1100000, 1320, 1560)]
    path = f"/api/office/{KAWAKAMI}/places/{scene.museum}/facility"
    assert (await scene.office.get(path)).json()["prices"] == []


async def test_what_is_over_quota_shows_once_all_is_together(scene: Scene) -> None:
    """Two doors, each without a network, each within the quota as far as it knows (R53)."""
    await set_rates(scene)
    door = await make_device(scene.staff.browser, scene.staff.account)
    card = scene.member_phone.cards[KAWAKAMI].card
    for phone in (scene.staff_phone, door, scene.staff_phone):
        use(scene, phone, card)
        scene.village.clock.advance(60_000)
    for phone in (door, scene.staff_phone, door, scene.member_phone):
        await phone.sync()
    seen = await office_sees(scene)
    assert [one["over"] for one in seen] == [True, False, False]
    assert {one["member"] for one in seen} == {1}
    assert [one.over for one in door.uses()] == [True, False, False]
    assert [one.over for one in scene.staff_phone.uses()] == [True, False, False]
    assert [one.over for one in scene.member_phone.uses()] == [True, False, False]
    answer = await scene.member.get("/api/views")
    assert [one["over"] for one in answer.json()["uses"]] == [True, False, False]
    await assert_sound(scene.village.database)


async def test_one_that_is_taken_back_makes_room(scene: Scene) -> None:
    await set_rates(scene, quota=1)
    card = scene.member_phone.cards[KAWAKAMI].card
    use(scene, scene.staff_phone, card)
    first = scene.staff_phone.ref(1)
    scene.village.clock.advance(60_000)
    scene.staff_phone.append(Void(scene.now, 0, first, "人数の変更"))
    use(scene, scene.staff_phone, card, people=3)
    await scene.staff_phone.sync()
    seen = await office_sees(scene)
    assert [(one["yen"], one["voided"], one["over"]) for one in seen] == [
        (900, False, False),
        (300, True, False),
    ]


async def test_the_month_counts_and_not_the_day(scene: Scene) -> None:
    await set_rates(scene, quota=1)
    card = scene.member_phone.cards[KAWAKAMI].card
    use(scene, scene.staff_phone, card)
    scene.village.clock.advance(DAY_MS)
    use(scene, scene.staff_phone, card)
    await scene.staff_phone.sync()
    assert [one["over"] for one in await office_sees(scene)] == [True]


async def test_a_guest_of_another_town(scene: Scene) -> None:
    """A member of a neighbour is given the rate. This town learns no name and no number (R04)."""
    village = scene.village
    await admin(village, TENRI)
    guest = await member(village, TENRI)
    phone = await make_device(guest.browser, guest.account)
    await phone.sync()
    await set_rates(scene, reach=Reach.PREFECTURE.value)
    use(scene, scene.staff_phone, phone.cards[TENRI].card, TENRI)
    await scene.staff_phone.sync()
    await phone.sync()

    (seen,) = await office_sees(scene)
    assert (seen["issuer"], seen["member"], seen["ruling"]) == (TENRI, 0, RulingKind.ACCEPTED)
    helper = await colleague(village, KAWAKAMI, Role.STAFF)
    facts = [i for i in await told(village, helper.account) if isinstance(i, FactItem)]
    assert [fact.member for fact in facts] == [GUEST]
    (mine,) = phone.uses()
    assert (mine.place, mine.yen) == (scene.bath, 300)
    # Nothing of presence: they are no member here.
    assert phone.member_views().journal == []
    attendance = await scene.office.get(f"/api/office/{KAWAKAMI}/attendance?place={scene.bath}")
    assert attendance.json()["rows"] == []


async def test_the_staff_are_told_whose_cards_were_taken_back(scene: Scene) -> None:
    """Also of a body that joins later, and no longer once its cards do not count."""
    village = scene.village
    await set_rates(scene, reach=Reach.PREFECTURE.value)
    await admin(village, TENRI)

    def lists(phone: Device) -> set[int]:
        return {item.body for item in phone.items.values() if isinstance(item, StatusItem)}

    await scene.staff_phone.sync()
    assert lists(scene.staff_phone) == {KAWAKAMI, TENRI}
    helper = await colleague(village, TENRI, Role.STAFF)
    there = await make_device(helper.browser, helper.account)
    await there.sync()
    assert lists(there) == {TENRI}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"prices": [ADULT | {"resident": 601}]}, "resident"),
        ({"prices": [ADULT | {"age_from": 12, "age_to": 6}]}, "age_to"),
        ({"prices": [ADULT | {"season_from": 1201}]}, "season_to"),
        ({"prices": [ADULT | {"season_from": 230, "season_to": 301}]}, "season_from"),
        ({"prices": [ADULT] * 21}, "prices"),
        ({"partners": ["999999"]}, "partners"),
        ({"partners": [str(KAWAKAMI)]}, "partners"),
        ({"tolerated_steps": 121}, "tolerated_steps"),
        ({"list_age_h": 0}, "list_age_h"),
        ({"hours": [{"weekdays": [0], "opens": "10:00", "closes": "09:00"}]}, "hours"),
        ({"hours": [{"weekdays": [7], "opens": "10:00", "closes": "11:00"}]}, "hours"),
    ],
    ids=str,
)
async def test_what_cannot_be_is_refused(scene: Scene, change: dict[str, Any], field: str) -> None:
    path = f"/api/office/{KAWAKAMI}/places/{scene.bath}/facility"
    answer = await scene.office.put(path, RATES | change)
    assert answer.status_code == 400, answer.text
    assert field in answer.json()["field"]


async def test_the_edges_are_allowed(scene: Scene) -> None:
    await set_rates(
        scene,
        prices=[ADULT | {"resident": 600, "season_from": 229, "season_to": 229}] * 20,
        tolerated_steps=120,
        list_age_h=8760,
        hours=[{"weekdays": [0], "opens": "22:00", "closes": "06:00"}],
    )


async def test_who_may_record_a_use(scene: Scene) -> None:
    """Staff of the place alone, and not on their own card."""
    card = scene.member_phone.cards[KAWAKAMI].card
    use(scene, scene.member_phone, card)
    await scene.member_phone.sync()
    ruled = scene.member_phone.ruling(1)
    assert ruled is not None
    assert (ruled.kind, ruled.reason) == (RulingKind.REJECTED, RulingReason.NOT_PERMITTED)
    use(scene, scene.staff_phone, 99)
    await scene.staff_phone.sync()
    ruled = scene.staff_phone.ruling(1)
    assert ruled is not None
    assert (ruled.kind, ruled.reason) == (RulingKind.REJECTED, RulingReason.UNKNOWN_CARD)
    assert await office_sees(scene) == []
