"""The stand-in as an ASGI app: discovery, keys, the person's page, tokens, attributes."""

import datetime
import hashlib
import hmac
import os
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet
from litestar import Litestar, MediaType, Request, Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body

from server.app.language import prefers_english
from server.identity.provider.pages import STYLE, choose_page, refusal_page
from server.identity.provider.people import pairwise_subject, people_on, typed
from server.identity.provider.refusals import (
    SCOPES,
    Refused,
    WrongClient,
    assertion_of,
    authorisation,
)
from server.identity.provider.state import TOKEN_SECONDS, Granted, Kept, Options

PREFIX = "/api/realms/main"
OIDC = f"{PREFIX}/protocol/openid-connect"
KEYS_SECONDS = 300
"""How long the client's keys are gone by; one that is not among them is asked for at once."""

ENVIRONMENT = "FURUSATO_IDP"
"""Of the worker process: the options, as JSON."""

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
AnyRequest = Request[Any, Any, Any]


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


def application() -> Litestar:
    """For the worker process, with the options of its environment."""
    options = msgspec.json.decode(os.environ[ENVIRONMENT], type=Options)
    return create_provider(options, lambda: int(time.time()))


def create_provider(  # noqa: PLR0915 - its endpoints, one after the other
    options: Options, clock: Callable[[], int], transport: httpx.AsyncBaseTransport | None = None
) -> Litestar:
    """The stand-in for one client, whose keys are asked for through `transport`, if one is given.

    Its signing key lives as long as it does. `clock` in Unix seconds.
    """
    kept = Kept(clock)
    client_keys = ClientKeys(options.jwks_uri, clock, transport)
    signing = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
    sector = urlsplit(options.redirect_uri).hostname or ""
    client = urlsplit(options.redirect_uri)
    policy = (
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self' {client.scheme}://{client.netloc}"
    )

    def back(**parameters: str) -> Response[None]:
        sign = "&" if client.query else "?"
        where = options.redirect_uri + sign + urlencode(parameters | {"iss": options.issuer})
        return Response(None, status_code=303, headers={"Location": where})

    def today() -> datetime.date:
        return datetime.datetime.fromtimestamp(clock(), datetime.UTC).date()

    def page(text: str, status: int = 200) -> Response[str]:
        return Response(text, status_code=status, media_type=MediaType.HTML)

    @get(f"{PREFIX}/.well-known/openid-configuration", sync_to_thread=False)
    def discovery() -> dict[str, object]:
        return {
            "issuer": options.issuer,
            "authorization_endpoint": options.endpoint("auth"),
            "token_endpoint": options.endpoint("token"),
            "userinfo_endpoint": options.endpoint("userinfo"),
            "jwks_uri": options.endpoint("certs"),
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["ES256", "PS256", "RS256"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": list(SCOPES),
            "claims_supported": ["sub", *SCOPES[1:]],
            "authorization_response_iss_parameter_supported": True,
        }

    @get(f"{OIDC}/certs", sync_to_thread=False)
    def certs() -> dict[str, object]:
        return {"keys": [signing.as_dict(private=False)]}

    @get("/style.css", media_type="text/css", sync_to_thread=False)
    def style() -> str:
        return STYLE

    @get("/health", sync_to_thread=False)
    def health() -> dict[str, str]:
        return {"status": "ok"}

    @get(f"{OIDC}/auth", sync_to_thread=False)
    def ask(request: AnyRequest) -> Response[Any]:
        english = prefers_english(request.headers.get("accept-language", ""))
        query = {name: request.query_params[name] for name in request.query_params}
        try:
            asked = authorisation(query, options)
        except WrongClient as error:
            return page(refusal_page("wrong", str(error), english=english), 400)
        except Refused as error:
            state = {"state": query["state"]} if query.get("state") else {}
            return back(error=error.error, error_description=error.says, **state)
        name = kept.keep_request(asked)
        people = people_on(today())
        action = f"{OIDC}/auth"
        return page(
            choose_page(name, people, options.client_id, asked.scopes, action, english=english)
        )

    @post(f"{OIDC}/auth", status_code=200)
    async def decide(request: AnyRequest, data: Form) -> Response[Any]:
        english = prefers_english(request.headers.get("accept-language", ""))
        name, choice = data.get("request", ""), data.get("person", "")
        asked = kept.request(name)
        if asked is None:
            return page(refusal_page("over", "request", english=english), 400)
        if choice == "refuse":
            kept.end_request(name)
            return back(
                error="access_denied", error_description="the person cancelled", state=asked.state
            )
        people = {one.id: one for one in people_on(today())}
        try:
            person = (
                typed(*(data.get(field, "") for field in SCOPES[1:]))
                if choice == "typed"
                else people[choice]
            )
        except (KeyError, ValueError) as error:
            return page(refusal_page("typed", str(error), english=english), 400)
        kept.end_request(name)
        code = kept.keep_code(Granted(asked, person, clock()))
        return back(code=code, state=asked.state)

    @post(f"{OIDC}/token", status_code=200)
    async def token(data: Form) -> Response[dict[str, object]]:
        try:
            return _answer(await exchange(data))
        except Refused as error:
            told: dict[str, object] = {"error": error.error, "error_description": error.says}
            return _answer(told, 401 if error.error == "invalid_client" else 400)

    async def exchange(form: dict[str, str]) -> dict[str, object]:
        if form.get("grant_type") != "authorization_code":
            raise Refused("unsupported_grant_type", "grant_type must be authorization_code")
        try:
            who = assertion_of(form, await client_keys(), options, clock())
        except Refused:  # its key may be a new one
            who = assertion_of(form, await client_keys(anew=True), options, clock())
        if not kept.is_new(who.jti, who.expires):
            raise Refused("invalid_client", "the assertion was used already")
        code = form.get("code", "")
        granted = kept.take_code(code)
        if granted is None:
            raise Refused("invalid_grant", "the code is wrong, used or out of date")
        if form.get("redirect_uri") != options.redirect_uri:
            raise Refused("invalid_grant", "redirect_uri is another one")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if not hmac.compare_digest(_base64url(digest), granted.asked.challenge):
            raise Refused("invalid_grant", "code_verifier does not fit")
        access = kept.keep_token(granted, code)
        now = clock()
        claims = {
            "iss": options.issuer,
            "sub": pairwise_subject(sector, granted.person),
            "aud": options.client_id,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "auth_time": granted.at,
            "nonce": granted.asked.nonce,
            "at_hash": _base64url(hashlib.sha256(access.encode()).digest()[:16]),
        }
        header = {"alg": "ES256", "typ": "JWT", "kid": signing.kid}
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "scope": " ".join(granted.asked.scopes),
            "id_token": jwt.encode(header, claims, signing, algorithms=["ES256"]),
        }

    @get(f"{OIDC}/userinfo", sync_to_thread=False)
    def userinfo(request: AnyRequest) -> Response[dict[str, object]]:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        granted = kept.token(token) if scheme.lower() == "bearer" else None
        if granted is None:
            refused = _answer({"error": "invalid_token"}, 401)
            refused.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
            return refused
        person = granted.person
        claims = {name: getattr(person, name) for name in granted.asked.scopes if name != "openid"}
        return _answer({"sub": pairwise_subject(sector, person), **claims})

    def harden(response: Response[Any]) -> Response[Any]:
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return Litestar(
        route_handlers=[discovery, certs, style, health, ask, decide, token, userinfo],
        after_request=harden,
        openapi_config=None,
        request_max_body_size=65_536,
    )


def _answer(content: dict[str, object], status: int = 200) -> Response[dict[str, object]]:
    return Response(content, status_code=status)


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
