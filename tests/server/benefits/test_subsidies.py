"""Subsidies from the application to the payment, over the API (R54, P10)."""

import asyncio
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from schemas.api import Role
from schemas.benefits import MAX_RECEIPTS, RECEIPT_BYTES
from schemas.feed import BenefitItem, NoticeItem, NoticeKind, SubsidyItem
from server.app.clock import DAY_MS
from server.app.limits import SUBSIDY
from server.benefits.applying import MAX_OPEN
from server.benefits.deciding import SHOWN
from sync.calendar import format_day
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, NARA, Person, admin, colleague, told
from tests.support.proofs import prove
from tests.support.scene import Scene, village_scene
from tests.support.subsidies import applied, asked, photograph_of_receipt, send_receipt

COURSES = json.loads((Path(__file__).parent / "fukushima.json").read_text())
OFFICE = f"/api/office/{KAWAKAMI}"
DESK = f"{OFFICE}/subsidies"


@pytest.fixture
async def scene(village: Installation) -> Scene:
    made = await village_scene(village)
    await prove(village, made.member.account)
    return made


async def offer(scene: Scene, terms: dict[str, Any]) -> int:
    """As the office's form does it."""
    made = await scene.office.post(f"{OFFICE}/benefits", terms)
    assert made.status_code == 201, made.text
    number: int = made.json()["id"]
    published = await scene.office.post(f"{OFFICE}/benefits/{number}/publish", {})
    assert published.status_code == 200, published.text
    return number


