"""The member's word: what is asked, granted, seen, shown and taken back; and whose it is (R04)."""

from urllib.parse import parse_qs, urlsplit

import pytest

from schemas.entries import ProfileField, SetField
from server.linked_apps.instants import format_instant
from tests.server.linked_apps.conftest import (
    ALL,
    APPS,
    BACK,
    Linked,
    asked_of,
    link,
    said_of_app,
    to_now,
)
from tests.support.linked_app import Receiver, Refused
from tests.support.offices import KAWAKAMI, TENRI, admin, member, person
from tests.support.scene import Scene

ASKED = "/api/linked-apps/asked"
MINE = "/api/linked-apps"


async def asks(linked: Linked, **changes: str) -> str:
    url, _ = await linked.app.ask(ALL)
    query = {name: value[0] for name, value in parse_qs(asked_of(url)).items()} | changes
    return "&".join(f"{name}={value}" for name, value in query.items() if value)


async def test_the_member_is_told_what_is_asked(scene: Scene, linked: Linked) -> None:
    url, _ = await linked.app.ask("registration:read")
    said = (await scene.member.browser.get(ASKED, params={"asked": asked_of(url)})).json()
    assert said == {
        "app": "かわかみ手帳",
        "contact": "森と水の里 観光協会 0746-52-0111",
        "body": f"{KAWAKAMI:06d}",
        "host": "app.example",
        "scopes": ["registration:read"],
        "granted": False,
        "shows_name": False,
        "registered": True,
        "go_to": "",
    }
    nobody = await scene.village.browser().get(ASKED, params={"asked": asked_of(url)})
    assert nobody.status_code == 401
    stranger = await person(scene.village)
    theirs = (await stranger.browser.get(ASKED, params={"asked": asked_of(url)})).json()
    assert not theirs["registered"]
    sent = {"query": asked_of(url), "granted": True}
    assert (await stranger.post("/api/linked-apps/answer", sent)).status_code == 409


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "app_" + "0" * 24},
        {"client_id": ""},
        {"redirect_uri": "https://evil.example/back"},
        {"redirect_uri": BACK + "/more"},
        {"redirect_uri": ""},
        {"redirect_uri": "https://例え.example"},
        {"redirect_uri": '"'},
    ],
)
async def test_nobody_is_sent_where_the_app_did_not_say(
    scene: Scene, linked: Linked, changes: dict[str, str]
) -> None:
    query = await asks(linked, **changes)
    answer = await scene.member.browser.get(ASKED, params={"asked": query})
    assert answer.status_code == 404, answer.text
    sent = {"query": query, "granted": True}
    assert (await scene.member.post("/api/linked-apps/answer", sent)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scope": "admin"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
    ],
)
async def test_what_is_asked_wrongly_goes_back_to_the_app(
    scene: Scene, linked: Linked, changes: dict[str, str], error: str
) -> None:
    query = await asks(linked, **changes)
    said = (await scene.member.browser.get(ASKED, params={"asked": query})).json()
    back = parse_qs(urlsplit(said["go_to"]).query)
    assert said["go_to"].startswith(BACK + "?")
    assert back["error"] == [error]
    assert back["state"] and back["iss"] == [scene.village.settings.origin]


async def test_who_refuses_gives_nothing(scene: Scene, linked: Linked) -> None:
    with pytest.raises(PermissionError, match="access_denied"):
        await linked.consent(granted=False)
    assert (await scene.member.get(MINE)).json() == []
    assert [one async for one in linked.app.members()] == []


async def test_a_name_is_told_only_to_whom_the_member_says(scene: Scene, linked: Linked) -> None:
    phone = scene.member_phone
    phone.append(SetField(scene.now, 0, ProfileField.NAME, "さくら"))
    await phone.sync()
    who = str((await linked.consent())["member"])
    assert (await linked.app.registration(who))["name"] is None
    (mine,) = (await scene.member.get(MINE)).json()
    for shows, name in ((True, "さくら"), (False, None)):
        path = f"{MINE}/{mine['id']}"
        assert (await scene.member.put(path, {"shows_name": shows})).status_code == 204
        assert (await linked.app.registration(who))["name"] == name
    other = await person(scene.village)
    assert (await other.put(f"{MINE}/{mine['id']}", {"shows_name": True})).status_code == 404
    assert (await other.delete(f"{MINE}/{mine['id']}")).status_code == 404


