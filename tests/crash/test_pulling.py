"""Fifty times the plug is pulled: nothing acknowledged is lost, nothing counts twice."""

from pathlib import Path

import pytest

from tests.crash.pulling import Pull

KILLS = 25


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_plug_is_pulled(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    url = "" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    tally = Pull(tmp_path / "data", url).run(KILLS, seed=1)
    assert tally.hits > KILLS * 3 / 4  # else the moments would prove little
    assert tally.entries > KILLS * 50
