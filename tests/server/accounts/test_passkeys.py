"""Passkeys through the API, with an authenticator in software."""

import hashlib
from dataclasses import replace
from typing import Any

import cbor2
import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.cose import COSEAlgorithmIdentifier

from server.accounts.passkeys import (
    CEREMONY_MS,
    MAX_PASSKEYS,
    NEW_ACCOUNT,
    Ceremony,
    NewPasskey,
    store_passkey,
    verify_new_passkey,
)
from server.app.problems import Refusal
from server.app.settings import settings_from
from tests.support.authenticator import (
    CHANGE,
    USER_PRESENT,
    Passkey,
    enrol,
    sign_in,
    sign_up,
)
from tests.support.installation import Installation


async def _begin(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    answer = await client.post(path, json={}, headers=CHANGE)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def _finish(
    client: httpx.AsyncClient, path: str, ceremony: str, response: dict[str, Any]
) -> httpx.Response:
    return await client.post(
        path, json={"ceremony": ceremony, "response": response}, headers=CHANGE
    )


def _code(answer: httpx.Response) -> str:
    assert answer.headers["content-type"] == "application/problem+json"
    return str(answer.json()["code"])


async def test_a_new_account_is_signed_in_and_has_ten_codes(village: Installation) -> None:
    made = await sign_up(village.client)

    account = (await village.client.get("/api/account")).json()
    assert account["account"] == made.id
    assert [passkey["label"] for passkey in account["passkeys"]] == ["phone"]
    assert account["passkeys"][0]["created"] == village.clock()
    assert account["sessions"] == 1
    assert account["recovery_codes_left"] == len(set(made.recovery_codes)) == 10
    assert account["roles"] == account["registrations"] == account["devices"] == []


async def test_a_passkeys_public_key_checks_its_signatures(village: Installation) -> None:
    """What a phone stores to open its lock without a network."""
    made = await sign_up(village.client)
    (listed,) = (await village.client.get("/api/account")).json()["passkeys"]
    asked = {"rpId": "localhost", "challenge": "AAAA"}
    response = made.passkey.get(asked)["response"]

    assert listed["algorithm"] == COSEAlgorithmIdentifier.ECDSA_SHA_256
    key = load_der_public_key(base64url_to_bytes(listed["public_key"]))
    assert isinstance(key, ec.EllipticCurvePublicKey)
    client_data = base64url_to_bytes(response["clientDataJSON"])
    key.verify(
        base64url_to_bytes(response["signature"]),
        base64url_to_bytes(response["authenticatorData"]) + hashlib.sha256(client_data).digest(),
        ec.ECDSA(SHA256()),
    )


@pytest.mark.parametrize(
    ("public_key", "algorithm"),
    [
        (ed25519.Ed25519PrivateKey.generate().public_key(), -8),
        (rsa.generate_private_key(65537, 2048).public_key(), -257),
    ],
)
async def test_the_other_kinds_of_passkeys_are_told_in_the_same_form(
    village: Installation,
    public_key: ed25519.Ed25519PublicKey | rsa.RSAPublicKey,
    algorithm: int,
) -> None:
    made = await sign_up(village.client)
    async with village.database.writing() as conn:
        await store_passkey(conn, made.id, NewPasskey(b"other", _cose(public_key), 0), "", 1)

    passkeys = (await village.client.get("/api/account")).json()["passkeys"]

    (listed,) = [one for one in passkeys if base64url_to_bytes(one["id"]) == b"other"]
    assert listed["algorithm"] == algorithm
    assert load_der_public_key(base64url_to_bytes(listed["public_key"])) == public_key


def _cose(public_key: ed25519.Ed25519PublicKey | rsa.RSAPublicKey) -> bytes:
    """RFC 9053 section 7.2, RFC 8230 section 4."""
    if isinstance(public_key, ed25519.Ed25519PublicKey):
        return cbor2.dumps({1: 1, 3: -8, -1: 6, -2: public_key.public_bytes_raw()})
    numbers = public_key.public_numbers()
    modulus = numbers.n.to_bytes(256, "big")
    return cbor2.dumps({1: 3, 3: -257, -1: modulus, -2: numbers.e.to_bytes(3, "big")})


async def test_the_options_ask_for_a_discoverable_verified_passkey(village: Installation) -> None:
    begun = await _begin(village.client, "/api/passkeys/registration/options")

    options = begun["options"]
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["rp"]["id"] == "localhost"
    assert options["attestation"] == "none"
    assert len(base64url_to_bytes(options["challenge"])) >= 32
    asked = await _begin(village.client, "/api/passkeys/authentication/options")
    assert asked["options"]["userVerification"] == "required"
    assert not asked["options"].get("allowCredentials")


async def test_signing_in_elsewhere_opens_a_second_session(village: Installation) -> None:
    made = await sign_up(village.client)
    village.clock.advance(1000)

    async with village.browser() as other:
        assert (await sign_in(other, made.passkey)).json() == {"account": made.id}
        account = (await other.get("/api/account")).json()

    assert account["account"] == made.id
    assert account["sessions"] == 2
    assert account["passkeys"][0]["last_used"] == village.clock()


async def test_a_ceremony_is_good_for_one_answer(village: Installation) -> None:
    made = await sign_up(village.client)
    begun = await _begin(village.client, "/api/passkeys/authentication/options")
    answer = made.passkey.get(begun["options"])
    path = "/api/passkeys/authentication"

    assert (await _finish(village.client, path, begun["ceremony"], answer)).status_code == 200
    again = await _finish(village.client, path, begun["ceremony"], answer)

    assert again.status_code == 400
    assert _code(again) == "passkey-refused"


async def test_a_failed_answer_uses_the_ceremony_up(village: Installation) -> None:
    made = await sign_up(village.client)
    begun = await _begin(village.client, "/api/passkeys/authentication/options")
    path = "/api/passkeys/authentication"
    stranger = replace(Passkey(), id=made.passkey.id, handle=made.passkey.handle)

    wrong = await _finish(village.client, path, begun["ceremony"], stranger.get(begun["options"]))
    right = await _finish(
        village.client, path, begun["ceremony"], made.passkey.get(begun["options"])
    )

    assert _code(wrong) == _code(right) == "passkey-refused"


@pytest.mark.parametrize(("waited", "status"), [(CEREMONY_MS - 1, 200), (CEREMONY_MS, 400)])
async def test_a_ceremony_lasts_five_minutes(
    village: Installation, waited: int, status: int
) -> None:
    made = await sign_up(village.client)
    begun = await _begin(village.client, "/api/passkeys/authentication/options")
    village.clock.advance(waited)

    answer = await _finish(
        village.client,
        "/api/passkeys/authentication",
        begun["ceremony"],
        made.passkey.get(begun["options"]),
    )

    assert answer.status_code == status


async def test_a_ceremony_of_one_kind_does_not_serve_another(village: Installation) -> None:
    begun = await _begin(village.client, "/api/passkeys/registration/options")
    await sign_up(village.client)

    answer = await _finish(
        village.client,
        "/api/account/passkeys",
        begun["ceremony"],
        Passkey().create(begun["options"]),
    )

    assert _code(answer) == "passkey-refused"


async def test_another_persons_ceremony_is_refused(village: Installation) -> None:
    await sign_up(village.client)
    begun = await _begin(village.client, "/api/account/passkeys/options")
    async with village.browser() as other:
        await sign_up(other)
        answer = await _finish(
            other,
            "/api/account/passkeys",
            begun["ceremony"],
            Passkey().create(begun["options"]),
        )
    assert _code(answer) == "passkey-refused"


@pytest.mark.parametrize(
    "hostile",
    [
        Passkey(flags=USER_PRESENT),  # the person was not verified
        Passkey(origin="https://phishing.example"),
        Passkey(origin="http://localhost:8001"),  # the sample village next door
    ],
    ids=["unverified", "foreign", "neighbour"],
)
async def test_a_passkey_made_wrongly_is_refused(village: Installation, hostile: Passkey) -> None:
    begun = await _begin(village.client, "/api/passkeys/registration/options")

    answer = await _finish(
        village.client,
        "/api/passkeys/registration",
        begun["ceremony"],
        hostile.create(begun["options"]),
    )

    assert answer.status_code == 400
    assert _code(answer) == "passkey-refused"
    assert (await village.client.get("/api/instance")).json()["empty"] is True


@pytest.mark.parametrize(
    "change",
    [
        {"flags": USER_PRESENT},
        {"origin": "https://phishing.example"},
        {"id": b"x" * 32},
        {"handle": bytes_to_base64url(b"somebody-else")},
    ],
    ids=["unverified", "foreign", "unknown", "other-handle"],
)
async def test_a_sign_in_done_wrongly_is_refused(
    village: Installation, change: dict[str, Any]
) -> None:
    made = await sign_up(village.client)

    async with village.browser() as other:
        answer = await sign_in(other, replace(made.passkey, **change))
        assert _code(answer) == "passkey-refused"
        assert (await other.get("/api/account")).status_code == 401


async def test_a_counter_that_goes_back_tells_a_copied_passkey(village: Installation) -> None:
    made = await sign_up(village.client, Passkey(counts=True))
    copy = replace(made.passkey)

    assert (await sign_in(village.client, made.passkey)).status_code == 200
    assert _code(await sign_in(village.client, copy)) == "passkey-refused"


async def test_a_person_may_have_several_passkeys(village: Installation) -> None:
    made = await sign_up(village.client)
    begun = await _begin(village.client, "/api/account/passkeys/options")
    assert [known["id"] for known in begun["options"]["excludeCredentials"]] == [
        bytes_to_base64url(made.passkey.id)
    ]
    second = Passkey()

    added = await _finish(
        village.client,
        "/api/account/passkeys",
        begun["ceremony"],
        second.create(begun["options"]),
    )

    assert added.status_code == 201
    assert len(added.json()) == 2
    assert (await sign_in(village.client, second)).json() == {"account": made.id}


async def test_a_known_passkey_is_not_taken_twice(village: Installation) -> None:
    made = await sign_up(village.client)
    async with village.browser() as other:
        begun = await _begin(other, "/api/passkeys/registration/options")
        answer = await _finish(
            other,
            "/api/passkeys/registration",
            begun["ceremony"],
            replace(made.passkey).create(begun["options"]),
        )
    assert _code(answer) == "passkey-refused"


async def test_passkeys_have_a_stated_limit(village: Installation) -> None:
    await sign_up(village.client)
    for count in range(2, MAX_PASSKEYS + 1):
        begun = await _begin(village.client, "/api/account/passkeys/options")
        added = await _finish(
            village.client,
            "/api/account/passkeys",
            begun["ceremony"],
            Passkey().create(begun["options"]),
        )
        assert len(added.json()) == count
        village.clock.advance(60_000)  # past the limit of the door

    refused = await village.client.post("/api/account/passkeys/options", json={}, headers=CHANGE)

    assert refused.status_code == 409


async def test_a_removed_passkey_no_longer_signs_in(village: Installation) -> None:
    made = await sign_up(village.client)

    path = f"/api/account/passkeys/{bytes_to_base64url(made.passkey.id)}"
    assert (await village.client.delete(path, headers=CHANGE)).status_code == 204
    assert (await village.client.delete(path, headers=CHANGE)).status_code == 404

    assert _code(await sign_in(village.client, made.passkey)) == "passkey-refused"


async def test_the_last_way_in_is_not_removed(village: Installation) -> None:
    made = await sign_up(village.client)
    for code in made.recovery_codes:
        village.clock.advance(60_000)
        used = await village.client.post("/api/recovery", json={"code": code}, headers=CHANGE)
        assert used.status_code == 200

    path = f"/api/account/passkeys/{bytes_to_base64url(made.passkey.id)}"
    refused = await village.client.delete(path, headers=CHANGE)

    assert refused.status_code == 409
    assert (await sign_in(village.client, made.passkey)).status_code == 200


async def test_another_persons_passkey_is_not_there(village: Installation) -> None:
    made = await sign_up(village.client)
    async with village.browser() as other:
        await sign_up(other)
        path = f"/api/account/passkeys/{bytes_to_base64url(made.passkey.id)}"
        assert (await other.delete(path, headers=CHANGE)).status_code == 404


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)


