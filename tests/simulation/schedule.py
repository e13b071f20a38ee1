"""A run from its seed, and the world that all runs of a process begin in."""

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from tests.simulation.happenings import CLOCKS, something, tastes_of
from tests.simulation.healing import check, heal
from tests.simulation.model import Handset
from tests.simulation.oracle import Facts
from tests.simulation.pipe import phones
from tests.simulation.run import Run, World, name_of
from tests.simulation.server import open_server
from tests.simulation.village import OPENED_MS, PHONES, QUOTA, make_world, numbers_of

SIZES = (4, 6, 8, 10, 12, 16)
"""How many things happen before all is well again: most faults need few."""
CROWDS = (2, 2, 2, 2, 3, 3, 4)
"""How many phones take part."""


async def simulate(
    world: World, seed: int, tell: Callable[[str], None] | None = None, most: int | None = None
) -> Run:
    """Raises `Violation`, or whatever the system throws. `most` cuts the run short."""
    run = Run(world, seed, tell)
    world.server.put_back()
    run.send("reset", keysUsed=len(PHONES))
    crowd = run.random.sample(range(len(PHONES)), run.random.choice(CROWDS))
    for number in sorted(crowd):
        phone = PHONES[number]
        handset = Handset(phone.id, phone.account, phone.staff_of, name_of(number))
        handset.offset = run.random.choice(CLOCKS)
        run.handsets[phone.id] = handset
        template = f"template {phone.id}"
        run.send("restore", phone=phone.id, account=phone.account, **{"from": template})
        run.open(handset)
    run.tastes = tastes_of(run.random)
    size = run.random.choice(SIZES)
    for _ in range(size if most is None else min(size, most)):
        run.steps += 1
        await something(run)
    await heal(run)
    await check(run)
    return run


@asynccontextmanager
async def open_world(
    directory: Path, change: Callable[[str], str] | None = None
) -> AsyncIterator[World]:
    """One for each process: what takes long is done once. `change` may put a fault into the app."""
    with phones(directory, change) as pipe:
        async with open_server(directory, OPENED_MS) as server:
            places = await make_world(server, pipe)
            facts = Facts(
                bodies={place.id: place.body for place in places},
                numbers=await numbers_of(server),
                staff={phone.account: phone.staff_of for phone in PHONES if phone.staff_of},
                designated=frozenset(place.project for place in places),
                quota=QUOTA,
            )
            gc.collect()
            gc.freeze()
            before = gc.get_threshold()
            gc.set_threshold(100_000, 20, 100)
            try:
                yield World(server, pipe, tuple(places), facts)
            finally:
                gc.set_threshold(*before)
                gc.unfreeze()
