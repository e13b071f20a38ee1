"""Members as the office works with them: found, registered at the counter, taken over (R62)."""

from typing import Any

import pytest

from schemas.api import Role
from schemas.feed import DecisionItem, RegistrationItem, StandingItem
from server.app.clock import DAY_MS
from server.cards.issue import rename_member
from server.registry.sweep import sweep_registrations
from server.sweep.run import no_progress
from tests.support.authenticator import CHANGE, enrol
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, NARA, Person, admin, colleague, member, person, told
from tests.support.paper import codes_in, printed_page, words_on
from tests.support.proofs import write_proof

OFFICE = f"/api/office/{KAWAKAMI}"
OWN = f"/api/registrations/{KAWAKAMI}/details"
SAKURA = {
    "name": "森本　さくら",
    "kana": "ﾓﾘﾓﾄ ｻｸﾗ",
    "birth_day": "1958-05-01",
    "prefecture": 27,
    "telephone": "０６−１２３４−５６７８",
}
Json = dict[str, Any]


async def at_counter(clerk: Person, **details: object) -> Json:
    answer = await clerk.post(f"{OFFICE}/members", {"details": SAKURA | details})
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


async def found(clerk: Person, **asked: object) -> list[int]:
    params = {name: str(value) for name, value in asked.items()}
    answer = await clerk.browser.get(f"{OFFICE}/members", params=params)
    assert answer.status_code == 200, answer.text
    page = answer.json()
    assert page["total"] == len(page["members"])
    return [row["number"] for row in page["members"]]


async def test_somebody_without_a_phone_has_a_number_and_a_card_at_once(
    village: Installation,
) -> None:
    await admin(village, NARA)
    await admin(village)
    clerk = await colleague(village, KAWAKAMI, Role.CLERK)
    made = await at_counter(clerk)
    assert made["number"] == 1
    path = f"{OFFICE}/members/1/printed-cards/{made['card']['card']}/sheet"
    sheet = await clerk.post(path, {"size": "card", "name": "森本 さくら", "code": made["code"]})
    assert sheet.status_code == 200
    assert "No. 1" in words_on(sheet.content, pages=2)
    assert made["code"] not in words_on(sheet.content, pages=2)
    assert made["code"] in words_on(sheet.content, page=1, pages=2)
    (link,) = codes_in(printed_page(sheet.content, page=1, pages=2))
    assert link == f"http://localhost:8000/recover#{made['code']}"

    record = (await clerk.get(f"{OFFICE}/members/1")).json()
    assert record["details"]["name"] == record["shown_name"] == "森本 さくら"
    assert record["details"]["telephone"] == "06-1234-5678"
    assert (record["kept_by_office"], record["last_here"]) == (True, "")
    page = (await clerk.get(f"{OFFICE}/members")).json()
    assert (page["total"], page["premium"], page["kept_by_office"]) == (1, 0, 1)
    (row,) = page["members"]
    assert (row["kana"], row["prefecture"], row["cards"]) == ("モリモト サクラ", 27, 1)


async def test_the_prefecture_comes_with_it_unless_refused(village: Installation) -> None:
    prefecture = await admin(village, NARA)
    clerk = await admin(village)
    await at_counter(clerk)
    answer = await clerk.post(f"{OFFICE}/members", {"details": SAKURA, "refuse_prefecture": True})
    assert answer.status_code == 201
    page = (await prefecture.get(f"/api/office/{NARA}/members")).json()
    # R04: it sees that there is a member, and nothing of what the village knows of them.
    assert [(row["number"], row["name"], row["prefecture"]) for row in page["members"]] == [
        (1, "", 0)
    ]
    record = (await prefecture.get(f"/api/office/{NARA}/members/1")).json()
    assert not any(record["details"].values())


async def test_a_name_is_needed_and_what_is_written_must_be_readable(village: Installation) -> None:
    clerk = await admin(village)
    for field, wrong in {"name": "  ", "birth_day": "2026-13-01", "email": "sakura"}.items():
        answer = await clerk.post(f"{OFFICE}/members", {"details": SAKURA | {field: wrong}})
        assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert await found(clerk, standing="all") == []


