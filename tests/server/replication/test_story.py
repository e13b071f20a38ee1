"""A day in the village through `POST /api/sync`: what everyone hears, and that all views agree."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from typing import Any

import pytest
import sqlalchemy as sa

from schemas.api import Role
from schemas.entries import (
    AddInterest,
    CheckIn,
    EntryRef,
    Note,
    ProfileField,
    RemoveInterest,
    SetField,
    Source,
    Void,
)
from schemas.feed import BodyItem, FactItem, RulingItem
from schemas.rulings import RulingKind, RulingReason
from schemas.views import AttendanceRow, StayDay
from server.accounts.tables import account
from server.app.clock import DAY_MS
from server.catalogue import all_bodies
from server.office.staff import remove_staff
from server.office.tables import project_code
from server.replication.attendance import attendance_of, records_by_day
from server.replication.feeds import body_scope, publish, subscribe
from server.replication.store import entries_of
from server.replication.tables import segment
from server.replication.views import member_views_of
from sync.calendar import day_of
from sync.message import encode_item
from tests.support.audit import assert_sound
from tests.support.device import Device
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, TENRI, Person, admin, colleague, told
from tests.support.scene import Scene, village_scene


@pytest.fixture
async def scene(village: Installation) -> AsyncIterator[Scene]:
    """Whatever happens in it, everything that is shown follows from the logs."""
    yield await village_scene(village)
    await assert_sound(village.database)


async def settle(*phones: Device) -> None:
    """Everyone syncs until nobody has anything new."""
    for _ in range(2):
        for phone in phones:
            await phone.sync()


async def office_sees(scene: Scene, place: int, day: int) -> list[AttendanceRow]:
    async with scene.village.database.reading() as conn:
        return await attendance_of(conn, KAWAKAMI, place, day)


async def kept(scene: Scene, phone: Device) -> list[bytes]:
    """The phone's log as the server holds it."""
    async with scene.village.database.reading() as conn:
        rows = await conn.execute(
            sa.select(segment.c.body, segment.c.first)
            .where(segment.c.device == phone.id)
            .order_by(segment.c.first)
        )
    return [entry for row in rows for entry in entries_of(row.body, row.first)]


async def agree(scene: Scene, *others: Device) -> None:
    """Phone and server show the same, to the member and to the staff."""
    async with scene.village.database.reading() as conn:
        server = await member_views_of(conn, scene.member.account)
    for phone in (scene.member_phone, *others):
        assert phone.member_views() == server
    for place in (scene.bath, scene.museum):
        shown = scene.staff_phone.attendance(place, scene.today)
        assert shown == await office_sees(scene, place, scene.today)


def word(phone: Device, seq: int) -> tuple[RulingKind, RulingReason, int] | None:
    ruling = phone.ruling(seq)
    return None if ruling is None else (ruling.kind, ruling.reason, ruling.day)


async def test_a_day_in_the_village(scene: Scene) -> None:
    """Both offline; then one POST each; then a note, and once more."""
    member, staff = scene.member_phone, scene.staff_phone
    scan = scene.scan(project=scene.project)
    await scene.stay()
    scene.village.clock.advance(60_000)

    assert await staff.sync() == 1
    assert await member.sync() == 1

    views = member.member_views()
    assert {item.device for item in views.journal} == {member.id, staff.id}
    assert views.stay_days == [StayDay(KAWAKAMI, scene.today)]
    assert views.activity_days == [StayDay(KAWAKAMI, scene.today)]
    member.append(Note(scene.now, 0, scan, "雪が深かった"))
    await member.sync()
    await staff.sync()
    (row,) = staff.attendance(scene.bath, scene.today)
    assert (row.member, row.records, row.source) == (1, 2, Source.LIVE_CARD)
    noted = {item.device: item.notes for item in member.member_views().journal}
    assert [note.text for note in noted[staff.id]] == ["雪が深かった"]
    await agree(scene)
    assert member.rulings == staff.rulings == {}


