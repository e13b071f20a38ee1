"""What a member's details must look like, and how they are tidied before they are kept."""

import re
import unicodedata

from msgspec import structs

from schemas.members import MemberDetails
from sync.calendar import format_day, parse_day

OLDEST_YEARS = 130
_POSTAL = re.compile(r"(\d{3})-?(\d{4})")
_HYPHENS = str.maketrans(dict.fromkeys("‐‑–—―−－ー", "-"))


class Unfit(ValueError):
    """A field that cannot be kept as it is; `field` is its name."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def tidy(details: MemberDetails, today: int) -> MemberDetails:
    """Names with full-width kana and single blanks, numbers in half-width digits. Raises `Unfit`
    for a day of birth that is none, or lies ahead, and for an address for mail without an @."""
    mended = structs.replace(
        details,
        name=_line(details.name),
        kana=_line(details.kana),
        postal_code=postal_code(details.postal_code),
        address=_blanks(details.address.strip()),
        email=unicodedata.normalize("NFKC", details.email).strip(),
        telephone=telephone(details.telephone),
        birth_day=_birth_day(details.birth_day, today),
        old_number=_line(details.old_number),
        category=_line(details.category),
        note=details.note.strip(),
    )
    if mended.email and not re.fullmatch(r"[^@\s]+@[^@\s]+", mended.email):
        raise Unfit("email")
    return mended


def postal_code(text: str) -> str:
    """123-4567 where it is one; else as it was, in half width."""
    plain = unicodedata.normalize("NFKC", text).translate(_HYPHENS).replace("〒", "").strip()
    found = _POSTAL.fullmatch(plain)
    return f"{found[1]}-{found[2]}" if found else plain


def telephone(text: str) -> str:
    """In half width, with plain hyphens."""
    return _blanks(unicodedata.normalize("NFKC", text).translate(_HYPHENS).strip())


def _birth_day(text: str, today: int) -> str:
    if not text:
        return ""
    try:
        day = parse_day(text)
    except ValueError:
        raise Unfit("birth_day") from None
    if not today - OLDEST_YEARS * 366 <= day <= today:
        raise Unfit("birth_day")
    return format_day(day)


def _line(text: str) -> str:
    """NFKC also makes full-width katakana of half-width ones, which keep their sounds' marks."""
    return _blanks(unicodedata.normalize("NFKC", text).strip())


def _blanks(text: str) -> str:
    return re.sub(r"\s+", " ", text)
