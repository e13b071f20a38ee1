"""One-day cards: given where the body chose so, to phones that made keys; unlinkable, and yet
whoever was scanned is known."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes

from schemas.entries import CardKeys, CheckIn
from schemas.feed import CardItem, CardPolicyItem, CardState, TrustItem
from schemas.rulings import RulingKind, RulingReason
from server.app.clock import DAY_MS
from server.cards import cose
from server.cards.credential import Claims, unpack
from server.cards.day_store import BLOCK, MAX_NUMBER
from server.cards.key_change import next_key
from server.cards.keystore import body_key
from server.cards.presentation import STEP_SECONDS, present
from server.cards.rules import MAX_SPARE_KEYS, STRIP_DAYS
from server.cards.status_list import StatusList
from server.cards.tables import card_series
from server.cards.trust_list import TrustList
from server.cards.trust_list import verify as verify_trust
from server.cards.verify import Context, Kind, judge
from sync.calendar import day_of, start_of
from tests.support.audit import assert_sound
from tests.support.device import Device
from tests.support.installation import Installation
from tests.support.lists import known_status
from tests.support.offices import KAWAKAMI, NARA, admin
from tests.support.scene import Scene, village_scene

HOUR_MS = 3_600_000
POLICY = f"/api/office/{KAWAKAMI:06d}/cards"


@pytest.fixture
async def scene(village: Installation) -> Scene:
    made = await village_scene(village)
    village.clock.advance(DAY_MS)  # no key vouches for the day on which it was made
    await choose(made, daily=True)
    return made


async def choose(scene: Scene, *, daily: bool) -> None:
    answer = await scene.office.put(POLICY, {"daily": daily})
    assert answer.json() == {"daily": daily}, answer.text


def make_keys(count: int = STRIP_DAYS) -> dict[bytes, ec.EllipticCurvePrivateKey]:
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(count)]
    return {cose.compressed(key.public_key()): key for key in keys}


async def ask(
    scene: Scene, count: int = STRIP_DAYS, phone: Device | None = None, body: int = KAWAKAMI
) -> dict[bytes, ec.EllipticCurvePrivateKey]:
    """A phone makes keys and syncs."""
    device, keys = phone or scene.member_phone, make_keys(count)
    device.append(CardKeys(scene.now, 0, body, list(keys)))
    await device.sync()
    return keys


def claims_of(card: CardItem) -> Claims:
    return unpack(card.credential).claims


def day_of_card(card: CardItem) -> int:
    return day_of((card.not_before + 3600) * 1000)


async def verdict(
    scene: Scene, card: CardItem, key: ec.EllipticCurvePrivateKey, at_ms: int
) -> Kind:
    """What a phone of the village's staff says when the card is shown to it at an instant."""
    await scene.staff_phone.sync()
    trust, status = await lists(scene)
    seconds = at_ms // 1000
    text = present(
        card.credential, seconds // STEP_SECONDS, lambda message: cose.sign_raw(key, message)
    )
    context = Context(trust, {KAWAKAMI: status}, frozenset({KAWAKAMI}), 60 * 86400)
    return judge(text, context, seconds).kind


async def lists(scene: Scene) -> tuple[TrustList, StatusList]:
    instance = (await scene.village.client.get("/api/instance")).json()
    item = scene.staff_phone.items[(TrustItem,)]
    assert isinstance(item, TrustItem)
    trust = verify_trust(item.signed, base64url_to_bytes(instance["root_key"]))
    return trust, known_status(list(scene.staff_phone.items.values()), KAWAKAMI, trust)


