"""The stand-in refuses what the real one refuses, and serves a real client as its own process."""

import datetime
import hashlib
import time
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from server.identity.provider.app import create_provider
from server.identity.provider.people import pairwise_subject, people_on, typed
from tests.support.authenticator import CHANGE, Passkey, sign_up
from tests.support.identity import CLIENT_ID, OPTIONS, PROVIDER, identity_server, returned

AUTH, TOKEN, USERINFO = (OPTIONS.endpoint(name) for name in ("auth", "token", "userinfo"))
VERIFIER = "v" * 43
CHALLENGE = urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
KEY = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
ASKED = {
    "response_type": "code",
    "client_id": CLIENT_ID,
    "redirect_uri": OPTIONS.redirect_uri,
    "scope": "openid name address birthdate gender",
    "state": "a-state",
    "nonce": "a-nonce",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


class Client:
    """A client whose keys the stand-in can have, and a clock that stands still."""

    def __init__(self) -> None:
        self.now = 1_795_392_000
        self.keys = KeySet([KEY])
        self.assertions = 0
        app = create_provider(
            OPTIONS,
            lambda: self.now,
            httpx.MockTransport(
                lambda _: httpx.Response(200, json=self.keys.as_dict(private=False))
            ),
        )
        transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type] # looser than Litestar
        self.http = httpx.AsyncClient(transport=transport, base_url=PROVIDER)

    async def code(self, **changed: str) -> str:
        page = await self.http.get(AUTH, params=ASKED | changed)
        assert page.status_code == 200
        request = page.text.partition('name="request" value="')[2].partition('"')[0]
        answer = await self.http.post(AUTH, data={"request": request, "person": "sakura"})
        return returned(answer.headers["location"])["code"]

    def assertion(self, key: ECKey = KEY, alg: str = "ES256", **changed: object) -> str:
        self.assertions += 1
        claims: dict[str, Any] = {
            "iss": CLIENT_ID,
            "sub": CLIENT_ID,
            "aud": TOKEN,
            "jti": f"assertion-{self.assertions}",
            "iat": self.now,
            "exp": self.now + 60,
        }
        stated = {name: value for name, value in (claims | changed).items() if value is not None}
        return jwt.encode({"alg": alg, "kid": KEY.kid}, stated, key, algorithms=[alg])

    async def token(self, code: str, assertion: str = "", **changed: str) -> httpx.Response:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": OPTIONS.redirect_uri,
            "client_id": CLIENT_ID,
            "code_verifier": VERIFIER,
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertion or self.assertion(),
        }
        return await self.http.post(TOKEN, data=form | changed)


@pytest.fixture
def client() -> Client:
    return Client()


def error(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


async def test_what_an_honest_client_gets(client: Client) -> None:
    answer = await client.token(await client.code())
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    told = (await client.http.get(USERINFO, headers=bearer)).json()
    assert set(told) == {"sub", "name", "address", "birthdate", "gender"}
    assert told["address"].startswith("奈良県吉野郡吉野町")


async def test_a_scope_that_was_not_asked_for_is_not_told(client: Client) -> None:
    answer = await client.token(await client.code(scope="openid birthdate"))
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    told = (await client.http.get(USERINFO, headers=bearer)).json()
    assert set(told) == {"sub", "birthdate"}


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "name"}, "invalid_scope"),
        ({"scope": "openid email"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"nonce": ""}, "invalid_request"),
        ({"state": ""}, "invalid_request"),
        ({"state": "s" * 256}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"code_challenge": VERIFIER[:42]}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
    ],
)
async def test_requests_that_are_sent_back(
    client: Client, changed: dict[str, str], refusal: str
) -> None:
    answer = await client.http.get(AUTH, params=ASKED | changed)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(OPTIONS.redirect_uri)
    assert returned(answer.headers["location"])["error"] == refusal


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "someone-else"},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": OPTIONS.redirect_uri + "/more"},
    ],
)
async def test_requests_that_are_sent_nowhere(client: Client, changed: dict[str, str]) -> None:
    answer = await client.http.get(AUTH, params=ASKED | changed)
    assert answer.status_code == 400
    assert "location" not in answer.headers


async def test_the_page(client: Client) -> None:
    page = await client.http.get(AUTH, params=ASKED)
    assert "何も証明しません" in page.text
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    english = await client.http.get(AUTH, params=ASKED, headers={"Accept-Language": "en"})
    assert "It proves nothing" in english.text
    unknown = await client.http.post(AUTH, data={"request": "x", "person": "sakura"})
    assert unknown.status_code == 400


async def test_what_is_typed_must_be_a_person(client: Client) -> None:
    page = await client.http.get(AUTH, params=ASKED)
    request = page.text.partition('name="request" value="')[2].partition('"')[0]
    for person in ({"person": "nobody"}, {"person": "typed", "name": "", "address": "x"}):
        answer = await client.http.post(AUTH, data={"request": request} | person)
        assert answer.status_code == 400


