"""The frame of the benches: what is declared is measured, and the table tells it right."""

import pytest

from tests.bench.registry import AT_LEAST, AT_MOST, Bench, Budget, bench, chosen, table, used

SIZE = Budget("pwa.bytes", "bytes", AT_MOST, 1000, "what it weighs")
RATE = Budget("ingest.rate", "entries/s", AT_LEAST, 500, "how fast it goes")


def figures(**values: float) -> dict[str, float]:
    return {key.replace("_", "."): value for key, value in values.items()}


@pytest.mark.parametrize(
    ("budget", "measured", "share"),
    [(SIZE, 500, 0.5), (SIZE, 1000, 1), (SIZE, 2000, 2), (RATE, 1000, 0.5), (RATE, 250, 2)],
)
def test_less_than_one_is_within_the_budget_whichever_way_it_points(
    budget: Budget, measured: float, share: float
) -> None:
    assert used(budget, measured) == share


def test_nothing_at_all_of_what_should_be_much_is_infinitely_over() -> None:
    assert used(RATE, 0) == float("inf")


@pytest.mark.parametrize("given", [{}, figures(pwa_other=1), figures(pwa_bytes=1, pwa_other=1)])
def test_a_bench_gives_exactly_what_it_declared(given: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"declared \['pwa.bytes'\]"):
        Bench(lambda: given, (SIZE,)).run()


def test_benches_are_chosen_by_the_beginning_of_a_key_in_order() -> None:
    size, rate = Bench(dict, (SIZE,)), Bench(dict, (RATE,))
    assert chosen([], [size, rate]) == [rate, size]
    assert chosen(["pwa"], [size, rate]) == [size]
    assert chosen(["pwa", "ingest.rate"], [size, rate]) == [rate, size]
    assert chosen(["scan"], [size, rate]) == []


def test_a_registered_bench_is_found() -> None:
    @bench(Budget("test.only", "", AT_MOST, 1, "of this test"))
    def measure() -> dict[str, float]:
        return figures(test_only=1)

    (found,) = chosen(["test.only"])
    assert found.run() == {"test.only": 1}


def test_the_table_shows_figure_budget_share_and_what_is_over() -> None:
    both = [Bench(dict, (SIZE,)), Bench(dict, (RATE,))]
    head, size, rate = table(both, figures(pwa_bytes=1500, ingest_rate=0.25)).splitlines()
    assert head.split() == ["key", "measured", "budget", "used"]
    assert size.split()[:5] == ["pwa.bytes", "1,500", "≤", "1,000", "150%"]
    assert "bytes: what it weighs" in size and size.endswith("over")
    assert rate.split()[:5] == ["ingest.rate", "0.25", "≥", "500", "200000%"]
