"""Holding a card out: a code that a desk's camera reads at arm's length, new every thirty seconds
for as long as somebody looks, on a screen that stays lit, also where the phone's clock is off.

How large a module must be. At arm's length (500 mm) a phone's main camera, with its usual field of
view of 69 degrees across (26 mm equivalent), takes in 2 * 500 * tan(34.5 deg) = 687 mm. A frame of
1280 pixels, which is what `pwa/src/scan/decoder.ts` reads, has 1.86 pixels a millimetre, and the
reader wants a module on one and a half of them: 0.80 mm. A CSS pixel is 1/160 inch on Android, and
within a tenth of that on iPhones.
"""

import io
import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.acts import picture_of
from tests.support.browser import Phone
from tests.support.live import LiveServer
from tests.support.picture import WIDTH

CODE = "受付で見せるコード"
MM_A_CSS_PIXEL = 25.4 / 160
ARM_MM = 500
FIELD_DEGREES = 69
PIXELS_A_MM = WIDTH / (2 * ARM_MM * math.tan(math.radians(FIELD_DEGREES / 2)))
PIXELS_A_MODULE = 1.5
MODULES = 61
"""Of version 9, with the quiet zone."""

WATCHED = """
globalThis.locks = 0;
globalThis.signed = 0;
navigator.wakeLock.request = async (type) => {
  locks += type === "screen";
  return { release: async () => { locks -= 1; } };
};
const { sign } = SubtleCrypto.prototype;
SubtleCrypto.prototype.sign = function (...given) {
  // A COSE signature is over an array of four; those of a sync begin with "furusato-".
  signed += new Uint8Array(given[2])[0] === 0x84;
  return sign.apply(this, given);
};
"""
LOOK = """
(state) => {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
  if (state === "hidden") locks -= 1;  // the browser lets go of it by itself
  document.dispatchEvent(new Event("visibilitychange"));
}
"""
DRAWN = "(document.querySelector('svg.qr :last-child')?.getAttribute('d') ?? '')"


def show(phone: Phone, server: LiveServer) -> Page:
    phone.page.goto(f"{server.origin}/card")
    expect(phone.page.get_by_role("img", name=CODE)).to_be_visible()
    return phone.page


def enlarge(page: Page) -> Any:
    page.get_by_role("button", name="大きく表示").last.click()
    return page.locator("dialog.card-large")


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).bounding_box()
    assert found is not None
    return {"x": found["x"], "y": found["y"], "width": found["width"], "height": found["height"]}


def module_mm(code: dict[str, float]) -> float:
    assert code["width"] == pytest.approx(code["height"], abs=1)
    return code["width"] / MODULES * MM_A_CSS_PIXEL


def scan(staff: Phone, picture: Image.Image, verdict: str) -> None:
    staff.see(picture)
    staff.page.goto(staff.page.url.split("/staff")[0] + "/staff/scan")
    expect(staff.page.locator(f'[data-verdict="{verdict}"]')).to_be_visible()


def test_it_is_large_enough_at_arms_length(server: LiveServer, hana: Phone, staff: Phone) -> None:
    page = show(hana, server)
    assert page.viewport_size == {"width": 360, "height": 740}
    needed = PIXELS_A_MODULE / PIXELS_A_MM
    assert needed == pytest.approx(0.80, abs=0.01)
    assert module_mm(box(page, "svg.qr")) >= needed  # as it comes: 0.86 mm
    large = enlarge(page)
    code = box(page, ".card-large svg.qr")
    assert code["width"] == 360  # 5.9 CSS pixels, 0.94 mm a module
    assert module_mm(code) >= needed
    expect(large.get_by_text("画面を明るくしてください")).to_be_visible()
    assert large.evaluate("(shown) => getComputedStyle(shown).backgroundColor") == (
        "rgb(255, 255, 255)"
    )
    # The desk's camera has no more of it than that at arm's length.
    seen = round(needed * PIXELS_A_MM * MODULES)
    shot = Image.open(io.BytesIO(page.locator(".card-large svg.qr").screenshot()))
    picture = shot.resize((seen, seen), Image.Resampling.LANCZOS)
    scan(staff, picture, "valid")

    # Laid on its side it is no smaller, and everything is on the screen.
    page.set_viewport_size({"width": 740, "height": 360})
    turned = box(page, ".card-large svg.qr")
    assert turned["width"] == 360
    for part in ("svg.qr", ".countdown", "button", "p:last-child"):
        inside = box(page, f".card-large {part}")
        assert inside["x"] >= 0 and inside["y"] >= 0
        assert inside["x"] + inside["width"] <= 740
        assert inside["y"] + inside["height"] <= 360
    # A tap goes back.
    large.click(position={"x": 5, "y": 5})
    expect(large).to_have_count(0)


