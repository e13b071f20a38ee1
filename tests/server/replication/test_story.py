"""A day in the village through `POST /api/sync`: everyone ends up with the same, told once."""

from schemas.entries import Note
from schemas.views import StayDay
from server.replication.attendance import attendance_of
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI
from tests.support.scene import Scene, village_scene


async def server_views(scene: Scene) -> object:
    return (await scene.member.get("/api/views")).json()


async def test_a_day_in_the_village(village: Installation) -> None:
    scene = await village_scene(village)
    member, staff = scene.member_phone, scene.staff_phone
    scan = scene.scan(project=scene.project)
    await scene.stay()
    village.clock.advance(60_000)

    assert await staff.sync() == 1
    assert await member.sync() == 1

    views = member.member_views()
    assert {item.device for item in views.journal} == {member.id, staff.id}
    assert views.stay_days == [StayDay(KAWAKAMI, scene.today)]
    assert views.activity_days == [StayDay(KAWAKAMI, scene.today)]
    member.append(Note(scene.now, 0, scan, "雪が深かった"))
    await member.sync()
    await staff.sync()
    views = member.member_views()
    (row,) = staff.attendance(scene.bath, scene.today)
    assert (row.member, row.records) == (1, 2)
    async with village.database.reading() as conn:
        assert await attendance_of(conn, KAWAKAMI, scene.bath, scene.today) == [row]
    print(await server_views(scene))
