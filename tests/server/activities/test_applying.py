"""Applying: order of arrival, the waiting list, the organiser's word, what stands in the way."""

import asyncio
from typing import Any

from schemas.api import Role
from schemas.feed import (
    ApplicationItem,
    ApplicationState,
    AttendeeItem,
    NoticeItem,
    NoticeKind,
)
from server.app.clock import DAY_MS, MINUTE_MS
from server.replication.profile import name_of
from tests.support.activities import add_partner, apply, occasion, organiser, publish
from tests.support.installation import Installation
from tests.support.offices import (
    KAWAKAMI,
    TENRI,
    Person,
    admin,
    colleague,
    member,
    person,
    told,
)
from tests.support.proofs import prove
from tests.support.scene import village_scene

DESK = f"/api/office/{KAWAKAMI}/activities"
A = ApplicationState


async def states(village: Installation, *people: Person) -> list[ApplicationState]:
    """The newest word on the application of each."""
    found = []
    for one in people:
        own = [i for i in await told(village, one.account) if isinstance(i, ApplicationItem)]
        found.append(max(own, key=lambda item: item.version).state)
    return found


async def notices(village: Installation, who: Person) -> list[tuple[NoticeKind, int]]:
    return [
        (item.kind, item.count)
        for item in await told(village, who.account)
        if isinstance(item, NoticeItem)
    ]


async def attendees(village: Installation, who: Person) -> dict[int, ApplicationState]:
    return {
        item.member: item.state
        for item in await told(village, who.account)
        if isinstance(item, AttendeeItem)
    }


async def test_who_withdraws_makes_room_for_the_first_who_waits(village: Installation) -> None:
    chief = await admin(village)
    staff = await colleague(village, KAWAKAMI, Role.STAFF)
    file = await publish(village, chief)
    people = [await member(village) for _ in range(4)]
    done = [await apply(one, file) for one in people]
    assert [one["application"]["state"] for one in done] == [2, 2, 3, 3]
    assert [one["application"]["ahead"] for one in done] == [None, None, 0, 1]
    assert (await notices(village, people[3])) == [(NoticeKind.ACTIVITY_WAITING, 1)]
    assert await attendees(village, staff) == {
        1: A.ACCEPTED,
        2: A.ACCEPTED,
        3: A.WAITING,
        4: A.WAITING,
    }

    path = f"/api/applications/{done[0]['application']['id']}"
    assert (await people[1].delete(path)).status_code == 404
    gone = await people[0].delete(path)
    assert gone.json()["state"] == A.WITHDRAWN
    assert (await people[0].delete(path)).json()["state"] == A.WITHDRAWN
    assert await states(village, *people) == [A.WITHDRAWN, A.ACCEPTED, A.ACCEPTED, A.WAITING]
    assert [kind for kind, _ in await notices(village, people[2])] == [
        NoticeKind.ACTIVITY_WAITING,
        NoticeKind.ACTIVITY_ACCEPTED,
    ]
    assert await attendees(village, staff) == {
        1: A.WITHDRAWN,
        2: A.ACCEPTED,
        3: A.ACCEPTED,
        4: A.WAITING,
    }

    # Who comes back is the last in the line.
    again = await apply(people[0], file)
    assert (again["application"]["state"], again["application"]["ahead"]) == (A.WAITING, 1)
    (own,) = (await people[0].get("/api/applications")).json()
    assert own["application"]["id"] == done[0]["application"]["id"]
    assert own["application"]["ahead"] == 1


async def test_applying_twice_is_applying_once(village: Installation) -> None:
    chief, somebody = await admin(village), await member(village)
    file = await publish(village, chief)
    first = await apply(somebody, file, answer="長靴があります")
    assert await apply(somebody, file) == first
    path = f"{DESK}/{file['row']['id']}/occasions/{file['occasions'][0]['id']}/applicants"
    (seen,) = (await chief.get(path)).json()
    assert (seen["number"], seen["answer"], seen["came"]) == (1, "長靴があります", False)
    assert len(await notices(village, somebody)) == 1


