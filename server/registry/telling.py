"""What a member's own phones are told of their registrations and of what was decided."""

from collections.abc import Iterable

from schemas.feed import DecidedBy, DecisionItem, RegistrationItem, StandingItem
from schemas.standing import Change
from server.registry.rules import Registration

_AUTHORS = {"system": DecidedBy.SYSTEM, "member": DecidedBy.MEMBER}


def author_of(decided_by: str) -> DecidedBy:
    """Who decided: which member of staff it was, stays with the office."""
    return _AUTHORS.get(decided_by, DecidedBy.STAFF)


def registration_item(row: Registration) -> RegistrationItem:
    return RegistrationItem(
        version=row.version,
        body=row.body,
        member=row.number,
        tier=row.tier,
        since=row.since_day,
        long_stay=row.long_stay,
        linked=row.linked,
        ended=row.ended_ms is not None,
    )


def standing_item(row: Registration, programmes: Iterable[int]) -> StandingItem:
    return StandingItem(
        version=row.version,
        body=row.body,
        premium_until=row.premium_until,
        pending=row.pending,
        asked=row.asked_day,
        lapsed=row.lapsed_day,
        programmes=list(programmes),
    )


def decision_item(
    number: int, change: Change, decided_by: str, note: str, now: int
) -> DecisionItem:
    return DecisionItem(
        version=1,
        decision=number,
        body=change.body,
        ms=now,
        day=change.day,
        kind=change.kind.value,
        rule=change.rule,
        reason=change.reason.value,
        until=change.until,
        by=author_of(decided_by),
        note=note,
    )
