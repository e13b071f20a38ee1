"""Ours: phones in Python, a real `furusato serve` with its database on disk."""

import asyncio
import time
from contextlib import redirect_stderr
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from server.app.clock import DAY_MS, wall_clock
from tests.bench.desks import Desk, database_of, found_desks, set_up
from tests.bench.ingest import cpu_of, on_sqlite, rate_of
from tests.bench.peers.figures import HISTORY, NEW, RTT_S, VISITS, Figures, Trip
from tests.support.device import Device, make_device
from tests.support.installation import Installation, ManualClock, installation
from tests.support.link import Link, link
from tests.support.live import live_server
from tests.support.offices import KAWAKAMI
from tests.support.scene import village_scene

MEMBERS, DAYS, A_DAY = 50, 7, 1000
JUST_MS = 50
"""Since the sync before: what is older would have been in it."""


def _desks(data: Path) -> tuple[Desk, Device]:
    """A desk that was offline for a week, and a second phone of the same person."""
    others: list[Device] = []

    async def found(village: Installation) -> list[Desk]:
        (desk,) = await found_desks(village, [KAWAKAMI], MEMBERS)
        others.append(await make_device(desk.office.browser, desk.office.account))
        return [desk]

    (desk,) = set_up(data, found, DAYS + 1)
    return desk, others[0]


async def _trips(
    desk: Desk, other: Device, far: Link, direct: str, *, proofs: bool
) -> tuple[Trip, Trip, Trip]:
    now = wall_clock()
    desk.write_visits(VISITS, now - DAYS * DAY_MS, now - DAY_MS, proofs=proofs)
    w1 = await _trip(desk.phone, far)
    await _sync(desk.phone, direct)
    w2 = await _trip(desk.phone, far)
    await _sync(other, direct)
    now = wall_clock()
    desk.write_visits(NEW, now - JUST_MS, now, proofs=proofs)
    await _sync(desk.phone, direct)
    w3 = await _trip(other, far)
    if desk.phone.stored != VISITS + NEW or desk.phone.rulings:
        raise AssertionError(f"{desk.phone.stored} stored, {len(desk.phone.rulings)} ruled on")
    return w1, w2, w3


async def _newcomer(data: Path) -> Device:
    """A member's phone that never synced, after 20,000 visits."""
    clock = ManualClock(wall_clock() - (HISTORY // A_DAY + 1) * DAY_MS)
    with (data / "log").open("w") as log, redirect_stderr(log):
        async with installation(database_of(data), data, clock=clock) as village:
            scene = await village_scene(village)
            newcomer = await make_device(scene.member.browser, scene.member.account)
            for day in range(HISTORY // A_DAY):
                if day % DAYS == 0:  # the card that is scanned gets renewed
                    await scene.member_phone.sync()
                clock.advance(DAY_MS)
                for n in range(A_DAY):
                    scene.scan(ms=scene.now - (A_DAY - n) * (DAY_MS // A_DAY // 2))
                await scene.staff_phone.exchange()
            if scene.staff_phone.rulings:
                raise AssertionError(f"{len(scene.staff_phone.rulings)} visits are ruled on")
    return newcomer


async def _trip(phone: Device, far: Link) -> Trip:
    up, down = far.up, far.down
    seconds = await _sync(phone, f"http://localhost:{far.port}")
    return Trip(far.up - up, far.down - down, seconds)


async def _sync(phone: Device, origin: str) -> float:
    async with httpx.AsyncClient(base_url=origin) as phone.client:
        began = time.perf_counter()
        await phone.sync()
        return time.perf_counter() - began


def measure(*, proofs: bool) -> Figures:
    with TemporaryDirectory() as directory:
        data = Path(directory) / "data"
        desk, other = _desks(data)
        with live_server(data) as server, link(server.port) as far:
            far.rtt_s = RTT_S
            w1, w2, w3 = asyncio.run(_trips(desk, other, far, server.origin, proofs=proofs))
    with TemporaryDirectory() as directory:
        data = Path(directory)
        newcomer = asyncio.run(_newcomer(data))
        with live_server(data) as server, link(server.port) as far:
            boot = asyncio.run(_trip(newcomer, far))
    rounds = on_sqlite().w4
    return Figures(w1, w2, w3, boot, rate_of(rounds), cpu_of(rounds))
