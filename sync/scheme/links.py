"""Registering, leaving, the prefecture's link, and what follows from each change.

Every function gives the changes in their order, those that follow with them: a prefecture has the
tier of its municipalities (R02) unless the person refuses the link (R03), nobody is premium at
home (R16), without a proof (R13) or as a minor without a guardian (R17), and three bodies at most
count as premium (R14).
"""

from collections.abc import Collection, Set

from schemas.feed import Tier
from schemas.standing import Change, ChangeKind, Held, Person, Reason
from sync.scheme.age import needs_guardian
from sync.scheme.bodies import is_home, is_prefecture, prefecture_of
from sync.scheme.persons import after, held_with

MAX_PREMIUM = 3
"""R14."""


def on_registering(
    person: Person, body: int, taking_part: Set[int], day: int, *, refuse_link: bool
) -> list[Change]:
    """What a basic registration brings: granted at once (R07), without a bound on how many (R14).

    `taking_part` holds the body, and its prefecture if that takes part too (R01).
    """
    changes: list[Change] = []
    held = held_with(person, body)
    if held is None:
        changes.append(Change(ChangeKind.GRANT, body, "R07", Reason.APPLIED, day))
    elif held.linked:
        changes.append(Change(ChangeKind.MAKE_DIRECT, body, "R02", Reason.APPLIED, day))
    prefecture = prefecture_of(body)
    if body != prefecture:
        if refuse_link:
            changes += _refuse(person, prefecture, Reason.LINK_REFUSED, day)
        elif prefecture not in person.refused:
            changes += _link(person, prefecture, taking_part, day)
    return _with_what_follows(person, changes, day)


def on_refusing_link(person: Person, prefecture: int, day: int) -> list[Change]:
    """R03. A registration that the person made with the prefecture directly stays."""
    return _with_what_follows(person, _refuse(person, prefecture, Reason.LINK_REFUSED, day), day)


def on_allowing_link(
    person: Person, prefecture: int, taking_part: Set[int], day: int
) -> list[Change]:
    """A refusal taken back: the prefecture's registration follows at once (R02)."""
    changes: list[Change] = []
    if prefecture in person.refused:
        changes.append(Change(ChangeKind.ALLOW_LINK, prefecture, "R03", Reason.LINK_ALLOWED, day))
    if towns(person, prefecture):
        changes += _link(person, prefecture, taking_part, day)
    return _with_what_follows(person, changes, day)


def on_leaving(
    person: Person, body: int, day: int, rule: str = "R18", reason: Reason = Reason.LEFT
) -> list[Change]:
    """A registration that is held ends: at the holder's wish, or without an answer (R32).

    Leaving a prefecture while a municipality in it stays says that the link is not wanted (R03); a
    registration that the link brought goes with the last municipality that could bring it. Silence
    refuses nothing. Of what is not held nothing ends.
    """
    if held_with(person, body) is None:
        return []
    changes = [Change(ChangeKind.END, body, rule, reason, day)]
    prefecture = prefecture_of(body)
    remaining = [one for one in towns(person, prefecture) if one.body != body]
    if body == prefecture:
        if remaining and prefecture not in person.refused and reason is Reason.LEFT:
            changes += _refuse(person, body, Reason.LEFT_PREFECTURE, day)[:1]
    elif not remaining:
        linked = held_with(person, prefecture)
        if linked is not None and linked.linked:
            changes.append(
                Change(ChangeKind.END, prefecture, "R02", Reason.NO_MUNICIPALITY_LEFT, day)
            )
    return changes + what_follows(after(person, changes), day, yields=prefecture)


def what_follows(person: Person, day: int, yields: int = 0) -> list[Change]:
    """What must change of a person as they are, until nothing must: also after a proof of
    identity, a new address, and a guardian's word. `yields`: which premium ends if there are more
    than three."""
    changes: list[Change] = []
    while change := _next(person, day, yields):
        changes.append(change)
        person = after(person, [change])
    return changes


def counted_premium(person: Person) -> list[int]:
    """The bodies that count towards three (R14): a prefecture does not while the person is
    registered with a municipality inside it."""
    return [
        one.body
        for one in person.held
        if one.tier is Tier.PREMIUM and not (is_prefecture(one.body) and towns(person, one.body))
    ]


def _with_what_follows(person: Person, changes: list[Change], day: int) -> list[Change]:
    return changes + what_follows(after(person, changes), day)


def _next(person: Person, day: int, yields: int) -> Change | None:
    for held in person.held:
        if (change := _must(person, held, day)) is not None:
            return change
    counted = counted_premium(person)
    if len(counted) > MAX_PREMIUM:
        over = yields if yields in counted else _least_lost(person, counted)
        return Change(ChangeKind.LAPSE, over, "R14", Reason.THREE_BODIES, day)
    return None


def _least_lost(person: Person, counted: Collection[int]) -> int:
    """R14 says nothing of who has more than three without an application, as after two
    registrations of one person were merged: what would end first anyway is given up."""
    some = [one for one in person.held if one.body in counted]
    return min(some, key=lambda one: (one.premium_until, one.body)).body


def _must(person: Person, held: Held, day: int) -> Change | None:
    body, premium = held.body, held.tier is Tier.PREMIUM
    barred = _barred(person, body, day)
    if premium and barred is not None:
        return Change(ChangeKind.LAPSE, body, *barred, day)
    if not is_prefecture(body) or held.premium_until:
        return None
    inside, refused = towns(person, body), body in person.refused
    linked = not refused and any(one.tier is Tier.PREMIUM for one in inside)
    if premium and not linked:
        if refused:
            return Change(ChangeKind.LAPSE, body, "R03", Reason.LINK_REFUSED, day)
        reason = Reason.MUNICIPALITY_BASIC if inside else Reason.NO_MUNICIPALITY_LEFT
        return Change(ChangeKind.LAPSE, body, "R02", reason, day)
    if linked and not premium and barred is None:
        return Change(ChangeKind.PREMIUM, body, "R02", Reason.MUNICIPALITY_PREMIUM, day)
    return None


def _barred(person: Person, body: int, day: int) -> tuple[str, Reason] | None:
    """Why somebody cannot be premium there at all, with its rule."""
    if not person.proven:
        return "R13", Reason.NOT_PROVEN
    if is_home(person, body):
        return "R16", Reason.AT_HOME
    if needs_guardian(person.birth_day, day, consented=person.guardian):
        return "R17", Reason.NO_GUARDIAN
    return None


def _refuse(person: Person, prefecture: int, reason: Reason, day: int) -> list[Change]:
    changes: list[Change] = []
    if prefecture not in person.refused:
        changes.append(Change(ChangeKind.REFUSE_LINK, prefecture, "R03", reason, day))
    held = held_with(person, prefecture)
    if held is not None and held.linked:
        changes.append(Change(ChangeKind.END, prefecture, "R03", reason, day))
    return changes


def _link(person: Person, prefecture: int, taking_part: Set[int], day: int) -> list[Change]:
    if held_with(person, prefecture) is not None or prefecture not in taking_part:
        return []
    return [Change(ChangeKind.GRANT, prefecture, "R02", Reason.WITH_MUNICIPALITY, day, linked=True)]


def towns(person: Person, prefecture: int) -> list[Held]:
    """The registrations with municipalities inside a prefecture."""
    return [
        one
        for one in person.held
        if one.body != prefecture and prefecture_of(one.body) == prefecture
    ]
