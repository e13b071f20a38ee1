"""A person after a change."""

from collections.abc import Iterable

from msgspec.structs import replace

from schemas.feed import Tier
from schemas.standing import Change, ChangeKind, Finding, Held, Person, Reason


def held_with(person: Person, body: int) -> Held | None:
    """The person's registration with a body, if it stands."""
    return next((one for one in person.held if one.body == body), None)


def seen_by(person: Person) -> list[int]:
    """The bodies that see the person, and send news: those registered with, and no other (R04,
    R08)."""
    return [one.body for one in person.held]


def after(person: Person, changes: Iterable[Change]) -> Person:
    """The person once these have taken place, in their order; each must be possible."""
    for change in changes:
        person = _after(person, change)
    return person


def _after(person: Person, change: Change) -> Person:
    match change.kind:
        case ChangeKind.REFUSE_LINK:
            return replace(person, refused=sorted({*person.refused, change.body}))
        case ChangeKind.ALLOW_LINK:
            return replace(person, refused=[one for one in person.refused if one != change.body])
        case ChangeKind.END:
            return replace(person, held=[one for one in person.held if one.body != change.body])
        case ChangeKind.GRANT:
            held = [*person.held, Held(change.body, linked=change.linked)]
            return replace(person, held=sorted(held, key=lambda one: one.body))
    return replace(
        person,
        held=[_changed(one, change) if one.body == change.body else one for one in person.held],
    )


def _changed(held: Held, change: Change) -> Held:
    match change.kind:
        case ChangeKind.PREMIUM | ChangeKind.RENEW:
            return _risen(held, change)
        case ChangeKind.LAPSE:
            return _fallen(held, change)
        case ChangeKind.REFUSE:
            return _refused(held, change)
    return _noted(held, change)


def _risen(held: Held, change: Change) -> Held:
    if not change.until:
        # By the link: an application of its own, or its own lapsed premium, is another matter.
        return replace(held, tier=Tier.PREMIUM, asked=0)
    return replace(
        held, tier=Tier.PREMIUM, premium_until=change.until, pending=None, asked=0, lapsed=0
    )


def _fallen(held: Held, change: Change) -> Held:
    basic = replace(held, tier=Tier.BASIC, long_stay=False)
    if not held.premium_until:
        return basic
    late = held.premium_until if change.reason is Reason.REQUIREMENT_MISSED else 0
    return replace(basic, premium_until=0, pending=None, lapsed=late)


def _refused(held: Held, change: Change) -> Held:
    if change.finding is None:
        return held
    # Late evidence that staff did not take is not put before them again.
    lapsed = 0 if change.finding is Finding.RENEWAL else held.lapsed
    return replace(held, pending=None, lapsed=lapsed)


def _noted(held: Held, change: Change) -> Held:
    """What leaves the tier as it is."""
    match change.kind:
        case ChangeKind.MAKE_DIRECT:
            return replace(held, linked=False)
        case ChangeKind.PROPOSE:
            return replace(held, pending=change.finding)
        case ChangeKind.MARK | ChangeKind.UNMARK:
            return replace(held, long_stay=change.kind is ChangeKind.MARK)
        case ChangeKind.ASK | ChangeKind.STAY:
            return replace(held, asked=change.day if change.kind is ChangeKind.ASK else 0)
    raise ValueError(f"{change.kind} is no change of a registration")
