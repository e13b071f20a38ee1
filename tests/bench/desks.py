"""Desks of town offices with visits to push: what the benches of the server begin with.

An installation is set up through the app itself, some days ago by its clock; then a real
`furusato serve` is started on the same files, as a process of its own, with the time of day.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import redirect_stderr
from dataclasses import dataclass
from pathlib import Path

from schemas.entries import PROOF_BYTES, CheckIn
from server.app.clock import DAY_MS, MINUTE_MS, wall_clock
from server.app.settings import settings_from
from server.cards.tables import card_series
from server.registry.registering import register
from tests.support.device import Device, make_device
from tests.support.installation import Installation, ManualClock, installation
from tests.support.offices import Person, admin, person

CARDS_BETWEEN = 1999
"""How many cards of others were given out before each that comes here."""


@dataclass
class Desk:
    """A phone of staff at a place, ready for offline work, and the cards of those who come."""

    office: Person
    phone: Device
    body: int
    place: int
    cards: Sequence[int]

    def write_visits(
        self, count: int, from_ms: int, until_ms: int, *, proofs: bool = False
    ) -> None:
        """Scans that staff make without a network, anybody's at any time in between."""
        chance = random.Random(from_ms)  # noqa: S311 - the same visits at each run
        for at in sorted(chance.randrange(from_ms, until_ms) for _ in range(count)):
            card = chance.choice(self.cards)
            drift = chance.choice((0, -1))  # a code is often read in the step after it was drawn
            proof = chance.randbytes(PROOF_BYTES) if proofs else b""
            self.phone.append(CheckIn(at, 0, self.place, self.body, card, drift, 0, proof))


def database_of(data: Path) -> str:
    """The URL that `furusato serve` uses for this directory."""
    return settings_from({}, data=data).database_url


def set_up(
    data: Path,
    found: Callable[[Installation], Awaitable[list[Desk]]],
    days_ago: int,
    database_url: str = "",
) -> list[Desk]:
    """Makes the installation in `data` and closes it: the phones need a new `client` then."""

    async def run() -> list[Desk]:
        clock = ManualClock(wall_clock() - days_ago * DAY_MS)
        url = database_url or database_of(data)
        async with installation(url, data, clock=clock) as village:
            return await found(village)

    data.mkdir(parents=True, exist_ok=True)
    with (data / "set-up.log").open("w") as log, redirect_stderr(log):
        return asyncio.run(run())


async def found_desks(village: Installation, bodies: Sequence[int], members: int) -> list[Desk]:
    """A desk in each of the bodies, and members with a card of every one of them."""
    offices = [(body, await _office(village, body)) for body in bodies]
    cards = [await _member(village, bodies) for _ in range(members)]
    return [await _desk(village, body, office, cards) for body, office in offices]


async def _office(village: Installation, body: int) -> Person:
    village.clock.advance(MINUTE_MS)  # so many in one minute are not let in
    return await admin(village, body)


async def _member(village: Installation, bodies: Sequence[int]) -> dict[int, int]:
    """The card's number at each body."""
    village.clock.advance(MINUTE_MS)
    somebody = await person(village)
    async with village.database.writing() as conn:
        # As among the many cards of a town: numbers of every size.
        await conn.execute(card_series.update().values(last=card_series.c.last + CARDS_BETWEEN))
        for body in bodies:
            await register(conn, village.keystore, somebody.account, body, False, village.clock())
    phone = await make_device(somebody.browser, somebody.account)
    await phone.sync()
    return {body: card.card for body, card in phone.cards.items()}


async def _desk(
    village: Installation, body: int, office: Person, cards: Sequence[dict[int, int]]
) -> Desk:
    village.clock.advance(MINUTE_MS)
    place = await office.post(
        f"/api/office/{body:06d}/places", {"name": "村の湯", "english": "", "kind": "bath"}
    )
    phone = await make_device(office.browser, office.account)
    await phone.sync()
    return Desk(office, phone, body, place.json()["id"], [of_one[body] for of_one in cards])
