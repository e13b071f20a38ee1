"""The examples of the API are what the API would take and answer."""

import msgspec
import pytest

from server.linked_apps.examples import EXAMPLES, with_examples


@pytest.mark.parametrize("where", EXAMPLES, ids=" ".join)
def test_an_example_is_of_its_type(where: tuple[str, str]) -> None:
    for said in EXAMPLES[where]:
        if said is not None:
            assert msgspec.convert(msgspec.to_builtins(said), type(said)) == said


def test_examples_stand_beside_the_schema_and_change_nothing_else() -> None:
    content = {"application/json": {"schema": {"$ref": "#/x"}}}
    operation = {"responses": {"200": {"content": content}}, "requestBody": {"content": content}}
    paths = {path: {method: operation} for path, method in EXAMPLES}
    document = {"openapi": "3.1.0", "paths": paths | {"/other": {"get": {}}}}
    shown = with_examples(document)
    assert shown["paths"]["/other"] == {"get": {}}
    records = shown["paths"]["/api/v1/checkins"]["post"]["requestBody"]["content"]
    assert records["application/json"]["schema"] == {"$ref": "#/x"}
    assert len(records["application/json"]["example"]["records"]) == 2
    assert "example" not in content["application/json"]
