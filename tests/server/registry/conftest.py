"""What the tests of standings share."""

from collections.abc import Awaitable, Callable

import pytest

from server.app.clock import DAY_MS
from server.registry.sweep import sweep_registrations
from server.sweep.run import no_progress
from tests.support.installation import Installation
from tests.support.scene import Scene, village_scene

Sweep = Callable[[], Awaitable[int]]


@pytest.fixture
async def scene(village: Installation) -> Scene:
    return await village_scene(village)


@pytest.fixture
def sweep(village: Installation) -> Sweep:
    """Everything due at this moment."""

    async def run() -> int:
        return await sweep_registrations(
            village.database, village.keystore, village.clock, no_progress
        )

    return run


@pytest.fixture
def work(scene: Scene) -> Callable[[int], Awaitable[None]]:
    """The member clears snow on so many days in a row, up to today, and everyone has synced."""

    async def days(count: int) -> None:
        for at in range(count):
            if at:
                scene.village.clock.advance(DAY_MS)
            await scene.member_phone.sync()
            scene.scan(project=scene.project)
            await scene.staff_phone.sync()
        await scene.member_phone.sync()

    return days
