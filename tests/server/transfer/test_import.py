"""A fan club's list comes in, all of it or nothing, and is taken back (R61, P01)."""

import asyncio
from typing import Any
from urllib.parse import quote

import httpx
import sqlalchemy as sa

from schemas.feed import DecidedBy
from schemas.transfer import MAX_UPLOAD_BYTES
from server.accounts.tables import account
from server.app.clock import DAY_MS
from server.database.schema import metadata
from server.registry.sweep import sweep_registrations
from server.sweep.chores import tidy
from server.sweep.run import no_progress
from server.transfer.tables import upload
from tests.support.authenticator import CHANGE
from tests.support.installation import Installation
from tests.support.lists_of_members import as_csv, list_of_members
from tests.support.offices import KAWAKAMI, NARA, TENRI, Person, admin, member

OFFICE = f"/api/office/{KAWAKAMI}"
Json = dict[str, Any]


async def send(clerk: Person, content: bytes, name: str = "会員名簿.csv") -> httpx.Response:
    headers = CHANGE | {"X-File-Name": quote(name), "Content-Type": "text/csv"}
    return await clerk.browser.post(f"{OFFICE}/uploads", content=content, headers=headers)


async def sent(clerk: Person, content: bytes) -> Json:
    answer = await send(clerk, content)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def plan_of(info: Json, **other: object) -> Json:
    return {
        "heading": info["heading"],
        "columns": [column["field"] for column in info["columns"]],
    } | other


async def bring_in(clerk: Person, content: bytes, **other: object) -> Json:
    info = await sent(clerk, content)
    answer = await clerk.post(f"{OFFICE}/uploads/{info['id']}/import", plan_of(info, **other))
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


async def members(clerk: Person, query: str = "") -> Json:
    answer = await clerk.get(f"{OFFICE}/members?{query}")
    assert answer.status_code == 200, answer.text
    page: Json = answer.json()
    return page


async def everything(village: Installation) -> dict[str, int]:
    """How many rows each table holds."""
    async with village.database.reading() as conn:
        return {
            name: await conn.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for name, table in metadata.tables.items()
        }


async def test_two_thousand_come_in_and_are_found(village: Installation) -> None:
    await admin(village, NARA)
    clerk = await admin(village)
    await member(village)
    info = await sent(clerk, as_csv(list_of_members(2_000), "cp932"))
    assert (info["rows"], info["encoding"], info["heading"]) == (2_000, "Shift_JIS (CP932)", 0)
    assert info["file_name"] == "会員名簿.csv"
    path = f"{OFFICE}/uploads/{info['id']}"
    preview = (await clerk.post(f"{path}/preview", plan_of(info))).json()
    assert (preview["members"], preview["consenting"], preview["issues"]) == (2_000, 200, [])
    assert preview["sample"][0]["details"]["old_number"] == "KFC-000001"
    assert (await members(clerk))["total"] == 1  # nothing has come in by looking

    made = (await clerk.post(f"{path}/import", plan_of(info))).json()
    assert (made["members"], made["left_out"]) == (2_000, 0)
    page = await members(clerk)
    assert (page["total"], page["kept_by_office"]) == (2_001, 2_000)
    (one,) = (await members(clerk, "query=kfc001999"))["members"]
    assert (one["number"], one["old_number"]) == (2_000, "KFC-001999")
    record = (await clerk.get(f"{OFFICE}/members/2000")).json()
    row = list_of_members(2_000)[1_999]
    details = record["details"]
    assert [details[name] for name in ("old_number", "name", "kana", "birth_day")] == row[:4]
    assert (record["since"], record["imported"], details["telephone"]) == (
        row[4],
        made["id"],
        row[8],
    )
    file = (await clerk.get(f"{OFFICE}/members/2000/standing")).json()
    (decision,) = file["decisions"]
    assert (decision["rule"], decision["reason"], decision["note"], decision["by"]) == (
        "R61",
        "brought-in",
        "会員名簿.csv",
        DecidedBy.STAFF,
    )
    assert (await clerk.get(f"{OFFICE}/imports")).json() == [made]
    # The list itself is gone: it was personal data of no more use.
    assert (await clerk.get(path)).status_code == 404


async def test_only_who_agreed_is_linked_with_the_prefecture(village: Installation) -> None:
    """R02, R03: consent to a fan club is none to that."""
    prefecture = await admin(village, NARA)
    clerk = await admin(village)
    await bring_in(clerk, as_csv(list_of_members(20)))
    for _ in range(2):
        await sweep_registrations(village.database, village.keystore, village.clock, no_progress)
        seen = (await prefecture.get(f"/api/office/{NARA}/members")).json()
        assert (seen["total"], {row["name"] for row in seen["members"]}) == (2, {""})
        village.clock.advance(DAY_MS)


