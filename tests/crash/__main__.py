"""The plug pulled as often as one likes: `just crash --kills 1000 --seed 2`.

On SQLite and on PostgreSQL, on all cores. Every few kills a fresh installation begins, because all
of a database is looked at after each. Stops at the first loss, with what was lost.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed

from tests.crash.pulling import Life, Lost, Tally, live
from tests.support.postgres import Cluster, cluster

LIFE = 10
"""Kills that one installation lives through."""
SQLITE, POSTGRESQL = KINDS = ("SQLite", "PostgreSQL")


def lives(kills: int, seed: int, postgres: Cluster) -> Iterator[Life]:
    for number, first in enumerate(range(0, kills, LIFE)):
        for kind, url in ((SQLITE, ""), (POSTGRESQL, postgres.url(f"crash_{number}"))):
            yield Life(kind, url, min(LIFE, kills - first), seed + number)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1_000, help="on each database")
    parser.add_argument("--seed", type=int, default=1, help="of the first installation")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    wish = parser.parse_args()
    begun = time.monotonic()
    sums = dict.fromkeys(KINDS, Tally(0, 0, 0))
    with cluster() as postgres, ProcessPoolExecutor(wish.jobs) as pool:
        running = {pool.submit(live, life): life for life in lives(wish.kills, wish.seed, postgres)}
        for ended in as_completed(running):
            life = running[ended]
            try:
                tally = ended.result()
            except Lost as lost:
                pool.shutdown(wait=False, cancel_futures=True)
                print(f"{life.kind}, --kills {life.kills} --seed {life.seed}: {lost}")
                return 1
            sums[life.kind] = Tally(*map(sum, zip(sums[life.kind], tally, strict=True)))
            counts = ", ".join(f"{sums[kind].kills:,} on {kind}" for kind in KINDS)
            print(f"kills: {counts}; {time.monotonic() - begun:.0f} s", flush=True)
    for kind, tally in sums.items():
        print(
            f"{kind}: {tally.kills:,} kills from seed {wish.seed} on, {tally.hits:,} of them while "
            f"requests were under way; {tally.entries:,} entries stored, none lost, none doubled, "
            "verify clean"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
