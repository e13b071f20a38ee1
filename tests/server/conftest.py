"""An installation for each test of the server, on each kind of database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.installation import Installation, installation


@pytest.fixture
async def village(migrated_url: str, tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(migrated_url, tmp_path) as opened:
        yield opened
