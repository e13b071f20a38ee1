"""What everyone finds (R40): the same on both databases, best first, as things are now."""

from typing import Any

import sqlalchemy as sa

from schemas.search import DocumentKind
from server.app.clock import DAY_MS
from server.database import Database
from server.database.migrate import migrate
from server.office.tables import participating_body, project
from server.search.asking import Query, search
from server.search.indexing import ensure_index, has_text_index, rebuild_index
from server.search.tables import search_document
from sync.calendar import day_of
from tests.support.installation import START_MS, Installation
from tests.support.offices import KAWAKAMI, TENRI, Person, admin

OFFICE = f"/api/office/{KAWAKAMI}"


async def find(village: Installation, **asked: str) -> dict[str, Any]:
    answer = await village.browser().get("/api/search", params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def names(village: Installation, query: str, **asked: str) -> list[str]:
    return [one["name"] for one in (await find(village, q=query, **asked))["results"]]


async def make(office: Person, what: str, **data: object) -> int:
    given = {"name": "", "english": "", **data}
    if what == "places":
        given = {"kind": "bath", **given}
    else:
        given = {"place": None, "designated": False, **given}
    answer = await office.post(f"{OFFICE}/{what}", given)
    assert answer.status_code == 201, answer.text
    number: int = answer.json()["id"]
    return number


SPELLINGS = [
    ("吉野町", "吉野町"),
    ("ﾖｼﾉﾁｮｳ", "吉野町"),
    ("yosinotyo", "吉野町"),
    ("Yoshino-chō", "吉野町"),
    ("奈良 川上", "川上村"),
    ("吉野郡川上村", "川上村"),
    ("294527", "川上村"),
    ("龍が崎", "龍ケ崎市"),
    ("津", "津市"),
    ("つし", "津市"),
    ("北海", "北海道"),
]


async def test_a_body_is_found_by_any_spelling(village: Installation) -> None:
    for query, first in SPELLINGS:
        assert (await names(village, query))[0] == first, query


async def test_projects_and_places_are_found_as_they_are_now(village: Installation) -> None:
    office = await admin(village)
    bath = await make(office, "places", name="湯盛温泉 ホテル杉の湯")
    wood = await make(office, "projects", name="いも掘りと森の手入れ", english="Forest Care")
    for query in ("いも掘り", "imo", "forest", "ｲﾓ", "川上 森", "kawakami imo", "奈良 手入"):
        assert "いも掘りと森の手入れ" in await names(village, query, kind="project"), query
    assert await names(village, "森 大阪") == []
    assert await names(village, "杉") == ["杉戸町", "杉並区", "湯盛温泉 ホテル杉の湯"]

    # Changed, priced, closed: in the transaction that does it.
    there = {"name": "薪割り", "english": "", "place": bath, "designated": False}
    await office.put(f"{OFFICE}/projects/{wood}", there)
    assert await names(village, "いも掘り") == []
    (found,) = (await find(village, q="薪割り"))["results"]
    assert (found["kind"], found["body"], found["open"]) == ("project", str(KAWAKAMI), True)
    assert found["note"] == "湯盛温泉 ホテル杉の湯"
    facility = {"prices": [{"name": "大人", "general": 800, "resident": 300}]}
    await office.put(f"{OFFICE}/places/{bath}/facility", facility)
    (found,) = (await find(village, q="杉の湯", kind="place"))["results"]
    assert found["note"] == "住民料金 大人 300円(一般 800円)"
    renamed = {"name": "森の湯", "english": "", "kind": "bath"}
    await office.put(f"{OFFICE}/places/{bath}", renamed)
    assert (await find(village, q="薪割り"))["results"][0]["note"] == "森の湯"
    await office.put(f"{OFFICE}/projects/{wood}", {**there, "closed": True})
    assert await names(village, "薪割り") == []


async def test_filters_and_pages(village: Installation) -> None:
    office = await admin(village)
    for at in range(45):
        await make(office, "projects", name=f"草刈り {at}")
    seen: list[int] = []
    page = await find(village, q="草刈り")
    while True:
        seen += [one["ref"] for one in page["results"]]
        assert len(page["results"]) <= 20
        if page["cursor"] is None:
            break
        page = await find(village, q="草刈り", cursor=page["cursor"])
    assert len(seen) == len(set(seen)) == 45
    assert await names(village, "草刈り", kind="body") == []
    assert len(await names(village, "草刈り", prefecture="290009")) == 20
    assert await names(village, "草刈り", prefecture="271004") == []
    assert all(
        one["kind"] == "body" for one in (await find(village, prefecture="300004"))["results"]
    )
    # Without days in it nothing is found by days.
    assert await names(village, "草刈り", **{"from": "2026-11-23"}) == []
    today = day_of(START_MS)
    async with village.database.writing() as conn:
        days = {"from_day": today + 3, "to_day": today + 5}
        named = search_document.c.name == "草刈り 7"
        await conn.execute(search_document.update().where(named).values(**days))
    for first, last, found in (
        ("2026-11-28", "", ["草刈り 7"]),
        ("2026-11-29", "", []),
        ("", "2026-11-26", ["草刈り 7"]),
        ("", "2026-11-25", []),
        ("2026-11-01", "2026-12-31", ["草刈り 7"]),
    ):
        asked = {key: day for key, day in (("from", first), ("to", last)) if day}
        assert await names(village, "草刈り", **asked) == found


ASKED: list[tuple[dict[str, str], int]] = [
    ({"q": "山" * 100}, 200),
    ({"q": "山" * 101}, 400),
    ({"q": "%"}, 200),
    ({"q": '\' OR "1" = 1 -- *'}, 200),
    ({"kind": "benefit"}, 400),
    ({"prefecture": "999999"}, 400),
    ({"from": "2026-02-30"}, 400),
    ({"q": "山", "cursor": "AAAA"}, 400),
]


async def test_what_is_asked_wrongly_is_refused(village: Installation) -> None:
    for asked, status in ASKED:
        answer = await village.browser().get("/api/search", params=asked)
        assert answer.status_code == status, asked


async def test_the_door_has_a_limit(village: Installation) -> None:
    browser = village.browser("192.0.2.99")
    for _ in range(240):
        assert (await browser.get("/api/search?q=zzzzz")).status_code == 200
    assert (await browser.get("/api/search?q=zzzzz")).status_code == 429


async def test_rebuilding_finds_the_same(village: Installation) -> None:
    office = await admin(village)
    await make(office, "projects", name="雪かき", english="Snow")
    await make(office, "places", name="森と水の源流館")
    await names(village, "雪")

    async def rows() -> list[tuple[Any, ...]]:
        c = search_document.c
        columns = [one for one in c if one.name != "id"]
        async with village.database.reading() as conn:
            found = await conn.execute(sa.select(*columns).order_by(c.kind, c.ref))
            return [tuple(row) for row in found]

    before = await rows()
    assert await rebuild_index(village.database) == len(before) == 1790
    assert await rows() == before
    assert await names(village, "雪かき") == ["雪かき"]


async def test_both_databases_find_the_same(
    migrated_sqlite_url: str, migrated_postgres_url: str
) -> None:
    """One corpus, many queries, each page of the answers."""
    told = []
    for url in (migrated_sqlite_url, migrated_postgres_url):
        database = Database(url)
        try:
            await migrate(database)
            told.append(await _everything(database))
        finally:
            await database.close()
    for query, (first, second) in zip(QUERIES, zip(*told, strict=True), strict=True):
        assert first == second, query
    assert sum(bool(one) for one in told[0]) >= 15


WORK = ("草刈り", "雪かき", "いも掘り", "お茶摘み", "ボランティア", "祭りの手伝い", "Farm Stay")
QUERIES = (
    *("森", "の", "村", "かわ", "kawa", "no", "tya", "cha", "ボラ", "borantia", "草刈", "ちゃ"),
    *("川上村", "yoshino", "吉野 草", "北海道 いも", "farm", "祭り 山", "%", "_", "\\", "ｵﾁｬ"),
)


async def _everything(database: Database) -> list[list[tuple[str, int]]]:
    async with database.writing() as conn:
        bodies = (KAWAKAMI, TENRI, 11002, 292044)
        since = {"since_ms": START_MS - DAY_MS, "fiscal_year": 2026}
        rows = [{"body": body, **since} for body in sorted(set(bodies))]
        await conn.execute(participating_body.insert(), rows)
        projects = [
            {
                "id": at + 1,
                "body": bodies[at % 3],
                "place": None,
                "name": f"{WORK[at % len(WORK)]} {at}",
                "english": "",
                "designated": False,
                "basis": "",
                "closed": False,
                "version": 1,
            }
            for at in range(200)
        ]
        await conn.execute(project.insert(), projects)
    await ensure_index(database)
    told = []
    async with database.reading() as conn:
        assert await has_text_index(conn) is database.is_sqlite
        for text in QUERIES:
            found: list[tuple[str, int]] = []
            cursor = ""
            for _ in range(4):
                page = await search(conn, Query(text, cursor=cursor))
                found += [(str(one.kind), one.ref) for one in page.results]
                if page.cursor is None:
                    break
                cursor = page.cursor
            told.append(found)
        assert DocumentKind.PROJECT in {kind for kind, _ in told[0] + told[10]}
    return told
