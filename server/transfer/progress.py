"""How far long work has come, in this worker's memory: another worker does not know."""

from schemas.transfer import ImportProgress


class Board:
    def __init__(self) -> None:
        self._under_way: dict[str, ImportProgress] = {}

    def say(self, name: str, done: int, total: int) -> None:
        self._under_way[name] = ImportProgress(done, total)

    def ended(self, name: str) -> None:
        self._under_way.pop(name, None)

    def of(self, name: str) -> ImportProgress:
        return self._under_way.get(name, ImportProgress(0, 0))
