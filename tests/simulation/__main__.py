"""Runs of the simulation: `just simulate --seeds 0:1000000`, `just simulate --seed 371`.

A range stops at the first seed that fails, and prints the command that shows its whole schedule.
"""

import argparse
import asyncio
import os
import sys
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.simulation.mutants import hunt
from tests.simulation.schedule import open_world, simulate
from tests.simulation.seeds import run_range

MUTANT_SEEDS = 3_000


async def show(seed: int, most: int | None) -> int:
    with TemporaryDirectory() as directory:
        async with open_world(Path(directory)) as world:
            try:
                await simulate(world, seed, print, most)
            except Exception:
                traceback.print_exc(file=sys.stdout)
                return 1
    print(f"seed {seed} passes")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="0:10000", help="FIRST:AFTER")
    parser.add_argument("--seed", type=int, help="one seed, with its whole schedule")
    parser.add_argument("--most", type=int, help="how many things happen at most before healing")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--mutants", action="store_true", help="find faults put in on purpose")
    wish = parser.parse_args()
    if wish.mutants:
        return hunt(MUTANT_SEEDS)
    if wish.seed is not None:
        return asyncio.run(show(wish.seed, wish.most))
    first, _, after = wish.seeds.partition(":")
    return run_range(int(first), int(after), wish.jobs)


if __name__ == "__main__":
    sys.exit(main())
