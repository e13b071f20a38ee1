"""What comes out of a printer: the page of a PDF as a picture, its words, the codes on it."""

from typing import Any

import pypdfium2  # type: ignore[import-untyped]  # the package has no types
import zxingcpp
from PIL import Image

INCH_POINTS = 72


def page_of(pdf: bytes, page: int = 0, pages: int = 1) -> Any:
    """One of its pages: the only one, if nothing else is said."""
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == pages
    return document[page]


def printed_page(
    pdf: bytes, dots_per_inch: int = 150, page: int = 0, pages: int = 1
) -> Image.Image:
    picture: Image.Image = (
        page_of(pdf, page, pages).render(scale=dots_per_inch / INCH_POINTS).to_pil()
    )
    return picture


def words_on(pdf: bytes, page: int = 0, pages: int = 1) -> str:
    return str(page_of(pdf, page, pages).get_textpage().get_text_bounded())


def lines_on(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """What is drawn, not written: left, bottom, right and top of each, in points."""
    return [
        tuple(drawn.get_bounds())
        for drawn in page_of(pdf).get_objects()
        if drawn.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH
    ]


def codes_in(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]