async def test_errors_are_told_row_by_row_and_mended_on_screen(village: Installation) -> None:
    clerk = await admin(village)
    rows = [
        ["ふるさと応援会 名簿"],
        ["番号", "よびな", "誕生日", "入会日"],
        ["1", "森本 さくら", "S33.5.1", "ある日"],
        ["2", "", "", ""],
        ["1", "青木 翔", "", ""],
        ["4", "森本　さくら", "1958/5/1", ""],
    ]
    info = await sent(clerk, as_csv(rows))
    assert info["heading"] == 1
    assert [one["field"] for one in info["columns"]] == ["old-number", "", "birth-day", "since"]
    assert info["columns"][1]["samples"] == ["森本 さくら", "青木 翔", "森本　さくら"]
    path = f"{OFFICE}/uploads/{info['id']}"
    nobody = (await clerk.post(f"{path}/preview", plan_of(info))).json()
    assert (nobody["members"], nobody["counts"]) == (
        0,
        [{"kind": "no-name", "left_out": True, "rows": 4}],
    )
    refused = await clerk.post(f"{path}/import", plan_of(info))
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")

    plan = plan_of(info) | {"columns": ["old-number", "name", "birth-day", "since"]}
    preview = (await clerk.post(f"{path}/preview", plan)).json()
    assert [(one["row"], one["kind"], one["left_out"]) for one in preview["issues"]] == [
        (3, "date", False),
        (4, "no-name", True),
        (5, "same-number", True),
        (6, "twice", True),
    ]
    assert preview["members"] == 1
    other = (await clerk.get(f"{path}?heading=0")).json()
    assert (other["heading"], other["rows"]) == (0, 5)
    done = (await clerk.post(f"{path}/import", plan)).json()
    assert (done["members"], done["left_out"]) == (1, 3)
    record = (await clerk.get(f"{OFFICE}/members/1")).json()
    assert record["details"]["note"] == "入会日: ある日"
    # The same list again: they are all known.
    again = await sent(clerk, as_csv(rows))
    preview = (await clerk.post(f"{OFFICE}/uploads/{again['id']}/preview", plan)).json()
    assert preview["members"] == 0
    assert (preview["issues"][1]["kind"], preview["issues"][1]["earlier"]) == ("known", 1)


