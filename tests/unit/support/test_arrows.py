"""Who may import whom: what the READMEs promise of the layers."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
OUTSIDE = {"server", "litestar", "sqlalchemy", "tests"}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            # `from package import module` may name a module too.
            yield from (f"{node.module}.{name.name}" for name in node.names)


def found(folder: str) -> list[tuple[Path, str]]:
    paths = sorted((ROOT / folder).rglob("*.py"))
    assert paths
    return [(path.relative_to(ROOT), name) for path in paths for name in imports(path)]


def test_the_core_knows_nothing_of_the_server() -> None:
    for folder in ("schemas", "sync"):
        for path, name in found(folder):
            assert name.split(".")[0] not in OUTSIDE, path
    assert not [path for path, name in found("schemas") if name.split(".")[0] == "sync"]


def test_a_store_is_its_capabilitys_own() -> None:
    for path, name in found("server"):
        parts = name.split(".")
        if parts[0] == "server" and "store" in parts:
            assert parts[1] == path.parts[1], path


def test_rules_are_pure() -> None:
    rules = [(path, name) for path, name in found("server") if path.name == "rules.py"]
    assert rules
    for path, name in rules:
        parts = name.split(".")
        assert parts[0] not in ("litestar", "sqlalchemy", "time", "datetime", "random"), path
        assert "store" not in parts, path
        assert "tables" not in parts, path
