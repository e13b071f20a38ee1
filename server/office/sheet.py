"""A place's code as a picture, and as the sheet of paper that hangs at its door."""

import io

import segno
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from server.cards.paper import (
    FONT,
    INK,
    LINE,
    SOFT,
    WHITE,
    draw_code,
    fitting,
    lines_of,
    register_font,
    svg_of,
)

CODE_SIZE = 120 * mm
MARGINS = 30 * mm
NAME_SIZE = 40

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
    return svg_of(make_code(text), title)


def sheet_pdf(text: str, *, body: str, place: str, english: str, note: str) -> bytes:
    """An A4 sheet: whose place it is, the code, and what to do with it in two languages.

    `note` stands small at the foot, for the office to tell one print from another.
    """
    register_font()
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
    lines = lines_of(place, NAME_SIZE, width - MARGINS)
    for number, part in enumerate(lines):
        _centred(page, part, height - (43 + 11 * (2 * number + 1 - len(lines)) / 2) * mm, NAME_SIZE)
    page.setFillColor(SOFT)
    _centred(page, english, height - 54 * mm, 16)
    page.setFillColor(INK)
    _centred(page, "ふるさと住民 滞在の記録", height - 69 * mm, 19)

    draw_code(page, make_code(text), (width - CODE_SIZE) / 2, 94 * mm, CODE_SIZE)

    top = 82 * mm
    for number, (japanese, english_text) in enumerate(_STEPS, start=1):
        line = top - (number - 1) * 20 * mm
        page.setFillColor(LINE)
        page.circle(31 * mm, line, 5.5 * mm, stroke=0, fill=1)
        page.setFillColor(WHITE)
        page.setFont("Helvetica-Bold", 16)
        page.drawCentredString(31 * mm, line - 2 * mm, str(number))
        page.setFillColor(INK)
        page.setFont(FONT, fitting(japanese, 17, width - 62 * mm))
        page.drawString(42 * mm, line + 0.5 * mm, japanese)
        page.setFillColor(SOFT)
        page.setFont(FONT, 12)
        page.drawString(42 * mm, line - 6.5 * mm, english_text)

    page.setFillColor(SOFT)
    _centred(page, note, 12 * mm, 9)
    page.showPage()
    page.save()
    return buffer.getvalue()


def _centred(page: Canvas, text: str, baseline: float, size: float) -> None:
    """In one line, however long: as large as it fits, `size` at most."""
    width = A4[0]
    page.setFont(FONT, fitting(text, size, width - MARGINS))
    page.drawCentredString(width / 2, baseline, text)
