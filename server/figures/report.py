"""The monthly report: one sheet of paper, and the same as a table for a spreadsheet."""

import csv
import io
from collections.abc import Mapping, Sequence

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from schemas.figures import Figures, MembersBy, MonthFigures, Part
from server.cards.paper import FONT, INK, LINE, SOFT, WHITE, fitting, register_font
from server.figures.opening import BOM
from server.figures.wording import MARKS, TIERS, ages, areas

LEFT, RIGHT = 18 * mm, A4[0] - 18 * mm
MOST_AREAS = 12
"""Prefectures with the most members that the sheet has room for; the table has all."""
BASIS = (
    "実人数は一人を一度、延べは登録・日・利用をそれぞれ数えたもの。"
    "住所地の自治体の登録者は関係人口に含めない(R16)。"
)
_MONTH_HEADS = (
    "月",
    "月末の人数",
    "登録",
    "退会",
    "滞在 実人数",
    "延べ日数",
    "活動 実人数",
    "延べ日数",
    "利用 実人数",
    "延べ回数",
    "支払額(円)",
    "割引額(円)",
)


def report_csv(name: str, told: Figures) -> bytes:
    """Everything of the month, and the year to it."""
    buffer = io.StringIO()
    buffer.write(BOM)
    writer = csv.writer(buffer)
    writer.writerow([f"{name} ふるさと住民 月次報告", told.month])
    writer.writerow([BASIS])
    writer.writerow([])
    writer.writerow(["区分", "項目", "実人数", "延べ"])
    if told.members is not None:
        writer.writerow(["登録者", "合計", told.members.people, told.members.count])
        for group, words, parts in _groups(told.members):
            writer.writerows([group, words[one.key], one.people, one.count] for one in parts)
        writer.writerow(["登録者", "住所地の登録者(別掲)", told.at_home, told.at_home])
        writer.writerow(["登録者", "90日以内に来た人", told.active, told.active])
    if told.within is not None:
        writer.writerow(["県内市町村", "合計", told.within.people, told.within.count])
        for group, words, parts in _groups(told.within):
            writer.writerows(
                [f"県内市町村 {group}", words[one.key], one.people, one.count] for one in parts
            )
    writer.writerow([])
    writer.writerow(_MONTH_HEADS)
    writer.writerows(_line(one) for one in told.months)
    if told.cohorts:
        writer.writerow([])
        writer.writerow(["登録した月", "登録", "その月末から各月末に残っている人数"])
        writer.writerows([one.month, one.joined, *one.kept] for one in told.cohorts)
    return buffer.getvalue().encode()


def report_pdf(name: str, told: Figures, printed: str) -> bytes:
    """An A4 sheet. `printed`: the day on which it was made."""
    register_font()
    buffer = io.BytesIO()
    width, height = A4
    page = Canvas(buffer, pagesize=A4, pageCompression=1, lang="ja-JP")
    year, month = told.month.split("-")
    title = f"{int(year)}年{int(month)}月 月次報告"
    page.setTitle(f"{name} ふるさと住民 {title}")
    page.setAuthor(name)
    page.setFillColor(LINE)
    page.rect(0, height - 6 * mm, width, 6 * mm, stroke=0, fill=1)
    _text(page, LEFT, height - 20 * mm, f"{name} ふるさと住民登録", 12, SOFT)
    _text(page, LEFT, height - 30 * mm, title, 22)
    last = told.months[-1]
    boxes = (
        ("月末の登録者", f"{last.members:,}人"),
        ("この月に登録", f"{last.joined:,}人"),
        ("この月に退会", f"{last.left:,}人"),
        ("来た人(実人数)", f"{last.stay_people:,}人"),
        ("滞在(延べ)", f"{last.stay_days:,}日"),
        ("活動(延べ)", f"{last.activity_days:,}日"),
    )
    _boxes(page, height - 52 * mm, boxes)
    _text(page, LEFT, height - 63 * mm, "月末の登録者の推移", 11)
    _columns(page, height - 98 * mm, [(one.month, one.members) for one in told.months])
    top = height - 108 * mm
    if told.members is not None:
        by = told.members
        middle = (LEFT + RIGHT) / 2 + 4 * mm
        bottom = _bars(page, LEFT, middle - 10 * mm, top, "住所地", areas(), _most(by.residence))
        rest = _bars(page, middle, RIGHT, top, "種別", TIERS, by.tiers)
        rest = _bars(page, middle, RIGHT, rest - 4 * mm, "年齢", ages(), by.ages)
        top = min(bottom, rest) - 6 * mm
    else:
        _text(page, LEFT, top, "この月の登録者の内訳は記録されていません。", 10, SOFT)
        top -= 10 * mm
    _table(page, top, told.months[-6:])
    _text(page, LEFT, 16 * mm, BASIS, 7.5, SOFT)
    note = f"割引額は現在の料金表による。作成日 {printed}"
    _text(page, LEFT, 11 * mm, note, 7.5, SOFT)
    page.showPage()
    page.save()
    return buffer.getvalue()