async def test_it_comes_in_once_and_whole(village: Installation) -> None:
    clerk = await admin(village)
    info = await sent(clerk, as_csv(list_of_members(30)))
    path = f"{OFFICE}/uploads/{info['id']}/import"
    answers = await asyncio.gather(*(clerk.post(path, plan_of(info)) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) in (
        [201, 404, 404],
        [201, 404, 409],
        [201, 409, 409],
    )
    assert (await members(clerk))["total"] == 30


async def test_undone_it_is_as_if_it_had_never_been(village: Installation) -> None:
    await admin(village, NARA)
    clerk = await admin(village)
    await member(village)
    before = await everything(village)
    made = await bring_in(clerk, as_csv(list_of_members(200)))
    await sweep_registrations(village.database, village.keystore, village.clock, no_progress)
    undone = await clerk.delete(f"{OFFICE}/imports/{made['id']}")
    assert undone.json() == {"removed": 200, "kept": 0, "numbers": []}
    after = await everything(village)
    # Of the prefecture's links empty scopes are left, and the import's own line; and who did it.
    for table in ("feed_scope", "member_import", "audit"):
        before.pop(table), after.pop(table)
    assert after == before
    (line,) = (await clerk.get(f"{OFFICE}/imports")).json()
    assert (line["undone"], line["kept"]) == (village.clock(), 0)
    again = await clerk.delete(f"{OFFICE}/imports/{made['id']}")
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    # Brought in again, nobody of it is known, and numbers go on.
    await bring_in(clerk, as_csv(list_of_members(200)))
    assert [row["number"] for row in (await members(clerk))["members"]][:3] == [1, 202, 203]


async def test_who_has_become_active_stays_and_is_told(village: Installation) -> None:
    clerk = await admin(village)
    made = await bring_in(clerk, as_csv(list_of_members(8)))
    code = (await clerk.post(f"{OFFICE}/members/1/take-over-code")).json()["code"]
    taken = await village.browser().post("/api/recovery", json={"code": code}, headers=CHANGE)
    assert taken.status_code == 200
    await clerk.post(f"{OFFICE}/members/2/printed-cards", {})
    programme = (await clerk.post(f"{OFFICE}/programmes", {"name": "移住希望者"})).json()["id"]
    joining = {"numbers": [3], "belongs": True}
    await clerk.post(f"{OFFICE}/programmes/{programme}/members", joining)
    village.clock.advance(1_000)
    await clerk.put(f"{OFFICE}/members/4/details", {"name": "森本 さくら"})
    await clerk.post(f"{OFFICE}/members/end", {"numbers": [5], "note": "電話で"})
    undone = (await clerk.delete(f"{OFFICE}/imports/{made['id']}")).json()
    # Whose registration was ended at their wish has that decision: it is never deleted (R18).
    assert undone == {"removed": 3, "kept": 5, "numbers": [1, 2, 3, 4, 5]}
    page = await members(clerk, "standing=all")
    assert [row["number"] for row in page["members"]] == [1, 2, 3, 4, 5]


async def test_what_is_no_list_is_refused_with_what_to_do(village: Installation) -> None:
    clerk = await admin(village)
    for content in (b"", b"\xd0\xcf\x11\xe0", b"PK\x03\x04x", b"\x81\x00\xff"):
        answer = await send(clerk, content)
        assert (answer.status_code, answer.json()["field"]) == (400, "file"), content
    headers = CHANGE | {"Accept-Language": "en"}
    english = await clerk.browser.post(f"{OFFICE}/uploads", content=b"", headers=headers)
    assert english.json()["detail"] == "There is nothing in it"


async def test_a_list_is_as_large_as_20_megabytes_and_no_larger(village: Installation) -> None:
    clerk = await admin(village)
    line = "氏名\n森\n".encode()
    padded = line + b"\n" * (MAX_UPLOAD_BYTES - len(line))
    answer = await send(clerk, padded)
    # So many empty lines are too many rows; the bytes were taken.
    assert (answer.status_code, answer.json()["field"]) == (400, "file")
    wide = line + b",".ljust(MAX_UPLOAD_BYTES - len(line), b",")
    assert (await send(clerk, wide)).status_code == 201
    answer = await send(clerk, wide + b",")
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


async def test_a_list_waits_for_a_day(village: Installation) -> None:
    clerk = await admin(village)
    for _ in range(7):
        await sent(clerk, as_csv(list_of_members(1)))
    async with village.database.reading() as conn:
        assert await conn.scalar(sa.select(sa.func.count()).select_from(upload)) == 5
    village.clock.advance(DAY_MS)
    await tidy(village.database, village.keystore, village.clock, no_progress)
    async with village.database.reading() as conn:
        assert await conn.scalar(sa.select(sa.func.count()).select_from(upload)) == 0


async def test_another_bodys_office_has_nothing_of_it(village: Installation) -> None:
    """R04, by its own path and by this body's."""
    other, clerk = await admin(village, TENRI), await admin(village)
    info = await sent(clerk, as_csv(list_of_members(3)))
    made = await bring_in(clerk, as_csv(list_of_members(3)))
    for office, status in ((OFFICE, 403), (f"/api/office/{TENRI}", 404)):
        path = f"{office}/uploads/{info['id']}"
        assert (await other.get(path)).status_code == status
        assert (await other.post(f"{path}/preview", plan_of(info))).status_code == status
        assert (await other.post(f"{path}/import", plan_of(info))).status_code == status
        assert (await other.delete(f"{office}/imports/{made['id']}")).status_code == status
    assert (await other.get(f"/api/office/{TENRI}/imports")).json() == []
    await other.delete(f"/api/office/{TENRI}/uploads/{info['id']}")
    assert (await clerk.get(f"{OFFICE}/uploads/{info['id']}")).status_code == 200
    found = await other.get(f"/api/office/{TENRI}/members?import={made['id']}")
    assert found.json()["total"] == 0


async def test_a_plan_that_does_not_fit_is_refused(village: Installation) -> None:
    clerk = await admin(village)
    info = await sent(clerk, as_csv(list_of_members(1)))
    path = f"{OFFICE}/uploads/{info['id']}"
    for wrong in ({"heading": 2}, {"columns": ["shoe-size"]}, {"heading": -1}):
        answer = await clerk.post(f"{path}/preview", plan_of(info) | wrong)
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed"), wrong
    async with village.database.reading() as conn:
        assert await conn.scalar(sa.select(sa.func.count()).select_from(account)) == 1