def test_nothing_is_signed_unseen_and_a_fresh_code_is_there_at_once(
    server: LiveServer, hana: Phone
) -> None:
    hana.page.add_init_script(WATCHED)
    hana.set_offline(True)
    page = hana.page
    page.clock.install()
    page = show(hana, server)
    assert page.evaluate("locks") == 1
    first = page.evaluate(DRAWN)
    page.clock.run_for(30_000)
    hana.wait_until(f"{DRAWN} !== {first!r}")

    page.evaluate(LOOK, "hidden")
    page.clock.run_for(1_000)  # what was being signed then
    signed, before = page.evaluate("signed"), page.evaluate(DRAWN)
    page.clock.run_for(10 * 60_000)
    assert page.evaluate("signed") == signed
    page.evaluate(LOOK, "visible")
    hana.wait_until(f"{DRAWN} !== '' && {DRAWN} !== {before!r}")
    assert page.evaluate("signed") == signed + 1
    assert page.evaluate("locks") == 1
    # Away from the card the screen may go dark again.
    page.get_by_role("link", name="記録", exact=True).click()
    hana.wait_until("locks === 0")


@pytest.mark.parametrize("off", [timedelta(hours=3), timedelta(hours=-3), timedelta(minutes=-10)])
def test_the_phones_clock_may_be_off_where_this_page_has_synced(
    server: LiveServer, hana: Phone, staff: Phone, off: timedelta
) -> None:
    page = hana.page
    page.clock.install(time=datetime.now(UTC) + off)
    page = show(hana, server)
    minutes = abs(round(off.total_seconds() / 60))
    expect(page.get_by_text(f"この電話の時計が{minutes}分ずれています")).to_be_visible()
    hana.set_offline(True)
    scan(staff, picture_of(hana), "valid")

    # Set right meanwhile, by a watch half a minute fast: what was measured holds no more, and the
    # clock is believed. Corrected once more, the code would be as wrong as before.
    drawn = page.evaluate(DRAWN)
    page.clock.set_system_time(datetime.now(UTC) + timedelta(seconds=30))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    hana.wait_until(f"{DRAWN} !== {drawn!r}")
    scan(staff, picture_of(hana), "valid")


def test_what_no_sync_of_this_page_measured_is_not_guessed(
    server: LiveServer, hana: Phone, staff: Phone
) -> None:
    """Opened anew without a network, nobody can tell whether the clock was set since."""
    hana.page.clock.install(time=datetime.now(UTC) + timedelta(hours=3))
    show(hana, server)
    expect(hana.page.get_by_text("180分ずれています")).to_be_visible()
    hana.set_offline(True)
    show(hana, server)
    expect(hana.page.get_by_text("180分ずれています")).to_be_visible()
    scan(staff, picture_of(hana), "stale")
    expect(staff.page.get_by_text("時計が180分ずれた電話です")).to_be_visible()


def test_a_name_is_shown_for_a_minute_and_no_longer(
    server: LiveServer, hana: Phone, staff: Phone
) -> None:
    """Without a network; the name is the holder's word, and the desk keeps nothing of it."""
    page = hana.page
    page.goto(f"{server.origin}/card")
    page.get_by_role("button", name="名前も見せる").click()
    expect(page.get_by_text("設定で「表示する名前」を入れてください。")).to_be_visible()
    hana.set_offline(True)
    page.goto(f"{server.origin}/settings")
    page.get_by_label("表示する名前").fill("山田 花子")
    page.get_by_role("button", name="名前を保存").click()
    page.clock.install(time=datetime.now(UTC))
    show(hana, server)
    nameless = page.evaluate(DRAWN)
    page.get_by_role("button", name="名前も見せる").click()
    expect(page.get_by_role("button", name="山田 花子 と見せています")).to_be_visible()
    hana.wait_until(f"{DRAWN} !== {nameless!r} && {DRAWN} !== ''")
    staff.see(None, None, picture_of(hana), a_second=1)
    staff.page.goto(f"{server.origin}/staff/scan")
    expect(staff.page.get_by_text("名前（本人による）山田 花子")).to_be_visible(timeout=15_000)
    page.clock.run_for(61_000)
    expect(page.get_by_role("button", name="名前も見せる")).to_be_visible()
