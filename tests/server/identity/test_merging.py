"""One person cannot become two: a second proof joins the accounts; nothing of either is lost."""

import random
import re
from collections.abc import Callable

import httpx
import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from schemas.api import Role
from schemas.entries import Note, ProfileField, SetField, Source, Void
from schemas.feed import NoticeItem, NoticeKind, ScannerItem, StaffItem, Tier
from schemas.rulings import RulingKind, RulingReason
from schemas.views import MemberViews
from server.accounts.authority import Held, roles_of
from server.accounts.tables import account as accounts
from server.accounts.tables import account_merge, staff_role
from server.app.clock import DAY_MS, MINUTE_MS
from server.database.schema import metadata
from server.exchange.post import Postman
from server.identity.merging import ELSEWHERE, MOVED
from server.identity.tables import registration_merge
from server.office.staff import join
from server.partners.tables import partner as partners
from server.registry.members import member_of, registrations_of
from server.registry.store import decisions_of
from server.registry.tables import registration
from server.replication.tables import evidence, profile
from server.replication.views import member_views_of
from tests.server.identity.conftest import Trial
from tests.server.linked_apps.conftest import APPS, link
from tests.support.audit import assert_sound, faults_of, rebuilt
from tests.support.authenticator import Passkey, sign_in, sign_up
from tests.support.device import Device
from tests.support.identity import prove
from tests.support.installation import Installation
from tests.support.mail import mails_in
from tests.support.offices import KAWAKAMI, NARA, TENRI, Person, admin, member, person
from tests.support.scene import Scene, village_scene

MERGE = "/api/identity/merge"


@pytest.fixture
async def scene(trial: Trial) -> Scene:
    return await village_scene(trial.village)


async def ticket_of(trial: Trial, old: Person, new: Person, who: str = "sakura") -> str:
    """`old` proved who they are; then `new` does, as the same person."""
    assert (await prove(old, trial.stand_in, who)).status_code == 200
    answer = await prove(new, trial.stand_in, who)
    assert (answer.status_code, answer.json()["code"]) == (409, "identity-known-elsewhere")
    return str(answer.json()["ticket"])


async def merged(trial: Trial, old: Person, new: Person, who: str = "sakura") -> str:
    answer = await new.post(MERGE, {"ticket": await ticket_of(trial, old, new, who)})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["account"])


def names_an_account(column: sa.Column[object]) -> bool:
    refers = any(key.column is accounts.c.id for key in column.foreign_keys)
    return refers or "account" in column.name or column.name.endswith("_by")


def test_every_column_that_names_an_account_is_thought_of() -> None:
    """Who adds one decides here what becomes of it when two accounts are joined."""
    known = [str(column) for column in (*MOVED, *ELSEWHERE)]
    assert len(known) == len(set(known))
    found = {
        str(column)
        for table in metadata.tables.values()
        for column in table.columns
        if names_an_account(column)
    }
    assert found == set(known)


async def test_what_apps_were_granted_goes_over(trial: Trial, scene: Scene) -> None:
    """Where both allowed one app, it goes on knowing the person as it knew the older account; what
    the other's consent had opened is closed (R60)."""
    both = await link(scene, webhook="https://app.example/hooks")
    one = await link(scene, name="もう一つのアプリ")
    trial.village.clock.advance(1_000)
    new = await member(trial.village)
    kept, ended = await both.consent(scene.member), await both.consent(new)
    moved = await one.consent(new)
    trial.village.clock.advance(1_000)

    left = await merged(trial, scene.member, new)

    assert left == scene.member.account
    assert [who["member"] async for who in both.app.members()] == [kept["member"]]
    assert [who["member"] async for who in one.app.members()] == [moved["member"]]
    assert (await one.app.registration(moved["member"]))["number"] == 1
    (told,) = (await scene.office.get(f"{APPS}/{both.id}/deliveries")).json()
    assert told["event"] == "registration.changed"
    for tokens, status in ((kept, 200), (ended, 401)):
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        path = "/api/v1/members/me/registration"
        assert (await both.app.http.get(path, headers=bearer)).status_code == status


