"""What the replica weighs, and what it makes a phone compute.

Its weight is that of its code with all that it calls (IndexedDB, MessagePack and signals included),
minified and in one piece, as brotli at its strongest packs it; the goal is the weight of Yjs, which
checks nothing that it is told. Its work is the joining of 10,000
records of one member and the views of them, in real Chromium on this machine: what stands between
the disk and the journal.
"""

import statistics
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.bench.registry import AT_MOST, Budget, bench
from tests.support.browser import phone
from tests.support.twin import PWA, bundle

RECORDS, RUNS = 10_000, 9

BROTLI = """
const { readFileSync } = require("node:fs");
const { brotliCompressSync } = require("node:zlib");
console.log(brotliCompressSync(readFileSync(process.argv[1])).length);
"""


@bench(
    Budget("replica.views_ms_10000", "ms", AT_MOST, 50, "views of 10,000 records in Chromium"),
)
def views() -> dict[str, float]:
    with (
        tempfile.TemporaryDirectory() as directory,
        sync_playwright() as playwright,
        phone(playwright, Path(directory) / "phone") as member,
    ):
        script = bundle(
            PWA / "src/replica/testing/views-in-browser.ts",
            Path(directory) / "views.mjs",
            platform="browser",
        )
        member.page.add_script_tag(path=str(script), type="module")
        member.wait_until("'measure' in globalThis")
        runs = [member.page.evaluate(f"measure({RECORDS})") for _ in range(RUNS)]
    if not all(run["journal"] > RECORDS / 2 for run in runs):
        raise AssertionError(runs)
    return {"replica.views_ms_10000": round(statistics.median(run["ms"] for run in runs), 1)}


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
