"""OpenID Connect as a relying party: where to send the browser, and what comes back of a code.

Shaped to the Digital Agency's authentication app (README.md): authorisation code with PKCE S256,
state, nonce, `private_key_jwt`, the four basic attributes as scopes. Nothing here reads or writes
the database.
"""

from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from server.app.clock import MINUTE_MS, Clock
from server.app.settings import Settings
from server.cards.keystore import KeyStore
from server.identity.client_key import ASSERTION_TYPE, assertion

SCOPE = "openid name address birthdate gender"
RETURN_PATH = "/identity/return"
"""Of the web app: where the provider sends the browser back to."""

ALGORITHMS = ("ES256", "PS256", "RS256")
"""Of ID tokens. Never `none`, nor one in which a public key could be taken for a secret."""
MAX_TOKEN = 16_384
"""Characters of an ID token."""
LEEWAY_SECONDS = 60
"""That the provider's clock may differ by."""
METADATA_MS = 60 * MINUTE_MS
KEYS_AGAIN_MS = MINUTE_MS
"""A key that is not known is asked for no oftener than this."""
TIMEOUT = httpx.Timeout(10.0, connect=5.0)

T = TypeVar("T")


class ProviderDown(Exception):
    """It does not answer, or says that it cannot at the moment. Nothing was proven or lost."""


class ProofRefused(Exception):
    """The provider refuses, or what it says does not hold. The message is for the log."""


class Person(msgspec.Struct, frozen=True):
    """What the provider vouches for. `subject` is the person's name for this client alone."""

    subject: str
    name: str
    address: str
    birthdate: str


