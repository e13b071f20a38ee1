"""A migrated database of each kind, without an application around it."""

from collections.abc import AsyncIterator

import pytest

from server.database import Database


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[Database]:
    opened = Database(migrated_url)
    yield opened
    await opened.close()
