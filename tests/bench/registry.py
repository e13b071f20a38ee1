"""What is measured: each bench declares its keys with unit and goal, and gives a figure for each.

@bench(Budget("card.qr_version", "", AT_MOST, 10, "live presentation at level M"))
def qr_version() -> dict[str, float]:
    return {"card.qr_version": ...}
"""

import enum
from collections.abc import Callable, Iterable
from typing import NamedTuple


class Goal(enum.Enum):
    AT_MOST = "≤"
    AT_LEAST = "≥"


AT_MOST, AT_LEAST = Goal.AT_MOST, Goal.AT_LEAST


class Budget(NamedTuple):
    """A goal to hold the figure against; missing it fails nothing."""

    key: str
    unit: str
    goal: Goal
    bound: float
    meaning: str


Measure = Callable[[], dict[str, float]]


class Bench(NamedTuple):
    measure: Measure
    budgets: tuple[Budget, ...]

    def run(self) -> dict[str, float]:
        """The figures. Raises `ValueError` when they are not those that were declared."""
        figures = self.measure()
        declared = {budget.key for budget in self.budgets}
        if figures.keys() != declared:
            raise ValueError(f"declared {sorted(declared)}, measured {sorted(figures)}")
        return figures


_benches: list[Bench] = []


def bench(*budgets: Budget) -> Callable[[Measure], Measure]:
    def register(measure: Measure) -> Measure:
        _benches.append(Bench(measure, budgets))
        return measure

    return register


def chosen(prefixes: Iterable[str] = (), among: Iterable[Bench] | None = None) -> list[Bench]:
    """The benches with a key that begins so, all without any prefix; in the order of their keys."""
    wanted = tuple(prefixes) or ("",)
    found = [
        one
        for one in (_benches if among is None else among)
        if any(budget.key.startswith(wanted) for budget in one.budgets)
    ]
    return sorted(found, key=lambda one: one.budgets[0].key)


def used(budget: Budget, measured: float) -> float:
    """The part of the goal that is used up: below 1 is within it, whichever way it points."""
    if budget.goal is Goal.AT_MOST:
        return measured / budget.bound
    return budget.bound / measured if measured else float("inf")


def table(benches: Iterable[Bench], figures: dict[str, float]) -> str:
    """A line a key: measured, budget, how much of it is used, what it means."""
    lines = [f"{'key':<30}{'measured':>12}  {'budget':>10}  {'used':>6}  "]
    for budget in (budget for one in benches for budget in one.budgets):
        share = used(budget, figures[budget.key])
        goal = f"{budget.goal.value} {budget.bound:,g}"
        unit = f"{budget.unit}: " if budget.unit else ""
        over = "" if share <= 1 else "  ← over"
        lines.append(
            f"{budget.key:<30}{_shown(figures[budget.key]):>12}  {goal:>10}  {share:>6.0%}  "
            f"{unit}{budget.meaning}{over}"
        )
    return "\n".join(line.rstrip() for line in lines)


def _shown(value: float) -> str:
    return f"{value:.3g}" if value < 10 else f"{value:,.0f}"
