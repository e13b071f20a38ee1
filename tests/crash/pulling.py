"""The plug pulled at any moment while phones push what they recorded, again and again.

Each round a real server is started on the same data; every phone pushes 50 visits a request as fast
as it is answered; at a moment that the seed draws, all of the server's processes get SIGKILL. Then
the database is looked at as it lies: what was acknowledged is in it, once, and `furusato verify`
has nothing to say. In the next round the phones go on as phones do: what was not acknowledged is
sent again.
"""

import asyncio
import random
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import httpx
import sqlalchemy as sa

from server.app.clock import wall_clock
from server.catalogue import all_bodies
from server.database import Database
from server.replication.tables import evidence, segment
from tests.bench.desks import Desk, database_of, found_desks, set_up
from tests.support.audit import differences_of, faults_of
from tests.support.live import LiveServer

DESKS, MEMBERS, VISITS = 20, 3, 50
SPAN_MS = 60_000
LONGEST_SECONDS = 0.12
"""How long after the first answer the plug is pulled, at most: some requests a phone."""


class Lost(AssertionError):
    """Something acknowledged is not there, or is there twice."""


class Tally(NamedTuple):
    """`hits`: kills while requests were under way. `entries`: stored in the end."""

    kills: int
    hits: int
    entries: int


class Life(NamedTuple):
    """Of one installation, on a database of this kind, from its beginning."""

    kind: str
    url: str
    kills: int
    seed: int


def live(life: Life) -> Tally:
    """Raises `Lost`."""
    with TemporaryDirectory() as data:
        return Pull(Path(data), life.url).run(life.kills, life.seed)


class Pull:
    """Phones and a server that is killed, on one database."""

    def __init__(self, data: Path, url: str = "") -> None:
        self._url = url or database_of(data)
        self._desks = set_up(data, lambda village: found_desks(village, _towns(), MEMBERS), 1, url)
        self._server = LiveServer(data, database_url=url)
        self._acknowledged = dict.fromkeys((desk.phone.id for desk in self._desks), 0)

    def run(self, kills: int, seed: int) -> Tally:
        """Raises `Lost`."""
        chance = random.Random(seed)  # noqa: S311 - moments that can be drawn again
        hits = 0
        for _ in range(kills):
            self._server.start()
            try:
                hits += asyncio.run(self._round(chance.uniform(0, LONGEST_SECONDS)))
            finally:
                self._server.kill()
            asyncio.run(self._look())
        self._server.start()
        try:
            asyncio.run(self._finish())
        finally:
            self._server.stop()
        return Tally(kills, hits, asyncio.run(self._look(complete=True)))

    async def _round(self, seconds: float) -> bool:
        """Whether the kill came while requests were under way."""
        answered = asyncio.Event()
        under_way: set[bytes] = set()
        pushing = [
            asyncio.create_task(self._push(at, desk, answered, under_way))
            for at, desk in enumerate(self._desks)
        ]
        await asyncio.wait(
            [asyncio.create_task(answered.wait()), *pushing], return_when="FIRST_COMPLETED"
        )
        await asyncio.sleep(seconds)  # not a wait for something: the moment that the seed drew
        hit = bool(under_way)
        self._server.kill()
        await asyncio.gather(*pushing)
        return hit

    async def _push(
        self, at: int, desk: Desk, answered: asyncio.Event, under_way: set[bytes]
    ) -> None:
        """Until the server is gone. A phone that is told of a gap or a fork would raise."""
        phone = desk.phone
        async with self._client(at) as phone.client:
            while True:
                if phone.stored == len(phone.log):
                    now = wall_clock()
                    desk.write_visits(VISITS, now - SPAN_MS, now)
                under_way.add(phone.id)
                try:
                    await phone.exchange()
                except httpx.TransportError:
                    return
                finally:
                    under_way.discard(phone.id)
                self._acknowledged[phone.id] = max(self._acknowledged[phone.id], phone.stored)
                answered.set()

    async def _finish(self) -> None:
        """Every phone syncs until nothing is left."""
        for at, desk in enumerate(self._desks):
            async with self._client(at) as desk.phone.client:
                await desk.phone.sync()
            self._acknowledged[desk.phone.id] = desk.phone.stored

    def _client(self, number: int) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=self._server.origin, headers={"X-Forwarded-For": f"10.0.0.{number}"}
        )

    async def _look(self, *, complete: bool = False) -> int:
        """How many entries are stored, with the server down. Raises `Lost`."""
        database = Database(self._url)
        try:
            faults = await faults_of(database)
            differences = await differences_of(database)
            async with database.reading() as conn:
                rows = await conn.execute(
                    sa.select(
                        segment.c.device,
                        sa.func.max(segment.c.last),
                        sa.func.sum(segment.c.last - segment.c.first + 1),
                    ).group_by(segment.c.device)
                )
                stored = {name: (last, int(count)) for name, last, count in rows}
                standing = await conn.scalar(sa.select(sa.func.sum(evidence.c.standing)))
        finally:
            await database.close()
        if faults or differences:
            raise Lost(f"{faults} {differences}")
        for name, acknowledged in self._acknowledged.items():
            last, count = stored.get(name, (0, 0))
            if last < acknowledged or count != last:
                raise Lost(
                    f"{name.hex()}: {acknowledged} acknowledged, {count} stored up to {last}"
                )
        entries = sum(count for _, count in stored.values())
        if entries != int(standing or 0):
            raise Lost(f"{entries} stored, {standing} count")
        if complete and entries != sum(len(desk.phone.log) for desk in self._desks):
            raise Lost(f"{entries} stored of what the phones hold")
        return entries


def _towns() -> Sequence[int]:
    return [body.code for body in all_bodies() if body.code != body.prefecture][:DESKS]
