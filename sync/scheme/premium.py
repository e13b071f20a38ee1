"""Premium: what stands in its way, and what applications and staff decisions bring (R09-R18)."""

from collections.abc import Sequence

from msgspec.structs import replace

from schemas.feed import Tier
from schemas.policy import Automation, Policy, PolicyInForce
from schemas.standing import Change, ChangeKind, Finding, Held, History, Person, Reason, Standing
from sync.calendar import counts_until, months_before
from sync.scheme.age import needs_guardian
from sync.scheme.bodies import is_home
from sync.scheme.links import MAX_PREMIUM, counted_premium, what_follows
from sync.scheme.persons import after, held_with
from sync.scheme.requirement import days_within, progress

RULE_OF = {
    Reason.NOT_REGISTERED: "R07",
    Reason.AT_HOME: "R16",
    Reason.NOT_PROVEN: "R13",
    Reason.NO_GUARDIAN: "R17",
    Reason.THREE_BODIES: "R14",
    Reason.REQUIREMENT_MISSED: "R09",
    Reason.ALREADY: "R15",
}
"""The rule that each hindrance rests on."""

YEAR_MONTHS = 12
_DEFAULT = Policy()


def policy_on(policies: Sequence[PolicyInForce], day: int) -> Policy:
    """The policy in force on a day: the scheme's defaults before the first."""
    known = [one for one in policies if one.from_day <= day]
    return max(known, key=lambda one: one.from_day).policy if known else _DEFAULT


def standing(policy: Policy, person: Person, history: History, body: int, day: int) -> Standing:
    """One registration as its holder is shown it; as a basic one where there is none yet."""
    held = held_with(person, body) or Held(body)
    found = progress(policy, person.home, held.programmes, history, day)
    return Standing(
        tier=held.tier,
        premium_until=held.premium_until,
        hindrances=_hindrances(person, body, day, met=found.met),
        renewable=is_renewable(policy, held, day),
        next_until=valid_until(policy, held, _begins(held, day)),
        progress=found,
        stay_days=len(days_within(history.stays, YEAR_MONTHS, day)),
        stay_needed=policy.long_stay_days,
        long_stay=held.long_stay,
    )


def hindrances(
    policy: Policy, person: Person, history: History, body: int, day: int
) -> list[Reason]:
    """Everything in the way of premium at a body, in the order in which it is best seen to."""
    held = held_with(person, body) or Held(body)
    met = progress(policy, person.home, held.programmes, history, day).met
    return _hindrances(person, body, day, met=met)


def _hindrances(person: Person, body: int, day: int, *, met: bool) -> list[Reason]:
    found = firm_hindrances(person, body, day)
    return found if met else [*found, Reason.REQUIREMENT_MISSED]


def is_renewable(policy: Policy, held: Held, day: int) -> bool:
    """R15: whether premium is near its end, and its last term began before today: one requirement
    met does not bring two terms, however short."""
    if not held.premium_until:
        return False
    begins = months_before(held.premium_until + 1, _valid_months(policy, held))
    return max(begins + 1, held.premium_until - policy.renewal_days) <= day


def valid_until(policy: Policy, held: Held, from_day: int) -> int:
    """The last day of premium that begins on a day (R15, P12): the day before the same date, or
    the last of a month that has no such (民法 143 条: 29 February to 28 February)."""
    return counts_until(from_day, _valid_months(policy, held))


def _valid_months(policy: Policy, held: Held) -> int:
    return next(
        (one.months for one in policy.validities if one.programme in held.programmes),
        policy.valid_months,
    )


def on_applying(
    policy: Policy, person: Person, history: History, body: int, day: int
) -> list[Change]:
    """R30: the system checks the requirement by itself; what it finds decides, or waits for staff
    (R31). For premium, and for its renewal; to be asked after `passage.on_day` of the same day.

    Who misses the requirement of a renewal, but meets it while that waits for staff, need not wait
    for an end in order to begin anew (R33).
    """
    held = held_with(person, body)
    if held is None:
        return [_refusal(body, Reason.NOT_REGISTERED, day)]
    renewal = held.premium_until > 0
    waits = held.pending in (Finding.GRANT, Finding.RENEWAL)
    if waits or (renewal and not is_renewable(policy, held, day)):
        return [_refusal(body, Reason.ALREADY, day)]
    if found := hindrances(policy, person, history, body, day):
        return [_refusal(body, found[0], day)]
    finding = Finding.RENEWAL if renewal else Finding.GRANT
    automation = policy.renewal if renewal else policy.grant
    if automation is Automation.STAFF:
        change = Change(
            ChangeKind.PROPOSE, body, "R31", Reason.REQUIREMENT_MET, day, finding=finding
        )
    else:
        kind = ChangeKind.RENEW if renewal else ChangeKind.PREMIUM
        until = valid_until(policy, held, _begins(held, day))
        change = Change(kind, body, "R30", Reason.REQUIREMENT_MET, day, until)
    return _with_what_follows(person, _direct(held, day), change)


