"""Printed cards and check-ins by hand, from the desk's log to the views of everyone (R26)."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from msgspec.structs import replace

from schemas.api import Role
from schemas.entries import BY_HAND, NO_STEP, CheckIn, EntryRef, Source, Void
from schemas.rulings import RulingKind, RulingReason
from schemas.views import StayDay
from tests.server.replication.test_story import agree, office_sees, settle, word
from tests.support.audit import assert_sound
from tests.support.device import Device
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, Person, colleague
from tests.support.scene import Scene, village_scene

OWN = f"/api/registrations/{KAWAKAMI}/printed-cards"


@pytest.fixture
async def scene(village: Installation) -> AsyncIterator[Scene]:
    yield await village_scene(village)
    await assert_sound(village.database)


async def printed_card(somebody: Person) -> int:
    answer = await somebody.post(OWN, {})
    assert answer.status_code == 201, answer.text
    card: dict[str, Any] = answer.json()
    return int(card["card"])


def scan_paper(scene: Scene, card: int, by: Device | None = None, *, ms: int = 0) -> EntryRef:
    entry = CheckIn(ms or scene.now, 0, scene.bath, KAWAKAMI, card, NO_STEP, 0, b"")
    return (by or scene.staff_phone).append(entry)


async def test_a_printed_card_is_a_printed_code_to_everyone(scene: Scene) -> None:
    card = await printed_card(scene.member)
    await scene.staff_phone.sync()
    scan_paper(scene, card)
    await settle(scene.staff_phone, scene.member_phone)
    assert word(scene.staff_phone, 1) is None

    (row,) = scene.staff_phone.attendance(scene.bath, scene.today)
    assert (row.member, row.source) == (1, Source.PRINTED_CODE)
    views = scene.member_phone.member_views()
    assert [item.source for item in views.journal] == [Source.PRINTED_CODE]
    assert views.stay_days == [StayDay(KAWAKAMI, scene.today)]
    await agree(scene)


async def test_by_hand_waits_where_the_body_asks_for_more(scene: Scene) -> None:
    """In the journal and in the attendance, but not among the days that count."""
    scene.scan(drift=BY_HAND)
    await settle(scene.staff_phone, scene.member_phone)
    assert word(scene.staff_phone, 1) is None
    (row,) = await office_sees(scene, scene.bath, scene.today)
    assert (row.member, row.source) == (1, Source.STAFF_ENTRY)
    views = scene.member_phone.member_views()
    assert [item.source for item in views.journal] == [Source.STAFF_ENTRY]
    assert views.stay_days == []
    await agree(scene)

    # The phone is charged again: the strongest source is what the office sees.
    scene.scan(ms=scene.now + 3_600_000)
    await settle(scene.staff_phone, scene.member_phone)
    (row,) = await office_sees(scene, scene.bath, scene.today)
    assert (row.records, row.source) == (2, Source.LIVE_CARD)
    assert scene.member_phone.member_views().stay_days == [StayDay(KAWAKAMI, scene.today)]
    await agree(scene)


@pytest.mark.parametrize("drift", [NO_STEP, BY_HAND])
async def test_nothing_without_a_step_is_ever_a_copy(scene: Scene, drift: int) -> None:
    """The same paper at two doors in one minute may be two sheets of one card."""
    card = await printed_card(scene.member)
    other = await scene.new_phone(await colleague(scene.village, KAWAKAMI, Role.STAFF))
    for at, phone in enumerate((scene.staff_phone, other, scene.staff_phone)):
        phone.append(CheckIn(scene.now + at, 0, scene.bath, KAWAKAMI, card, drift, 0, b""))
    await settle(scene.staff_phone, other, scene.member_phone)
    assert word(scene.staff_phone, 1) is word(scene.staff_phone, 2) is word(other, 1) is None
    # And they do not hide a copy of a live card that is among them.
    scene.scan(ms=scene.now + 10)
    scene.scan(other, ms=scene.now + 11)
    await settle(scene.staff_phone, other, scene.member_phone)
    copied = (RulingKind.FLAGGED, RulingReason.COPIED, 0)
    assert word(scene.staff_phone, 3) == word(other, 2) == copied
    assert word(scene.staff_phone, 1) is word(scene.staff_phone, 2) is word(other, 1) is None
    await agree(scene)


async def test_a_morning_of_all_kinds_arrives_in_one_run(scene: Scene) -> None:
    somebody, phone = await scene.new_member()
    cards = [await printed_card(scene.member), await printed_card(somebody)]
    await scene.staff_phone.sync()
    live = [one.cards[KAWAKAMI].card for one in (scene.member_phone, phone)]
    drifts = [0, NO_STEP, BY_HAND, 1, BY_HAND, NO_STEP] * 20
    for at, drift in enumerate(drifts):
        card = cards[at % 2] if drift == NO_STEP else live[at % 2]
        ms = scene.now + at * 60_000
        scene.staff_phone.append(CheckIn(ms, 0, scene.bath, KAWAKAMI, card, drift, 0, b""))
    scene.village.clock.advance(len(drifts) * 60_000)
    assert await scene.staff_phone.sync() == 1
    await settle(scene.staff_phone, scene.member_phone, phone)
    assert scene.staff_phone.rulings == {}

    rows = await office_sees(scene, scene.bath, scene.today)
    assert [(row.member, row.records) for row in rows] == [(1, 60), (2, 60)]
    expected = {
        0: Source.LIVE_CARD,
        1: Source.LIVE_CARD,
        NO_STEP: Source.PRINTED_CODE,
        BY_HAND: Source.STAFF_ENTRY,
    }
    for number, member in enumerate((scene.member_phone, phone)):
        told = sorted(member.member_views().journal, key=lambda item: item.ms)
        assert [item.source for item in told] == [expected[d] for d in drifts[number::2]]
    await agree(scene)


async def test_a_stopped_paper_proves_nothing_but_a_name_may_stand(scene: Scene) -> None:
    card = await printed_card(scene.member)
    await scene.staff_phone.sync()
    scan_paper(scene, card)
    scene.village.clock.advance(60_000)
    assert (await scene.member.delete(f"{OWN}/{card}")).status_code == 204
    scene.village.clock.advance(60_000)
    # The desk is offline and does not know.
    scan_paper(scene, card, ms=scene.now)
    scene.staff_phone.append(CheckIn(scene.now + 1, 0, scene.bath, KAWAKAMI, card, BY_HAND, 0, b""))
    await settle(scene.staff_phone, scene.member_phone)
    assert [word(scene.staff_phone, seq) for seq in (1, 2, 3)] == [
        None,
        (RulingKind.REJECTED, RulingReason.CARD_REVOKED, 0),
        (RulingKind.FLAGGED, RulingReason.CARD_REVOKED, 0),
    ]
    await agree(scene)


@pytest.mark.parametrize("drift", [NO_STEP, BY_HAND])
async def test_it_is_taken_back_like_any_other(scene: Scene, drift: int) -> None:
    """R27."""
    ref = scene.scan(drift=drift)
    scene.staff_phone.append(Void(scene.now + 1, 0, ref, "人違い"))
    await settle(scene.staff_phone, scene.member_phone)
    assert await office_sees(scene, scene.bath, scene.today) == []
    (item,) = scene.member_phone.member_views().journal
    assert (item.voided, item.void_reason) == (True, "人違い")
    await agree(scene)


async def test_staff_do_not_name_themselves(scene: Scene) -> None:
    await scene.staff.post("/api/registrations", {"body": f"{KAWAKAMI}"})
    await scene.staff_phone.sync()
    card = scene.staff_phone.cards[KAWAKAMI].card
    entry = CheckIn(scene.now, 0, scene.bath, KAWAKAMI, card, BY_HAND, 0, b"")
    scene.staff_phone.append(entry)
    scene.staff_phone.append(replace(entry, ms=entry.ms + 1, drift=NO_STEP))
    await settle(scene.staff_phone)
    refused = (RulingKind.REJECTED, RulingReason.NOT_PERMITTED, 0)
    assert word(scene.staff_phone, 1) == word(scene.staff_phone, 2) == refused