async def test_everything_goes_over(trial: Trial, scene: Scene) -> None:
    """Both are members of one body, each with a history; every phone has all of it afterwards."""
    old, old_phone = scene.member, scene.member_phone
    trial.village.clock.advance(DAY_MS)
    new, new_phone = await scene.new_member()
    scene.scan(of=old_phone)
    trial.village.clock.advance(DAY_MS)
    scene.scan(of=new_phone)
    own = await scene.stay(new_phone)
    kept = await scene.stay(old_phone, source=Source.MEMBER_ENTRY)
    new_phone.append(Note(scene.now, 1, own, "雪かき"))
    old_phone.append(SetField(scene.now - 5, 0, ProfileField.NAME, "前の名前"))
    new_phone.append(SetField(scene.now, 2, ProfileField.NAME, "さくら"))
    for phone in (scene.staff_phone, old_phone, new_phone):
        await phone.sync()
    scene.staff_phone.append(Void(scene.now, 9, kept, "まちがい"))
    await scene.staff_phone.sync()
    paper = await new.post(f"/api/registrations/{KAWAKAMI}/printed-cards", {"replaces": None})
    assert paper.status_code == 201, paper.text
    async with trial.village.database.reading() as conn:
        evidence_before = await conn.scalar(sa.select(sa.func.count()).select_from(evidence))

    assert await merged(trial, old, new) == old.account

    await assert_sound(trial.village.database)
    for phone in (old_phone, new_phone, scene.staff_phone):
        await phone.sync()
    fresh = await scene.new_phone(old)
    assert {one.member for one in fresh.registrations.values()} == {1}
    for phone in (old_phone, new_phone):
        assert {body: item.member for body, item in phone.registrations.items()} == {
            body: item.member for body, item in fresh.registrations.items()
        }
        assert phone.member_views() == fresh.member_views()
        assert set(phone.rulings.items()) >= set(fresh.rulings.items())
    async with trial.village.database.reading() as conn:
        assert await member_views_of(conn, old.account) == fresh.member_views()
        of_old = sa.select(sa.func.count()).where(evidence.c.account_id == old.account)
        assert await conn.scalar(of_old) == evidence_before
        assert await member_of(conn, new.account, KAWAKAMI) is None
        names = await conn.scalars(sa.select(profile.c.value))
        assert list(names) == ["さくら"]
        assert (await conn.execute(sa.select(registration_merge))).one()[:3] == (KAWAKAMI, 2, 1)
        (line,) = await conn.scalars(
            sa.select(registration.c.name).where(
                registration.c.account_id == old.account, registration.c.body == KAWAKAMI
            )
        )
        assert line == "さくら"
    lines = [row for row in scene.staff_phone.roster.values() if row.name == "さくら"]
    assert {row.member for row in lines} == {1}
    assert len(lines) == 3  # on either's phone, and on paper
    assert len(fresh.member_views().journal) == 4
    # The body's list counts one person.
    page = (await scene.office.get(f"/api/office/{KAWAKAMI}/members?standing=all")).json()
    assert [(row["number"], row["ended"]) for row in page["members"]] == [(1, False), (2, True)]


async def test_life_goes_on_afterwards(trial: Trial, scene: Scene) -> None:
    """The phones of both go on with their logs and their cards; desks know them."""
    trial.village.clock.advance(1)
    new, new_phone = await scene.new_member()
    assert await merged(trial, scene.member, new) == scene.member.account
    for phone in (scene.member_phone, new_phone):
        await phone.sync()
        scene.scan(of=phone)
        await scene.stay(phone, day=scene.today)
        await phone.sync()
    await scene.staff_phone.sync()
    await assert_sound(trial.village.database)
    async with trial.village.database.reading() as conn:
        views = await member_views_of(conn, scene.member.account)
        members = await conn.scalars(sa.select(evidence.c.member).distinct())
        assert set(members) == {1}
    assert [day.day for day in views.stay_days] == [scene.today]
    # A phone that was told to enrol anew still signs the name that it knows itself by.
    again = await scene.new_phone(Person(new.account, new.browser))
    assert again.registrations[KAWAKAMI].member == 1
    assert scene.staff_phone.attendance(scene.bath, scene.today)[0].member == 1


async def test_the_husk_signs_in_to_what_is_left(trial: Trial) -> None:
    first, second = trial.village.browser(), trial.village.browser()
    old, old_key = await _with_passkey(first)
    trial.village.clock.advance(1)
    new, new_key = await _with_passkey(second)
    await merged(trial, old, new)
    assert (await second.get("/api/account")).json()["account"] == old.account
    for key in (old_key, new_key):
        answer = await sign_in(trial.village.browser(), key)
        assert answer.json() == {"account": old.account}
    async with trial.village.database.reading() as conn:
        assert (await conn.execute(sa.select(account_merge))).one()[:2] == (
            new.account,
            old.account,
        )


