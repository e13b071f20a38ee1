"""The sample village: built once, whole, and on nothing that is in use."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from webauthn.helpers import base64url_to_bytes

from schemas.feed import TrustItem
from server.accounts.devices import MAX_DEVICES
from server.accounts.people import add_account
from server.app.clock import DAY_MS, SECOND_MS
from server.app.instance import WrongDatabase
from server.cards import trust_list
from server.cards.verify import Context, judge
from server.replication.tables import feed_item, ruling
from server.sample.build import build
from server.sample.village import PEOPLE, PREFECTURE, VILLAGE, account_of
from tests.support.authenticator import enrol
from tests.support.installation import Installation, installation
from tests.support.lists import known_status
from tests.support.offices import Person, told

VERDICTS = [
    "valid",
    "expired",
    "revoked",
    "wrong_body",
    "stale",
    "not_yet_valid",
    "unknown_issuer",
    "not_ours",
    "valid",
]
"""Of the sample cards, in their order."""


@pytest.fixture
async def sample(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Installation]:
    """A village at home in a file, as `furusato sample` keeps it."""
    async with installation(sqlite_url, tmp_path, sample=True) as opened:
        await build(opened.database, opened.keystore, opened.clock)
        yield opened


async def enter(sample: Installation, persona: str) -> Person:
    visitor = Person(account_of(persona), sample.browser())
    answer = await visitor.post("/api/sample/enter", {"persona": persona})
    assert answer.status_code == 200, answer.text
    return visitor


async def test_the_village_can_be_seen_from_four_sides(sample: Installation) -> None:
    personas = (await sample.client.get("/api/sample/personas")).json()
    assert [persona["id"] for persona in personas] == ["member", "staff", "office", "organiser"]

    member = await enter(sample, "member")
    account = (await member.get("/api/account")).json()
    assert [held["body"] for held in account["registrations"]] == ["290009", "294527"]
    views = (await member.get("/api/views")).json()["views"]
    assert views["name"] == "森本 さくら"
    assert len(views["stay_days"]) > 5
    assert len(views["activity_days"]) > 2
    assert any(item["notes"] for item in views["journal"])

    staff = await enter(sample, "staff")
    places = (await staff.get(f"/api/office/{VILLAGE}/places")).json()
    assert [place["kind"] for place in places] == ["bath", "museum", "lodging", "shelter"]

    organiser = await enter(sample, "organiser")
    (held,) = (await organiser.get("/api/account")).json()["roles"]
    theirs = f"/api/office/{VILLAGE}/partners/{held['partner']}"
    assert (await organiser.get(theirs)).json()["name"] == "源流の森守り(見本)"
    assert len((await organiser.get(f"{theirs}/people")).json()) == 1

    office = await enter(sample, "office")
    figures = (await office.get(f"/api/office/{VILLAGE}")).json()
    assert figures["members_basic"] + figures["members_premium"] == len(PEOPLE)
    assert figures["members_premium"] == 2
    desk = (await office.get(f"/api/office/{VILLAGE}/desk")).json()
    assert [one["name"] for one in desk["decisions"]] == ["山田 千尋"]
    assert [one["name"] for one in desk["evidence"]] == ["佐々木 亮"]
    assert [one["name"] for one in desk["reviews"]] == ["田中 健一"]
    assert (figures["places"], figures["projects"], figures["staff"]) == (4, 5, 2)
    assert sum(figures["records_by_day"]) > 20
    page = (await office.get(f"/api/office/{VILLAGE}/members")).json()
    assert [row["name"] for row in page["members"][:2]] == ["田中 健一", "鈴木 あや"]
    instance = (await sample.client.get("/api/instance")).json()
    assert (instance["sample"], instance["empty"]) == (True, False)
    assert instance["participating"] == [str(PREFECTURE), str(VILLAGE)]


async def test_it_gives_its_members_something(sample: Installation) -> None:
    """Benefits, a subsidy that waits and one that is paid, and an agreement to be taken in."""
    office = await enter(sample, "office")
    path = f"/api/office/{VILLAGE}"
    benefits = (await office.get(f"{path}/benefits")).json()
    assert [one["state"] for one in benefits] == ["published"] * 4
    assert not [one for one in benefits if one["findings"]]
    desk = (await office.get(f"{path}/subsidies")).json()
    (row,) = desk["waiting"]
    assert (row["member"], row["days"], row["days_recorded"]) == ("佐藤 誠", 1, 1)
    assert row["calculation"]["amount"] == 3_200
    ((amount, state),) = [(one["amount"], one["state"]) for one in desk["done"]]
    assert (amount, state) == (13_800, "paid")
    refuge = (await office.get(f"{path}/refuge")).json()
    assert (refuge["consents"], refuge["people"]) == (1, 3)


async def test_its_history_stands_and_building_again_changes_nothing(sample: Installation) -> None:
    async with sample.database.reading() as conn:
        assert await conn.scalar(sa.select(sa.func.count()).select_from(ruling)) == 0

    async def items() -> int:
        async with sample.database.reading() as conn:
            return int(await conn.scalar(sa.select(sa.func.sum(feed_item.c.seq))) or 0)

    before = await items()
    await build(sample.database, sample.keystore, sample.clock)
    assert await items() == before


async def test_each_sample_card_gets_its_answer_however_old_the_village_is(
    sample: Installation,
) -> None:
    for days in (0, 13, 17, 170):
        sample.clock.advance(days * DAY_MS)
        cards = (await sample.client.get("/api/sample/cards")).json()
        now = sample.clock() // SECOND_MS

        items = await told(sample, account_of("staff"))
        root = base64url_to_bytes((await sample.client.get("/api/instance")).json()["root_key"])
        (signed,) = [item.signed for item in items if isinstance(item, TrustItem)]
        trust = trust_list.verify(signed, root)
        context = Context(
            trust=trust,
            status_lists={VILLAGE: known_status(items, VILLAGE, trust)},
            accepted=frozenset({VILLAGE}),
            max_list_age=365 * 86400,
        )
        assert [judge(card["text"], context, now).kind for card in cards] == VERDICTS
        assert all(card["label"] and card["label_english"] for card in cards)


async def test_visitors_never_run_out_of_devices(sample: Installation) -> None:
    for _ in range(MAX_DEVICES + 2):
        visitor = await enter(sample, "member")
        await enrol(visitor.browser, visitor.account)
        sample.clock.advance(1000)

    for persona in ("", "admin", "tanaka", "sample-office"):
        stranger = Person("", sample.browser())
        answer = await stranger.post("/api/sample/enter", {"persona": persona})
        assert answer.status_code == 404


async def test_a_database_in_use_is_left_alone(village: Installation) -> None:
    async with village.database.writing() as conn:
        await add_account(conn, "somebody", village.clock())
    with pytest.raises(WrongDatabase):
        await build(village.database, village.keystore, village.clock)


async def test_an_ordinary_installation_has_no_way_in_without_a_passkey(
    village: Installation,
) -> None:
    visitor = Person("", village.browser())
    entered = await visitor.post("/api/sample/enter", {"persona": "office"})
    assert entered.status_code in {404, 405}
    for path in ("/api/sample/personas", "/api/sample/cards"):
        answer = await visitor.get(path)
        assert answer.status_code == 404, answer.text


async def test_a_half_built_village_is_no_village(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole history is one transaction: what broke leaves an empty database behind."""

    async def stop(*_: object) -> None:
        raise InterruptedError

    async with installation(database_url, tmp_path, sample=True) as opened:
        with monkeypatch.context() as broken:
            broken.setattr("server.sample.build.revoke_cards_of_member", stop)
            with pytest.raises(InterruptedError):
                await build(opened.database, opened.keystore, opened.clock)
        assert (await opened.client.get("/api/instance")).json()["empty"] is True
        await build(opened.database, opened.keystore, opened.clock)
        assert (await opened.client.get("/api/instance")).json()["empty"] is False
