"""What is withheld cannot be computed from what is shown (R45)."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from schemas.figures import MembersBy, MonthFigures, Part
from server.figures.opening import open_cells
from server.figures.suppression import suppress, suppress_pair

CELLS = st.dictionaries(
    st.sampled_from("abcdef"), st.integers(0, 12) | st.just(0) | st.integers(0, 3), min_size=1
)
MANY = st.dictionaries(st.text(max_size=3), st.integers(0, 10**6), min_size=1, max_size=60)
THRESHOLD = st.integers(3, 8)


@given(CELLS | MANY, THRESHOLD)
def test_no_small_cell_is_shown(cells: dict[str, int], threshold: int) -> None:
    shown = suppress(cells, threshold)
    assert shown.keys() == cells.keys()
    for key, people in shown.items():
        assert people is None or people == cells[key]
        assert people is None or people == 0 or people >= threshold


@given(CELLS, THRESHOLD)
def test_a_withheld_cell_could_be_anything_up_to_the_threshold(
    cells: dict[str, int], threshold: int
) -> None:
    """Everything that fits what is shown and the total is written down: each withheld cell takes
    each value from 1 to the threshold in one of them."""
    total = sum(cells.values())
    shown = suppress(cells, threshold)
    withheld = [key for key, people in shown.items() if people is None]
    if total < threshold:
        assert total == 0 or len(withheld) == len(cells)
        return
    assert len(withheld) != 1
    if not withheld or len(withheld) > 4:
        return
    # To whom some cells are shown, the withheld ones hold somebody; else they may be empty.
    least = 1 if len(withheld) < len(cells) else 0
    rest = total - sum(people for people in shown.values() if people is not None)
    fitting = [
        (*values, last)
        for values in product(range(least, rest + 1), repeat=len(withheld) - 1)
        if (last := rest - sum(values)) >= least
    ]
    for at in range(len(withheld)):
        assert set(range(1, threshold + 1)) <= {values[at] for values in fitting}


@given(MANY, THRESHOLD)
def test_nothing_is_withheld_without_need(cells: dict[str, int], threshold: int) -> None:
    if all(people == 0 or people >= threshold for people in cells.values()):
        assert suppress(cells, threshold) == cells


@given(CELLS, THRESHOLD)
def test_the_order_of_cells_is_nothing_to_it(cells: dict[str, int], threshold: int) -> None:
    backwards = dict(reversed(cells.items()))
    assert suppress(cells, threshold) == suppress(backwards, threshold)


@given(st.integers(0, 20), st.integers(0, 20), THRESHOLD)
def test_of_a_pair_both_or_none(first: int, second: int, threshold: int) -> None:
    told = suppress_pair(first, second, threshold)
    small = 0 < first < threshold or 0 < second < threshold
    assert told == ((None, None) if small else (first, second))


def parts(cells: dict[str, int]) -> list[Part]:
    return [Part(key, people, people) for key, people in cells.items()]


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 9), THRESHOLD)
def test_what_is_published_shows_no_few_people(
    basic: int, premium: int, stays: int, uses: int, threshold: int
) -> None:
    total = basic + premium
    members = MembersBy(
        people=total,
        count=total,
        tiers=parts({"basic": basic, "premium": premium}),
        marks=parts({"marked": premium, "unmarked": basic}),
        residence=parts({"29": basic, "27": premium, "other": 0}),
        ages=parts({"18": total}),
    )
    active = min(stays, premium)
    month = MonthFigures(
        "2026-10", total, premium, basic, stays, 2 * stays, active, active, uses, uses, 0, 0
    )
    cells = open_cells(members, month, threshold)
    assert all(one.people is None or not 0 < one.people < threshold for one in cells)
    assert all(one.count is None or one.people is not None for one in cells)
    shown = {(one.table, one.key): one.people for one in cells}
    stay, activity = shown["presence", "stay"], shown["presence", "activity"]
    if stay is not None and activity is not None:
        assert not 0 < stay - activity < threshold