async def _with_passkey(browser: httpx.AsyncClient) -> tuple[Person, Passkey]:
    made = await sign_up(browser)
    return Person(made.id, browser), made.passkey


async def test_the_older_account_stays_whoever_proved_first(trial: Trial) -> None:
    old = await person(trial.village)
    trial.village.clock.advance(1)
    new = await person(trial.village)
    assert await merged(trial, new, old) == old.account
    assert (await new.get("/api/identity")).json()["proven"]["home"] == "294411"
    (*_, (name, before, after)) = trial.heard.calls
    assert (name, before) == (old.account, None)
    assert after is not None
    assert after.account == old.account


async def test_the_older_number_may_be_the_newer_accounts(trial: Trial, scene: Scene) -> None:
    del scene
    old = await person(trial.village)
    trial.village.clock.advance(DAY_MS)
    new = await member(trial.village)
    trial.village.clock.advance(DAY_MS)
    assert (await old.post("/api/registrations", {"body": f"{KAWAKAMI}"})).status_code == 201
    assert await merged(trial, old, new) == old.account
    async with trial.village.database.reading() as conn:
        assert await member_of(conn, old.account, KAWAKAMI) == 2
        rows = await conn.execute(
            sa.select(registration.c.number, registration.c.account_id, registration.c.since_day)
            .where(registration.c.body == KAWAKAMI, registration.c.number > 1)
            .order_by(registration.c.number)
        )
        (kept, gone) = rows.all()
        assert (kept[1], gone[1]) == (old.account, new.account)
        assert kept[2] < gone[2]
        assert await conn.scalar(sa.select(sa.func.count()).select_from(accounts)) == 5
    await assert_sound(trial.village.database)


async def test_premium_programmes_notices_and_mail_go_over(trial: Trial, scene: Scene) -> None:
    """The older account is premium; the other, which proved nothing, has mail and programmes."""
    old, phone = scene.member, scene.member_phone
    assert (await prove(old, trial.stand_in, "sakura")).status_code == 200
    for _ in range(3):
        trial.village.clock.advance(DAY_MS)
        scene.scan(project=scene.project)
    await scene.staff_phone.sync()
    applied = await old.post(f"/api/registrations/{KAWAKAMI}/premium")
    assert applied.json()["standing"]["tier"] == Tier.PREMIUM
    until = applied.json()["standing"]["premium_until"]

    trial.village.clock.advance(DAY_MS)
    new, new_phone = await scene.new_member()
    assert await tell_mail(trial.village, new, "new@example.com")
    office = f"/api/office/{KAWAKAMI}/programmes"
    both, only = [
        (await scene.office.post(office, {"name": name})).json()["id"] for name in ("一つ", "二つ")
    ]
    for programme, numbers in ((both, [1, 2]), (only, [2])):
        joined = {"numbers": numbers, "belongs": True}
        answer = await scene.office.post(f"{office}/{programme}/members", joined)
        assert answer.status_code == 204
    answer = await prove(new, trial.stand_in, "sakura")
    merging = await new.post(MERGE, {"ticket": answer.json()["ticket"]})
    assert merging.json()["account"] == old.account

    found = (await scene.office.get(f"/api/office/{KAWAKAMI}/members/1/standing")).json()
    assert found["standing"]["tier"] == Tier.PREMIUM
    assert found["standing"]["premium_until"] == until
    assert found["programmes"] == [both, only]
    assert [one["members"] for one in (await scene.office.get(office)).json()] == [1, 1]
    assert (await old.get("/api/account/email")).json()["address"] == "new@example.com"
    for one in (phone, new_phone):
        await one.sync()
        assert one.registrations[KAWAKAMI].tier is Tier.PREMIUM
        kinds = [item.kind for item in one.items.values() if isinstance(item, NoticeItem)]
        assert NoticeKind.GRANTED in kinds
    await assert_sound(trial.village.database)


