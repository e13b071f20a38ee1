"""How far long work has come, in this worker's memory: another worker does not know."""

from schemas.transfer import ImportProgress


class Board:
    """Of each body's own lists alone (R04)."""

    def __init__(self) -> None:
        self._under_way: dict[tuple[int, str], ImportProgress] = {}

    def say(self, body: int, name: str, done: int, total: int) -> None:
        self._under_way[body, name] = ImportProgress(done, total)

    def ended(self, body: int, name: str) -> None:
        self._under_way.pop((body, name), None)

    def of(self, body: int, name: str) -> ImportProgress:
        return self._under_way.get((body, name), ImportProgress(0, 0))
