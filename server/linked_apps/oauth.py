"""The authorisation server (RFC 6749, 7009, 7636, 9207): Authlib decides, on values that were read
before, and what it decided is written after. It knows nothing of databases, and they wait for none.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from authlib.common.security import generate_token
from authlib.oauth2.rfc6749 import (
    AuthorizationServer,
    ClientMixin,
    InvalidRequestError,
    OAuth2Error,
    OAuth2Payload,
    OAuth2Request,
)
from authlib.oauth2.rfc6749.grants import (
    AuthorizationCodeGrant,
    ClientCredentialsGrant,
    RefreshTokenGrant,
)
from authlib.oauth2.rfc6749.util import extract_basic_authorization
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207 import IssuerParameter

from schemas.linked_apps import AppScope
from server.linked_apps.rules import ACCESS_MS, is_secret, scope_text, scopes_of

TOKEN_CHARACTERS = 43
"""Of 62: 256 bits."""
_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]
_URI = "https://this.server/"
"""Authlib insists on https; whether it is, the installation's origin decides."""


class Client(ClientMixin):  # type: ignore[misc] # Authlib has no types
    """A linked app that was not revoked, as Authlib asks of it."""

    def __init__(
        self, app: str, body: int, redirect_uris: Sequence[str], scopes: str, secrets: list[bytes]
    ) -> None:
        self.client_id = app
        self.body = body
        self._uris, self._scopes, self._secrets = redirect_uris, scopes_of(scopes), secrets

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        """None that the request does not name: that of one's own must be told (RFC 9700, 2.1)."""
        return ""

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """What is asked for, all of it; everything that the app may where nothing is said."""
        asked = (scope or "").split()
        if any(one not in {held.value for held in self._scopes} for one in asked):
            return None
        return scope_text(scopes_of(scope or "") or self._scopes)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """To the letter (RFC 9700, section 2.1)."""
        return redirect_uri in self._uris

    def check_client_secret(self, client_secret: str) -> bool:
        return is_secret(self._secrets, client_secret)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in _AUTH_METHODS

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in ("client_credentials", "authorization_code", "refresh_token")


class Code(NamedTuple):
    """A code that is good now, as it is stored."""

    hash: bytes
    app: str
    consent: int
    redirect_uri: str
    scopes: str
    code_challenge: str
    code_challenge_method: str = "S256"

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scopes


class Token(NamedTuple):
    """A token that is good now, as it is stored."""

    hash: bytes
    app: str
    consent: int | None
    scopes: str

    def get_scope(self) -> str:
        return self.scopes

    def check_client(self, client: Client) -> bool:
        return self.app == client.client_id


class Facts(NamedTuple):
    """What is stored of what a request names; None for what is not there, or not good."""

    client: Client | None = None
    code: Code | None = None
    token: Token | None = None


class Issued(NamedTuple):
    """Tokens to be stored. `replaces`: the code or the refresh token that was given for them."""

    access: str
    refresh: str
    scopes: str
    consent: int | None
    replaces: bytes | None


class NewCode(NamedTuple):
    code: str
    redirect_uri: str
    scopes: str
    challenge: str


class Reply(NamedTuple):
    status: int
    body: dict[str, Any]
    headers: dict[str, str]


class _Response:
    """An answer while Authlib's extensions may still change where it leads to."""

    def __init__(self, status: int, body: Any, headers: list[tuple[str, str]]) -> None:
        self.status, self.body = status, body if isinstance(body, dict) else {}
        self.headers = dict(headers)

    @property
    def location(self) -> str | None:
        return self.headers.get("Location")

    @location.setter
    def location(self, value: str) -> None:
        self.headers["Location"] = value


class _Payload(OAuth2Payload):  # type: ignore[misc] # Authlib has no types
    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._data = dict(pairs)
        self._lists: dict[str, list[str]] = {}
        for name, value in pairs:
            self._lists.setdefault(name, []).append(value)

    @property
    def data(self) -> dict[str, str]:
        return self._data

    @property
    def datalist(self) -> dict[str, list[str]]:
        return self._lists


