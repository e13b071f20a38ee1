"""The report as a table for a spreadsheet, and as paper."""

import csv
import io

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from schemas.projects import ActivityReport, Report
from server.cards.paper import FONT, INK, LINE, SOFT, register_font

_HEAD = ("日", "時刻", "定員", "申し込み", "参加決定", "来た", "申し込みなしで来た", "時間", "")
_CSV_HEAD = (
    "活動番号",
    "活動",
    "団体",
    "担い手活動",
    "日",
    "始まり",
    "終わり",
    "中止",
    "定員",
    "申し込み",
    "参加決定",
    "来た",
    "申し込みなしで来た",
    "延べ時間",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def report_csv(report: Report) -> bytes:
    """A line an occasion. With a byte order mark, without which Excel reads it wrongly."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(_CSV_HEAD)
    for one in report.activities:
        for line in one.occasions:
            table.writerow(
                (
                    one.project,
                    _harmless(one.name),
                    _harmless(one.partner or "役場"),
                    "はい" if one.designated else "いいえ",
                    line.day,
                    line.starts,
                    line.ends,
                    "中止" if line.cancelled else "",
                    line.capacity,
                    line.applied,
                    line.accepted,
                    line.came,
                    line.others,
                    line.hours,
                )
            )
    return ("\ufeff" + text.getvalue()).encode()


def _harmless(text: str) -> str:
    """What a spreadsheet would compute is a text to it with an apostrophe before."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def report_pdf(report: Report, body: str) -> bytes:
    """A4 across: a table a project, and where people live."""
    register_font()
    buffer = io.BytesIO()
    title = f"{body} 担い手活動の報告 {report.first} から {report.last}"
    paper = SimpleDocTemplate(
        buffer,
        pagesize=landscape(A4),
        leftMargin=15 * mm,
        rightMargin=15 * mm,
        topMargin=15 * mm,
        bottomMargin=15 * mm,
        title=title,
        author=body,
        lang="ja-JP",
    )
    large = ParagraphStyle("large", fontName=FONT, fontSize=16, leading=22, textColor=INK)
    plain = ParagraphStyle("plain", fontName=FONT, fontSize=10, leading=15, textColor=INK)
    total = f"来た人 {report.people}人(重ならない人数)　延べ {report.hours}時間"
    parts: list[Flowable] = [Paragraph(_safe(title), large), Paragraph(total, plain)]
    if not report.activities:
        parts.append(Paragraph("この期間の活動はありません", plain))
    for one in report.activities:
        parts += [Spacer(1, 6 * mm), *_activity(one, plain)]
    paper.build(parts)
    return buffer.getvalue()


def _activity(one: ActivityReport, plain: ParagraphStyle) -> list[Flowable]:
    name = ParagraphStyle("name", parent=plain, fontSize=13, leading=19)
    facts = [one.partner or "役場", "担い手活動" if one.designated else ""]
    facts += [f"{one.people}人", f"延べ {one.hours}時間"]
    rows = [
        (
            line.day,
            f"{line.starts}-{line.ends}",
            line.capacity,
            line.applied,
            line.accepted,
            line.came,
            line.others,
            line.hours,
            "中止" if line.cancelled else "",
        )
        for line in one.occasions
    ]
    table = LongTable([_HEAD, *rows], repeatRows=1, hAlign="LEFT")
    table.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), FONT, 9),
                ("TEXTCOLOR", (0, 0), (-1, 0), SOFT),
                ("LINEBELOW", (0, 0), (-1, 0), 1, LINE),
                ("LINEBELOW", (0, 1), (-1, -1), 0.25, SOFT),
                ("ALIGN", (2, 0), (-2, -1), "RIGHT"),
            ]
        )
    )
    homes = "　".join(
        f"{count.name or '本人確認をしていない人'} {count.came}人" for count in one.prefectures
    )
    parts: list[Flowable] = [
        Paragraph(_safe(one.name), name),
        Paragraph(_safe("　".join(filter(None, facts))), plain),
        table,
    ]
    if homes:
        parts.append(Paragraph(f"住まい: {_safe(homes)}", plain))
    return parts


def _safe(text: str) -> str:
    """Reportlab reads a paragraph as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
