"""A printed card: as large as any card of a purse, or a sheet of A4; each also in large print.

The code is version 6 at level M (41 modules), so that a crease or a spot does no harm. With its
margin it takes 34.3 mm on a card, 0.7 mm a module: any telephone's camera reads that.
"""

import io
from typing import NamedTuple
from urllib.parse import quote

import segno
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from schemas.api import PaperSize
from schemas.feed import Tier
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

CARD_WIDTH, CARD_HEIGHT = 85.6 * mm, 54 * mm
"""ID-1 (ISO/IEC 7810): fits a purse, a holder, a laminating pouch."""
CARD_CODE = 34.3 * mm
PAGE_WIDTH, PAGE_HEIGHT = A4
CUT = HexColor("#8c8c8c")
TITLE, TITLE_ENGLISH = "ふるさと住民登録証", "Hometown Resident Card"

Words = tuple[str, str]
"""Japanese, English."""

_TIERS: dict[Tier, Words] = {
    Tier.BASIC: ("ベーシック登録", "Basic"),
    Tier.PREMIUM: ("プレミアム登録", "Premium"),
}
_LONG_STAY: Words = ("長期滞在", "Long stay")

_SHOW: Words = ("受付でこのコードを見せてください。", "Show this code at the reception.")
_CHECKED: Words = (
    "本人か確かめられることがあります。",
    "You may be asked to show that it is yours.",
)
_LOST: Words = (
    "なくしたら、すぐにアプリの「設定」か役場の窓口で止めてください。",
    "If you lose it, have it stopped at once: in the app's settings, or at the town office.",
)
_NO_COPIES: Words = (
    "写真に撮らせたり、人に貸したりしないでください。",
    "Do not let others photograph or use it.",
)
_CUT: tuple[Words, ...] = (
    (
        "「実際のサイズ」で印刷します。下の線が50 mmなら正しい大きさです。",
        "Print at 100 %. The line below must be 50 mm long.",
    ),
    ("外側の線で切り取ります。", "Cut along the outer line."),
    ("点線で裏へ折り、のりで貼ります。", "Fold backwards along the dashes, and glue."),
)


_TAKE_OVER: tuple[Words, ...] = (
    (
        "スマートフォンを持ったら、上のコードを読み取るか、下のアドレスを開いて文字を入れます。",
        "Once you have a phone, read the code above, or open the address below and type it.",
    ),
    (
        "登録番号も、これまでの記録も、そのまま使えます。コードは一度だけ使えます。",
        "Your number and your history stay as they are. The code works once.",
    ),
    (
        "この紙は人に見せず、しまっておいてください。なくしたら役場でコードを作り直せます。",
        "Keep this sheet to yourself. If you lose it, the town office makes a new code.",
    ),
)


class Printed(NamedTuple):
    """What stands on a card. `name` is as the member wishes, or empty; days are written out."""

    text: str
    body: str
    tier: Tier
    long_stay: bool
    member: int
    card: int
    name: str
    since: str
    until: str
    origin: str
    code: str = ""
    """By which its person takes the registration over on a phone (R62)."""


def make_code(text: str) -> segno.QRCode:
    """At level M, whatever room is left: a larger code would have smaller squares."""
    return segno.make_qr(text, error="m", boost_error=False)


def code_svg(text: str, title: str) -> bytes:
    """The code alone, for a card of one's own making."""
    return svg_of(make_code(text), title)


def card_pdf(printed: Printed, size: PaperSize, *, large: bool) -> bytes:
    """One page of A4; with a code to take over by, a second one that is not shown to anybody."""
    register_font()
    buffer = io.BytesIO()
    page = Canvas(buffer, pagesize=A4, pageCompression=1, lang="ja-JP")
    page.setTitle(f"{printed.body} {TITLE}")
    page.setAuthor(printed.body)
    draw = _draw_sheet if size is PaperSize.A4 else _draw_cut_out
    draw(page, printed, large)
    page.showPage()
    if printed.code:
        _draw_take_over(page, printed)
        page.showPage()
    page.save()
    return buffer.getvalue()


# -- the card -------------------------------------------------------------------------------------


def _draw_cut_out(page: Canvas, printed: Printed, large: bool) -> None:
    """Front and back side by side, with marks to cut and to fold, and how."""
    left, bottom = (PAGE_WIDTH - 2 * CARD_WIDTH) / 2, 175 * mm
    _draw_text(page, f"{printed.body} {TITLE}", 20 * mm, 272 * mm, 17, PAGE_WIDTH - 40 * mm)
    _draw_text(page, TITLE_ENGLISH, 20 * mm, 265 * mm, 11, PAGE_WIDTH - 40 * mm, SOFT)
    _draw_front(page, printed, left, bottom, large)
    _draw_back(page, printed, left + CARD_WIDTH, bottom, large)
    _draw_marks(page, left, bottom)
    top = bottom - 17 * mm
    for number, words in enumerate(_CUT, start=1):
        top = _draw_step(page, number, words, top, 15 if large else 12) - 7 * mm
    page.setStrokeColor(INK)
    page.setLineWidth(0.8)
    rule = top + 1 * mm
    page.line(30 * mm, rule, 80 * mm, rule)
    for end in (30 * mm, 80 * mm):
        page.line(end, rule - 2 * mm, end, rule + 2 * mm)
    _draw_text(page, "50 mm", 84 * mm, rule - 1.5 * mm, 11, 30 * mm)
    top = rule - 16 * mm
    for words in (_NO_COPIES, _LOST):
        top = _draw_words(page, words, 20 * mm, top, PAGE_WIDTH - 40 * mm, 15 if large else 12)
        top -= 4 * mm
    _draw_text(page, printed.origin, 20 * mm, 15 * mm, 10, PAGE_WIDTH - 40 * mm, SOFT)


