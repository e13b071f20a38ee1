"""Projects: written, submitted, approved or sent back, changed, cancelled (R20, R21, R04)."""

import msgspec
import pytest

from schemas.feed import ActivityItem, ApplicationItem, NoticeItem, NoticeKind, ProjectItem
from schemas.projects import ActivityShown
from server.activities.rules import SHOWN_DAYS
from server.activities.telling import tell_due
from server.app.clock import DAY_MS
from server.sweep.run import no_progress
from tests.support.activities import (
    add_partner,
    apply,
    in_days,
    occasion,
    organiser,
    publish,
    written,
)
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, TENRI, Person, admin, member, told

DESK = f"/api/office/{KAWAKAMI}/activities"


async def items(village: Installation, who: Person, project: int) -> list[ActivityItem]:
    return [
        item
        for item in await told(village, who.account)
        if isinstance(item, ActivityItem) and item.project == project
    ]


async def detail(village: Installation, who: Person, project: int) -> ActivityShown | None:
    (item,) = await items(village, who, project)
    return msgspec.json.decode(item.detail, type=ActivityShown) if item.detail else None


async def test_the_office_publishes_its_own_in_one_go(village: Installation) -> None:
    chief = await admin(village)
    file = await publish(village, chief, bring="長靴", themes=["water"], capacity=2)
    assert file["row"]["state"] == "published"
    assert (file["row"]["ahead"], file["row"]["designated"]) == (1, True)
    known = await detail(village, chief, file["row"]["id"])
    assert known is not None
    assert (known.bring, known.occasions[0].day) == ("長靴", in_days(village, 7))
    (project,) = [i for i in await told(village, chief.account) if isinstance(i, ProjectItem)]
    assert (project.name, project.designated, project.closed) == ("用水路の泥上げ", True, False)
    (listed,) = (await chief.get(f"/api/office/{KAWAKAMI}/projects")).json()
    assert listed["basis"] == "公共性がある・担い手が足りない"


async def test_a_draft_is_nobodys_business(village: Installation) -> None:
    chief = await admin(village)
    file = await publish(village, chief, to="draft", grounds=[])
    number = file["row"]["id"]
    assert file["row"]["state"] == "draft"
    assert [i for i in await told(village, chief.account) if isinstance(i, ProjectItem)] == []
    assert (await chief.get(f"/api/office/{KAWAKAMI}/projects")).json() == []
    assert (await chief.get(f"/api/activities/{number}")).status_code == 404
    refused = await chief.post(f"{DESK}/{number}/state", {"to": "published"})
    assert (refused.status_code, refused.json()["field"]) == (400, "grounds")
    moved = await chief.post(f"{DESK}/{number}/state", {"to": "published", "grounds": ["public"]})
    assert moved.json()["row"]["state"] == "published"


async def test_the_office_approves_a_partners_project_in_one_click(village: Installation) -> None:
    chief = await admin(village)
    partner = await add_partner(village)
    hall = await organiser(village, partner)
    refused = await hall.post(DESK, written(village, partner=partner))
    assert refused.status_code == 409  # R20, pattern 1: only the office publishes
    file = await publish(village, hall, partner=partner, to="submitted")
    number = file["row"]["id"]
    assert file["row"]["state"] == "submitted"
    count = (await chief.get(f"/api/office/{KAWAKAMI}/desk/count")).json()
    assert count["activities"] == 1
    (waiting,) = (await chief.get(f"{DESK}/waiting")).json()
    assert waiting["file"]["content"]["grounds"] == ["public", "shortage"]
    assert (await hall.get(f"{DESK}/waiting")).status_code == 403
    assert (await hall.post(f"{DESK}/{number}/state", {"to": "published"})).status_code == 409

    done = await chief.post(f"{DESK}/{number}/state", {"to": "published"})
    assert done.json()["row"]["state"] == "published"
    known = await detail(village, chief, number)
    assert known is not None
    assert known.partner == "川上自治会"
    assert (await chief.get(f"/api/office/{KAWAKAMI}/desk/count")).json()["activities"] == 0


