"""The join of two replicas: union of facts, newest ruling; the registers and sets on them.

Every function here is commutative, associative and idempotent in what it joins.
"""

from collections.abc import Iterable, Mapping

from schemas.entries import AddInterest, EntryRef, ProfileField, RemoveInterest, SetField
from schemas.rulings import Ruling, RulingKind
from schemas.views import Fact
from sync.log import encode_entry

Facts = Mapping[EntryRef, Fact]
Rulings = Mapping[EntryRef, Ruling]


def ref_of(fact: Fact | Ruling) -> EntryRef:
    return EntryRef(fact.device, fact.seq)


def join_fact(a: Fact, b: Fact) -> Fact:
    """One fact out of two tellings of it, each of which may know more of whom it concerns.

    Two entries under one number are a fork, which a server never tells; the larger bytes stand,
    so that replicas agree even then.
    """
    if a == b:
        return a
    entry = a.entry if a.entry == b.entry else max(a.entry, b.entry, key=encode_entry)
    return Fact(
        device=a.device,
        seq=a.seq,
        body=max(a.body, b.body),
        member=max(a.member, b.member),
        mine=a.mine or b.mine,
        entry=entry,
    )


def join_ruling(a: Ruling, b: Ruling) -> Ruling:
    """The newer ruling; between two of one version the larger, so that the order does not tell."""
    return max(a, b, key=lambda r: (r.version, r.kind, r.reason, r.day))


def join_facts(*replicas: Iterable[Fact]) -> dict[EntryRef, Fact]:
    joined: dict[EntryRef, Fact] = {}
    for facts in replicas:
        for fact in facts:
            ref = ref_of(fact)
            known = joined.get(ref)
            joined[ref] = fact if known is None else join_fact(known, fact)
    return joined


def join_rulings(*replicas: Iterable[Ruling]) -> dict[EntryRef, Ruling]:
    joined: dict[EntryRef, Ruling] = {}
    for rulings in replicas:
        for ruling in rulings:
            ref = ref_of(ruling)
            known = joined.get(ref)
            joined[ref] = ruling if known is None else join_ruling(known, ruling)
    return joined


def stands(ref: EntryRef, rulings: Rulings) -> bool:
    """Whether an entry was not rejected; one that nobody ruled on stands."""
    ruling = rulings.get(ref)
    return ruling is None or ruling.kind != RulingKind.REJECTED


def stamp_order(fact: Fact) -> tuple[int, int, bytes, int]:
    """Total order of facts: hybrid logical clock, then device, then number."""
    return fact.entry.ms, fact.entry.counter, fact.device, fact.seq


def last_write(facts: Iterable[Fact], field: ProfileField) -> str:
    """The last-writer-wins register `field`, empty if nobody wrote it."""
    writes = [f for f in facts if isinstance(f.entry, SetField) and f.entry.field == field]
    newest = max(writes, key=stamp_order, default=None)
    return newest.entry.value if newest and isinstance(newest.entry, SetField) else ""


def observed_remove_set(facts: Iterable[Fact]) -> set[str]:
    """Interests: every add that no remove had observed; an add wins over a remove beside it."""
    adds: dict[EntryRef, str] = {}
    removed: set[EntryRef] = set()
    for fact in facts:
        if isinstance(fact.entry, AddInterest):
            adds[ref_of(fact)] = fact.entry.interest
        elif isinstance(fact.entry, RemoveInterest):
            removed.update(fact.entry.observed)
    return {interest for ref, interest in adds.items() if ref not in removed}