def on_deciding(
    policy: Policy, person: Person, body: int, day: int, *, premium: bool
) -> list[Change]:
    """A member of staff decides whether somebody is premium: as the system found, or otherwise.

    What the scheme itself demands (R13, R14, R16, R17) they cannot set aside: then it is refused.
    Nor can they make premium last longer than it may (R15): said twice, it is refused; nor end what
    the link brings (R02). Who applied early for renewal, and is refused, is premium until its end;
    who is not premium, and did not apply, is not refused anything.
    """
    held = held_with(person, body)
    if held is None:
        return [_refusal(body, Reason.NOT_REGISTERED, day)]
    as_found = held.pending is not None and premium is (held.pending is not Finding.ENDING)
    found = Reason.REQUIREMENT_MET if premium else Reason.REQUIREMENT_MISSED
    reason = found if as_found else Reason.STAFF
    if premium:
        return _decide_for(policy, person, held, reason, day)
    return _decide_against(person, held, reason, day)


def _decide_for(
    policy: Policy, person: Person, held: Held, reason: Reason, day: int
) -> list[Change]:
    if firm := firm_hindrances(person, held.body, day):
        return [_refusal(held.body, firm[0], day, finding=held.pending)]
    if held.premium_until and held.pending is None and not is_renewable(policy, held, day):
        return [_refusal(held.body, Reason.ALREADY, day)]
    ran_until = held.premium_until or _lapsed(held)
    kind = ChangeKind.RENEW if ran_until else ChangeKind.PREMIUM
    # However long staff took: premium goes on from where it was.
    until = valid_until(policy, held, ran_until + 1) if ran_until else 0
    if until < day:
        until = valid_until(policy, held, day)
    change = Change(kind, held.body, "R31", reason, day, until)
    return _with_what_follows(person, _direct(held, day), change)


def _decide_against(person: Person, held: Held, reason: Reason, day: int) -> list[Change]:
    early = held.pending is Finding.RENEWAL and day <= held.premium_until
    if held.premium_until and not early:
        change = Change(ChangeKind.LAPSE, held.body, "R31", reason, day)
        return _with_what_follows(person, [], change)
    if held.pending is None:
        return []
    return [Change(ChangeKind.REFUSE, held.body, "R31", Reason.STAFF, day, finding=held.pending)]


def firm_hindrances(person: Person, body: int, day: int) -> list[Reason]:
    """What the scheme itself demands, and no office can set aside."""
    found: list[Reason] = []
    if held_with(person, body) is None:
        found.append(Reason.NOT_REGISTERED)
    if is_home(person, body):
        found.append(Reason.AT_HOME)
    if not person.proven:
        found.append(Reason.NOT_PROVEN)
    elif needs_guardian(person.birth_day, day, consented=person.guardian):
        found.append(Reason.NO_GUARDIAN)
    if _one_too_many(person, body):
        found.append(Reason.THREE_BODIES)
    return found


def _one_too_many(person: Person, body: int) -> bool:
    """Also of a body that the person is not registered with yet."""
    others = [one for one in person.held if one.body != body]
    granted = replace(person, held=[*others, Held(body, tier=Tier.PREMIUM)])
    return len(counted_premium(granted)) > MAX_PREMIUM


def _begins(held: Held, day: int) -> int:
    """No day is lost to who renews early."""
    return held.premium_until + 1 if held.premium_until >= day else day


def _lapsed(held: Held) -> int:
    """The last day of the premium that late evidence would bring back, if that waits for staff."""
    return held.lapsed if held.pending is Finding.RENEWAL else 0


def _direct(held: Held, day: int) -> list[Change]:
    """Premium of a prefecture's own is not the link's doing: it stays when the link goes (R02)."""
    if not held.linked:
        return []
    return [Change(ChangeKind.MAKE_DIRECT, held.body, "R02", Reason.APPLIED, day)]


def _with_what_follows(person: Person, first: list[Change], change: Change) -> list[Change]:
    changes = [*first, change]
    return changes + what_follows(after(person, changes), change.day)


def _refusal(body: int, reason: Reason, day: int, finding: Finding | None = None) -> Change:
    """`finding`: what waited for staff, and does no longer."""
    return Change(ChangeKind.REFUSE, body, RULE_OF[reason], reason, day, finding=finding)
