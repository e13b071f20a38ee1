"""Databases for the tests: each storage test runs on real SQLite and on real PostgreSQL."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.postgres import Cluster, cluster

# How long one example takes tells of the machine's other work, not of the law.
settings.register_profile("furusato", deadline=None, print_blob=True)
settings.load_profile("furusato")

_names = (f"test_{number}" for number in itertools.count(1))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    with cluster() as started:
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
