"""What a week of visits costs to send, and what it costs to find nothing new.

The phone of staff, ready for offline work, scans 500 visits of 50 members in a week without a
network. Then it syncs with a real server over HTTP until the server has acknowledged everything and
the phone has been told everything: a week later that is a newly signed status list. Then it syncs
again. Bytes are those of the HTTP bodies as they
travel, without headers; a round trip is a POST.
"""

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path

import httpx

from server.app.clock import DAY_MS, wall_clock
from tests.bench.desks import Desk, found_desks, set_up
from tests.bench.registry import AT_MOST, Budget, bench
from tests.support.live import live_server
from tests.support.offices import KAWAKAMI

VISITS, MEMBERS, DAYS = 500, 50, 7


@dataclass
class Meter:
    """Counts what goes through a client."""

    posts: int = 0
    up: int = 0
    down: int = 0

    async def count(self, response: httpx.Response) -> None:
        await response.aread()
        self.posts += 1
        self.up += len(response.request.content)
        self.down += response.num_bytes_downloaded


def syncs() -> tuple[Meter, Meter]:
    """The sync that brings the week, and the one after it."""
    with tempfile.TemporaryDirectory() as directory:
        data = Path(directory) / "data"
        (desk,) = set_up(data, lambda village: found_desks(village, [KAWAKAMI], MEMBERS), DAYS + 1)
        with live_server(data) as server:
            return asyncio.run(_syncs(desk, server.origin))


async def _syncs(desk: Desk, origin: str) -> tuple[Meter, Meter]:
    phone = desk.phone
    now = wall_clock()
    desk.write_visits(VISITS, now - DAYS * DAY_MS, now)
    week = await _metered(desk, origin)
    nothing = await _metered(desk, origin)
    if phone.stored != VISITS or phone.rulings:
        raise AssertionError(f"{phone.stored} stored, {len(phone.rulings)} of them ruled on")
    return week, nothing


async def _metered(desk: Desk, origin: str) -> Meter:
    meter = Meter()
    async with httpx.AsyncClient(
        base_url=origin, event_hooks={"response": [meter.count]}
    ) as desk.phone.client:
        await desk.phone.sync()
    return meter


@bench(
    Budget("sync.500.round_trips", "", AT_MOST, 1, "500 offline check-ins, once connected"),
    Budget("sync.500.up_bytes", "bytes", AT_MOST, 16_000, "body of the request"),
    Budget("sync.500.down_bytes", "bytes", AT_MOST, 300, "body of the reply"),
    Budget("sync.empty.up_bytes", "bytes", AT_MOST, 100, "nothing new: body of the request"),
    Budget("sync.empty.down_bytes", "bytes", AT_MOST, 100, "nothing new: body of the reply"),
)
def sync() -> dict[str, float]:
    week, nothing = syncs()
    return {
        "sync.500.round_trips": week.posts,
        "sync.500.up_bytes": week.up,
        "sync.500.down_bytes": week.down,
        "sync.empty.up_bytes": nothing.up,
        "sync.empty.down_bytes": nothing.down,
    }
