"""Cards are issued, renewed and taken back; each is judged as a staff phone would judge it."""

from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from schemas.feed import CardItem, CardState, RosterItem, TrustItem
from server.app.clock import DAY_MS, MINUTE_MS
from server.cards import trust_list
from server.cards.credential import unpack
from server.cards.issue import issue_due, rename_member, revoke_cards_of_member
from server.cards.lists import KEY_RENEW_SECONDS, KEY_SECONDS, STATUS_FRESH_MS
from server.cards.presentation import STEP_SECONDS, present
from server.cards.status_list import StatusList
from server.cards.trust_list import TrustList
from server.cards.verify import Context, Kind, judge
from tests.support.authenticator import EnrolledDevice, enrol
from tests.support.installation import Installation
from tests.support.lists import known_status
from tests.support.offices import KAWAKAMI, NARA, Person, admin, member, told


async def sync(village: Installation, *readers: tuple[Person, EnrolledDevice]) -> None:
    """What a sync does about cards."""
    async with village.database.writing() as conn:
        pairs = [(somebody.account, device.id) for somebody, device in readers]
        await issue_due(conn, village.keystore, pairs, village.clock())


async def phone(somebody: Person) -> EnrolledDevice:
    return await enrol(somebody.browser, somebody.account)


async def cards(village: Installation, device: EnrolledDevice) -> dict[int, CardItem]:
    """A device's newest card for each body."""
    items = [i for i in await told(village, "nobody", device.id) if isinstance(i, CardItem)]
    return {item.body: item for item in sorted(items, key=lambda item: item.card)}


async def roster(village: Installation, staff: Person) -> dict[int, RosterItem]:
    items = await told(village, staff.account)
    return {item.card: item for item in items if isinstance(item, RosterItem)}


async def trust(village: Installation) -> TrustList:
    (item,) = [i for i in await told(village, "nobody") if isinstance(i, TrustItem)]
    instance = (await village.client.get("/api/instance")).json()
    return trust_list.verify(item.signed, base64url_to_bytes(instance["root_key"]))


async def status(village: Installation, staff: Person) -> StatusList:
    return known_status(await told(village, staff.account), KAWAKAMI, await trust(village))


