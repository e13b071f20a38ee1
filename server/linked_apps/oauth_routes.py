"""OAuth 2.0 for linked apps: tokens (RFC 6749), ending them (RFC 7009), and where all of it is
(RFC 8414). Errors here are those of RFC 6749, section 5.2, and no problem documents."""

from typing import Any

from authlib.oauth2.rfc6749.util import extract_basic_authorization
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.linked_apps import AppScope, OAuthError, TokenAnswer
from server.app.clock import Clock
from server.app.limits import OAUTH, limited
from server.app.settings import Settings
from server.database import Database
from server.linked_apps import oauth, store
from server.linked_apps.members import subject_of

FORM = "application/x-www-form-urlencoded"
AUTHORIZE = "/authorize"
"""The web app's page."""
_NOT_STORED = {"Cache-Control": "no-store"}
_ERRORS = {
    status: ResponseSpec(OAuthError, generate_examples=False, description=words)
    for status, words in ((400, "RFC 6749, section 5.2"), (401, "invalid_client"))
}


async def _form(request: Request[Any, Any, Any]) -> oauth.Request:
    """Raises ValueError for what is no form."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise ValueError("no form")
    text = (await request.body()).decode("ascii")
    headers = {"Authorization": request.headers.get("authorization", "")}
    return oauth.Request("POST", text, headers)


async def _facts(
    conn: AsyncConnection, asked: oauth.Request, now: int, *, revoking: bool
) -> oauth.Facts:
    named, _ = extract_basic_authorization(asked.headers)
    client = await store.client_of(conn, named or asked.form.get("client_id", ""), now)
    # A secret that is wrong must not use up anything.
    if client is None or not client.check_client_secret(oauth.secret_in(asked)):
        return oauth.Facts(client)
    code = token = None
    if revoking:
        token = await store.any_token(conn, asked.form.get("token", ""))
    elif asked.form.get("grant_type") == "authorization_code":
        code = await store.take_code(conn, client.client_id, asked.form.get("code", ""), now)
    elif asked.form.get("grant_type") == "refresh_token":
        given = asked.form.get("refresh_token", "")
        token = await store.take_refresh(conn, client.client_id, given, now)
    return oauth.Facts(client, code, token)


def _refused(error: str) -> Response[Any]:
    return Response(OAuthError(error), status_code=400, headers=_NOT_STORED)


@post(
    "/oauth/token",
    summary="Get a token: for the app itself, or for a member who consented",
    description=(
        "`grant_type` is `client_credentials`, `authorization_code` (with `code_verifier`, RFC "
        "7636) or `refresh_token`; the app shows its id and secret by HTTP Basic or in the form. "
        "An access token holds 30 minutes; a refresh token 90 days, once."
    ),
    guards=[limited(OAUTH)],
    responses=_ERRORS,
    status_code=200,
)
async def post_token(
    request: Request[Any, Any, Any],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
) -> Response[TokenAnswer]:
    now = clock()
    try:
        asked = await _form(request)
        async with database.writing() as conn:
            facts = await _facts(conn, asked, now, revoking=False)
            server = oauth.Server(facts, settings.origin)
            reply = oauth.answer_token(server, asked)
            if server.issued is not None and facts.client is not None:
                await store.write_tokens(conn, facts.client.client_id, server.issued, now)
                if server.issued.consent is not None:
                    reply.body["member"] = await subject_of(conn, server.issued.consent)
    except ValueError:
        return _refused("invalid_request")
    return Response(reply.body, status_code=reply.status, headers=reply.headers | _NOT_STORED)  # type: ignore[arg-type] # Authlib's own dict, as RFC 6749 says


@post(
    "/oauth/revoke",
    summary="End a token",
    description="RFC 7009. A refresh token takes the access tokens of its consent with it.",
    guards=[limited(OAUTH)],
    responses=_ERRORS,
    status_code=200,
)
async def post_revoke(
    request: Request[Any, Any, Any],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
) -> Response[dict[str, str]]:
    now = clock()
    try:
        asked = await _form(request)
        async with database.writing() as conn:
            facts = await _facts(conn, asked, now, revoking=True)
            server = oauth.Server(facts, settings.origin)
            reply = oauth.answer_revocation(server, asked)
            if server.revoked is not None:
                await store.revoke_token(conn, server.revoked)
    except ValueError:
        return _refused("invalid_request")
    return Response(reply.body, status_code=reply.status, headers=reply.headers | _NOT_STORED)


@get(
    "/.well-known/oauth-authorization-server",
    summary="Where tokens are had, and how (RFC 8414)",
    sync_to_thread=False,
)
def get_metadata(settings: NamedDependency[Settings]) -> dict[str, Any]:
    return {
        "issuer": settings.origin,
        "authorization_endpoint": settings.origin + AUTHORIZE,
        "token_endpoint": f"{settings.origin}/oauth/token",
        "revocation_endpoint": f"{settings.origin}/oauth/revoke",
        "scopes_supported": [scope.value for scope in AppScope],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "service_documentation": f"{settings.origin}/api/openapi.json",
    }


router = Router("/", route_handlers=[post_token, post_revoke, get_metadata], tags=["linked apps"])