async def desk(scene: Scene) -> dict[str, Any]:
    answer = await scene.office.get(DESK)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def decide(scene: Scene, *ids: int, **more: Any) -> dict[str, Any]:
    answer = await scene.office.post(f"{DESK}/decisions", {"ids": ids, "grant": True, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def item(scene: Scene, application: int, of: Person | None = None) -> SubsidyItem:
    items = await told(scene.village, (of or scene.member).account)
    return next(
        one for one in items if isinstance(one, SubsidyItem) and one.application == application
    )


async def test_the_short_course_is_walked_through(scene: Scene) -> None:
    """One half, up to 10,000 yen a night and person."""
    short = await offer(scene, COURSES["short"])
    first = scene.today
    for _ in range(3):
        scene.scan()
        await scene.staff_phone.sync()
        scene.village.clock.advance(DAY_MS)
    wanted = asked(
        first,
        nights=2,
        costs=[{"kind": "transport", "yen": 28_000}, {"kind": "lodging", "yen": 24_001}],
        receipts=2,
        words="よろしくお願いします",
    )
    path = f"/api/benefits/{short}/applications"
    made = (await scene.member.post(path, wanted)).json()
    number = made["id"]
    assert (made["state"], made["calculation"]["amount"]) == ("incomplete", 20_000)
    assert [step["share"] for step in made["calculation"]["steps"]] == [14_000, 12_000]
    assert (await desk(scene))["waiting"] == []

    # Sent again from a valley with a poor signal: stored once.
    assert (await scene.member.post(path, wanted)).json()["id"] == number
    assert (await send_receipt(scene.member, number, 2)).json()["arrived"] == [2]
    assert (await send_receipt(scene.member, number, 2)).json()["arrived"] == [2]
    assert (await send_receipt(scene.member, number, 1)).json()["state"] == "waiting"

    (row,) = (await desk(scene))["waiting"]
    assert (row["number"], row["days"], row["days_recorded"]) == (1, 3, 3)
    assert (row["calculation"]["amount"], row["asked"]["words"]) == (20_000, "よろしくお願いします")
    assert (await scene.office.get(f"{DESK}/count")).json() == {"waiting": 1, "unpaid": 0}
    picture = await scene.office.get(f"{DESK}/{number}/receipts/1")
    assert (picture.content, picture.headers["content-type"]) == (
        photograph_of_receipt(),
        "image/jpeg",
    )

    assert await decide(scene, number) == {"done": [number], "refused": []}
    told_of = await item(scene, number)
    assert (told_of.state, told_of.amount, told_of.decided) == ("granted", 20_000, scene.today)
    listed = (await scene.office.get(f"{DESK}/transfers")).content.decode("utf-8-sig")
    assert listed.splitlines()[1] == f"0001,123,普通,1234567,モリモト サクラ,20000,{number}"

    today = format_day(scene.today)
    paid = await scene.office.post(f"{DESK}/paid", {"ids": [number], "day": today})
    assert paid.json() == {"done": [number], "refused": []}
    assert ((await item(scene, number)).state, (await item(scene, number)).paid) == (
        "paid",
        scene.today,
    )
    (done,) = (await desk(scene))["done"]
    assert [(step["kind"], step["rule"], step["by"]) for step in done["steps"]] == [
        ("applied", "R54", 1),
        ("granted", "R54", 2),
        ("paid", "R54", 2),
    ]
    kinds = [
        one.kind
        for one in await told(scene.village, scene.member.account)
        if isinstance(one, NoticeItem)
    ]
    assert kinds == [NoticeKind.SUBSIDY_GRANTED, NoticeKind.SUBSIDY_PAID]


async def test_the_long_course_is_walked_through(scene: Scene) -> None:
    """Three quarters, up to 300,000 yen a person; the budget is for two people."""
    long = await offer(scene, COURSES["long"])
    month = {"nights": 30, "costs": [{"kind": "lodging", "yen": 500_000}]}
    number = await applied(scene.member, long, scene.today - 31, **month)
    family, _ = await scene.new_member()
    await prove(scene.village, family.account)
    second = await applied(family, long, scene.today - 31, **month)
    (row, other) = (await desk(scene))["waiting"]
    assert [one["id"] for one in (row, other)] == [number, second]
    assert (row["calculation"]["total"], row["calculation"]["amount"]) == (375_000, 300_000)
    assert (row["most"], row["days"], row["days_recorded"]) == (300_000, 31, 0)
    assert (await decide(scene, number, second))["done"] == [number, second]
    (budget,) = (await desk(scene))["budgets"].values()
    assert (budget["budget"], budget["granted"]) == (600_000, 600_000)
    # It is spent: phones know, and the server tells in words.
    (offered,) = [
        one for one in await told(scene.village, family.account) if isinstance(one, BenefitItem)
    ]
    assert offered.spent == budget["year"]
    third, _ = await scene.new_member()
    await prove(scene.village, third.account)
    refused = await third.post(f"/api/benefits/{long}/applications", asked(scene.today, **month))
    assert (refused.status_code, refused.json()["field"]) == (409, "budget")

    # Taken back, the money is there again.
    words = {"words": "日数の誤り"}
    reopened = await scene.office.post(f"{DESK}/{second}/reopen", words)
    assert reopened.status_code == 204
    assert (await item(scene, second, family)).state == "waiting"
    assert (
        await third.post(f"/api/benefits/{long}/applications", asked(scene.today, **month))
    ).is_success


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"applicant": "student"}, "applicant"),
        ({"nights": 0}, "nights"),
        ({"nights": 30}, "nights"),
        ({"persons": 6}, "persons"),
        ({"costs": [{"kind": "relocation", "yen": 1}]}, "costs"),
        ({"receipts": 0}, "receipts"),
        ({"from_day": 0}, "from_day"),
        ({"ref": "x"}, "ref"),
        (
            {
                "payee": {
                    "bank": "1",
                    "branch": "123",
                    "kind": 1,
                    "number": "1234567",
                    "holder": "ア",
                }
            },
            "bank",
        ),
    ],
)
async def test_what_does_not_fit_the_terms_is_refused(
    scene: Scene, more: dict[str, Any], field: str
) -> None:
    short = await offer(scene, COURSES["short"])
    answer = await scene.member.post(
        f"/api/benefits/{short}/applications", asked(scene.today, **more)
    )
    assert answer.status_code == 400, answer.text
    assert field in answer.json()["field"]


async def test_who_may_not_have_it_is_told_why(scene: Scene) -> None:
    short = await offer(scene, COURSES["short"])
    path = f"/api/benefits/{short}/applications"
    unproven, _ = await scene.new_member()
    refused = await unproven.post(path, asked(scene.today))
    assert (refused.status_code, refused.json()["field"]) == (409, "not-proven")
    assert refused.json()["detail"] == "本人確認がいります"
    for _ in range(3):
        await applied(scene.member, short, scene.today)
    over = await scene.member.post(path, asked(scene.today))
    assert (over.status_code, over.json()["field"]) == (409, "quota")


