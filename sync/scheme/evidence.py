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
    sound = [
        item
        for item in journal
        if item.body == body
        and item.ruling is not RulingKind.REJECTED
        and _suffices(item, policies, confirmed)
    ]
    activities, voided = (
        {
            ActivityDay(one.day, one.project)
            for one in sound
            if one.project in designated and one.voided is voids
        }
        for voids in (False, True)
    )
    return History(
        activities=sorted(activities),
        stays=sorted({one.day for one in sound if not one.voided}),
        voided=sorted(voided - activities),
    )


def waits(item: JournalItem, policies: Sequence[PolicyInForce], confirmed: Set[EntryRef]) -> bool:
    """Whether a member of staff must look at it before it counts (R26)."""
    stands = not item.voided and item.ruling is not RulingKind.REJECTED
    return stands and not _suffices(item, policies, confirmed)


def _suffices(
    item: JournalItem, policies: Sequence[PolicyInForce], confirmed: Set[EntryRef]
) -> bool:
    weakest = policy_on(policies, item.day).weakest
    return item.source <= weakest or EntryRef(item.device, item.seq) in confirmed
