"""Cases by number, asked of both languages until they differ."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from tests.differential.cases import case_of
from tests.support.twin import Twin, twin

AT_ONCE = 250
"""Cases in one question to the twin."""


class Difference(NamedTuple):
    seed: int
    request: dict[str, Any]
    ours: Any
    theirs: Any


def compare(other: Twin, seeds: range) -> Difference | None:
    """The first case on which the languages do not say the same."""
    for first in seeds[::AT_ONCE]:
        some = range(first, min(first + AT_ONCE, seeds.stop))
        cases = [case_of(seed) for seed in some]
        answers = other.ask(case.request for case in cases)
        for seed, case, theirs in zip(some, cases, answers, strict=True):
            if not case.agree(ours := case.ours(), theirs):
                return Difference(seed, case.request, ours, theirs)
    return None


def compare_block(seeds: range) -> Difference | None:
    """The same with a twin of its own: what a process is given to do."""
    with TemporaryDirectory() as directory, twin(Path(directory)) as other:
        return compare(other, seeds)
