"""What a day brings to one registration, asked as often as one likes and as late as it may be:
renewal and lapse (R15, R33), the long-stay mark (R11), the intent check (R32)."""

from collections.abc import Sequence

from schemas.feed import Tier
from schemas.policy import Automation, Policy, PolicyInForce
from schemas.standing import Change, ChangeKind, Finding, Held, History, Person, Reason
from sync.calendar import months_after
from sync.scheme.links import on_leaving, towns, what_follows
from sync.scheme.persons import after, held_with
from sync.scheme.premium import YEAR_MONTHS, firm_hindrances, policy_on, valid_until
from sync.scheme.requirement import days_within, progress


def on_day(
    policies: Sequence[PolicyInForce], person: Person, history: History, body: int, day: int
) -> list[Change]:
    """The changes due up to a day, each under the policy and with the history of its own day.

    Every premium that ran out since it was asked last is judged as of its last day, one after the
    other, so that an outage changes nothing but when it is noticed.
    """
    changes: list[Change] = []
    while step := _next(policies, person, history, body, day):
        changes += step
        person = after(person, step)
    return changes


def _next(
    policies: Sequence[PolicyInForce], person: Person, history: History, body: int, day: int
) -> list[Change]:
    if forced := what_follows(person, day):
        return forced
    held = held_with(person, body)
    if held is None:
        return []
    policy = policy_on(policies, day)
    return (
        _on_end(policies, person, held, history, day)
        or _on_late_evidence(policies, person, held, history, day)
        or _on_mark(policy, held, history, day)
        or _on_inactivity(policy, person, held, day)
    )


def _on_end(
    policies: Sequence[PolicyInForce], person: Person, held: Held, history: History, day: int
) -> list[Change]:
    """R15, R30, R31: the system looks when premium has run out; while its end waits for staff,
    evidence may still come."""
    last = held.premium_until
    if not last or last >= day or held.pending is Finding.RENEWAL:
        return []
    policy = policy_on(policies, last)
    met = progress(policy, person.home, held.programmes, history, last).met
    if held.pending is Finding.ENDING and not met:
        return []
    finding, automation, reason = (
        (Finding.RENEWAL, policy.renewal, Reason.REQUIREMENT_MET)
        if met
        else (Finding.ENDING, policy.ending, Reason.REQUIREMENT_MISSED)
    )
    if automation is Automation.STAFF:
        change = Change(ChangeKind.PROPOSE, held.body, "R31", reason, last + 1, finding=finding)
    elif met:
        until = valid_until(policy, held, last + 1)
        change = Change(ChangeKind.RENEW, held.body, "R15", reason, last + 1, until)
    else:
        change = Change(ChangeKind.LAPSE, held.body, "R33", reason, last + 1)
    return [change, *what_follows(after(person, [change]), day)]


def _on_late_evidence(
    policies: Sequence[PolicyInForce], person: Person, held: Held, history: History, day: int
) -> list[Change]:
    """R33, R63: who had met the requirement in time, and whenever it was due since, does not lose
    by a phone that was offline."""
    if not 0 < held.lapsed < day or firm_hindrances(person, held.body, day):
        return []
    until = held.lapsed
    while until < day:
        policy = policy_on(policies, until)
        if policy.renewal is Automation.STAFF:
            return []
        if not progress(policy, person.home, held.programmes, history, until).met:
            return []
        until = valid_until(policy, held, until + 1)
    change = Change(ChangeKind.RENEW, held.body, "R33", Reason.LATE_EVIDENCE, day, until)
    return [change, *what_follows(after(person, [change]), day)]


def _on_mark(policy: Policy, held: Held, history: History, day: int) -> list[Change]:
    enough = len(days_within(history.stays, YEAR_MONTHS, day)) >= policy.long_stay_days
    due = enough and held.tier >= policy.long_stay_tier
    if due is held.long_stay:
        return []
    if due:
        return [Change(ChangeKind.MARK, held.body, "R11", Reason.STAYED, day)]
    reason = Reason.REQUIREMENT_MISSED if enough else Reason.STAYED_TOO_LITTLE
    return [Change(ChangeKind.UNMARK, held.body, "R11", reason, day)]


def _on_inactivity(policy: Policy, person: Person, held: Held, day: int) -> list[Change]:
    """R32: basic members alone. What stands by the link as well goes with its municipality: to
    end it earlier would say that the link is refused (R03)."""
    by_link = held.linked or (held.body not in person.refused and towns(person, held.body))
    if held.tier is not Tier.BASIC or by_link or held.pending is not None:
        return []
    if not held.asked:
        if months_after(person.last_access, policy.inactive_months) > day:
            return []
        return [Change(ChangeKind.ASK, held.body, "R32", Reason.INACTIVE, day)]
    if person.last_access >= held.asked:
        return [Change(ChangeKind.STAY, held.body, "R32", Reason.SEEN, day)]
    if held.asked + policy.answer_days >= day:
        return []
    return on_leaving(person, held.body, day, "R32", Reason.NO_ANSWER)
