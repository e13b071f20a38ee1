"""Python and TypeScript asked the same, as often as one likes: `just fuzz --cases 1000000`.

Stops at the first difference; `--seed` begins there, and `--cases 1` shows it alone.
"""

import argparse
import json
import multiprocessing
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed

from tests.differential.compare import compare_block

BLOCK = 5_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0, help="of the first case")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    wish = parser.parse_args()
    after = wish.seed + wish.cases
    blocks = [range(at, min(at + BLOCK, after)) for at in range(wish.seed, after, BLOCK)]
    begun, done = time.monotonic(), 0
    with ProcessPoolExecutor(wish.jobs, multiprocessing.get_context("spawn")) as pool:
        running = {pool.submit(compare_block, block): block for block in blocks}
        for ended in as_completed(running):
            if found := ended.result():
                pool.shutdown(wait=False, cancel_futures=True)
                print(f"\n{json.dumps(found.request)}\nPython:     {found.ours}")
                print(f"TypeScript: {found.theirs}\n\njust fuzz --seed {found.seed} --cases 1")
                return 1
            done += len(running[ended])
            print(f"{done:>9,} of {wish.cases:,}, {time.monotonic() - begun:.0f} s", flush=True)
    print(
        f"seeds {wish.seed}:{after}: {done:,} cases, no difference; "
        f"{time.monotonic() - begun:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
