"""What members are told of their standing, in the app and by mail: of decisions that were made, and
of days that come (R15, R17, R18, R32)."""

from collections.abc import Iterable, Sequence

from schemas.feed import NoticeKind
from schemas.policy import PolicyInForce
from schemas.standing import Change, ChangeKind, History, Person
from server.exchange.notices import Notice
from sync.scheme.age import of_age_from
from sync.scheme.persons import held_with
from sync.scheme.premium import policy_on
from sync.scheme.requirement import progress

_KINDS = {
    ChangeKind.PREMIUM: NoticeKind.GRANTED,
    ChangeKind.RENEW: NoticeKind.RENEWED,
    ChangeKind.LAPSE: NoticeKind.LAPSED,
    ChangeKind.REFUSE: NoticeKind.REFUSED,
    ChangeKind.ASK: NoticeKind.INTENT,
    ChangeKind.END: NoticeKind.ENDED,
}
_OF_AGE_DAYS = 30
"""How long after the day it is still worth telling."""


def notice_of(account: str, change: Change, decision: int, answer_days: int) -> Notice | None:
    """What is told of a decision that its member did not see being made, or None.

    What the link does to a prefecture (R02) goes without saying; an application that the system
    refuses is told on the spot; who leaves knows it. `answer_days`: of the intent check.
    """
    kind = _KINDS.get(change.kind)
    silent = (
        change.rule in ("R02", "R03")
        or (change.kind is ChangeKind.END and change.rule != "R32")
        or (change.kind is ChangeKind.REFUSE and change.finding is None)
    )
    if kind is None or silent:
        return None
    days = {
        NoticeKind.GRANTED: change.until,
        NoticeKind.RENEWED: change.until,
        NoticeKind.LAPSED: change.day - 1,
        NoticeKind.INTENT: change.day + answer_days,
    }
    return Notice(account, change.body, kind, days.get(kind, change.day), 0, f"decision:{decision}")


def reminders(
    account: str,
    policies: Sequence[PolicyInForce],
    person: Person,
    history: History,
    body: int,
    day: int,
) -> Iterable[Notice]:
    """What is to be told of a registration by a day; of what was told already the keys say so."""
    held = held_with(person, body)
    if held is None:
        return
    policy = policy_on(policies, day)
    last = held.premium_until
    if last and last - policy.renewal_days <= day <= last and held.pending is None:
        found = progress(policy, person.home, held.programmes, history, day)
        missing = sum(max(0, one.needed - one.have) for one in found.conditions)
        kind = NoticeKind.RENEWAL_OPEN
        yield Notice(account, body, kind, last, missing, f"renewal:{body}:{last}")
    of_age = of_age_from(person.birth_day)
    if person.proven and person.guardian and of_age <= day < of_age + _OF_AGE_DAYS:
        yield Notice(account, 0, NoticeKind.OF_AGE, of_age, 0, "of-age")
