"""What the office's statistics count: each person once, the home left out (R16, R45)."""

import random

import sqlalchemy as sa
from msgspec.structs import replace

from schemas.api import Role
from schemas.entries import Party, Source, Use, Void
from schemas.feed import Tier
from schemas.standing import Held
from schemas.standing import Person as Somebody
from server.accounts.tables import account, account_merge
from server.app.clock import DAY_MS
from server.figures.presence import distrust_days
from server.figures.recount import keep_figures
from server.figures.tables import counted_day
from server.registry.tables import registration
from server.replication.tables import evidence
from server.sweep.run import no_progress
from sync.scheme.bodies import counted_in_statistics, prefecture_of
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, NARA, TENRI, admin, colleague, member, person
from tests.support.proofs import prove, write_proof
from tests.support.scenarios import CODES, all_scenarios, people_at_checks
from tests.support.scene import village_scene

OFFICE = f"/api/office/{KAWAKAMI}/figures"
PREFECTURE = f"/api/office/{NARA:06d}/figures"
KYOTO = 261009


def parts(some: list[dict[str, object]]) -> dict[object, object]:
    return {one["key"]: one["people"] for one in some if one["people"]}


async def test_before_anything_was_counted_nothing_is_told(village: Installation) -> None:
    office = await admin(village)
    told = (await office.get(OFFICE)).json()
    assert (told["made"], told["members"], told["within"]) == (None, None, None)
    assert [one["month"] for one in told["months"]][::12] == ["2025-11", "2026-11"]
    counted = (await office.post(OFFICE)).json()
    assert counted["made"] == village.clock()
    assert (counted["members"]["people"], counted["active"], counted["cohorts"]) == (0, 0, [])
    assert (await office.get(OFFICE)).json() == counted


async def test_members_are_counted_by_what_is_known_of_them(village: Installation) -> None:
    office = await admin(village)
    people = [await member(village) for _ in range(4)]
    await prove(village, people[0].account, home=KYOTO, born="1976-11-24")
    await prove(village, people[1].account, home=0, born="1976-11-23")
    await prove(village, people[2].account, home=KAWAKAMI)
    told = (await office.post(OFFICE)).json()
    members = told["members"]
    assert (members["people"], members["count"], told["at_home"]) == (3, 3, 1)
    assert parts(members["tiers"]) == {"basic": 3}
    assert parts(members["residence"]) == {"26": 1, "other": 1, "unproven": 1}
    assert parts(members["ages"]) == {"40": 1, "50": 1, "unproven": 1}
    assert told["months"][-1]["joined"] == 3
    village.clock.advance(DAY_MS)
    assert parts((await office.post(OFFICE)).json()["members"]["ages"]) == {"50": 2, "unproven": 1}


async def test_days_uses_and_cohorts_follow_the_records(village: Installation) -> None:
    scene = await village_scene(village)
    await scene.stay()
    await scene.member_phone.sync()
    village.clock.advance(DAY_MS)
    seen = scene.scan(project=scene.project)
    again = scene.scan()  # the same day again is no other day
    await scene.staff_phone.sync()
    await scene.member_phone.sync()
    village.clock.advance(DAY_MS)
    await scene.stay(source=Source.MEMBER_ENTRY)
    await scene.member_phone.sync()

    told = (await scene.office.post(OFFICE)).json()
    month = told["months"][-1]
    assert (month["stay_people"], month["stay_days"]) == (1, 2)
    assert (month["activity_people"], month["activity_days"]) == (1, 1)
    assert told["active"] == 1
    assert told["cohorts"] == [{"month": "2026-11", "joined": 1, "kept": [1]}]

    # Staff's word makes the third day count, as the rules have it.
    (evidence,) = (await scene.office.get(f"/api/office/{KAWAKAMI}/desk")).json()["evidence"]
    named = {"device": evidence["device"], "first": evidence["first"]}
    confirmed = {"evidence": [named], "confirmed": True}
    await scene.office.post(f"/api/office/{KAWAKAMI}/evidence", confirmed)
    month = (await scene.office.post(OFFICE)).json()["months"][-1]
    assert (month["stay_people"], month["stay_days"]) == (1, 3)

    # What was taken back counts no more (R27), here or in the month's sum.
    scene.staff_phone.append(Void(scene.now, 9, again, "読み間違い"))
    await scene.staff_phone.sync()
    month = (await scene.office.post(OFFICE)).json()["months"][-1]
    assert (month["stay_days"], month["activity_days"]) == (3, 1)
    scene.staff_phone.append(Void(scene.now, 10, seen, "読み間違い"))
    await scene.staff_phone.sync()
    month = (await scene.office.post(OFFICE)).json()["months"][-1]
    assert (month["stay_days"], month["activity_days"]) == (2, 0)
    scene.scan(project=scene.project)
    await scene.staff_phone.sync()
    month = (await scene.office.post(OFFICE)).json()["months"][-1]
    assert (month["stay_days"], month["activity_days"]) == (2, 1)

    # A project that is designated no longer makes no day of activity.
    project = {"name": "水源地の森", "english": "", "place": None, "designated": False}
    path = f"/api/office/{KAWAKAMI}/projects/{scene.project}"
    assert (await scene.office.put(path, project)).status_code == 200
    month = (await scene.office.post(OFFICE)).json()["months"][-1]
    assert (month["stay_days"], month["activity_days"]) == (2, 0)

    # Who moves in is no related population any more.
    await prove(village, scene.member.account, home=KAWAKAMI)
    told = (await scene.office.post(OFFICE)).json()
    month = told["months"][-1]
    assert (month["stay_days"], told["active"], told["at_home"]) == (0, 0, 1)


