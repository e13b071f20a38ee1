"""What a day brings to one registration, asked as often as one likes and as late as it may be:
renewal and lapse (R15, R33), the long-stay mark (R11), the intent check (R32)."""

from collections.abc import Sequence

from schemas.feed import Tier
from schemas.policy import Automation, Policy, PolicyInForce
from schemas.standing import Change, ChangeKind, Finding, Held, History, Person, Reason
from sync.calendar import counts_until
from sync.scheme.bodies import is_home
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
        or _on_mark(policy, person, held, history, day)
        or _on_inactivity(policies, person, held, history, day)
    )


def _on_end(
    policies: Sequence[PolicyInForce], person: Person, held: Held, history: History, day: int
) -> list[Change]:
    """R15, R30, R31: the system looks when premium has run out, and again while its end waits for
    staff: evidence that comes in time settles that (R34)."""
    last, waits = held.premium_until, held.pending
    if not last or last >= day or waits is Finding.RENEWAL:
        return []
    policy = policy_on(policies, last)
    met = progress(policy, person.home, held.programmes, history, last).met
    late = waits is Finding.ENDING
    if late and not met:
        return []
    finding, automation, rule, reason, from_day = (
        (Finding.RENEWAL, policy.renewal, "R15", Reason.REQUIREMENT_MET, last + 1)
        if met
        else (Finding.ENDING, policy.ending, "R33", Reason.REQUIREMENT_MISSED, last + 1)
    )
    if late:
        rule, reason, from_day = "R33", Reason.LATE_EVIDENCE, day
    if automation is Automation.STAFF:
        change = Change(ChangeKind.PROPOSE, held.body, "R31", reason, from_day, finding=finding)
    elif met:
        until = valid_until(policy, held, last + 1)
        change = Change(ChangeKind.RENEW, held.body, rule, reason, from_day, until)
    else:
        change = Change(ChangeKind.LAPSE, held.body, rule, reason, from_day)
    return [change, *what_follows(after(person, [change]), day)]


def _on_late_evidence(
    policies: Sequence[PolicyInForce], person: Person, held: Held, history: History, day: int
) -> list[Change]:
    """R33, R63: who had met the requirement in time, and whenever it was due since, does not lose
    by a phone that was offline, whoever decides on renewals (R31)."""
    if not 0 < held.lapsed < day or firm_hindrances(person, held.body, day):
        return []
    until, by_staff = held.lapsed, False
    while until < day:
        policy = policy_on(policies, until)
        if not progress(policy, person.home, held.programmes, history, until).met:
            return []
        by_staff = by_staff or policy.renewal is Automation.STAFF
        until = valid_until(policy, held, until + 1)
    late = Reason.LATE_EVIDENCE
    if by_staff:
        if held.pending is not None:
            return []
        renewal = Finding.RENEWAL
        return [Change(ChangeKind.PROPOSE, held.body, "R31", late, day, finding=renewal)]
    change = Change(ChangeKind.RENEW, held.body, "R33", late, day, until)
    return [change, *what_follows(after(person, [change]), day)]


def _on_mark(
    policy: Policy, person: Person, held: Held, history: History, day: int
) -> list[Change]:
    against = _against_mark(policy, person, held, history, day)
    if held.long_stay is (against is None):
        return []
    if against is None:
        return [Change(ChangeKind.MARK, held.body, "R11", Reason.STAYED, day)]
    return [Change(ChangeKind.UNMARK, held.body, *against, day)]


def _against_mark(
    policy: Policy, person: Person, held: Held, history: History, day: int
) -> tuple[str, Reason] | None:
    """Why the card bears no mark, with its rule."""
    if is_home(person, held.body):
        # It tells of living in two regions: at home (R16) it would say nothing.
        return "R16", Reason.AT_HOME
    if held.tier < policy.long_stay_tier:
        return "R11", Reason.ONLY_PREMIUM
    if len(days_within(history.stays, YEAR_MONTHS, day)) < policy.long_stay_days:
        return "R11", Reason.STAYED_TOO_LITTLE
    return None


def _on_inactivity(
    policies: Sequence[PolicyInForce], person: Person, held: Held, history: History, day: int
) -> list[Change]:
    """R32: basic members alone. What stands by the link as well goes with its municipality: to end
    it earlier would say that the link is refused (R03).

    Who comes to the place was there, also with a printed card and no phone. Whoever was asked has
    the time that they were told, whatever the body's rules are by then. Of whom nothing is known
    yet nobody says how long they were away.
    """
    by_link = held.linked or (held.body not in person.refused and towns(person, held.body))
    if held.tier is not Tier.BASIC or by_link:
        return []
    policy = policy_on(policies, held.asked or day)
    seen = _last_seen(person, history, day)
    active_until = counts_until(seen, policy.inactive_months) if seen else day
    if held.asked:
        if active_until >= held.asked:
            return [Change(ChangeKind.STAY, held.body, "R32", Reason.SEEN, day)]
        if held.asked + policy.answer_days >= day or held.pending is not None:
            return []
        return on_leaving(person, held.body, day, "R32", Reason.NO_ANSWER)
    if active_until >= day or held.pending is not None:
        return []
    return [Change(ChangeKind.ASK, held.body, "R32", Reason.INACTIVE, day)]


def _last_seen(person: Person, history: History, day: int) -> int:
    days = [*history.stays, *(one.day for one in history.activities)]
    return max(person.last_access, *(one for one in days if one <= day), 0)
