"""The installation's name, keys and health; and that the sample keeps to itself."""

from pathlib import Path

import pytest

from schemas.sync import PROTOCOL_VERSION
from server import __version__
from server.app.clock import wall_clock
from server.app.instance import WrongDatabase
from server.app.serving import prepare
from server.app.settings import Settings
from tests.support.authenticator import sign_up
from tests.support.installation import Installation, installation


async def test_an_empty_installation_says_so(village: Installation) -> None:
    instance = (await village.client.get("/api/instance")).json()
    assert instance["empty"] is True
    assert instance["sample"] is False
    assert instance["protocol"] == PROTOCOL_VERSION
    assert instance["version"] == __version__
    await sign_up(village.client)
    assert (await village.client.get("/api/instance")).json()["empty"] is False


async def test_name_and_keys_outlive_a_restart(database_url: str, tmp_path: Path) -> None:
    async with installation(database_url, tmp_path) as village:
        first = (await village.client.get("/api/instance")).json()
        made = await sign_up(village.client)
        cookies = dict(village.client.cookies)
    async with installation(database_url, tmp_path) as village:
        again = (await village.client.get("/api/instance")).json()
        assert (again["id"], again["root_key"]) == (first["id"], first["root_key"])
        village.client.cookies.update(cookies)
        assert (await village.client.get("/api/account")).json()["account"] == made.id


async def test_the_sample_never_enters_a_database_in_use(database_url: str, tmp_path: Path) -> None:
    async with installation(database_url, tmp_path):
        pass
    with pytest.raises(BaseExceptionGroup) as raised:
        async with installation(database_url, tmp_path, sample=True):
            pass
    assert raised.group_contains(WrongDatabase)


async def test_health(village: Installation) -> None:
    answer = await village.client.get("/health")
    assert answer.json() == {"status": "ok", "version": __version__}


async def test_health_tells_when_the_database_does_not_answer(village: Installation) -> None:
    async with village.database.engine.begin() as conn:
        await conn.exec_driver_sql("DROP TABLE instance")
    answer = await village.client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["code"] == "unavailable"


async def test_preparing_again_changes_nothing_but_the_code(
    database_url: str, tmp_path: Path
) -> None:
    settings = Settings(
        data=tmp_path / "data",
        database_url=database_url,
        origin="http://localhost:8000",
        web=tmp_path,
    )
    first = await prepare(settings, wall_clock)
    second = await prepare(settings, wall_clock)
    assert first is not None
    assert second is not None
    assert first != second
    assert settings.data.stat().st_mode & 0o777 == 0o700