async def test_codes(client: Client) -> None:
    code = await client.code()
    first = await client.token(code)
    assert first.status_code == 200
    assert error(await client.token(code)) == (400, "invalid_grant")
    # Used twice, it may be in other hands: what was given for it is taken back.
    bearer = {"Authorization": f"Bearer {first.json()['access_token']}"}
    assert (await client.http.get(USERINFO, headers=bearer)).status_code == 401
    assert error(await client.token("made-up")) == (400, "invalid_grant")
    code = await client.code()
    client.now += 59
    assert (await client.token(code)).status_code == 200
    code = await client.code()
    client.now += 60
    assert error(await client.token(code)) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"code_verifier": "w" * 43}, (400, "invalid_grant")),
        ({"code_verifier": CHALLENGE}, (400, "invalid_grant")),
        ({"redirect_uri": "http://localhost:8000/"}, (400, "invalid_grant")),
        ({"grant_type": "password"}, (400, "unsupported_grant_type")),
        ({"client_id": "someone-else"}, (401, "invalid_client")),
        ({"client_assertion_type": "urn:other"}, (401, "invalid_client")),
        ({"client_assertion": "a.b.c"}, (401, "invalid_client")),
    ],
)
async def test_token_requests(
    client: Client, changed: dict[str, str], refusal: tuple[int, str]
) -> None:
    assert error(await client.token(await client.code(), **changed)) == refusal


async def test_assertions(client: Client) -> None:
    foreign = ECKey.generate_key("P-256")
    bad = {
        "another issuer": client.assertion(iss="someone-else"),
        "another subject": client.assertion(sub="someone-else"),
        "another audience": client.assertion(aud=OPTIONS.issuer),
        "no audience": client.assertion(aud=None),
        "out of date": client.assertion(exp=client.now - 60),
        "good for too long": client.assertion(exp=client.now + 86_401),
        "no end": client.assertion(exp=None),
        "no name": client.assertion(jti=None),
        "another key": client.assertion(foreign),
    }
    for name, assertion in bad.items():
        answer = await client.token(await client.code(), assertion)
        assert error(answer) == (401, "invalid_client"), name
    good = client.assertion()
    assert (await client.token(await client.code(), good)).status_code == 200
    assert error(await client.token(await client.code(), good)) == (401, "invalid_client")
    several = client.assertion(aud=["x", TOKEN])
    assert (await client.token(await client.code(), several)).status_code == 200


async def test_a_new_key_of_the_client_is_asked_for(client: Client) -> None:
    assert (await client.token(await client.code())).status_code == 200
    newer = ECKey.generate_key("P-256", auto_kid=True)
    client.keys = KeySet([newer])
    token = jwt.encode(
        {"alg": "ES256", "kid": newer.kid},
        {
            "iss": CLIENT_ID,
            "sub": CLIENT_ID,
            "aud": TOKEN,
            "jti": "newer",
            "exp": client.now + 60,
        },
        newer,
    )
    assert (await client.token(await client.code(), token)).status_code == 200


async def test_attributes_need_a_token_that_holds(client: Client) -> None:
    answer = await client.token(await client.code())
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    client.now += 299
    assert (await client.http.get(USERINFO, headers=bearer)).status_code == 200
    client.now += 1
    for headers in (bearer, {}, {"Authorization": "Bearer x"}, {"Authorization": "Basic x"}):
        refused = await client.http.get(USERINFO, headers=headers)
        assert refused.status_code == 401
        assert "Bearer" in refused.headers["www-authenticate"]


def test_a_person_has_another_name_at_each_client() -> None:
    people = {one.id: one for one in people_on(datetime.date(2028, 2, 29))}
    here, there = "a.example", "b.example"
    assert pairwise_subject(here, people["sakura"]) != pairwise_subject(there, people["sakura"])
    assert pairwise_subject(here, people["sakura"]) != pairwise_subject(here, people["ichiro"])
    moved = people["sakura-moved"]
    assert pairwise_subject(here, people["sakura"]) == pairwise_subject(here, moved)
    one, two = (
        typed("試験 太郎", address, "2000-01-01", "male") for address in ("東京都", "奈良県")
    )
    assert pairwise_subject(here, one) == pairwise_subject(here, two)


async def test_two_processes_over_http(tmp_path: Path) -> None:
    """`furusato serve` and `furusato idp`, as an operator starts them."""
    with identity_server(tmp_path) as server:
        async with httpx.AsyncClient(base_url=server.origin, headers=CHANGE) as browser:
            await sign_up(browser, Passkey(origin=server.origin))
            begun = await browser.post("/api/identity/proof", json={"keep_name": True})
            assert begun.status_code == 201, begun.text
            url = begun.json()["url"]
            async with httpx.AsyncClient() as elsewhere:
                page = await elsewhere.get(url)
                request = page.text.partition('name="request" value="')[2].partition('"')[0]
                form = {"request": request, "person": "misaki"}
                answer = await elsewhere.post(url.partition("?")[0], data=form)
            assert set(parse_qs(urlsplit(answer.headers["location"]).query)) == {
                "code",
                "state",
                "iss",
            }
            came = returned(answer.headers["location"])
            done = await browser.post("/api/identity/proof/return", json=came)
            assert done.status_code == 200, done.text
            proven = done.json()["proven"]
            assert (proven["home"], proven["name"]) == ("294527", "川上 美咲")
            assert proven["day"] <= time.strftime("%Y-%m-%d", time.gmtime(time.time() + 32_400))
