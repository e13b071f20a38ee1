"""What a body, a project or a place is found by: pure."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from schemas.api import Facility
from schemas.catalogue import CatalogueBody
from schemas.search import DocumentKind
from server.catalogue import counties, find
from server.catalogue.spelling import fold_romaji, kunrei_of
from server.search.folding import fold_text, sounds_of

KINDS: Sequence[DocumentKind] = (DocumentKind.BODY, DocumentKind.PROJECT, DocumentKind.PLACE)
"""Their place here, from 1, is their number in the table, and the order among equals."""
_SUFFIXES = {
    "都": ("と",),
    "府": ("ふ",),
    "県": ("けん",),
    "市": ("し",),
    "区": ("く",),
    "町": ("ちょう", "まち"),
    "村": ("そん", "むら"),
}
_TWINS = {"まち": "ちょう", "ちょう": "まち", "むら": "そん", "そん": "むら"}
"""町 and 村 are read in two ways, and few know which."""
_ROMAJI_TWINS = {"machi": "chou", "chou": "machi", "mura": "son", "son": "mura"}


class Document(Struct, frozen=True):
    """A row of the index; see `tables.py`."""

    kind: int
    ref: int
    body: int
    prefecture: int
    name: str
    english: str
    note: str
    note_english: str
    from_day: int
    to_day: int
    names: str
    readings: str
    folded: str


class ProjectFacts(Struct, frozen=True):
    """What is known of a project; days are 0 for none."""

    id: int
    body: int
    name: str
    english: str
    closed: bool
    place_name: str = ""
    place_english: str = ""
    text: str = ""
    from_day: int = 0
    to_day: int = 0


class PlaceFacts(Struct, frozen=True):
    id: int
    body: int
    name: str
    english: str
    closed: bool
    facility: Facility | None = None


def document_of_body(body: CatalogueBody) -> Document:
    """Found by its name with and without 町, its readings, and with its county or prefecture."""
    names = [body.name, *_without(body.name), *_with_county(body)]
    readings = [body.kana, *_otherwise(body.kana, _TWINS)]
    readings += _kana_without(body)
    romaji = [body.romaji, *_otherwise(body.romaji, _ROMAJI_TWINS), body.english]
    romaji.append(body.english.split(" ")[0])
    sounds = [fold_romaji(one) for one in romaji]
    over = find(body.prefecture)
    others = [] if over is None or over == body else [over.name, over.kana, over.romaji]
    return _document(
        DocumentKind.BODY,
        body.code,
        body,
        (body.name, body.english),
        names=names,
        readings=[*readings, *sounds, *(kunrei_of(one) for one in sounds)],
        others=[f"{body.code:06d}", *others],
    )


def documents_of_project(project: ProjectFacts) -> list[Document]:
    """None of one that is closed. Its town and its place find it too."""
    body = find(project.body)
    if project.closed or body is None:
        return []
    return [
        _document(
            DocumentKind.PROJECT,
            project.id,
            body,
            (project.name, project.english),
            notes=(project.place_name, project.place_english),
            days=(project.from_day, project.to_day),
            names=[project.name, project.english],
            readings=_sounding(project.name, project.english),
            others=[project.place_name, project.place_english, project.text, *_of_body(body)],
        )
    ]


def documents_of_place(place: PlaceFacts) -> list[Document]:
    """None of one that is closed."""
    body = find(place.body)
    if place.closed or body is None:
        return []
    return [
        _document(
            DocumentKind.PLACE,
            place.id,
            body,
            (place.name, place.english),
            notes=_rate(place.facility),
            names=[place.name, place.english],
            readings=_sounding(place.name, place.english),
            others=_of_body(body),
        )
    ]


def _document(
    kind: DocumentKind,
    ref: int,
    body: CatalogueBody,
    called: tuple[str, str],
    *,
    names: Iterable[str],
    readings: Iterable[str],
    others: Iterable[str],
    notes: tuple[str, str] = ("", ""),
    days: tuple[int, int] = (0, 0),
) -> Document:
    written, sounding = _lines(names), _lines(readings)
    more = _lines(one for text in others for one in (text, *sounds_of(text)))
    return Document(
        kind=KINDS.index(kind) + 1,
        ref=ref,
        body=body.code,
        prefecture=body.prefecture,
        name=called[0],
        english=called[1],
        note=notes[0],
        note_english=notes[1],
        from_day=days[0],
        to_day=days[1],
        names=written,
        readings=sounding,
        folded=written + sounding[1:] + more[1:],
    )


def _lines(texts: Iterable[str]) -> str:
    forms = dict.fromkeys(filter(None, (fold_text(text) for text in texts)))
    return "\n" + "".join(f"{form}\n" for form in forms)


def _of_body(body: CatalogueBody) -> list[str]:
    over = find(body.prefecture)
    own = [body.name, body.kana, body.romaji]
    return own if over is None else [*own, over.name, over.kana, over.romaji]


def _sounding(*texts: str) -> list[str]:
    sounds = [sound for text in texts for sound in sounds_of(text)]
    return [*sounds, *(kunrei_of(sound) for sound in sounds)]


def _without(name: str) -> list[str]:
    """北海道 has no form without 道."""
    return [name[:-1]] if name[-1] in _SUFFIXES else []


def _with_county(body: CatalogueBody) -> list[str]:
    county = counties().get(body.code, "")
    return [county + body.name] if county else []


def _kana_without(body: CatalogueBody) -> list[str]:
    endings = _SUFFIXES.get(body.name[-1], ())
    return [body.kana.removesuffix(one) for one in endings if body.kana.endswith(one)]


def _otherwise(text: str, twins: dict[str, str]) -> list[str]:
    return [
        text.removesuffix(ending) + other
        for ending, other in twins.items()
        if text.endswith(ending)
    ]


def _rate(facility: Facility | None) -> tuple[str, str]:
    """The members' rate in a line, of the first price that has one."""
    for price in facility.prices if facility else ():
        rates = [yen for yen in (price.resident, price.basic, price.premium) if yen is not None]
        if rates:
            least = min(rates)
            return (
                f"住民料金 {price.name} {least:,}円(一般 {price.general:,}円)",
                f"Members {price.english or price.name} {least:,} yen ({price.general:,} yen)",
            )
    return "", ""
