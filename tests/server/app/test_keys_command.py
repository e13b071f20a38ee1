"""`furusato keys`, given while the server runs: what it says, and what the server makes of it."""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from hashlib import sha256
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner, Result

from schemas.feed import TrustItem
from server.app.clock import MINUTE_MS, wall_clock
from server.app.instance import SEALING_KEY_RENEWED_SECONDS, SEALING_KEY_SECONDS
from server.app.settings import PROJECT
from server.cards import trust_list
from server.cards.key_change import (
    ROOT_ANNOUNCED_SECONDS,
    ROOT_KEY_SECONDS,
    ROOT_RENEW_SECONDS,
)
from server.cards.keystore import (
    ROOT,
    SEALING,
    KeyInfo,
    WithdrawnKeyError,
    body_key,
    root_key,
)
from server.cards.lists import KEY_RENEW_SECONDS, KEY_SECONDS, YEAR_SECONDS
from server.cards.rules import RENEW_SECONDS
from server.cli import cli
from tests.support.installation import Installation, ManualClock, installation
from tests.support.offices import KAWAKAMI, admin, told

BATH = {"name": "村の湯", "english": "Village bath", "kind": "bath"}
KID = re.compile(r"^  ([0-9a-f]{8})  (.*)$", re.MULTILINE)

Command = Callable[..., Awaitable[Result]]


@pytest.fixture
async def town(migrated_url: str, tmp_path: Path) -> AsyncIterator[Installation]:
    """By the machine's own time, as the command goes by that."""
    async with installation(migrated_url, tmp_path, clock=ManualClock(wall_clock())) as opened:
        yield opened


@pytest.fixture
def keys(town: Installation) -> Command:
    def run(*arguments: str, answer: str = "") -> Result:
        outer: dict[str, str | None] = {n: None for n in os.environ if n.startswith("FURUSATO_")}
        return CliRunner().invoke(
            cli,
            ["keys", *arguments],
            input=answer,
            env=outer | town.settings.environment(),
        )

    async def given(*arguments: str, answer: str = "") -> Result:
        return await asyncio.to_thread(run, *arguments, answer=answer)  # it runs a loop of its own

    return given


