"""A passkey in software: WebAuthn level 3 with attestation `none`, so that tests need no browser.

account = await sign_up(client)            # a new account, and the client is signed in
account.passkey                            # signs in again: await sign_in(client, passkey)
device = await enrol(client, account)      # a device key, enrolled
"""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from schemas.sync import SIGN_ENROL_CONTEXT
from server.cards import cose

CHANGE = {"X-Furusato": "1"}
"""The header that every change needs."""

USER_PRESENT, USER_VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Passkey:
    """One discoverable credential. Change its fields to make a broken or hostile authenticator."""

    origin: str = "http://localhost:8000"
    flags: int = USER_PRESENT | USER_VERIFIED
    sign_count: int = 0
    counts: bool = False
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    handle: str = ""

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answers `navigator.credentials.create`, as the browser's JSON of it."""
        self.handle = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        cose_key = cbor2.dumps(
            {
                1: 2,
                3: -7,
                -1: 1,
                -2: numbers.x.to_bytes(32, "big"),
                -3: numbers.y.to_bytes(32, "big"),
            }
        )
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cose_key
        data = self._data(options["rp"]["id"], ATTESTED) + attested
        return self._answer(
            {
                "clientDataJSON": bytes_to_base64url(
                    self._client_data("webauthn.create", options["challenge"])
                ),
                "attestationObject": bytes_to_base64url(
                    cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
                ),
            }
        )

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answers `navigator.credentials.get`."""
        if self.counts:
            self.sign_count += 1
        client_data = self._client_data("webauthn.get", options["challenge"])
        data = self._data(options["rpId"], 0)
        signed = data + hashlib.sha256(client_data).digest()
        return self._answer(
            {
                "clientDataJSON": bytes_to_base64url(client_data),
                "authenticatorData": bytes_to_base64url(data),
                "signature": bytes_to_base64url(self.key.sign(signed, ec.ECDSA(SHA256()))),
                "userHandle": self.handle,
            }
        )

    def _data(self, relying_party: str, flags: int) -> bytes:
        return (
            hashlib.sha256(relying_party.encode()).digest()
            + bytes([self.flags | flags])
            + self.sign_count.to_bytes(4, "big")
        )

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        name = bytes_to_base64url(self.id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response}


@dataclass(frozen=True)
class SignedUp:
    """An account that a test made."""

    id: str
    recovery_codes: list[str]
    passkey: Passkey


@dataclass(frozen=True)
class EnrolledDevice:
    """A device's key, the id it got and the challenge to sign its first sync over."""

    id: bytes
    public_key: bytes
    key: ec.EllipticCurvePrivateKey
    challenge: bytes

    def sign(self, message: bytes) -> bytes:
        return cose.sign_raw(self.key, message)


async def sign_up(client: httpx.AsyncClient, passkey: Passkey | None = None) -> SignedUp:
    """Makes an account; the client holds its session from here on."""
    used = passkey or Passkey()
    begun = await client.post("/api/passkeys/registration/options", json={}, headers=CHANGE)
    assert begun.status_code == 200, begun.text
    made = await client.post(
        "/api/passkeys/registration",
        json={
            "ceremony": begun.json()["ceremony"],
            "response": used.create(begun.json()["options"]),
            "label": "phone",
        },
        headers=CHANGE,
    )
    assert made.status_code == 201, made.text
    return SignedUp(made.json()["account"], made.json()["recovery_codes"], used)


async def sign_in(client: httpx.AsyncClient, passkey: Passkey) -> httpx.Response:
    """Signs in with a passkey; the answer may be a refusal."""
    begun = await client.post("/api/passkeys/authentication/options", headers=CHANGE)
    assert begun.status_code == 200, begun.text
    return await client.post(
        "/api/passkeys/authentication",
        json={
            "ceremony": begun.json()["ceremony"],
            "response": passkey.get(begun.json()["options"]),
        },
        headers=CHANGE,
    )


async def enrol(
    client: httpx.AsyncClient,
    account: str | SignedUp,
    key: ec.EllipticCurvePrivateKey | None = None,
) -> EnrolledDevice:
    """Enrols a device of the account that the client is signed in as."""
    name = account if isinstance(account, str) else account.id
    used = key or ec.generate_private_key(ec.SECP256R1())
    public_key = cose.compressed(used.public_key())
    answer = await client.post(
        "/api/devices",
        json={
            "public_key": bytes_to_base64url(public_key),
            "signature": bytes_to_base64url(
                cose.sign_raw(used, SIGN_ENROL_CONTEXT + name.encode())
            ),
            "label": "phone",
        },
        headers=CHANGE,
    )
    assert answer.status_code == 201, answer.text
    return EnrolledDevice(
        base64url_to_bytes(answer.json()["device"]),
        public_key,
        used,
        base64url_to_bytes(answer.json()["challenge"]),
    )
