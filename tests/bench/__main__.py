"""`just bench`: runs every bench, writes build/bench.json, prints the table.

`python -m tests.bench sync ingest` runs only those whose keys begin so.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from tests.bench import app, card, replication
from tests.bench.budget import BUDGETS, table

OUT = Path(__file__).resolve().parents[2] / "build" / "bench.json"

BENCHES: dict[str, Callable[[], dict[str, float]]] = {
    "card": card.measure,
    "sync": replication.measure_sync,
    "ingest": replication.measure_ingest,
    "pwa": app.measure_app,
    "scan": app.measure_scan,
}


def main() -> None:
    wanted = sys.argv[1:] or list(BENCHES)
    measured: dict[str, float] = {}
    for number, name in enumerate(wanted, 1):
        print(f"[{number}/{len(wanted)}] {name} …", file=sys.stderr, flush=True)
        measured |= BENCHES[name]()
    known = {budget.key for budget in BUDGETS}
    if strange := measured.keys() - known:
        raise SystemExit(f"measured, but without a budget: {sorted(strange)}")
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(measured, indent=1, sort_keys=True) + "\n")
    print(table(measured))


if __name__ == "__main__":
    main()
