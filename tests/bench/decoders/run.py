"""Runs `measure.mjs`, and weighs what a decoder loads."""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.support.twin import PWA, bundle, node

HERE = Path(__file__).resolve().parent
WASM = PWA / "node_modules" / "zxing-wasm" / "dist" / "reader" / "zxing_reader.wasm"


class Figures(NamedTuple):
    """`decoded` by kind of picture; times in milliseconds, of frames with a code and without."""

    decoded: dict[str, int]
    misread: int
    ms: list[float]
    empty_ms: list[float]


def measure(count: int, names: Sequence[str] = ()) -> dict[str, Figures]:
    """`count` pictures of each kind; without names all decoders, which must be installed."""
    with tempfile.TemporaryDirectory() as directory:
        script = bundle(PWA / "src" / "scan" / "testing" / "bench.ts", Path(directory) / "scan.mjs")
        done = subprocess.run(
            [node(), HERE / "measure.mjs", script, WASM, str(count), *names],
            capture_output=True,
            text=True,
            check=True,
        )
    raw = json.loads(done.stdout)
    return {name: Figures(**figures) for name, figures in raw.items()}


def brotli_bytes(content: bytes) -> int:
    """By Node, which has it built in."""
    script = (
        "process.stdout.write(String(require('zlib').brotliCompressSync("
        "require('fs').readFileSync(0)).length))"
    )
    done = subprocess.run([node(), "-e", script], input=content, capture_output=True, check=True)
    return int(done.stdout)


def weight(entry: str, wasm: Path | None) -> int:
    """Bytes of brotli that a module, named as in an import, and its wasm come to."""
    with tempfile.TemporaryDirectory(dir=HERE) as directory:
        source = Path(directory) / "entry.mjs"
        source.write_text(f"import * as library from {entry!r};\nglobalThis.library = library;\n")
        code = bundle(source, Path(directory) / "out.mjs", platform="browser").read_bytes()
    return brotli_bytes(code) + (brotli_bytes(wasm.read_bytes()) if wasm else 0)
