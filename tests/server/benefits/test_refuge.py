"""Members who agreed are taken in when disaster strikes at home, also offline (R55)."""

from typing import Any

import pytest

from schemas.api import Role
from schemas.entries import CheckIn
from schemas.feed import ConsentItem, DisasterItem, EvacueeItem, NoticeItem, NoticeKind
from server.benefits.refuge import MAX_STANDING
from sync.calendar import format_day
from tests.support.device import Device
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, NARA, Person, admin, colleague, told
from tests.support.proofs import TOKYO, prove
from tests.support.regulars import OSAKA
from tests.support.scene import Scene, village_scene

OFFICE = f"/api/office/{KAWAKAMI}"
CONSENT = f"/api/registrations/{KAWAKAMI}/refuge"
TOKYO_TO, OSAKA_FU = 130001, 270008


@pytest.fixture
async def scene(village: Installation) -> Scene:
    made = await village_scene(village)
    terms = {
        "name": "災害時の避難の受け入れ",
        "kind": "refuge",
        "tie": "refuge",
        "tier": 1,
        "helps": True,
    }
    benefit = (await made.office.post(f"{OFFICE}/benefits", terms)).json()["id"]
    published = await made.office.post(f"{OFFICE}/benefits/{benefit}/publish", {})
    assert published.status_code == 200, published.text
    await prove(village, made.member.account, home=TOKYO)
    return made


async def agree(somebody: Person, **more: Any) -> None:
    answer = await somebody.browser.put(
        CONSENT, json={"party": 3, "needs": "車いす", **more}, headers={"X-Furusato": "1"}
    )
    assert answer.status_code == 204, answer.text


async def declare(scene: Scene, *areas: int) -> int:
    wanted = {"name": "首都直下地震", "areas": areas, "from_day": format_day(scene.today)}
    answer = await scene.office.post(f"{OFFICE}/disasters", wanted)
    assert answer.status_code == 204, answer.text
    newest: int = (await view(scene))["disasters"][0]["id"]
    return newest


async def view(scene: Scene) -> dict[str, Any]:
    found: dict[str, Any] = (await scene.office.get(f"{OFFICE}/refuge")).json()
    return found


def lines(phone: Device) -> list[EvacueeItem]:
    return [one for one in phone.items.values() if isinstance(one, EvacueeItem)]


async def test_the_list_goes_to_the_staffs_phones_and_vanishes(scene: Scene) -> None:
    await agree(scene.member)
    far, _ = await scene.new_member()
    await prove(scene.village, far.account, home=OSAKA)
    await agree(far)
    found = await view(scene)
    assert (found["consents"], found["people"], found["disasters"]) == (2, 6, [])

    number = await declare(scene, TOKYO_TO)
    await scene.staff_phone.sync()
    (line,) = lines(scene.staff_phone)
    assert (line.member, line.party, line.needs, line.home) == (1, 3, "車いす", TOKYO)
    disaster = scene.staff_phone.items[DisasterItem, number]
    assert isinstance(disaster, DisasterItem)
    assert (disaster.name, disaster.ended) == ("首都直下地震", False)
    notices = [
        (one.kind, one.day)
        for one in await told(scene.village, scene.member.account)
        if isinstance(one, NoticeItem)
    ]
    assert notices == [(NoticeKind.REFUGE, scene.today)]

    assert (await scene.office.post(f"{OFFICE}/disasters/{number}/end")).status_code == 204
    await scene.staff_phone.sync()
    (gone,) = lines(scene.staff_phone)
    assert (gone.ended, gone.name, gone.needs, gone.party, gone.home) == (True, "", "", 0, 0)
    over = scene.staff_phone.items[DisasterItem, number]
    assert isinstance(over, DisasterItem)
    assert (over.ended, over.name) == (True, "")
    assert (await scene.office.post(f"{OFFICE}/disasters/{number}/end")).status_code == 404
    assert (await view(scene))["evacuees"] == []