def _draw_front(page: Canvas, printed: Printed, left: float, bottom: float, large: bool) -> None:
    margin = 4 * mm
    room = CARD_WIDTH - CARD_CODE - 2 * margin
    x, top = left + margin, bottom + CARD_HEIGHT
    page.setFillColor(LINE)
    page.rect(left, top - 3 * mm, CARD_WIDTH, 3 * mm, stroke=0, fill=1)
    code_left = left + CARD_WIDTH - CARD_CODE - 1.5 * mm
    draw_code(page, make_code(printed.text), code_left, bottom + 8 * mm, CARD_CODE)
    number = f"No. {printed.member}"
    if large:
        _draw_text(page, printed.body, x, top - 13 * mm, 19, room)
        _draw_text(page, _tier_of(printed)[0], x, top - 19.5 * mm, 12, room)
        _draw_text(page, number, x, top - 30 * mm, 24, room)
        _draw_name(page, printed.name, x, top - 37.5 * mm, 13, room)
        _draw_text(page, f"{printed.until} まで", x, bottom + 4 * mm, 11.5, room)
    else:
        _draw_text(page, printed.body, x, top - 11 * mm, 15, room)
        _draw_text(page, TITLE, x, top - 15.5 * mm, 8, room, SOFT)
        tier, english = _tier_of(printed)
        _draw_text(page, tier, x, top - 21 * mm, 10, room)
        _draw_text(page, english, x, top - 24.5 * mm, 7, room, SOFT)
        _draw_text(page, number, x, top - 31.5 * mm, 17, room)
        _draw_name(page, printed.name, x, top - 38 * mm, 11, room)
        _draw_text(page, f"{printed.since} から", x, bottom + 8 * mm, 7, room, SOFT)
        _draw_text(page, f"{printed.until} まで有効", x, bottom + 4 * mm, 8.5, room)
    note = f"紙のカード {printed.card}"
    _draw_text(page, note, code_left + 4 * 0.7 * mm, bottom + 4 * mm, 7, CARD_CODE, SOFT)


def _draw_back(page: Canvas, printed: Printed, left: float, bottom: float, large: bool) -> None:
    x, room = left + 4 * mm, CARD_WIDTH - 8 * mm
    top = bottom + CARD_HEIGHT - (4 if large else 5) * mm
    size = 13 if large else 8.5
    for words in (_SHOW, _LOST) if large else (_SHOW, _CHECKED, _NO_COPIES, _LOST):
        top = _draw_words(page, words, x, top, room, size) - 1.2 * mm
    _draw_text(page, printed.origin, x, bottom + 3.5 * mm, 7, room, SOFT)


def _draw_marks(page: Canvas, left: float, bottom: float) -> None:
    """A hairline to cut along, longer marks at the corners, and dashes where it is folded."""
    right, top, middle = left + 2 * CARD_WIDTH, bottom + CARD_HEIGHT, left + CARD_WIDTH
    page.setStrokeColor(CUT)
    page.setLineWidth(0.3)
    page.rect(left, bottom, right - left, top - bottom, stroke=1, fill=0)
    gap, long = 1.5 * mm, 6 * mm
    for x in (left, right):
        page.line(x, top + gap, x, top + gap + long)
        page.line(x, bottom - gap, x, bottom - gap - long)
    for y in (bottom, top):
        page.line(left - gap, y, left - gap - long, y)
        page.line(right + gap, y, right + gap + long, y)
    page.setDash(3, 2)
    page.setLineWidth(0.6)
    page.line(middle, bottom - long, middle, top + long)
    page.setDash()
    for y in (bottom - 10 * mm, top + 7.5 * mm):
        page.setFillColor(SOFT)
        page.setFont(FONT, 9)
        page.drawCentredString(middle, y, "折る fold")


# -- the sheet ------------------------------------------------------------------------------------


