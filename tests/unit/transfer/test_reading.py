"""Lists as offices have them: any encoding, any width, Excel, and what is none."""

import csv
import datetime
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.transfer import MAX_ROWS, ImportField
from server.transfer.columns import find_heading, guess
from server.transfer.reading import (
    HEADINGS,
    MAX_CELL,
    UnreadableList,
    check_rows,
    pack_rows,
    read_table,
    unpack_rows,
)

F = ImportField
ROWS = [
    ["会員番号", "氏名", "フリガナ"],
    ["KFC-1", "髙橋 﨑", "ﾀｶﾊｼ ｻｷ"],
    ["KFC-2", "森,本", "モリ\nモト"],
]
# What Excel writes as CP932: no lone surrogates, none of what that encoding lacks.
CELLS = st.text(
    st.characters(codec="cp932", exclude_characters="\0\r", exclude_categories=("Cc", "Zs")),
    max_size=12,
)


def as_csv(rows: list[list[str]], encoding: str, delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def as_workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_every_encoding_is_told_apart(encoding: str, delimiter: str) -> None:
    assert read_table(as_csv(ROWS, encoding, delimiter)).rows == ROWS


def cut(row: list[str]) -> list[str]:
    """Without the empty cells at its end."""
    filled = [place for place, cell in enumerate(row, start=1) if cell]
    return row[: max(filled, default=0)]


@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=8))
def test_whatever_is_written_is_read(rows: list[list[str]]) -> None:
    # CP932 has one code for some pairs of characters.
    rows = [
        ["氏名", "住所"],
        *([cell.encode("cp932").decode("cp932") for cell in row] for row in rows),
    ]
    expected = [cut(row) for row in rows]
    while not expected[-1]:
        expected.pop()
    for encoding in ("utf-8-sig", "cp932"):
        assert read_table(as_csv(rows, encoding)).rows == expected
    assert unpack_rows(pack_rows(expected)) == expected


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_refused(content: bytes) -> None:
    for head in (b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf"):
        try:
            table = read_table(head + content)
        except UnreadableList as error:
            assert error.japanese
        else:
            assert table.rows


def test_a_workbook_reads_as_it_looks() -> None:
    rows: list[list[object]] = [
        ["氏名", "生年月日", "会員番号", "電話"],
        ["森本 さくら", datetime.datetime(1958, 5, 1), 42.0, "090-1234"],
        [None, None, None, None],
        ["青木", "S33.5.1", 1.5, None],
    ]
    assert read_table(as_workbook(rows)).rows == [
        ["氏名", "生年月日", "会員番号", "電話"],
        ["森本 さくら", "1958-05-01", "42", "090-1234"],
        [],
        ["青木", "S33.5.1", "1.5"],
    ]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "何も"),
        (b"\n\n,,\n", "何も"),
        (b"\xd0\xcf\x11\xe0....", ".xls"),
        (b"PK\x03\x04broken", "Excel"),
        (b"\x81\x00\xfd\xfe\xff", "文字コード"),
    ],
)
def test_what_is_no_list_is_told_so(content: bytes, word: str) -> None:
    with pytest.raises(UnreadableList) as raised:
        read_table(content)
    assert word in raised.value.japanese


def test_the_edge_of_how_many_rows() -> None:
    line = "氏名\n" + "森\n" * MAX_ROWS
    table = read_table(line.encode())
    check_rows(table.rows, 0)
    with pytest.raises(UnreadableList, match="50,000"):
        check_rows([*table.rows, ["林"]], 0)
    with pytest.raises(UnreadableList, match="50,000"):
        read_table(("森\n" * (MAX_ROWS + HEADINGS + 1)).encode())


def test_a_cell_is_read_so_far_and_no_further() -> None:
    assert read_table(("森" * (MAX_CELL + 1)).encode()).rows == [["森" * MAX_CELL]]


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        (
            "会員番号,氏名,フリガナ,入会日,郵便番号,住所,生年月日,メール,電話,区分",
            [
                F.OLD_NUMBER,
                F.NAME,
                F.KANA,
                F.SINCE,
                F.POSTAL_CODE,
                F.ADDRESS,
                F.BIRTH_DAY,
                F.EMAIL,
                F.TELEPHONE,
                F.CATEGORY,
            ],
        ),
        (
            "Ｎｏ,姓,名,セイ,メイ",
            [F.OLD_NUMBER, F.FAMILY_NAME, F.GIVEN_NAME, F.FAMILY_KANA, F.GIVEN_KANA],
        ),
        ("氏名（カナ）,氏名（漢字）,ご住所,E-mail", [F.KANA, F.NAME, F.ADDRESS, F.EMAIL]),
        (
            "都道府県,住所１,住所２,携帯電話,連絡先",
            [F.PREFECTURE, F.ADDRESS, F.ADDRESS, F.TELEPHONE, F.TELEPHONE],
        ),
        ("氏名,名前,好きな食べ物", [F.NAME, F.NOTHING, F.NOTHING]),
        (
            "Name,Date of Birth,Member No,県への提供の同意",
            [F.NAME, F.BIRTH_DAY, F.OLD_NUMBER, F.CONSENT],
        ),
    ],
)
def test_columns_are_known_by_their_headers(headers: str, fields: list[ImportField]) -> None:
    assert guess(headers.split(",")) == fields


def test_titles_above_the_heading_are_passed_over() -> None:
    rows = [["ファンクラブ名簿"], [], ["2026年11月", "現在"], ["会員番号", "氏名"], ["1", "森"]]
    assert find_heading(rows) == 3
    assert find_heading([["森", "1"]]) == 0