async def tell_mail(village: Installation, somebody: Person, address: str) -> bool:
    """They say where they get mail, and confirm it with the code that came."""
    path = "/api/account/email"
    asked = await somebody.put(path, {"address": address, "language": "ja"})
    postman: Postman = village.app.state.postman
    await postman.settled()
    (code,) = re.findall(r"\b\d{6}\b", mails_in(village)[-1]["Subject"])
    confirmed = await somebody.post(f"{path}/confirm", {"code": code})
    return asked.status_code == 200 and confirmed.status_code in (200, 204)


async def test_a_registration_that_was_over_stands_again(trial: Trial, scene: Scene) -> None:
    """A stay in between, which was refused then, counts now: the person was registered."""
    old, old_phone = scene.member, scene.member_phone
    await old.delete(f"/api/registrations/{KAWAKAMI}")
    trial.village.clock.advance(DAY_MS)
    new, new_phone = await scene.new_member()
    stay = await scene.stay(old_phone)
    await old_phone.sync()
    refusal = old_phone.rulings[stay]
    assert (refusal.kind, refusal.reason) == (RulingKind.REJECTED, RulingReason.NOT_REGISTERED)
    await merged(trial, old, new)
    await assert_sound(trial.village.database)
    await old_phone.sync()
    await new_phone.sync()
    assert old_phone.rulings[stay].kind is RulingKind.ACCEPTED
    assert old_phone.registrations[KAWAKAMI].member == new_phone.registrations[KAWAKAMI].member == 1
    assert not old_phone.registrations[KAWAKAMI].ended
    assert [day.day for day in new_phone.member_views().stay_days] == [scene.today]


async def test_nobody_vouches_for_themselves(trial: Trial, scene: Scene) -> None:
    """Staff scanned a card that turns out to be their own (R26): it counts no more, and their
    colleague's scan of the same picture is a copy no more."""
    colleague = await scene.new_phone(scene.office)
    scene.scan(ms=scene.now, drift=2)
    scene.scan(colleague, ms=scene.now, drift=2)
    await scene.staff_phone.sync()
    await colleague.sync()
    await merged(trial, scene.member, scene.staff)
    await assert_sound(trial.village.database)
    await scene.staff_phone.sync()
    await colleague.sync()
    ruling = scene.staff_phone.ruling(1)
    assert ruling is not None
    assert (ruling.kind, ruling.reason) == (RulingKind.REJECTED, RulingReason.NOT_PERMITTED)
    assert colleague.rulings[colleague.ref(1)].kind is RulingKind.ACCEPTED
    async with trial.village.database.reading() as conn:
        assert await roles_of(conn, scene.staff.account) in ([], [Held(KAWAKAMI, Role.STAFF)])


async def test_roles_go_over(trial: Trial, scene: Scene) -> None:
    """A role that both hold is held once; what was done by the other one's stays good."""
    trial.village.clock.advance(1)
    other = await person(trial.village)
    async with trial.village.database.writing() as conn:
        await join(conn, other.account, KAWAKAMI, Role.STAFF, trial.village.clock())
    phone = await scene.new_phone(other)
    scene.scan(phone)
    await phone.sync()
    trial.village.clock.advance(MINUTE_MS)
    chief = await admin(trial.village, TENRI)
    await merged(trial, scene.staff, other)
    assert await merged(trial, scene.staff, chief) == scene.staff.account
    await assert_sound(trial.village.database)
    async with trial.village.database.reading() as conn:
        assert await roles_of(conn, scene.staff.account) == [
            Held(TENRI, Role.ADMIN),
            Held(KAWAKAMI, Role.STAFF),
        ]
        ended = sa.select(sa.func.count()).where(staff_role.c.ended_ms.is_not(None))
        assert await conn.scalar(ended) == 1
    await phone.sync()
    await scene.staff_phone.sync()
    for one in (phone, scene.staff_phone):
        roles = {
            item.body: item.ended for item in one.items.values() if isinstance(item, StaffItem)
        }
        assert roles == {KAWAKAMI: False, TENRI: False}
        assert len(one.roster) == 1
    assert (await chief.get(f"/api/office/{TENRI}")).status_code == 200
    scene.scan(phone)
    await phone.sync()
    assert phone.ruling(2) is None


