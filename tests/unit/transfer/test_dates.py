"""Days in every way in which Japanese lists write them."""

import datetime
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.transfer.dates import read_day
from sync.calendar import format_day, parse_day

ERAS = (
    ("令和", "R", datetime.date(2019, 5, 1), datetime.date(2099, 12, 31)),
    ("平成", "H", datetime.date(1989, 1, 8), datetime.date(2019, 4, 30)),
    ("昭和", "S", datetime.date(1926, 12, 25), datetime.date(1989, 1, 7)),
    ("大正", "T", datetime.date(1912, 7, 30), datetime.date(1926, 12, 24)),
    ("明治", "M", datetime.date(1873, 1, 1), datetime.date(1912, 7, 29)),
)


def wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("昭和63年5月1日", "1988-05-01"),
        ("S63.5.1", "1988-05-01"),
        ("s63/05/01", "1988-05-01"),
        ("昭63.5.1", "1988-05-01"),
        ("R5/4/1", "2023-04-01"),
        ("令和元年5月1日", "2019-05-01"),
        ("㋿元年５月１日", "2019-05-01"),
        ("平成３１年４月３０日", "2019-04-30"),
        ("平成35年4月1日", "2023-04-01"),
        ("S.33-5-1", "1958-05-01"),
        ("大正15年12月24日", "1926-12-24"),
        ("2023年4月1日", "2023-04-01"),
        ("2023/4/1", "2023-04-01"),
        ("2023-04-01 00:00:00", "2023-04-01"),
        ("2023-04-01T09:30", "2023-04-01"),
        ("西暦2023年4月1日", "2023-04-01"),
        ("2023年4月1日(土)", "2023-04-01"),
        ("20230401", "2023-04-01"),
        (" 2023．4．1 ", "2023-04-01"),
    ],
)
def test_a_day_is_read(text: str, day: str) -> None:
    read = read_day(text)
    assert read is not None
    assert format_day(read) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "不明",
        "63/5/1",
        "昭和63年",
        "2023/2/29",
        "2023-13-01",
        "S0.1.1",
        "45017",
        "昭和63年5月1日生まれ頃",
        "5月1日",
        "R5/4",
    ],
)
def test_what_is_no_day_or_not_surely_one_is_not(text: str) -> None:
    assert read_day(text) is None


@given(st.sampled_from(ERAS), st.data())
def test_every_day_of_an_era_comes_back(
    era: tuple[str, str, datetime.date, datetime.date], data: st.DataObject
) -> None:
    name, letter, first, last = era
    date = data.draw(st.dates(first, last))
    year = date.year - first.year + 1 if name != "明治" else date.year - 1867
    written = data.draw(
        st.sampled_from(
            [
                f"{name}{'元' if year == 1 else year}年{date.month}月{date.day}日",
                f"{letter}{year}.{date.month}.{date.day}",
                f"{letter.lower()}{year:02d}/{date.month:02d}/{date.day:02d}",
                f"{name[0]}{year}-{date.month}-{date.day}",
                f"{date.year}年{date.month}月{date.day}日",
                f"{date:%Y/%m/%d}",
                f"{date:%Y%m%d}",
            ]
        )
    )
    text = data.draw(st.sampled_from([written, wide(written), f" {written}　"]))
    assert read_day(text) == parse_day(date.isoformat())


@given(st.text())
def test_any_text_is_a_day_or_none(text: str) -> None:
    day = read_day(text)
    assert day is None or read_day(unicodedata.normalize("NFKC", text)) == day
