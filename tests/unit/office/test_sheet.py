"""The printed code: a QR code that holds what it should, on a sheet that says whose it is."""

import pytest

from server.office.sheet import code_svg, make_code, sheet_pdf
from sync.calendar import day_of, parse_day, start_of
from sync.scheme.fees import fiscal_year

TEXT = "HTTPS://FURUSATO.EXAMPLE.JP/V/" + "ABCDEFG2" * 15 + "ABCD"


def test_the_code_stays_small_enough_to_read_from_afar() -> None:
    code = make_code(TEXT)
    assert code.mode == "alphanumeric"
    assert code.error == "Q"
    assert int(code.version) <= 9


def test_the_picture_has_its_quiet_zone_and_no_style() -> None:
    svg = code_svg(TEXT, "村の湯 <&>").decode()
    side = (17 + 4 * int(make_code(TEXT).version) + 8) * 10
    assert f'width="{side}"' in svg
    assert "村の湯 &lt;&amp;&gt;" in svg
    assert "style" not in svg


@pytest.mark.parametrize("place", ["村の湯", "と" * 60, "A long English name of a place", "a"])
def test_a_sheet_is_one_page_of_pdf(place: str) -> None:
    sheet = sheet_pdf(TEXT, body="川上村", place=place, english="", note="1")
    assert sheet.startswith(b"%PDF-")
    assert sheet.rstrip().endswith(b"%%EOF")
    assert sheet.count(b"/Type /Page\n") == 1
    assert b"HeiseiKakuGo-W5" in sheet


@pytest.mark.parametrize(
    ("day", "year"),
    [("2026-03-31", 2025), ("2026-04-01", 2026), ("2027-01-15", 2026), ("2028-03-31", 2027)],
)
def test_fiscal_years_begin_in_april(day: str, year: int) -> None:
    assert fiscal_year(day_of(start_of(parse_day(day)))) == year
    assert fiscal_year(day_of(start_of(parse_day(day) + 1) - 1)) == year
