"""Who may register where, and what follows from it (R02, R03, R07, R14)."""

import enum
from collections.abc import Mapping, Set

from msgspec import Struct

from schemas.catalogue import BodyKind, CatalogueBody
from schemas.feed import Tier


class ChangeKind(enum.StrEnum):
    GRANT = "grant"
    """A registration begins, or begins again."""
    MAKE_DIRECT = "make-direct"
    """A prefecture's registration that came by the link is the person's own wish from now on."""
    END = "end"
    REFUSE_LINK = "refuse-link"
    ALLOW_LINK = "allow-link"


class Reason(enum.StrEnum):
    """Why (R18): a word for the record, told to the member in their language."""

    APPLIED = "applied"
    WITH_MUNICIPALITY = "with-municipality"
    LEFT = "left"
    LINK_REFUSED = "link-refused"
    LINK_ALLOWED = "link-allowed"
    LEFT_PREFECTURE = "left-prefecture"
    NO_MUNICIPALITY_LEFT = "no-municipality-left"


class Change(Struct, frozen=True):
    """One step, with the rule that it rests on. `linked` is meant for a grant."""

    kind: ChangeKind
    body: int
    rule: str
    reason: Reason
    linked: bool = False


class Registration(Struct, frozen=True):
    """A person's registration with a body as it stands; `ended_ms` tells one that is over."""

    body: int
    number: int
    account: str
    tier: Tier
    since_day: int
    long_stay: bool
    linked: bool
    name: str
    ended_ms: int | None
    version: int


class Standing(Struct, frozen=True):
    """How one person stands to the bodies of one prefecture.

    `held` maps each body that the person is registered with to whether the link brought it.
    `refused`: the person does not want the link (R03).
    """

    held: Mapping[int, bool]
    refused: bool


def on_registering(
    body: CatalogueBody, standing: Standing, taking_part: Set[int], *, refuse_link: bool
) -> list[Change]:
    """What a basic registration brings: granted at once (R07), without a bound on how many (R14).

    `taking_part` holds the body, and its prefecture if that takes part too.
    """
    changes: list[Change] = []
    if body.code not in standing.held:
        changes.append(Change(ChangeKind.GRANT, body.code, "R07", Reason.APPLIED))
    elif standing.held[body.code]:
        changes.append(Change(ChangeKind.MAKE_DIRECT, body.code, "R02", Reason.APPLIED))
    if body.kind is BodyKind.PREFECTURE:
        return changes
    if refuse_link:
        return changes + on_refusing_link(body.prefecture, standing)
    if not standing.refused:
        changes += _link(body.prefecture, standing, taking_part)
    return changes


def on_refusing_link(prefecture: int, standing: Standing) -> list[Change]:
    """R03. A registration that the person made with the prefecture directly stays."""
    changes: list[Change] = []
    if not standing.refused:
        changes.append(
            Change(ChangeKind.REFUSE_LINK, prefecture, "R03", Reason.LINK_REFUSED),
        )
    if standing.held.get(prefecture):
        changes.append(Change(ChangeKind.END, prefecture, "R03", Reason.LINK_REFUSED))
    return changes


def on_allowing_link(prefecture: int, standing: Standing, taking_part: Set[int]) -> list[Change]:
    """A refusal taken back: the prefecture's registration follows at once (R02)."""
    changes: list[Change] = []
    if standing.refused:
        changes.append(Change(ChangeKind.ALLOW_LINK, prefecture, "R03", Reason.LINK_ALLOWED))
    if _municipalities(standing, prefecture):
        changes += _link(prefecture, standing, taking_part)
    return changes


def on_leaving(body: CatalogueBody, standing: Standing) -> list[Change]:
    """The member ends a registration that they hold.

    Leaving a prefecture while a municipality in it stays says that the link is not wanted (R03);
    a registration that the link brought goes with the last municipality that could bring it.
    """
    changes = [Change(ChangeKind.END, body.code, "R18", Reason.LEFT)]
    remaining = _municipalities(standing, body.prefecture) - {body.code}
    if body.kind is BodyKind.PREFECTURE:
        if remaining and not standing.refused:
            changes.append(
                Change(ChangeKind.REFUSE_LINK, body.code, "R03", Reason.LEFT_PREFECTURE),
            )
    elif not remaining and standing.held.get(body.prefecture):
        changes.append(
            Change(ChangeKind.END, body.prefecture, "R02", Reason.NO_MUNICIPALITY_LEFT),
        )
    return changes


def _link(prefecture: int, standing: Standing, taking_part: Set[int]) -> list[Change]:
    if prefecture in standing.held or prefecture not in taking_part:
        return []
    return [
        Change(ChangeKind.GRANT, prefecture, "R02", Reason.WITH_MUNICIPALITY, linked=True),
    ]


def _municipalities(standing: Standing, prefecture: int) -> set[int]:
    return set(standing.held) - {prefecture}
