"""Members of a live installation whose phones are in Python: to be scanned at a desk.

    mori, hayashi = members_of(server, 2)
    staff.see(code_picture(mori.shows()))

For tests in which the member's own screens are not the point.
"""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx

from server.cards.presentation import STEP_SECONDS, present
from tests.support.authenticator import CHANGE, EnrolledDevice, Passkey, sign_up
from tests.support.device import make_device
from tests.support.live import LiveServer
from tests.support.village import TOWN


@dataclass(frozen=True)
class Member:
    """`cards` are credentials by body, `cookies` the session of the member's browser."""

    phone: EnrolledDevice
    cards: dict[int, bytes]
    numbers: dict[int, int]
    cookies: dict[str, str]

    def shows(self, body: int = int(TOWN), *, later: int = 0) -> str:
        """The text of the live code, as of so many seconds from now."""
        return self.shows_card(self.cards[body], later=later)

    def shows_card(self, packed: bytes, *, later: int = 0) -> str:
        """The same with any credential that names this phone."""
        step = (int(time.time()) + later) // STEP_SECONDS
        return present(packed, step, self.phone.sign)


def members_of(server: LiveServer, count: int, town: str = TOWN) -> list[Member]:
    """Registered now; in a thread of its own: Playwright's loop runs in the caller's."""

    async def make() -> list[Member]:
        return [await _member(server, town) for _ in range(count)]

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(make())).result()


async def _member(server: LiveServer, town: str) -> Member:
    async with httpx.AsyncClient(base_url=server.origin, headers=CHANGE) as client:
        account = await sign_up(client, Passkey(origin=server.origin))
        answer = await client.post("/api/registrations", json={"body": town})
        if answer.is_error:
            raise AssertionError(answer.text)
        phone = await make_device(client, account)
        await phone.sync()
        cards = {body: card.credential for body, card in phone.cards.items()}
        numbers = {body: item.member for body, item in phone.registrations.items()}
        return Member(phone.enrolled, cards, numbers, dict(client.cookies))