async def test_a_refused_link_stays_refused(trial: Trial, scene: Scene) -> None:
    """R03: a registration with the prefecture that the other account's link brought ends."""
    del scene
    await admin(trial.village, NARA)
    await admin(trial.village, TENRI)
    old = await person(trial.village)
    wish = {"body": f"{KAWAKAMI}", "refuse_prefecture": True}
    assert (await old.post("/api/registrations", wish)).status_code == 201
    new = await person(trial.village)
    answer = await new.post("/api/registrations", {"body": f"{TENRI}"})
    assert {row["body"] for row in answer.json()} == {f"{TENRI}", f"{NARA}"}
    phone_of_new = await Scene.new_phone(_scene_of(trial), new)
    left = await merged(trial, old, new)
    async with trial.village.database.reading() as conn:
        held = await registrations_of(conn, left)
        assert {row.body for row in held} == {f"{KAWAKAMI}", f"{TENRI}"}
        assert all(row.prefecture_refused for row in held)
        assert [d[:4] for d in await decisions_of(conn, left)][-1] == (
            NARA,
            "end",
            "R03",
            "link-refused",
        )
    await phone_of_new.sync()
    assert phone_of_new.registrations[NARA].ended
    await assert_sound(trial.village.database)


def _scene_of(trial: Trial) -> Scene:
    """Only for what `new_phone` needs, which is nothing of it."""
    scene = Scene.__new__(Scene)
    scene.village = trial.village
    return scene


async def test_answers_to_the_survey_go_over(trial: Trial, scene: Scene) -> None:
    new, _ = await scene.new_member()
    path = f"/api/registrations/{KAWAKAMI}/survey"
    questions = (await new.get(f"/api/bodies/{KAWAKAMI}/survey")).json()["questions"]
    first = questions[0]
    answers = {first["id"]: [first["choices"][0]["id"]] if first.get("choices") else ["x"]}
    sent = await new.put(path, {"answers": answers})
    assert sent.status_code == 204, sent.text
    left = await merged(trial, scene.member, new)
    async with trial.village.database.reading() as conn:
        assert [row.survey_answered for row in await registrations_of(conn, left)] == [True]


async def test_a_ticket_is_good_once_for_one_session_and_ten_minutes(trial: Trial) -> None:
    old, new, other = [await person(trial.village) for _ in range(3)]
    ticket = await ticket_of(trial, old, new)
    for somebody, text in ((old, ticket), (other, ticket), (new, "made-up")):
        answer = await somebody.post(MERGE, {"ticket": text})
        assert (answer.status_code, answer.json()["code"]) == (400, "code-refused")
    assert (await new.post(MERGE, {"ticket": ticket})).status_code == 200
    assert (await new.post(MERGE, {"ticket": ticket})).status_code == 400
    late = await person(trial.village)
    ticket = str((await prove(late, trial.stand_in, "sakura")).json()["ticket"])
    trial.village.clock.advance(10 * MINUTE_MS)
    assert (await late.post(MERGE, {"ticket": ticket})).status_code == 400
    # Nothing was bound: nobody else's proof was touched by it.
    assert (await late.get("/api/identity")).json()["proven"] is None
    assert (await old.get("/api/identity")).json()["proven"]["home"] == "294411"


