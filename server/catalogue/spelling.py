"""Different spellings of one name brought to one form: the twin of `pwa/src/explore/spelling.ts`,
and of `romanise` in `pwa/src/search/folding.ts`."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from schemas.search import KANA_SOUNDS

VARIANTS = str.maketrans("竃釜龍驒諌桧曾惠檮髙﨑濱澤嶋國櫻鯵", "竈竈竜騨諫檜曽恵梼高崎浜沢島国桜鰺")
"""Characters that people write for one another in names of places."""
_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_HAN = (
    "\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufad9\U00020000-\U0003134f"
)
_BETWEEN = re.compile(f"([{_HAN}])[けゖが](?=[{_HAN}])")
KANA = re.compile("[ぁ-ゖー]+")
LATIN = re.compile("[a-z]+")
_SPACE = re.compile(r"[\s'’]+")

_HEPBURN: Sequence[tuple[str, str]] = (
    ("dz", "z"),
    ("sy([auo])", r"sh\1"),
    ("[ct]y([auo])", r"ch\1"),
    ("[zjd]y([auo])", r"j\1"),
    ("si", "shi"),
    ("ti", "chi"),
    ("cch", "tch"),
    ("tu", "tsu"),
    ("[zd]i", "ji"),
    ("du", "zu"),
    ("m(?=[bpm])", "n"),
    ("n+", "n"),
    ("oh(?![aiueoy])", "o"),
    ("o[ou]+", "o"),
    (r"([aiue])\1+", r"\1"),
)
"""Official (Kunrei, Nihon) spellings of a sound and their Hepburn ones."""
_KUNREI: Sequence[tuple[str, str]] = (
    ("tch", "tt"),
    ("shi", "si"),
    ("chi", "ti"),
    ("sh", "sy"),
    ("ch", "ty"),
    ("tsu", "tu"),
    ("f", "h"),
    ("ji", "zi"),
    ("j", "zy"),
)


def fold_name(text: str) -> str:
    """A written name: half and full width, katakana and hiragana, old and new characters become
    one, and so do 龍ケ崎, 竜ヶ崎 and 龍が崎."""
    folded = unicodedata.normalize("NFKC", text).translate(_HIRAGANA).lower().translate(VARIANTS)
    return _BETWEEN.sub(r"\1け", folded)


def fold_romaji(text: str) -> str:
    """One spelling for all schools of romaji, macrons or not; "" where something else is in it."""
    plain = unicodedata.normalize("NFKD", text).replace("\u0302", "").replace("\u0304", "").lower()
    plain = "".join(one for one in _SPACE.sub("", plain) if unicodedata.category(one) != "Pd")
    if not LATIN.fullmatch(plain):
        return ""
    folded = _replaced(plain, _HEPBURN)
    # `hu` alone is `fu`; in `shu` and `chu` it is not.
    return re.sub("([sc]?)hu", lambda found: found[0] if found[1] else "fu", folded)


def kunrei_of(folded: str) -> str:
    """A folded word as Kunrei: a word half typed needs both."""
    return _replaced(folded, _KUNREI)


@lru_cache(5_000)
def romanise(kana: str) -> str:
    """Hiragana in Hepburn, letter by letter; a long-vowel mark lengthens nothing. (Kept: most names
    share a part with others.)"""
    sounds, letters, at = _sounds(), "", 0
    doubled = False
    while at < len(kana):
        sound = sounds.get(kana[at : at + 2]) or sounds.get(kana[at], "")
        if kana[at] == "っ":
            doubled = True
        elif sound:
            letters += (sound[0] if doubled else "") + sound
            doubled = False
        at += 2 if kana[at : at + 2] in sounds and len(kana[at : at + 2]) > 1 else 1
    return letters


def _replaced(text: str, rules: Sequence[tuple[str, str]]) -> str:
    for sound, letters in rules:
        text = re.sub(sound, letters, text)
    return text


@cache
def _sounds() -> dict[str, str]:
    found = (re.fullmatch("([ぁ-ゖ]+)([a-z]+)", pair) for pair in KANA_SOUNDS.split())
    return {one[1]: one[2] for one in found if one}
