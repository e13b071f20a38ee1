"""Different spellings of one name, each brought to one form for searching: kanji, kana of any
width, and romaji of any school. The twin of `pwa/src/explore/spelling.ts`; both pass the vectors of
`schemas/vectors/names.json`."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_VARIANTS = str.maketrans(
    {
        "竃": "竈",
        "釜": "竈",
        "龍": "竜",
        "驒": "騨",
        "諌": "諫",
        "桧": "檜",
        "曾": "曽",
        "惠": "恵",
        "檮": "梼",
        "髙": "高",
        "﨑": "崎",
        "濱": "浜",
        "澤": "沢",
        "嶋": "島",
        "國": "国",
        "櫻": "桜",
        "鯵": "鰺",
    }
)
"""Characters that people write for one another in names."""
_SOUNDING = str.maketrans("ぁぃぅぇぉっゃゅょゎぢづ", "あいうえおつやゆよわじず", "ー")
_HIRAGANA = str.maketrans({chr(code): chr(code - 0x60) for code in range(0x30A1, 0x30F7)})
_KANA = re.compile("[ぁ-ゖー]+")
_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々]"
_BETWEEN = re.compile(f"(?<={_HAN})[けゖが](?={_HAN})")

_HEPBURN: Sequence[tuple[re.Pattern[str], str]] = [
    (re.compile(sound), letters)
    for sound, letters in (
        ("dz", "z"),
        ("sy(?=[auo])", "sh"),
        ("[ct]y(?=[auo])", "ch"),
        ("[zjd]y(?=[auo])", "j"),
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
        ("(?<![sc])hu", "fu"),
    )
]

_PASSED_OVER = re.compile(r"[\s'’\u0302\u0304\-‐‑‒–—―⸺⸻〜〰゠︱︲﹘﹣－]")
"""Blanks, apostrophes, marks of long vowels, dashes."""

_ROMAJI = {
    kana: letters
    for column, row in (
        ("あいうえお", "a i u e o"),
        ("かきくけこ", "ka ki ku ke ko"),
        ("がぎぐげご", "ga gi gu ge go"),
        ("さしすせそ", "sa shi su se so"),
        ("ざじずぜぞ", "za ji zu ze zo"),
        ("たちつてと", "ta chi tsu te to"),
        ("だぢづでど", "da ji zu de do"),
        ("なにぬねの", "na ni nu ne no"),
        ("はひふへほ", "ha hi fu he ho"),
        ("ばびぶべぼ", "ba bi bu be bo"),
        ("ぱぴぷぺぽ", "pa pi pu pe po"),
        ("まみむめも", "ma mi mu me mo"),
        ("やゆよ", "ya yu yo"),
        ("らりるれろ", "ra ri ru re ro"),
        ("わゐゑをん", "wa i e o n"),
        ("ぁぃぅぇぉ", "a i u e o"),
        ("ゎゔゕゖ", "wa vu ka ke"),
    )
    for kana, letters in zip(column, row.split(), strict=True)
}
_SMALL = {"ゃ": "ya", "ゅ": "yu", "ょ": "yo"}
_PALATAL = ("shi", "chi", "ji")


def hiragana(text: str) -> str:
    """NFKC, with all katakana as hiragana."""
    return unicodedata.normalize("NFKC", text).translate(_HIRAGANA)


def fold_name(text: str) -> str:
    """A written name: old and new forms of a character, any width, without blanks."""
    folded = hiragana(text).lower().translate(_VARIANTS)
    return _BETWEEN.sub("け", "".join(folded.split()))


def fold_kana(text: str) -> str:
    """Hiragana, full width, as it sounds; empty when there is something else in it."""
    kana = "".join(hiragana(text).split())
    return kana.translate(_SOUNDING) if _KANA.fullmatch(kana) else ""


def fold_romaji(text: str) -> str:
    """One spelling for all schools of romaji; empty when there is something else in it."""
    letters = _PASSED_OVER.sub("", unicodedata.normalize("NFKD", text)).lower()
    return _hepburn(letters) if letters.isascii() and letters.isalpha() else ""


def _hepburn(letters: str) -> str:
    for sound, spelt in _HEPBURN:
        letters = sound.sub(spelt, letters)
    return letters


def romaji_of(kana: str) -> str:
    """How kana are typed in romaji, folded; empty where it is not kana alone."""
    words = hiragana(kana).split()
    if not all(map(_KANA.fullmatch, words)):
        return ""
    return _hepburn("".join(map(_spelt, words)))


@lru_cache(5_000)
def _spelt(word: str) -> str:
    """One word of hiragana, not folded: most people share a part of their name with others."""
    parts: list[str] = []
    doubled = False
    for letter in word:
        if letter == "ー":
            continue
        if letter == "っ":
            doubled = True
            continue
        if letter in _SMALL:
            spelt = _softened(parts.pop() if parts else "", _SMALL[letter])
        else:
            spelt = _ROMAJI[letter]
        parts.append(("t" if spelt.startswith("ch") else spelt[0]) + spelt if doubled else spelt)
        doubled = False
    return "".join(parts)


def _softened(before: str, small: str) -> str:
    """`ki` and `ya` are `kya`, `shi` and `ya` are `sha`."""
    return before[:-1] + (small[1:] if before.endswith(_PALATAL) else small)


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
