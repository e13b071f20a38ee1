"""Uses of facilities' rates, and which of them a quota did not allow (R53).

Nobody at a desk knows of all uses: what was too much shows when the records are together. It is
marked and stands; nothing is dropped. A pure function of the records, so that their order of
arrival changes nothing: of a period's uses those first in time are within the quota.
"""

from collections.abc import Hashable, Iterable, Mapping

from schemas.entries import Use
from schemas.feed import GUEST
from schemas.rulings import RulingKind, RulingReason
from schemas.views import Fact, UseView
from sync.acts import counted_day, one_of_each
from sync.merge import Rulings, ref_of, stamp_order, stands
from sync.rates import period_of
from sync.views import void_reasons

Quota = tuple[int, int]
"""How many uses in which period (`schemas.feed.Period`); 0 for any number."""


def uses(
    facts: Iterable[Fact],
    rulings: Rulings,
    roster: Mapping[tuple[int, int], int],
    quotas: Mapping[int, Quota],
) -> list[UseView]:
    """Every use, newest first. `roster` maps (issuer, card) to a member's number; `quotas` are the
    places' own, as they are now. Of uses that are `mine` all are one person's."""
    acts, rulings = one_of_each(facts, rulings)
    voids = void_reasons([fact for fact in acts if stands(ref_of(fact), rulings)])
    counted: dict[Hashable, int] = {}
    views: list[UseView] = []
    for fact in sorted(acts, key=stamp_order):
        entry = fact.entry
        if not isinstance(entry, Use):
            continue
        ruling = rulings.get(ref_of(fact))
        day = counted_day(entry, ruling)
        member = fact.member or roster.get((entry.issuer, entry.card), 0)
        voided = ref_of(fact) in voids
        over = False
        quota, period = quotas.get(entry.place, (0, 1))
        if quota and not voided and stands(ref_of(fact), rulings):
            whose = _whose(fact, entry, member)
            name = (entry.place, whose, period_of(day, period))
            counted[name] = counted.get(name, 0) + 1
            over = counted[name] > quota
        views.append(
            UseView(
                device=fact.device,
                seq=fact.seq,
                ms=entry.ms,
                day=day,
                body=fact.body,
                place=entry.place,
                issuer=entry.issuer,
                card=entry.card,
                member=0 if member == GUEST else member,
                party=list(entry.party),
                yen=entry.yen,
                ruling=RulingKind.ACCEPTED if ruling is None else ruling.kind,
                reason=RulingReason.NONE if ruling is None else ruling.reason,
                voided=voided,
                over=over,
            )
        )
    views.reverse()
    return views


def _whose(fact: Fact, entry: Use, member: int) -> Hashable:
    if fact.mine:
        return "mine"
    if member and member != GUEST:
        return entry.issuer, member
    return entry.issuer, -entry.card