@st.composite
def _damaged(draw: st.DrawFn) -> dict[str, Any]:
    """A good answer with one part of it replaced by anything."""
    options = {"user": {"id": "dQ"}, "challenge": "AAAA", "rp": {"id": "localhost"}}
    answer = Passkey().create(options)
    target = draw(st.sampled_from([answer, answer["response"]]))
    key = draw(st.sampled_from(sorted(target)))
    target[key] = draw(_json | st.binary(max_size=80).map(bytes_to_base64url))
    return answer


@given(answer=_damaged() | st.dictionaries(st.text(max_size=9), _json))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_a_client_sends_is_refused_and_nothing_else(answer: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        verify_new_passkey(
            Ceremony(NEW_ACCOUNT, b"another challenge", "u"), answer, settings_from({})
        )


@given(answer=st.dictionaries(st.sampled_from(["id", "rawId", "type", "response"]), _json))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_whatever_signs_in_wrongly_is_refused(
    village: Installation, answer: dict[str, Any]
) -> None:
    village.clock.advance(60_000)
    begun = await _begin(village.client, "/api/passkeys/authentication/options")

    refused = await _finish(
        village.client, "/api/passkeys/authentication", begun["ceremony"], answer
    )

    assert refused.status_code == 400, refused.text
    assert _code(refused) == "passkey-refused"


async def test_a_device_of_the_new_account_can_be_enrolled(village: Installation) -> None:
    made = await sign_up(village.client)
    device = await enrol(village.client, made)
    assert len(device.id) == 12
