"""What the first visit to the card loads over the network.

A real Chromium opens `/card` on a real server and waits until the service worker is in charge, so
that all of its precache is there. What it has loaded by then, and the files that only an installing
browser fetches (manifest, icon), are then asked for once each with `Accept-Encoding: br`; the sum
is of bodies as they travel, without headers.
"""

import tempfile
from pathlib import Path
from urllib.parse import urljoin

import httpx
from playwright.sync_api import sync_playwright

from tests.bench.registry import AT_MOST, Budget, bench
from tests.support.browser import phone
from tests.support.live import live_server

LOADED = """
async () => {
  await navigator.serviceWorker.ready;
  const urls = performance.getEntriesByType("resource").map(({ name }) => name);
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys()) urls.push(url);
  for (const { active } of await navigator.serviceWorker.getRegistrations())
    urls.push(active.scriptURL);
  for (const { href } of document.querySelectorAll("link[rel=manifest], link[rel=icon]"))
    urls.push(href);
  return urls;
}
"""


def loaded_bytes() -> dict[str, int]:
    """The size of each file of a first visit, by its path."""
    with (
        tempfile.TemporaryDirectory() as directory,
        live_server(Path(directory) / "data") as server,
        sync_playwright() as playwright,
        phone(playwright, Path(directory) / "phone") as visitor,
    ):
        page = f"{server.origin}/card"
        visitor.page.goto(page, wait_until="networkidle")
        visitor.wait_until("navigator.serviceWorker.controller !== null")
        urls = {page, *(urljoin(page, url) for url in visitor.page.evaluate(LOADED))}
        # The precache holds each file under its address with the revision as query, and the first
        # page, which answers for every address of the app, a second time.
        paths = {httpx.URL(url).path for url in urls} - {"/index.html"}
        return {path: _size(f"{server.origin}{path}") for path in sorted(paths)}


def _size(url: str) -> int:
    with httpx.stream("GET", url, headers={"Accept-Encoding": "br"}) as response:
        response.raise_for_status()
        return sum(len(part) for part in response.iter_raw())


@bench(Budget("pwa.shell_brotli_bytes", "bytes", AT_MOST, 45_000, "first visit to the card"))
def shell() -> dict[str, float]:
    return {"pwa.shell_brotli_bytes": sum(loaded_bytes().values())}


if __name__ == "__main__":
    # python -m tests.bench.shell: where the bytes are
    for path, size in sorted(loaded_bytes().items(), key=lambda item: -item[1]):
        print(f"{size:>8,}  {path}")
