"""The phones: one Node process with the real replica, driven line by line.

One command, one answer, and nothing happens in between (`pwa/src/replica/testing/simulation`).
"""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from tests.support.twin import PWA, bundle, node

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
    script = bundle(SOURCE, directory / "phones.mjs")
    if change is not None:
        script.write_text(change(script.read_text()))
    with subprocess.Popen(
        [node(), script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            yield Phones(process)
        finally:
            process.kill()
