"""What is taken out runs in no spreadsheet, and reads as it was."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.transfer.cells import RUN, csv_lines, shield, unshield

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0")) | st.sampled_from(
    ["=1+1", "+81 90", "-5", "@SUM(A1)", "'=1", "'", "''", "'会報", "\t=1"]
)


@given(TEXT)
def test_no_cell_begins_as_a_formula_and_each_comes_back(text: str) -> None:
    shown = shield(text)
    assert not shown.startswith(RUN)
    assert unshield(shown) == text


@given(st.lists(st.lists(TEXT, min_size=1), min_size=1))
def test_a_table_comes_back(rows: list[list[str]]) -> None:
    read = csv.reader(io.StringIO(csv_lines(rows).decode(), newline=""))
    got = [[unshield(cell) for cell in row] for row in read]
    assert got == [row if row != [""] else [""] for row in rows]


@pytest.mark.parametrize("text", ["'会報", "'", "会'報", ""])
def test_what_was_never_shielded_stays(text: str) -> None:
    assert unshield(text) == text
