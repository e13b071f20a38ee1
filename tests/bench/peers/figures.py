"""What is measured of each system, and the table."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

VISITS, NEW, PHONES, EACH, HISTORY = 500, 5, 100, 50, 20_000
RTT_S = 0.4


class Trip(NamedTuple):
    """Bytes each way and seconds, over the link."""

    up: int
    down: int
    seconds: float


class Figures(NamedTuple):
    """`w4`: events a second, and the server's CPU seconds for 1,000 of them."""

    w1: Trip
    w2: Trip
    w3: Trip
    boot: Trip
    w4_rate: float
    w4_cpu: float


def rows_of(found: Figures) -> dict[str, float]:
    rows: dict[str, float] = {}
    for name, trip in (("W1", found.w1), ("W2", found.w2), ("W3", found.w3), ("Boot", found.boot)):
        rows[f"{name} up, bytes"] = trip.up
        rows[f"{name} down, bytes"] = trip.down
        if trip is not found.boot:
            rows[f"{name}, s"] = trip.seconds
    return rows | {"W4 CPU, s per 1,000": found.w4_cpu, "W4 s per 1,000": 1000 / found.w4_rate}


def table(ours: Sequence[str], found: Mapping[str, Figures]) -> str:
    """A column a system. In brackets how many times the first of ours that is: above 1 is worse."""
    rows = {name: rows_of(figures) for name, figures in found.items()}
    lines = [f"{'':<20}" + "".join(f"{name:>22}" for name in found)]
    base = rows[ours[0]]
    for row, unit in base.items():
        cells = []
        for name, values in rows.items():
            ratio = "" if name in ours else f" ({values[row] / unit:,.1f}×)"
            cells.append(f"{_shown(values[row])}{ratio}")
        lines.append(f"{row:<20}" + "".join(f"{cell:>22}" for cell in cells))
    return "\n".join(lines)


def _shown(value: float) -> str:
    return f"{value:,.3f}" if isinstance(value, float) else f"{value:,}"
