"""What the tests need is found where it may be, and named where it is not."""

from pathlib import Path

import pytest

from tests.support.system import (
    Need,
    apt_get,
    find_chromium,
    find_postgresql,
    lacking,
    missing,
)

HERE, AWAY = Path("/here"), None


def program(path: Path, status: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\nexit {status}\n")
    path.chmod(0o755)
    return path


def test_the_browser_that_is_named_comes_before_the_one_on_the_path(tmp_path: Path) -> None:
    named = program(tmp_path / "mine" / "browser")
    program(tmp_path / "bin" / "chromium")
    environment = {"PATH": str(tmp_path / "bin"), "FURUSATO_CHROMIUM": str(named)}
    assert find_chromium(environment) == named


def test_a_named_browser_that_is_not_there_is_missing_even_if_another_is(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "chromium")
    environment = {"PATH": str(tmp_path / "bin"), "FURUSATO_CHROMIUM": str(tmp_path / "no")}
    assert find_chromium(environment) is None


def test_a_browser_that_does_not_run_is_passed_over(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "chromium-browser", status=1)
    chrome = program(tmp_path / "bin" / "google-chrome")
    assert find_chromium({"PATH": str(tmp_path / "bin")}) == chrome


def test_no_browser_at_all(tmp_path: Path) -> None:
    assert find_chromium({"PATH": str(tmp_path)}, runs=lambda _: False) is None


def test_postgresql_on_the_path_is_taken_through_its_links(tmp_path: Path) -> None:
    initdb = program(tmp_path / "opt" / "pg" / "bin" / "initdb")
    link = tmp_path / "bin" / "initdb"
    link.parent.mkdir()
    link.symlink_to(initdb)
    assert find_postgresql(str(link.parent), tmp_path / "none") == initdb.parent


def test_the_newest_postgresql_is_taken_by_number_not_by_letter(tmp_path: Path) -> None:
    for version in ("9.6", "15", "broken"):
        program(tmp_path / "lib" / version / "bin" / "initdb")
    found = find_postgresql(str(tmp_path / "none"), tmp_path / "lib")
    assert found == tmp_path / "lib" / "15" / "bin"


def test_no_postgresql_at_all(tmp_path: Path) -> None:
    assert find_postgresql(str(tmp_path), tmp_path / "lib") is None


def test_only_what_is_not_there_is_missing() -> None:
    there, away = Need("A", "a", lambda: HERE), Need("B", "b", lambda: AWAY)
    assert missing([there, away]) == [away]


@pytest.mark.parametrize(
    ("user", "programs", "asks", "expected"),
    [
        (0, {"apt-get"}, False, ["/bin/apt-get"]),
        (0, set(), False, None),
        (1000, {"apt-get"}, False, None),
        (1000, {"apt-get", "sudo"}, True, None),
        (
            1000,
            {"apt-get", "sudo"},
            False,
            ["/bin/sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive", "/bin/apt-get"],
        ),
        (1000, {"sudo"}, False, None),
    ],
)
def test_packages_are_installed_only_where_nobody_needs_to_be_asked(
    user: int, programs: set[str], asks: bool, expected: list[str] | None
) -> None:
    def which(name: str) -> str | None:
        return f"/bin/{name}" if name in programs else None

    assert apt_get(user, which, lambda _: asks) == expected


def test_what_is_lacking_is_one_line_with_the_package_of_each() -> None:
    needs = [Need("Chromium", "chromium", lambda: AWAY), Need("PostgreSQL", "pg", lambda: AWAY)]
    line = lacking(needs)
    assert "\n" not in line
    assert "Chromium (Debian: chromium), PostgreSQL (Debian: pg)" in line
    assert "FURUSATO_CHROMIUM" in line


def test_the_browser_setting_is_not_spoken_of_when_the_browser_is_there() -> None:
    assert "FURUSATO_CHROMIUM" not in lacking([Need("PostgreSQL", "pg", lambda: AWAY)])
