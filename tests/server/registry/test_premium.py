"""From basic to premium and back, over the API (R09-R18, R30-R33)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from schemas.api import MemberStanding
from schemas.feed import CardState, DecisionItem, PersonItem, StandingItem, Tier
from server.app.clock import DAY_MS
from server.registry.deciding import member_standing
from server.registry.members import registrations_of
from sync.calendar import day_of, format_day, months_after
from tests.server.registry.conftest import Sweep
from tests.support.authenticator import sign_in, sign_up
from tests.support.installation import START_MS, Installation
from tests.support.offices import KAWAKAMI, NARA, TENRI, Person, admin, member, person
from tests.support.proofs import TOKYO, consent, prove
from tests.support.scene import Scene

Work = Callable[[int], Awaitable[None]]
HERE = f"/api/registrations/{KAWAKAMI}"
OFFICE = f"/api/office/{KAWAKAMI}"
TODAY = day_of(START_MS)
FROM_TOKYO: dict[str, Any] = {"premium": [[{"kind": "residence", "of": [TOKYO]}]]}
"""A rule that is met without any activity."""


async def apply(somebody: Person, body: int = KAWAKAMI) -> dict[str, Any]:
    answer = await somebody.post(f"/api/registrations/{body}/premium")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def write_rule(office: Person, body: int, day: int, rule: dict[str, Any]) -> None:
    answer = await office.put(
        f"/api/office/{body}/policy", {"from_day": format_day(day), "policy": rule}
    )
    assert answer.status_code == 204, answer.text


async def test_three_days_of_work_and_a_proof_make_premium(scene: Scene, work: Work) -> None:
    await work(3)
    refused = await apply(scene.member)
    assert refused["standing"]["hindrances"] == ["not-proven"]
    assert refused["decisions"][0]["reason"] == "not-proven"
    assert refused["decisions"][0]["rule"] == "R13"

    await prove(scene.village, scene.member.account)
    granted = await apply(scene.member)
    until = months_after(scene.today, 12) - 1
    assert (granted["standing"]["tier"], granted["standing"]["premium_until"]) == (2, until)
    newest = granted["decisions"][0]
    assert (newest["kind"], newest["rule"], newest["by"]) == ("premium", "R30", 0)
    assert newest["until"] == format_day(until)

    await scene.member_phone.sync()
    phone = scene.member_phone
    assert phone.registrations[KAWAKAMI].tier is Tier.PREMIUM
    assert phone.cards[KAWAKAMI].state is CardState.ACTIVE
    standing = phone.items[StandingItem, KAWAKAMI]
    assert isinstance(standing, StandingItem)
    assert standing.premium_until == until
    told = phone.items[DecisionItem, newest["id"]]
    assert isinstance(told, DecisionItem)
    assert (told.kind, told.reason, told.until) == ("premium", "requirement-met", until)
    known = phone.items[(PersonItem,)]
    assert isinstance(known, PersonItem)
    assert (known.proven, known.home) == (True, TOKYO)


async def test_two_days_are_one_too_few_and_the_phone_is_told_what_is_missing(
    scene: Scene, work: Work
) -> None:
    await prove(scene.village, scene.member.account)
    await work(2)
    answer = await apply(scene.member)
    assert answer["standing"]["hindrances"] == ["requirement-missed"]
    (condition,) = answer["standing"]["progress"]["conditions"]
    assert (condition["needed"], condition["have"]) == (3, 2)
    assert condition["by"] == months_after(scene.today - 1, 12) - 1
    await work(1)  # the same day again: a second record of it counts nothing
    assert (await apply(scene.member))["standing"]["progress"]["conditions"][0]["have"] == 2


async def test_applying_again_is_told_that_it_is_too_early(scene: Scene, work: Work) -> None:
    await prove(scene.village, scene.member.account)
    await work(3)
    await apply(scene.member)
    again = await apply(scene.member)
    assert again["decisions"][0]["reason"] == "already"
    assert again["standing"]["tier"] == Tier.PREMIUM


async def test_where_staff_decide_it_waits_and_is_granted_in_bulk(scene: Scene, work: Work) -> None:
    await write_rule(scene.office, KAWAKAMI, scene.today, {"grant": "staff"})
    await prove(scene.village, scene.member.account)
    await work(3)
    waiting = await apply(scene.member)
    assert waiting["standing"]["tier"] == Tier.BASIC
    desk = (await scene.office.get(f"{OFFICE}/desk")).json()
    (row,) = desk["decisions"]
    assert (row["number"], row["finding"]) == (1, "grant")

    answer = await scene.office.post(f"{OFFICE}/decisions", {"numbers": [1], "premium": True})
    assert answer.json() == {"done": [1], "refused": []}
    standing = (await scene.member.get(f"{HERE}/standing")).json()
    assert standing["standing"]["tier"] == Tier.PREMIUM
    assert (standing["decisions"][0]["by"], standing["decisions"][0]["rule"]) == (2, "R31")
    assert (await scene.office.get(f"{OFFICE}/desk")).json()["decisions"] == []


async def test_staff_may_decide_otherwise_with_a_reason(scene: Scene) -> None:
    await prove(scene.village, scene.member.account)
    decide = {"numbers": [1], "premium": True}
    silent = await scene.office.post(f"{OFFICE}/decisions", decide)
    assert (silent.status_code, silent.json()["field"]) == (400, "note")
    done = await scene.office.post(f"{OFFICE}/decisions", decide | {"note": "長年の功労による"})
    assert done.json()["done"] == [1]
    newest = (await scene.member.get(f"{HERE}/standing")).json()["decisions"][0]
    assert (newest["kind"], newest["reason"], newest["note"]) == (
        "premium",
        "staff",
        "長年の功労による",
    )
    ended = await scene.office.post(
        f"{OFFICE}/decisions", {"numbers": [1], "premium": False, "note": "ご本人の希望による"}
    )
    assert ended.json()["done"] == [1]
    assert (await scene.member.get(f"{HERE}/standing")).json()["standing"]["tier"] == Tier.BASIC


async def test_what_the_scheme_demands_no_office_sets_aside(scene: Scene) -> None:
    decide = {"numbers": [1], "premium": True, "note": "特別に"}
    unproven = await scene.office.post(f"{OFFICE}/decisions", decide)
    assert unproven.json() == {"done": [], "refused": [{"number": 1, "reason": "not-proven"}]}
    await prove(scene.village, scene.member.account, home=KAWAKAMI)
    at_home = await scene.office.post(f"{OFFICE}/decisions", decide)
    assert at_home.json()["refused"] == [{"number": 1, "reason": "at-home"}]
    await prove(scene.village, scene.member.account, born="2010-01-01")
    minor = await scene.office.post(f"{OFFICE}/decisions", decide)
    assert minor.json()["refused"] == [{"number": 1, "reason": "no-guardian"}]
    await consent(scene.village, scene.member.account, scene.staff.account)
    grown = await scene.office.post(f"{OFFICE}/decisions", decide)
    assert grown.json()["done"] == [1]


async def test_moving_there_makes_basic_and_the_card_says_so(scene: Scene, work: Work) -> None:
    await prove(scene.village, scene.member.account)
    await work(3)
    await apply(scene.member)
    await scene.member_phone.sync()
    card = scene.member_phone.cards[KAWAKAMI]

    await prove(scene.village, scene.member.account, home=KAWAKAMI)
    standing = (await scene.member.get(f"{HERE}/standing")).json()
    assert standing["standing"]["tier"] == Tier.BASIC
    assert (standing["decisions"][0]["rule"], standing["decisions"][0]["reason"]) == (
        "R16",
        "at-home",
    )
    await scene.member_phone.sync()
    newer = scene.member_phone.cards[KAWAKAMI]
    assert newer.card != card.card
    assert newer.state is CardState.ACTIVE


async def test_the_prefecture_follows_its_municipality(village: Installation) -> None:
    await admin(village, NARA)
    office = await admin(village)
    await write_rule(office, KAWAKAMI, TODAY, FROM_TOKYO)
    somebody = await member(village)
    await prove(village, somebody.account)
    await apply(somebody)
    tiers = await _tiers(village, somebody)
    assert tiers == {"290009": Tier.PREMIUM, "294527": Tier.PREMIUM}
    await somebody.put(f"{HERE}/prefecture-link", {"refused": True})
    assert await _tiers(village, somebody) == {"294527": Tier.PREMIUM}


async def test_of_two_grants_at_once_only_the_third_is_premium(village: Installation) -> None:
    bodies = [KAWAKAMI, TENRI, 292010, 292028]
    offices = [await admin(village, body) for body in bodies]
    for office, body in zip(offices, bodies, strict=True):
        await write_rule(office, body, TODAY, FROM_TOKYO)
    somebody = await person(village)
    for body in bodies:
        await somebody.post("/api/registrations", {"body": str(body)})
    await prove(village, somebody.account)
    for body in bodies[:2]:
        await apply(somebody, body)
    both = await asyncio.gather(*(apply(somebody, body) for body in bodies[2:]))
    tiers = await _tiers(village, somebody)
    assert sorted(tiers.values()) == [Tier.BASIC, Tier.PREMIUM, Tier.PREMIUM, Tier.PREMIUM]
    reasons = {answer["decisions"][0]["reason"] for answer in both}
    assert reasons == {"requirement-met", "three-bodies"}


async def test_premium_lapses_and_late_evidence_restores_it(
    scene: Scene, work: Work, sweep: Sweep
) -> None:
    await prove(scene.village, scene.member.account)
    await work(3)
    until = (await apply(scene.member))["standing"]["premium_until"]
    # Three more days of work, which stay on the phone of a desk without a network.
    for day in (200, 201, 202):
        scene.scan(ms=scene.now + day * DAY_MS, project=scene.project)

    scene.village.clock.advance((until - scene.today) * DAY_MS)
    await sweep()
    assert (await _now(scene.village, scene.member)).standing.tier == Tier.PREMIUM  # its last day
    scene.village.clock.advance(DAY_MS)
    await sweep()
    assert (await _now(scene.village, scene.member)).standing.tier == Tier.BASIC
    newest = (await _now(scene.village, scene.member)).decisions[0]
    assert (newest.kind, newest.rule) == ("lapse", "R33")
    assert await sweep() == 0

    await scene.staff_phone.sync()
    await sweep()
    found = await _now(scene.village, scene.member)
    assert found.standing.premium_until == months_after(until + 1, 12) - 1
    assert found.decisions[0].reason == "late-evidence"


async def test_who_met_the_requirement_is_renewed_without_being_asked(
    scene: Scene, work: Work, sweep: Sweep
) -> None:
    await prove(scene.village, scene.member.account)
    await work(3)
    until = (await apply(scene.member))["standing"]["premium_until"]
    scene.village.clock.advance(100 * DAY_MS)
    await work(3)
    scene.village.clock.advance((until + 1 - scene.today) * DAY_MS)
    await sweep()
    found = await _now(scene.village, scene.member)
    assert found.standing.premium_until == months_after(until + 1, 12) - 1
    assert found.decisions[0].rule == "R15"


async def test_ten_days_bring_the_mark_to_the_card_of_a_premium_member(
    scene: Scene, work: Work, sweep: Sweep
) -> None:
    await prove(scene.village, scene.member.account)
    await work(9)
    await apply(scene.member)
    await sweep()
    await scene.member_phone.sync()
    assert not scene.member_phone.registrations[KAWAKAMI].long_stay
    scene.village.clock.advance(DAY_MS)
    await work(1)
    await sweep()
    await scene.member_phone.sync()
    assert scene.member_phone.registrations[KAWAKAMI].long_stay


async def test_a_silent_member_is_asked_and_goes_and_an_answer_keeps_them(
    village: Installation, sweep: Sweep
) -> None:
    await admin(village)
    browser = village.browser()
    made = await sign_up(browser)
    answering = Person(made.id, browser)
    await answering.post("/api/registrations", {"body": str(KAWAKAMI)})
    silent = await member(village)
    assert await sweep() == 2  # both are new
    assert await sweep() == 0

    village.clock.advance(732 * DAY_MS)
    await sweep()
    assert [one.kind for one in (await _now(village, silent)).decisions] == ["ask", "grant"]
    await sign_in(browser, made.passkey)
    assert (await answering.post(f"{HERE}/stay")).status_code == 204
    village.clock.advance(60 * DAY_MS)
    await sweep()
    assert (await _now(village, silent)).decisions[0].kind == "ask"  # the last day to answer
    village.clock.advance(DAY_MS)
    await sweep()
    last = (await _now(village, silent)).decisions[0]
    assert (last.kind, last.rule, last.reason) == ("end", "R32", "no-answer")
    kept = [one.kind for one in (await _now(village, answering)).decisions]
    assert kept == ["stay", "ask", "grant"]


async def test_whoever_is_seen_is_not_asked(scene: Scene, sweep: Sweep) -> None:
    scene.village.clock.advance(700 * DAY_MS)
    await scene.member_phone.sync()
    scene.village.clock.advance(32 * DAY_MS)
    await sweep()
    kinds = [one.kind for one in (await _now(scene.village, scene.member)).decisions]
    assert kinds == ["grant"]


async def test_a_review_is_asked_for_once_and_answered(scene: Scene) -> None:
    await apply(scene.member)
    refused = (await _now(scene.village, scene.member)).decisions[0]
    ask = f"/api/decisions/{refused.id}/review"
    other = await member(scene.village)
    assert (await other.post(ask, {"words": "?"})).status_code == 404
    assert (await scene.member.post(ask, {"words": "証明は済んでいます"})).status_code == 204
    assert (await scene.member.post(ask, {"words": "もう一度"})).status_code == 409
    (row,) = (await scene.office.get(f"{OFFICE}/desk")).json()["reviews"]
    assert (row["number"], row["decision"]["asked"]) == (1, "証明は済んでいます")

    answer = f"{OFFICE}/reviews/{refused.id}"
    assert (await scene.office.post(answer, {"answer": "確認しました"})).status_code == 204
    assert (await scene.office.post(answer, {"answer": "再び"})).status_code == 404
    told = (await _now(scene.village, scene.member)).decisions[0]
    assert told.answer == "確認しました"
    assert (await scene.office.get(f"{OFFICE}/desk")).json()["reviews"] == []


async def _now(village: Installation, somebody: Person, body: int = KAWAKAMI) -> MemberStanding:
    """As the office sees them: sessions end long before premium does."""
    async with village.database.reading() as conn:
        return await member_standing(conn, somebody.account, body, village.clock())


async def _tiers(village: Installation, somebody: Person) -> dict[str, int]:
    async with village.database.reading() as conn:
        return {one.body: one.tier.value for one in await registrations_of(conn, somebody.account)}