async def test_terms_that_change_leave_older_stays_as_they_were(scene: Scene) -> None:
    short = await offer(scene, COURSES["short"])
    before = scene.today
    scene.village.clock.advance(3 * DAY_MS)
    dearer = COURSES["short"] | {"subsidy": COURSES["short"]["subsidy"] | {"cap": 2_000}}
    await scene.office.put(f"{OFFICE}/benefits/{short}", dearer)
    await scene.office.post(f"{OFFICE}/benefits/{short}/publish", {})
    old = await applied(scene.member, short, before)
    new = await applied(scene.member, short, scene.today)
    amounts = {one["id"]: one["calculation"]["amount"] for one in (await desk(scene))["waiting"]}
    assert amounts == {old: 10_000, new: 2_000}


async def test_the_budget_is_for_who_came_first(scene: Scene) -> None:
    """The short course has 100,000 yen; each asks for 40,000."""
    short = await offer(scene, COURSES["short"])
    stay = {"nights": 4, "costs": [{"kind": "lodging", "yen": 90_000}]}
    numbers = []
    for _ in range(3):
        somebody, _ = await scene.new_member()
        await prove(scene.village, somebody.account)
        scene.village.clock.advance(1000)
        numbers.append(await applied(somebody, short, scene.today - 5, **stay))
    first, second, third = numbers
    assert (await decide(scene, third))["refused"] == [{"id": third, "reason": "earlier"}]
    assert (await decide(scene, *reversed(numbers))) == {
        "done": [first, second],
        "refused": [{"id": third, "reason": "budget"}],
    }
    # Less than was calculated still fits in, with words.
    fits = await decide(scene, third, amount=20_000, words="予算の残りの額です")
    assert fits["done"] == [third]
    (budget,) = (await desk(scene))["budgets"].values()
    assert budget["granted"] == budget["budget"] == 100_000


async def test_two_at_the_same_time_do_not_overrun_it(scene: Scene) -> None:
    short = await offer(scene, COURSES["short"] | {"budget": 10_000})
    numbers = []
    for _ in range(2):
        somebody, _ = await scene.new_member()
        await prove(scene.village, somebody.account)
        numbers.append(await applied(somebody, short, scene.today))
    answers = await asyncio.gather(*(decide(scene, number) for number in reversed(numbers)))
    done = [number for answer in answers for number in answer["done"]]
    assert len(done) == 1
    (budget,) = (await desk(scene))["budgets"].values()
    assert budget["granted"] == 10_000


async def test_staff_may_decide_otherwise_with_words_and_within_the_limit(scene: Scene) -> None:
    short = await offer(scene, COURSES["short"])
    number = await applied(scene.member, short, scene.today)
    path = f"{DESK}/decisions"
    silent = await scene.office.post(path, {"ids": [number], "grant": True, "amount": 5_000})
    assert (silent.status_code, silent.json()["field"]) == (400, "words")
    above = {"ids": [number], "grant": True, "amount": 10_001, "words": "特別に"}
    assert (await scene.office.post(path, above)).json()["field"] == "amount"
    refusing = await scene.office.post(path, {"ids": [number], "grant": False})
    assert refusing.json()["field"] == "words"
    assert (await decide(scene, number, grant=False, words="対象外の宿です"))["done"] == [number]
    told_of = await item(scene, number)
    assert (told_of.state, told_of.amount, told_of.words) == ("refused", 0, "対象外の宿です")
    again = await decide(scene, number)
    assert again["refused"] == [{"id": number, "reason": "state"}]


async def test_what_is_paid_stays_paid(scene: Scene) -> None:
    short = await offer(scene, COURSES["short"])
    number = await applied(scene.member, short, scene.today)
    day = {"ids": [number], "day": format_day(scene.today)}
    early = await scene.office.post(f"{DESK}/paid", day)
    assert early.json()["refused"] == [{"id": number, "reason": "state"}]
    await decide(scene, number)
    ahead = day | {"day": format_day(scene.today + 1)}
    assert (await scene.office.post(f"{DESK}/paid", ahead)).json()["field"] == "day"
    await scene.office.post(f"{DESK}/paid", day)
    reopened = await scene.office.post(f"{DESK}/{number}/reopen", {"words": "誤り"})
    assert reopened.status_code == 409
    assert (await scene.member.post(f"/api/subsidies/{number}/withdraw")).status_code == 409


