"""Different spellings of one name, each brought to one form for searching: kanji, kana of any
width, and romaji of any school. The twin of `pwa/src/explore/spelling.ts`; both pass the vectors of
`schemas/vectors/names.json`."""

import re
import unicodedata
from collections.abc import Sequence

from server.catalogue import spelling
from server.catalogue.spelling import KANA, fold_romaji, romanise

_SOUNDING = str.maketrans("ぁぃぅぇぉっゃゅょゎぢづ", "あいうえおつやゆよわじず", "ー")
_HIRAGANA = str.maketrans({chr(code): chr(code - 0x60) for code in range(0x30A1, 0x30F7)})


def hiragana(text: str) -> str:
    """NFKC, with all katakana as hiragana."""
    return unicodedata.normalize("NFKC", text).translate(_HIRAGANA)


def fold_name(text: str) -> str:
    """A written name: old and new forms of a character, any width, without blanks."""
    return spelling.fold_name("".join(unicodedata.normalize("NFKC", text).split()))


def fold_kana(text: str) -> str:
    """Hiragana, full width, as it sounds; empty when there is something else in it."""
    kana = "".join(hiragana(text).split())
    return kana.translate(_SOUNDING) if KANA.fullmatch(kana) else ""


def romaji_of(kana: str) -> str:
    """How kana are typed in romaji, folded; empty where it is not kana alone."""
    words = hiragana(kana).split()
    if not all(map(KANA.fullmatch, words)):
        return ""
    return fold_romaji("".join(map(romanise, words)))


def found_by(*, names: Sequence[str], kana: str, words: Sequence[str]) -> str:
    """What a person is found by, a line each: names as written and as they sound, and other words
    (an old number, an address for mail, a telephone) as `plain` folds them."""
    lines = [fold_name(name) for name in names]
    lines += [fold_kana(kana), romaji_of(kana)]
    lines += [fold_romaji(name) or romaji_of(name) for name in names]
    lines += [plain(word) for word in words]
    return "\n".join(dict.fromkeys(line for line in lines if line))


def sorted_by(name: str, kana: str) -> str:
    """Where a person stands in a list by kana: those of whom it is not known come last."""
    sounding = fold_kana(kana) or fold_kana(name)
    return sounding or "\uffff" + fold_name(name)


def plain(word: str) -> str:
    """NFKC, small letters, without blanks and hyphens: as numbers and telephones are compared."""
    folded = unicodedata.normalize("NFKC", word).lower()
    return re.sub(r"[\s\-‐‑–—―−ー()]", "", folded)


def ways_to_read(query: str) -> list[str]:
    """What a query may be part of, in the lines of `found_by`; empty for an empty one."""
    ways = (fold_name(query), fold_kana(query), fold_romaji(query), plain(query))
    return list(dict.fromkeys(way for way in ways if way))
