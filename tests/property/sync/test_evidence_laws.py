"""Evidence only adds, a void only takes away, and two records of one day are one day."""

from hypothesis import given
from hypothesis import strategies as st

from schemas.entries import EntryRef, Source, Stay, Void
from schemas.rulings import Ruling, RulingKind, RulingReason
from schemas.views import Fact
from sync.log import Append, Fork, Gap, chain, decode_entry, encode_entry, fit
from sync.merge import join_facts, join_rulings
from sync.views import attendance, member_views
from tests.support.strategies import (
    DESIGNATED,
    DEVICES,
    MORNING,
    PLACES,
    ROSTER,
    TODAY,
    entries,
    evidence,
    fact_lists,
    facts_of,
    ruling_lists,
)

FRESH = b"\xff" * 12  # a device that no strategy draws


def stay_days(facts: list[Fact], rulings: list[Ruling]) -> set[tuple[int, int]]:
    views = member_views(join_facts(facts).values(), join_rulings(rulings), PLACES, DESIGNATED)
    return {(day.body, day.day) for day in views.stay_days}


@given(fact_lists, ruling_lists, facts_of(evidence))
def test_more_evidence_never_counts_less(
    facts: list[Fact], rulings: list[Ruling], more: Fact
) -> None:
    new = Fact(FRESH, 1, more.body, more.member, more.mine, more.entry)
    assert stay_days(facts, rulings) <= stay_days([*facts, new], rulings)


@given(fact_lists, ruling_lists, st.data())
def test_a_void_never_raises_a_count(
    facts: list[Fact], rulings: list[Ruling], data: st.DataObject
) -> None:
    about = EntryRef(data.draw(st.sampled_from(DEVICES)), data.draw(st.integers(1, 9)))
    void = Fact(FRESH, 1, 0, 0, True, Void(MORNING, 0, about, "誤り"))
    assert stay_days([*facts, void], rulings) <= stay_days(facts, rulings)
    joined, ruled = join_facts(facts), join_rulings(rulings)
    before = attendance(joined.values(), ruled, ROSTER, 1, TODAY)
    after = attendance([*joined.values(), void], ruled, ROSTER, 1, TODAY)
    assert sum(row.records for row in after) <= sum(row.records for row in before)


@given(st.lists(st.sampled_from(DEVICES), min_size=1, max_size=4, unique=True), st.data())
def test_a_day_counts_once_however_many_prove_it(devices: list[bytes], data: st.DataObject) -> None:
    facts = [
        Fact(d, 1, 0, 0, True, Stay(MORNING, 0, place, TODAY, Source.PRINTED_CODE, b"", 1))
        for d in devices
        for place in [data.draw(st.sampled_from([1, 2]))]
    ]
    views = member_views(facts, {}, PLACES, DESIGNATED)
    assert len(views.stay_days) == 1
    assert len(views.activity_days) == 1


@given(facts_of(evidence), st.sampled_from(RulingReason))
def test_what_is_rejected_counts_nothing(fact: Fact, reason: RulingReason) -> None:
    ruling = Ruling(fact.device, fact.seq, 1, RulingKind.REJECTED, reason, 0)
    assert stay_days([fact], [ruling]) == set()
    views = member_views([fact], join_rulings([ruling]), PLACES, DESIGNATED)
    assert len(views.journal) == int(fact.mine)


@given(st.lists(st.binary(max_size=20)), st.integers(0, 20))
def test_the_chain_may_be_cut_anywhere(log: list[bytes], at: int) -> None:
    at = min(at, len(log))
    assert chain(chain(bytes(32), log[:at]), log[at:]) == chain(bytes(32), log)


@given(st.lists(st.binary(min_size=1, max_size=4), max_size=8), st.data())
def test_an_upload_continues_repeats_leaves_a_gap_or_forks(
    log: list[bytes], data: st.DataObject
) -> None:
    stored = data.draw(st.integers(0, len(log)))
    first = data.draw(st.integers(1, len(log) + 3))
    upload = log[first - 1 :]
    known = log[first - 1 : stored]
    result = fit(stored, first, upload, known)
    if first > stored + 1:
        assert result == Gap(stored)
    else:
        assert isinstance(result, Append)
        assert log[:stored] + upload[result.skip :] == log
    if upload and known:
        forked = [upload[0] + b"!", *upload[1:]]
        assert fit(stored, first, forked, known) == Fork(first)


@given(entries)
def test_an_entry_survives_the_wire(entry: object) -> None:
    encoded = encode_entry(entry)  # type: ignore[arg-type] # the strategy draws entries only
    assert decode_entry(encoded) == entry
