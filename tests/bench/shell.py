"""What a first visit to the card loads over the network.

A member's phone with a real card forgets every file of the app, but not the card, and opens `/card`
on a real server in real Chromium. What the page has asked for when the live code comes on the
screen is the shell; what has come once the service worker has everything that works without a
network (journal, places, settings, courier, the worker itself) is the second figure. What reads
codes is left out: the worker fetches it by and by, once there is a card. Each file is then asked
for once with `Accept-Encoding: br`; the sums are of bodies as they travel, without headers.
"""

import re
import tempfile
from pathlib import Path
from urllib.parse import urljoin

import httpx
from playwright.sync_api import expect, sync_playwright

from tests.bench.registry import AT_MOST, Budget, bench
from tests.browser.acts import register
from tests.support.browser import phone
from tests.support.live import live_server
from tests.support.village import TOWN_NAME, found_village

# As pwa/src/service-worker/apart.ts has it.
APART = re.compile(
    r"/assets/(staff|scan|office|lock|printed|identity|notices|mail|activities|benefits|search|english|online|decode-worker)-|\.wasm$"
)

# Noted in the page itself: from outside, the first sync may have begun before anybody looks.
CODE_SHOWN = """
new MutationObserver((_, observer) => {
  if (!document.querySelector("svg.qr[role=img]")) return;
  window.codeShownAt = performance.now();
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });
"""
OF_THE_PAGE = """
() => {
  const links = document.querySelectorAll("link[rel=manifest], link[rel=icon]");
  const loaded = performance
    .getEntriesByType("resource")
    .filter(({ startTime }) => startTime <= window.codeShownAt);
  return [location.href, ...loaded.map(({ name }) => name), ...[...links].map(({ href }) => href)];
}
"""
OF_THE_WORKER = """
async () => {
  await navigator.serviceWorker.ready;
  const urls = [];
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys()) urls.push(url);
  for (const { active } of await navigator.serviceWorker.getRegistrations())
    urls.push(active.scriptURL);
  return urls;
}
"""


def loaded_bytes() -> tuple[dict[str, int], dict[str, int]]:
    """The size of each file by its path: of the page that shows the card, and of what follows."""
    with (
        tempfile.TemporaryDirectory() as directory,
        live_server(Path(directory) / "data") as server,
        sync_playwright() as playwright,
        phone(playwright, Path(directory) / "phone") as member,
    ):
        found_village(server)
        register(member, server.origin, "奈良 川上村", TOWN_NAME)
        member.page.goto("about:blank")
        member.cdp.send("Network.enable")
        member.cdp.send("Network.clearBrowserCache")
        member.cdp.send(
            "Storage.clearDataForOrigin",
            {"origin": server.origin, "storageTypes": "cache_storage,service_workers"},
        )
        member.page.add_init_script(CODE_SHOWN)
        member.page.goto(f"{server.origin}/card")
        expect(member.page.get_by_role("img", name="受付で見せるコード")).to_be_visible()
        shell = _paths(server.origin, member.page.evaluate(OF_THE_PAGE))
        member.wait_until("navigator.serviceWorker.controller !== null")
        more = _paths(server.origin, member.page.evaluate(OF_THE_WORKER)) - shell
        more = {path for path in more if not APART.search(path)}
        return _sizes(server.origin, shell), _sizes(server.origin, more)


def _paths(origin: str, urls: list[str]) -> set[str]:
    """Without the replies that are the person's own, and the first page's second name."""
    paths = {httpx.URL(urljoin(origin, url)).path for url in urls}
    return {path for path in paths if not path.startswith("/api/")} - {"/index.html"}


def _sizes(origin: str, paths: set[str]) -> dict[str, int]:
    return {path: _size(f"{origin}{path}") for path in sorted(paths)}


def _size(url: str) -> int:
    with httpx.stream("GET", url, headers={"Accept-Encoding": "br"}) as response:
        response.raise_for_status()
        return sum(len(part) for part in response.iter_raw())


@bench(
    Budget("pwa.shell_brotli_bytes", "bytes", AT_MOST, 45_000, "first visit until the card shows"),
    Budget(
        "pwa.offline_brotli_bytes",
        "bytes",
        AT_MOST,
        135_000,
        "the same and all that a holder needs offline",
    ),
)
def shell() -> dict[str, float]:
    page, more = loaded_bytes()
    size = sum(page.values())
    return {
        "pwa.shell_brotli_bytes": size,
        "pwa.offline_brotli_bytes": size + sum(more.values()),
    }


if __name__ == "__main__":
    # python -m tests.bench.shell: where the bytes are
    for title, sizes in zip(("to show the card", "to work offline"), loaded_bytes(), strict=True):
        print(title)
        for path, size in sorted(sizes.items(), key=lambda item: -item[1]):
            print(f"{size:>8,}  {path}")
