"""What the tests need from the system: found, or installed where that is allowed, or named.

`python -m tests.support.system` exits 0 when everything is there.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
BROWSER_ELSEWHERE = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
POSTGRESQL_DIRECTORIES = Path("/usr/lib/postgresql")
"""Where Debian puts a directory for each major version, off the path."""


class Need(NamedTuple):
    name: str
    package: str
    """Debian's package that holds it."""
    find: Callable[[], Path | None]


def find_chromium(
    environment: Mapping[str, str], runs: Callable[[Path], bool] | None = None
) -> Path | None:
    """The browser that FURUSATO_CHROMIUM names, else the first on the path that runs.

    Ubuntu's `chromium-browser` is there without the browser: a script which says so.
    """
    runs = runs or _runs
    if named := environment.get("FURUSATO_CHROMIUM"):
        return Path(named) if runs(Path(named)) else None
    path = environment.get("PATH", os.defpath)
    found = (shutil.which(name, path=path) for name in (*BROWSERS, BROWSER_ELSEWHERE))
    return next((Path(name) for name in found if name and runs(Path(name))), None)


def _runs(program: Path) -> bool:
    try:
        return (
            subprocess.run(
                [program, "--version"], capture_output=True, timeout=30, check=False
            ).returncode
            == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


@cache
def _chromium_once() -> Path | None:
    return find_chromium(os.environ)


def chromium() -> Path:
    """The browser for the tests. Raises `RuntimeError` when there is none."""
    found = _chromium_once()
    if found is None:
        raise RuntimeError("Chromium is missing: just system")
    return found


def find_postgresql(
    path: str | None = None, directories: Path = POSTGRESQL_DIRECTORIES
) -> Path | None:
    """The directory of PostgreSQL's server programs, the newest if there are several."""
    on_path = shutil.which("initdb", path=path)
    if on_path:
        return Path(on_path).resolve().parent
    versions = sorted(directories.glob("*/bin/initdb"), key=_version)
    return versions[-1].parent if versions else None


def _version(initdb: Path) -> float:
    try:
        return float(initdb.parts[-3])
    except ValueError:
        return 0.0


def find_japanese_font() -> Path | None:
    if sys.platform == "darwin":
        return Path("/System/Library/Fonts")  # Hiragino comes with the system
    if not shutil.which("fc-list"):
        return None
    listed = subprocess.run(
        ["fc-list", ":lang=ja", "file"], capture_output=True, text=True, check=False
    ).stdout
    first = listed.split("\n", 1)[0].rstrip(": ")
    return Path(first) if first else None


NEEDS = (
    Need("Chromium", "chromium", lambda: find_chromium(os.environ)),
    Need("PostgreSQL", "postgresql", find_postgresql),
    Need("a Japanese font", "fonts-noto-cjk", find_japanese_font),
)


def missing(needs: Iterable[Need] = NEEDS) -> list[Need]:
    return [need for need in needs if need.find() is None]


def apt_get(
    user: int, which: Callable[[str], str | None], sudo_asks: Callable[[str], bool]
) -> list[str] | None:
    """How this user may call Debian's package manager; None where that is not so."""
    apt, sudo = which("apt-get"), which("sudo")
    if apt is None:
        return None
    if user == 0:
        return [apt]
    if sudo is None or sudo_asks(sudo):
        return None
    # sudo drops the environment, so the setting goes behind it.
    return [sudo, "-n", "env", "DEBIAN_FRONTEND=noninteractive", apt]


def _sudo_asks(sudo: str) -> bool:
    return subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode != 0


def install(command: Sequence[str], needs: Sequence[Need]) -> None:
    """Tries; whether it worked shows in `missing` afterwards."""
    packages = ["fontconfig", *(need.package for need in needs)]
    print(f"Installing {', '.join(packages)} (once, takes a minute or two) …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(
            [*command, "-qq", *words],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=False,
        )


def lacking(needs: Sequence[Need]) -> str:
    """One line that says what to do."""
    names = ", ".join(f"{need.name} (Debian: {need.package})" for need in needs)
    hint = "; FURUSATO_CHROMIUM=… names a browser elsewhere" if _has_browser(needs) else ""
    return f"The tests need {names}. Please install, and run again{hint}."


def _has_browser(needs: Iterable[Need]) -> bool:
    return any(need.package == "chromium" for need in needs)


def main() -> int:
    needs = missing()
    command = apt_get(os.geteuid(), shutil.which, _sudo_asks)
    if needs and command:
        install(command, needs)
        needs = missing()
    if needs:
        print(lacking(needs), file=sys.stderr)
    return 1 if needs else 0


if __name__ == "__main__":
    sys.exit(main())
