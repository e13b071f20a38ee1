"""Proving who one is through the stand-in: what is kept, what follows, what is refused (R13)."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from server.app.clock import MINUTE_MS
from server.identity.proofs import IdentityProof, proofs_of
from server.identity.tables import identity_proof, proof_attempt
from sync.calendar import parse_day
from tests.server.identity.conftest import Trial
from tests.support.identity import CLIENT_ID, OPTIONS, begun, decide, prove
from tests.support.installation import Installation
from tests.support.offices import Person, person

YOSHINO, CHIYODA, SAPPORO = 294411, 131016, 11002
RETURN = "/api/identity/proof/return"


async def test_a_proof_and_what_is_kept_of_it(trial: Trial) -> None:
    somebody = await person(trial.village)
    before = (await somebody.get("/api/identity")).json()
    assert before == {"set_up": True, "proven": None, "consents": []}
    answer = await prove(somebody, trial.stand_in, "sakura")
    assert answer.status_code == 200, answer.text
    assert answer.json()["proven"] == {
        "day": "2026-11-23",
        "birth_day": "1984-04-03",
        "home": "294411",
        "home_declared": False,
        "name": "",
        "minor": False,
        "consented": False,
    }
    async with trial.village.database.reading() as conn:
        (row,) = (await conn.execute(sa.select(identity_proof))).all()
        proofs = await proofs_of(conn, [somebody.account, "nobody"])
        assert await conn.scalar(sa.select(sa.func.count()).select_from(proof_attempt)) == 0
    assert set(row._mapping) == {
        "account_id",
        "subject",
        "birth_day",
        "home_body",
        "home_declared",
        "name",
        "proven_ms",
    }
    expected = IdentityProof(
        somebody.account, trial.village.clock(), parse_day("1984-04-03"), YOSHINO
    )
    assert proofs == {somebody.account: expected}
    assert trial.heard.calls == [(somebody.account, None, expected)]


async def test_the_subject_cannot_be_told_from_the_database_alone(trial: Trial) -> None:
    somebody = await person(trial.village)
    subjects: list[str] = []

    def note(name: str, answer: Any) -> Any:
        if name == "userinfo":
            subjects.append(answer["sub"])
        return answer

    trial.stand_in.change = note
    await prove(somebody, trial.stand_in, "sakura")
    async with trial.village.database.reading() as conn:
        stored: bytes | None = await conn.scalar(sa.select(identity_proof.c.subject))
    assert stored is not None
    for text in (subjects[0], f"{OPTIONS.issuer}\x00{subjects[0]}"):
        assert stored != hashlib.sha256(text.encode()).digest()


async def test_the_name_is_kept_for_who_wants_it_shown(trial: Trial) -> None:
    somebody = await person(trial.village)
    answer = await prove(somebody, trial.stand_in, "sakura", keep_name=True)
    assert answer.json()["proven"]["name"] == "森本 さくら"
    again = await prove(somebody, trial.stand_in, "sakura")
    assert again.json()["proven"]["name"] == ""


async def test_who_moved_is_noticed_at_the_next_proof(trial: Trial) -> None:
    """R16, by whoever is called when a proof says something else."""
    somebody = await person(trial.village)
    await prove(somebody, trial.stand_in, "sakura")
    await prove(somebody, trial.stand_in, "sakura")
    assert len(trial.heard.calls) == 1
    moved = await prove(somebody, trial.stand_in, "sakura-moved")
    assert moved.json()["proven"]["home"] == f"{CHIYODA:06d}"
    (_, (account, before, after)) = trial.heard.calls
    assert before is not None
    assert after is not None
    assert (account, before.home_body, after.home_body) == (somebody.account, YOSHINO, CHIYODA)


async def test_a_proof_can_be_withdrawn(trial: Trial) -> None:
    somebody = await person(trial.village)
    await prove(somebody, trial.stand_in, "ichiro")
    for _ in range(2):
        assert (await somebody.delete("/api/identity")).status_code == 204
    assert (await somebody.get("/api/identity")).json()["proven"] is None
    (made, gone) = trial.heard.calls
    assert made[2] is not None
    assert made[2].home_body == SAPPORO
    assert gone[1:] == (made[2], None)
    # The person may prove themselves again, here or under another account.
    other = await person(trial.village)
    assert (await prove(other, trial.stand_in, "ichiro")).status_code == 200


async def test_a_home_that_the_address_does_not_tell(trial: Trial) -> None:
    somebody = await person(trial.village)
    answer = await prove(somebody, trial.stand_in, "abroad")
    assert answer.json()["proven"]["home"] is None
    for body, status in (("290009", 400), ("000000", 400), ("294411", 200), ("131016", 409)):
        named = await somebody.put("/api/identity/home", {"body": body})
        assert named.status_code == status, named.text
    proven = (await somebody.get("/api/identity")).json()["proven"]
    assert (proven["home"], proven["home_declared"]) == ("294411", True)
    assert [after.home_body for _, _, after in trial.heard.calls if after] == [0, YOSHINO]
    other = await person(trial.village)
    refused = await other.put("/api/identity/home", {"body": "294411"})
    assert refused.json()["code"] == "identity-needed"


async def test_what_is_typed_in_at_the_stand_in(trial: Trial) -> None:
    somebody = await person(trial.village)
    answer = await prove(
        somebody,
        trial.stand_in,
        "typed",
        name="試験 太郎",
        address="北海道札幌市中央区北1条西２丁目",
        birthdate="2000-02-29",
        gender="male",
    )
    proven = answer.json()["proven"]
    assert (proven["birth_day"], proven["home"]) == ("2000-02-29", "011002")


def refused(answer: Any, code: str = "identity-refused", status: int = 400) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


async def nothing_is_proven(trial: Trial, somebody: Person) -> None:
    assert (await somebody.get("/api/identity")).json()["proven"] is None
    assert trial.heard.calls == []


async def test_a_person_who_cancels(trial: Trial) -> None:
    somebody = await person(trial.village)
    came = await decide(trial.stand_in, await begun(somebody), "refuse")
    assert came["error"] == "access_denied"
    refused(await somebody.post(RETURN, came))
    await nothing_is_proven(trial, somebody)
    assert "token" not in trial.stand_in.asked


async def test_a_state_is_good_once_and_for_the_session_that_began(trial: Trial) -> None:
    somebody, other = await person(trial.village), await person(trial.village)
    came = await decide(trial.stand_in, await begun(somebody), "sakura")
    refused(await other.post(RETURN, came))
    refused(await somebody.post(RETURN, came | {"state": "made-up"}))
    assert (await somebody.post(RETURN, came)).status_code == 200
    refused(await somebody.post(RETURN, came))
    async with trial.village.browser() as nobody:
        answer = await nobody.post(RETURN, json=came, headers={"X-Furusato": "1"})
        assert answer.status_code == 401


async def test_a_state_of_another_session_of_the_same_person(trial: Trial) -> None:
    """Who tricks somebody into opening their address gets nothing bound."""
    somebody = await person(trial.village)
    url = await begun(somebody)
    token = somebody.browser.cookies
    async with trial.village.database.writing() as conn:
        await conn.execute(proof_attempt.update().values(session=bytes(32)))
    assert token
    refused(await somebody.post(RETURN, await decide(trial.stand_in, url, "sakura")))


@pytest.mark.parametrize(("waited", "status"), [(10 * MINUTE_MS - 1, 200), (10 * MINUTE_MS, 400)])
async def test_ten_minutes_at_most(trial: Trial, waited: int, status: int) -> None:
    somebody = await person(trial.village)
    url = await begun(somebody)
    trial.village.clock.advance(waited)
    try:
        came = await decide(trial.stand_in, url, "sakura")
    except AssertionError:
        pytest.fail("the provider's own ten minutes begin when its page is opened")
    assert (await somebody.post(RETURN, came)).status_code == status


async def test_another_providers_answer_is_refused(trial: Trial) -> None:
    """RFC 9207."""
    somebody = await person(trial.village)
    came = await decide(trial.stand_in, await begun(somebody), "sakura")
    refused(await somebody.post(RETURN, came | {"issuer": "https://evil.example"}))
    await nothing_is_proven(trial, somebody)


Change = Callable[[dict[str, Any], dict[str, Any]], str]
"""From the claims and the header of a good ID token to another token."""

_FOREIGN = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)


def _signed(key: Any, claims: dict[str, Any], header: dict[str, Any], **more: Any) -> str:
    return jwt.encode(header | more, claims, key, algorithms=["ES256", "RS256", "HS256", "none"])


def _with(**changed: Any) -> Change:
    """Signed by a key that the provider publishes, but saying something else."""

    def change(claims: dict[str, Any], header: dict[str, Any]) -> str:
        kept = {name: value for name, value in (claims | changed).items() if value is not None}
        return _signed(_FOREIGN, kept, header, kid=_FOREIGN.kid)

    return change


HOSTILE: dict[str, Change] = {
    "another nonce": _with(nonce="another"),
    "no nonce": _with(nonce=None),
    "another audience": _with(aud="someone-else"),
    "several audiences without azp": _with(aud=[CLIENT_ID, "someone-else"]),
    "azp of another": _with(azp="someone-else"),
    "another issuer": _with(iss="https://evil.example"),
    "no issuer": _with(iss=None),
    "out of date": _with(exp=1_795_392_000 - 61),
    "no expiry": _with(exp=None),
    "expiry as text": _with(exp="never"),
    "not yet": _with(iat=1_795_392_000 + 3600),
    "no iat": _with(iat=None),
    "no subject": _with(sub=None),
    "empty subject": _with(sub=""),
    "subject as number": _with(sub=7),
    "another access token": _with(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "signed by nobody we know": lambda claims, header: _signed(
        ECKey.generate_key("P-256", auto_kid=True), claims, header
    ),
    "signed by another key under a known name": lambda claims, header: _signed(
        ECKey.generate_key("P-256"), claims, header, kid=_FOREIGN.kid
    ),
    "an algorithm that it does not state": lambda claims, header: _signed(
        RSAKey.generate_key(2048), claims, header, alg="RS256"
    ),
    "the public key taken for a secret": lambda claims, header: _signed(
        OctKey.import_key(json.dumps(_FOREIGN.as_dict(private=False)).encode()),
        claims,
        header,
        alg="HS256",
    ),
    "alg none": lambda claims, header: _signed(
        OctKey.generate_key(), claims, header, alg="none", kid=_FOREIGN.kid
    ),
    "not a token": lambda _claims, _header: "a.b.c",
    "nothing": lambda _claims, _header: "",
    "too long": lambda _claims, _header: "a" * 20_000,
}


def _forging(trial: Trial, forge: Change) -> Callable[[str, Any], Any]:
    """A provider that publishes one key more, and says another ID token."""

    def change(path: str, answer: Any) -> Any:
        if path == "certs":
            return {"keys": [*answer["keys"], _FOREIGN.as_dict(private=False)]}
        if path == "token":
            token = jwt.decode(answer["id_token"], trial.key, algorithms=["ES256"])
            return answer | {"id_token": forge(dict(token.claims), dict(token.header))}
        return answer

    return change


async def test_id_tokens_that_do_not_hold(trial: Trial) -> None:
    somebody = await person(trial.village)
    for name, forge in HOSTILE.items():
        trial.stand_in.change = _forging(trial, forge)
        answer = await prove(somebody, trial.stand_in, "sakura")
        assert answer.json()["code"] == "identity-refused", f"{name}: {answer.text}"
        trial.village.clock.advance(MINUTE_MS)  # within the rate of the door
    await nothing_is_proven(trial, somebody)
    # What was hostile is gone: the same person comes through. And an ID token of the same making
    # that says the right thing does too: the others fail for what they say.
    trial.stand_in.change = None
    assert (await prove(somebody, trial.stand_in, "sakura")).status_code == 200
    trial.stand_in.change = _forging(trial, _with())
    trial.village.clock.advance(2 * MINUTE_MS)
    assert (await prove(somebody, trial.stand_in, "sakura")).status_code == 200


async def test_attributes_that_do_not_hold(trial: Trial) -> None:
    somebody = await person(trial.village)
    for path, told in (
        ("userinfo", {"sub": "somebody-else"}),
        ("userinfo", {"birthdate": ""}),
        ("userinfo", {"birthdate": "2026-13-01"}),
        ("userinfo", {"birthdate": "2099-01-01"}),
        ("userinfo", {"sub": None}),
        ("token", {"token_type": "mac"}),
        ("token", {"access_token": None}),
    ):
        trial.stand_in.change = _telling(path, told)
        answer = await prove(somebody, trial.stand_in, "sakura")
        assert answer.json()["code"] == "identity-refused", f"{told}: {answer.text}"
        trial.village.clock.advance(MINUTE_MS)
    await nothing_is_proven(trial, somebody)


def _telling(path: str, told: dict[str, Any]) -> Callable[[str, Any], Any]:
    return lambda name, answer: answer | told if name == path else answer


async def test_other_spellings_of_the_attributes(trial: Trial) -> None:
    """What is documented of the real one leaves them open."""
    somebody = await person(trial.village)
    for told in (
        {"birthdate": "19840403"},
        {"address": {"formatted": "奈良県吉野郡吉野町大字上市80-1", "country": "JP"}},
    ):
        trial.stand_in.change = _telling("userinfo", told)
        proven = (await prove(somebody, trial.stand_in, "sakura")).json()["proven"]
        assert (proven["birth_day"], proven["home"]) == ("1984-04-03", "294411")


async def test_a_provider_that_is_not_what_it_should_be(trial: Trial) -> None:
    somebody = await person(trial.village)
    for told in (
        {"issuer": "https://evil.example"},
        {"code_challenge_methods_supported": ["plain"]},
        {"token_endpoint": "ftp://localhost/token"},
        {"jwks_uri": None},
    ):
        trial.stand_in.change = _telling("openid-configuration", told)
        refused(await somebody.post("/api/identity/proof", {}), "unavailable", 503)


async def test_a_provider_that_is_down(trial: Trial) -> None:
    """Nothing is lost: the same return is good once it answers again."""
    somebody = await person(trial.village)
    trial.stand_in.down = True
    away = await somebody.post("/api/identity/proof", {})
    refused(away, "unavailable", 503)
    assert away.headers["retry-after"] == "30"
    trial.stand_in.down = False
    came = await decide(trial.stand_in, await begun(somebody), "sakura")
    for down, status in ((True, 200), (False, 502), (False, 429)):
        trial.stand_in.down, trial.stand_in.status = down, status
        refused(await somebody.post(RETURN, came), "unavailable", 503)
    trial.stand_in.status = 200
    assert (await somebody.post(RETURN, came)).status_code == 200


async def test_where_no_provider_is_set_up(village: Installation) -> None:
    somebody = await person(village)
    assert (await somebody.get("/api/identity")).json()["set_up"] is False
    for path, body in (("proof", {}), ("proof/return", {"state": "s", "code": "c"})):
        refused(await somebody.post(f"/api/identity/{path}", body), "identity-not-set-up", 409)


async def test_begun_too_often(trial: Trial) -> None:
    somebody = await person(trial.village)
    for _ in range(20):
        await begun(somebody)
        trial.village.clock.advance(3_000)
    answer = await somebody.post("/api/identity/proof", {})
    refused(answer, "too-many-requests", 429)
    trial.village.clock.advance(10 * MINUTE_MS)
    await begun(somebody)


async def test_the_door_is_narrow(trial: Trial) -> None:
    somebody = await person(trial.village)
    answers = [await somebody.post(RETURN, {"state": "s", "code": "c"}) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [400] * 30 + [429]


async def test_the_key_that_the_provider_knows_us_by(trial: Trial) -> None:
    first = (await trial.village.client.get("/api/identity/jwks")).json()["keys"]
    assert [(key["kty"], key["crv"], key["alg"], "d" in key) for key in first] == [
        ("EC", "P-256", "ES256", False)
    ]
    assert (await trial.village.client.get("/api/identity/jwks")).json()["keys"] == first
