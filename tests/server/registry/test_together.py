"""Many at once: numbers stay dense, and what is for one goes to one."""

import asyncio

from schemas.feed import CardItem
from server.cards.issue import issue_due
from tests.support.authenticator import enrol
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, NARA, TENRI, admin, person, told


async def test_numbers_are_dense_when_many_register_at_once(village: Installation) -> None:
    for body in (NARA, KAWAKAMI, TENRI):
        await admin(village, body)
    people = [await person(village) for _ in range(8)]
    answers = await asyncio.gather(
        *(
            somebody.post("/api/registrations", {"body": str(body)})
            for number, somebody in enumerate(people)
            for body in (KAWAKAMI, TENRI, NARA)[number % 3 :]
        )
    )
    assert {answer.status_code for answer in answers} == {201}

    numbers: dict[str, list[int]] = {}
    for somebody in people:
        for held in (await somebody.get("/api/account")).json()["registrations"]:
            numbers.setdefault(held["body"], []).append(held["number"])
    assert {body: sorted(given) for body, given in numbers.items()} == {
        "290009": list(range(1, 9)),
        "294527": list(range(1, 4)),
        "292044": list(range(1, 7)),
    }


async def test_cards_are_dense_while_others_leave(village: Installation) -> None:
    for body in (NARA, KAWAKAMI):
        await admin(village, body)
    people = [await person(village) for _ in range(6)]
    devices = []
    for somebody in people:
        await somebody.post("/api/registrations", {"body": str(KAWAKAMI)})
        devices.append(await enrol(somebody.browser, somebody.account))

    async def sync(number: int) -> None:
        async with village.database.writing() as conn:
            reader = (people[number].account, devices[number].id)
            await issue_due(conn, village.keystore, [reader], village.clock())

    await asyncio.gather(*(sync(number) for number in range(6)))
    await asyncio.gather(
        *(people[number].delete(f"/api/registrations/{KAWAKAMI}") for number in range(3)),
        *(sync(number) for number in range(3, 6)),
    )

    cards: dict[int, list[int]] = {}
    for device in devices:
        for item in await told(village, "nobody", device.id):
            if isinstance(item, CardItem):
                cards.setdefault(item.body, []).append(item.card)
    assert {body: sorted(given) for body, given in cards.items()} == {
        KAWAKAMI: [1, 2, 3, 4, 5, 6],
        NARA: [1, 2, 3, 4, 5, 6],
    }


async def test_one_invite_lets_one_person_in(village: Installation) -> None:
    chief = await admin(village)
    made = (await chief.post(f"/api/office/{KAWAKAMI}/invites", {"role": "staff"})).json()
    people = [await person(village) for _ in range(5)]
    answers = await asyncio.gather(
        *(somebody.post("/api/invites/accept", {"code": made["code"]}) for somebody in people)
    )
    assert sorted(answer.status_code for answer in answers) == [201, 400, 400, 400, 400]


async def test_two_admins_who_remove_each_other_leave_one(village: Installation) -> None:
    chief = await admin(village)
    made = (await chief.post(f"/api/office/{KAWAKAMI}/invites", {"role": "admin"})).json()
    second = await person(village)
    await second.post("/api/invites/accept", {"code": made["code"]})
    answers = await asyncio.gather(
        chief.delete(f"/api/office/{KAWAKAMI}/staff/{second.account}"),
        second.delete(f"/api/office/{KAWAKAMI}/staff/{chief.account}"),
    )
    assert sorted(answer.status_code for answer in answers)[0] == 204
    assert sorted(answer.status_code for answer in answers)[1] in {403, 409}
