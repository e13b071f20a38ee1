"""The laws that make the views a CRDT: order, repetition and partition change nothing."""

from hypothesis import given
from hypothesis import strategies as st

from schemas.entries import EntryRef, ProfileField, SetField
from schemas.rulings import Ruling
from schemas.views import AttendanceRow, Fact, MemberViews
from sync.merge import join_facts, join_rulings, last_write, observed_remove_set
from sync.views import attendance, member_views
from tests.support.strategies import (
    DESIGNATED,
    PLACES,
    ROSTER,
    TODAY,
    adds,
    fact_lists,
    facts_of,
    fields,
    removes,
    ruling_lists,
)


def views_of(facts: list[Fact], rulings: list[Ruling]) -> tuple[MemberViews, list[AttendanceRow]]:
    joined, ruled = join_facts(facts), join_rulings(rulings)
    return (
        member_views(joined.values(), ruled, PLACES, DESIGNATED),
        attendance(joined.values(), ruled, ROSTER, 1, TODAY),
    )


@given(fact_lists, fact_lists)
def test_join_of_facts_is_commutative(a: list[Fact], b: list[Fact]) -> None:
    assert join_facts(a, b) == join_facts(b, a)


@given(fact_lists, fact_lists, fact_lists)
def test_join_of_facts_is_associative(a: list[Fact], b: list[Fact], c: list[Fact]) -> None:
    left = join_facts(join_facts(a, b).values(), c)
    right = join_facts(a, join_facts(b, c).values())
    assert left == right


@given(fact_lists)
def test_join_of_facts_is_idempotent(a: list[Fact]) -> None:
    once = join_facts(a)
    assert join_facts(once.values(), a, a) == once


@given(ruling_lists, ruling_lists, ruling_lists)
def test_join_of_rulings_is_a_semilattice(
    a: list[Ruling], b: list[Ruling], c: list[Ruling]
) -> None:
    assert join_rulings(a, b) == join_rulings(b, a)
    assert join_rulings(join_rulings(a, b).values(), c) == join_rulings(
        a, join_rulings(b, c).values()
    )
    assert join_rulings(a, a) == join_rulings(a)


@given(fact_lists, ruling_lists, st.randoms(use_true_random=False), st.data())
def test_views_do_not_depend_on_order_or_repetition(
    facts: list[Fact], rulings: list[Ruling], random: object, data: st.DataObject
) -> None:
    again = data.draw(st.permutations(facts + facts))
    ruled_again = data.draw(st.permutations(rulings + rulings))
    assert views_of(list(again), list(ruled_again)) == views_of(facts, rulings)


@given(st.lists(facts_of(fields), max_size=8))
def test_a_register_holds_its_newest_write(facts: list[Fact]) -> None:
    joined = join_facts(facts)
    value = last_write(joined.values(), ProfileField.NAME)
    writes = [
        (f.entry.ms, f.entry.counter, f.device, f.seq, f.entry.value)
        for f in joined.values()
        if isinstance(f.entry, SetField) and f.entry.field == ProfileField.NAME
    ]
    assert value == (max(writes)[-1] if writes else "")


@given(st.lists(facts_of(adds), max_size=5), st.lists(facts_of(removes), max_size=5))
def test_an_add_that_no_remove_observed_wins(added: list[Fact], removed: list[Fact]) -> None:
    joined = join_facts(added, removed)
    observed: set[EntryRef] = set()
    for fact in joined.values():
        observed.update(getattr(fact.entry, "observed", ()))
    expected = {
        fact.entry.interest  # type: ignore[union-attr] # filtered by type name below
        for ref, fact in joined.items()
        if type(fact.entry).__name__ == "AddInterest" and ref not in observed
    }
    assert observed_remove_set(joined.values()) == expected
