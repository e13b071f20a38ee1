"""One act under two keys: a phone put back from a backup, or a second one with its disk copied,
goes on under a fresh key with what it held unsent; some of that may be stored under the old one."""

from collections.abc import Hashable, Iterable, Mapping

from msgspec.structs import replace

from schemas.entries import (
    AddInterest,
    CheckIn,
    Entry,
    EntryRef,
    Note,
    RemoveInterest,
    Stay,
    Use,
    Void,
)
from schemas.rulings import Ruling, RulingKind
from schemas.views import Fact
from sync.calendar import day_of
from sync.log import encode_entry
from sync.merge import Rulings, join_fact, ref_of

Names = Mapping[EntryRef, EntryRef]
"""What an entry that is not the first of its act is called: as the first one."""


def counted_day(entry: CheckIn | Stay | Use, ruling: Ruling | None) -> int:
    """The day that counts: the ruling's where the clock was bounded, else the entry's own."""
    if ruling is not None and ruling.day:
        return ruling.day
    return entry.day if isinstance(entry, Stay) else day_of(entry.ms)


def one_of_each(facts: Iterable[Fact], rulings: Rulings) -> tuple[list[Fact], Rulings]:
    """Facts and rulings with each act once, called by the first of its entries (device, number).

    Entries that are equal in all but their key are one act if they count on the same day; a note or
    a void on any of them is about the act. It stands unless all of them were rejected. `facts` are
    joined: of each name there is one.
    """
    held = list(facts)
    names = _names(held, rulings, {})
    if not names:
        return held, rulings
    names |= _names(held, rulings, names)  # notes that were repeated with what they are about
    acts: dict[EntryRef, Fact] = {}
    words: dict[EntryRef, Ruling | None] = {}
    for fact in sorted(held, key=ref_of):
        name = names.get(ref_of(fact), ref_of(fact))
        entry = _renamed(fact.entry, names)
        told = replace(fact, device=name.device, seq=name.seq, entry=entry)
        acts[name] = join_fact(acts[name], told) if name in acts else told
        word = rulings.get(ref_of(fact))
        words[name] = max(words.get(name, word), word, key=_word_order)
    return list(acts.values()), {name: word for name, word in words.items() if word is not None}


def _names(facts: Iterable[Fact], rulings: Rulings, names: Names) -> dict[EntryRef, EntryRef]:
    acts: dict[Hashable, list[EntryRef]] = {}
    for fact in facts:
        act = _act(fact, rulings, names)
        if act is not None:
            acts.setdefault(act, []).append(ref_of(fact))
    return {ref: min(refs) for refs in acts.values() if len(refs) > 1 for ref in refs}


def _act(fact: Fact, rulings: Rulings, names: Names) -> Hashable:
    """Equal for entries that are one act; None for what may be told twice without harm.

    Two members may read one printed code in the same millisecond: a stay is a person's.
    """
    entry = fact.entry
    if isinstance(entry, CheckIn):
        return entry, counted_day(entry, rulings.get(ref_of(fact)))
    if isinstance(entry, Use):
        return encode_entry(entry), counted_day(entry, rulings.get(ref_of(fact)))
    if isinstance(entry, Stay):
        whose = -1 if fact.mine else fact.member
        return entry, whose, counted_day(entry, rulings.get(ref_of(fact)))
    if isinstance(entry, AddInterest | Note) and fact.mine:
        return _renamed(entry, names)
    return None


def _renamed(entry: Entry, names: Names) -> Entry:
    if isinstance(entry, Note | Void):
        return replace(entry, about=names.get(entry.about, entry.about))
    if isinstance(entry, RemoveInterest):
        return replace(entry, observed=[names.get(ref, ref) for ref in entry.observed])
    return entry


def _word_order(word: Ruling | None) -> tuple[int, ...]:
    """A rejection gives way to no ruling at all, and that to one under which the entry stands."""
    if word is None:
        return (1,)
    stands = word.kind != RulingKind.REJECTED
    return 2 if stands else 0, word.version, word.kind, word.reason, word.day
