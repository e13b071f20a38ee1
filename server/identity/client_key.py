"""The key by which this installation shows the identity provider that it is itself
(`private_key_jwt`, OpenID Connect Core section 9). It lies in the key store, and signs there."""

import secrets

import msgspec
from webauthn.helpers import bytes_to_base64url

from server.cards import cose
from server.cards.keystore import CLIENT, KeyInfo, KeyStore, body_key

KEY_SECONDS = 10 * 365 * 86_400
"""It ends when the provider is told of another one, not by itself."""
ASSERTION_SECONDS = 120

ALGORITHM = "ES256"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def client_key(keystore: KeyStore, now: int) -> KeyInfo:
    """The key that signs; one is made at first use. `now` in milliseconds."""
    seconds = now // 1000
    known = body_key(keystore, CLIENT, seconds)
    return known or keystore.create(CLIENT, seconds, seconds + KEY_SECONDS)


def next_client_key(keystore: KeyStore, now: int) -> KeyInfo:
    """Another key, that signs at once; those before it stay published, for what is on its way."""
    begins = max(now // 1000, client_key(keystore, now).not_before + 1)
    return keystore.create(CLIENT, begins, begins + KEY_SECONDS)


def published_keys(keystore: KeyStore, now: int) -> dict[str, object]:
    """The JWK Set (RFC 7517) to register with the provider: every key that is in force."""
    client_key(keystore, now)
    keys = [
        _jwk(key)
        for key in keystore.list_keys()
        if key.body == CLIENT and key.usable and now // 1000 < key.expires
    ]
    return {"keys": keys}


def assertion(keystore: KeyStore, client_id: str, audience: str, now: int) -> str:
    """A JWT (RFC 7523 section 3) that is good once, for two minutes, at one token endpoint."""
    key = client_key(keystore, now)
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": key.kid.hex()}
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "jti": secrets.token_urlsafe(24),
        "iat": now // 1000,
        "exp": now // 1000 + ASSERTION_SECONDS,
    }
    signed = ".".join(bytes_to_base64url(msgspec.json.encode(part)) for part in (header, claims))
    # ES256 (RFC 7518 section 3.4) is the very signature that the store makes: r, then s.
    return f"{signed}.{bytes_to_base64url(keystore.sign(key.kid, signed.encode()))}"


def _jwk(key: KeyInfo) -> dict[str, str]:
    numbers = cose.public_key(key.public_key).public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": bytes_to_base64url(numbers.x.to_bytes(32, "big")),
        "y": bytes_to_base64url(numbers.y.to_bytes(32, "big")),
        "alg": ALGORITHM,
        "use": "sig",
        "kid": key.kid.hex(),
    }
