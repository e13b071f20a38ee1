"""Small cells withheld from what is published, so that nobody is told of a few people (R45)."""

from collections.abc import Mapping


def suppress(cells: Mapping[str, int], threshold: int) -> dict[str, int | None]:
    """The cells of one table whose total is published, small ones withheld as None.

    A cell from 1 to below the threshold is withheld, and as many more, the smallest first, as keep
    it from being computed: to who knows the total and that each withheld cell holds somebody, each
    of them may be anything from 1 up to the threshold or beyond. Where all cells that hold somebody
    are not enough for that, the empty ones are withheld too: then each may be anything up to the
    total. A total below the threshold must not be published at all; nor is any cell of it.
    """
    total = sum(cells.values())
    if total == 0:
        return dict(cells)
    if total < threshold:
        return dict.fromkeys(cells)
    withheld = {key for key, people in cells.items() if 0 < people < threshold}
    others = sorted((people, key) for key, people in cells.items() if people >= threshold)
    while withheld and not _safe([cells[key] for key in withheld], threshold):
        if not others:
            return dict.fromkeys(cells) if len(cells) > 1 else dict(cells)
        withheld.add(others.pop(0)[1])
    return {key: None if key in withheld else people for key, people in cells.items()}


def _safe(withheld: list[int], threshold: int) -> bool:
    """Whether each may be anything from 1 to the threshold, as far as their sum tells."""
    return len(withheld) > 1 and sum(withheld) - (len(withheld) - 1) >= threshold


def suppress_pair(first: int, second: int, threshold: int) -> tuple[int | None, int | None]:
    """Two numbers whose difference follows from what else is published: both or none."""
    if any(0 < people < threshold for people in (first, second)):
        return None, None
    return first, second