class Request(OAuth2Request):  # type: ignore[misc] # Authlib has no types
    """A form that was sent, or the query of an authorisation request."""

    def __init__(self, method: str, text: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(method, _URI, headers=headers)
        self.payload = _Payload(parse_qsl(text, keep_blank_values=True, max_num_fields=50))

    @property
    def args(self) -> dict[str, str]:
        return self.payload.data

    @property
    def form(self) -> dict[str, str]:
        return self.payload.data


class _S256(CodeChallenge):  # type: ignore[misc] # Authlib has no types
    """PKCE with SHA-256, always, although the apps have secrets (RFC 9700, section 2.1.1)."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]  # noqa: RUF012 - Authlib's own form

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        data = grant.request.payload.data
        if not data.get("code_challenge") or data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("'code_challenge' by the method S256 is required")
        super().validate_code_challenge(grant, redirect_uri)


class _Issuer(IssuerParameter):  # type: ignore[misc] # Authlib has no types
    def __init__(self, issuer: str) -> None:
        self._issuer = issuer

    def get_issuer(self) -> str:
        return self._issuer


class _CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc] # Authlib has no types
    TOKEN_ENDPOINT_AUTH_METHODS = _AUTH_METHODS

    def generate_authorization_code(self) -> str:
        return str(generate_token(TOKEN_CHARACTERS))

    def save_authorization_code(self, code: str, request: Request) -> None:
        self.server.new_code = NewCode(
            code,
            request.payload.redirect_uri or "",
            request.scope,
            request.payload.data["code_challenge"],
        )

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        found = self.server.facts.code
        return found if found is not None and found.app == client.client_id else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """Used up together with what `save_token` noted."""

    def authenticate_user(self, authorization_code: Code) -> int:
        return authorization_code.consent


class _RefreshGrant(RefreshTokenGrant):  # type: ignore[misc] # Authlib has no types
    TOKEN_ENDPOINT_AUTH_METHODS = _AUTH_METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> Token | None:
        return self.server.facts.token  # type: ignore[no-any-return] # Authlib has no types

    def authenticate_user(self, refresh_token: Token) -> int | None:
        return refresh_token.consent

    def revoke_old_credential(self, refresh_token: Token) -> None:
        """Used up together with what `save_token` noted."""


class _CredentialsGrant(ClientCredentialsGrant):  # type: ignore[misc] # Authlib has no types
    TOKEN_ENDPOINT_AUTH_METHODS = _AUTH_METHODS


class _Revocation(RevocationEndpoint):  # type: ignore[misc] # Authlib has no types
    CLIENT_AUTH_METHODS = _AUTH_METHODS

    def query_token(self, token_string: str, token_type_hint: str | None) -> Token | None:
        return self.server.facts.token  # type: ignore[no-any-return] # Authlib has no types

    def revoke_token(self, token: Token, request: Request) -> None:
        self.server.revoked = token


class Server(AuthorizationServer):  # type: ignore[misc] # Authlib has no types
    """For one request. What it decided is in `issued`, `new_code` and `revoked`."""

    def __init__(self, facts: Facts, issuer: str) -> None:
        super().__init__(scopes_supported=[scope.value for scope in AppScope])
        self.facts = facts
        self.issued: Issued | None = None
        self.new_code: NewCode | None = None
        self.revoked: Token | None = None
        self.register_grant(_CodeGrant, [_S256(required=True)])
        self.register_grant(_RefreshGrant)
        self.register_grant(_CredentialsGrant)
        self.register_endpoint(_Revocation)
        self.issuer = _Issuer(issuer)
        self.issuer(self)
        self.register_token_generator(
            "default",
            BearerTokenGenerator(_random, _random, lambda _client, _grant: ACCESS_MS // 1000),
        )

    def query_client(self, client_id: str) -> Client | None:
        known = self.facts.client
        return known if known is not None and known.client_id == client_id else None

    def save_token(self, token: dict[str, Any], request: Request) -> None:
        given = request.authorization_code or request.refresh_token
        self.issued = Issued(
            token["access_token"],
            token.get("refresh_token", ""),
            token.get("scope", ""),
            request.user,
            given.hash if given else None,
        )

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""

    def create_oauth2_request(self, request: Request) -> Request:
        return request

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> _Response:
        return _Response(status, body, headers)


def _random(**_: Any) -> str:
    return str(generate_token(TOKEN_CHARACTERS))


def secret_in(request: Request) -> str:
    """The secret that a form or its Authorization shows. Raises ValueError for no text."""
    _, secret = extract_basic_authorization(request.headers)
    return secret or request.form.get("client_secret", "")


def answer_token(server: Server, request: Request) -> Reply:
    """RFC 6749, section 3.2."""
    try:
        return _reply(server.create_token_response(request))
    except ValueError:
        return _UNREADABLE


def answer_revocation(server: Server, request: Request) -> Reply:
    """RFC 7009."""
    try:
        return _reply(server.create_endpoint_response("revocation", request))
    except ValueError:
        return _UNREADABLE


class NotToBeSentBack(Exception):
    """An authorisation request by nobody we know, or with an address that is not theirs: the
    browser must not be sent there (RFC 6749, section 4.1.2.1)."""


def checked(server: Server, request: Request) -> tuple[Any, str]:
    """The grant of an authorisation request that may be put before the member, and an empty text;
    or None and where the browser goes back to with the error. Raises `NotToBeSentBack`."""
    try:
        return server.get_consent_grant(request, end_user=1), ""
    except OAuth2Error as error:
        response = server.handle_error_response(request, error)
        server.issuer.add_issuer_parameter(server, response)
        if not response.location:
            raise NotToBeSentBack from None
        return None, response.location
    except ValueError:
        raise NotToBeSentBack from None


def answered(server: Server, request: Request, grant: Any, *, granted: bool) -> str:
    """Where the browser goes back to, with a code if the member `granted` it."""
    user = 1 if granted else None
    response = server.create_authorization_response(request, grant_user=user, grant=grant)
    location: str | None = response.location
    if not location:
        raise NotToBeSentBack
    return location


_UNREADABLE = Reply(400, {"error": "invalid_request"}, {"Cache-Control": "no-store"})
"""Authlib refuses to quote what is not ASCII, by a ValueError; nor are such credentials any."""


def _reply(response: _Response) -> Reply:
    return Reply(response.status, response.body, response.headers)