async def test_what_is_sent_back_comes_again(village: Installation) -> None:
    chief = await admin(village)
    partner = await add_partner(village)
    hall = await organiser(village, partner)
    number = (await publish(village, hall, partner=partner, to="submitted"))["row"]["id"]
    silent = await chief.post(f"{DESK}/{number}/state", {"to": "returned", "words": " "})
    assert (silent.status_code, silent.json()["field"]) == (400, "words")
    await chief.post(f"{DESK}/{number}/state", {"to": "returned", "words": "保険を書いてください"})
    file = (await hall.get(f"{DESK}/{number}")).json()
    assert (file["row"]["state"], file["row"]["words"]) == ("returned", "保険を書いてください")
    again = written(village, partner=partner, to="submitted", insurance="村の保険")
    assert (await hall.put(f"{DESK}/{number}", again)).json()["row"]["state"] == "submitted"


async def test_a_partner_designated_as_a_whole_publishes_by_itself(village: Installation) -> None:
    chief = await admin(village)
    partner = await add_partner(village, general=True)
    hall = await organiser(village, partner)
    file = await publish(village, hall, partner=partner, grounds=[])
    assert (file["row"]["state"], file["row"]["by_partner_alone"]) == ("published", True)
    (seen,) = (await chief.get(DESK)).json()["activities"]
    assert seen["by_partner_alone"]
    (listed,) = (await chief.get(f"/api/office/{KAWAKAMI}/projects")).json()
    assert (listed["designated"], listed["basis"]) == (True, "集落の共同作業を担う")
    changed = written(village, partner=partner, name="水路の泥上げ")
    after = (await hall.put(f"{DESK}/{file['row']['id']}", changed)).json()["row"]
    assert (after["changed"], after["name"]) == (True, "水路の泥上げ")


async def test_nobody_reaches_anothers_project(village: Installation) -> None:
    chief, other = await admin(village), await admin(village, TENRI)
    partner, rival = await add_partner(village), await add_partner(village, name="消防団")
    hall, corps = await organiser(village, partner), await organiser(village, rival)
    file = await publish(village, hall, partner=partner, to="submitted")
    number, first = file["row"]["id"], file["occasions"][0]["id"]
    await chief.post(f"{DESK}/{number}/state", {"to": "published"})
    somebody = await member(village)
    await apply(somebody, file)
    for path in (f"{DESK}/{number}", f"{DESK}/{number}/occasions/{first}/applicants"):
        assert (await chief.get(path)).status_code == 200
        assert (await hall.get(path)).status_code == 200
        assert (await corps.get(path)).status_code == 403
        assert (await other.get(path)).status_code == 403
        assert (await somebody.get(path)).status_code == 403
        elsewhere = path.replace(str(KAWAKAMI), str(TENRI))
        assert (await other.get(elsewhere)).status_code == 404
    assert (await corps.get(DESK)).json()["activities"] == []
    assert [p["id"] for p in (await corps.get(DESK)).json()["partners"]] == [rival]
    assert (await corps.put(f"{DESK}/{number}", written(village))).status_code == 403
    taken = await corps.post(DESK, written(village, partner=partner, to="draft"))
    assert taken.status_code == 403
    choice = {"applications": [1], "accept": False}
    assert (await corps.post(f"{DESK}/{number}/applicants", choice)).status_code == 403
    mine = await publish(village, corps, partner=rival, to="draft")
    answer = await corps.post(f"{DESK}/{mine['row']['id']}/applicants", choice)
    assert (answer.status_code, answer.json()["field"]) == (404, "applications")


async def test_an_occasion_that_goes_is_told_to_those_who_applied(village: Installation) -> None:
    chief, somebody = await admin(village), await member(village)
    days = [occasion(village, 7), occasion(village, 14), occasion(village, 21)]
    file = await publish(village, chief, occasions=days)
    number = file["row"]["id"]
    await apply(somebody, file, 0)
    await apply(somebody, file, 1)
    longer = days[1] | {"ends": "15:00"}
    after = (await chief.put(f"{DESK}/{number}", written(village, occasions=[longer]))).json()
    assert [(o["day"], o["cancelled"]) for o in after["occasions"]] == [
        (in_days(village, 7), True),
        (in_days(village, 14), False),
    ]
    own = {
        item.day: (item.state.name, item.ends)
        for item in await told(village, somebody.account)
        if isinstance(item, ApplicationItem)
    }
    assert sorted(own.values()) == [("ACCEPTED", 900), ("CANCELLED", 720)]
    notices = [i for i in await told(village, somebody.account) if isinstance(i, NoticeItem)]
    assert sum(n.kind is NoticeKind.ACTIVITY_CANCELLED for n in notices) == 1

    silent = await chief.post(f"{DESK}/{number}/state", {"to": "cancelled"})
    assert silent.status_code == 400
    over = await chief.post(f"{DESK}/{number}/state", {"to": "cancelled", "words": "大雨のため"})
    assert over.json()["row"]["state"] == "cancelled"
    assert await detail(village, somebody, number) is None
    assert (await chief.put(f"{DESK}/{number}", written(village))).status_code == 409
    (left,) = [o for o in after["occasions"] if not o["cancelled"]]
    path = f"/api/activities/{number}/applications"
    assert (await somebody.post(path, {"occasion": left["id"]})).status_code == 409