async def test_it_is_taken_over_on_a_phone_with_number_and_history(village: Installation) -> None:
    clerk = await admin(village)
    made = await at_counter(clerk)
    newcomer = village.browser()
    code = made["code"].replace("-", " ").lower()
    answer = await newcomer.post("/api/recovery", json={"code": code}, headers=CHANGE)
    assert answer.status_code == 200, answer.text
    somebody = Person(answer.json()["account"], newcomer)
    account = (await somebody.get("/api/account")).json()
    assert [one["number"] for one in account["registrations"]] == [1]
    device = await enrol(newcomer, somebody.account)
    items = await told(village, somebody.account, device.id)
    kinds = {type(item) for item in items}
    assert {RegistrationItem, StandingItem, DecisionItem} <= kinds

    # From then on it is theirs: the office makes no more codes for it, and the code is spent.
    again = await clerk.post(f"{OFFICE}/members/1/take-over-code")
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    spent = await newcomer.post("/api/recovery", json={"code": code}, headers=CHANGE)
    assert spent.status_code == 400
    record = (await clerk.get(f"{OFFICE}/members/1")).json()
    assert (record["kept_by_office"], record["last_here"]) == (False, "2026-11-23")
    assert await found(clerk, office=True) == []


async def test_a_lost_code_is_made_anew_and_the_old_one_opens_nothing(
    village: Installation,
) -> None:
    clerk = await admin(village)
    made = await at_counter(clerk)
    newer = (await clerk.post(f"{OFFICE}/members/1/take-over-code")).json()["code"]
    browser = village.browser()
    for code, status in ((made["code"], 400), (newer, 200)):
        answer = await browser.post("/api/recovery", json={"code": code}, headers=CHANGE)
        assert answer.status_code == status
    own = await member(village)
    assert own.account
    refused = await clerk.post(f"{OFFICE}/members/2/take-over-code")
    assert refused.status_code == 409
    assert (await clerk.post(f"{OFFICE}/members/9/take-over-code")).status_code == 404


async def test_a_prefecture_makes_no_code_for_a_villages_member(village: Installation) -> None:
    """R04: the registration came to it by the link alone."""
    prefecture = await admin(village, NARA)
    await at_counter(await admin(village))
    answer = await prefecture.post(f"/api/office/{NARA}/members/1/take-over-code")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


async def test_nobody_without_a_phone_is_asked_whether_to_stay(village: Installation) -> None:
    """R32: there is no way to ask them, nor for them to answer."""
    clerk = await admin(village)
    made = await at_counter(clerk)

    async def sweep() -> None:
        await sweep_registrations(village.database, village.keystore, village.clock, no_progress)

    await sweep()
    village.clock.advance(25 * 31 * DAY_MS)
    await sweep()
    village.clock.advance(100 * DAY_MS)
    await sweep()
    again = await colleague(village, KAWAKAMI, Role.CLERK)
    assert await found(again) == [made["number"]]


async def test_members_tell_a_body_what_they_like_and_no_other_learns_it(
    village: Installation,
) -> None:
    prefecture, clerk = await admin(village, NARA), await admin(village)
    somebody = await member(village)
    assert not any((await somebody.get(OWN)).json().values())
    assert (await somebody.put(OWN, SAKURA)).status_code == 204
    told_now = (await somebody.get(OWN)).json()
    assert (told_now["name"], told_now["kana"]) == ("森本 さくら", "モリモト サクラ")
    await clerk.put(f"{OFFICE}/members/1/details", told_now | {"note": "雪かきの班長"})
    await somebody.put(OWN, SAKURA | {"telephone": ""})
    record = (await clerk.get(f"{OFFICE}/members/1")).json()
    assert (record["details"]["note"], record["details"]["telephone"]) == ("雪かきの班長", "")
    assert "note" not in (await somebody.get(OWN)).json()
    assert await found(clerk, query="sakura") == [1]
    seen = await prefecture.get(f"/api/office/{NARA}/members?query=sakura")
    assert seen.json()["members"] == []

    stranger = await person(village)
    assert (await stranger.get(OWN)).status_code == 404
    assert (await stranger.put(OWN, SAKURA)).status_code == 404
    wrong = await somebody.put(OWN, {"birth_day": "0000-00-00"})
    assert (wrong.status_code, wrong.json()["field"]) == (400, "birth_day")


