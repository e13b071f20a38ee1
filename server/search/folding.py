"""What somebody searches for and what is searched, brought to one form: the twin of
`pwa/src/search/folding.ts`. `schemas/vectors/spelling.json` holds them together."""

import re
import unicodedata

from schemas.search import MAX_SEARCH_LETTERS, MAX_SEARCH_WORDS
from server.catalogue.spelling import (
    KANA,
    LATIN,
    fold_name,
    fold_romaji,
    kunrei_of,
    romanise,
)

_APART = re.compile(r"[\s・·]+")


def fold_text(text: str) -> str:
    """A written text without what stands between its words."""
    return fold_name(_APART.sub("", unicodedata.normalize("NFKC", text)))


def sounds_of(text: str) -> list[str]:
    """How what is written in kana or in Latin letters sounds, each stretch by itself."""
    folded = fold_name(text)
    found = [fold_romaji(romanise(one)) for one in KANA.findall(folded) if len(one) > 1]
    found += [fold_romaji(one) for one in LATIN.findall(folded) if len(one) > 1]
    return list(dict.fromkeys(filter(None, found)))


def forms_of(word: str) -> list[str]:
    """What may stand in a folded text for a word that somebody typed."""
    written = fold_text(word)
    sound = fold_romaji(word)
    if not sound and len(written) > 1 and KANA.fullmatch(written):
        sound = fold_romaji(romanise(written))
    return list(dict.fromkeys(filter(None, (written, sound, kunrei_of(sound)))))


def words_of(query: str) -> list[list[str]]:
    """The forms of each word of a query: one of them must be found of each."""
    words = query[:MAX_SEARCH_LETTERS].split()[:MAX_SEARCH_WORDS]
    return [forms for forms in (forms_of(word) for word in words) if forms]
