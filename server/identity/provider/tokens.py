"""The stand-in's tokens: what a code is exchanged for, and by whom (RFC 6749 4.1.3, RFC 7523, RFC
7636, OpenID Connect Core 3.1.3)."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import httpx
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from server.identity.provider.people import pairwise_subject
from server.identity.provider.refusals import Refused, assertion_of
from server.identity.provider.state import TOKEN_SECONDS, Granted, Kept, Options

KEYS_SECONDS = 300
"""How long the client's keys are gone by; one that is not among them is asked for at once."""


class ClientKeys:
    """The client's public keys, from where it publishes them."""

    def __init__(
        self, uri: str, clock: Callable[[], int], transport: httpx.AsyncBaseTransport | None
    ) -> None:
        self._uri, self._clock, self._transport = uri, clock, transport
        self._known: tuple[int, KeySet] | None = None

    async def __call__(self, *, anew: bool = False) -> KeySet:
        """Raises `Refused`."""
        if self._known and not anew and self._clock() - self._known[0] < KEYS_SECONDS:
            return self._known[1]
        try:
            async with httpx.AsyncClient(timeout=10, transport=self._transport) as client:
                answer = await client.get(self._uri)
            keys = KeySet.import_key_set(msgspec.json.decode(answer.raise_for_status().content))
        except (httpx.HTTPError, JoseError, ValueError, TypeError, KeyError) as error:
            raise Refused("invalid_client", "the client's keys cannot be had") from error
        self._known = self._clock(), keys
        return keys


class Tokens:
    """`signing` is the stand-in's own key; `clock` in Unix seconds."""

    def __init__(
        self,
        options: Options,
        kept: Kept,
        client_keys: ClientKeys,
        signing: ECKey,
        clock: Callable[[], int],
    ) -> None:
        self._options, self._kept, self._clock = options, kept, clock
        self._client_keys, self._signing = client_keys, signing

    async def exchange(self, form: Mapping[str, str]) -> dict[str, object]:
        """The answer to a request for tokens. Raises `Refused`."""
        if form.get("grant_type") != "authorization_code":
            raise Refused("unsupported_grant_type", "grant_type must be authorization_code")
        await self._authenticate(form)
        code = form.get("code", "")
        granted = self._kept.take_code(code)
        if granted is None:
            raise Refused("invalid_grant", "the code is wrong, used or out of date")
        if form.get("redirect_uri") != self._options.redirect_uri:
            raise Refused("invalid_grant", "redirect_uri is another one")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if not hmac.compare_digest(_base64url(digest), granted.asked.challenge):
            raise Refused("invalid_grant", "code_verifier does not fit")
        access = self._kept.keep_token(granted, code)
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "scope": " ".join(granted.asked.scopes),
            "id_token": self._id_token(granted, access),
        }

    async def _authenticate(self, form: Mapping[str, str]) -> None:
        now = self._clock()
        try:
            who = assertion_of(form, await self._client_keys(), self._options, now)
        except Refused:  # its key may be a new one
            keys = await self._client_keys(anew=True)
            who = assertion_of(form, keys, self._options, now)
        if not self._kept.is_new(who.jti, who.expires):
            raise Refused("invalid_client", "the assertion was used already")

    def _id_token(self, granted: Granted, access: str) -> str:
        now = self._clock()
        sector = urlsplit(self._options.redirect_uri).hostname or ""
        claims = {
            "iss": self._options.issuer,
            "sub": pairwise_subject(sector, granted.person),
            "aud": self._options.client_id,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "auth_time": granted.at,
            "nonce": granted.asked.nonce,
            "at_hash": _base64url(hashlib.sha256(access.encode()).digest()[:16]),
        }
        header = {"alg": "ES256", "typ": "JWT", "kid": self._signing.kid}
        return jwt.encode(header, claims, self._signing, algorithms=["ES256"])


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
