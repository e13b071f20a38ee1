"""What the tests need from the system: found, or installed where that is allowed, or named.

`python -m tests.support.system` exits 0 when everything is there.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class Need(NamedTuple):
    name: str
    package: str
    """Debian's package that holds it."""
    find: Callable[[], Path | None]


def chromium() -> Path | None:
    """The browser: FURUSATO_CHROMIUM, or what is on the path."""
    named = os.environ.get("FURUSATO_CHROMIUM")
    if named:
        return Path(named) if Path(named).exists() else None
    found = (shutil.which(n) for n in ("chromium", "chromium-browser", "google-chrome"))
    return next((Path(path) for path in found if path), None)


def postgresql() -> Path | None:
    """The directory of PostgreSQL's server programs, the newest if there are several."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    return versions[-1].parent if versions else None


def _version(path: Path) -> float:
    try:
        return float(path.parts[-3])
    except ValueError:
        return 0.0


def japanese_font() -> Path | None:
    if not shutil.which("fc-list"):
        return None
    listed = subprocess.run(
        ["fc-list", ":lang=ja", "file"], capture_output=True, text=True, check=False
    ).stdout
    first = listed.split("\n", 1)[0].rstrip(": ")
    return Path(first) if first else None


NEEDS = (
    Need("Chromium", "chromium", chromium),
    Need("PostgreSQL", "postgresql", postgresql),
    Need("a Japanese font", "fonts-noto-cjk", japanese_font),
)


def missing(needs: tuple[Need, ...] = NEEDS) -> list[Need]:
    return [need for need in needs if need.find() is None]


def install(needs: list[Need]) -> bool:
    """By Debian's package manager, where this user may; False where not."""
    apt = shutil.which("apt-get")
    if not apt:
        return False
    front: list[str] = []
    if os.geteuid() != 0:
        sudo = shutil.which("sudo")
        if not sudo or subprocess.run([sudo, "-n", "true"], check=False).returncode:
            return False
        front = [sudo, "-n"]
    packages = ["fontconfig", *(need.package for need in needs)]
    print(f"Installing {', '.join(packages)} (once) …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}

    def run(*words: str) -> bool:
        done = subprocess.run(
            [*front, apt, *words], env=environment, stdout=subprocess.DEVNULL, check=False
        )
        return done.returncode == 0

    run("update", "-qq")
    return run("install", "-y", "-qq", *packages)


def main() -> int:
    lacking = missing()
    if lacking and install(lacking):
        lacking = missing()
    if lacking:
        names = ", ".join(f"{need.name} (Debian: {need.package})" for need in lacking)
        print(f"The tests need {names}. Please install, and run again.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
