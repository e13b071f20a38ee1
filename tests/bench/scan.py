"""From a frame of the camera to the answer on the staff's screen; and how many a minute.

A staff phone that was prepared and has no network since; before its camera members' live codes
follow one another, five a second, as fast as nobody comes. Each is decoded, verified against the
lists that the phone holds and recorded in its log; the app itself notes how long that took, from
the frame until the answer was drawn (`performance.measure` in `pwa/src/staff/scan-page.tsx`).

How many a minute is of the same run, until all are recorded: whose code no frame caught, comes by
once more. Nobody is faster than 300 here.
"""

import statistics
import tempfile
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import expect, sync_playwright

from tests.bench.registry import AT_LEAST, AT_MOST, Budget, bench
from tests.browser.acts import join_as_staff, wait_until_offline_ready
from tests.support.browser import phone
from tests.support.live import live_server
from tests.support.members import members_of
from tests.support.picture import code_picture
from tests.support.village import found_village

VISITORS = 20
A_SECOND = 5
NOTED = """performance.getEntriesByName('scan.verdict')
  .map(({ startTime, duration }) => [startTime, duration])"""


class Noted(NamedTuple):
    """When the frame was taken, and how long the answer took, ms."""

    at: float
    took: float


def verdicts() -> list[Noted]:
    """One for each visitor, in the order in which they came, and for who came again meanwhile."""
    with (
        tempfile.TemporaryDirectory() as directory,
        live_server(Path(directory) / "data") as server,
        sync_playwright() as playwright,
        phone(playwright, Path(directory) / "phone") as staff,
    ):
        village = found_village(server)
        visitors = members_of(server, VISITORS)
        join_as_staff(staff, village.invite)
        wait_until_offline_ready(staff)
        staff.set_offline(True)
        codes = [code_picture(visitor.shows()) for visitor in visitors]
        staff.see(*codes, a_second=A_SECOND)
        staff.page.goto(f"{server.origin}/staff/scan")
        # Each was valid, and is recorded.
        count = staff.page.locator("[data-count]")
        expect(count).to_have_attribute("data-count", str(VISITORS), timeout=20_000)
        staff.wait_until(f"{NOTED}.length >= {VISITORS}")
        noted: list[tuple[float, float]] = staff.page.evaluate(NOTED)
        return [Noted(*one) for one in noted]


@bench(
    Budget("scan.verdict_ms", "ms", AT_MOST, 100, "camera frame to verdict, offline, median"),
    Budget("scan.cards_per_min", "", AT_LEAST, 120, "recorded one after the other, of 300 shown"),
)
def verdict() -> dict[str, float]:
    noted = verdicts()
    minutes = (noted[-1].at + noted[-1].took - noted[0].at) / 60_000
    return {
        "scan.verdict_ms": round(statistics.median(one.took for one in noted[:VISITORS]), 1),
        "scan.cards_per_min": round((VISITORS - 1) / minutes),
    }


if __name__ == "__main__":
    # python -m tests.bench.scan: each visitor
    print(*(f"{one.took:.0f}" for one in verdicts()))
