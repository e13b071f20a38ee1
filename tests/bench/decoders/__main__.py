"""`just bench-decoders`: measures all, prints the table of `pwa/src/scan/README.md`."""

import statistics
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.bench.decoders.run import HERE, WASM, Figures, measure, weight
from tests.support.twin import PWA

EACH = 20
PACKAGES = HERE / "node_modules"
ZXING = (str(PWA / "node_modules" / "zxing-wasm" / "dist" / "es" / "reader" / "index.js"), WASM)
ZBAR = "@undecaf/zbar-wasm"
LIBRARIES: dict[str, tuple[str, Path | None]] = {
    "app, one frame": ZXING,
    "app, two frames": ZXING,
    "zxing-wasm, default": ZXING,
    "zxing-wasm, fast": ZXING,
    "qr": ("qr/decode.js", None),
    "zbar-wasm": (ZBAR, PACKAGES / ZBAR / "dist" / "zbar.wasm"),
    "jsqr": ("jsqr", None),
}


def rows_of(found: Mapping[str, Figures]) -> dict[str, list[str]]:
    """A row a figure, with a cell a decoder."""
    every = list(found.values())
    kinds = list(every[0].decoded)
    rows = {kind: [str(one.decoded[kind]) for one in every] for kind in kinds}
    total = EACH * len(kinds)
    sums = [sum(one.decoded.values()) for one in every]
    rows[f"**of {total}**"] = [f"**{one}**" for one in sums]
    rows["share"] = [f"{one / total:.1%}" for one in sums]
    rows["misread"] = [str(one.misread) for one in every]
    rows["median ms"] = [f"{statistics.median(one.ms):.1f}" for one in every]
    rows["95th in 100, ms"] = [f"{statistics.quantiles(one.ms, n=20)[-1]:.1f}" for one in every]
    rows["ms without a code"] = [f"{statistics.median(one.empty_ms):.1f}" for one in every]
    rows["brotli kB"] = [f"{weight(*LIBRARIES[name]) / 1000:.0f}" for name in found]
    return rows


def table(found: Mapping[str, Figures]) -> str:
    lines = [f"| of {EACH} each | " + " | ".join(found) + " |", "|---|" + "---|" * len(found)]
    lines += [f"| {name} | " + " | ".join(cells) + " |" for name, cells in rows_of(found).items()]
    return "\n".join(lines)


def main() -> int:
    print(table(measure(EACH)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
