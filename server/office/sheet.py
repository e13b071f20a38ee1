"""A place's code as a picture, and as the sheet of paper that hangs at its door."""

import io

import segno
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "HeiseiKakuGo-W5"
"""One of the Japanese fonts that every PDF reader brings along: nothing to embed or to license."""
QUIET = 4
"""Modules of white around a code (ISO/IEC 18004)."""
CODE_SIZE = 120 * mm
MARGINS = 30 * mm
NAME_SIZE = 40
INK = HexColor("#1a1a1a")
SOFT = HexColor("#595959")
LINE = HexColor("#0017c1")

_STEPS = (
    ("アプリの「場所のコードを読む」か、カメラで読み取る", "Scan it with the app or your camera"),
    ("滞在を記録する(圏外でも記録できます)", "Record your stay, also without a signal"),
    ("次につながったときに自動で届きます", "It is sent by itself once you are online"),
)


def make_code(text: str) -> segno.QRCode:
    """A QR code at level Q: a quarter of it may be torn, faded or covered by a pin."""
    return segno.make_qr(text, error="q", boost_error=False)


def code_svg(text: str, title: str) -> bytes:
    """The code alone, to be put into a poster of one's own."""
    buffer = io.BytesIO()
    make_code(text).save(
        buffer, kind="svg", scale=10, border=QUIET, dark="#000", light="#fff", title=title
    )
    return buffer.getvalue()


def sheet_pdf(text: str, *, body: str, place: str, english: str, note: str) -> bytes:
    """An A4 sheet: whose place it is, the code, and what to do with it in two languages.

    `note` stands small at the foot, for the office to tell one print from another.
    """
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = io.BytesIO()
    width, height = A4
    page = Canvas(buffer, pagesize=A4, pageCompression=1, lang="ja-JP")
    page.setTitle(f"{body} {place}")
    page.setAuthor(body)

    page.setFillColor(LINE)
    page.rect(0, height - 8 * mm, width, 8 * mm, stroke=0, fill=1)
    page.setFillColor(SOFT)
    _centred(page, body, height - 25 * mm, 17)
    page.setFillColor(INK)
    lines = _lines(place, NAME_SIZE, width - MARGINS)
    for number, part in enumerate(lines):
        _centred(page, part, height - (43 + 11 * (2 * number + 1 - len(lines)) / 2) * mm, NAME_SIZE)
    page.setFillColor(SOFT)
    _centred(page, english, height - 54 * mm, 16)
    page.setFillColor(INK)
    _centred(page, "ふるさと住民 滞在の記録", height - 69 * mm, 19)

    _draw_code(page, make_code(text), (width - CODE_SIZE) / 2, 94 * mm, CODE_SIZE)

    top = 82 * mm
    for number, (japanese, english_text) in enumerate(_STEPS, start=1):
        line = top - (number - 1) * 20 * mm
        page.setFillColor(LINE)
        page.circle(31 * mm, line, 5.5 * mm, stroke=0, fill=1)
        page.setFillColor(HexColor("#ffffff"))
        page.setFont("Helvetica-Bold", 16)
        page.drawCentredString(31 * mm, line - 2 * mm, str(number))
        page.setFillColor(INK)
        page.setFont(FONT, _fitting(japanese, 17, width - 62 * mm))
        page.drawString(42 * mm, line + 0.5 * mm, japanese)
        page.setFillColor(SOFT)
        page.setFont(FONT, 12)
        page.drawString(42 * mm, line - 6.5 * mm, english_text)

    page.setFillColor(SOFT)
    _centred(page, note, 12 * mm, 9)
    page.showPage()
    page.save()
    return buffer.getvalue()


def _draw_code(page: Canvas, code: segno.QRCode, left: float, bottom: float, size: float) -> None:
    """As one path of squares: sharp at any size, and without hairlines between them."""
    matrix = code.matrix
    module = size / (len(matrix) + 2 * QUIET)
    page.setFillColor(HexColor("#ffffff"))
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


def _centred(page: Canvas, text: str, baseline: float, size: float) -> None:
    """In one line, however long: as large as it fits, `size` at most."""
    width = A4[0]
    page.setFont(FONT, _fitting(text, size, width - MARGINS))
    page.drawCentredString(width / 2, baseline, text)


def _lines(text: str, size: float, room: float) -> list[str]:
    """One line, or two halves where one would be too small to read from a few steps away."""
    if _fitting(text, size, room) > 0.55 * size:
        return [text]
    middle = -(-len(text) // 2)
    return [text[:middle], text[middle:]]


def _fitting(text: str, size: float, room: float) -> float:
    wide = pdfmetrics.stringWidth(text, FONT, size)
    return size if wide <= room else float(size * room / wide)
