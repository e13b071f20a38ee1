"""From the journal to what counts of it with one body (R10, R11, R20, R26, R27)."""

from collections.abc import Iterable, Sequence, Set

from schemas.entries import EntryRef
from schemas.policy import PolicyInForce
from schemas.rulings import RulingKind
from schemas.standing import ActivityDay, History
from schemas.views import JournalItem
from sync.scheme.premium import policy_on


def history_of(
    journal: Iterable[JournalItem],
    body: int,
    policies: Sequence[PolicyInForce],
    designated: Set[int],
    confirmed: Set[EntryRef],
) -> History:
    """A person's history with a body: what took place there, stands, and is strong enough or
    `confirmed` by staff. `designated` names the projects that count as activities.

    How strong it must be is said by the policy of its own day: what sufficed then goes on counting.
    """
    counting = [
        item for item in journal if item.body == body and _counts(item, policies, confirmed)
    ]
    return History(
        activities=sorted(
            {ActivityDay(one.day, one.project) for one in counting if one.project in designated}
        ),
        stays=sorted({one.day for one in counting}),
    )


def waits(item: JournalItem, policies: Sequence[PolicyInForce], confirmed: Set[EntryRef]) -> bool:
    """Whether a member of staff must look at it before it counts (R26)."""
    return (
        not item.voided
        and item.ruling is not RulingKind.REJECTED
        and item.source > policy_on(policies, item.day).weakest
        and EntryRef(item.device, item.seq) not in confirmed
    )


def _counts(item: JournalItem, policies: Sequence[PolicyInForce], confirmed: Set[EntryRef]) -> bool:
    stands = not item.voided and item.ruling is not RulingKind.REJECTED
    return stands and not waits(item, policies, confirmed)
