"""JSON types of the nation-wide search (R40), and how kana sound."""

import enum

from msgspec import Struct

from schemas.api import BodyCodeText

MAX_SEARCH_LETTERS = 100
MAX_SEARCH_WORDS = 6
SEARCH_PAGE = 20

KANA_SOUNDS = (
    "きゃkya きゅkyu きょkyo しゃsha しゅshu しょsho ちゃcha ちゅchu ちょcho にゃnya にゅnyu "
    "にょnyo ひゃhya ひゅhyu ひょhyo みゃmya みゅmyu みょmyo りゃrya りゅryu りょryo ぎゃgya "
    "ぎゅgyu ぎょgyo じゃja じゅju じょjo ぢゃja ぢゅju ぢょjo びゃbya びゅbyu びょbyo "
    "ぴゃpya ぴゅpyu ぴょpyo ふぁfa ふぃfi ふぇfe ふぉfo てぃti でぃdi しぇshe ちぇche じぇje "
    "うぃwi うぇwe うぉwo あa いi うu えe おo かka きki くku けke こko さsa しshi すsu せse "
    "そso たta ちchi つtsu てte とto なna にni ぬnu ねne のno はha ひhi ふfu へhe ほho まma "
    "みmi むmu めme もmo やya ゆyu よyo らra りri るru れre ろro わwa ゐi ゑe をo んn がga "
    "ぎgi ぐgu げge ごgo ざza じji ずzu ぜze ぞzo だda ぢji づzu でde どdo ばba びbi ぶbu "
    "べbe ぼbo ぱpa ぴpi ぷpu ぺpe ぽpo ゔvu ぁa ぃi ぅu ぇe ぉo ゃya ゅyu ょyo ゎwa"
)
"""Each kana, or pair of them, and its Hepburn spelling; the pairs first."""


class DocumentKind(enum.StrEnum):
    """What can be found, in the order in which equals are shown."""

    BODY = "body"
    PROJECT = "project"
    PLACE = "place"


class FoundDocument(Struct, frozen=True):
    """`ref`: the number of the project or place, the code of the body. `note`: what else one should
    know, such as the members' rate. Days are empty where there are none. `open`: the body takes
    part."""

    kind: DocumentKind
    ref: int
    body: BodyCodeText
    name: str
    english: str
    note: str
    note_english: str
    from_day: str
    to_day: str
    open: bool


class SearchPage(Struct, frozen=True):
    """`cursor` asks for what follows; None at the end."""

    results: list[FoundDocument]
    cursor: str | None
