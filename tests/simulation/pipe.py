"""The phones: one Node process with the real replica, driven line by line.

One command, one answer, and nothing happens in between (`pwa/src/replica/testing/simulation`).
"""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

ROOT = Path(__file__).resolve().parents[2]
PWA = ROOT / "pwa"
SOURCE = PWA / "src" / "replica" / "testing" / "simulation" / "phones.ts"

Event = dict[str, Any]


class PhonesFailed(AssertionError):
    """The Node side threw what no phone should."""


class Answer(NamedTuple):
    """`left`: tasks that still wait, because the command said how many to run."""

    result: Any
    events: list[Event]
    left: int


class Phones:
    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the phones have no pipes")
        self._in, self._out = process.stdin, process.stdout

    def send(self, op: str, **command: Any) -> Answer:
        """Raises `PhonesFailed`."""
        self._in.write(msgspec.json.encode({"op": op, **command}) + b"\n")
        self._in.flush()
        line = self._out.readline()
        if not line:
            raise PhonesFailed(f"the phones died at {op} {command}")
        answer = msgspec.json.decode(line)
        if "error" in answer:
            raise PhonesFailed(f"{op} {command}: {answer['error']}")
        return Answer(answer.get("result"), answer["events"], answer["left"])


@contextmanager
def phones(directory: Path, change: Callable[[str], str] | None = None) -> Iterator[Phones]:
    """`change` may put a fault into the bundle."""
    node = shutil.which("node")
    if node is None:
        raise RuntimeError("Node is missing: `just node`")
    bundle = directory / "phones.mjs"
    subprocess.run(
        [
            node,
            PWA / "node_modules" / "rolldown" / "bin" / "cli.mjs",
            SOURCE,
            "--file",
            bundle,
            "--platform",
            "node",
            "--format",
            "esm",
            "--inlineDynamicImports",
        ],
        cwd=PWA,
        check=True,
        capture_output=True,
    )
    if change is not None:
        bundle.write_text(change(bundle.read_text()))
    with subprocess.Popen([node, bundle], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield Phones(process)
        finally:
            process.kill()
