"""All that a body owns goes out, and of no other anything; members come in again equal (R61)."""

import csv
import io
import json
import zipfile
from pathlib import Path

import openpyxl
from typer.testing import CliRunner

from schemas.api import Role
from server.cli import cli
from server.transfer.cells import unshield
from server.transfer.owned import OWNED
from tests.server.transfer.test_import import bring_in, sent
from tests.support.installation import Installation
from tests.support.lists_of_members import HEADER, as_csv, list_of_members
from tests.support.offices import KAWAKAMI, TENRI, Person, admin, colleague, member
from tests.support.scene import village_scene

OFFICE = f"/api/office/{KAWAKAMI}"
Tables = dict[str, list[dict[str, str]]]


async def archive_of(chief: Person, body: int = KAWAKAMI) -> bytes:
    answer = await chief.get(f"/api/office/{body}/export.zip")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    assert f"furusato-{body}" in answer.headers["content-disposition"]
    return answer.content


def read(archive: bytes) -> Tables:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        about = json.loads(opened.read("columns.json"))
        found = {}
        for owned in OWNED:
            text = opened.read(f"{owned.name}.csv").decode("utf-8-sig")
            rows = list(csv.DictReader(io.StringIO(text, newline="")))
            names = [one["name"] for one in about["tables"][owned.name]["columns"]]
            assert next(csv.reader(io.StringIO(text))) == names
            assert owned.name in opened.read("README.txt").decode()
            found[owned.name] = rows
        return found


async def test_two_thousand_go_out_and_come_in_again_equal(village: Installation) -> None:
    chief, other = await admin(village), await admin(village, TENRI)
    rows = list_of_members(2_000)
    await bring_in(chief, as_csv(rows))
    out = read(await archive_of(chief))["members"]
    columns = HEADER.replace("会員番号", "旧会員番号").split(",")
    taken = [[unshield(row[name]) for name in columns] for row in out]
    assert taken == rows[1:]
    # Read by another office as it is, nothing is lost: it comes out of there alike.
    again = await archive_of(chief)
    with zipfile.ZipFile(io.BytesIO(again)) as opened:
        content = opened.read("members.csv")
    headers = {"X-Furusato": "1"}
    info = (
        await other.browser.post(f"/api/office/{TENRI}/uploads", content=content, headers=headers)
    ).json()
    plan = {"heading": 0, "columns": [one["field"] for one in info["columns"]]}
    path = f"/api/office/{TENRI}/uploads/{info['id']}/import"
    assert (await other.post(path, plan)).json()["members"] == 2_000
    theirs = read(await archive_of(other, TENRI))["members"]
    assert [[row[name] for name in columns] for row in theirs] == [
        [row[name] for name in columns] for row in out
    ]


async def test_it_holds_everything_of_the_body_and_nothing_of_another(
    village: Installation,
) -> None:
    scene = await village_scene(village)
    other = await admin(village, TENRI)
    stranger = await member(village, TENRI)
    await stranger.put(f"/api/registrations/{TENRI}/details", {"name": "天理の人"})
    await scene.member.put(
        f"/api/registrations/{KAWAKAMI}/details", {"name": "=森本", "telephone": "+81 90"}
    )
    await scene.member.put(
        f"/api/registrations/{KAWAKAMI}/survey", {"answers": {"relation": ["family"]}}
    )
    scene.scan(project=scene.project)
    await scene.staff_phone.sync()
    await scene.office.put(f"{OFFICE}/policy", {"from_day": "2026-11-23", "policy": {}})
    made = (await scene.office.post(f"{OFFICE}/programmes", {"name": "移住希望者"})).json()
    path = f"{OFFICE}/programmes/{made['id']}/members"
    await scene.office.post(path, {"numbers": [1], "belongs": True})
    await scene.office.post(f"{OFFICE}/members/1/printed-cards", {})

    archive = await archive_of(scene.office)
    tables = read(archive)
    (person,) = tables["members"]
    assert (person["氏名"], person["電話"], person["登録番号"]) == ("'=森本", "'+81 90", "1")
    assert (person["tier"], person["kept_by_office"]) == ("basic", "")
    (decision,) = tables["decisions"]
    assert (decision["number"], decision["kind"], decision["rule"]) == ("1", "grant", "R07")
    (activity,) = tables["activities"]
    assert (activity["number"], activity["day"], activity["standing"]) == ("1", "2026-11-23", "1")
    assert activity["project"] == str(scene.project)
    (answer,) = tables["answers"]
    assert (answer["question"], answer["answer"]) == ("relation", "family")
    assert [row["name"] for row in tables["places"]] == ["村の湯", "山村資料館"]
    assert [row["name"] for row in tables["projects"]] == ["雪かき"]
    assert [row["programme"] for row in tables["programme_members"]] == [str(made["id"])]
    assert [row["role"] for row in tables["roles"]] == ["admin", "staff"]
    assert len(tables["policies"]) == 1
    assert [row["printed"] for row in tables["cards"]].count("はい") == 1
    for account in (scene.office.account, scene.staff.account, scene.member.account):
        assert account.encode() not in archive
    text = str(tables)
    assert "天理の人" not in text
    assert [row["氏名"] for row in read(await archive_of(other, TENRI))["members"]] == ["天理の人"]


async def test_members_go_into_a_workbook_as_texts(village: Installation) -> None:
    chief = await admin(village)
    await bring_in(chief, as_csv(list_of_members(60)))
    answer = await chief.get(f"{OFFICE}/members.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book.worksheets[0].iter_rows())
    assert [cell.value for cell in rows[50]][:2] == list_of_members(60)[50][:2]
    note = next(cell for cell in rows[50] if cell.value == "=会報は郵送で")
    assert note.data_type == "s"
    # It comes in as it went out.
    info = await sent(chief, answer.content)
    assert (info["rows"], info["encoding"]) == (60, "住民")
    assert info["columns"][1]["field"] == "name"


async def test_only_the_bodys_admin_takes_all_of_it_out(village: Installation) -> None:
    await admin(village)
    for role in (Role.CLERK, Role.STAFF, Role.READER):
        somebody = await colleague(village, KAWAKAMI, role)
        assert (await somebody.get(f"{OFFICE}/export.zip")).status_code == 403
        assert (await somebody.get(f"{OFFICE}/members.xlsx")).status_code == 403


async def test_the_command_writes_it_too(village: Installation, tmp_path: Path) -> None:
    chief = await admin(village)
    await member(village)
    asked = await archive_of(chief)
    assert len(read(asked)["members"]) == 1
    unknown = CliRunner().invoke(cli, ["export", "無い村", "--data", str(tmp_path)])
    assert unknown.exit_code == 1
