"""`furusato verify` finds what was tampered with; `furusato rebuild` puts right what follows."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import sqlalchemy as sa

from schemas.entries import Note, ProfileField, SetField, Void
from schemas.rulings import RulingKind, RulingReason
from server.accounts.tables import device
from server.replication.attendance import attendance_of, records_by_day
from server.replication.tables import evidence, profile, ruling, segment, voided
from tests.support.audit import assert_sound, differences_of, faults_of, rebuilt
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI
from tests.support.scene import Scene, village_scene


@pytest.fixture
async def scene(village: Installation) -> AsyncIterator[Scene]:
    """A village with a past: visits, a copy, a note, a void, a name, a wrong clock."""
    made = await village_scene(village)
    colleague = await made.new_phone(made.staff)
    for n in range(12):
        made.scan(ms=made.now + n * 60_000, drift=-(n % 2))
    made.village.clock.advance(3_600_000)
    made.scan(ms=made.now, drift=3)
    made.scan(colleague, ms=made.now, drift=3)
    made.scan(ms=made.now + 10 * 365 * 86_400_000)
    await made.staff_phone.sync()
    await colleague.sync()
    stay = await made.stay()
    made.member_phone.append(Note(made.now, 0, stay, "よい湯"))
    made.member_phone.append(SetField(made.now, 1, ProfileField.NAME, "花子"))
    await made.member_phone.sync()
    made.staff_phone.append(Void(made.now, 0, made.staff_phone.ref(2), "別の人"))
    await made.staff_phone.sync()
    await made.member_phone.sync()
    yield made


async def test_nothing_is_found_where_nothing_is_wrong(scene: Scene) -> None:
    await assert_sound(scene.village.database)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"signature": bytes(64)}, "signature"),
        ({"challenge": b"8 bytes!"}, "signature"),
        ({"head": bytes(32)}, "chain over its entries"),
        ({"head_before": bytes(range(32))}, "chain before it"),
        ({"body": b"\xc0"}, "cannot be read"),
        ({"last": 99}, "another part"),
        ({"first": 2}, "follows number 0"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_segment_that_was_changed(scene: Scene, change: dict[str, Any], what: str) -> None:
    database = scene.village.database
    name = scene.member_phone.id
    async with database.writing() as conn:
        await conn.execute(
            segment.update().where(segment.c.device == name, segment.c.first == 1).values(**change)
        )
    found = await faults_of(database)
    assert any(what in fault.what and fault.device == name for fault in found), found


async def test_a_segment_that_is_gone(scene: Scene) -> None:
    async with scene.village.database.writing() as conn:
        await conn.execute(segment.delete().where(segment.c.device == scene.staff_phone.id))
    found = await faults_of(scene.village.database)
    assert {fault.what for fault in found if fault.device == scene.staff_phone.id} == {
        "is acknowledged up to another end than its segments have",
        "is ruled on but not stored",
    }


async def test_an_acknowledgement_of_more_than_there_is(scene: Scene) -> None:
    async with scene.village.database.writing() as conn:
        await conn.execute(
            device.update().where(device.c.id == scene.staff_phone.id).values(stored=99)
        )
    (fault,) = await faults_of(scene.village.database)
    assert (fault.device, fault.seq) == (scene.staff_phone.id, 99)


async def test_what_follows_is_put_right(scene: Scene) -> None:
    database = scene.village.database
    before = await _shown(scene)
    async with database.writing() as conn:
        await conn.execute(evidence.delete().where(evidence.c.device == scene.member_phone.id))
        await conn.execute(evidence.update().values(standing=7))
        await conn.execute(voided.delete())
        await conn.execute(profile.update().values(value="太郎"))
    assert {one.table for one in await differences_of(database)} == {
        "evidence",
        "voided",
        "profile",
    }
    assert await _shown(scene) != before
    found = {one.table: (one.missing, one.extra) for one in await rebuilt(database, scene.now)}
    assert found["voided"] == (1, 0)
    assert found["profile"] == (1, 1)
    assert await _shown(scene) == before
    await assert_sound(database)


@pytest.mark.parametrize("page", [1, 64])
async def test_a_ruling_that_was_wrong_is_told_anew(
    scene: Scene, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two were changed, one made up, one forgotten: every phone hears of each, once."""
    monkeypatch.setattr("server.replication.rebuild.PAGE", page)
    database, phone = scene.village.database, scene.staff_phone
    right = phone.rulings
    async with database.writing() as conn:
        rows = (await conn.execute(sa.select(ruling).order_by(ruling.c.device, ruling.c.seq))).all()
        assert len(rows) == 3
        await conn.execute(
            ruling.update()
            .where(ruling.c.reason == RulingReason.CLOCK_AHEAD)
            .values(kind=RulingKind.REJECTED, day=1)
        )
        await conn.execute(
            ruling.insert().values(
                device=phone.id,
                seq=1,
                version=4,
                kind=RulingKind.REJECTED,
                reason=RulingReason.NOT_PERMITTED,
                day=0,
            )
        )
        await conn.execute(ruling.delete().where(ruling.c.device != phone.id))
    (found,) = await rebuilt(database, scene.now)
    assert (found.table, found.missing, found.extra) == ("ruling", 2, 2)
    await phone.sync()
    await assert_sound(database)
    assert {
        ref: (r.kind, r.reason, r.day) for ref, r in phone.rulings.items() if r.version < 5
    } == {ref: (r.kind, r.reason, r.day) for ref, r in right.items()}
    newest = phone.ruling(1)
    assert newest is not None
    assert (newest.version, newest.kind) == (5, RulingKind.ACCEPTED)
    assert await rebuilt(database, scene.now) == []
    told = len(phone.told)
    await phone.sync()
    assert len(phone.told) == told


async def _shown(scene: Scene) -> object:
    today = scene.today
    async with scene.village.database.reading() as conn:
        return (
            await attendance_of(conn, KAWAKAMI, scene.bath, today),
            await records_by_day(conn, KAWAKAMI, today, 2),
            (await scene.member.get("/api/views")).json(),
        )