def _draw_sheet(page: Canvas, printed: Printed, large: bool) -> None:
    side = (100 if large else 120) * mm
    page.setFillColor(LINE)
    page.rect(0, PAGE_HEIGHT - 8 * mm, PAGE_WIDTH, 8 * mm, stroke=0, fill=1)
    _centred(page, printed.body, 272 * mm, 34 if large else 28)
    _centred(page, f"{TITLE}  {TITLE_ENGLISH}", 262 * mm, 14, SOFT)
    _centred(page, "  ".join(_tier_of(printed)), 250 * mm, 20 if large else 16)
    number = f"登録番号 No. {printed.member}"
    _centred(page, number, (233 if large else 236) * mm, 40 if large else 28)
    if printed.name:
        _centred(page, printed.name, (219 if large else 224) * mm, 26 if large else 20)
    code_bottom = (112 if large else 99) * mm
    draw_code(page, make_code(printed.text), (PAGE_WIDTH - side) / 2, code_bottom, side)
    until = f"{printed.until} まで有効  Valid until {printed.until}"
    _centred(page, until, code_bottom - 5 * mm, 19 if large else 15)
    top = code_bottom - 14 * mm
    for words in (_SHOW, _LOST) if large else (_SHOW, _CHECKED, _NO_COPIES, _LOST):
        size = 21 if large else 14
        top = _draw_words(page, words, 20 * mm, top, PAGE_WIDTH - 40 * mm, size) - 3 * mm
    note = f"{printed.since} から・紙のカード {printed.card}  {printed.origin}"
    _centred(page, note, 10 * mm, 9, SOFT)


# -- taking over ----------------------------------------------------------------------------------


def _draw_take_over(page: Canvas, printed: Printed) -> None:
    """Apart from the card, which others see: who has the code has the registration."""
    link = f"{printed.origin}/recover#{quote(printed.code)}"
    page.setFillColor(LINE)
    page.rect(0, PAGE_HEIGHT - 8 * mm, PAGE_WIDTH, 8 * mm, stroke=0, fill=1)
    _centred(page, f"{printed.body} {TITLE}", 272 * mm, 20)
    _centred(page, "スマートフォンで使うときのコード", 258 * mm, 22)
    _centred(page, "Code for using it on a phone", 250 * mm, 12, SOFT)
    _centred(page, f"No. {printed.member} {printed.name}", 238 * mm, 18)
    side = 70 * mm
    draw_code(page, make_code(link), (PAGE_WIDTH - side) / 2, 160 * mm, side)
    _centred(page, printed.code, 148 * mm, 30)
    top = 134 * mm
    for number, words in enumerate(_TAKE_OVER, start=1):
        top = _draw_step(page, number, words, top, 14) - 6 * mm
    _centred(page, f"{printed.origin}/recover", 14 * mm, 10, SOFT)


# -- words ----------------------------------------------------------------------------------------


def _tier_of(printed: Printed) -> Words:
    japanese, english = _TIERS[printed.tier]
    if not printed.long_stay:
        return japanese, english
    return f"{japanese}・{_LONG_STAY[0]}", f"{english}, {_LONG_STAY[1]}"


def _draw_step(page: Canvas, number: int, words: Words, top: float, size: float) -> float:
    page.setFillColor(LINE)
    page.circle(24 * mm, top - 3 * mm, 4 * mm, stroke=0, fill=1)
    page.setFillColor(WHITE)
    page.setFont("Helvetica-Bold", 12)
    page.drawCentredString(24 * mm, top - 4.5 * mm, str(number))
    return _draw_words(page, words, 31 * mm, top, PAGE_WIDTH - 51 * mm, size)


def _draw_words(
    page: Canvas, words: Words, left: float, top: float, room: float, size: float
) -> float:
    """Japanese, and smaller below it English, wrapped; gives where the next may begin."""
    japanese, english = words
    for text, style in (
        (japanese, ParagraphStyle("ja", None, fontName=FONT, fontSize=size, leading=size * 1.3)),
        (
            english,
            ParagraphStyle(
                "en",
                None,
                fontName="Helvetica",
                fontSize=size * 0.75,
                leading=size * 0.95,
                textColor=SOFT,
            ),
        ),
    ):
        style.wordWrap = "CJK" if style.fontName == FONT else None
        paragraph = Paragraph(text, style)
        _, height = paragraph.wrap(room, PAGE_HEIGHT)
        top -= height
        paragraph.drawOn(page, left, top)
    return top


def _draw_name(
    page: Canvas, name: str, left: float, baseline: float, size: float, room: float
) -> None:
    parts = lines_of(name, size, room) if name else []
    for row, part in enumerate(parts):
        smaller = size if len(parts) == 1 else size * 0.7
        _draw_text(page, part, left, baseline - row * smaller * 1.1, smaller, room)


def _draw_text(
    page: Canvas,
    text: str,
    left: float,
    baseline: float,
    size: float,
    room: float,
    colour: Color = INK,
) -> None:
    page.setFillColor(colour)
    page.setFont(FONT, fitting(text, size, room))
    page.drawString(left, baseline, text)


def _centred(page: Canvas, text: str, baseline: float, size: float, colour: Color = INK) -> None:
    page.setFillColor(colour)
    page.setFont(FONT, fitting(text, size, PAGE_WIDTH - 30 * mm))
    page.drawCentredString(PAGE_WIDTH / 2, baseline, text)