async def test_withdrawn_is_withdrawn_at_once(
    scene: Scene, linked: Linked, receiver: Receiver
) -> None:
    tokens = await linked.consent()
    who, own = str(tokens["member"]), {"Authorization": f"Bearer {tokens['access_token']}"}
    me = "/api/v1/members/me/registration"
    assert (await linked.app.http.get(me, headers=own)).json()["member"] == who
    scene.scan()
    await scene.staff_phone.sync()
    to_now(scene.village)
    (mine,) = (await scene.member.get(MINE)).json()
    assert (mine["scopes"], mine["shows_name"]) == (ALL.split(), False)
    assert (await scene.member.delete(f"{MINE}/{mine['id']}")).status_code == 204
    assert (await scene.member.delete(f"{MINE}/{mine['id']}")).status_code == 404

    assert (await linked.app.http.get(me, headers=own)).status_code == 401
    for form in (
        {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]},
        {"grant_type": "authorization_code", "code": "x", "code_verifier": "x" * 43},
    ):
        with pytest.raises(Refused):
            await linked.app.token(**form)
    with pytest.raises(Refused) as error:
        await linked.app.registration(who)
    assert error.value.answer.status_code == 404
    await scene.village.app.state.messenger.settled()
    # What waited to be told of them is not; that they withdrew is.
    events = receiver.events(linked.webhook_secret)
    assert [event["type"] for event in events] == ["consent.withdrawn"]
    assert events[0]["data"]["member"] == who
    listed = (await scene.office.get(f"{APPS}/{linked.id}/deliveries")).json()
    assert [one["state"] for one in listed] == ["delivered", "dropped"]

    again = await linked.consent()
    assert again["member"] == who, "who comes back is whom the app knew"


async def test_more_is_granted_by_asking_again(scene: Scene, linked: Linked) -> None:
    first = await linked.consent(scopes="registration:read")
    who = str(first["member"])
    with pytest.raises(Refused):
        await linked.app.days(who)
    await linked.consent(scopes="activity:read")
    assert await linked.app.days(who) == []
    (mine,) = (await scene.member.get(MINE)).json()
    assert mine["scopes"] == ["registration:read", "activity:read"]


async def test_each_app_knows_a_person_by_a_name_of_its_own(scene: Scene, linked: Linked) -> None:
    """Another app, of the same body or another, gets the refusal that nobody gets (R04)."""
    other = await admin(scene.village, TENRI)
    theirs = await link(scene, other, f"/api/office/{TENRI:06d}/apps")
    neighbour = await link(scene, name="よそのアプリ")
    who = str((await linked.consent())["member"])
    await scene.member.post("/api/registrations", {"body": f"{TENRI:06d}"})
    there = str((await theirs.consent())["member"])
    assert there != who
    assert (await theirs.app.registration(there))["body"] == f"{TENRI:06d}"
    for stranger in (theirs, neighbour):
        for path in (f"/api/v1/members/{who}/registration", f"/api/v1/members/{who}/days"):
            nobody = path.replace(who, "0" * 32)
            refusals = []
            for asked in (path, nobody):
                with pytest.raises(Refused) as error:
                    await stranger.app.get(asked)
                refusals.append((error.value.answer.status_code, error.value.answer.json()))
            assert refusals[0] == refusals[1]
            assert refusals[0][0] == 404
        (said,) = await stranger.app.check_in(
            [
                {
                    "id": "x",
                    "member": who,
                    "place": scene.bath,
                    "at": format_instant(scene.now),
                }
            ]
        )
        assert said["problem"] == "unknown-member"
    assert (await theirs.app.get("/api/v1/places")) == {"places": [], "projects": []}
    # One member's token opens nothing of another's.
    second = await member(scene.village)
    tokens = await linked.consent(second)
    answer = await linked.app.http.get(
        f"/api/v1/members/{who}/registration",
        headers={"Authorization": f"Bearer {tokens['access_token']}"},
    )
    assert answer.status_code == 404


async def test_members_come_in_pages(scene: Scene, linked: Linked) -> None:
    everyone = [(await linked.consent())["member"]]
    everyone += [(await linked.consent(await member(scene.village)))["member"] for _ in range(2)]
    first = await linked.app.get("/api/v1/members", limit=2)
    assert [one["member"] for one in first["members"]] == everyone[:2]
    rest = await linked.app.get("/api/v1/members", limit=2, cursor=first["next"])
    assert ([one["member"] for one in rest["members"]], rest["next"]) == (everyone[2:], None)
    for wrong in ("x", "-1", "9" * 20, "²"):
        with pytest.raises(Refused) as error:
            await linked.app.get("/api/v1/members", cursor=wrong)
        assert error.value.answer.status_code == 400
    with pytest.raises(Refused) as error:
        await linked.app.get(f"/api/v1/members/{everyone[0]}/days", cursor="2026-02-30")
    assert error.value.answer.status_code == 400
    narrow = said_of_app(scopes=["activity:read"])
    assert (await scene.office.put(f"{APPS}/{linked.id}", narrow)).status_code == 200
    with pytest.raises(Refused) as error:
        await linked.app.registration(everyone[0])
    assert error.value.answer.status_code == 403