async def verdict(
    village: Installation, staff: Person, device: EnrolledDevice, card: CardItem
) -> Kind:
    """What a phone of the village's staff says when the card is shown to it now."""
    now = village.clock() // 1000
    text = present(card.credential, now // STEP_SECONDS, device.sign)
    context = Context(
        trust=await trust(village),
        status_lists={KAWAKAMI: await status(village, staff)},
        accepted=frozenset({KAWAKAMI}),
        max_list_age=30 * 86400,
    )
    return judge(text, context, now).kind


async def test_a_member_gets_a_card_for_each_body(village: Installation) -> None:
    await admin(village, NARA)
    staff = await admin(village)
    somebody = await member(village)
    device = await phone(somebody)
    await sync(village, (somebody, device))

    issued = await cards(village, device)
    assert await verdict(village, staff, device, issued[KAWAKAMI]) == "valid"
    assert await verdict(village, staff, device, issued[NARA]) == "wrong_body"
    for item in issued.values():
        claims = unpack(item.credential).claims
        assert (claims.body, claims.index) == (item.body, item.card)
        assert (claims.not_before, claims.expires) == (item.not_before, item.expires)
        assert item.expires - item.not_before == 28 * 86400
        assert item.state is CardState.ACTIVE


async def test_two_bodies_cannot_tell_that_they_know_the_same_person(village: Installation) -> None:
    await admin(village, NARA)
    await admin(village)
    somebody = await member(village)
    first, second = await phone(somebody), await phone(somebody)
    await sync(village, (somebody, first), (somebody, second))

    names = {
        body: {
            unpack((await cards(village, device))[body].credential).claims.pseudonym
            for device in (first, second)
        }
        for body in (KAWAKAMI, NARA)
    }
    assert {body: len(found) for body, found in names.items()} == {KAWAKAMI: 1, NARA: 1}
    assert names[KAWAKAMI].isdisjoint(names[NARA])


async def test_card_numbers_have_no_gaps_over_all_devices(village: Installation) -> None:
    staff = await admin(village)
    people = [await member(village) for _ in range(3)]
    readers = [(somebody, await phone(somebody)) for somebody in people for _ in range(2)]
    await sync(village, *readers[:4])
    await sync(village, *readers)

    listed = await roster(village, staff)
    assert sorted(listed) == [1, 2, 3, 4, 5, 6]
    assert [listed[card].member for card in sorted(listed)] == [1, 1, 2, 2, 3, 3]


async def test_nothing_is_issued_before_it_is_due(village: Installation) -> None:
    await admin(village)
    somebody = await member(village)
    device = await phone(somebody)
    await sync(village, (somebody, device))
    first = await cards(village, device)

    village.clock.advance(14 * DAY_MS)
    await sync(village, (somebody, device))
    assert await cards(village, device) == first


async def test_a_card_is_renewed_under_its_number(village: Installation) -> None:
    staff = await admin(village)
    somebody = await member(village)
    device = await phone(somebody)
    await sync(village, (somebody, device))
    first = (await cards(village, device))[KAWAKAMI]

    village.clock.advance(14 * DAY_MS + MINUTE_MS)
    await sync(village, (somebody, device))
    second = (await cards(village, device))[KAWAKAMI]
    assert (second.card, second.version) == (first.card, 2)
    assert second.expires == first.expires + 14 * 86400 + 60
    assert await verdict(village, staff, device, first) == "valid"
    assert await verdict(village, staff, device, second) == "valid"


async def test_a_card_that_ran_out_is_followed_by_another(village: Installation) -> None:
    staff = await admin(village)
    somebody = await member(village)
    device = await phone(somebody)
    await sync(village, (somebody, device))
    first = (await cards(village, device))[KAWAKAMI]

    village.clock.advance(28 * DAY_MS)
    assert await verdict(village, staff, device, first) == "expired"
    await sync(village, (somebody, device))
    second = (await cards(village, device))[KAWAKAMI]
    assert second.card == first.card + 1
    assert await verdict(village, staff, device, second) == "valid"
    listed = await roster(village, staff)
    assert {card: item.state for card, item in listed.items()} == {
        first.card: CardState.ENDED,
        second.card: CardState.ACTIVE,
    }


async def test_a_lost_phone_gets_no_other_card(village: Installation) -> None:
    staff = await admin(village)
    somebody = await member(village)
    lost, found = await phone(somebody), await phone(somebody)
    await sync(village, (somebody, lost))
    card = (await cards(village, lost))[KAWAKAMI]

    answer = await staff.post(
        f"/api/office/{KAWAKAMI}/members/1/revoke-cards", {"reason": "電話をなくした"}
    )
    assert answer.status_code == 204
    assert await verdict(village, staff, lost, card) == "revoked"
    assert (await cards(village, lost))[KAWAKAMI].state is CardState.REVOKED
    assert (await roster(village, staff))[card.card].state is CardState.REVOKED

    village.clock.advance(DAY_MS)
    await sync(village, (somebody, lost), (somebody, found))
    assert (await cards(village, lost))[KAWAKAMI].state is CardState.REVOKED
    new = (await cards(village, found))[KAWAKAMI]
    assert await verdict(village, staff, found, new) == "valid"
    assert await verdict(village, staff, lost, card) == "revoked"


async def test_a_revoked_devices_cards_are_taken_back(village: Installation) -> None:
    staff = await admin(village)
    somebody = await member(village)
    device, other = await phone(somebody), await phone(somebody)
    await sync(village, (somebody, device), (somebody, other))
    card = (await cards(village, device))[KAWAKAMI]
    kept = (await cards(village, other))[KAWAKAMI]

    assert (await somebody.delete(f"/api/devices/{bytes_to_base64url(device.id)}")).is_success

    assert await verdict(village, staff, device, card) == "revoked"
    assert await verdict(village, staff, other, kept) == "valid"


async def test_leaving_ends_the_cards(village: Installation) -> None:
    staff = await admin(village)
    somebody = await member(village)
    device = await phone(somebody)
    await sync(village, (somebody, device))
    card = (await cards(village, device))[KAWAKAMI]

    await somebody.delete(f"/api/registrations/{KAWAKAMI}")
    assert await verdict(village, staff, device, card) == "revoked"
    assert (await cards(village, device))[KAWAKAMI].state is CardState.ENDED

    await somebody.post("/api/registrations", {"body": f"{KAWAKAMI}"})
    await sync(village, (somebody, device))
    again = (await cards(village, device))[KAWAKAMI]
    assert again.card == card.card + 1
    assert await verdict(village, staff, device, again) == "valid"


async def test_a_name_reaches_the_rosters_of_ones_own_bodies_alone(village: Installation) -> None:
    prefecture, staff = await admin(village, NARA), await admin(village)
    somebody = await person_of_the_village_alone(village)
    device = await phone(somebody)
    await sync(village, (somebody, device))
    assert [item.name for item in (await roster(village, staff)).values()] == [""]

    async with village.database.writing() as conn:
        await rename_member(conn, somebody.account, "さくら", village.clock())
    assert [item.name for item in (await roster(village, staff)).values()] == ["さくら"]
    assert await roster(village, prefecture) == {}

    village.clock.advance(15 * DAY_MS)
    await sync(village, (somebody, device))
    assert [item.name for item in (await roster(village, staff)).values()] == ["さくら"]


async def person_of_the_village_alone(village: Installation) -> Person:
    somebody = await member(village)
    await somebody.put(f"/api/registrations/{KAWAKAMI}/prefecture-link", {"refused": True})
    return somebody


async def test_an_old_status_list_is_signed_anew_for_staff_alone(village: Installation) -> None:
    staff = await admin(village)
    somebody = await member(village)
    desk, device = await phone(staff), await phone(somebody)
    first = await status(village, staff)

    village.clock.advance(STATUS_FRESH_MS)
    await sync(village, (somebody, device), (staff, desk))
    assert await status(village, staff) == first

    village.clock.advance(1000)
    await sync(village, (somebody, device))
    assert await status(village, staff) == first
    await sync(village, (staff, desk))
    assert (await status(village, staff)).issued_at == village.clock() // 1000


async def test_keys_change_in_good_time_and_old_cards_stay_trusted(village: Installation) -> None:
    staff = await admin(village)
    somebody = await member(village)
    desk, device = await phone(staff), await phone(somebody)
    village.clock.advance((KEY_SECONDS - KEY_RENEW_SECONDS) * 1000)
    await sync(village, (somebody, device), (staff, desk))
    old = (await cards(village, device))[KAWAKAMI]
    assert len((await trust(village)).keys) == 1

    village.clock.advance(15 * DAY_MS)
    await sync(village, (somebody, device), (staff, desk))
    new = (await cards(village, device))[KAWAKAMI]
    assert len((await trust(village)).keys) == 2
    assert unpack(old.credential).kid != unpack(new.credential).kid
    assert await verdict(village, staff, device, old) == "valid"
    assert await verdict(village, staff, device, new) == "valid"


async def test_taking_back_what_is_taken_back_changes_nothing(village: Installation) -> None:
    staff = await admin(village)
    somebody = await member(village)
    device = await phone(somebody)
    await sync(village, (somebody, device))
    async with village.database.writing() as conn:
        counts = [
            await revoke_cards_of_member(
                conn, village.keystore, KAWAKAMI, 1, "lost", village.clock()
            )
            for _ in range(2)
        ]
    assert counts == [1, 0]
    card = (await cards(village, device))[KAWAKAMI]
    assert await verdict(village, staff, device, card) == "revoked"
