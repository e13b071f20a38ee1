"""The budgets: what each key means, its unit, and the goal."""

import enum
from typing import NamedTuple


class Goal(enum.Enum):
    AT_MOST = "≤"
    AT_LEAST = "≥"


class Budget(NamedTuple):
    key: str
    unit: str
    goal: Goal
    bound: float
    meaning: str


BUDGETS = (
    Budget("sync.500.round_trips", "requests", Goal.AT_MOST, 1, "500 offline check-ins"),
    Budget("sync.500.up_bytes", "bytes", Goal.AT_MOST, 16_000, "their request's body"),
    Budget("sync.500.down_bytes", "bytes", Goal.AT_MOST, 16_000, "their reply's body"),
    Budget("sync.empty.up_bytes", "bytes", Goal.AT_MOST, 100, "a sync with nothing new, up"),
    Budget("sync.empty.down_bytes", "bytes", Goal.AT_MOST, 100, "the same, down"),
    Budget("ingest.entries_per_s", "entries/s", Goal.AT_LEAST, 60_000, "durable, batches of 500"),
    Budget("ingest.ratio_to_executemany", "", Goal.AT_LEAST, 0.5, "the same over bare SQLite"),
    Budget("pwa.shell_brotli_bytes", "bytes", Goal.AT_MOST, 45_000, "first visit to the card"),
    Budget("pwa.card_offline_ms", "ms", Goal.AT_MOST, 300, "cold start, offline, CPU 4x slower"),
    Budget("scan.verdict_ms", "ms", Goal.AT_MOST, 100, "camera frame to verdict, median"),
    Budget("card.qr_version", "", Goal.AT_MOST, 10, "live presentation at level M"),
)


def ratio(budget: Budget, measured: float) -> float:
    """Measured over the goal, so that below 1 is within it, whichever way the goal points."""
    if budget.goal is Goal.AT_MOST:
        return measured / budget.bound
    return budget.bound / measured if measured else float("inf")


def table(measured: dict[str, float]) -> str:
    """A line a key: measured, goal, and how much of the goal is used."""
    lines = [f"{'key':<30}{'measured':>14}  {'budget':>12}  {'used':>6}"]
    for budget in BUDGETS:
        if budget.key not in measured:
            continue
        value = measured[budget.key]
        used = ratio(budget, value)
        shown = f"{value:,.2f}" if value < 10 and value != int(value) else f"{value:,.0f}"
        goal = f"{budget.goal.value} {budget.bound:,g}"
        mark = "" if used <= 1 else "  over"
        lines.append(f"{budget.key:<30}{shown:>14}  {goal:>12}  {used:>5.0%}{mark}")
    return "\n".join(lines)
