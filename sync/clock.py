"""A hybrid logical clock (Kulkarni et al. 2014), bounded so that one wrong clock infects nobody."""

from typing import NamedTuple

MAX_DRIFT_MS = 600_000
"""Ten minutes: how far two honest clocks may differ."""
MAX_COUNTER = 2**16 - 1


class Stamp(NamedTuple):
    """Orders entries: first by `ms`, then by `counter`; ties go by device id."""

    ms: int
    counter: int


def tick(last: Stamp, wall_ms: int) -> Stamp:
    """The stamp of a new entry, later than `last`.

    A wall clock that stands more than `MAX_DRIFT_MS` behind `last` was set back: then the wall
    clock is believed, because the stamp also dates a stay (R11). The order within one log does
    not suffer, it is kept by the sequence numbers.
    """
    if wall_ms > last.ms or last.ms - wall_ms > MAX_DRIFT_MS:
        return Stamp(wall_ms, 0)
    if last.counter < MAX_COUNTER:
        return Stamp(last.ms, last.counter + 1)
    return Stamp(last.ms + 1, 0)


def receive(last: Stamp, other: Stamp, wall_ms: int) -> Stamp:
    """The clock after a message stamped `other`: later stamps follow both.

    A stamp further ahead of the wall clock than `MAX_DRIFT_MS` is not taken over.
    """
    if other.ms - wall_ms > MAX_DRIFT_MS:
        return last
    return max(last, other)
