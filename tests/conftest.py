"""Databases for the tests: each storage test runs on real SQLite and on real PostgreSQL."""

import asyncio
import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from server.database import Database
from server.database.migrate import migrate
from tests.support.postgres import Cluster, cluster

# How long one example takes tells of the machine's other work, not of the law.
settings.register_profile("furusato", deadline=None, print_blob=True)
settings.load_profile("furusato")

_names = (f"test_{number}" for number in itertools.count(1))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    with cluster(in_memory=True) as started:
        yield started


@pytest.fixture
def postgres_url(postgres: Cluster) -> Iterator[str]:
    """An empty PostgreSQL database."""
    name = next(_names)
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An empty SQLite database."""
    return f"sqlite+aiosqlite:///{tmp_path}/furusato.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database, of each kind in turn."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "furusato.db"
    _migrated(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: Cluster) -> str:
    name = "migrated"
    _migrated(postgres.url(name))
    return name


def _migrated(url: str) -> None:
    async def run() -> None:
        database = Database(url)
        await migrate(database)
        await database.close()

    asyncio.run(run())


@pytest.fixture
def migrated_sqlite_url(sqlite_template: Path, sqlite_url: str) -> str:
    shutil.copyfile(sqlite_template, sqlite_url.partition("///")[2])
    return sqlite_url


@pytest.fixture
def migrated_postgres_url(postgres: Cluster, postgres_template: str) -> Iterator[str]:
    name = next(_names)
    yield postgres.url(name, template=postgres_template)
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest) -> str:
    """A database with its tables, copied from one that the migrations made; of each kind."""
    name = "migrated_sqlite_url" if request.param == "sqlite" else "migrated_postgres_url"
    url: str = request.getfixturevalue(name)
    return url
