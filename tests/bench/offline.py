"""How long a member waits for the card in the valley.

A member's phone with a real card, no network, the browser started anew on its profile. Each run has
nothing in memory: a page in a process of its own, the service worker stopped, the processor four
times slower. It goes to the app's address and ends when the frame that shows the live code has been
drawn; it begins where the browser itself says that the navigation began.

The first page after the browser's own start is not counted: headless Chromium then loads a dozen
pages of its own.
"""

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.bench.registry import AT_MOST, Budget, bench
from tests.browser.acts import register, wait_until_offline_ready
from tests.support.browser import Phone, phone
from tests.support.live import live_server
from tests.support.village import TOWN_NAME, found_village

RUNS = 10
SLOWER = 4

# Runs before anything of the page: the message comes when the frame that holds the code is drawn.
WATCH = """
new MutationObserver((_, observer) => {
  if (!document.querySelector(".card-live svg.qr path")) return;
  observer.disconnect();
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => console.debug("code painted", performance.now());
    port2.postMessage(null);
  });
}).observe(document, { childList: true, subtree: true });
"""


def cold_starts(runs: int = RUNS, slower: float = SLOWER) -> list[float]:
    """Milliseconds from the start of the navigation until the code is on the screen."""
    with (
        tempfile.TemporaryDirectory() as directory,
        live_server(Path(directory) / "data") as server,
        sync_playwright() as playwright,
        phone(playwright, Path(directory) / "phone") as member,
    ):
        found_village(server)
        register(member, server.origin, "奈良 川上村", TOWN_NAME)
        wait_until_offline_ready(member)
        member.set_offline(True)
        member.restart()
        first, *counted = [_cold_start(member, server.origin, slower) for _ in range(runs + 1)]
        del first
        return counted


def _cold_start(member: Phone, origin: str, slower: float) -> float:
    member.page.goto("about:blank")
    member.cdp.send("ServiceWorker.enable")
    member.cdp.send("ServiceWorker.stopAllWorkers")
    page = member.context.new_page()
    page.add_init_script(WATCH)
    member.context.new_cdp_session(page).send(
        "Emulation.setCPUThrottlingRate", {"rate": float(slower)}
    )
    with page.expect_console_message(lambda message: "code painted" in message.text) as heard:
        page.goto(origin, wait_until="commit")
    painted = float(heard.value.text.split()[-1])
    page.close()
    return painted


@bench(
    Budget("pwa.card_offline_ms", "ms", AT_MOST, 300, "cold start offline until the live code, 4×")
)
def card_offline() -> dict[str, float]:
    return {"pwa.card_offline_ms": round(statistics.median(cold_starts()), 1)}


if __name__ == "__main__":
    # python -m tests.bench.offline: each run, at full speed and slowed down
    for slower in (1, SLOWER):
        print(f"{slower}×:", *(f"{run:.0f}" for run in cold_starts(slower=slower)))
