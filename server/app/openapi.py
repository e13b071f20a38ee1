"""The OpenAPI document, complete: every route refuses by a problem document (RFC 9457)."""

from typing import Any

from litestar import Request
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from server import __version__
from server.app.problems import PROBLEM_MEDIA_TYPE

OPENAPI_PATH = "/api/openapi.json"
_PROBLEM = {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}


class _WithProblems(JsonRenderPlugin):
    """States on every operation what its refusals look like: a route names only its own."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return super().render(request, with_problems(openapi_schema))


def with_problems(document: dict[str, Any]) -> dict[str, Any]:
    """The document with a problem as the content of every refusal, and `default` for the rest."""
    return document | {
        "paths": {
            path: {
                method: operation | {"responses": _responses(operation["responses"])}
                for method, operation in item.items()
            }
            for path, item in document["paths"].items()
        }
    }


def _responses(responses: dict[str, Any]) -> dict[str, Any]:
    stated = {
        status: {"description": response["description"], "content": _PROBLEM}
        if int(status) >= 400
        else response
        for status, response in responses.items()
    }
    return stated | {"default": {"description": "Any other refusal", "content": _PROBLEM}}


def openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="furusato",
        version=__version__,
        description=(
            "Registration, card and check-in for the hometown-resident scheme "
            "(ふるさと住民登録制度). Sync is specified in sync/README.md. A change needs the "
            "header `X-Furusato`."
        ),
        path=OPENAPI_PATH,
        render_plugins=[_WithProblems(path=["/", "/openapi.json"])],
    )