async def test_who_agrees_or_takes_it_back_meanwhile_comes_and_goes(scene: Scene) -> None:
    number = await declare(scene, TOKYO)
    await agree(scene.member)
    await scene.staff_phone.sync()
    assert [one.ended for one in lines(scene.staff_phone)] == [False]
    await agree(scene.member, party=5)
    await scene.staff_phone.sync()
    assert [one.party for one in lines(scene.staff_phone)] == [5]
    assert (await scene.member.delete(CONSENT)).status_code == 204
    await scene.staff_phone.sync()
    assert [(one.ended, one.needs) for one in lines(scene.staff_phone)] == [(True, "")]
    scene.village.clock.advance(1000)
    await agree(scene.member)
    await scene.staff_phone.sync()
    assert [(one.disaster, one.ended) for one in lines(scene.staff_phone)] == [(number, False)]
    consents = [
        (one.given, one.party)
        for one in await told(scene.village, scene.member.account)
        if isinstance(one, ConsentItem)
    ]
    assert consents == [(True, 3)]
    assert (await scene.member.delete(CONSENT)).status_code == 204
    assert (await scene.member.delete(CONSENT)).status_code == 404


async def test_check_ins_at_a_shelter_are_counted(scene: Scene) -> None:
    shelter = (
        await scene.office.post(
            f"{OFFICE}/places", {"name": "村民体育館", "english": "", "kind": "shelter"}
        )
    ).json()["id"]
    await agree(scene.member)
    await declare(scene, TOKYO)
    (count,) = (await view(scene))["shelters"]
    assert (count["place"], count["parties"], count["people"]) == (shelter, 0, 0)
    await scene.staff_phone.sync()
    card = scene.member_phone.cards[KAWAKAMI].card
    scene.staff_phone.append(CheckIn(scene.now, 0, shelter, KAWAKAMI, card, 0, 0, b""))
    await scene.staff_phone.sync()
    found = await view(scene)
    (count,) = found["shelters"]
    assert (count["parties"], count["people"]) == (1, 3)
    assert found["evacuees"][0]["shelter"] == shelter


async def test_who_proved_nothing_says_where_they_live(scene: Scene) -> None:
    newcomer, _ = await scene.new_member()
    silent = await newcomer.put(CONSENT, {"party": 1})
    assert (silent.status_code, silent.json()["field"]) == (400, "home")
    await agree(newcomer, home=str(OSAKA))
    await declare(scene, OSAKA_FU)
    await scene.staff_phone.sync()
    assert [one.home for one in lines(scene.staff_phone)] == [OSAKA]


async def test_only_who_is_registered_where_refuge_is_offered_can_agree(
    scene: Scene, village: Installation
) -> None:
    stranger = await admin(village, NARA)
    assert (await stranger.put(CONSENT, {"party": 1})).status_code == 404
    nara = f"/api/registrations/{NARA}/refuge"
    assert (await scene.member.put(nara, {"party": 1})).status_code == 404
    assert (await scene.member.put(CONSENT, {"party": 21})).status_code == 400


async def test_the_list_is_the_bodys_own(scene: Scene, village: Installation) -> None:
    """R04: no other body's office or staff, nor this body's members, see it."""
    await agree(scene.member)
    number = await declare(scene, TOKYO)
    nara = await admin(village, NARA)
    elsewhere = await colleague(village, NARA, Role.STAFF)
    other, _ = await scene.new_member()
    for somebody in (nara, elsewhere, other, scene.member):
        found = await told(village, somebody.account)
        assert not [one for one in found if isinstance(one, EvacueeItem | DisasterItem)]
        assert (await somebody.get(f"{OFFICE}/refuge")).status_code == 403
        assert (await somebody.post(f"{OFFICE}/disasters/{number}/end")).status_code == 403
    assert (await scene.staff.get(f"{OFFICE}/refuge")).status_code == 403
    own = await nara.post(f"/api/office/{NARA}/disasters/{number}/end")
    assert own.status_code == 404


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"areas": [999_999]}, "areas"),
        ({"areas": [299_990]}, "areas"),
        ({"from_day": "2099-01-01"}, "from_day"),
    ],
)
async def test_a_disaster_is_somewhere_and_has_begun(
    scene: Scene, more: dict[str, Any], field: str
) -> None:
    wanted = {"name": "水害", "areas": [TOKYO], "from_day": format_day(scene.today)}
    answer = await scene.office.post(f"{OFFICE}/disasters", wanted | more)
    assert (answer.status_code, field in answer.json()["field"]) == (400, True)


async def test_no_more_stand_than_their_limit(scene: Scene) -> None:
    for _ in range(MAX_STANDING):
        await declare(scene, TOKYO)
    wanted = {"name": "水害", "areas": [TOKYO], "from_day": format_day(scene.today)}
    assert (await scene.office.post(f"{OFFICE}/disasters", wanted)).status_code == 409
