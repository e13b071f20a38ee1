"""The phones of these tests do what a phone does."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from PIL import Image
from playwright.sync_api import Error

from tests.browser.conftest import MakePhone
from tests.support.accessibility import barriers, too_wide
from tests.support.browser import wait_until
from tests.support.picture import code_picture

SAMPLES = """
async (points) => {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 1280 } });
  const video = document.createElement("video");
  video.srcObject = stream;
  await video.play();
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  const context = canvas.getContext("2d");
  context.drawImage(video, 0, 0);
  for (const track of stream.getTracks()) track.stop();
  const seen = points.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data].slice(0, 3));
  return { width: canvas.width, height: canvas.height, seen };
}
"""
MAKE_PASSKEY = """
async () => {
  const random = () => crypto.getRandomValues(new Uint8Array(32));
  const made = await navigator.credentials.create({ publicKey: {
    challenge: random(), rp: { name: "test" },
    user: { id: random(), name: "test", displayName: "test" },
    pubKeyCredParams: [{ type: "public-key", alg: -7 }],
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  } });
  return made.id;
}
"""
USE_PASSKEY = """
async () => (await navigator.credentials.get({ publicKey: {
  challenge: crypto.getRandomValues(new Uint8Array(32)), userVerification: "required",
} })).id
"""


class Blank(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>blank</title>")

    def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002 # as inherited


@pytest.fixture
def blank() -> Iterator[str]:
    """The address of an empty page."""
    served = ThreadingHTTPServer(("127.0.0.1", 0), Blank)
    Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://localhost:{served.server_port}/"
    served.shutdown()
    served.server_close()


def test_the_camera_sees_the_picture_held_before_it(make_phone: MakePhone, blank: str) -> None:
    phone = make_phone("camera")
    phone.page.goto(blank)
    picture = Image.new("L", (1280, 720), 255)
    picture.paste(0, (0, 0, 640, 720))
    phone.see(picture)
    frame = phone.page.evaluate(SAMPLES, [[320, 360], [960, 360]])
    assert (frame["width"], frame["height"]) == (1280, 720)
    dark, light = frame["seen"]
    assert max(dark) < 30 and min(light) > 225


def test_another_picture_is_seen_when_the_camera_is_opened_again(
    make_phone: MakePhone, blank: str
) -> None:
    phone = make_phone("camera")
    phone.page.goto(blank)
    phone.see(code_picture("FIRST"))
    corner = [[400 + 480 * 6 // 29, 120 + 480 * 6 // 29]]  # within the code's first finder mark
    first = phone.page.evaluate(SAMPLES, corner)["seen"]
    phone.see(Image.new("L", (1280, 720), 128))
    second = phone.page.evaluate(SAMPLES, corner)["seen"]
    assert first != second


def test_a_passkey_and_what_was_stored_are_there_after_a_restart(
    make_phone: MakePhone, blank: str
) -> None:
    phone = make_phone("restarted")
    phone.page.goto(blank)
    made = phone.page.evaluate(MAKE_PASSKEY)
    phone.page.evaluate("localStorage.setItem('kept', 'yes')")
    phone.restart()
    phone.page.goto(blank)
    assert phone.page.evaluate(USE_PASSKEY) == made
    assert phone.page.evaluate("localStorage.getItem('kept')") == "yes"


def test_without_the_network_nothing_is_reached_after_a_restart_either(
    make_phone: MakePhone, blank: str
) -> None:
    phone = make_phone("offline")
    phone.page.goto(blank)
    reach = "fetch('/').then(() => true, () => false)"
    assert phone.page.evaluate(reach)
    phone.set_offline(True)
    assert not phone.page.evaluate(reach)
    phone.restart()
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        phone.page.goto(blank)
    phone.set_offline(False)
    phone.page.goto(blank)
    assert phone.page.evaluate(reach)


def test_an_exception_nobody_saw_is_noted(make_phone: MakePhone, blank: str) -> None:
    phone = make_phone("broken")
    phone.page.goto(blank)
    with phone.page.expect_event("pageerror"):
        phone.page.evaluate("setTimeout(() => { throw new Error('unseen') })")
    assert phone.errors == ["unseen"]
    phone.errors.clear()


def test_a_condition_is_waited_for_and_named_when_it_does_not_come(
    make_phone: MakePhone, blank: str
) -> None:
    phone = make_phone("waiting")
    phone.page.goto(blank)
    phone.page.evaluate("setTimeout(() => { globalThis.come = true }, 50)")
    phone.wait_until("globalThis.come")
    with pytest.raises(Error, match=r"in vain for: globalThis\.never"):
        wait_until(phone.page, "globalThis.never", seconds=0.1)


def test_what_keeps_people_out_is_found(make_phone: MakePhone, blank: str) -> None:
    phone = make_phone("barriers")
    phone.page.goto(blank)
    phone.page.set_content(
        "<!doctype html><html lang=ja><title>t</title><main><h1>t</h1>"
        "<p style='color:#777;background:#888'>faint</p><button></button>"
        "<div style='width:900px'>wide</div></main></html>"
    )
    found = " ".join(barriers(phone.page))
    assert "color-contrast" in found and "button-name" in found
    assert [line[:19] for line in too_wide(phone.page)] == ["wider than 360 px: "]
    phone.page.set_content(
        "<!doctype html><html lang=ja><title>t</title><main><h1>t</h1></main></html>"
    )
    assert barriers(phone.page) + too_wide(phone.page) == []