async def test_a_member_withdraws_and_may_apply_again(scene: Scene) -> None:
    short = await offer(scene, COURSES["short"] | {"times": 1})
    number = await applied(scene.member, short, scene.today)
    assert (await scene.member.post(f"/api/subsidies/{number}/withdraw")).status_code == 204
    assert (await item(scene, number)).state == "withdrawn"
    assert (await desk(scene))["waiting"] == []
    await applied(scene.member, short, scene.today)


async def test_photographs_lie_where_only_the_server_reads_them(scene: Scene) -> None:
    short = await offer(scene, COURSES["short"])
    await applied(scene.member, short, scene.today)
    folder = scene.village.settings.data / "receipts"
    (file,) = folder.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_photographs_are_jpegs_up_to_their_limit(scene: Scene) -> None:
    short = await offer(scene, COURSES["short"])
    wanted = asked(scene.today, receipts=MAX_RECEIPTS)
    path = f"/api/benefits/{short}/applications"
    number = (await scene.member.post(path, wanted)).json()["id"]
    jpeg = photograph_of_receipt()
    whole = jpeg[:2] + b"\xff\xfe" + b"x" * (RECEIPT_BYTES - len(jpeg) - 2) + jpeg[2:]
    whole = jpeg[:2] + b"\xff" + whole[3:]
    assert len(whole) == RECEIPT_BYTES
    assert (await send_receipt(scene.member, number, 1, whole)).status_code == 200
    assert (await send_receipt(scene.member, number, 2, whole + b"\xff\xd9")).status_code == 413
    assert (await send_receipt(scene.member, number, 2, b"GIF89a")).status_code == 400
    assert (await send_receipt(scene.member, number, MAX_RECEIPTS + 1)).status_code in (400, 404)
    more = asked(scene.today, receipts=MAX_RECEIPTS + 1)
    assert (await scene.member.post(path, more)).status_code == 400


async def test_applications_are_the_bodys_own(scene: Scene, village: Installation) -> None:
    """R04: neither another body's office, nor staff at a desk, nor another member."""
    short = await offer(scene, COURSES["short"])
    number = await applied(scene.member, short, scene.today)
    nara = await admin(village, NARA)
    other, _ = await scene.new_member()
    reader = await colleague(village, KAWAKAMI, Role.READER)
    for somebody in (nara, scene.staff, other, reader):
        for answer in (
            await somebody.get(DESK),
            await somebody.get(f"{DESK}/count"),
            await somebody.get(f"{DESK}/transfers"),
            await somebody.get(f"{DESK}/{number}/receipts/1"),
            await somebody.post(f"{DESK}/decisions", {"ids": [number], "grant": True}),
            await somebody.post(f"{DESK}/{number}/reopen", {"words": "x"}),
            await somebody.post(f"{DESK}/paid", {"ids": [number], "day": "2026-11-23"}),
        ):
            assert answer.status_code == 403, answer.text
    own = f"/api/office/{NARA}/subsidies"
    assert (await nara.get(f"{own}/{number}/receipts/1")).status_code == 404
    decided = await nara.post(f"{own}/decisions", {"ids": [number], "grant": True})
    assert decided.status_code == 404
    assert (await nara.get(own)).json()["waiting"] == []
    assert (await other.get(f"/api/subsidies/{number}")).status_code == 404
    assert (await send_receipt(other, number, 1)).status_code == 404
    clerk = await colleague(village, KAWAKAMI, Role.CLERK)
    assert len((await clerk.get(DESK)).json()["waiting"]) == 1


async def test_limits_hold_at_their_edge(scene: Scene) -> None:
    terms = COURSES["short"] | {
        "times": 0,
        "subsidy": COURSES["short"]["subsidy"] | {"receipts": False},
    }
    short = await offer(scene, terms)
    path = f"/api/benefits/{short}/applications"
    for _ in range(MAX_OPEN):
        answer = await scene.member.post(path, asked(scene.today, receipts=0))
        assert answer.json()["state"] == "waiting"
    assert (await scene.member.post(path, asked(scene.today, receipts=0))).status_code == 409
    for _ in range(SUBSIDY.times - MAX_OPEN - 1):
        await scene.member.post(path, asked(scene.today, receipts=0))
    assert (await scene.member.post(path, asked(scene.today, receipts=0))).status_code == 429
    found = await desk(scene)
    assert (len(found["waiting"]), found["more"], SHOWN) == (MAX_OPEN, False, 100)
