"""What it takes to look through a whole database: `furusato verify`, which also recomputes all.

100 phones push 500 visits each, once and then nine times more; each time the command runs, as a
process of its own. Memory is the most that it held at any moment. What is there before the first
entry, Python and its libraries, is most of it: the ratio says whether anything grows with history.
"""

import asyncio
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from tests.bench.desks import set_up
from tests.bench.ingest import DESKS, LARGE, Phones, disk, found_hundred
from tests.bench.registry import AT_LEAST, AT_MOST, Budget, bench
from tests.support.live import live_server

FEW, MANY = 1, 10
"""Rounds of 50,000 entries."""


_VERIFY = """import atexit, sys
from server.cli import main
atexit.register(lambda: print(open("/proc/self/status").read(), file=sys.stderr))
main()"""
"""The command, which tells in the end what it used. (What the system tells of a child counts its
parent, from before it was another program.)"""


class Look(NamedTuple):
    """Seconds, and the most memory (KiB)."""

    seconds: float
    memory: int


def _verify(data: Path) -> Look:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _VERIFY, "verify", "--data", str(data)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise AssertionError(done.stdout + done.stderr)
    (memory,) = re.findall(r"VmHWM:\s+(\d+) kB", done.stderr)
    return Look(time.perf_counter() - began, int(memory))


def looks() -> tuple[Look, Look]:
    with disk() as data:
        desks = set_up(data, found_hundred, MANY // 2 + 2)
        found = []
        phones: Phones | None = None
        done = 0
        for rounds in (FEW, MANY):
            with live_server(data) as server:
                phones = phones or Phones(desks, server, MANY // 2 + 1)
                phones.server = server
                asyncio.run(_push(phones, rounds - done))
            done = rounds
            found.append(_verify(data))
        return found[0], found[1]


async def _push(phones: Phones, rounds: int) -> None:
    await phones.connect()
    for _ in range(rounds):
        await phones.push(LARGE)


@bench(
    Budget("audit.memory_ratio", "", AT_MOST, 1.1, "verify: 500,000 entries to 50,000"),
    Budget("audit.entries_per_s", "1/s", AT_LEAST, 10_000, "verify, 500,000 entries"),
)
def audit() -> dict[str, float]:
    few, many = looks()
    return {
        "audit.memory_ratio": round(many.memory / few.memory, 3),
        "audit.entries_per_s": round(DESKS * LARGE * MANY / many.seconds),
    }