async def test_phones_are_told_of_the_next_ninety_days(village: Installation) -> None:
    chief = await admin(village)
    far = [occasion(village, days) for days in (1, SHOWN_DAYS, SHOWN_DAYS + 10)]
    number = (await publish(village, chief, occasions=far))["row"]["id"]

    async def days() -> list[str]:
        known = await detail(village, chief, number)
        return [one.day for one in known.occasions] if known else []

    async def sweep() -> int:
        return await tell_due(village.database, village.keystore, village.clock, no_progress)

    assert await days() == [far[0]["day"], far[1]["day"]]
    assert await sweep() == 0
    village.clock.advance(10 * DAY_MS)
    assert await sweep() == 1
    assert await days() == [far[1]["day"], far[2]["day"]]
    assert await sweep() == 0
    village.clock.advance(SHOWN_DAYS * DAY_MS)
    assert await sweep() == 0  # a phone leaves out what is over
    village.clock.advance(DAY_MS)
    assert await sweep() == 1
    assert await days() == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"grounds": []}, "grounds"),
        ({"latitude": 34.3}, "longitude"),
        ({"place": 999}, "place"),
        ({"partner": 999}, "partner"),
        ({"to": "closed"}, "to"),
        ({"pictures": ["0" * 32]}, "pictures"),
    ],
)
async def test_what_cannot_be_is_refused(
    village: Installation, wrong: dict[str, object], field: str
) -> None:
    chief = await admin(village)
    answer = await chief.post(DESK, written(village, **wrong))
    assert (answer.status_code, answer.json().get("field")) == (400, field)
    assert (await chief.get(DESK)).json()["activities"] == []


async def test_days_that_cannot_be_are_refused(village: Installation) -> None:
    chief = await admin(village)
    good = occasion(village, 7)
    for wrong in (
        [good | {"ends": "09:00"}],
        [good, good],
        [occasion(village, -1)],
        [good | {"day": "2027-02-30"}],
        [good | {"capacity": 0}],
        [occasion(village, days) for days in range(1, 368)],
    ):
        assert (await chief.post(DESK, written(village, occasions=wrong))).status_code == 400
    most = [occasion(village, days) for days in range(1, 367)]
    assert (await chief.post(DESK, written(village, occasions=most))).status_code == 201


async def test_an_older_project_gets_what_there_is_to_say(village: Installation) -> None:
    chief = await admin(village)
    old = {"name": "雪かき", "english": "", "place": None, "designated": True, "basis": "人手"}
    number = (await chief.post(f"/api/office/{KAWAKAMI}/projects", old)).json()["id"]
    (row,) = (await chief.get(DESK)).json()["activities"]
    assert (row["id"], row["state"], row["name"]) == (number, "published", "雪かき")
    assert await items(village, chief, number) == []
    after = await chief.put(f"{DESK}/{number}", written(village, name="雪かき"))
    assert after.status_code == 200
    known = await detail(village, chief, number)
    assert known is not None
    assert len(known.occasions) == 1
    closed = await chief.post(f"{DESK}/{number}/state", {"to": "closed"})
    assert closed.json()["row"]["state"] == "closed"


async def test_days_that_come_again_are_told_before_they_are_written(
    village: Installation,
) -> None:
    chief = await admin(village)
    asked = {"first": "2026-12-05", "until": "2026-12-19", "repeats": "weekly"}
    answer = await chief.post(f"{DESK}/days", asked)
    assert answer.json() == {"days": ["2026-12-05", "2026-12-12", "2026-12-19"], "more": False}
    assert (await chief.post(f"{DESK}/days", asked | {"until": "2026-12-01"})).status_code == 400
