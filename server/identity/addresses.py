"""From the address on a My Number Card to the municipality that it lies in. Pure.

Only what begins as an address of exactly one municipality is resolved; everything else is unknown,
and the person is told so. The wards of designated cities are no bodies: they resolve to their city.
"""

import re
import unicodedata
from functools import cache

from schemas.catalogue import BodyKind
from server.catalogue import all_bodies, counties

UNKNOWN = 0
"""The home of whoever's address cannot be told with certainty."""

MAX_ADDRESS = 500
"""Characters; a longer text is no address."""

_VARIANTS = str.maketrans(
    "ヶヵ龍檜澤瀧濱邊邉嶋廣國櫻齋惠眞壺鯵檮曾竈竃繩礪頸與藪餘彌驒舘峯埜藏當淺豐圓塲葊鷄條萬榮靜德縣區髙﨑神",
    "ケカ竜桧沢滝浜辺辺島広国桜斎恵真壷鰺梼曽釜釜縄砺頚与薮余弥騨館峰野蔵当浅豊円場広鶏条万栄静徳県区高崎神",
)
"""Old and variant forms that a register of residents may hold, to those of the catalogue."""

_NOTHING = re.compile(r"[\s\u00ad\u200b-\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
"""Spaces, and the selectors by which a text asks for a glyph of its own."""


def body_of_address(text: str) -> int:
    """The code of the municipality; `UNKNOWN` for what is no address of exactly one.

    The county (郡) may be left out; the prefecture too, of a city or where the county is named,
    as long as one municipality alone is called so. A town without either, or a ward, is unknown: a
    city's ward or a town that is no more may have had that name.
    """
    if len(text) > MAX_ADDRESS:
        return UNKNOWN
    plain = normalised(text)
    whole, short = _names()
    found = _longest(plain, whole) or _longest(plain, short)
    return found.pop() if len(found) == 1 else UNKNOWN


def normalised(text: str) -> str:
    """As written by any office: one width, no spaces, no variant characters."""
    return _NOTHING.sub("", unicodedata.normalize("NFKC", text)).translate(_VARIANTS)


def _longest(plain: str, names: dict[str, set[int]]) -> set[int]:
    """The bodies under the longest name that the address begins with."""
    for length in range(min(len(plain), _LONGEST), 0, -1):
        if plain[:length] in names:
            return set(names[plain[:length]])
    return set()


_LONGEST = 32


@cache
def _names() -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """Bodies by name with their prefecture, and by name without it."""
    prefectures = {
        body.code: normalised(body.name)
        for body in all_bodies()
        if body.kind is BodyKind.PREFECTURE
    }
    county_of = counties()
    whole: dict[str, set[int]] = {}
    short: dict[str, set[int]] = {}
    for body in all_bodies():
        if body.kind is BodyKind.PREFECTURE:
            continue
        name, county = normalised(body.name), normalised(county_of[body.code])
        prefecture = prefectures[body.prefecture]
        for written in {name, county + name}:
            whole.setdefault(prefecture + written, set()).add(body.code)
        if county or name.endswith("市"):
            short.setdefault(county + name, set()).add(body.code)
    return whole, short
