"""What the stand-in refuses, in the words of OAuth 2.0 and OpenID Connect."""

import re
from collections.abc import Mapping
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from msgspec import Struct

from server.identity.provider.state import Asked, Options

SCOPES = ("openid", "name", "address", "birthdate", "gender")
ALGORITHMS = ["ES256", "PS256", "RS256"]
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
MAX_ASSERTION_SECONDS = 86_400
LEEWAY_SECONDS = 60

_VISIBLE = re.compile(r"[\x20-\x7e]{1,255}")
_CHALLENGE = re.compile(r"[0-9a-zA-Z_-]{43}")


class Refused(Exception):
    """`error` is the code of RFC 6749 or OpenID Connect; `says` is for the developer."""

    def __init__(self, error: str, says: str) -> None:
        super().__init__(error)
        self.error, self.says = error, says


class WrongClient(Exception):
    """Nobody knows whose request this is: the browser is sent nowhere (RFC 6749 4.1.2.1)."""


class Assertion(Struct, frozen=True):
    """A client's `private_key_jwt` that holds."""

    jti: str
    expires: int


def authorisation(query: Mapping[str, str], options: Options) -> Asked:
    """A request of the authorisation endpoint. Raises `WrongClient`, `Refused`."""
    if query.get("client_id") != options.client_id:
        raise WrongClient("client_id")
    if query.get("redirect_uri") != options.redirect_uri:
        raise WrongClient("redirect_uri")
    if query.get("response_type") != "code":
        raise Refused("unsupported_response_type", "response_type must be code")
    scopes = tuple(query.get("scope", "").split(" "))
    if "openid" not in scopes or not set(scopes) <= set(SCOPES):
        raise Refused("invalid_scope", f"scope is openid and any of {' '.join(SCOPES[1:])}")
    for name in ("state", "nonce"):
        if not _VISIBLE.fullmatch(query.get(name, "")):
            raise Refused("invalid_request", f"{name} is missing")
    if query.get("code_challenge_method") != "S256":
        raise Refused("invalid_request", "code_challenge_method must be S256")
    if not _CHALLENGE.fullmatch(query.get("code_challenge", "")):
        raise Refused("invalid_request", "code_challenge is missing")
    return Asked(query["state"], query["nonce"], query["code_challenge"], scopes)


def assertion_of(form: Mapping[str, str], keys: KeySet, options: Options, now: int) -> Assertion:
    """Who asks at the token endpoint (RFC 7523 section 3). Raises `Refused`."""
    if form.get("client_assertion_type") != ASSERTION_TYPE:
        raise Refused("invalid_client", "client_assertion_type must be jwt-bearer")
    try:
        token = jwt.decode(form.get("client_assertion", ""), keys, algorithms=ALGORITHMS)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Refused("invalid_client", "the assertion's signature does not hold") from error
    claims: dict[str, Any] = token.claims
    if claims.get("iss") != options.client_id or claims.get("sub") != options.client_id:
        raise Refused("invalid_client", "iss and sub must be the client's id")
    if form.get("client_id", options.client_id) != options.client_id:
        raise Refused("invalid_client", "client_id is another one")
    audience = claims.get("aud")
    stated = audience if isinstance(audience, list) else [audience]
    if options.endpoint("token") not in stated:
        raise Refused("invalid_client", "aud must be the token endpoint")
    expires, jti = claims.get("exp"), claims.get("jti")
    if not isinstance(expires, int) or not now - LEEWAY_SECONDS < expires:
        raise Refused("invalid_client", "the assertion is out of date")
    if expires > now + MAX_ASSERTION_SECONDS:
        raise Refused("invalid_client", "the assertion is good for too long")
    if not isinstance(jti, str) or not jti:
        raise Refused("invalid_client", "jti is missing")
    return Assertion(jti, expires)