def _groups(by: MembersBy) -> list[tuple[str, Mapping[str, str], Sequence[Part]]]:
    return [
        ("種別", TIERS, by.tiers),
        ("長期滞在", MARKS, by.marks),
        ("住所地", areas(), by.residence),
        ("年齢", ages(), by.ages),
    ]


def _line(one: MonthFigures) -> list[str | int]:
    return [
        one.month,
        one.members,
        one.joined,
        one.left,
        one.stay_people,
        one.stay_days,
        one.activity_people,
        one.activity_days,
        one.use_people,
        one.uses,
        one.paid,
        one.reduced,
    ]


def _most(parts: Sequence[Part]) -> list[Part]:
    some = sorted((one for one in parts if one.people), key=lambda one: -one.people)
    return some[:MOST_AREAS]


def _text(
    page: Canvas, left: float, baseline: float, text: str, size: float, ink: Color = INK
) -> None:
    page.setFillColor(ink)
    page.setFont(FONT, fitting(text, size, RIGHT - left))
    page.drawString(left, baseline, text)


def _boxes(page: Canvas, bottom: float, boxes: Sequence[tuple[str, str]]) -> None:
    wide = (RIGHT - LEFT) / len(boxes)
    for at, (word, figure) in enumerate(boxes):
        left = LEFT + at * wide
        page.setStrokeColor(SOFT)
        page.setLineWidth(0.5)
        page.roundRect(left + 0.8 * mm, bottom, wide - 1.6 * mm, 17 * mm, 2 * mm, stroke=1, fill=0)
        for text, size, up, ink in ((word, 8, 11.5, SOFT), (figure, 15, 3.5, INK)):
            page.setFillColor(ink)
            page.setFont(FONT, fitting(text, size, wide - 4 * mm))
            page.drawCentredString(left + wide / 2, bottom + up * mm, text)


def _columns(page: Canvas, bottom: float, values: Sequence[tuple[str, int]]) -> None:
    wide, high = (RIGHT - LEFT) / len(values), 26 * mm
    most = max((value for _, value in values), default=0) or 1
    for at, (month, value) in enumerate(values):
        left = LEFT + at * wide
        page.setFillColor(LINE)
        page.rect(left + 1.5 * mm, bottom, wide - 3 * mm, high * value / most, stroke=0, fill=1)
        page.setFillColor(INK)
        page.setFont(FONT, 7.5)
        page.drawCentredString(left + wide / 2, bottom + high * value / most + 1 * mm, f"{value:,}")
        page.setFillColor(SOFT)
        page.drawCentredString(left + wide / 2, bottom - 3.5 * mm, f"{int(month[5:])}月")


def _bars(
    page: Canvas,
    left: float,
    right: float,
    top: float,
    title: str,
    words: Mapping[str, str],
    parts: Sequence[Part],
) -> float:
    """A bar a line, with its number; gives where it ends."""
    _text(page, left, top, title, 11)
    most = max((one.people for one in parts), default=0) or 1
    start, line = left + 27 * mm, top - 6 * mm
    for one in parts:
        page.setFillColor(INK)
        page.setFont(FONT, fitting(words[one.key], 9, 26 * mm))
        page.drawString(left, line, words[one.key])
        page.setFillColor(LINE)
        length = (right - start - 14 * mm) * one.people / most
        page.rect(start, line - 0.6 * mm, length, 3.4 * mm, stroke=0, fill=1)
        page.setFillColor(INK)
        page.setFont(FONT, 9)
        page.drawString(start + length + 1.5 * mm, line, f"{one.people:,}")
        line -= 5.2 * mm
    return line


def _table(page: Canvas, top: float, months: Sequence[MonthFigures]) -> None:
    wide = (RIGHT - LEFT) / len(_MONTH_HEADS)
    page.setFillColor(LINE)
    page.rect(LEFT, top - 6 * mm, RIGHT - LEFT, 6 * mm, stroke=0, fill=1)
    rows: list[Sequence[str | int]] = [_MONTH_HEADS, *(_line(one) for one in months)]
    for number, row in enumerate(rows):
        line = top - (4.2 + 6 * number) * mm
        for at, value in enumerate(row):
            text = value if isinstance(value, str) else f"{value:,}"
            page.setFillColor(INK if number else WHITE)
            page.setFont(FONT, fitting(text, 8 if number else 6.5, wide - 1.5 * mm))
            page.drawCentredString(LEFT + (at + 0.5) * wide, line, text)
        page.setStrokeColor(SOFT)
        page.setLineWidth(0.25)
        page.line(LEFT, line - 1.8 * mm, RIGHT, line - 1.8 * mm)
