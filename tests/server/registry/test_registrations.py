"""Registering, leaving and the prefecture's link, through the API."""

from typing import Any

import pytest

from schemas.feed import BodyItem, RegistrationItem, TrustItem
from schemas.standing import Reason
from server.app.clock import DAY_MS
from server.registry.store import decisions_of
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, NARA, TENRI, Person, admin, member, person, told

VILLAGE = f"/api/registrations/{KAWAKAMI}"


async def registrations(somebody: Person) -> dict[str, dict[str, Any]]:
    account = (await somebody.get("/api/account")).json()
    return {registration["body"]: registration for registration in account["registrations"]}


async def test_a_registration_is_granted_at_once(village: Installation) -> None:
    await admin(village)
    somebody = await person(village)

    answer = await somebody.post("/api/registrations", {"body": "294527"})

    assert answer.status_code == 201
    assert answer.json() == [
        {
            "body": "294527",
            "number": 1,
            "tier": 1,
            "since": "2026-11-23",
            "linked": False,
            "prefecture_refused": False,
            "survey_answered": False,
        }
    ]
    assert await registrations(somebody) == {"294527": answer.json()[0]}


async def test_members_are_numbered_without_gaps(village: Installation) -> None:
    await admin(village)
    for number in (1, 2, 3):
        somebody = await member(village)
        assert (await registrations(somebody))["294527"]["number"] == number


async def test_the_prefecture_comes_with_the_village(village: Installation) -> None:
    await admin(village, NARA)
    await admin(village)
    somebody = await member(village)

    held = await registrations(somebody)
    assert held["290009"]["linked"] is True
    assert held["294527"]["linked"] is False
    items = {
        item.body: item
        for item in await told(village, somebody.account)
        if isinstance(item, RegistrationItem)
    }
    assert {body: (item.linked, item.ended) for body, item in items.items()} == {
        KAWAKAMI: (False, False),
        NARA: (True, False),
    }


async def test_the_member_is_told_of_the_bodies_and_whom_to_trust(village: Installation) -> None:
    await admin(village, NARA)
    await admin(village)
    await admin(village, TENRI)
    somebody = await member(village)

    items = await told(village, somebody.account)
    assert {item.body for item in items if isinstance(item, BodyItem)} == {KAWAKAMI, NARA}
    assert len([item for item in items if isinstance(item, TrustItem)]) == 1


async def test_a_refused_prefecture_stays_away_later_too(village: Installation) -> None:
    await admin(village, NARA)
    await admin(village)
    await admin(village, TENRI)
    somebody = await person(village)
    await somebody.post("/api/registrations", {"body": "294527", "refuse_prefecture": True})
    await somebody.post("/api/registrations", {"body": "292044"})

    held = await registrations(somebody)
    assert set(held) == {"294527", "292044"}
    assert held["292044"]["prefecture_refused"] is True

    allowed = await somebody.put(f"{VILLAGE}/prefecture-link", {"refused": False})
    assert allowed.status_code == 200
    assert set(await registrations(somebody)) == {"294527", "292044", "290009"}

    await somebody.put(f"{VILLAGE}/prefecture-link", {"refused": True})
    assert set(await registrations(somebody)) == {"294527", "292044"}


async def test_leaving_keeps_the_number_and_the_history(village: Installation) -> None:
    await admin(village, NARA)
    await admin(village)
    await member(village)
    somebody = await member(village)

    assert (await somebody.delete(VILLAGE)).status_code == 204
    assert await registrations(somebody) == {}
    ended = [i for i in await told(village, somebody.account) if isinstance(i, RegistrationItem)]
    assert all(item.ended for item in ended)
    assert {item.body for item in ended} == {KAWAKAMI, NARA}

    village.clock.advance(20 * DAY_MS)
    await somebody.post("/api/registrations", {"body": "294527"})
    again = (await registrations(somebody))["294527"]
    assert (again["number"], again["since"]) == (2, "2026-12-13")


async def test_every_decision_is_recorded_with_its_rule(village: Installation) -> None:
    await admin(village, NARA)
    await admin(village)
    somebody = await member(village)
    await somebody.put(f"{VILLAGE}/prefecture-link", {"refused": True})
    await somebody.delete(VILLAGE)

    async with village.database.reading() as conn:
        assert await decisions_of(conn, somebody.account) == [
            (KAWAKAMI, "grant", "R07", Reason.APPLIED, "system"),
            (NARA, "grant", "R02", Reason.WITH_MUNICIPALITY, "system"),
            (NARA, "refuse-link", "R03", Reason.LINK_REFUSED, "member"),
            (NARA, "end", "R03", Reason.LINK_REFUSED, "member"),
            (KAWAKAMI, "end", "R18", Reason.LEFT, "member"),
        ]


async def test_registering_twice_changes_nothing(village: Installation) -> None:
    await admin(village)
    somebody = await member(village)
    first = await registrations(somebody)
    again = await somebody.post("/api/registrations", {"body": "294527"})
    assert again.status_code == 201
    assert await registrations(somebody) == first


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("292044", 409, "not-taking-part"),
        ("294528", 400, "malformed"),
        ("000000", 400, "malformed"),
        ("29452", 400, "malformed"),
        ("２９４５２７", 400, "malformed"),
    ],
)
async def test_where_nobody_can_register(
    village: Installation, body: str, status: int, code: str
) -> None:
    await admin(village)
    somebody = await person(village)
    answer = await somebody.post("/api/registrations", {"body": body})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["field"] == "body"
    assert await registrations(somebody) == {}


@pytest.mark.parametrize("code", ["294527", "290009", "999999", "abc"])
async def test_what_one_does_not_hold_is_not_found(village: Installation, code: str) -> None:
    await admin(village)
    somebody = await person(village)
    path = f"/api/registrations/{code}"
    statuses = {
        (await somebody.delete(path)).status_code,
        (await somebody.put(f"{path}/prefecture-link", {"refused": True})).status_code,
        (await somebody.put(f"{path}/survey", {"answers": {}})).status_code,
    }
    assert statuses <= {400, 404}


async def test_without_a_session_nothing_is_changed(village: Installation) -> None:
    await admin(village)
    nobody = Person("", village.browser())
    answers = [
        await nobody.post("/api/registrations", {"body": "294527"}),
        await nobody.delete(VILLAGE),
        await nobody.put(f"{VILLAGE}/prefecture-link", {"refused": True}),
        await nobody.put(f"{VILLAGE}/survey", {"answers": {}}),
    ]
    assert {answer.status_code for answer in answers} == {401}