async def test_three_accounts_of_one_person(trial: Trial) -> None:
    people = []
    for _ in range(3):
        trial.village.clock.advance(1)
        people.append(await person(trial.village))
    first, second, third = people
    assert await merged(trial, third, second) == second.account
    answer = await prove(first, trial.stand_in, "sakura")
    left = await first.post(MERGE, {"ticket": answer.json()["ticket"]})
    assert left.json() == {"account": first.account}
    async with trial.village.database.reading() as conn:
        rows = await conn.execute(sa.select(account_merge.c.account_id, account_merge.c.into_id))
        assert dict(rows.all()) == {
            third.account: first.account,
            second.account: first.account,
        }
    for one in people:
        assert (await one.get("/api/account")).json()["account"] == first.account


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_two_accounts_did(trial: Trial, scene: Scene, seed: int) -> None:
    """Any past: after the join everything shown follows from the logs, and the phones agree."""
    chance = random.Random(seed)  # noqa: S311 - a test's own dice
    staff_person, staff_phone = scene.staff, scene.staff_phone
    one, one_phone = scene.member, scene.member_phone
    trial.village.clock.advance(chance.choice((0, DAY_MS)))
    two, two_phone = await scene.new_member()
    if chance.random() < 0.5:
        async with trial.village.database.writing() as conn:
            await join(conn, two.account, KAWAKAMI, Role.STAFF, trial.village.clock())
    phones = [one_phone, two_phone, staff_phone]
    refs = []

    async def stay(phone: Device) -> None:
        refs.append(
            await scene.stay(
                phone, source=chance.choice((Source.PRINTED_CODE, Source.MEMBER_ENTRY))
            )
        )

    async def scan(phone: Device) -> None:
        of = chance.choice((one_phone, two_phone))
        refs.append(scene.scan(phone, of, drift=chance.choice((0, 0, 4))))

    async def note(phone: Device) -> None:
        if refs:
            phone.append(Note(scene.now, chance.randrange(9), chance.choice(refs), "メモ"))

    async def void(phone: Device) -> None:
        if refs:
            phone.append(Void(scene.now, chance.randrange(9), chance.choice(refs), "取り消し"))

    async def name(phone: Device) -> None:
        phone.append(
            SetField(scene.now, chance.randrange(9), ProfileField.NAME, chance.choice("春夏秋冬"))
        )

    async def leave(_phone: Device) -> None:
        await chance.choice((one, two)).delete(f"/api/registrations/{KAWAKAMI}")

    async def come_back(_phone: Device) -> None:
        await chance.choice((one, two)).post("/api/registrations", {"body": f"{KAWAKAMI}"})

    acts: list[Callable[[Device], object]] = [stay, stay, scan, scan, scan, note, void, name]
    acts += [leave] if chance.random() < 0.3 else []
    for _ in range(40):
        await chance.choice(acts)(chance.choice(phones))  # type: ignore[misc] # all are coroutines
        if chance.random() < 0.3:
            await chance.choice(phones).sync()
            trial.village.clock.advance(chance.choice((1, 60_000, DAY_MS)))
    for phone in phones:
        await phone.sync()
    await come_back(one_phone)
    await assert_sound_but_for_coming_back(trial)
    pairs = [(one, two), (two, one), (staff_person, two)]
    old, new = chance.choice(pairs)
    await merged(trial, old, new)
    await assert_sound(trial.village.database)
    for phone in phones:
        await phone.sync()
    mine = [
        phone
        for phone, who in zip(phones, (one, two, staff_person), strict=True)
        if who in (old, new)
    ]
    fresh = await scene.new_phone(old)
    for phone in mine:
        assert counting(phone) == counting(fresh)
    # And again, with what comes later.
    for phone in phones:
        await stay(phone)
        await phone.sync()
    await assert_sound(trial.village.database)


def counting(phone: Device) -> MemberViews:
    """What a phone shows, without what counts no more: a desk's own phone keeps a scan of its
    holder among its own acts, not in their history."""
    views = phone.member_views()
    standing = [item for item in views.journal if item.ruling is not RulingKind.REJECTED]
    return replace(views, journal=standing)


async def assert_sound_but_for_coming_back(trial: Trial) -> None:
    """Who left and came back: a stay in between reads otherwise since, merge or not."""
    assert await faults_of(trial.village.database) == []
    await rebuilt(trial.village.database, trial.village.clock())


async def test_roles_of_partners_go_over(trial: Trial, scene: Scene) -> None:
    """R04: who scans for a partner does so after the merge, and is still nobody's staff."""
    trial.village.clock.advance(1)
    helper = await person(trial.village)
    trial.village.clock.advance(MINUTE_MS)
    other = await person(trial.village)
    async with trial.village.database.writing() as conn:
        row = {"body": KAWAKAMI, "name": "自治会", "english": "", "kind": "residents"}
        row |= {"contact": "", "designated": False, "basis": "", "made_ms": 1, "version": 1}
        partner = await conn.scalar(partners.insert().values(**row).returning(partners.c.id))
        now = trial.village.clock()
        await join(conn, other.account, KAWAKAMI, Role.SCANNER, now, partner)
    phone = await scene.new_phone(helper)
    trial.village.clock.advance(MINUTE_MS)
    assert await merged(trial, helper, other) == helper.account
    await phone.sync()
    told = [item for item in phone.items.values() if isinstance(item, ScannerItem)]
    assert [(item.partner, item.ended) for item in told] == [(partner, False)]
    assert not [item for item in phone.items.values() if isinstance(item, StaffItem)]
    assert phone.roster == {}
