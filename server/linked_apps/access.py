"""Who calls the apps' API, and what for: the one place to look at token, scope and body (R04)."""

from typing import Any, NamedTuple

from authlib.oauth2.rfc6749 import MissingAuthorizationError, OAuth2Error, ResourceProtector
from authlib.oauth2.rfc6750 import BearerTokenValidator, InsufficientScopeError
from litestar import Request
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.linked_apps import AppScope
from schemas.problems import ProblemCode
from server.app.limits import LINKED_APP, RateLimiter
from server.app.problems import Refusal
from server.linked_apps.rules import scopes_of
from server.linked_apps.store import Bearer, bearer_of

REALM = "furusato"
MAX_TOKEN = 200


class Access(NamedTuple):
    """An app that may do what it asks for. `consent`: of the one member that its token is of; None
    for the app itself, which sees everyone who consented to it."""

    app: str
    body: int
    author: str
    linked_ms: int
    consent: int | None


class _Found:
    """A token in Authlib's form. That it has not ended is seen where it is looked up."""

    def __init__(self, bearer: Bearer) -> None:
        self.bearer = bearer

    def is_expired(self) -> bool:
        return False

    def is_revoked(self) -> bool:
        return False

    def get_scope(self) -> str:
        """What the token says, as far as the office still lets the app do it."""
        held = set(scopes_of(self.bearer.app_scopes))
        return " ".join(one.value for one in scopes_of(self.bearer.scopes) if one in held)


class _Validator(BearerTokenValidator):  # type: ignore[misc] # Authlib has no types
    def __init__(self, found: Bearer | None) -> None:
        super().__init__(realm=REALM)
        self._found = found

    def authenticate_token(self, token_string: str) -> _Found | None:
        return None if self._found is None else _Found(self._found)


async def access_of(
    conn: AsyncConnection,
    request: Request[Any, Any, Any],
    limiter: RateLimiter,
    now: int,
    *scopes: AppScope,
) -> Access:
    """The app whose token the request carries, if it has any of the scopes.

    Raises `Refusal` in the words of RFC 6750: NOT_SIGNED_IN, NOT_ALLOWED; TOO_MANY_REQUESTS.
    """
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    named = kind.lower() == "bearer" and 0 < len(token) <= MAX_TOKEN
    found = await bearer_of(conn, token, now) if named else None
    protector = ResourceProtector()
    protector.register_token_validator(_Validator(found))
    try:
        protector.validate_request([scope.value for scope in scopes], request)
    except OAuth2Error as error:
        raise _refused(error, scopes) from None
    if found is None:
        raise AssertionError("a token that is not there was let through")
    limiter.take(LINKED_APP, found.app)
    return Access(found.app, found.body, found.author, found.linked_ms, found.consent)


def _refused(error: OAuth2Error, scopes: tuple[AppScope, ...]) -> Refusal:
    asked = " ".join(scope.value for scope in scopes)
    if isinstance(error, InsufficientScopeError):
        return Refusal(
            ProblemCode.NOT_ALLOWED,
            f"このアプリには {asked} の権限がありません",
            f"This app was not given {asked}",
            authenticate=f'Bearer realm="{REALM}", error="insufficient_scope", scope="{asked}"',
        )
    if isinstance(error, MissingAuthorizationError):  # RFC 6750, section 3.1: no reason then
        return Refusal(ProblemCode.NOT_SIGNED_IN, authenticate=f'Bearer realm="{REALM}"')
    return Refusal(
        ProblemCode.NOT_SIGNED_IN,
        "トークンが正しくないか、期限切れか、取り消されています",
        "The token is wrong, has expired or was revoked",
        authenticate=f'Bearer realm="{REALM}", error="invalid_token"',
    )