def signing(town: Installation, body: int = KAWAKAMI) -> KeyInfo:
    key = body_key(town.keystore, body, wall_clock() // 1000)
    assert key is not None
    return key


async def trusted(town: Installation) -> set[bytes]:
    """The key ids of the list that every phone is told, under the root that signs now."""
    (item,) = [i for i in await told(town, "nobody") if isinstance(i, TrustItem)]
    root = root_key(town.keystore, wall_clock() // 1000)
    assert root is not None
    return {key.kid for key in trust_list.verify(item.signed, root.public_key).keys}


def lose(town: Installation, key: KeyInfo) -> None:
    (town.settings.data / "keys" / f"{key.kid.hex()}.key").unlink()


async def test_the_keys_are_shown_with_their_fingerprints(
    town: Installation, keys: Command
) -> None:
    await admin(town)
    shown = await keys()
    assert shown.exit_code == 0, shown.output
    assert (await keys("list")).stdout == shown.stdout
    assert "川上村 · Kawakami" in shown.stdout
    assert "root" in shown.stdout
    assert "sealing" in shown.stdout
    states = dict(KID.findall(shown.stdout))
    assert len(states) == 3
    assert all("有効 · in force" in state for state in states.values())
    key = signing(town)
    digest = sha256(key.public_key).hexdigest()
    assert " ".join(re.findall("....", digest)) in shown.stdout


async def test_a_rotated_key_overlaps(town: Installation, keys: Command) -> None:
    await admin(town)
    first = signing(town)
    rotated = await keys("rotate", str(KAWAKAMI))
    assert rotated.exit_code == 0, rotated.output
    (second,) = await trusted(town) - {first.kid}
    assert second.hex() in rotated.stdout
    seconds = (wall_clock() + MINUTE_MS) // 1000
    key = body_key(town.keystore, KAWAKAMI, seconds)
    assert key is not None
    assert key.kid == second
    assert (await keys()).exit_code == 0


@pytest.mark.parametrize("whose", [ROOT, SEALING])
async def test_root_and_sealing_keys_rotate(town: Installation, keys: Command, whose: int) -> None:
    name = {ROOT: "root", SEALING: "sealing"}[whose]
    await admin(town)
    assert (await keys("rotate", name)).exit_code == 0
    assert len([key for key in town.keystore.list_keys() if key.body == whose]) == 2
    if whose == ROOT:
        assert "これから有効 · future" in (await keys()).stdout
        again = await keys("rotate", "root")
        assert again.exit_code == 1
        assert "announced already" in again.stderr


async def test_a_lost_key_is_shown_and_followed(town: Installation, keys: Command) -> None:
    await admin(town)
    lost = signing(town)
    assert (await keys("create", str(KAWAKAMI))).exit_code == 1
    lose(town, lost)
    shown = await keys()
    assert shown.exit_code == 1
    assert str(KAWAKAMI) in shown.stderr
    assert "private half missing" in dict(KID.findall(shown.stdout))[lost.kid.hex()]

    made = await keys("create", str(KAWAKAMI))
    assert made.exit_code == 0, made.output
    assert await trusted(town) == {lost.kid, signing(town).kid}
    assert (await keys()).exit_code == 0


@pytest.mark.parametrize("whose", [ROOT, SEALING])
async def test_a_lost_root_or_sealing_key_is_followed(
    town: Installation, keys: Command, whose: int
) -> None:
    await admin(town)
    (lost,) = [key for key in town.keystore.list_keys() if key.body == whose]
    lose(town, lost)
    assert (await keys()).exit_code == 1
    assert (await keys("create", {ROOT: "root", SEALING: "sealing"}[whose])).exit_code == 0
    assert (await keys()).exit_code == 0
    assert await trusted(town) == {signing(town).kid}


async def test_a_leaked_key_is_withdrawn_for_the_running_server_too(
    town: Installation, keys: Command
) -> None:
    chief = await admin(town)
    await chief.post(f"/api/office/{KAWAKAMI}/places", BATH)
    leaked = signing(town)
    done = await keys("withdraw", leaked.kid.hex(), "--reason", "盗難", "--yes")
    assert done.exit_code == 0, done.output
    with pytest.raises(WithdrawnKeyError):
        town.keystore.sign(leaked.kid, b"m")
    assert await trusted(town) == {signing(town).kid}
    assert "村の湯" in done.stdout
    assert "renewed at their holders' next sync: 0" in done.stdout
    assert (await chief.get(f"/api/office/{KAWAKAMI}/places")).json()[0]["code_serial"] == 2
    line = dict(KID.findall((await keys()).stdout))[leaked.kid.hex()]
    assert "取り消し · withdrawn" in line
    assert "盗難" in line

    again = await keys("withdraw", leaked.kid.hex(), "--reason", "again", "--yes")
    assert again.exit_code == 0
    assert "村の湯" not in again.stdout
    assert await trusted(town) == {signing(town).kid}
    assert "盗難" in dict(KID.findall((await keys()).stdout))[leaked.kid.hex()]


@pytest.mark.parametrize("whose", [ROOT, SEALING])
async def test_a_leaked_root_or_sealing_key_is_withdrawn(
    town: Installation, keys: Command, whose: int
) -> None:
    await admin(town)
    (leaked,) = [key for key in town.keystore.list_keys() if key.body == whose]
    done = await keys("withdraw", leaked.kid.hex(), "--reason", "x", "--yes")
    assert done.exit_code == 0, done.output
    assert signing(town, whose).kid != leaked.kid
    assert await trusted(town) == {signing(town).kid}
    instance = (await town.client.get("/api/instance")).text
    assert leaked.kid.hex() not in instance


async def test_withdrawing_is_asked_about(town: Installation, keys: Command) -> None:
    await admin(town)
    key = signing(town)
    for answer in ("", "n\n"):
        refused = await keys("withdraw", key.kid.hex(), "--reason", "x", answer=answer)
        assert refused.exit_code == 1
        assert signing(town) == key
    assert "印刷" in refused.stdout
    agreed = await keys("withdraw", key.kid.hex(), "--reason", "x", answer="y\n")
    assert agreed.exit_code == 0
    assert signing(town) != key


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["rotate", "999999"], "999999"),
        (["rotate", "290009"], "奈良県"),
        (["create", "村"], "村"),
        (["withdraw", "00000000", "--reason", "x", "--yes"], "00000000"),
        (["withdraw", "00000000", "--reason", " ", "--yes"], "--reason"),
        (["withdraw", "00000000", "--reason", "x" * 201, "--yes"], "200"),
    ],
)
async def test_what_cannot_be_done_is_said(
    town: Installation, keys: Command, arguments: list[str], words: str
) -> None:
    await admin(town)
    before = town.keystore.list_keys()
    refused = await keys(*arguments)
    assert refused.exit_code == 1
    assert words in refused.stderr
    assert "Traceback" not in refused.output
    assert town.keystore.list_keys() == before


