"""500 check-ins from one phone's screen to another's camera, neither with a network.

The log of a week (visits of 50 members, the cards' numbers anywhere below 100,000) is sealed as an
owner's phone seals it, and its codes follow one another before the fake camera of a phone in real
Chromium, four a second, as the app shows them. Seconds are from the camera's first picture until
the phone carries the parcel. Then the same with the holders' proofs.
"""

import random
import secrets
import tempfile
import time
from pathlib import Path

import httpx
from playwright.sync_api import expect, sync_playwright
from webauthn.helpers import base64url_to_bytes

from schemas.entries import PROOF_BYTES, CheckIn
from schemas.sync import CHALLENGE_BYTES, SIGNATURE_BYTES, SyncRequest
from server.app.clock import DAY_MS, wall_clock
from server.cards.sealing import seal
from sync.courier import Content, Parcel, encode_content, installation_tag, parcel_info
from sync.log import encode_entry
from sync.message import encode_request
from sync.packing import pack
from tests.bench.registry import AT_MOST, Budget, bench
from tests.support.browser import Phone, phone
from tests.support.live import LiveServer, live_server
from tests.support.make_courier_vectors import frames
from tests.support.offices import KAWAKAMI
from tests.support.picture import code_picture

VISITS, MEMBERS, DAYS = 500, 50, 7
A_SECOND = 4
MOST_SECONDS = 120


def request_of(visits: int, *, proofs: bool) -> bytes:
    """What the staff's phone would post."""
    chance = random.Random(visits)  # noqa: S311 - the same visits at each run
    now = wall_clock()
    cards = [chance.randrange(100_000) for _ in range(MEMBERS)]
    entries = [
        CheckIn(
            at,
            0,
            3,
            KAWAKAMI,
            chance.choice(cards),
            chance.choice((0, -1)),
            0,
            chance.randbytes(PROOF_BYTES) if proofs else b"",
        )
        for at in sorted(chance.randrange(now - DAYS * DAY_MS, now) for _ in range(visits))
    ]
    packed = pack([encode_entry(entry) for entry in entries])
    request = SyncRequest(1, bytes(12), 1, packed, bytes(20), 1, 0)
    return encode_request(
        request, bytes(CHALLENGE_BYTES), bytes(32), lambda _: secrets.token_bytes(SIGNATURE_BYTES)
    )


def codes(server: LiveServer, *, proofs: bool) -> list[str]:
    """The texts of the codes that the owner's phone shows."""
    instance = httpx.get(f"{server.origin}/api/instance").json()
    key = instance["sealing_key"]
    point = base64url_to_bytes(key["public_key"])
    tag = installation_tag(instance["id"])
    header = Parcel(tag, base64url_to_bytes(key["id"]), secrets.token_bytes(16), b"").header
    plain = encode_content(Content(point, [request_of(VISITS, proofs=proofs)]))
    return frames(header + seal(point, parcel_info(header), plain))


def seconds_to_take(courier: Phone, server: LiveServer, texts: list[str]) -> float:
    courier.see(*[code_picture(text) for text in texts], a_second=A_SECOND)
    page = courier.page
    page.goto(f"{server.origin}/courier/take")
    expect(page.locator(".finder")).to_be_visible()
    expect(page.locator(".finder-wait")).to_have_count(0)
    began = time.monotonic()
    expect(page.locator(".notice-good")).to_be_visible(timeout=MOST_SECONDS * 1000)
    return time.monotonic() - began


@bench(
    Budget("courier.500.codes", "", AT_MOST, 10, "QR codes for 500 check-ins"),
    Budget("courier.500.seconds", "s", AT_MOST, 5, "from the first picture until all is read"),
    Budget("courier.500.codes_with_proof", "", AT_MOST, 100, "the same, with proofs"),
    Budget("courier.500.seconds_with_proof", "s", AT_MOST, 60, "the same, with proofs"),
)
def courier() -> dict[str, float]:
    with (
        tempfile.TemporaryDirectory() as directory,
        live_server(Path(directory) / "data") as server,
        sync_playwright() as playwright,
        phone(playwright, Path(directory) / "phone") as taker,
    ):
        without, proven = codes(server, proofs=False), codes(server, proofs=True)
        return {
            "courier.500.codes": len(without),
            "courier.500.seconds": round(seconds_to_take(taker, server, without), 1),
            "courier.500.codes_with_proof": len(proven),
            "courier.500.seconds_with_proof": round(seconds_to_take(taker, server, proven), 1),
        }
