"""The audit log: who looked, who changed what, by whom it can be read, and for how long (R04)."""

import csv
import io

import pytest
import sqlalchemy as sa

from schemas.api import Role
from server.app.clock import DAY_MS
from server.audit.reading import PAGE
from server.audit.rules import KEPT_DAYS
from server.audit.tables import audit
from server.audit.trail import forget_audit
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, Person, admin, colleague, member

OFFICE = f"/api/office/{KAWAKAMI}"


async def _log(chief: Person, query: str = "") -> list[dict[str, object]]:
    answer = await chief.get(f"{OFFICE}/audit{query}")
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, object]] = answer.json()["rows"]
    return [row for row in rows if row["about"] != "audit"]


async def test_a_look_at_a_member_and_a_change_are_kept(village: Installation) -> None:
    chief = await admin(village)
    clerk = await colleague(village, KAWAKAMI, Role.CLERK)
    await chief.put(f"{OFFICE}/staff/{clerk.account}", {"name": "企画課 田中"})
    await member(village)
    await clerk.get(f"{OFFICE}/members?query=もりた&offset=0")
    await clerk.get(f"{OFFICE}/members/1/standing")
    await clerk.post(f"{OFFICE}/members/1/revoke-cards", {"reason": "lost"})
    await clerk.get(f"{OFFICE}/places")  # shows nobody

    rows = await _log(chief, f"?account={clerk.account}")
    kept = [(row["about"], row["changed"], row["member"], row["detail"]) for row in rows]
    assert kept == [
        ("members", True, 1, "number=1"),
        ("members", False, 1, "number=1"),
        ("members", False, 0, "offset=0"),  # not the name that was sought
    ]
    assert {(row["name"], row["role"]) for row in rows} == {("企画課 田中", "clerk")}
    assert rows == await _log(chief, f"?account={clerk.account}&day=2026-11-23")
    assert await _log(chief, "?day=2026-11-22") == []
    assert len(await _log(chief, "?member=1")) == 2
    assert len(await _log(chief, "?about=staff")) == 1


async def test_what_is_refused_or_fails_leaves_nothing(village: Installation) -> None:
    chief = await admin(village)
    staff = await colleague(village, KAWAKAMI, Role.STAFF)
    before = await _log(chief)
    assert (await staff.get(f"{OFFICE}/members")).status_code == 403
    assert (await chief.get(f"{OFFICE}/members/9/standing")).status_code == 404
    assert (await chief.delete(f"{OFFICE}/invites/none")).status_code == 404
    assert (await chief.get(f"{OFFICE}/audit?day=2026-13-40")).status_code == 400
    assert await _log(chief) == before


async def test_whoever_joins_is_kept_too(village: Installation) -> None:
    chief = await admin(village)
    made = (await chief.post(f"{OFFICE}/invites", {"role": "clerk"})).json()
    newcomer = await member(village)
    joining = {"code": made["code"], "name": "窓口 佐藤"}
    assert (await newcomer.post("/api/invites/accept", joining)).status_code == 201
    (row,) = await _log(chief, f"?account={newcomer.account}")
    assert (row["about"], row["changed"], row["name"]) == ("invites", True, "窓口 佐藤")


async def test_a_log_is_read_in_pages_and_as_a_file(village: Installation) -> None:
    chief = await admin(village)
    await chief.put(f"{OFFICE}/staff/{chief.account}", {"name": "=HYPERLINK()"})
    async with village.database.writing() as conn:
        values = {
            "body": KAWAKAMI,
            "account_id": chief.account,
            "role": "admin",
            "act": "members",
            "changed": False,
            "route": "GET /api/office/{code}/members",
            "detail": "",
            "member": 0,
        }
        await conn.execute(
            audit.insert(), [values | {"ms": village.clock() + n} for n in range(PAGE)]
        )
    first = (await chief.get(f"{OFFICE}/audit?about=members")).json()
    assert (len(first["rows"]), first["before"]) == (PAGE, 0)
    page = (await chief.get(f"{OFFICE}/audit?about=members&before={first['rows'][0]['id']}")).json()
    assert len(page["rows"]) == PAGE - 1
    everything = (await chief.get(f"{OFFICE}/audit")).json()
    assert everything["before"] == everything["rows"][-1]["id"]

    answer = await chief.get(f"{OFFICE}/audit.csv?about=members")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert len(lines) == PAGE + 1
    assert lines[1][:3] == ["2026-11-23 09:00:00", chief.account, "'=HYPERLINK()"]


async def test_the_log_is_kept_for_three_years(village: Installation) -> None:
    chief = await admin(village)
    await chief.get(f"{OFFICE}/members")
    last = village.clock()

    async def left(now: int) -> int:
        async with village.database.writing() as conn:
            await forget_audit(conn, now, 100)
            return int(await conn.scalar(sa.select(sa.func.count()).select_from(audit)) or 0)

    assert await left(last + KEPT_DAYS * DAY_MS - 1) > 0
    assert await left(last + KEPT_DAYS * DAY_MS) == 0


@pytest.mark.parametrize("answered", [True, False])
async def test_what_cannot_be_kept_is_not_shown(village: Installation, *, answered: bool) -> None:
    chief = await admin(village)
    if not answered:
        async with village.database.writing() as conn:
            await conn.execute(sa.text("DROP TABLE audit"))
    shown = await chief.get(f"{OFFICE}/members")
    assert shown.is_success is answered
    assert ("members" in shown.text) is answered
