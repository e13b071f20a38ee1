"""What a week of visits costs to send, and what it costs to find nothing new.

The phone of staff, ready for offline work, scans 500 visits of 50 members in a week without a
network, the cards' numbers anywhere below 100,000. Then it syncs with a real server over HTTP until
the server has acknowledged everything and the phone has been told everything: a week later that is
a newly signed status list. Then it syncs again. Then the same once more, keeping the holders'
signatures. Bytes are those of the HTTP bodies as they travel, without headers; a round trip is a
POST. The week goes over a link of 400 ms there and back: the time is that from opening the
connection (itself a round trip) to the reply.
"""

import asyncio
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from server.app.clock import DAY_MS, wall_clock
from tests.bench.desks import Desk, found_desks, set_up
from tests.bench.registry import AT_MOST, Budget, bench
from tests.support.link import link
from tests.support.live import live_server
from tests.support.offices import KAWAKAMI, TENRI

VISITS, MEMBERS, DAYS = 500, 50, 7
FAR_S = 0.4


@dataclass
class Meter:
    """Counts what goes through a client."""

    posts: int = 0
    up: int = 0
    down: int = 0
    seconds: float = 0.0

    async def count(self, response: httpx.Response) -> None:
        await response.aread()
        self.posts += 1
        self.up += len(response.request.content)
        self.down += response.num_bytes_downloaded


def syncs() -> tuple[Meter, Meter, Meter]:
    """The sync that brings the week, the one after it, and another desk's that brings proofs."""
    with tempfile.TemporaryDirectory() as directory:
        data = Path(directory) / "data"
        desk, other = set_up(
            data, lambda village: found_desks(village, [KAWAKAMI, TENRI], MEMBERS), DAYS + 1
        )
        with live_server(data) as server, link(server.port) as far:
            far.rtt_s = FAR_S
            return asyncio.run(_syncs(desk, other, server.origin, f"http://localhost:{far.port}"))


async def _syncs(desk: Desk, other: Desk, origin: str, far: str) -> tuple[Meter, Meter, Meter]:
    now = wall_clock()
    desk.write_visits(VISITS, now - DAYS * DAY_MS, now)
    other.write_visits(VISITS, now - DAYS * DAY_MS, now, proofs=True)
    week = await _metered(desk, far)
    nothing = await _metered(desk, origin)
    proofs = await _metered(other, origin)
    for phone in (desk.phone, other.phone):
        if phone.stored != VISITS or phone.rulings:
            raise AssertionError(f"{phone.stored} stored, {len(phone.rulings)} of them ruled on")
    return week, nothing, proofs


async def _metered(desk: Desk, origin: str) -> Meter:
    meter = Meter()
    async with httpx.AsyncClient(
        base_url=origin, event_hooks={"response": [meter.count]}
    ) as desk.phone.client:
        began = time.perf_counter()
        await desk.phone.sync()
        meter.seconds = time.perf_counter() - began
    return meter


@bench(
    Budget("sync.500.round_trips", "", AT_MOST, 1, "500 offline check-ins, once connected"),
    Budget("sync.500.up_bytes", "bytes", AT_MOST, 16_000, "body of the request"),
    Budget("sync.500.up_bytes_with_proof", "bytes", AT_MOST, 50_000, "the same, with proofs"),
    Budget("sync.500.down_bytes", "bytes", AT_MOST, 300, "body of the reply"),
    Budget("sync.500.ms_at_400ms_rtt", "ms", AT_MOST, 1_000, "from no connection to the reply"),
    Budget("sync.empty.up_bytes", "bytes", AT_MOST, 100, "nothing new: body of the request"),
    Budget("sync.empty.down_bytes", "bytes", AT_MOST, 100, "nothing new: body of the reply"),
)
def sync() -> dict[str, float]:
    week, nothing, proofs = syncs()
    return {
        "sync.500.round_trips": week.posts,
        "sync.500.up_bytes": week.up,
        "sync.500.up_bytes_with_proof": proofs.up,
        "sync.500.down_bytes": week.down,
        "sync.500.ms_at_400ms_rtt": round(week.seconds * 1000),
        "sync.empty.up_bytes": nothing.up,
        "sync.empty.down_bytes": nothing.down,
    }
