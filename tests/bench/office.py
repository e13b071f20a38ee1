"""What an office with many members waits for: a list of 50,000 that comes in, and a search among
200,000. In this process, on SQLite, as `furusato serve` runs it; nothing else happens meanwhile."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from server.app.logs import configure_logs
from tests.bench.registry import AT_LEAST, AT_MOST, Budget, bench
from tests.support.authenticator import CHANGE
from tests.support.installation import Installation, installation
from tests.support.lists_of_members import as_csv, list_of_members
from tests.support.offices import KAWAKAMI, Person, admin

OFFICE = f"/api/office/{KAWAKAMI}"
ROWS = 50_000
LISTS = 4
SEARCHES = ("森本", "もりもと", "morimoto sakura", "KFC-012345", "090-0000-04", "12345", "だれか")
FILTERS = ("", "sort=kana", "sort=newest&offset=5000", "prefecture=29", "office=true", "away=3")
TIMES = 5


async def _timed(work: Callable[[], Awaitable[Any]]) -> tuple[float, Any]:
    began = time.perf_counter()
    done = await work()
    return time.perf_counter() - began, done


async def bring_in(clerk: Person, content: bytes) -> tuple[float, float]:
    """Seconds until a list is shown with what is amiss, and until it has come in."""
    seconds, answer = await _timed(
        lambda: clerk.browser.post(f"{OFFICE}/uploads", content=content, headers=CHANGE)
    )
    info = answer.json()
    plan = {
        "heading": info["heading"],
        "columns": [one["field"] for one in info["columns"]],
        "leave_out_known": True,
    }
    path = f"{OFFICE}/uploads/{info['id']}"
    looked, preview = await _timed(lambda: clerk.post(f"{path}/preview", plan))
    assert preview.json()["members"] == ROWS, preview.text[:500]
    came, answer = await _timed(lambda: clerk.post(f"{path}/import", plan))
    assert answer.status_code == 201, answer.text
    return seconds + looked, came


async def _search(clerk: Person, asked: str) -> float:
    seconds = []
    for _ in range(TIMES):
        took, answer = await _timed(lambda: clerk.get(f"{OFFICE}/members?{asked}"))
        assert answer.status_code == 200, answer.text
        seconds.append(took)
    return statistics.median(seconds) * 1000


def _lists() -> list[bytes]:
    """Four of 50,000, no number, telephone or address for mail twice."""
    rows = list_of_members(ROWS)
    lists = []
    for at in range(LISTS):
        changed = [rows[0]]
        for row in rows[1:]:
            number, name, *others = row
            others[6] = others[6].replace("-0000-", f"-000{at}-")
            others[7] = others[7] and f"{at}{others[7]}"
            changed.append([f"{number}{at or ''}", f"{name}{'' if at == 0 else at}", *others])
        lists.append(as_csv(changed))
    return lists


async def _measure(folder: Path) -> dict[str, float]:
    configure_logs()
    url = f"sqlite+aiosqlite:///{folder / 'office.db'}"
    async with installation(url, folder) as village:
        clerk = await admin(village)
        first, *others = _lists()
        looked, came = await bring_in(clerk, first)
        figures = {
            "office.import_look_s": round(looked, 2),
            "office.import_rows_per_s": round(ROWS / came),
        }
        for content in others:
            await bring_in(clerk, content)
        by_words = [await _search(clerk, f"query={one}") for one in SEARCHES]
        by_filters = [await _search(clerk, one) for one in FILTERS]
        figures["office.members_search_ms"] = round(statistics.median(by_words), 1)
        figures["office.members_list_ms"] = round(max(by_filters), 1)
        figures["office.undo_s"] = await _undo(village, clerk)
        return figures


async def _undo(_village: Installation, clerk: Person) -> float:
    newest, *_ = (await clerk.get(f"{OFFICE}/imports")).json()
    took, answer = await _timed(lambda: clerk.delete(f"{OFFICE}/imports/{newest['id']}"))
    assert answer.json()["removed"] == ROWS, answer.text[:500]
    return round(took, 2)


@bench(
    Budget("office.import_rows_per_s", "1/s", AT_LEAST, 5_000, "50,000 members come in, SQLite"),
    Budget("office.import_look_s", "s", AT_MOST, 5, "the list is sent, read and shown with faults"),
    Budget("office.undo_s", "s", AT_MOST, 15, "50,000 of 200,000 taken back"),
    Budget("office.members_search_ms", "ms", AT_MOST, 100, "by a word, of 200,000 members, median"),
    Budget("office.members_list_ms", "ms", AT_MOST, 500, "the slowest filter, of 200,000 members"),
)
def office() -> dict[str, float]:
    with TemporaryDirectory() as folder:
        return asyncio.run(_measure(Path(folder)))
