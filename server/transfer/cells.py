"""Cells of what is taken out: no spreadsheet runs them; read in again they are the same."""

import csv
import io
from collections.abc import Iterable, Sequence

RUN = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so may be taken for a formula."""
SHIELD = "'"
"""In front of it a spreadsheet shows the cell as text."""


def shield(text: str) -> str:
    """A cell that runs nowhere; `unshield` gives it back."""
    return SHIELD + text if text.startswith((*RUN, SHIELD)) else text


def unshield(text: str) -> str:
    """What stood in a cell before `shield`; other texts stay."""
    shielded = len(text) > 1 and text[0] == SHIELD and text[1] in (*RUN, SHIELD)
    return text[1:] if shielded else text


def csv_lines(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as CSV in UTF-8 (RFC 4180), every text shielded; None is empty."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(
        [shield(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return out.getvalue().encode()
