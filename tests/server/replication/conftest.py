"""A migrated database of each kind, without an application around it."""

from collections.abc import AsyncIterator

import pytest

from server.database import Database
from server.database.migrate import migrate


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    await migrate(opened)
    yield opened
    await opened.close()
