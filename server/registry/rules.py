"""A registration as it is stored, as the scheme's rules see it (`sync.scheme`), and when it must be
looked at again: decisions without IO."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from schemas.feed import Pending, Tier
from schemas.policy import PolicyInForce
from schemas.standing import Finding, Held, History, Person
from sync.calendar import counts_until, months_after
from sync.scheme.age import of_age_from
from sync.scheme.persons import held_with
from sync.scheme.premium import YEAR_MONTHS, policy_on
from sync.scheme.requirement import days_within

_PENDING = {
    None: Pending.NOTHING,
    Finding.GRANT: Pending.GRANT,
    Finding.RENEWAL: Pending.RENEWAL,
    Finding.ENDING: Pending.ENDING,
}
_FINDING = {pending: finding for finding, pending in _PENDING.items()}

LOOKED_AT_DAYS = 366
"""A registration is looked at so often at least."""


class Registration(Struct, frozen=True):
    """A person's registration with a body as it stands; `ended_ms` tells one that is over. The
    last fields are those of `schemas.standing.Held`."""

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
    premium_until: int = 0
    pending: Pending = Pending.NOTHING
    asked_day: int = 0
    lapsed_day: int = 0
    next_day: int = 0


def held_of(row: Registration, programmes: Iterable[int]) -> Held:
    """A registration that stands, as the rules see it."""
    return Held(
        body=row.body,
        tier=row.tier,
        linked=row.linked,
        long_stay=row.long_stay,
        premium_until=row.premium_until,
        pending=_FINDING[row.pending],
        asked=row.asked_day,
        lapsed=row.lapsed_day,
        programmes=sorted(programmes),
    )


def written(row: Registration, held: Held | None, now: int) -> Registration:
    """The row as it must be once the rules left this of the registration; None: it is over."""
    if held is None:
        return replace(
            row,
            tier=Tier.BASIC,
            long_stay=False,
            premium_until=0,
            pending=Pending.NOTHING,
            asked_day=0,
            lapsed_day=0,
            ended_ms=now if row.ended_ms is None else row.ended_ms,
        )
    return replace(
        row,
        tier=held.tier,
        linked=held.linked,
        long_stay=held.long_stay,
        premium_until=held.premium_until,
        pending=_PENDING[held.pending],
        asked_day=held.asked,
        lapsed_day=held.lapsed,
        ended_ms=None,
        next_day=0,  # what changed is looked at anew
    )


def next_look(
    policies: Sequence[PolicyInForce], person: Person, history: History, body: int, day: int
) -> int:
    """The next day on which something of a registration may change by time alone (R11, R15, R17,
    R32), or its member is to be told something."""
    held = held_with(person, body)
    due = [day + LOOKED_AT_DAYS, *(one.from_day for one in policies)]
    if held is not None:
        policy = policy_on(policies, day)
        if held.premium_until:
            due += [held.premium_until - policy.renewal_days, held.premium_until + 1]
        if person.proven:
            due.append(of_age_from(person.birth_day))
        if held.long_stay:
            stays = days_within(history.stays, YEAR_MONTHS, day)[-policy.long_stay_days :]
            due += [counts_until(one, YEAR_MONTHS) + 1 for one in stays[:1]]
        if held.tier is Tier.BASIC and not held.linked:
            due.append(
                held.asked + policy.answer_days + 1
                if held.asked
                else months_after(person.last_access, policy.inactive_months)
            )
    return min(one for one in due if one > day)
