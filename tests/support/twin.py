"""The TypeScript twin of `sync/` behind a pipe: bundled once, asked line by line."""

import json
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PWA = ROOT / "pwa"


class Twin:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, requests: Iterable[dict[str, Any]]) -> list[Any]:
        """An answer a request: its value, or "malformed". Anything else the twin says raises."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the twin has no pipes")
        asked = list(requests)
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        replies = json.loads(self._process.stdout.readline())
        for request, reply in zip(asked, replies, strict=True):
            if "ok" not in reply and reply["error"] != "malformed":
                raise AssertionError(f"{request} -> {reply['error']}")
        return [reply.get("ok", "malformed") for reply in replies]


def bundle(entry: Path, out: Path, *, platform: str = "node") -> Path:
    """All of a module's code in one file, `out`, for Node or (minified) for a browser."""
    subprocess.run(
        [
            node(),
            PWA / "node_modules" / "rolldown" / "bin" / "cli.mjs",
            entry,
            "--file",
            out,
            "--platform",
            platform,
            "--format",
            "esm",
            "--inlineDynamicImports",
            *(["--minify"] if platform == "browser" else []),
        ],
        cwd=PWA,
        check=True,
        capture_output=True,
    )
    return out


def node() -> str:
    found = shutil.which("node")
    if found is None:
        raise RuntimeError("Node is missing: `just node`")
    return found


@contextmanager
def twin(directory: Path) -> Iterator[Twin]:
    script = bundle(PWA / "src" / "replica" / "twin.ts", directory / "twin.mjs")
    with subprocess.Popen(
        [node(), script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Twin(process)
        finally:
            process.kill()
