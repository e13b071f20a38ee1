"""The catalogue of bodies: every municipality and prefecture of Japan (R01)."""

import enum

from msgspec import Struct

from schemas.scalars import BodyCode


class BodyKind(enum.StrEnum):
    MUNICIPALITY = "municipality"
    PREFECTURE = "prefecture"


class CatalogueBody(Struct, frozen=True):
    """`prefecture` is the prefecture's own body code, for a prefecture itself too."""

    code: BodyCode
    name: str
    kana: str
    romaji: str
    english: str
    prefecture: BodyCode
    kind: BodyKind
