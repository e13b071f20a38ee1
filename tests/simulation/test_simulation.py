"""Ten thousand runs, each another story of what goes wrong; in the end everyone agrees."""

from pathlib import Path

import pytest

from tests.simulation.run import Violation
from tests.simulation.schedule import open_world, simulate

RUNS = 10_000
BLOCK = 500
"""Seeds a test, so that several processes share the work."""


@pytest.mark.parametrize("first", range(0, RUNS, BLOCK))
async def test_everyone_agrees_in_the_end(first: int, tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        for seed in range(first, first + BLOCK):
            try:
                await simulate(world, seed)
            except Exception as error:
                raise Violation(f"{error}\nwatch it: just simulate --seed {seed}") from error


async def test_a_seed_is_one_run(tmp_path: Path) -> None:
    """To the letter: who does what, what goes wrong, which device is called how."""
    told: list[list[str]] = []
    for attempt in ("a", "b"):
        (tmp_path / attempt).mkdir()
        async with open_world(tmp_path / attempt) as world:
            lines: list[str] = []
            for seed in range(7, 17):
                await simulate(world, seed, lines.append)
            told.append(lines)
    assert len(told[0]) > 300
    assert told[0] == told[1]
