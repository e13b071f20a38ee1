"""The whole of it, as a town and its app's vendor would go through it."""

from server.linked_apps.instants import format_instant
from sync.calendar import start_of
from tests.server.linked_apps.conftest import APPS, Linked, to_now
from tests.support.audit import assert_sound
from tests.support.linked_app import Receiver
from tests.support.offices import KAWAKAMI
from tests.support.scene import Scene


async def test_a_town_links_its_app(scene: Scene, linked: Linked, receiver: Receiver) -> None:
    app, village = linked.app, scene.village
    assert [one async for one in app.members()] == []

    member = str((await linked.consent())["member"])
    assert [one["member"] async for one in app.members()] == [member]
    state = await app.registration(member)
    number = scene.member_phone.registrations[KAWAKAMI].member
    assert state["registered"] and (state["number"], state["tier"]) == (number, 1)
    assert state["name"] is None

    places = await app.get("/api/v1/places")
    assert [one["id"] for one in places["places"]] == [scene.bath, scene.museum]
    to_now(village)
    today, yesterday = (start_of(scene.today - back) + 60_000 for back in (0, 1))
    records = [
        {
            "id": f"festival-{number}",
            "member": member,
            "place": scene.bath,
            "at": format_instant(at),
            "project": scene.project,
        }
        for number, at in enumerate((min(today, scene.now), yesterday, yesterday + 60_000))
    ]
    said = await app.check_in(records, "festival")
    assert {one["state"] for one in said} == {"recorded"}
    assert await app.check_in(records, "festival") == said
    assert await app.check_in(records[::-1], "again") == said[::-1]
    await scene.member_phone.sync()
    assert len(scene.member_phone.member_views().journal) == 3
    await assert_sound(village.database)

    # Entered by staff is weaker than what counts by itself (R26): the office says that it does.
    assert await app.days(member) == []
    waiting = (await scene.office.get(f"/api/office/{KAWAKAMI:06d}/desk")).json()["evidence"]
    assert len(waiting) == 3
    confirmed = {
        "evidence": [{"device": one["device"], "first": one["first"]} for one in waiting],
        "confirmed": True,
    }
    answer = await scene.office.post(f"/api/office/{KAWAKAMI:06d}/evidence", confirmed)
    assert answer.status_code == 204, answer.text
    days = await app.days(member, limit=1)
    assert [(one["stay"], one["activity"]) for one in days] == [(True, True)] * 2

    await linked.deliver()
    events = receiver.events(linked.webhook_secret)
    assert {event["type"] for event in events} == {"checkin.recorded"}
    assert {event["data"]["member"] for event in events} == {member}

    for _ in range(2):
        assert (await app.void("festival-0", "別の人でした"))["state"] == "voided"
    assert len(await app.days(member)) == 1
    await assert_sound(village.database)

    left = await scene.member.delete(f"/api/registrations/{KAWAKAMI:06d}")
    assert left.status_code == 204
    await linked.deliver()
    (ended,) = receiver.events(linked.webhook_secret)
    assert ended["type"] == "registration.ended"
    listed = (await scene.office.get(f"{APPS}/{linked.id}/deliveries")).json()
    assert {one["state"] for one in listed} == {"delivered"}
    replayed = await scene.office.post(
        f"{APPS}/{linked.id}/deliveries/replay", {"deliveries": [listed[0]["id"]]}
    )
    assert replayed.status_code == 204
    await village.app.state.messenger.settled()
    (again,) = receiver.events(linked.webhook_secret)
    assert again == ended
