"""What all that we print has in common: the font, the colours, and codes drawn sharp."""

import io

import segno
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "HeiseiKakuGo-W5"
"""One of the Japanese fonts that every PDF reader brings along: nothing to embed or to license."""
QUIET = 4
"""Modules of white around a code (ISO/IEC 18004)."""
INK = HexColor("#1a1a1a")
SOFT = HexColor("#595959")
LINE = HexColor("#0017c1")
WHITE = HexColor("#ffffff")


def register_font() -> None:
    """Once before a page is drawn, or a text measured."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def draw_code(page: Canvas, code: segno.QRCode, left: float, bottom: float, size: float) -> None:
    """As one path of squares: sharp at any size, and without hairlines between them."""
    matrix = code.matrix
    module = size / (len(matrix) + 2 * QUIET)
    page.setFillColor(WHITE)
    page.rect(left, bottom, size, size, stroke=0, fill=1)
    page.setFillColor(HexColor("#000000"))
    path = page.beginPath()
    for row, line in enumerate(matrix):
        for column, dark in enumerate(line):
            if dark:
                path.rect(
                    left + (column + QUIET) * module,
                    bottom + size - (row + QUIET + 1) * module,
                    module,
                    module,
                )
    page.drawPath(path, stroke=0, fill=1)


def svg_of(code: segno.QRCode, title: str) -> bytes:
    """The code alone, as a picture that stays sharp."""
    buffer = io.BytesIO()
    code.save(buffer, kind="svg", scale=10, border=QUIET, dark="#000", light="#fff", title=title)
    return buffer.getvalue()


def module_mm(code: segno.QRCode, size: float) -> float:
    """How wide a square of the code is when the code with its margin is drawn at a size."""
    return float(size / (len(code.matrix) + 2 * QUIET) / mm)


def lines_of(text: str, size: float, room: float) -> list[str]:
    """One line, or two halves where one would be too small to read from a few steps away."""
    if fitting(text, size, room) > 0.55 * size:
        return [text]
    middle = -(-len(text) // 2)
    return [text[:middle], text[middle:]]


def fitting(text: str, size: float, room: float) -> float:
    """The size at which a line fits, `size` at most."""
    wide = pdfmetrics.stringWidth(text, FONT, size)
    return size if wide <= room else float(size * room / wide)
