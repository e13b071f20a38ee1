"""The OpenAPI document is complete: what exists is in it, with what it refuses."""

from typing import Any

import pytest
from litestar.routes import HTTPRoute

from server.app.openapi import OPENAPI_PATH
from server.app.problems import PROBLEM_MEDIA_TYPE
from tests.support.installation import Installation

WEB_APP = ("/", "/{path}")


@pytest.fixture
async def document(village: Installation) -> dict[str, Any]:
    answer = await village.client.get(OPENAPI_PATH)
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


def _operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
    ]


async def test_every_route_is_in_it(village: Installation, document: dict[str, Any]) -> None:
    served = {
        (route.path_format, method.lower())
        for route in village.app.routes
        if isinstance(route, HTTPRoute)
        and route.path_format not in WEB_APP
        and not route.path_format.startswith(OPENAPI_PATH)
        for method in route.methods
        if method != "OPTIONS"
    }
    stated = {(path, method) for path, method, _ in _operations(document)}
    assert served == stated
    assert ("/api/account", "get") in stated


async def test_every_route_says_what_it_does_and_how_it_refuses(
    document: dict[str, Any],
) -> None:
    for path, method, operation in _operations(document):
        where = f"{method} {path}"
        assert operation.get("summary"), where
        assert operation.get("tags"), where
        assert "default" in operation["responses"], where
        for status, response in operation["responses"].items():
            oauth = path.startswith("/oauth/")  # RFC 6749, section 5.2, has errors of its own
            if status == "default" or (int(status) >= 400 and not oauth):
                assert list(response["content"]) == [PROBLEM_MEDIA_TYPE], where


async def test_summaries_and_names_are_unique(document: dict[str, Any]) -> None:
    operations = [operation for _, _, operation in _operations(document)]
    for key in ("summary", "operationId"):
        values = [operation[key] for operation in operations]
        assert len(values) == len(set(values)), key


async def test_a_route_that_needs_a_session_says_so(
    village: Installation, document: dict[str, Any]
) -> None:
    for route in village.app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for handler in route.route_handlers:
            if "session" in handler.parsed_fn_signature.parameters:
                for method in handler.http_methods:
                    operation = document["paths"][route.path_format][method.lower()]
                    assert "401" in operation["responses"], route.path_format


async def test_all_references_lead_somewhere(document: dict[str, Any]) -> None:
    def references(value: object) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return own + [ref for inner in value.values() for ref in references(inner)]
        if isinstance(value, list):
            return [ref for inner in value for ref in references(inner)]
        return []

    found = set(references(document))
    assert "#/components/schemas/Problem" in found
    for reference in found:
        target: Any = document
        for part in reference.removeprefix("#/").split("/"):
            target = target[part]
        assert target
