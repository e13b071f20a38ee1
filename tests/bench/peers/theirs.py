"""Another system: its server and its phones as processes of Node."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.peers.figures import (
    EACH,
    HISTORY,
    NEW,
    PHONES,
    RTT_S,
    VISITS,
    Figures,
    Trip,
)
from tests.support.link import Link, link
from tests.support.live import cpu_seconds_of
from tests.support.twin import node

HERE = Path(__file__).parent


class Phones:
    """`direct` is the server's own port, for what is not measured."""

    def __init__(self, process: subprocess.Popen[str], far: Link, direct: int) -> None:
        self._process, self._far, self._direct = process, far, direct

    def do(self, op: str, **command: Any) -> float:
        """The seconds that it took."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"op": op, **command}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError(f"the phones died at {op} {command}")
        return float(json.loads(line)["seconds"])

    def near(self, op: str, **command: Any) -> None:
        self.do(op, port=self._direct, direct=self._direct, **command)

    def trip(self, op: str, **command: Any) -> Trip:
        up, down = self._far.up, self._far.down
        seconds = self.do(op, port=self._far.port, direct=self._direct, **command)
        return Trip(self._far.up - up, self._far.down - down, seconds)


@contextmanager
def _process(*words: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [node(), *words],
        cwd=HERE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def measure(peer: str) -> Figures:
    with (
        TemporaryDirectory() as directory,
        _process(f"{peer}-server.mjs", directory) as server,
        _process("phones.mjs", peer) as process,
    ):
        assert server.stdout is not None
        direct = int(server.stdout.readline())
        with link(direct) as far:
            far.rtt_s = RTT_S
            phones = Phones(process, far, direct)
            phones.do("write", name="a", count=VISITS)
            w1 = phones.trip("sync", name="a")
            # Over the link: checkpoints are by address. And twice: what one way brought is
            # looked at on the other way once more.
            for name in ("a", "b", "b"):
                phones.trip("sync", name=name)
            w2 = phones.trip("sync", name="a")
            phones.do("write", name="a", count=NEW)
            phones.near("sync", name="a")
            w3 = phones.trip("sync", name="b")
            cpu = cpu_seconds_of(server.pid)
            seconds = phones.do("push", phones=PHONES, count=EACH, port=direct)
            cpu = cpu_seconds_of(server.pid) - cpu
            phones.do("write", name="c", count=HISTORY - VISITS - NEW)
            phones.near("sync", name="c")
            far.rtt_s = 0.0
            boot = phones.trip("begin", name="d")
    pushed = PHONES * EACH
    return Figures(w1, w2, w3, boot, pushed / seconds, cpu / pushed * 1000)