async def test_a_month_that_is_over_stays_as_it_was(village: Installation) -> None:
    scene = await village_scene(village)
    scene.scan()
    await scene.staff_phone.sync()
    await keep_figures(village.database, village.keystore, village.clock, no_progress)
    village.clock.advance(8 * DAY_MS)
    await member(village)
    await keep_figures(village.database, village.keystore, village.clock, no_progress)
    await prove(village, scene.member.account, home=KAWAKAMI)
    village.clock.advance(DAY_MS)
    done = await keep_figures(village.database, village.keystore, village.clock, no_progress)
    assert done == 1
    told = (await scene.office.get(OFFICE)).json()
    before, now = told["months"][-2:]
    assert (before["month"], before["members"], before["stay_days"]) == ("2026-11", 2, 1)
    assert (now["month"], now["members"], now["joined"]) == ("2026-12", 1, 1)
    assert (before["joined"], before["left"]) == (1, 0)
    earlier = (await scene.office.get(f"{OFFICE}?month=2026-11")).json()
    assert (earlier["members"]["people"], earlier["cohorts"]) == (2, [])
    # Asked again on the same day, nothing is left to do; after a rebuild of the evidence all is.
    assert not await keep_figures(village.database, village.keystore, village.clock, no_progress)
    async with village.database.writing() as conn:
        await distrust_days(conn)
    again = await keep_figures(village.database, village.keystore, village.clock, no_progress)
    assert again == 1
    unchanged = (await scene.office.get(f"{OFFICE}?month=2026-11")).json()
    assert {**unchanged, "made": 0} == {**earlier, "made": 0}


async def test_who_leaves_is_counted_in_the_month(village: Installation) -> None:
    office = await admin(village)
    people = [await member(village) for _ in range(3)]
    village.clock.advance(28 * DAY_MS)
    await people[0].delete(f"/api/registrations/{KAWAKAMI}")
    told = (await office.post(OFFICE)).json()
    assert told["members"]["people"] == 2
    assert [(one["joined"], one["left"]) for one in told["months"][-2:]] == [(3, 0), (0, 1)]
    assert told["cohorts"] == [{"month": "2026-11", "joined": 3, "kept": [3, 2]}]


async def test_a_prefecture_sees_its_municipalities_counted_once(village: Installation) -> None:
    await admin(village)
    await admin(village, TENRI)
    prefecture = await admin(village, NARA)
    both, one, home = [await member(village) for _ in range(3)]
    for somebody in (both, home):
        answer = await somebody.post("/api/registrations", {"body": f"{TENRI:06d}"})
        assert answer.status_code == 201
    await prove(village, home.account, home=TENRI)
    told = (await prefecture.post(PREFECTURE)).json()
    # At home in Tenri: of the related population of Kawakami, and neither of Tenri nor of Nara.
    assert (told["members"]["people"], told["at_home"]) == (2, 1)
    within = told["within"]
    assert (within["people"], within["count"]) == (3, 4)
    assert parts(within["tiers"]) == {"basic": 3}
    assert one.account != both.account


async def test_only_the_bodys_own_office_and_readers_see_them(village: Installation) -> None:
    await admin(village)
    other = await admin(village, NARA)
    staff = await colleague(village, KAWAKAMI, Role.STAFF)
    clerk = await colleague(village, KAWAKAMI, Role.CLERK)
    reader = await colleague(village, NARA, Role.READER)
    for somebody, path, status in (
        (other, OFFICE, 403),
        (staff, OFFICE, 403),
        (reader, OFFICE, 403),
        (clerk, OFFICE, 200),
        (reader, PREFECTURE, 200),
    ):
        assert (await somebody.get(path)).status_code == status
        assert (await somebody.post(path)).status_code == status
    assert (await person(village)).account
    for month in ("2026-12", "2026-13"):
        assert (await clerk.get(f"{OFFICE}?month={month}")).status_code == 400


