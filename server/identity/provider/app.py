"""The stand-in as an ASGI app: discovery, keys, the person's page, tokens, attributes."""

import datetime
import os
import time
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec
from joserfc.jwk import ECKey
from litestar import Litestar, MediaType, Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.enums import RequestEncodingType
from litestar.params import Body

from server.app.language import prefers_english
from server.identity.provider.pages import STYLE, choose_page, refusal_page
from server.identity.provider.people import pairwise_subject, people_on, typed
from server.identity.provider.refusals import (
    SCOPES,
    Refused,
    WrongClient,
    authorisation,
)
from server.identity.provider.state import Granted, Kept, Options
from server.identity.provider.tokens import ClientKeys, Tokens

PREFIX = "/api/realms/main"
OIDC = f"{PREFIX}/protocol/openid-connect"
ENVIRONMENT = "FURUSATO_IDP"
"""Of the worker process: the options, as JSON."""

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
AnyRequest = Request[Any, Any, Any]


def application() -> Litestar:
    """For the worker process, with the options of its environment."""
    options = msgspec.json.decode(os.environ[ENVIRONMENT], type=Options)
    return create_provider(options, lambda: int(time.time()))


class StandIn:
    """What its endpoints share, for one client."""

    def __init__(
        self,
        options: Options,
        clock: Callable[[], int],
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        self.options, self.clock = options, clock
        self.kept = Kept(clock)
        self.signing = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
        client_keys = ClientKeys(options.jwks_uri, clock, transport)
        self.tokens = Tokens(options, self.kept, client_keys, self.signing, clock)
        self.client = urlsplit(options.redirect_uri)
        self.sector = self.client.hostname or ""

    def back(self, **parameters: str) -> Response[None]:
        """To the client, with the answer."""
        sign = "&" if self.client.query else "?"
        told = urlencode(parameters | {"iss": self.options.issuer})
        where = self.options.redirect_uri + sign + told
        return Response(None, status_code=303, headers={"Location": where})

    def today(self) -> datetime.date:
        return datetime.datetime.fromtimestamp(self.clock(), datetime.UTC).date()

    def harden(self, response: Response[Any]) -> Response[Any]:
        """No script, no frame, nothing kept; forms go to us and to the client alone."""
        policy = (
            "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
            f"form-action 'self' {self.client.scheme}://{self.client.netloc}"
        )
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def create_provider(
    options: Options, clock: Callable[[], int], transport: httpx.AsyncBaseTransport | None = None
) -> Litestar:
    """The stand-in for one client, whose keys are asked for through `transport`, if one is given.

    Its signing key lives as long as it does. `clock` in Unix seconds.
    """
    stand_in = StandIn(options, clock, transport)
    return Litestar(
        route_handlers=[discovery, certs, style, health, ask, decide, token, userinfo],
        dependencies={"stand_in": Provide(lambda: stand_in, sync_to_thread=False)},
        after_request=stand_in.harden,
        openapi_config=None,
        request_max_body_size=65_536,
    )


@get(f"{PREFIX}/.well-known/openid-configuration", sync_to_thread=False)
def discovery(stand_in: NamedDependency[StandIn]) -> dict[str, object]:
    options = stand_in.options
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
def certs(stand_in: NamedDependency[StandIn]) -> dict[str, object]:
    return {"keys": [stand_in.signing.as_dict(private=False)]}


@get("/style.css", media_type="text/css", sync_to_thread=False)
def style() -> str:
    return STYLE


@get("/health", sync_to_thread=False)
def health() -> dict[str, str]:
    return {"status": "ok"}


@get(f"{OIDC}/auth", sync_to_thread=False)
def ask(request: AnyRequest, stand_in: NamedDependency[StandIn]) -> Response[Any]:
    english = prefers_english(request.headers.get("accept-language", ""))
    query = {name: request.query_params[name] for name in request.query_params}
    try:
        asked = authorisation(query, stand_in.options)
    except WrongClient as error:
        return _page(refusal_page("wrong", str(error), english=english), 400)
    except Refused as error:
        state = {"state": query["state"]} if query.get("state") else {}
        return stand_in.back(error=error.error, error_description=error.says, **state)
    name = stand_in.kept.keep_request(asked)
    people = people_on(stand_in.today())
    action = f"{OIDC}/auth"
    return _page(
        choose_page(name, people, stand_in.options.client_id, asked.scopes, action, english=english)
    )


@post(f"{OIDC}/auth", status_code=200)
async def decide(
    request: AnyRequest, data: Form, stand_in: NamedDependency[StandIn]
) -> Response[Any]:
    english = prefers_english(request.headers.get("accept-language", ""))
    name, choice = data.get("request", ""), data.get("person", "")
    asked = stand_in.kept.request(name)
    if asked is None:
        return _page(refusal_page("over", "request", english=english), 400)
    if choice == "refuse":
        stand_in.kept.end_request(name)
        return stand_in.back(
            error="access_denied", error_description="the person cancelled", state=asked.state
        )
    people = {one.id: one for one in people_on(stand_in.today())}
    try:
        person = (
            typed(*(data.get(field, "") for field in SCOPES[1:]))
            if choice == "typed"
            else people[choice]
        )
    except (KeyError, ValueError) as error:
        return _page(refusal_page("typed", str(error), english=english), 400)
    stand_in.kept.end_request(name)
    code = stand_in.kept.keep_code(Granted(asked, person, stand_in.clock()))
    return stand_in.back(code=code, state=asked.state)


@post(f"{OIDC}/token", status_code=200)
async def token(data: Form, stand_in: NamedDependency[StandIn]) -> Response[dict[str, object]]:
    try:
        return _answer(await stand_in.tokens.exchange(data))
    except Refused as error:
        told: dict[str, object] = {"error": error.error, "error_description": error.says}
        return _answer(told, 401 if error.error == "invalid_client" else 400)


@get(f"{OIDC}/userinfo", sync_to_thread=False)
def userinfo(
    request: AnyRequest, stand_in: NamedDependency[StandIn]
) -> Response[dict[str, object]]:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    granted = stand_in.kept.token(token) if scheme.lower() == "bearer" else None
    if granted is None:
        refused = _answer({"error": "invalid_token"}, 401)
        refused.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        return refused
    person = granted.person
    claims = {name: getattr(person, name) for name in granted.asked.scopes if name != "openid"}
    return _answer({"sub": pairwise_subject(stand_in.sector, person), **claims})


def _page(text: str, status: int = 200) -> Response[str]:
    return Response(text, status_code=status, media_type=MediaType.HTML)


def _answer(content: dict[str, object], status: int = 200) -> Response[dict[str, object]]:
    return Response(content, status_code=status)
