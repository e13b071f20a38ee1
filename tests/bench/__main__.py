"""`just bench`: runs every bench of this folder, writes build/bench.json, prints the table.

`just bench sync ingest` runs only those with a key that begins so; the file keeps the other
figures as they were.
"""

import importlib
import json
import pkgutil
import sys
import time
from pathlib import Path

import tests.bench as package
from tests.bench.registry import chosen, table

OUT = Path(__file__).resolve().parents[2] / "build" / "bench.json"


def main() -> int:
    for module in pkgutil.iter_modules(package.__path__):
        if module.name != "__main__":
            importlib.import_module(f"tests.bench.{module.name}")
    prefixes = sys.argv[1:]
    benches = chosen(prefixes)
    if not benches:
        print(f"Nothing is measured under {', '.join(prefixes)}.", file=sys.stderr)
        return 1
    figures: dict[str, float] = {}
    for number, one in enumerate(benches, 1):
        began = time.monotonic()
        keys = ", ".join(budget.key for budget in one.budgets)
        print(f"[{number}/{len(benches)}] {keys} …", end=" ", file=sys.stderr, flush=True)
        figures |= one.run()
        print(f"{time.monotonic() - began:.1f} s", file=sys.stderr)
    _write(figures, keep=bool(prefixes))
    print(table(benches, figures))
    return 0


def _write(figures: dict[str, float], *, keep: bool) -> None:
    before = json.loads(OUT.read_text()) if keep and OUT.exists() else {}
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(before | figures, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    sys.exit(main())