class _Metadata(msgspec.Struct, frozen=True):
    """What is used of OpenID Connect Discovery section 3."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str
    jwks_uri: str
    id_token_signing_alg_values_supported: tuple[str, ...] = ()
    code_challenge_methods_supported: tuple[str, ...] = ("S256",)


class _Tokens(msgspec.Struct, frozen=True):
    id_token: str
    access_token: str
    token_type: str


class _Address(msgspec.Struct, frozen=True):
    formatted: str = ""


class _UserInfo(msgspec.Struct, frozen=True):
    sub: str
    name: str = ""
    birthdate: str = ""
    # A text, or the object of OpenID Connect Core section 5.1.1.
    address: str | _Address = ""


class _Failure(msgspec.Struct, frozen=True):
    error: str = ""


class RelyingParty:
    """This installation before its identity provider. `transport` is for tests."""

    def __init__(
        self,
        settings: Settings,
        keystore: KeyStore,
        clock: Clock,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._issuer = settings.oidc_issuer
        self._client_id = settings.oidc_client_id
        self._redirect_uri = settings.origin + RETURN_PATH
        self._keystore, self._clock, self._transport = keystore, clock, transport
        self._http: httpx.AsyncClient | None = None
        self._metadata: tuple[int, _Metadata] | None = None
        self._keys: tuple[int, KeySet] | None = None

    @property
    def set_up(self) -> bool:
        return bool(self._issuer and self._client_id)

    @property
    def issuer(self) -> str:
        return self._issuer

    async def authorisation_url(self, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes. Raises `ProviderDown`, `ProofRefused`."""
        known = await self._known()
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._redirect_uri,
            "scope": SCOPE,
            "state": state,
            "nonce": nonce,
            "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        sign = "&" if urlsplit(known.authorization_endpoint).query else "?"
        return known.authorization_endpoint + sign + urlencode(query)

    async def exchange(self, code: str, nonce: str, verifier: str) -> Person:
        """The person behind a code. Raises `ProviderDown`, `ProofRefused`."""
        known = await self._known()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "client_id": self._client_id,
            "code_verifier": verifier,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion(
                self._keystore, self._client_id, known.token_endpoint, self._clock()
            ),
        }
        answer = await self._ask("POST", known.token_endpoint, data=form)
        tokens = _read(answer, _Tokens)
        if tokens.token_type.lower() != "bearer":
            raise ProofRefused("another kind of access token")
        subject = await self._subject(tokens, nonce, known)
        bearer = {"Authorization": f"Bearer {tokens.access_token}"}
        told = _read(await self._ask("GET", known.userinfo_endpoint, headers=bearer), _UserInfo)
        if told.sub != subject:  # OpenID Connect Core section 5.3.2
            raise ProofRefused("the attributes are of another person")
        address = told.address if isinstance(told.address, str) else told.address.formatted
        return Person(subject, told.name, address, told.birthdate)

    async def close(self) -> None:
        if self._http is not None:
            await self._http.aclose()

    async def _subject(self, tokens: _Tokens, nonce: str, known: _Metadata) -> str:
        """OpenID Connect Core section 3.1.3.7."""
        if len(tokens.id_token) > MAX_TOKEN:
            raise ProofRefused("the ID token is too long")
        stated = set(known.id_token_signing_alg_values_supported)
        allowed = [name for name in ALGORITHMS if not stated or name in stated]
        try:
            kid = jws.extract_compact(tokens.id_token.encode()).headers().get("kid")
            keys = await self._signing_keys(kid, known)
            token = jwt.decode(tokens.id_token, keys, algorithms=allowed)
            wanted = {
                "iss": {"essential": True, "value": self._issuer},
                "aud": {"essential": True, "value": self._client_id},
                "nonce": {"essential": True, "value": nonce},
            }
            claims = CodeIDToken(
                token.claims,
                token.header,
                wanted,
                {
                    "nonce": nonce,
                    "client_id": self._client_id,
                    "access_token": tokens.access_token,
                },
            )
            claims.validate(now=self._clock() // 1000, leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise ProofRefused(f"ID token: {type(error).__name__}") from error
        subject = token.claims.get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise ProofRefused("ID token: no subject")
        return subject

    async def _known(self) -> _Metadata:
        now = self._clock()
        if self._metadata is not None and now - self._metadata[0] < METADATA_MS:
            return self._metadata[1]
        answer = await self._ask("GET", f"{self._issuer}/.well-known/openid-configuration")
        found = _read(answer, _Metadata)
        if found.issuer != self._issuer:  # Discovery section 4.3
            raise ProofRefused("the provider calls itself otherwise")
        if "S256" not in found.code_challenge_methods_supported:
            raise ProofRefused("the provider knows no PKCE with S256")
        endpoints = (
            found.authorization_endpoint,
            found.token_endpoint,
            found.userinfo_endpoint,
            found.jwks_uri,
        )
        secure = self._issuer.startswith("https://")
        if any(urlsplit(url).scheme != ("https" if secure else "http") for url in endpoints):
            raise ProofRefused("an endpoint of the provider is not as safe as its name")
        self._metadata = now, found
        self._keys = None
        return found

    async def _signing_keys(self, kid: object, known: _Metadata) -> KeySet:
        now = self._clock()
        if self._keys is not None:
            since, keys = self._keys
            if any(key.kid == kid for key in keys) or now - since < KEYS_AGAIN_MS:
                return keys
        answer = await self._ask("GET", known.jwks_uri)
        try:
            keys = KeySet.import_key_set(msgspec.json.decode(answer.content))
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise ProofRefused("the provider's keys cannot be read") from error
        self._keys = now, keys
        return keys

    async def _ask(self, method: str, url: str, **sent: Any) -> httpx.Response:
        if self._http is None:
            self._http = httpx.AsyncClient(
                timeout=TIMEOUT, transport=self._transport, headers={"Accept": "application/json"}
            )
        try:
            answer = await self._http.request(method, url, **sent)
        except httpx.InvalidURL as error:
            raise ProofRefused("an endpoint of the provider is no address") from error
        except httpx.HTTPError as error:
            raise ProviderDown(type(error).__name__) from error
        if answer.status_code >= 500 or answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            raise ProviderDown(str(answer.status_code))
        if not answer.is_success:
            raise ProofRefused(f"{answer.status_code} {_error_of(answer)}")
        return answer


def _read(answer: httpx.Response, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(answer.content, type=kind)
    except msgspec.MsgspecError as error:
        raise ProofRefused(f"{kind.__name__} cannot be read") from error


def _error_of(answer: httpx.Response) -> str:
    """The OAuth error code (RFC 6749 section 5.2), which says nothing of the person."""
    try:
        error = msgspec.json.decode(answer.content, type=_Failure).error
    except msgspec.MsgspecError:
        return ""
    return error if error.isascii() and len(error) < 60 else ""