async def test_the_counting_basis_is_that_of_the_scenarios(village: Installation) -> None:
    """Everyone whom the scenarios count, is counted by the statements with the same bodies."""
    cases = [
        somebody
        for scenario in all_scenarios()
        for check, somebody in people_at_checks(scenario)
        if "statistics" in check or scenario["file"] == "home"
    ]
    assert len(cases) > 10
    offices = {body: await admin(village, body) for body in sorted(set(CODES.values()))}
    expected = dict.fromkeys(offices, 0)
    async with village.database.writing() as conn:
        await conn.execute(sa.delete(counted_day))
        for at, somebody in enumerate(cases):
            await write_person(conn, f"scenario{at:024d}", at, somebody)
            for body in counted_in_statistics(somebody):
                expected[body] += 1
    for body, office in offices.items():
        told = (await office.post(f"/api/office/{body:06d}/figures")).json()
        assert told["members"]["people"] == expected[body], body


async def write_person(conn, name: str, at: int, somebody: Somebody) -> None:  # type: ignore[no-untyped-def] # a connection
    await conn.execute(account.insert().values(id=name, created_ms=0, last_access_ms=0))
    for held in somebody.held:
        await conn.execute(
            registration.insert().values(
                body=held.body,
                number=1000 + at,
                account_id=name,
                tier=held.tier,
                since_day=20_000,
                long_stay=held.long_stay,
                linked=held.linked,
                name="",
                version=1,
            )
        )
    if somebody.proven:
        await write_proof(conn, name, home=somebody.home)


async def test_uses_of_facilities_and_what_they_cost_are_counted(village: Installation) -> None:
    scene = await village_scene(village)
    facility = {"prices": [{"name": "大人", "general": 800, "resident": 300}]}
    path = f"/api/office/{KAWAKAMI}/places/{scene.bath}/facility"
    assert (await scene.office.put(path, facility)).status_code == 200
    card = scene.member_phone.cards[KAWAKAMI].card
    use = Use(scene.now, 0, scene.bath, KAWAKAMI, card, [Party(1, 3)], 900)
    taken_back = scene.staff_phone.append(use)
    again = Use(scene.now, 1, scene.bath, KAWAKAMI, card, [Party(1, 1)], 300)
    scene.staff_phone.append(again)
    await scene.staff_phone.sync()

    async def month() -> tuple[int, int, int, int]:
        one = (await scene.office.post(OFFICE)).json()["months"][-1]
        return one["use_people"], one["uses"], one["paid"], one["reduced"]

    assert await month() == (1, 2, 1200, 2000)
    scene.staff_phone.append(Void(scene.now, 2, taken_back, "打ち間違い"))
    await scene.staff_phone.sync()
    assert await month() == (1, 1, 300, 500)


async def test_two_accounts_of_one_person_become_one_persons_days(village: Installation) -> None:
    scene = await village_scene(village)
    scene.scan()
    await scene.staff_phone.sync()
    assert (await scene.office.post(OFFICE)).json()["months"][-1]["stay_people"] == 1
    into = await member(village)
    async with village.database.writing() as conn:
        moved = evidence.update().where(evidence.c.account_id == scene.member.account)
        await conn.execute(moved.values(account_id=into.account))
        merged = {"account_id": scene.member.account, "into_id": into.account}
        await conn.execute(account_merge.insert().values(**merged, merged_ms=village.clock()))
    month = (await scene.office.post(OFFICE)).json()["months"][-1]
    assert (month["stay_people"], month["stay_days"]) == (1, 1)
    async with village.database.reading() as conn:
        assert list(await conn.scalars(sa.select(counted_day.c.account_id))) == [into.account]


async def test_a_prefectures_sum_is_what_counting_one_by_one_gives(village: Installation) -> None:
    """People drawn by chance, registered here and there, some at home: told by the scheme's own
    rule, person by person, and by the statements."""
    chance = random.Random(16)  # noqa: S311 - the same people each time
    prefecture = await admin(village, NARA)
    bodies = [KAWAKAMI, TENRI, 292010, NARA, KYOTO]
    once: dict[str, int] = {"basic": 0, "premium": 0}
    each = 0
    async with village.database.writing() as conn:
        for at in range(120):
            held = [
                Held(body, chance.choice([Tier.BASIC, Tier.PREMIUM]))
                for body in sorted({chance.choice(bodies) for _ in range(chance.randint(1, 4))})
            ]
            somebody = Somebody(
                proven=chance.random() < 0.7,
                home=chance.choice([0, KAWAKAMI, TENRI, 271004]),
                held=held,
            )
            if not somebody.proven:
                somebody = replace(somebody, home=0)
            await write_person(conn, f"drawn{at:027d}", at, somebody)
            counted = [
                one
                for one in held
                if one.body in counted_in_statistics(somebody)
                and one.body != NARA
                and prefecture_of(one.body) == NARA
            ]
            each += len(counted)
            if counted:
                best = max(one.tier for one in counted)
                once["premium" if best == Tier.PREMIUM else "basic"] += 1
    within = (await prefecture.post(PREFECTURE)).json()["within"]
    assert (within["people"], within["count"]) == (sum(once.values()), each)
    assert parts(within["tiers"]) == once
