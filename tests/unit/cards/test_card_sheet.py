"""A printed card: what its paper says, and that its code can be read from it."""

import io

import pytest
import segno
from PIL import Image
from reportlab.lib.units import mm

from schemas.api import PaperSize
from schemas.feed import Tier
from server.cards.card_sheet import (
    CARD_CODE,
    CARD_HEIGHT,
    CARD_WIDTH,
    Printed,
    card_pdf,
    code_svg,
    make_code,
)
from server.cards.paper import module_mm
from server.cards.presentation import PREFIX
from tests.support.paper import codes_in, lines_on, page_of, printed_page, words_on

TEXT = PREFIX + ("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:" * 4)[:146]
"""As long as a printed credential's."""
CARD = Printed(
    text=TEXT,
    body="川上村",
    tier=Tier.PREMIUM,
    long_stay=True,
    member=12,
    card=45,
    name="森本 さくら",
    since="2026-11-23",
    until="2027-11-22",
    origin="https://card.example.lg.jp",
)
NAMES = ["森本 さくら", "", "と" * 60, "W" * 60, "<b>&amp;</b>", "한국어 😀 Ωж", "a\tb"]


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("size", PaperSize)
@pytest.mark.parametrize("name", NAMES)
def test_the_code_is_read_from_the_paper(size: PaperSize, large: bool, name: str) -> None:
    """At 100 dots an inch, as a poor printer and a poor camera would leave it."""
    pdf = card_pdf(CARD._replace(name=name), size, large=large)
    assert [round(side) for side in page_of(pdf).get_size()] == [595, 842]
    assert codes_in(printed_page(pdf, 100)) == [TEXT]


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("size", PaperSize)
def test_it_says_whose_card_it_is_and_what_to_do(size: PaperSize, large: bool) -> None:
    words = words_on(card_pdf(CARD, size, large=large))
    for part in ("川上村", "プレミアム登録・長期滞在", "No. 12", "森本 さくら", "2027-11-22", "45"):
        assert part in words
    for part in ("受付でこのコードを見せてください", "なくしたら", "If you lose it"):
        assert part in words
    basic = CARD._replace(tier=Tier.BASIC, long_stay=False, name="")
    words = words_on(card_pdf(basic, size, large=large))
    assert "ベーシック登録" in words
    for part in ("プレミアム", "長期滞在", "さくら"):
        assert part not in words


def test_the_squares_are_large_enough_for_any_camera() -> None:
    code = make_code(TEXT)
    assert (code.designator, code.mode) == ("6-M", "alphanumeric")
    assert module_mm(code, CARD_CODE) == pytest.approx(0.7)


def test_a_card_has_the_size_of_a_card() -> None:
    """ISO/IEC 7810 ID-1; front and back fit on A4 side by side, with room for the marks."""
    assert (CARD_WIDTH / mm, CARD_HEIGHT / mm) == pytest.approx((85.6, 54))
    pdf = card_pdf(CARD, PaperSize.CARD, large=False)
    lines = [tuple(round(edge / mm, 1) for edge in line) for line in lines_on(pdf)]
    widths = [
        (round(right - left, 1), round(top - bottom, 1)) for left, bottom, right, top in lines
    ]
    assert any(abs(w - 171.2) < 0.3 and abs(h - 54) < 0.3 for w, h in widths)
    for left, bottom, right, top in lines:
        assert left >= 5
        assert bottom >= 5
        assert right <= 205
        assert top <= 292


def test_the_picture_alone_is_the_same_code() -> None:
    svg = code_svg(TEXT, "No. 12 <&>").decode()
    assert "No. 12 &lt;&amp;&gt;" in svg
    assert "style" not in svg
    assert f'width="{(41 + 8) * 10}"' in svg
    again = io.BytesIO()
    segno.make_qr(TEXT, error="m", boost_error=False).save(again, kind="png", scale=4, border=4)
    assert codes_in(Image.open(again)) == [TEXT]
