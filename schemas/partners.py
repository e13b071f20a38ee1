"""JSON types of partner organisations (R20-R24), as those of `api.py`."""

import enum
from typing import Annotated

from msgspec import Meta, Struct

from schemas.scalars import RowId

Name = Annotated[str, Meta(min_length=1, max_length=60)]
OptionalName = Annotated[str, Meta(max_length=60)]


class PartnerKind(enum.StrEnum):
    """What kind of organisation a partner is (R23)."""

    RESIDENTS = "residents"
    """自治会."""
    RMO = "rmo"
    """地域運営組織."""
    FIRE_CORPS = "fire-corps"
    """消防団."""
    PTA = "pta"
    """PTA and alike."""
    NPO = "npo"
    TOWN_COMPANY = "town-company"
    """まちづくり会社."""
    DMO = "dmo"
    """観光地域づくり法人."""
    CHAMBER = "chamber"
    """商工会・商工会議所."""
    DUAL_RESIDENCE = "dual-residence"
    """二地域居住支援法人: also offers lodging, vacant houses and side jobs (R24)."""
    FARMING = "farming"
    """農業団体・農村の中間支援組織."""
    LAND_AND_WATER = "land-and-water"
    """農地・水の保全組織."""
    INTERMEDIARY = "intermediary"
    """都市の人と地域をつなぐ民間の中間組織."""


class WritePartner(Struct, frozen=True):
    """`designated` is pattern 2 of R20: all of its projects count; then `basis` says why (R21)."""

    name: Name
    kind: PartnerKind
    english: OptionalName = ""
    contact: Annotated[str, Meta(max_length=200)] = ""
    designated: bool = False
    basis: Annotated[str, Meta(max_length=500)] = ""
    closed: bool = False


class AssignProject(Struct, frozen=True):
    """Whose a project is from now on; None: the body's own."""

    partner: Annotated[int, Meta(ge=1, le=2**31 - 1)] | None


class Partner(Struct, frozen=True):
    id: RowId
    name: str
    english: str
    kind: PartnerKind
    contact: str
    designated: bool
    basis: str
    closed: bool
    people: int
    """How many hold a role of it now."""
