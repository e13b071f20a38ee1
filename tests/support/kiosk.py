"""The screen of a place on a live installation, as a device in Python: what it shows at any time.

    screen = screen_of(server, village, village.bath)
    phone.see(code_picture(screen.shows()))

For tests in which the tablet's own page is not the point.
"""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
from webauthn.helpers import bytes_to_base64url

from schemas.feed import KioskItem
from server.cards.kiosk_code import live_url
from server.cards.presentation import STEP_SECONDS
from tests.support.authenticator import CHANGE, EnrolledDevice
from tests.support.device import make_device
from tests.support.live import LiveServer
from tests.support.village import TOWN, Village


@dataclass(frozen=True)
class PlaceScreen:
    device: EnrolledDevice
    certificate: bytes
    origin: str

    def shows(self, *, later: int = 0) -> str:
        """The text of the live code, as of so many seconds from now."""
        step = (int(time.time()) + later) // STEP_SECONDS
        return live_url(self.certificate, step, self.device.sign, origin=self.origin)


def screen_of(server: LiveServer, village: Village, place: int) -> PlaceScreen:
    """A device of the office's, made the place's screen; in a thread of its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(_screen(server, village, place))).result()


async def _screen(server: LiveServer, village: Village, place: int) -> PlaceScreen:
    async with httpx.AsyncClient(
        base_url=server.origin, headers=CHANGE, cookies=village.office
    ) as client:
        account = (await client.get("/api/account")).json()["account"]
        device = await make_device(client, account)
        answer = await client.post(
            f"/api/office/{TOWN}/places/{place}/kiosks",
            json={"device": bytes_to_base64url(device.id)},
        )
        if answer.is_error:
            raise AssertionError(answer.text)
        await device.sync()
        item = device.items[KioskItem, place]
        assert isinstance(item, KioskItem)
        return PlaceScreen(device.enrolled, item.certificate, server.origin)
