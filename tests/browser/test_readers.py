"""Readers other than the camera at the staff's desk: one that types, and a picture of a code."""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.acts import join_as_staff, wait_until_offline_ready
from tests.browser.conftest import MakePhone
from tests.support.browser import Phone
from tests.support.live import LiveServer
from tests.support.members import Member, members_of
from tests.support.picture import code_picture
from tests.support.reader import Layout, type_code
from tests.support.village import TOWN, Village

ORIENTATION = 0x0112
GARBLED = "読み取り機のキーボードの設定が合っていません"


@pytest.fixture
def visitors(server: LiveServer, village: Village) -> list[Member]:
    return members_of(server, 8)


@pytest.fixture
def desk(
    server: LiveServer, village: Village, visitors: list[Member], make_phone: MakePhone
) -> Phone:
    """At the page that scans, without a network, nobody before its camera."""
    phone = make_phone("desk", viewport={"width": 1280, "height": 800})
    join_as_staff(phone, village.invite)
    wait_until_offline_ready(phone)
    phone.set_offline(True)
    phone.page.goto(f"{server.origin}/staff/scan")
    expect(phone.page.locator("[data-count]")).to_be_visible()
    return phone


def recorded(page: Page, visitor: Member) -> None:
    shown = page.locator("[data-verdict=valid][data-outcome=record]")
    number = f"登録番号 {visitor.numbers[int(TOWN)]}"
    expect(shown.get_by_text(number, exact=True)).to_be_visible()


def test_a_reader_types_in_any_layout(desk: Phone, visitors: list[Member]) -> None:
    page = desk.page
    pairs: list[tuple[Layout, Layout]] = [
        ("US", "US"),
        ("US", "JIS"),
        ("JIS", "US"),
        ("JIS", "JIS"),
    ]
    for visitor, (reader, system) in zip(visitors, pairs, strict=False):
        type_code(desk, visitor.shows(), reader=reader, system=system)
        recorded(page, visitor)
    fifth, sixth, seventh, eighth = visitors[4:]
    # Caps Lock is on, and Tab ends it: the focus stays where it was.
    page.get_by_role("button", name="次の人へ").click()
    page.get_by_role("button", name="音").focus()
    type_code(desk, fifth.shows(), reader="US", system="JIS", caps_lock=True, end="Tab")
    recorded(page, fifth)
    expect(page.get_by_role("button", name="音")).to_be_focused()
    type_code(desk, sixth.shows(), end=None)
    recorded(page, sixth)

    # A code has spaces, and Enter: neither presses the button that has the focus.
    page.get_by_role("button", name="この記録を取り消す").focus()
    text = seventh.shows()
    type_code(desk, text, system="JIS")
    recorded(page, seventh)
    assert " " in text
    count = page.locator("[data-count]")
    expect(count).to_have_attribute("data-count", "7")

    # A layout that nobody knows is named, and nothing recorded; the next is read as ever.
    type_code(desk, "FJ1" + eighth.shows().removeprefix("FJ1:"))
    expect(page.get_by_text(GARBLED)).to_be_visible()
    expect(count).to_have_attribute("data-count", "7")
    type_code(desk, eighth.shows())
    recorded(page, eighth)
    expect(page.get_by_text(GARBLED)).to_be_hidden()


def photograph_of(text: str, *, side: int, turned: int = 0) -> Image.Image:
    """12 megapixels with a code of `side` pixels in it, turned as a camera stores it."""
    photo = Image.new("RGB", (4000, 3000), (120, 110, 100))
    code = code_picture(text).convert("RGB").resize((side, side))
    photo.paste(code, (1900, 700))
    return photo.rotate(turned, expand=True)


def as_jpeg(photo: Image.Image, orientation: int = 1) -> bytes:
    """With the note (EXIF) of how it was held."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    out = io.BytesIO()
    photo.save(out, "JPEG", quality=80, exif=exif)
    return out.getvalue()


def test_a_picture_of_a_code(desk: Phone, visitors: list[Member], tmp_path: Path) -> None:
    page = desk.page
    chooser = page.locator("input[type=file]")
    small, large, pasted, dropped = visitors[:4]

    def choose(name: str, content: bytes, mime: str = "image/jpeg") -> None:
        chooser.set_input_files({"name": name, "mimeType": mime, "buffer": content})

    # Three pixels a module, in a photograph that says it lies on its side.
    choose("small.jpg", as_jpeg(photograph_of(small.shows(), side=183, turned=90), orientation=6))
    recorded(page, small)
    # The code fills the picture.
    choose("large.jpg", as_jpeg(photograph_of(large.shows(), side=2000)))
    recorded(page, large)

    page.get_by_role("button", name="次の人へ").click()
    choose("empty.jpg", as_jpeg(Image.new("RGB", (4000, 3000), (120, 110, 100))))
    expect(page.get_by_text("写真の中にコードが見つかりません。")).to_be_visible()
    # As a phone names its own format; Chromium cannot open it.
    choose("IMG_0001.HEIC", b"\0\0\0\x18ftypheic" + bytes(200), "image/heic")
    expect(page.get_by_text("この写真は開けません。")).to_be_visible()

    for visitor, event in ((pasted, "paste"), (dropped, "drop")):
        page.evaluate(HAND, [event, list(as_jpeg(code_picture(visitor.shows())))])
        recorded(page, visitor)
    expect(page.locator("[data-count]")).to_have_attribute("data-count", "4")


HAND = """
([kind, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], "code.jpg", { type: "image/jpeg" }));
  const event = kind === "paste"
    ? new ClipboardEvent(kind, { clipboardData: data, bubbles: true, cancelable: true })
    : new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true });
  document.body.dispatchEvent(event);
}
"""
