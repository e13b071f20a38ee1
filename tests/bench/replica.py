"""What the replica weighs, and what it makes a phone compute and read.

Its weight is that of its code with all that it calls (IndexedDB, MessagePack and signals included),
minified and in one piece, as brotli at its strongest packs it; the goal is the weight of Yjs, which
checks nothing that it is told. Its work is the joining of 10,000
records of one member and the views of them, in real Chromium on this machine: what stands between
the disk and the journal. And a sync of a phone with a million records on its disk, one half of them
its own, to one with ten: its own work, in real Chromium's IndexedDB, the server's left out.
"""

import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.bench.registry import AT_MOST, Budget, bench
from tests.support.browser import phone
from tests.support.twin import PWA, bundle

RECORDS, RUNS = 10_000, 9
FEW, MANY, NEW, TRIALS = 10, 1_000_000, 5, 40

ORIGIN = "http://localhost/"

BROTLI = """
const { readFileSync } = require("node:fs");
const { brotliCompressSync } = require("node:zlib");
console.log(brotliCompressSync(readFileSync(process.argv[1])).length);
"""


@contextmanager
def _page(script: str) -> Iterator[Page]:
    """A page of Chromium with a `measure` from the replica's `testing/`."""
    with (
        tempfile.TemporaryDirectory() as directory,
        sync_playwright() as playwright,
        phone(playwright, Path(directory) / "phone") as member,
    ):
        bundled = bundle(
            PWA / "src/replica/testing" / script, Path(directory) / "bench.mjs", platform="browser"
        )
        # Only a page of an origin has IndexedDB, and only one of localhost WebCrypto without TLS.
        member.page.route(ORIGIN, lambda route: route.fulfill(content_type="text/html", body=" "))
        member.page.goto(ORIGIN)
        member.page.add_script_tag(path=str(bundled), type="module")
        member.wait_until("'measure' in globalThis")
        yield member.page


@bench(
    Budget("replica.views_ms_10000", "ms", AT_MOST, 50, "views of 10,000 records in Chromium"),
)
def views() -> dict[str, float]:
    with _page("views-in-browser.ts") as page:
        runs = [page.evaluate(f"measure({RECORDS})") for _ in range(RUNS)]
    if not all(run["journal"] > RECORDS / 2 for run in runs):
        raise AssertionError(runs)
    return {"replica.views_ms_10000": round(statistics.median(run["ms"] for run in runs), 1)}


@bench(
    Budget("sync.phone_growth_ratio", "", AT_MOST, 1.2, "on a phone: 1,000,000 records to 10"),
)
def growth() -> dict[str, float]:
    costs = {}
    for count in (FEW, MANY):
        with _page("growth-in-browser.ts") as page:
            cost = page.evaluate(f"measure({count}, {TRIALS})")
        if cost["facts"] != count + 2 * NEW * TRIALS:
            raise AssertionError(cost)
        costs[count] = cost["empty"] + cost["five"]
    return {"sync.phone_growth_ratio": round(costs[MANY] / costs[FEW], 2)}


@bench(Budget("replica.brotli_bytes", "bytes", AT_MOST, 28_000, "the replica's code, with all"))
def weight() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as directory:
        script = bundle(
            PWA / "src/replica/index.ts", Path(directory) / "replica.mjs", platform="browser"
        )
        size = subprocess.run(
            ["node", "-e", BROTLI, script], capture_output=True, text=True, check=True
        )
    return {"replica.brotli_bytes": int(size.stdout)}