async def test_a_strip_for_as_long_as_a_phone_may_stay_away(scene: Scene) -> None:
    ordinary = scene.member_phone.cards[KAWAKAMI]
    keys = await ask(scene)
    strip = scene.member_phone.day_cards
    assert [day_of_card(card) for card in strip] == [
        scene.today + ahead for ahead in range(STRIP_DAYS)
    ]
    for card in strip:
        start = start_of(day_of_card(card)) // 1000
        assert (card.not_before, card.expires) == (start - 3600, start + 30 * 3600)
    assert {claims_of(card).holder for card in strip} == set(keys)
    assert scene.member_phone.cards[KAWAKAMI] == ordinary  # it stays beside them

    await scene.member_phone.sync()
    assert scene.member_phone.day_cards == strip


async def test_nothing_in_two_cards_says_that_they_are_one_persons(scene: Scene) -> None:
    await ask(scene)
    _, other = await scene.new_member()
    await ask(scene, phone=other)
    for phone in (scene.member_phone, other):
        told = [claims_of(card) for card in (*phone.day_cards, phone.cards[KAWAKAMI])]
        for one in ("pseudonym", "index", "holder"):
            assert len({getattr(claims, one) for claims in told}) == STRIP_DAYS + 1
        numbers = [claims.index for claims in told[:-1]]
        assert numbers != sorted(numbers)
        assert max(numbers) - min(numbers) > STRIP_DAYS  # drawn, and not counted on
    both = (
        [claims_of(a) for a in scene.member_phone.day_cards],
        [claims_of(b) for b in other.day_cards],
    )
    assert [(a.not_before, a.expires) for a in both[0]] == [
        (b.not_before, b.expires) for b in both[1]
    ]


async def test_it_opens_the_door_on_its_day_alone(scene: Scene) -> None:
    keys = await ask(scene)
    card = scene.member_phone.day_cards[2]
    key = keys[claims_of(card).holder or b""]
    begins = start_of(day_of_card(card))
    for at, kind in (
        (begins - HOUR_MS, "valid"),
        (begins - HOUR_MS - 300_000, "not_yet_valid"),
        (begins + 30 * HOUR_MS - 60_000, "valid"),
        (begins + 30 * HOUR_MS + 300_000, "expired"),
    ):
        assert await verdict(scene, card, key, at) == kind
    wrong = next(other for name, other in keys.items() if name != claims_of(card).holder)
    assert await verdict(scene, card, wrong, begins) == "unreadable"


async def test_a_visit_counts_and_then_the_roster_knows_whose_it_was(scene: Scene) -> None:
    await ask(scene)
    await scene.staff_phone.sync()
    before = set(scene.staff_phone.roster)
    card = scene.member_phone.day_cards[0]
    assert (KAWAKAMI, card.card) not in before  # the roster does not grow with the days

    entry = CheckIn(scene.now, 0, scene.bath, KAWAKAMI, card.card, 0, scene.project, b"")
    ref = scene.staff_phone.append(entry)
    await scene.staff_phone.sync()
    await scene.member_phone.sync()
    assert scene.staff_phone.ruling(ref.seq) is None
    assert set(scene.staff_phone.roster) - before == {(KAWAKAMI, card.card)}
    member = scene.member_phone.registrations[KAWAKAMI].member
    assert scene.staff_phone.roster[KAWAKAMI, card.card].member == member
    assert [row.member for row in scene.staff_phone.attendance(scene.bath, scene.today)] == [member]
    assert len(scene.member_phone.member_views().stay_days) == 1


async def test_two_days_of_a_strip_are_one_member(scene: Scene) -> None:
    await ask(scene)
    for days in (0, 1):
        scene.village.clock.now = start_of(scene.today + days) + 12 * HOUR_MS
        card = next(c for c in scene.member_phone.day_cards if day_of_card(c) == scene.today)
        scene.staff_phone.append(CheckIn(scene.now, 0, scene.bath, KAWAKAMI, card.card, 0, 0, b""))
        await scene.staff_phone.sync()
    await scene.member_phone.sync()
    assert len(scene.member_phone.member_views().stay_days) == 2


