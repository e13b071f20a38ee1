"""Devices: proof of possession, one owner, revocation."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from schemas.sync import SIGN_ENROL_CONTEXT
from server.accounts.devices import MAX_DEVICES
from server.cards import cose
from sync.log import device_id
from tests.support.authenticator import CHANGE, enrol, sign_in, sign_up
from tests.support.installation import Installation


async def test_a_device_is_enrolled_under_the_name_of_its_key(village: Installation) -> None:
    made = await sign_up(village.client)
    device = await enrol(village.client, made)

    assert device.id == device_id(device.public_key)
    assert len(device.challenge) == 8
    (listed,) = (await village.client.get("/api/account")).json()["devices"]
    assert listed == {
        "id": bytes_to_base64url(device.id),
        "label": "phone",
        "enrolled": village.clock(),
        "last_sync": None,
        "stored": 0,
        "revoked": False,
    }


async def test_enrolment_hands_over_the_root_key(village: Installation) -> None:
    made = await sign_up(village.client)
    key = ec.generate_private_key(ec.SECP256R1())
    answer = await village.client.post(
        "/api/devices",
        json={
            "public_key": bytes_to_base64url(cose.compressed(key.public_key())),
            "signature": bytes_to_base64url(
                cose.sign_raw(key, SIGN_ENROL_CONTEXT + made.id.encode())
            ),
        },
        headers=CHANGE,
    )
    instance = (await village.client.get("/api/instance")).json()
    assert answer.json()["root_key"] == instance["root_key"]
    assert answer.json()["server_ms"] == village.clock()
    cose.public_key(base64url_to_bytes(instance["root_key"]))


async def test_enrolling_again_repeats_the_answer(village: Installation) -> None:
    made = await sign_up(village.client)
    first = await enrol(village.client, made)
    assert await enrol(village.client, made, first.key) == first
    assert len((await village.client.get("/api/account")).json()["devices"]) == 1


async def test_a_key_belongs_to_one_person(village: Installation) -> None:
    made = await sign_up(village.client)
    device = await enrol(village.client, made)
    async with village.browser() as other:
        second = await sign_up(other)
        answer = await other.post(
            "/api/devices",
            json={
                "public_key": bytes_to_base64url(device.public_key),
                "signature": bytes_to_base64url(
                    device.sign(SIGN_ENROL_CONTEXT + second.id.encode())
                ),
            },
            headers=CHANGE,
        )
    assert answer.status_code == 409


async def test_another_persons_proof_is_worth_nothing(village: Installation) -> None:
    made = await sign_up(village.client)
    key = ec.generate_private_key(ec.SECP256R1())
    async with village.browser() as other:
        await sign_up(other)
        answer = await other.post(
            "/api/devices",
            json={
                "public_key": bytes_to_base64url(cose.compressed(key.public_key())),
                "signature": bytes_to_base64url(
                    cose.sign_raw(key, SIGN_ENROL_CONTEXT + made.id.encode())
                ),
            },
            headers=CHANGE,
        )
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad-signature"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"public_key": ""}, "public_key"),
        ({"public_key": bytes_to_base64url(bytes(33))}, "public_key"),
        ({"public_key": bytes_to_base64url(b"\x02" + b"\xff" * 32)}, "public_key"),
        ({"public_key": "é"}, "public_key"),
        ({"public_key": "A"}, "public_key"),
        ({"public_key": 7}, "public_key"),
        ({"signature": ""}, "signature"),
        ({"signature": "A"}, "signature"),
        ({"signature": bytes_to_base64url(bytes(64))}, "signature"),
        ({"label": "x" * 61}, "label"),
    ],
)
async def test_what_is_no_enrolment_is_refused(
    village: Installation, change: dict[str, Any], field: str
) -> None:
    made = await sign_up(village.client)
    key = ec.generate_private_key(ec.SECP256R1())
    good = {
        "public_key": bytes_to_base64url(cose.compressed(key.public_key())),
        "signature": bytes_to_base64url(cose.sign_raw(key, SIGN_ENROL_CONTEXT + made.id.encode())),
        "label": "x" * 60,
    }

    answer = await village.client.post("/api/devices", json=good | change, headers=CHANGE)

    assert answer.status_code == 400
    assert answer.json()["field"] == field
    assert (await village.client.post("/api/devices", json=good, headers=CHANGE)).is_success


async def test_a_revoked_device_stays_revoked(village: Installation) -> None:
    made = await sign_up(village.client)
    device = await enrol(village.client, made)
    path = f"/api/devices/{bytes_to_base64url(device.id)}"

    assert (await village.client.delete(path, headers=CHANGE)).status_code == 204
    assert (await village.client.delete(path, headers=CHANGE)).status_code == 204

    (listed,) = (await village.client.get("/api/account")).json()["devices"]
    assert listed["revoked"] is True
    answer = await village.client.post(
        "/api/devices",
        json={
            "public_key": bytes_to_base64url(device.public_key),
            "signature": bytes_to_base64url(device.sign(SIGN_ENROL_CONTEXT + made.id.encode())),
        },
        headers=CHANGE,
    )
    assert answer.status_code == 403
    assert answer.json()["code"] == "device-revoked"


async def test_revoking_a_lost_phone_signs_out_its_browser(village: Installation) -> None:
    made = await sign_up(village.client)
    async with village.browser() as lost, village.browser() as stranger:
        await sign_in(lost, made.passkey)
        device = await enrol(lost, made)
        await sign_up(stranger)
        path = f"/api/devices/{bytes_to_base64url(device.id)}"
        assert (await village.client.delete(path, headers=CHANGE)).status_code == 204

        assert (await lost.get("/api/account")).status_code == 401
        assert (await village.client.get("/api/account")).json()["sessions"] == 1
        assert (await stranger.get("/api/account")).status_code == 200


async def test_another_persons_device_is_not_there(village: Installation) -> None:
    made = await sign_up(village.client)
    device = await enrol(village.client, made)
    async with village.browser() as other:
        await sign_up(other)
        path = f"/api/devices/{bytes_to_base64url(device.id)}"
        answer = await other.delete(path, headers=CHANGE)
        assert answer.status_code == 404
        assert answer.json()["code"] == "unknown-device"
    (listed,) = (await village.client.get("/api/account")).json()["devices"]
    assert listed["revoked"] is False


async def test_devices_have_a_stated_limit(village: Installation) -> None:
    made = await sign_up(village.client)
    devices = [await enrol(village.client, made) for _ in range(MAX_DEVICES)]
    key = ec.generate_private_key(ec.SECP256R1())
    one_more = {
        "public_key": bytes_to_base64url(cose.compressed(key.public_key())),
        "signature": bytes_to_base64url(cose.sign_raw(key, SIGN_ENROL_CONTEXT + made.id.encode())),
    }

    refused = await village.client.post("/api/devices", json=one_more, headers=CHANGE)
    assert refused.status_code == 409
    path = f"/api/devices/{bytes_to_base64url(devices[0].id)}"
    await village.client.delete(path, headers=CHANGE)
    taken = await village.client.post("/api/devices", json=one_more, headers=CHANGE)
    assert taken.status_code == 201


async def test_no_device_without_a_session(village: Installation) -> None:
    answer = await village.client.post(
        "/api/devices", json={"public_key": "", "signature": ""}, headers=CHANGE
    )
    assert answer.status_code == 401