async def test_many_at_once_are_never_too_many(village: Installation) -> None:
    chief = await admin(village)
    file = await publish(village, chief, occasions=[occasion(village, 7, capacity=3)])
    people = [await member(village) for _ in range(8)]
    done = await asyncio.gather(*(apply(one, file) for one in people))
    given = sorted(one["application"]["state"] for one in done)
    assert given == [A.ACCEPTED] * 3 + [A.WAITING] * 5
    now = (await people[0].get(f"/api/activities/{file['row']['id']}")).json()
    assert now["occasions"] == [{"id": file["occasions"][0]["id"], "accepted": 3, "waiting": 5}]


async def test_more_room_lets_the_waiting_list_in(village: Installation) -> None:
    chief = await admin(village)
    file = await publish(village, chief)
    people = [await member(village) for _ in range(4)]
    for one in people:
        await apply(one, file)
    content = {key: file["content"][key] for key in ("name", "about", "grounds")}
    wider = content | {"occasions": [occasion(village, 7, capacity=3)]}
    path = f"{DESK}/{file['row']['id']}"
    assert (await chief.put(path, wider)).json()["occasions"][0]["accepted"] == 3
    # Less room takes nobody's place away.
    smaller = content | {"occasions": [occasion(village, 7, capacity=1)]}
    row = (await chief.put(path, smaller)).json()["occasions"][0]
    assert (row["capacity"], row["accepted"], row["waiting"]) == (1, 3, 1)


async def test_the_organiser_chooses(village: Installation) -> None:
    chief = await admin(village)
    file = await publish(village, chief, choosing="organiser", question="運転できますか")
    number = file["row"]["id"]
    people = [await member(village) for _ in range(4)]
    ids = [(await apply(one, file, answer="はい"))["application"]["id"] for one in people]
    assert await states(village, *people) == [A.APPLIED] * 4
    assert await notices(village, people[0]) == []
    row = (await chief.get(DESK)).json()["activities"][0]
    assert (row["applied"], row["accepted"]) == (4, 0)

    async def choose(numbers: list[int], *, accept: bool) -> None:
        choice = {"applications": numbers, "accept": accept, "words": "ありがとうございます"}
        answer = await chief.post(f"{DESK}/{number}/applicants", choice)
        assert answer.status_code == 204, answer.text

    await choose([ids[0]], accept=False)
    await choose(ids[1:], accept=True)
    assert await states(village, *people) == [A.DECLINED, A.ACCEPTED, A.ACCEPTED, A.WAITING]
    assert await notices(village, people[0]) == [(NoticeKind.ACTIVITY_DECLINED, 0)]
    await choose([ids[1]], accept=False)
    assert await states(village, *people) == [A.DECLINED, A.DECLINED, A.ACCEPTED, A.ACCEPTED]
    mine = (await people[1].get(f"/api/activities/{number}/mine")).json()["applications"][0]
    assert mine["words"] == "ありがとうございます"


async def test_what_stands_in_the_way(village: Installation) -> None:
    chief = await admin(village)
    file = await publish(village, chief, minimum_age=18, deadline_days=2)
    number, first = file["row"]["id"], file["occasions"][0]["id"]
    newcomer, young, old = await person(village), await member(village), await member(village)
    path = f"/api/activities/{number}/applications"

    async def refused(who: Person, **data: object) -> Any:
        answer = await who.post(path, {"occasion": first, "of_age": True} | data)
        assert answer.status_code in (404, 409), answer.text
        return answer.json().get("field")

    assert await refused(newcomer) == "registration"
    assert await refused(old, of_age=False) == "age-unsaid"
    await prove(village, young.account, born="2009-06-01")
    assert await refused(young) == "age"
    assert (await young.get(f"/api/activities/{number}/mine")).json()["of_age"] is False
    assert await refused(old, occasion=first + 1) is None
    await chief.post(f"{DESK}/{number}/state", {"to": "closed"})
    assert await refused(old) == "closed"
    await chief.post(f"{DESK}/{number}/state", {"to": "published"})
    # Until midnight of the day two days before it.
    village.clock.advance(5 * DAY_MS + 15 * 60 * MINUTE_MS)
    assert await refused(old) == "deadline"
    village.clock.advance(-1)
    await apply(old, file, of_age=True)
    village.clock.advance(9 * DAY_MS)
    assert await refused(young) == "past"


