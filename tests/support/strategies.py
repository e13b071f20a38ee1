"""Hypothesis strategies for entries, facts and rulings: a small world, so that things collide."""

from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.entries import (
    BY_HAND,
    NO_STEP,
    AddInterest,
    CardKeys,
    CheckIn,
    Entry,
    EntryRef,
    Note,
    Party,
    ProfileField,
    RemoveInterest,
    SetField,
    Source,
    Stay,
    Use,
    Void,
)
from schemas.rulings import Ruling, RulingKind, RulingReason
from schemas.views import Fact
from sync.calendar import day_of, start_of

MORNING = start_of(20_780) - 120_000  # two minutes before a midnight in Japan
DEVICES = [bytes([n]) * 12 for n in range(1, 5)]
PLACES = {1: 294021, 2: 294021, 3: 290009}
DESIGNATED = {1}
ROSTER = {(294021, 1): 7, (294021, 2): 7, (290009, 1): 8}
TODAY = day_of(MORNING)

times = st.integers(0, 240_000).map(lambda offset: MORNING + offset)
counters = st.integers(0, 3)
refs = st.builds(EntryRef, st.sampled_from(DEVICES), st.integers(1, 9))
places = st.integers(1, 4)
projects = st.integers(0, 2)
interests = st.sampled_from(["祭り", "農業", "🎣", "ﾆ", "music"])
days = st.integers(TODAY, TODAY + 1)

check_ins = st.builds(
    CheckIn,
    times,
    counters,
    places,
    st.sampled_from([294021, 290009]),
    st.integers(1, 3),
    st.sampled_from([-2, -1, 0, 1, 2, NO_STEP, BY_HAND]),
    projects,
    st.sampled_from([b"", bytes(64), bytes(range(64))]),
)
stays = st.builds(
    Stay, times, counters, places, days, st.sampled_from(Source), st.binary(max_size=8), projects
)
notes = st.builds(Note, times, counters, refs, st.text(min_size=1, max_size=8))
voids = st.builds(Void, times, counters, refs, st.text(max_size=8))
fields = st.builds(SetField, times, counters, st.sampled_from(ProfileField), st.text(max_size=8))
adds = st.builds(AddInterest, times, counters, interests)
removes = st.builds(RemoveInterest, times, counters, interests, st.lists(refs, max_size=4))
uses = st.builds(
    Use,
    times,
    counters,
    places,
    st.sampled_from([294021, 290009]),
    st.integers(1, 3),
    st.lists(st.builds(Party, st.integers(1, 2), st.integers(1, 3)), max_size=2),
    st.integers(0, 900),
)
card_keys = st.builds(
    CardKeys,
    times,
    counters,
    st.sampled_from([294021, 290009]),
    st.lists(st.binary(min_size=33, max_size=33), max_size=3),
)
evidence = st.one_of(check_ins, stays)
entries: st.SearchStrategy[Entry] = st.one_of(
    check_ins, stays, notes, voids, fields, adds, removes, uses, card_keys
)


def facts_of(entry: st.SearchStrategy[Entry]) -> st.SearchStrategy[Fact]:
    return st.builds(
        Fact,
        st.sampled_from(DEVICES),
        st.integers(1, 9),
        st.sampled_from([0, 294021]),
        st.integers(0, 2),
        st.booleans(),
        entry,
    )


facts = facts_of(entries)
fact_lists = st.builds(
    lambda told, again, device: [
        *told,
        # A phone that was put back tells again under another key what its backup held unsent.
        *(
            replace(one, device=device, seq=one.seq + shift)
            for one, shift in zip(told, again, strict=False)
        ),
    ],
    st.lists(facts, max_size=12),
    st.lists(st.integers(0, 1), max_size=4),
    st.sampled_from(DEVICES),
)
rulings = st.builds(
    Ruling,
    st.sampled_from(DEVICES),
    st.integers(1, 9),
    st.integers(1, 3),
    st.sampled_from(RulingKind),
    st.sampled_from(RulingReason),
    st.sampled_from([0, TODAY, TODAY + 1]),
)
ruling_lists = st.lists(rulings, max_size=6)
