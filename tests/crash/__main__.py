"""The plug pulled as often as one likes: `just crash --kills 1000 --seed 2`.

On SQLite, then on PostgreSQL. Stops at the first loss, with what was lost.
"""

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.crash.pulling import Lost, Pull
from tests.support.postgres import cluster


def pull(kind: str, url: str, kills: int, seed: int) -> int:
    begun = time.monotonic()

    def progress(done: int) -> None:
        if done % 25 == 0 or done == kills:
            print(
                f"{kind}: {done:,} of {kills:,} kills, {time.monotonic() - begun:.0f} s", flush=True
            )

    with TemporaryDirectory() as data:
        try:
            tally = Pull(Path(data), url).run(kills, seed, progress)
        except Lost as lost:
            print(f"{kind}: {lost}")
            return 1
    print(
        f"{kind}: seed {seed}, {tally.kills:,} kills, {tally.hits:,} of them while requests were "
        f"under way; {tally.entries:,} entries stored, none lost, none doubled, verify clean"
    )
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    wish = parser.parse_args()
    if failed := pull("SQLite", "", wish.kills, wish.seed):
        return failed
    with cluster() as postgres:
        return pull("PostgreSQL", postgres.url("crash"), wish.kills, wish.seed)


if __name__ == "__main__":
    sys.exit(main())
