"""Many seeds on all cores, until one fails: that one is shortened, and told how to be watched."""

import asyncio
import multiprocessing
import time
import traceback
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.simulation.run import World
from tests.simulation.schedule import open_world, simulate

BLOCK = 1_000
"""Seeds that a process runs in one world. A fresh one now and then keeps memory flat."""


class Failure(NamedTuple):
    seed: int
    most: int
    what: str


async def _block(seeds: range) -> Failure | None:
    with TemporaryDirectory() as directory:
        async with open_world(Path(directory)) as world:
            for seed in seeds:
                if (what := await _fails(world, seed)) is not None:
                    return await _shortened(world, seed, what)
    return None


async def _fails(world: World, seed: int, most: int | None = None) -> str | None:
    try:
        await simulate(world, seed, most=most)
    except Exception as error:
        return "".join(traceback.format_exception_only(error)).strip()
    return None


async def _shortened(world: World, seed: int, what: str) -> Failure:
    """The shortest beginning of the run after which all should be well, and is not."""
    for most in range(100):
        if (earlier := await _fails(world, seed, most)) is not None:
            return Failure(seed, most, earlier)
    return Failure(seed, 100, what)


def _work(seeds: range) -> Failure | None:
    return asyncio.run(_block(seeds))


def run_range(first: int, after: int, jobs: int) -> int:
    """Exit status: 0 if every seed passed."""
    blocks = iter([range(at, min(at + BLOCK, after)) for at in range(first, after, BLOCK)])
    start, done, told = time.monotonic(), 0, 0.0
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        running = {pool.submit(_work, block): block for block in islice(blocks, jobs)}
        while running:
            ended, _ = wait(running, return_when=FIRST_COMPLETED)
            for one in ended:
                block = running.pop(one)
                if failure := one.result():
                    pool.shutdown(wait=False, cancel_futures=True)
                    print(f"\n{failure.what}\n\nseed {failure.seed} fails. The whole schedule:")
                    print(f"    just simulate --seed {failure.seed} --most {failure.most}")
                    return 1
                done += len(block)
                running |= {pool.submit(_work, block): block for block in islice(blocks, 1)}
            spent = time.monotonic() - start
            if spent - told > 5 or not running:
                told = spent
                print(f"{done:>9,} of {after - first:,}, {done / spent:.1f} a second", flush=True)
    spent = time.monotonic() - start
    print(f"seeds {first}:{after}: {done:,} schedules, none fails; {spent:.0f} s")
    return 0
