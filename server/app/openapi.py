"""The OpenAPI document, complete: every route refuses by a problem document (RFC 9457), but for
those of OAuth, whose errors RFC 6749 writes."""

from typing import Any

from litestar import Request
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, OAuthFlow, OAuthFlows, SecurityScheme

from schemas.linked_apps import AppScope
from server import __version__
from server.app.problems import PROBLEM_MEDIA_TYPE
from server.linked_apps.examples import with_examples

OPENAPI_PATH = "/api/openapi.json"
_PROBLEM = {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}

EXCHANGE_PATH = "/oauth/token"
"""Where apps get their tokens."""


class _WithProblems(JsonRenderPlugin):
    """States on every operation what its refusals look like: a route names only its own. And of
    those that other people's apps call, what is sent and answered."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return super().render(request, with_examples(with_problems(openapi_schema)))


def with_problems(document: dict[str, Any]) -> dict[str, Any]:
    """The document with a problem as the content of every refusal, and `default` for the rest."""
    return document | {
        "paths": {
            path: {
                method: operation | {"responses": _responses(path, operation["responses"])}
                for method, operation in item.items()
            }
            for path, item in document["paths"].items()
        }
    }


def _responses(path: str, responses: dict[str, Any]) -> dict[str, Any]:
    if path.startswith("/oauth/"):
        return responses | {"default": {"description": "Any other refusal", "content": _PROBLEM}}
    stated = {
        status: {"description": response["description"], "content": _PROBLEM}
        if int(status) >= 400
        else response
        for status, response in responses.items()
    }
    return stated | {"default": {"description": "Any other refusal", "content": _PROBLEM}}


_SCOPES = {
    AppScope.REGISTRATION_READ: "How members who consented stand with the body",
    AppScope.ACTIVITY_READ: "The days of theirs that count",
    AppScope.CHECKIN_WRITE: "Recording check-ins of theirs",
}


def _linked_app() -> SecurityScheme:
    """How a body's own app gets in (R60)."""
    scopes = {scope.value: words for scope, words in _SCOPES.items()}
    return SecurityScheme(
        type="oauth2",
        description="RFC 6749 with PKCE (RFC 7636); all of it in RFC 8414's document",
        flows=OAuthFlows(
            client_credentials=OAuthFlow(token_url=EXCHANGE_PATH, scopes=scopes),
            authorization_code=OAuthFlow(
                authorization_url="/authorize",
                token_url=EXCHANGE_PATH,
                refresh_url=EXCHANGE_PATH,
                scopes=scopes,
            ),
        ),
    )


def openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="furusato",
        version=__version__,
        description=(
            "Registration, card and check-in for the hometown-resident scheme "
            "(ふるさと住民登録制度). Sync is specified in sync/README.md. A change needs the "
            "header `X-Furusato`, but for what linked apps call (`/api/v1`, `/oauth`)."
        ),
        path=OPENAPI_PATH,
        components=Components(security_schemes={"linkedApp": _linked_app()}),
        render_plugins=[_WithProblems(path=["/", "/openapi.json"])],
    )