def plain(*arguments: str, **environment: str) -> Result:
    outer: dict[str, str | None] = {n: None for n in os.environ if n.startswith("FURUSATO_")}
    return CliRunner().invoke(cli, arguments, env=outer | environment)


def test_where_nothing_is_nothing_is_made(tmp_path: Path) -> None:
    for arguments in (["list"], ["create", "root"], ["rotate", "root"]):
        ended = plain("keys", *arguments, "--data", str(tmp_path / "nowhere"))
        assert ended.exit_code == 1
        assert "serve" in ended.stderr


def test_loose_keys_are_refused_by_serve_and_by_keys(tmp_path: Path) -> None:
    plain("migrate", "--data", str(tmp_path))
    plain("keys", "create", "root", "--data", str(tmp_path))
    (path,) = (tmp_path / "keys").glob("*.key")
    path.chmod(0o640)
    for arguments in (["serve", "--port", "1"], ["keys", "list"]):
        ended = plain(*arguments, "--data", str(tmp_path))
        assert ended.exit_code == 1
        assert "0600" in ended.stderr
        assert "Traceback" not in ended.output


def test_another_store_takes_the_place_of_the_files(tmp_path: Path) -> None:
    """The seam for a key management service."""
    service = {"FURUSATO_KEYSTORE": "tests.support.keystores:open_service"}
    plain("migrate", "--data", str(tmp_path))
    made = plain("keys", "create", "root", "--data", str(tmp_path), **service)
    assert made.exit_code == 0, made.output
    assert "in force" in plain("keys", "--data", str(tmp_path), **service).stdout
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize(
    "name",
    ["nowhere", "no_such_module:open", "tests.support.keystores:none", "os:getcwd"],
)
def test_a_store_that_is_none_is_said(tmp_path: Path, name: str) -> None:
    ended = plain("keys", "--data", str(tmp_path), FURUSATO_KEYSTORE=name)
    assert ended.exit_code == 1
    assert "FURUSATO_KEYSTORE" in ended.stderr


PAGE = (PROJECT / "server" / "cards" / "README.md").read_text()


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("| the operator | {} years | with 1 year left; phones", ROOT_KEY_SECONDS // YEAR_SECONDS),
        ("with {} year left; phones are told", ROOT_RENEW_SECONDS // YEAR_SECONDS),
        ("phones are told {} days before it signs", ROOT_ANNOUNCED_SECONDS // 86400),
        ("it signs {} days later", ROOT_ANNOUNCED_SECONDS // 86400),
        ("each body | {} years | with 1 year left", KEY_SECONDS // YEAR_SECONDS),
        ("5 years | with {} year left", KEY_RENEW_SECONDS // YEAR_SECONDS),
        ("| {} years | after 1 year", SEALING_KEY_SECONDS // YEAR_SECONDS),
        ("3 years | after {} year", SEALING_KEY_RENEWED_SECONDS // YEAR_SECONDS),
        ("renewed ({} days before they end", RENEW_SECONDS // 86400),
    ],
)
def test_times_are_as_stated(words: str, value: int) -> None:
    assert words.format(value) in PAGE


def test_the_page_about_keys_names_every_sub_command_and_no_other() -> None:
    group = getattr(get_command(cli), "commands", {})["keys"]
    assert set(re.findall(r"^    furusato keys (\w+)", PAGE, re.MULTILINE)) == set(group.commands)
