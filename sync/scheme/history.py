"""What counts of a member's journal towards a body's requirement (R10, R11, R20, R26, R27)."""

from collections.abc import Iterable, Set

from schemas.entries import EntryRef, Source
from schemas.rulings import RulingKind
from schemas.standing import ActivityDay, History
from schemas.views import JournalItem


def history_of(
    journal: Iterable[JournalItem],
    body: int,
    designated: Set[int],
    weakest: Source,
    confirmed: Set[EntryRef],
) -> History:
    """Of evidence that stands: what is as strong as the body accepts, or confirmed by its staff.

    `designated` names the projects that count as activities. Lists are in order.
    """
    counting = [
        item
        for item in journal
        if item.body == body
        and not item.voided
        and item.ruling is not RulingKind.REJECTED
        and (item.source <= weakest or EntryRef(item.device, item.seq) in confirmed)
    ]
    return History(
        activities=sorted(
            {ActivityDay(item.day, item.project) for item in counting if item.project in designated}
        ),
        stays=sorted({item.day for item in counting}),
    )