async def test_after_its_day_it_is_flagged(scene: Scene) -> None:
    await ask(scene)
    await scene.staff_phone.sync()
    card = scene.member_phone.day_cards[0]
    scene.village.clock.advance(3 * DAY_MS)
    entry = CheckIn(scene.now, 0, scene.bath, KAWAKAMI, card.card, 0, 0, b"")
    ref = scene.staff_phone.append(entry)
    await scene.staff_phone.sync()
    ruling = scene.staff_phone.ruling(ref.seq)
    assert ruling is not None
    assert (ruling.kind, ruling.reason) == (RulingKind.FLAGGED, RulingReason.CARD_NOT_VALID)


async def test_the_strip_goes_on_as_keys_come(scene: Scene) -> None:
    await ask(scene, 3)
    assert [day_of_card(card) - scene.today for card in scene.member_phone.day_cards] == [0, 1, 2]
    scene.village.clock.advance(2 * DAY_MS)
    await ask(scene, 5)
    ahead = [day_of_card(card) - scene.today for card in scene.member_phone.day_cards]
    assert ahead == [-2, -1, 0, 1, 2, 3, 4, 5]


async def test_a_later_sync_brings_what_keys_are_there_for(scene: Scene) -> None:
    await ask(scene, STRIP_DAYS)
    await ask(scene, 2)
    assert len(scene.member_phone.day_cards) == STRIP_DAYS
    scene.village.clock.advance(2 * DAY_MS)
    await scene.member_phone.sync()
    last = scene.member_phone.day_cards[-1]
    assert day_of_card(last) == scene.today + STRIP_DAYS - 1


async def test_only_so_many_keys_are_kept(scene: Scene) -> None:
    for _ in range(4):
        await ask(scene, STRIP_DAYS)
    scene.village.clock.advance(200 * DAY_MS)
    for _ in range(4):  # a strip, and what was kept beside it
        await scene.member_phone.sync()
        scene.village.clock.advance(STRIP_DAYS * DAY_MS)
    assert len(scene.member_phone.day_cards) == STRIP_DAYS + MAX_SPARE_KEYS


async def test_what_is_no_key_is_left(scene: Scene) -> None:
    keys = make_keys(2)
    good = list(keys)
    bad = [b"\x05" + bytes(32), b"\x02" + b"\xff" * 32]
    scene.member_phone.append(CardKeys(scene.now, 0, KAWAKAMI, [*bad, good[0], good[0]]))
    await scene.member_phone.sync()
    # Somebody else's phone cannot have a card for a key that is taken.
    _, other = await scene.new_member()
    other.append(CardKeys(scene.now, 0, KAWAKAMI, [good[0], good[1]]))
    await other.sync()
    assert [claims_of(card).holder for card in scene.member_phone.day_cards] == [good[0]]
    assert [claims_of(card).holder for card in other.day_cards] == [good[1]]


async def test_only_where_the_body_chose_so(scene: Scene, village: Installation) -> None:
    await choose(scene, daily=False)
    await ask(scene, 4)
    assert scene.member_phone.day_cards == []
    told = scene.member_phone.items[CardPolicyItem, KAWAKAMI]
    assert isinstance(told, CardPolicyItem)
    assert not told.daily

    await choose(scene, daily=True)
    await choose(scene, daily=True)  # again changes nothing
    await scene.member_phone.sync()
    assert len(scene.member_phone.day_cards) == 4
    told = scene.member_phone.items[CardPolicyItem, KAWAKAMI]
    assert isinstance(told, CardPolicyItem)
    assert (told.version, told.daily) == (3, True)

    await admin(village, NARA)
    await ask(scene, 2, body=NARA)  # not a member there, and it gives none
    assert {card.body for card in scene.member_phone.day_cards} == {KAWAKAMI}


