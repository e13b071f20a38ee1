"""Ours: phones in Python, a real `furusato serve` with its database on disk."""

import asyncio
import statistics
import time
from contextlib import redirect_stderr
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import httpx

from schemas.entries import PROOF_BYTES
from server.app.clock import DAY_MS, MINUTE_MS, wall_clock
from tests.bench.desks import database_of
from tests.bench.ingest import on_sqlite
from tests.bench.peers.figures import HISTORY, NEW, RTT_S, VISITS, Figures, Trip
from tests.support.device import Device, make_device
from tests.support.installation import ManualClock, installation
from tests.support.link import Link, link
from tests.support.live import live_server
from tests.support.scene import Scene, village_scene

A_DAY, RENEWAL_DAYS = 1000, 7
DAYS = HISTORY // A_DAY


class Village(NamedTuple):
    """`newcomer` is a member's phone that never synced."""

    scene: Scene
    colleague: Device
    newcomer: Device


async def _found(data: Path) -> Village:
    """20,000 visits of history, and 500 that the desk has not sent."""
    clock = ManualClock(wall_clock() - (DAYS + 1) * DAY_MS)
    with (data / "log").open("w") as log, redirect_stderr(log):
        async with installation(database_of(data), data, clock=clock) as village:
            scene = await village_scene(village)
            newcomer = await make_device(scene.member.browser, scene.member.account)
            colleague = await scene.new_phone(scene.staff)
            for day in range(DAYS):
                if day % RENEWAL_DAYS == 0:
                    await scene.member_phone.sync()
                clock.advance(DAY_MS)
                _visit(scene, A_DAY)
                await scene.staff_phone.exchange()
            await scene.member_phone.sync()
            await colleague.sync()
    return Village(scene, colleague, newcomer)


def _visit(scene: Scene, count: int, *, proofs: bool = False) -> None:
    now = scene.now
    for n in range(count):
        proof = n.to_bytes(2) * (PROOF_BYTES // 2) if proofs else b""
        scene.scan(ms=now - (count - n) * MINUTE_MS, proof=proof)


async def _trips(
    village: Village, far: Link, direct: str, *, proofs: bool
) -> tuple[Trip, Trip, Trip, Trip]:
    scene, colleague, newcomer = village
    desk = scene.staff_phone
    scene.village.clock.now = wall_clock()
    _visit(scene, VISITS, proofs=proofs)
    w1 = await _trip(desk, far)
    w2 = await _trip(desk, far)
    await _sync(colleague, direct)
    _visit(scene, NEW, proofs=proofs)
    await _sync(desk, direct)
    w3 = await _trip(colleague, far)
    far.rtt_s = 0.0
    boot = await _trip(newcomer, far)
    if desk.stored != len(desk.log) or desk.rulings:
        raise AssertionError(f"{desk.stored} stored, {len(desk.rulings)} of them ruled on")
    return w1, w2, w3, boot


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
        data = Path(directory)
        village = asyncio.run(_found(data))
        with live_server(data) as server, link(server.port) as far:
            far.rtt_s = RTT_S
            w1, w2, w3, boot = asyncio.run(_trips(village, far, server.origin, proofs=proofs))
    rounds = on_sqlite().w4
    rate = statistics.median(one.rate for one in rounds)
    cpu = statistics.median(one.cpu for one in rounds)
    return Figures(w1, w2, w3, boot, rate, cpu)
