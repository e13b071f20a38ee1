"""All that a body owns, as one ZIP of CSVs that is written while it is sent (R61); and its members
as a workbook."""

import asyncio
import io
import os
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO

import msgspec
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from sqlalchemy.ext.asyncio import AsyncConnection

from server.catalogue import find, format_code
from server.database import Database
from server.transfer.cells import csv_lines
from server.transfer.owned import MEMBERS, OWNED, Row
from sync.calendar import day_of, format_day

BOM = b"\xef\xbb\xbf"
"""By which Excel knows UTF-8."""


async def body_archive(conn: AsyncConnection, body: int, now: int) -> AsyncIterator[bytes]:
    """The ZIP in pieces. Memory stays the same for any number of members."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        archive.writestr("README.txt", _readme(body, now))
        archive.writestr("columns.json", _schema(body, now))
        for owned in OWNED:
            with archive.open(f"{owned.name}.csv", "w", force_zip64=True) as file:
                file.write(BOM + csv_lines([[name for name, *_ in owned.columns]]))
                async for page in owned.rows(conn, body):
                    await asyncio.to_thread(_write, file, page)
                    yield sink.take()
            yield sink.take()
    yield sink.take()


async def write_archive(database_url: str, body: int, path: Path, now: int) -> None:
    """The same into a file, which only its owner may read."""
    database = Database(database_url)
    try:
        async with database.reading() as conn:
            with os.fdopen(
                os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as file:
                async for piece in body_archive(conn, body, now):
                    file.write(piece)
    finally:
        await database.close()


async def members_workbook(conn: AsyncConnection, body: int) -> bytes:
    """The members alone, for whoever works with Excel: texts are texts, never formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("住民")
    sheet.append([name for name, *_ in MEMBERS.columns])

    def add(page: list[Row]) -> None:
        for row in page:
            cells = []
            for value in row:
                cell = WriteOnlyCell(sheet, value=value if isinstance(value, int) else str(value))
                if not isinstance(value, int):
                    cell.data_type = "s"  # a text that begins with = would be a formula
                cells.append(cell)
            sheet.append(cells)

    async for page in MEMBERS.rows(conn, body):
        await asyncio.to_thread(add, page)
    out = io.BytesIO()
    await asyncio.to_thread(book.save, out)
    return out.getvalue()


def archive_name(body: int, now: int) -> str:
    return f"furusato-{format_code(body)}-{format_day(day_of(now))}.zip"


def _write(file: IO[bytes], page: list[Row]) -> None:
    file.write(csv_lines(page))


def _readme(body: int, now: int) -> str:
    known = find(body)
    lines = [
        f"{known.name if known else ''}（{format_code(body)}）の書き出し {format_day(day_of(now))}",
        f"Export of {known.english if known else body}",
        "",
        "文字コードはUTF-8です。時刻は日本時間です。ほかの自治体のものは含みません。",
        "「=」「+」「-」「@」「'」で始まる文字の前には「'」を付けました。",
        "表計算ソフトに計算させないためです。",
        "Texts are UTF-8, times are those of Japan; nothing of other bodies is in it.",
        "A text that begins with = + - @ or ' has a ' in front, so that no spreadsheet runs it.",
        "",
    ]
    for owned in OWNED:
        japanese, english = owned.meaning
        lines += [f"{owned.name}.csv  {japanese} · {english}"]
        lines += [f"    {name}: {ja} · {en}" for name, ja, en in owned.columns]
        lines.append("")
    return "\r\n".join(lines)


def _schema(body: int, now: int) -> bytes:
    tables = {
        owned.name: {
            "file": f"{owned.name}.csv",
            "meaning": {"ja": owned.meaning[0], "en": owned.meaning[1]},
            "columns": [{"name": name, "ja": ja, "en": en} for name, ja, en in owned.columns],
        }
        for owned in OWNED
    }
    about = {"body": format_code(body), "made": format_day(day_of(now)), "tables": tables}
    return msgspec.json.format(msgspec.json.encode(about), indent=1)


class _Sink(io.RawIOBase):
    """What `zipfile` writes to; it is taken away piece by piece."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override] # any buffer comes as bytes here
        self._parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken
