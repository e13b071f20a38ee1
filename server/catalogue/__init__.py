"""The catalogue of bodies: every municipality, special ward and prefecture of Japan (R01).

`bodies.json` beside this file is read once. The wards of designated cities are no bodies.
"""

from functools import cache
from pathlib import Path

import msgspec

from schemas.catalogue import BodyKind, CatalogueBody
from server.catalogue.code import check_digit, format_code

__all__ = [
    "FILE",
    "all_bodies",
    "check_digit",
    "counties",
    "find",
    "format_code",
    "parse_code",
    "search",
]

FILE = Path(__file__).with_name("bodies.json")

# The last column is the county (郡), empty for cities and wards.
_Row = tuple[str, str, str, str, str, str, BodyKind, str]


class _File(msgspec.Struct):
    bodies: list[_Row]


def _rows() -> list[_Row]:
    return msgspec.json.decode(FILE.read_bytes(), type=_File).bodies


@cache
def _catalogue() -> dict[int, CatalogueBody]:
    return {
        int(code): CatalogueBody(int(code), name, kana, romaji, english, int(prefecture), kind)
        for code, name, kana, romaji, english, prefecture, kind, _ in _rows()
    }


@cache
def counties() -> dict[int, str]:
    """The county (郡) that each body lies in, by code; empty for whoever lies in none."""
    return {int(row[0]): row[-1] for row in _rows()}


def all_bodies() -> list[CatalogueBody]:
    """In the order of their codes."""
    return list(_catalogue().values())


def find(code: int) -> CatalogueBody | None:
    """The body with this code, or None where there is none."""
    return _catalogue().get(code)


def parse_code(text: str) -> int:
    """The body of a six-digit code. Raises ValueError for a wrong digit or an unknown body."""
    if len(text) != 6 or not text.isascii() or not text.isdigit():
        raise ValueError(f"{text!r} is not six digits")
    if check_digit(text[:5]) != int(text[5]):
        raise ValueError(f"{text} has a wrong check digit")
    if int(text) not in _catalogue():
        raise ValueError(f"{text} is no municipality or prefecture")
    return int(text)


def search(query: str) -> list[CatalogueBody]:
    """Bodies whose name, kana, romaji, English name or code begins with or holds the query."""
    wanted = query.strip().lower()
    names = [
        (body, (body.name, body.kana, body.romaji, body.english.lower(), format_code(body.code)))
        for body in all_bodies()
    ]
    first = [body for body, texts in names if any(t.startswith(wanted) for t in texts)]
    inside = [body for body, texts in names if any(wanted in t for t in texts)]
    return list(dict.fromkeys(first + inside)) if wanted else []
