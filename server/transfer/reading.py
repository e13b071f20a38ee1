"""A list as an office has it, as rows of texts: CSV in any encoding, or a workbook of Excel."""

import csv
import datetime
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from schemas.transfer import MAX_ROWS
from server.transfer.cells import unshield

MAX_COLUMNS = 200
MAX_CELL = 2_000
"""Characters of a cell that are looked at: more is more than any field holds."""
MAX_UNPACKED = 400_000_000
"""Bytes of a workbook once unpacked: a file that grows a thousandfold is no list."""
HEADINGS = 20
"""Rows above the first member: titles, dates, the heading."""

_BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    EOFError,
    SyntaxError,
    NotImplementedError,
)
"""Whatever a broken archive or its XML raises on the way through the library."""
_WORKBOOK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[list[str]])

Rows = list[list[str]]


class Table(NamedTuple):
    """`encoding`: how text was read, or the sheet of a workbook."""

    rows: Rows
    encoding: str


class UnreadableList(ValueError):
    """The file is no list that can be read; in Japanese and English why."""

    def __init__(self, japanese: str, english: str) -> None:
        super().__init__(english)
        self.japanese, self.english = japanese, english


def read_table(content: bytes) -> Table:
    """All rows with their empty ones left in place, so that numbers are those of the spreadsheet.

    Raises `UnreadableList`.
    """
    if content.startswith(_OLD_WORKBOOK):
        raise UnreadableList(
            "古い形式のExcel（.xls）は読めません。「.xlsx」か「CSV」で保存し直してください",
            "The old Excel format (.xls) cannot be read: please save it as .xlsx or CSV",
        )
    table = _workbook(content) if content.startswith(_WORKBOOK) else _text(content)
    rows = table.rows
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise UnreadableList("何も書かれていません", "There is nothing in it")
    if len(rows) > MAX_ROWS + HEADINGS:
        raise _too_many()
    return table


def check_rows(rows: Rows, heading: int) -> None:
    """Raises `UnreadableList` where there are too many rows below the heading."""
    if len(rows) - heading - 1 > MAX_ROWS:
        raise _too_many()


def pack_rows(rows: Rows) -> bytes:
    """As they wait to be brought in."""
    return zlib.compress(_encoder.encode(rows), 1)


def unpack_rows(content: bytes) -> Rows:
    return _decoder.decode(zlib.decompress(content))


def _too_many() -> UnreadableList:
    return UnreadableList(
        f"一度に取り込めるのは{MAX_ROWS:,}行までです。分けて取り込んでください",
        f"At most {MAX_ROWS:,} rows at a time: please bring them in in parts",
    )


# -- text -----------------------------------------------------------------------------------------


def _text(content: bytes) -> Table:
    text, encoding = _decoded(content)
    head = text[:4_096].partition("\n")[0]
    comma = max(",\t;", key=head.count)
    try:
        rows = _bounded(csv.reader(io.StringIO(text, newline=""), delimiter=comma))
    except csv.Error:
        raise UnreadableList(
            "CSVとして読めません", "It cannot be read as comma-separated values"
        ) from None
    return Table(rows, encoding)


def _decoded(content: bytes) -> tuple[str, str]:
    """UTF-8 says by itself whether it is; what is not is what Excel in Japan writes."""
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return _decode(content, name), name.upper().removesuffix("-SIG")
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return _decode(content, "cp932"), "Shift_JIS (CP932)"


def _decode(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableList(
            "文字コードが分かりません。UTF-8かShift_JISのCSV、またはExcel（.xlsx）で保存してください",
            "Unknown encoding: please save it as CSV in UTF-8 or Shift_JIS, or as Excel (.xlsx)",
        ) from None


# -- a workbook -----------------------------------------------------------------------------------


def _workbook(content: bytes) -> Table:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise _broken()
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = _bounded([_cell(one) for one in row] for row in sheet.iter_rows(values_only=True))
        return Table(rows, str(sheet.title))
    except UnreadableList:
        raise
    except _BROKEN:
        raise _broken() from None


def _broken() -> UnreadableList:
    return UnreadableList(
        "Excelのファイルとして読めません。開いて保存し直してください",
        "It cannot be read as an Excel workbook: please open it and save it again",
    )


def _cell(value: object) -> str:
    """As it looks in the sheet, near enough: whole numbers without a point, days without a time."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _bounded(rows: Iterable[list[str]]) -> Rows:
    return list(_cut(rows))


def _cut(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    for count, row in enumerate(rows):
        if count > MAX_ROWS + HEADINGS:
            raise _too_many()
        cells = [unshield(cell.replace("\0", "").strip())[:MAX_CELL] for cell in row[:MAX_COLUMNS]]
        while cells and not cells[-1]:
            cells.pop()
        yield cells