async def test_a_lost_phone_takes_its_strip_with_it(scene: Scene) -> None:
    keys = await ask(scene)
    card = scene.member_phone.day_cards[1]
    member = scene.member_phone.registrations[KAWAKAMI].member
    path = f"/api/office/{KAWAKAMI:06d}/members/{member}/revoke-cards"
    assert (await scene.office.post(path, {"reason": "電話をなくした"})).status_code < 300
    await scene.member_phone.sync()
    assert {card.state for card in scene.member_phone.day_cards} == {CardState.REVOKED}
    key = keys[claims_of(card).holder or b""]
    assert await verdict(scene, card, key, start_of(day_of_card(card))) == "revoked"
    await ask(scene)  # whoever found it gets no others
    assert {card.state for card in scene.member_phone.day_cards} == {CardState.REVOKED}
    assert len(scene.member_phone.day_cards) == STRIP_DAYS


async def test_the_end_of_a_registration_ends_the_strip(scene: Scene) -> None:
    await ask(scene)
    answer = await scene.member.delete(f"/api/registrations/{KAWAKAMI:06d}")
    assert answer.is_success, answer.text
    await scene.member_phone.sync()
    assert {card.state for card in scene.member_phone.day_cards} == {CardState.ENDED}


async def test_the_office_counts_phones_and_not_days(scene: Scene) -> None:
    await ask(scene)
    page = (await scene.office.get(f"/api/office/{KAWAKAMI:06d}/members")).json()
    assert [row["cards"] for row in page["members"]] == [1]


async def test_numbers_are_drawn_from_blocks(scene: Scene, village: Installation) -> None:
    await ask(scene)
    _, later = await scene.new_member()  # ordinary numbers go on behind the block
    assert later.cards[KAWAKAMI].card == BLOCK + 2
    assert {card.card > 1 and card.card <= BLOCK + 1 for card in scene.member_phone.day_cards} == {
        True
    }
    async with village.database.writing() as conn:
        near = card_series.update().where(card_series.c.body == KAWAKAMI)
        await conn.execute(near.values(last=MAX_NUMBER - BLOCK, drawn_from=0))
    await ask(scene, phone=later)
    assert len(later.day_cards) == STRIP_DAYS
    async with village.database.writing() as conn:
        near = card_series.update().where(card_series.c.body == KAWAKAMI)
        await conn.execute(near.values(last=MAX_NUMBER - BLOCK + 1, drawn_from=0))
    _, last = await scene.new_member()
    await ask(scene, phone=last)
    assert last.day_cards == []  # and the ordinary card is there
    assert last.cards[KAWAKAMI].state is CardState.ACTIVE


async def test_the_log_and_all_that_follows_from_it_hold_together(scene: Scene) -> None:
    await ask(scene)
    card = scene.member_phone.day_cards[0]
    scene.staff_phone.append(CheckIn(scene.now, 0, scene.bath, KAWAKAMI, card.card, 0, 0, b""))
    await scene.staff_phone.sync()
    await assert_sound(scene.village.database)


async def test_no_card_is_older_than_its_bodys_key(scene: Scene, village: Installation) -> None:
    """On the day on which the key is made the ordinary card is shown."""
    await ask(scene)
    first = scene.member_phone.day_cards[0]
    known = body_key(village.keystore, KAWAKAMI, scene.now // 1000)
    assert known is not None
    village.clock.advance(3_600_000)
    village.keystore.withdraw(known.kid, scene.now // 1000, "leaked")
    async with village.database.writing() as conn:
        made = await next_key(conn, village.keystore, KAWAKAMI, scene.now)
    village.clock.advance(120_000)
    await scene.member_phone.sync()
    today, *later = scene.member_phone.day_cards
    assert (today.card, today.state) == (first.card, CardState.ENDED)
    assert {card.state for card in later} == {CardState.ACTIVE}
    assert all(card.not_before >= made.not_before for card in later)
    assert {unpack(card.credential).kid for card in later} == {made.kid}
    await ask(scene, 2)
    assert [
        card.card for card in scene.member_phone.day_cards if card.state is CardState.ENDED
    ] == [first.card]