async def test_the_views_route_gives_what_the_phone_shows(scene: Scene) -> None:
    await scene.stay()
    await scene.member_phone.sync()
    answer = await scene.member.get("/api/views")
    assert answer.status_code == 200
    (item,) = answer.json()["views"]["journal"]
    assert item["place"] == scene.bath
    assert answer.json()["views"]["stay_days"] == [{"body": KAWAKAMI, "day": scene.today}]
    assert (await scene.village.browser().get("/api/views")).status_code == 401


async def test_a_projects_own_code_is_stay_and_activity_in_one(scene: Scene) -> None:
    """R10, R20; and its being replaced changes nothing of what was said before."""
    path = f"/api/office/{KAWAKAMI:06d}/projects/{scene.project}"
    project = {
        "name": "雪かき",
        "english": "",
        "place": scene.bath,
        "designated": True,
        "basis": "公共性",
    }
    assert (await scene.office.put(path, project)).is_success
    assert (await scene.office.post(f"{path}/code")).is_success
    async with scene.village.database.reading() as conn:
        token = await conn.scalar(sa.select(project_code.c.token))
    assert token is not None
    await scene.stay(code=token, project=scene.project)
    await scene.stay(code=token)
    await scene.member_phone.sync()
    views = scene.member_phone.member_views()
    assert views.stay_days == views.activity_days == [StayDay(KAWAKAMI, scene.today)]
    assert word(scene.member_phone, 1) is None
    wrong = (RulingKind.REJECTED, RulingReason.WRONG_CODE, 0)
    assert word(scene.member_phone, 2) == wrong

    scene.village.clock.advance(DAY_MS)
    await scene.stay(code=token, project=scene.project, ms=scene.now - DAY_MS // 2)
    await scene.stay(code=token, project=scene.project)
    await scene.office.post(f"{path}/code")
    await scene.office.post(f"/api/office/{KAWAKAMI:06d}/places/{scene.bath}/code")
    scene.village.clock.advance(DAY_MS)
    await scene.stay(code=token, project=scene.project)
    await scene.member_phone.sync()
    flagged = (RulingKind.FLAGGED, RulingReason.CODE_WITHDRAWN, 0)
    assert word(scene.member_phone, 3) == word(scene.member_phone, 4) == flagged
    withdrawn = (RulingKind.REJECTED, RulingReason.CODE_WITHDRAWN, 0)
    assert word(scene.member_phone, 5) == withdrawn


async def test_a_code_that_is_replaced_later_changes_no_ruling(scene: Scene) -> None:
    """The fixture's end asks a rebuild."""
    await scene.stay()
    await scene.member_phone.sync()
    scene.village.clock.advance(DAY_MS)
    replaced = await scene.office.post(f"/api/office/{KAWAKAMI:06d}/places/{scene.bath}/code")
    assert replaced.is_success
    assert scene.member_phone.rulings == {}


async def test_repetition_and_order_change_nothing(scene: Scene) -> None:
    member, staff = scene.member_phone, scene.staff_phone
    second = await scene.new_phone(scene.member)
    scene.scan()
    await scene.stay()
    await scene.stay(second)
    second.append(SetField(scene.now + 5, 0, ProfileField.NAME, "第二"))
    member.append(SetField(scene.now + 4, 0, ProfileField.NAME, "第一"))
    second.append(AddInterest(scene.now, 0, "祭り"))
    for order in itertools.permutations((member, staff, second)):
        await settle(*order)
        await agree(scene, second)
    views = member.member_views()
    assert views.stay_days == [StayDay(KAWAKAMI, scene.today)]
    assert len(views.journal) == 3
    assert (views.name, views.interests) == ("第二", ["祭り"])
    (row,) = staff.attendance(scene.bath, scene.today)
    assert row.records == 3


async def test_everyone_at_once(scene: Scene) -> None:
    """Interleaved syncs of several people and phones end in the same views for all."""
    second = await scene.new_phone(scene.member)
    other = await colleague(scene.village, KAWAKAMI, Role.STAFF)
    other_phone = await scene.new_phone(other)
    phones = [scene.member_phone, second, scene.staff_phone, other_phone]

    async def live(number: int, phone: Device) -> None:
        for turn in range(5):
            at = scene.now + 1000 * turn + number
            if phone in (scene.staff_phone, other_phone):
                scene.scan(phone, ms=at, drift=10 * number + turn)
            else:
                await scene.stay(phone, ms=at)
            await phone.sync()

    await asyncio.gather(*(live(number, phone) for number, phone in enumerate(phones)))
    await settle(*phones)

    await agree(scene, second)
    assert len(scene.member_phone.member_views().journal) == 20
    assert scene.staff_phone.attendance(scene.bath, scene.today) == other_phone.attendance(
        scene.bath, scene.today
    )
    for phone in phones:
        assert len(phone.told) == len({_once(item) for item in phone.told})


def _once(item: Any) -> object:
    return (item.device, item.seq) if isinstance(item, FactItem) else encode_item(item)


async def test_one_presentation_at_two_doors_is_flagged_at_both(scene: Scene) -> None:
    other = await scene.new_phone(await colleague(scene.village, KAWAKAMI, Role.STAFF))
    scene.scan(ms=scene.now)
    scene.scan(other, ms=scene.now + 29_000)
    scene.scan(other, ms=scene.now + 31_000)
    await scene.staff_phone.sync()
    assert word(scene.staff_phone, 1) is None
    await other.sync()
    await settle(scene.staff_phone, scene.member_phone)

    copied = (RulingKind.FLAGGED, RulingReason.COPIED, 0)
    assert word(scene.staff_phone, 1) == word(other, 1) == copied
    assert word(other, 2) is None
    reasons = [item.reason for item in scene.member_phone.member_views().journal]
    assert reasons.count(RulingReason.COPIED) == 2
    await agree(scene)


@pytest.mark.parametrize("days", [-9, -1, 1, 9])
async def test_a_copy_is_found_by_a_clock_that_is_days_off(scene: Scene, days: int) -> None:
    """By what was shown: its day is neither the scanner's nor the one that is ruled."""
    other = await scene.new_phone(await colleague(scene.village, KAWAKAMI, Role.STAFF))
    scene.scan()
    scene.scan(other, ms=scene.now + days * DAY_MS, drift=-days * 2880)
    await scene.staff_phone.sync()
    await other.sync()
    await settle(scene.staff_phone, scene.member_phone)
    for phone in (scene.staff_phone, other):
        ruling = phone.ruling(1)
        assert ruling is not None
        assert ruling.reason is RulingReason.COPIED
    await agree(scene)


async def test_copies_that_arrive_together_are_found_too(scene: Scene) -> None:
    phones = [scene.staff_phone] + [
        await scene.new_phone(await colleague(scene.village, KAWAKAMI, Role.STAFF))
        for _ in range(3)
    ]
    for phone in phones:
        scene.scan(phone)
    await asyncio.gather(*(phone.sync() for phone in phones))
    await settle(*phones, scene.member_phone)
    for phone in phones:
        assert word(phone, 1) == (RulingKind.FLAGGED, RulingReason.COPIED, 0)
        assert set(phone.rulings) == set(scene.member_phone.rulings)
    await agree(scene)


async def test_a_second_look_by_the_same_phone_is_no_copy(scene: Scene) -> None:
    scene.scan()
    await scene.staff_phone.sync()
    scene.scan(ms=scene.now + 1000)
    await scene.staff_phone.sync()
    assert scene.staff_phone.rulings == {}


async def test_a_record_is_taken_back_by_staff_and_by_its_author(scene: Scene) -> None:
    member, staff = scene.member_phone, scene.staff_phone
    scan = scene.scan()
    stay = await scene.stay()
    await settle(staff, member)

    staff.append(Void(scene.now + 1, 0, scan, "人違い"))
    await settle(staff, member)
    voided = {item.device: item.void_reason for item in member.member_views().journal}
    assert voided == {staff.id: "人違い", member.id: ""}
    (row,) = staff.attendance(scene.bath, scene.today)
    assert (row.records, row.source) == (1, Source.PRINTED_CODE)
    await agree(scene)

    member.append(Void(scene.now + 2, 0, stay, "まちがえた"))
    await settle(member, staff)
    assert member.member_views().stay_days == []
    assert staff.attendance(scene.bath, scene.today) == []
    await agree(scene)
    async with scene.village.database.reading() as conn:
        assert await records_by_day(conn, KAWAKAMI, scene.today - 1, 3) == [0, 0, 0]


async def test_what_is_not_ones_own_is_not_taken_back(scene: Scene) -> None:
    scan = scene.scan()
    stay = await scene.stay()
    await settle(scene.staff_phone, scene.member_phone)
    _, stranger = await scene.new_member()
    elsewhere = await scene.new_phone(await admin(scene.village, TENRI))

    for phone in (stranger, elsewhere):
        phone.append(Void(scene.now, 0, scan, "x"))
        phone.append(Void(scene.now, 0, stay, "x"))
        phone.append(Note(scene.now, 0, stay, "x"))
        await phone.sync()
        for seq in (1, 2, 3):
            assert word(phone, seq) == (RulingKind.REJECTED, RulingReason.UNKNOWN_ENTRY, 0)
    scene.member_phone.append(Void(scene.now, 0, scan, "x"))
    scene.member_phone.append(Void(scene.now, 0, EntryRef(b"?" * 12, 1), "x"))
    await settle(scene.member_phone, scene.staff_phone)
    await agree(scene)
    assert not any(item.voided for item in scene.member_phone.member_views().journal)
    assert scene.staff_phone.attendance(scene.bath, scene.today)[0].records == 2


async def test_an_entry_and_what_is_said_about_it_in_one_upload(scene: Scene) -> None:
    member = scene.member_phone
    stay = await scene.stay()
    member.append(Note(scene.now + 1, 0, stay, "よい湯"))
    again = await scene.stay(ms=scene.now + 2)
    member.append(Void(scene.now + 3, 0, again, "二重"))
    assert await member.sync() == 1
    await scene.staff_phone.sync()
    assert member.rulings == {}
    journal = {item.seq: item for item in member.member_views().journal}
    assert [note.text for note in journal[1].notes] == ["よい湯"]
    assert journal[3].voided
    await agree(scene)


async def test_a_scan_without_the_right_reaches_nobody(scene: Scene) -> None:
    """R04, R22: an entry for a place that the device may not write for."""
    elsewhere = await scene.new_phone(await admin(scene.village, TENRI))
    _, stranger = await scene.new_member()
    for phone in (elsewhere, stranger, scene.member_phone):
        ref = scene.scan(phone)
        await phone.sync()
        assert word(phone, ref.seq) == (RulingKind.REJECTED, RulingReason.NOT_PERMITTED, 0)
        assert await kept(scene, phone) == phone.log  # rejected, not dropped
    await settle(scene.staff_phone, scene.member_phone)
    assert scene.staff_phone.told_facts == {}
    assert scene.staff_phone.rulings == {}
    assert scene.member_phone.member_views().journal == []
    assert scene.member_phone.told_facts == {}
    await agree(scene)


async def test_a_stay_where_one_is_not_registered_counts_nothing(scene: Scene) -> None:
    """R02, R04: its author's journal says why; the other body never hears of it."""
    office = await admin(scene.village, TENRI)
    place = (
        await office.post(
            f"/api/office/{TENRI:06d}/places", {"name": "市の湯", "english": "", "kind": "bath"}
        )
    ).json()["id"]
    elsewhere = await scene.new_phone(office)
    phone = scene.member_phone
    ref = await scene.stay(place=place)
    await settle(phone, elsewhere)

    assert word(phone, ref.seq) == (RulingKind.REJECTED, RulingReason.NOT_REGISTERED, 0)
    (item,) = phone.member_views().journal
    assert (item.ruling, item.reason) == (RulingKind.REJECTED, RulingReason.NOT_REGISTERED)
    assert phone.member_views().stay_days == []
    assert elsewhere.told_facts == {}
    assert elsewhere.attendance(place, scene.today) == []
    assert await kept(scene, phone) == phone.log
    async with scene.village.database.reading() as conn:
        assert await attendance_of(conn, TENRI, place, scene.today) == []


async def test_staff_do_not_check_themselves_in(scene: Scene) -> None:
    """R26: a check-in is another person's word; a colleague's scan of the same card counts."""
    staff = scene.staff_phone
    answer = await scene.staff.post("/api/registrations", {"body": f"{KAWAKAMI:06d}"})
    assert answer.status_code == 201, answer.text
    own = await scene.new_phone(scene.staff)
    somebody = await colleague(scene.village, KAWAKAMI, Role.STAFF)
    theirs = await scene.new_phone(somebody)
    alone = scene.scan(staff, own)
    seen = scene.scan(theirs, own)
    scene.scan(staff)
    await settle(staff, theirs, own, scene.member_phone)

    assert word(staff, alone.seq) == (RulingKind.REJECTED, RulingReason.NOT_PERMITTED, 0)
    assert alone not in theirs.told_facts
    assert [(item.device, item.seq) for item in own.member_views().journal] == [
        (seen.device, seen.seq)
    ]
    assert own.member_views().stay_days == [StayDay(KAWAKAMI, scene.today)]
    assert [row.records for row in staff.attendance(scene.bath, scene.today)] == [1, 1]
    await agree(scene)


async def test_staff_of_another_body_never_hear_of_a_fact(scene: Scene) -> None:
    """R04."""
    elsewhere = await admin(scene.village, TENRI)
    phone = await scene.new_phone(elsewhere)
    _, stranger = await scene.new_member()
    scene.scan()
    await scene.stay()
    scene.member_phone.append(SetField(scene.now, 0, ProfileField.NAME, "花子"))
    await settle(scene.staff_phone, scene.member_phone)
    for other in (phone, stranger):
        await other.sync()
        assert not [i for i in other.told if isinstance(i, FactItem | RulingItem)]
        assert other.roster == {}
    async with scene.village.database.reading() as conn:
        assert await attendance_of(conn, TENRI, scene.bath, scene.today) == []
        assert await records_by_day(conn, TENRI, scene.today, 1) == [0]


async def test_notes_and_settings_stay_with_the_person(scene: Scene) -> None:
    stay = await scene.stay()
    await settle(scene.member_phone, scene.staff_phone)
    before = set(scene.staff_phone.told_facts)
    scene.member_phone.append(Note(scene.now, 0, stay, "ひみつ"))
    scene.member_phone.append(AddInterest(scene.now, 0, "祭り"))
    scene.member_phone.append(SetField(scene.now, 0, ProfileField.LANGUAGE, "en"))
    await settle(scene.member_phone, scene.staff_phone)
    assert set(scene.staff_phone.told_facts) == before

    second = await scene.new_phone(scene.member)
    assert len(second.told_facts) == 4
    assert second.member_views() == scene.member_phone.member_views()


async def test_the_member_does_not_learn_who_scanned(scene: Scene) -> None:
    scene.scan()
    await settle(scene.staff_phone, scene.member_phone)
    (fact,) = scene.member_phone.told_facts.values()
    assert (fact.member, fact.body, fact.device) == (0, KAWAKAMI, scene.staff_phone.id)
    everything = repr(await told(scene.village, scene.member.account))
    assert scene.staff.account not in everything


async def test_former_staff_hear_no_more_and_scan_no_more(scene: Scene) -> None:
    phone = scene.staff_phone
    earlier = scene.scan(ms=scene.now)
    scene.village.clock.advance(60_000)
    async with scene.village.database.writing() as conn:
        await remove_staff(conn, KAWAKAMI, scene.staff.account, scene.office.account, scene.now)
    scene.village.clock.advance(60_000)
    later = scene.scan(ms=scene.now)
    await scene.stay(ms=scene.now)
    await scene.member_phone.sync()
    before = len(phone.told_facts)
    await phone.sync()
    assert word(phone, earlier.seq) is None
    assert word(phone, later.seq) == (RulingKind.REJECTED, RulingReason.NOT_PERMITTED, 0)
    assert len(phone.told_facts) == before


async def test_a_revoked_card_proves_nothing_from_then_on(scene: Scene) -> None:
    member, staff = scene.member_phone, scene.staff_phone
    scene.scan(ms=scene.now)
    scene.village.clock.advance(60_000)
    answer = await scene.office.post(
        f"/api/office/{KAWAKAMI}/members/1/revoke-cards", {"reason": "紛失"}
    )
    assert answer.is_success, answer.text
    scene.village.clock.advance(60_000)
    scene.scan(ms=scene.now)
    await settle(staff, member)

    assert word(staff, 1) is None
    assert word(staff, 2) == (RulingKind.REJECTED, RulingReason.CARD_REVOKED, 0)
    used = [i for i in member.member_views().journal if i.ruling is RulingKind.REJECTED]
    assert [item.reason for item in used] == [RulingReason.CARD_REVOKED]
    assert staff.attendance(scene.bath, scene.today)[0].records == 1
    await agree(scene)


async def test_cards_and_places_that_do_not_exist(scene: Scene) -> None:
    staff = scene.staff_phone
    staff.append(CheckIn(scene.now, 0, scene.bath, KAWAKAMI, 4_000_000_000, 0, 0, b""))
    staff.append(CheckIn(scene.now, 0, 4_000_000_000, KAWAKAMI, 1, 0, 0, b""))
    staff.append(CheckIn(scene.now, 0, scene.bath, TENRI, 1, 0, 0, b""))
    scene.scan(project=4_000_000_000)
    await staff.sync()
    assert [word(staff, seq) for seq in (1, 2, 3, 4)] == [
        (RulingKind.REJECTED, RulingReason.UNKNOWN_CARD, 0),
        (RulingKind.REJECTED, RulingReason.UNKNOWN_PLACE, 0),
        (RulingKind.REJECTED, RulingReason.WRONG_BODY, 0),
        (RulingKind.REJECTED, RulingReason.WRONG_BODY, 0),
    ]


async def test_a_withdrawn_code_counts_only_if_read_before(scene: Scene) -> None:
    member = scene.member_phone
    old = await scene.token(scene.bath)
    await scene.stay(ms=scene.now, code=old)
    scene.village.clock.advance(3_600_000)
    answer = await scene.office.post(f"/api/office/{KAWAKAMI}/places/{scene.bath}/code")
    assert answer.is_success, answer.text
    scene.village.clock.advance(3_600_000)
    await scene.stay(ms=scene.now, code=old)
    await scene.stay(ms=scene.now)
    await settle(member, scene.staff_phone)
    assert [word(member, seq) for seq in (1, 2, 3)] == [
        (RulingKind.FLAGGED, RulingReason.CODE_WITHDRAWN, 0),
        (RulingKind.REJECTED, RulingReason.CODE_WITHDRAWN, 0),
        None,
    ]
    await agree(scene)


async def test_a_clock_ten_years_off_is_flagged_and_bounded_never_dropped(scene: Scene) -> None:
    member, staff = scene.member_phone, scene.staff_phone
    ten_years = 3652 * DAY_MS
    await scene.stay(ms=scene.now + ten_years)
    scene.scan(ms=scene.now + ten_years)
    scene.scan(ms=scene.now - ten_years)
    await settle(member, staff)
    assert await kept(scene, member) == member.log
    assert await kept(scene, staff) == staff.log

    ahead = (RulingKind.FLAGGED, RulingReason.CLOCK_AHEAD, scene.today)
    assert word(member, 1) == word(staff, 1) == ahead
    assert word(staff, 2) == (RulingKind.FLAGGED, RulingReason.CLOCK_BEHIND, scene.today)
    assert member.member_views().stay_days == [StayDay(KAWAKAMI, scene.today)]
    assert staff.attendance(scene.bath, scene.today)[0].records == 3
    await agree(scene)


async def test_three_weeks_without_a_network_in_several_requests(scene: Scene) -> None:
    """More than one request holds, all of it older than the first one's acknowledgement."""
    staff = scene.staff_phone
    start = scene.now
    days = 21
    for n in range(1500):
        scene.scan(ms=start + n * days * DAY_MS // 1500, drift=n % 1000)
    scene.village.clock.advance(days * DAY_MS)
    assert await staff.sync() == 2
    assert staff.rulings == {}
    await scene.member_phone.sync()
    assert len(scene.member_phone.member_views().journal) == 1500
    found = {item.day for item in scene.member_phone.member_views().stay_days}
    assert found == set(
        range(
            day_of(start),
            day_of(start) + days + (1 if found and max(found) > day_of(start) + days - 1 else 0),
        )
    )
    await agree(scene)


async def test_a_name_reaches_the_roster_of_ones_own_bodies(scene: Scene) -> None:
    member, staff = scene.member_phone, scene.staff_phone
    second = await scene.new_phone(scene.member)
    member.append(SetField(scene.now + 2, 0, ProfileField.NAME, "川上 花子"))
    await settle(member, staff)
    assert {item.name for item in staff.roster.values() if item.member == 1} == {"川上 花子"}

    # An older write that arrives later does not win.
    second.append(SetField(scene.now + 1, 0, ProfileField.NAME, "古い名"))
    await settle(second, staff, member)
    assert {item.name for item in staff.roster.values() if item.member == 1} == {"川上 花子"}
    assert second.member_views().name == member.member_views().name == "川上 花子"

    second.append(SetField(scene.now + 3, 0, ProfileField.NAME, ""))
    await settle(second, staff)
    assert {item.name for item in staff.roster.values() if item.member == 1} == {""}
    await settle(member)
    await agree(scene, second)


async def test_of_two_names_at_one_moment_the_larger_device_wins_everywhere(scene: Scene) -> None:
    second = await scene.new_phone(scene.member)
    scene.member_phone.append(SetField(scene.now, 0, ProfileField.NAME, "一"))
    second.append(SetField(scene.now, 0, ProfileField.NAME, "二"))
    await asyncio.gather(scene.member_phone.sync(), second.sync())
    await settle(scene.member_phone, second, scene.staff_phone)
    wanted = "一" if scene.member_phone.id > second.id else "二"
    assert scene.member_phone.member_views().name == second.member_views().name == wanted
    assert {i.name for i in scene.staff_phone.roster.values() if i.member == 1} == {wanted}


async def test_interests_merge_with_the_add_that_was_not_seen(scene: Scene) -> None:
    second = await scene.new_phone(scene.member)
    added = scene.member_phone.append(AddInterest(scene.now, 0, "祭り"))
    await settle(scene.member_phone, second)
    second.append(RemoveInterest(scene.now + 1, 0, "祭り", [added]))
    scene.member_phone.append(AddInterest(scene.now + 1, 0, "祭り"))
    await settle(scene.member_phone, second)
    assert scene.member_phone.member_views().interests == ["祭り"]
    await agree(scene, second)


async def test_a_new_phone_of_the_person_shows_the_same(scene: Scene) -> None:
    scene.scan()
    await scene.stay(day=scene.today - 400, source=Source.MEMBER_ENTRY)
    await scene.stay(day=scene.today - 3, source=Source.MEMBER_ENTRY)
    await settle(scene.staff_phone, scene.member_phone)
    fresh = await scene.new_phone(scene.member)
    assert fresh.member_views() == scene.member_phone.member_views()
    assert len(fresh.rulings) == 1
    await agree(scene, fresh)


async def test_a_long_reply_is_cut_where_asked_and_taken_up_again(scene: Scene) -> None:
    for n in range(300):
        scene.scan(ms=scene.now - n * 1000, drift=n)
    await scene.staff_phone.sync()
    phone = await scene.new_phone(scene.member)
    whole = await _boot(scene, 1024)
    for most in (1, 2, 7):
        pieces = await _boot(scene, most)
        assert {_once(item) for item in pieces.told} == {_once(item) for item in whole.told}
        assert len(pieces.told) == len(whole.told)
        assert pieces.member_views() == phone.member_views()


async def _boot(scene: Scene, max_kb: int) -> Device:
    """The same phone from an empty replica, asking for so much at once."""
    phone = scene.member_phone
    phone.cursor, phone.told, phone.items = b"", [], {}
    more = True
    while more:
        answer = await phone.post(phone.request(max_kb=max_kb))
        more = phone.take(answer).more
        assert len(answer.content) <= max_kb * 1024
        scene.village.clock.advance(1000)
    fresh = Device(phone.client, phone.enrolled, phone.challenge)
    fresh.told, fresh.items, fresh.log = list(phone.told), dict(phone.items), list(phone.log)
    return fresh


async def test_a_sync_is_an_access_that_keeps_a_registration_alive(scene: Scene) -> None:
    """R32."""
    person: Person = scene.member
    scene.village.clock.advance(3 * DAY_MS)
    await scene.member_phone.sync()
    async with scene.village.database.reading() as conn:
        seen = await conn.scalar(
            sa.select(account.c.last_access_ms).where(account.c.id == person.account)
        )
    assert seen == scene.now


async def test_who_belongs_to_many_bodies_syncs_as_anyone_does(scene: Scene) -> None:
    """A cursor has a place for each body that a person was ever registered with."""
    bodies = all_bodies()[:200]
    async with scene.village.database.writing() as conn:
        for body in bodies:
            item = BodyItem(1, body.code, body.name, "", body.prefecture)
            await publish(conn, body_scope(body.code), [("body", item)])
            await subscribe(conn, scene.member.account, body_scope(body.code))
    phone = await scene.new_phone(scene.member)
    assert len(phone.cursor) > len(bodies)
    stay = await scene.stay(phone)
    assert await phone.sync() == 1
    assert phone.ruling(stay.seq) is None


async def test_what_was_ruled_on_nobodys_entry_reaches_its_authors_next_device(
    scene: Scene,
) -> None:
    """A phone put back to a backup goes on under another key, and still holds what it wrote."""
    phone = scene.member_phone
    scan = scene.scan(scene.staff_phone)
    await settle(scene.staff_phone, phone)
    refused = phone.append(Void(scene.now, 0, scan, "来ていない"))
    await phone.sync()
    told = word(phone, refused.seq)
    assert told == (RulingKind.REJECTED, RulingReason.UNKNOWN_ENTRY, 0)

    later = await scene.new_phone(scene.member)
    await later.sync()
    ruling = later.rulings[refused]
    assert (ruling.kind, ruling.reason, ruling.day) == told
    await settle(scene.staff_phone)
    assert refused not in scene.staff_phone.rulings
