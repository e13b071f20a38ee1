"""A person takes out all that is known of them, and is forgotten: what they did still counts, and
nothing tells who they were (law on the protection of personal information, R27)."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from schemas.api import Role
from schemas.entries import AddInterest, Note, ProfileField, SetField, Source
from schemas.feed import NoticeItem, NoticeKind
from server.app.clock import DAY_MS
from server.database.schema import metadata
from server.replication.redacting import without_words
from server.replication.tables import evidence, kept_aside
from server.sweep.run import no_progress
from server.transfer.erasing import DELETED, HANDED_OVER, sweep_erasures
from tests.server.identity.test_merging import names_an_account
from tests.support.audit import assert_sound, rebuilt
from tests.support.authenticator import CHANGE
from tests.support.device import Refused
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, NARA, admin, colleague, member, told
from tests.support.proofs import write_proof
from tests.support.scene import Scene, village_scene

ERASURE = "/api/account/erasure"
OFFICE = f"/api/office/{KAWAKAMI}"
SECRETS = (
    "森本さくら",
    "モリモトサクラ",
    "090-9999-0001",
    "ふるさとの味が恋しい",
    "雪かきの思い出",
    "さくらんぼ",
    "山菜とり",
)
Json = dict[str, Any]


async def forget_due(village: Installation) -> int:
    return await sweep_erasures(village.database, village.keystore, village.clock, no_progress)


async def traces(village: Installation, *words: str) -> list[str]:
    """Where any of these still stands, in any column of any table, as text or within bytes."""
    found = []
    async with village.database.reading() as conn:
        for name, table in metadata.tables.items():
            for row in await conn.execute(sa.select(table)):
                for column, value in zip(table.columns, row, strict=True):
                    text = value if isinstance(value, bytes) else str(value).encode()
                    found += [
                        f"{name}.{column.name}: {word}" for word in words if word.encode() in text
                    ]
    return found


async def standing(village: Installation) -> list[tuple[Any, ...]]:
    """The evidence as statistics see it: without a person."""
    e = evidence.c
    async with village.database.reading() as conn:
        rows = await conn.execute(
            sa.select(
                e.device,
                e.first,
                e.last,
                e.kind,
                e.body,
                e.member,
                e.place,
                e.day,
                e.source,
                e.standing,
            ).order_by(e.device, e.first)
        )
        return [tuple(row) for row in rows]


@pytest.fixture
async def lived(village: Installation) -> Scene:
    """A member who did, wrote and was told all that one can."""
    scene = await village_scene(village)
    await admin(village, NARA)
    own = f"/api/registrations/{KAWAKAMI}"
    details = {"name": SECRETS[0], "kana": SECRETS[1], "telephone": SECRETS[2]}
    assert (await scene.member.put(f"{own}/details", details)).status_code == 204
    await scene.member.put(f"{own}/survey", {"answers": {"message": [SECRETS[3]]}})
    phone = scene.member_phone
    stay = await scene.stay()
    phone.append(Note(scene.now, 1, stay, SECRETS[4]))
    phone.append(SetField(scene.now, 2, ProfileField.NAME, SECRETS[5]))
    phone.append(AddInterest(scene.now, 3, SECRETS[6]))
    await phone.sync()
    scene.scan(project=scene.project)
    await scene.staff_phone.sync()
    village.clock.advance(DAY_MS)
    await scene.stay(source=Source.MEMBER_ENTRY)
    await phone.sync()
    await scene.member.post(f"{own}/printed-cards", {})
    async with village.database.writing() as conn:
        await write_proof(conn, scene.member.account)
    await scene.member.post(f"{own}/premium")
    return scene


def test_every_column_that_names_an_account_is_thought_of() -> None:
    found = {
        str(column)
        for table in metadata.tables.values()
        for column in table.columns
        if names_an_account(column)
    }
    assert found == {str(column) for column in (*DELETED, *HANDED_OVER)}


async def test_forgotten_nothing_tells_who_it_was_and_all_still_counts(lived: Scene) -> None:
    village, account = lived.village, lived.member.account
    assert await traces(village, *SECRETS[2:3], SECRETS[4]) != []
    before = await standing(village)
    assert len(before) >= 3
    answer = await lived.member.post(ERASURE)
    assert answer.status_code == 200
    due = answer.json()["day"]
    assert due == "2026-12-24"
    assert (await lived.member.post(ERASURE)).json() == answer.json()
    (notice,) = [
        item
        for item in await told(village, account)
        if isinstance(item, NoticeItem) and item.kind is NoticeKind.ERASURE
    ]
    assert notice.body == 0

    village.clock.advance(30 * DAY_MS - 1)
    assert await forget_due(village) == 0
    village.clock.advance(1)
    assert await forget_due(village) == 1
    assert await forget_due(village) == 0

    assert await traces(village, account, *SECRETS) == []
    after = await standing(village)
    # One's own words prove nothing: they are evidence of no presence. All else is as it was.
    assert after == before
    await assert_sound(village.database)
    # The bodies' figures are those of somebody who left.
    clerk = await colleague(village, KAWAKAMI, Role.ADMIN)
    page = (await clerk.get(f"{OFFICE}/members?standing=all")).json()
    assert [
        (row["number"], row["name"], row["ended"], row["cards"]) for row in page["members"]
    ] == [(1, "", True, 0)]
    assert (await clerk.get(f"{OFFICE}/members?query=さくら&standing=all")).json()["total"] == 0
    attendance = (await clerk.get(f"{OFFICE}/attendance?place={lived.bath}&day=2026-11-23")).json()
    assert [row["member"] for row in attendance["rows"]] == [1]


async def test_phones_are_told_and_nothing_that_they_send_is_kept(lived: Scene) -> None:
    village = lived.village
    await lived.member.post(ERASURE)
    village.clock.advance(30 * DAY_MS)
    await forget_due(village)
    await lived.stay(source=Source.MEMBER_ENTRY)
    with pytest.raises(Refused, match="消去されました"):
        await lived.member_phone.sync()
    async with village.database.reading() as conn:
        assert await conn.scalar(sa.select(sa.func.count()).select_from(kept_aside)) == 0
    assert (await lived.member.get("/api/account")).status_code == 401
    # The desk's phone goes on, and its roster has no name for that number.
    await lived.staff_phone.sync()
    assert {row.name for row in lived.staff_phone.roster.values()} <= {""}
    assert await rebuilt(village.database, village.clock()) == []


async def test_one_may_think_again(lived: Scene) -> None:
    village = lived.village
    await lived.member.post(ERASURE)
    assert (await lived.member.delete(ERASURE)).status_code == 204
    assert (await lived.member.get(ERASURE)).json() == {"asked": 0, "day": "", "by_office": False}
    village.clock.advance(40 * DAY_MS)
    assert await forget_due(village) == 0
    assert await traces(village, SECRETS[4]) != []


async def test_who_works_for_a_body_has_that_ended_first(village: Installation) -> None:
    chief = await admin(village)
    answer = await chief.post(ERASURE)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


async def test_for_who_has_no_phone_the_office_asks(village: Installation) -> None:
    prefecture, clerk = await admin(village, NARA), await admin(village)
    made = await clerk.post(f"{OFFICE}/members", {"details": {"name": "森本 さくら"}})
    assert made.status_code == 201
    other = await member(village)
    path = f"{OFFICE}/members/1/erasure"
    asked = await clerk.post(path)
    assert (asked.status_code, asked.json()["by_office"]) == (200, True)
    assert (await clerk.get(path)).json() == asked.json()
    # R04: neither of a member with a phone, nor the prefecture of a village's member.
    assert (await clerk.post(f"{OFFICE}/members/2/erasure")).status_code == 409
    assert (await prefecture.post(f"/api/office/{NARA}/members/1/erasure")).status_code == 409
    assert (await prefecture.post(path)).status_code == 403
    await clerk.delete(path)
    assert (await clerk.get(path)).json()["asked"] == 0
    await clerk.post(path)
    village.clock.advance(30 * DAY_MS)
    assert await forget_due(village) == 1
    assert await traces(village, "森本") == []
    async with village.database.reading() as conn:
        left = await conn.scalar(
            sa.select(sa.func.count()).select_from(metadata.tables["registration"])
        )
    assert left == 4
    assert other.account
    code = made.json()["code"]
    spent = await village.browser().post("/api/recovery", json={"code": code}, headers=CHANGE)
    assert spent.status_code == 400


async def test_a_person_takes_out_all_that_is_known_of_them(lived: Scene) -> None:
    other = await member(lived.village)
    await other.put(f"/api/registrations/{KAWAKAMI}/details", {"name": "別の人"})
    await lived.office.put(
        f"{OFFICE}/members/1/details", {"name": SECRETS[0], "note": "<b>班長</b>"}
    )
    answer = await lived.member.get("/api/account/export.zip")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as opened:
        data: Json = json.loads(opened.read("data.json"))
        page = opened.read("data.html").decode()
    village, prefecture = sorted(data["registrations"], key=lambda one: one["linked"])
    assert (village["details"]["name"], village["number"]) == (SECRETS[0], 1)
    assert village["survey"] == {"message": [SECRETS[3]]}
    assert {one["rule"] for one in village["decisions"]} >= {"R07"}
    assert prefecture["body"] == f"{NARA}"
    assert len(data["history"]["journal"]) == 3
    assert data["name"] == SECRETS[5]
    assert data["identity_proof"][0]["birth_day"]
    assert len(data["devices"]) == 1
    # The office's note too, which is about them; as text, whatever is in it.
    assert "&lt;b&gt;班長" in page
    assert "<script" not in page
    assert "別の人" not in page
    assert SECRETS[4] in page


async def test_words_go_and_facts_stay_in_a_log(lived: Scene) -> None:
    async with lived.village.database.reading() as conn:
        bodies = list(await conn.scalars(sa.select(metadata.tables["segment"].c.body)))

    def words(body: bytes) -> Iterator[str]:
        yield from (word for word in SECRETS if word.encode() in body)

    assert {word for body in bodies for word in words(body)} == set(SECRETS[4:])
    bare = [without_words(body) for body in bodies]
    assert not [word for body in bare for word in words(body)]
    assert [without_words(body) for body in bare] == bare
    assert sum(was != now for was, now in zip(bodies, bare, strict=True)) == 1
