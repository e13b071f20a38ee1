"""Getting in: secrets, codes, tokens, and how each of them ends."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata

from server.app.clock import DAY_MS, MINUTE_MS
from server.app.limits import LINKED_APP, OAUTH
from server.linked_apps.rules import ACCESS_MS, CODE_MS, MAX_APPS, REFRESH_MS
from tests.server.linked_apps.conftest import ALL, APPS, BACK, Linked, asked_of, link, said_of_app
from tests.support.authenticator import CHANGE
from tests.support.linked_app import LinkedApp, Refused
from tests.support.offices import TENRI, admin, person
from tests.support.scene import Scene

STATE = "/api/v1/members/me/registration"


async def refused(app: LinkedApp, **form: str) -> tuple[int, str]:
    with pytest.raises(Refused) as error:
        await app.token(**form)
    answer = error.value.answer
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, answer.json()["error"]


async def bearer(app: LinkedApp, token: str, path: str = STATE) -> Any:
    return await app.http.get(path, headers={"Authorization": f"Bearer {token}"})


async def test_the_metadata_is_what_rfc_8414_asks_for(linked: Linked) -> None:
    said = await linked.app.metadata()
    # Tests run on http; that the issuer must be https is the one thing to overlook.
    https = {
        name: value.replace("http://", "https://") if isinstance(value, str) else value
        for name, value in said.items()
    }
    AuthorizationServerMetadata(https).validate()
    assert said["code_challenge_methods_supported"] == ["S256"]


async def test_a_wrong_secret_is_no_secret(linked: Linked) -> None:
    app = linked.app
    wrong = LinkedApp(app.http, app.app_id, app.secret[:-1] + "_", BACK)
    nobody = LinkedApp(app.http, "app_" + "0" * 24, app.secret, BACK)
    for one in (wrong, nobody):
        assert await refused(one, grant_type="client_credentials") == (401, "invalid_client")
    assert await refused(app, grant_type="password") == (400, "unsupported_grant_type")
    assert (await refused(app, grant_type="client_credentials", scope="admin"))[1] == (
        "invalid_scope"
    )
    in_form = {"grant_type": "client_credentials", "client_id": app.app_id}
    answer = await app.http.post("/oauth/token", data=in_form | {"client_secret": app.secret})
    assert answer.status_code == 200 and "refresh_token" not in answer.json()


@pytest.mark.parametrize(
    ("content", "kind", "authorization"),
    [
        (b"\xff\xfe", "application/x-www-form-urlencoded", ""),
        (b"{}", "application/json", ""),
        (b"", "application/x-www-form-urlencoded", ""),
        (b"grant_type=client_credentials", "application/x-www-form-urlencoded", "Basic /w=="),
        (b"grant_type=client_credentials", "application/x-www-form-urlencoded", "Basic !"),
        (b"grant_type=%E3%81%82", "application/x-www-form-urlencoded", ""),
        (b"a=b&" * 60, "application/x-www-form-urlencoded", ""),
    ],
)
async def test_no_form_brings_it_down(
    linked: Linked, content: bytes, kind: str, authorization: str
) -> None:
    for path in ("/oauth/token", "/oauth/revoke"):
        headers = {"Content-Type": kind, "Authorization": authorization}
        answer = await linked.app.http.post(path, content=content, headers=headers)
        assert answer.status_code in (400, 401), answer.text
        assert answer.json()["error"]


async def test_secrets_are_rotated_with_an_overlap(scene: Scene, linked: Linked) -> None:
    old = linked.app
    path = f"{APPS}/{linked.id}/secrets"
    said = (await scene.office.post(path, {"keep_days": 7})).json()
    new = LinkedApp(old.http, old.app_id, said["secret"], BACK)
    assert said["webhook_secret"] != linked.webhook_secret
    for app in (old, new):
        assert (await app.token(grant_type="client_credentials"))["expires_in"] == 1800
    scene.village.clock.advance(7 * DAY_MS)
    assert await refused(old, grant_type="client_credentials") == (401, "invalid_client")
    token = (await new.token(grant_type="client_credentials"))["access_token"]
    assert (await bearer(new, token, "/api/v1/members")).status_code == 200

    leaked = (await scene.office.post(path, {"keep_days": 0})).json()
    assert await refused(new, grant_type="client_credentials") == (401, "invalid_client")
    assert (await bearer(new, token, "/api/v1/members")).status_code == 401
    newest = LinkedApp(old.http, old.app_id, leaked["secret"], BACK)
    assert (await newest.token(grant_type="client_credentials"))["access_token"]


async def test_a_revoked_app_is_out_at_once(scene: Scene, linked: Linked) -> None:
    tokens = await linked.consent()
    assert (await bearer(linked.app, tokens["access_token"])).status_code == 200
    assert (await scene.office.delete(f"{APPS}/{linked.id}")).status_code == 204
    assert (await scene.office.delete(f"{APPS}/{linked.id}")).status_code == 204
    assert (await bearer(linked.app, tokens["access_token"])).status_code == 401
    assert (await refused(linked.app, grant_type="client_credentials"))[1] == "invalid_client"
    assert (await scene.member.get("/api/linked-apps")).json() == []
    (listed,) = (await scene.office.get(APPS)).json()
    assert listed["revoked"] and listed["members"] == 0
    answer = await scene.office.post(f"{APPS}/{linked.id}/secrets", {})
    assert answer.status_code == 404


async def test_a_code_is_good_once_and_soon(scene: Scene, linked: Linked) -> None:
    app = linked.app
    url, begun = await app.ask(ALL)
    sent = {"query": asked_of(url), "granted": True}
    back = (await scene.member.post("/api/linked-apps/answer", sent)).json()["go_to"]
    stolen = parse_qs(urlsplit(back).query)["code"][0]
    form = {"grant_type": "authorization_code", "code": stolen, "redirect_uri": BACK}
    assert (await refused(app, **form))[1] == "invalid_request"
    assert (await refused(app, **form, code_verifier="x" * 43))[1] == "invalid_grant"
    other = form | {"redirect_uri": "https://app.example/other", "code_verifier": begun.verifier}
    assert (await refused(app, **other))[1] == "invalid_grant"
    thief = await link(scene, name="よそのアプリ")
    assert (await refused(thief.app, **form, code_verifier=begun.verifier))[1] == "invalid_grant"

    tokens = await app.finish(begun, back)
    assert (await bearer(app, tokens["access_token"])).status_code == 200
    # Twice: somebody read it on its way. What was given for it ends (RFC 6749, section 4.1.2).
    assert (await refused(app, **form, code_verifier=begun.verifier))[1] == "invalid_grant"
    assert (await bearer(app, tokens["access_token"])).status_code == 401

    late = (await scene.member.post("/api/linked-apps/answer", sent)).json()["go_to"]
    scene.village.clock.advance(CODE_MS)
    with pytest.raises(Refused):
        await app.finish(begun, late)


async def test_tokens_run_out_and_are_refreshed(scene: Scene, linked: Linked) -> None:
    app, clock = linked.app, scene.village.clock
    first = await linked.consent(scopes="registration:read")
    assert (first["token_type"], first["scope"]) == ("Bearer", "registration:read")
    clock.advance(ACCESS_MS - 1)
    assert (await bearer(app, first["access_token"])).status_code == 200
    clock.advance(1)
    ended = await bearer(app, first["access_token"])
    assert ended.status_code == 401
    assert ended.headers["www-authenticate"] == 'Bearer realm="furusato", error="invalid_token"'
    assert (await bearer(app, first["refresh_token"])).status_code == 401, "it opens nothing"

    second = await app.refresh(first["refresh_token"])
    assert second["member"] == first["member"]
    assert (await bearer(app, second["access_token"])).status_code == 200
    wider = {"grant_type": "refresh_token", "refresh_token": second["refresh_token"], "scope": ALL}
    assert (await refused(app, **wider))[1] == "invalid_scope"
    thief = await link(scene, name="よそのアプリ")
    taken = {"grant_type": "refresh_token", "refresh_token": second["refresh_token"]}
    assert (await refused(thief.app, **taken))[1] == "invalid_grant"
    # One that was exchanged before comes again: all of the consent's tokens end.
    again = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    assert (await refused(app, **again))[1] == "invalid_grant"
    assert (await bearer(app, second["access_token"])).status_code == 401

    third = await linked.consent()
    clock.advance(REFRESH_MS)
    late = {"grant_type": "refresh_token", "refresh_token": third["refresh_token"]}
    assert (await refused(app, **late))[1] == "invalid_grant"


async def test_tokens_are_ended_by_their_app(scene: Scene, linked: Linked) -> None:
    app = linked.app
    tokens = await linked.consent()
    thief = await link(scene, name="よそのアプリ")
    with pytest.raises(Refused) as error:
        await thief.app.revoke(tokens["access_token"])
    assert error.value.answer.json()["error"] == "invalid_grant"
    assert (await bearer(app, tokens["access_token"])).status_code == 200
    await app.revoke(tokens["access_token"])
    await app.revoke(tokens["access_token"])
    await app.revoke("never was")
    assert (await bearer(app, tokens["access_token"])).status_code == 401
    more = await app.refresh(tokens["refresh_token"])
    await app.revoke(more["refresh_token"])
    assert (await bearer(app, more["access_token"])).status_code == 401


async def test_calls_are_refused_in_the_words_of_rfc_6750(scene: Scene, linked: Linked) -> None:
    app = linked.app
    bare = await app.http.get(STATE)
    assert (bare.status_code, bare.headers["www-authenticate"]) == (401, 'Bearer realm="furusato"')
    assert bare.headers["content-type"].startswith("application/problem+json")
    for wrong in ("Bearer", "Bearer x", "Basic eDp5", "Bearer " + "x" * 500):
        answer = await app.http.get(STATE, headers={"Authorization": wrong})
        assert answer.status_code == 401, wrong
        assert answer.headers["www-authenticate"].startswith("Bearer ")
    few = await linked.consent(scopes="registration:read")
    path = f"/api/v1/members/{few['member']}/days"
    short = await bearer(app, few["access_token"], path)
    assert short.status_code == 403
    assert 'error="insufficient_scope", scope="activity:read"' in short.headers["www-authenticate"]
    # A session opens nothing here, however signed in.
    assert (await scene.member.get(STATE)).status_code == 401
    # Nor does the office's word when it takes a scope back.
    narrow = said_of_app(scopes=["activity:read"])
    assert (await scene.office.put(f"{APPS}/{linked.id}", narrow)).status_code == 200
    assert (await bearer(app, few["access_token"])).status_code == 403


async def test_doors_open_so_often(linked: Linked) -> None:
    app = linked.app
    token = (await app.token(grant_type="client_credentials"))["access_token"]
    statuses = [
        (await bearer(app, token, "/api/v1/places")).status_code for _ in range(LINKED_APP.times)
    ]
    assert set(statuses) == {200}
    one_more = await bearer(app, token, "/api/v1/places")
    assert one_more.status_code == 429 and int(one_more.headers["retry-after"]) > 0
    linked.scene.village.clock.advance(2 * MINUTE_MS)
    for _ in range(OAUTH.times):
        assert (await app.http.post("/oauth/token")).status_code == 400
    answer = await app.http.post("/oauth/token")
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-requests")


async def test_an_office_links_no_more_than_so_many(scene: Scene) -> None:
    for number in range(MAX_APPS):
        await link(scene, name=f"アプリ{number}")
    one_more = await scene.office.post(APPS, said_of_app())
    assert one_more.status_code == 409
    listed = (await scene.office.get(APPS)).json()
    await scene.office.delete(f"{APPS}/{listed[0]['id']}")
    assert (await scene.office.post(APPS, said_of_app())).status_code == 201


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("contact", "   "),
        ("redirect_uris", ["http://app.example/back"]),
        ("webhook", "ftp://app.example"),
        ("scopes", []),
        ("scopes", ["events:write"]),
    ],
)
async def test_what_cannot_be_linked(scene: Scene, field: str, value: object) -> None:
    answer = await scene.office.post(APPS, said_of_app(**{field: value}))
    assert answer.status_code == 400
    assert answer.json()["field"].startswith(field)


async def test_another_office_sees_nothing_of_it(scene: Scene, linked: Linked) -> None:
    """In the same words as for an app that never was (R04)."""
    other = await admin(scene.village, TENRI)
    theirs = f"/api/office/{TENRI:06d}/apps"
    assert (await other.get(APPS)).status_code == 403
    for app in (linked.id, "app_" + "0" * 24):
        path = f"{theirs}/{app}"
        answers = [
            await other.put(path, said_of_app()),
            await other.delete(path),
            await other.post(f"{path}/secrets", {}),
            await other.get(f"{path}/deliveries"),
            await other.post(f"{path}/deliveries/replay", {"deliveries": [1]}),
        ]
        assert {answer.status_code for answer in answers} == {404}
    for outsider in (scene.staff, scene.member, await person(scene.village)):
        assert (await outsider.get(APPS)).status_code == 403
        assert (await outsider.post(APPS, said_of_app())).status_code == 403


async def test_a_change_from_elsewhere_is_still_refused(scene: Scene) -> None:
    """Only what no cookie opens does without our own header."""
    for path in (APPS, "/api/linked-apps/answer"):
        foreign = CHANGE | {"Origin": "https://evil.example"}
        answer = await scene.office.browser.post(path, json={}, headers=foreign)
        assert answer.status_code == 403
