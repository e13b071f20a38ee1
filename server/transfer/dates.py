"""Days as Japanese lists write them: of an era (昭和63年5月1日, S63.5.1, R5/4/1) or western."""

import datetime
import re
import unicodedata

from sync.calendar import parse_day

# An era's first year as a western one, and how it is begun in writing.
_ERAS = (
    ("令和", "R", 2019),
    ("平成", "H", 1989),
    ("昭和", "S", 1926),
    ("大正", "T", 1912),
    ("明治", "M", 1868),
)
_FIRST = {name: year for long, letter, year in _ERAS for name in (long, long[0], letter)}
_SEPARATOR = r"\s*[年./-]\s*"
_REST = rf"(?:{_SEPARATOR})(\d{{1,2}})\s*[月./-]\s*(\d{{1,2}})(?:\s*日)?"
_OF_ERA = re.compile(rf"({'|'.join(_FIRST)})\.?\s*(元|\d{{1,2}}){_REST}", re.IGNORECASE)
_WESTERN = re.compile(rf"(?:西暦\s*)?(\d{{4}}){_REST}")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"(?:[\sT]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:\s*\([月火水木金土日]\))?")


def read_day(text: str) -> int | None:
    """The day, counted from 1970; None for what is no day, or not surely one (63/5/1).

    The year of an era may go on past its end (平成35年): everyone knows which is meant.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    for pattern, year_of in ((_OF_ERA, _year_of_era), (_WESTERN, _year), (_DIGITS, _year)):
        found = pattern.match(plain)
        if found and _TIME.fullmatch(plain[found.end() :]):
            *year, month, date = found.groups()
            try:
                whole = datetime.date(year_of(*year), int(month), int(date))
            except ValueError:
                return None
            return parse_day(whole.isoformat())
    return None


def _year(digits: str) -> int:
    return int(digits)


def _year_of_era(era: str, year: str) -> int:
    number = 1 if year == "元" else int(year)
    if number == 0:
        raise ValueError("an era has no year 0")
    return _FIRST[era.upper()] + number - 1