async def test_what_is_at_the_same_time_is_told(village: Installation) -> None:
    chief, somebody = await admin(village), await member(village)
    one = await publish(village, chief)
    later = [
        occasion(village, 7, starts="12:00", ends="14:00"),
        occasion(village, 7, starts="11:00"),
    ]
    other = await publish(village, chief, name="雪かき", occasions=later)
    await apply(somebody, one)
    assert (await apply(somebody, other, 1))["overlaps"] == []  # by time: 12:00 is the second
    (overlap,) = (await apply(somebody, other, 0))["overlaps"]
    assert (overlap["name"], overlap["starts"]) == ("用水路の泥上げ", "09:00")


async def test_another_bodys_staff_sees_no_applicant(village: Installation) -> None:
    chief = await admin(village)
    await admin(village, TENRI)
    stranger = await colleague(village, TENRI, Role.STAFF)
    staff = await colleague(village, KAWAKAMI, Role.STAFF)
    file = await publish(village, chief)
    somebody = await member(village)
    await apply(somebody, file)
    assert await attendees(village, staff) == {1: A.ACCEPTED}
    for other in (stranger, await member(village)):
        assert await attendees(village, other) == {}
    async with village.database.reading() as conn:
        assert await name_of(conn, somebody.account) == ""


async def test_who_leaves_the_body_makes_room(village: Installation) -> None:
    chief = await admin(village)
    staff = await colleague(village, KAWAKAMI, Role.STAFF)
    file = await publish(village, chief, occasions=[occasion(village, 7, capacity=1)])
    leaving, waiting = await member(village), await member(village)
    for one in (leaving, waiting):
        await apply(one, file)
    gone = await leaving.delete(f"/api/registrations/{KAWAKAMI}")
    assert gone.status_code == 204
    assert await states(village, leaving, waiting) == [A.WITHDRAWN, A.ACCEPTED]
    assert await attendees(village, staff) == {1: A.WITHDRAWN, 2: A.ACCEPTED}


async def test_a_partners_people_know_who_is_expected_at_its_own(village: Installation) -> None:
    scene = await village_scene(village)
    partner, rival = await add_partner(village), await add_partner(village, name="消防団")
    hall, corps = await organiser(village, partner), await organiser(village, rival)
    file = await publish(village, scene.office, partner=partner)
    await publish(village, scene.office, name="雪かき")
    await apply(scene.member, file)
    (item,) = [i for i in await told(village, hall.account) if isinstance(i, AttendeeItem)]
    assert (item.member, item.cards) == (1, [scene.member_phone.cards[KAWAKAMI].card])
    assert await attendees(village, corps) == {}
    (seen,) = [i for i in await told(village, scene.staff.account) if isinstance(i, AttendeeItem)]
    assert seen.cards == []
    path = f"/api/office/{KAWAKAMI}/staff/{hall.account}"
    assert (await scene.office.delete(path)).status_code == 204
    assert await attendees(village, hall) == {}
    # Who helps a partner later hears of those who were accepted before.
    later = await organiser(village, partner)
    assert await attendees(village, later) == {1: A.ACCEPTED}


async def test_it_cannot_be_withdrawn_once_it_has_begun(village: Installation) -> None:
    chief, somebody = await admin(village), await member(village)
    file = await publish(village, chief)
    made = (await apply(somebody, file))["application"]["id"]
    village.clock.advance(7 * DAY_MS)
    assert (await somebody.delete(f"/api/applications/{made}")).status_code == 409
    assert (await somebody.delete("/api/applications/99")).status_code == 404