async def test_the_list_is_searched_filtered_and_sorted(village: Installation) -> None:
    await admin(village, NARA)
    clerk = await admin(village)
    await at_counter(clerk, name="渡邊 薫", kana="ワタナベ カオル", prefecture=13)
    await at_counter(clerk, name="青木 翔", kana="アオキ ショウ", old_number="KFC-0042")
    village.clock.advance(40 * DAY_MS)
    clerk = await colleague(village, KAWAKAMI, Role.ADMIN)
    own = await member(village)
    async with village.database.writing() as conn:
        await rename_member(conn, own.account, "Hanako 林", village.clock())
        await write_proof(conn, own.account, home=131016)
    gone = await member(village)
    await gone.delete(f"/api/registrations/{KAWAKAMI}")

    assert await found(clerk) == [1, 2, 3]
    assert await found(clerk, standing="ended") == [4]
    assert await found(clerk, standing="all") == [1, 2, 3, 4]
    for query, numbers in {
        "わたなべ": [1],
        "watanabe": [1],
        "渡邊": [1],
        "kfc0042": [2],
        "ｱｵｷ": [2],
        "hanako": [3],
        "林": [3],
        "3": [3],
        "０６１２３４": [1, 2],
        "だれもいない": [],
    }.items():
        assert await found(clerk, query=query) == numbers, query
    assert await found(clerk, sort="kana") == [2, 1, 3]
    assert await found(clerk, sort="newest") == [3, 2, 1]
    assert await found(clerk, prefecture=13) == [1, 3]
    assert await found(clerk, prefecture=27) == [2]
    assert await found(clerk, prefecture=0) == []
    assert await found(clerk, office=True) == [1, 2]
    assert await found(clerk, office=False) == [3]
    assert await found(clerk, since="2026-12-01") == [3]
    assert await found(clerk, tier=2) == []
    assert await found(clerk, long_stay=True) == []
    made = (await clerk.post(f"{OFFICE}/programmes", {"name": "移住希望者"})).json()
    belonging = f"{OFFICE}/programmes/{made['id']}/members"
    await clerk.post(belonging, {"numbers": [2, 3], "belongs": True})
    assert await found(clerk, programme=made["id"], office=False) == [3]
    village.clock.advance(95 * DAY_MS)
    again = await colleague(village, KAWAKAMI, Role.CLERK)
    assert await found(again, away=3) == [3]
    assert await found(again, away=4) == []


@pytest.mark.parametrize(
    "query", ["standing=gone", "tier=3", "since=2026-02-30", "prefecture=48", "sort=age", "away=0"]
)
async def test_a_filter_that_is_none_is_refused(village: Installation, query: str) -> None:
    clerk = await admin(village)
    answer = await clerk.get(f"{OFFICE}/members?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


async def test_registrations_end_when_their_members_say_so_at_the_office(
    village: Installation,
) -> None:
    clerk = await admin(village)
    await at_counter(clerk)
    await at_counter(clerk, name="青木 翔")
    wrong = await clerk.post(f"{OFFICE}/members/end", {"numbers": [1, 9], "note": "電話で"})
    assert (wrong.status_code, await found(clerk)) == (404, [1, 2])
    done = await clerk.post(f"{OFFICE}/members/end", {"numbers": [1, 2], "note": "電話で"})
    assert done.status_code == 204
    assert await found(clerk) == []
    record = (await clerk.get(f"{OFFICE}/members/1")).json()
    assert record["ended"] == "2026-11-23"
    cards = (await clerk.get(f"{OFFICE}/members/1/printed-cards")).json()
    assert [card["state"] for card in cards] != [1]


async def test_a_reader_sees_and_changes_nothing(village: Installation) -> None:
    clerk = await admin(village)
    await at_counter(clerk)
    reader = await colleague(village, KAWAKAMI, Role.READER)
    assert await found(reader) == [1]
    assert (await reader.get(f"{OFFICE}/members/1")).status_code == 200
    assert (await reader.post(f"{OFFICE}/members", {"details": SAKURA})).status_code == 403
    assert (await reader.put(f"{OFFICE}/members/1/details", SAKURA)).status_code == 403
