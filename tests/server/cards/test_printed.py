"""Cards on paper: asked for, printed, read from the paper as staff would, and stopped."""

import asyncio
from typing import Any

import pytest

from schemas.api import Role
from schemas.feed import CardState, RosterItem, Tier
from server.app.clock import DAY_MS
from server.cards.lists import KEY_RENEW_SECONDS, KEY_SECONDS
from server.cards.printed import make_printed, printed_cards
from server.cards.rules import MAX_PRINTED, PRINTED_SECONDS, IssuedCard, in_force, printed_validity
from server.cards.verify import Context, Verdict, judge
from server.registry.members import registration_held
from tests.server.cards.test_issue import cards, phone, roster, status, sync, trust
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, NARA, Person, admin, colleague, member, told
from tests.support.paper import codes_in, printed_page

OWN = f"/api/registrations/{KAWAKAMI}/printed-cards"
OFFICE = f"/api/office/{KAWAKAMI}/members/1/printed-cards"
Json = dict[str, Any]


async def made(somebody: Person, path: str = OWN, **body: object) -> Json:
    answer = await somebody.post(path, body)
    assert answer.status_code == 201, answer.text
    card: Json = answer.json()
    return card


async def listed(somebody: Person, path: str = OWN) -> list[tuple[int, int]]:
    answer = await somebody.get(path)
    assert answer.status_code == 200, answer.text
    return [(card["card"], card["state"]) for card in answer.json()]


async def paper(somebody: Person, card: Json, path: str = OWN, **how: object) -> bytes:
    answer = await somebody.post(f"{path}/{card['card']}/sheet", {"size": "card", **how})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return answer.content


def code_on(pdf: bytes) -> str:
    (found,) = codes_in(printed_page(pdf))
    return found


async def verdict(village: Installation, staff: Person, text: str) -> Verdict:
    """What a phone of the village's staff says of the code on the paper."""
    context = Context(
        trust=await trust(village),
        status_lists={KAWAKAMI: await status(village, staff)},
        accepted=frozenset({KAWAKAMI}),
        max_list_age=30 * 86400,
    )
    return judge(text, context, village.clock() // 1000)


@pytest.mark.parametrize("size", ["card", "a4"])
@pytest.mark.parametrize("large", [False, True])
async def test_the_paper_is_valid_until_it_is_stopped(
    village: Installation, size: str, large: bool
) -> None:
    staff = await admin(village)
    somebody = await member(village)
    card = await made(somebody)
    text = code_on(await paper(somebody, card, size=size, large=large, name="さくら"))

    found = await verdict(village, staff, text)
    assert (found.kind, found.step, found.proof) == ("valid", None, None)
    assert found.claims is not None
    assert found.claims.printed
    assert found.claims.index == card["card"]
    assert (await roster(village, staff))[card["card"]].member == 1

    assert (await somebody.delete(f"{OWN}/{card['card']}")).status_code == 204
    assert (await verdict(village, staff, text)).kind == "revoked"
    assert (await roster(village, staff))[card["card"]].state is CardState.REVOKED
    assert await listed(somebody) == [(card["card"], CardState.REVOKED)]
    # A second time is as good as once; and what is stopped is not printed again.
    assert (await somebody.delete(f"{OWN}/{card['card']}")).status_code == 204
    answer = await somebody.post(f"{OWN}/{card['card']}/sheet", {"size": "card"})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert (await somebody.get(f"{OWN}/{card['card']}/code.svg")).status_code == 409


async def test_it_holds_for_a_year_and_is_never_renewed(village: Installation) -> None:
    staff = await admin(village)
    somebody = await member(village)
    device = await phone(somebody)
    await sync(village, (somebody, device))
    card = await made(somebody)
    text = code_on(await paper(somebody, card))
    assert card["expires"] - card["since"] == 365 * 86400

    village.clock.advance(364 * DAY_MS)
    await sync(village, (somebody, device))
    assert (await verdict(village, staff, text)).kind == "valid"
    village.clock.advance(DAY_MS)
    assert (await verdict(village, staff, text)).kind == "expired"
    # The phone was never told of it, and its own card went its own way.
    assert card["card"] not in {item.card for item in (await cards(village, device)).values()}

    # The next one clears it off the roster. (By then nobody is signed in any more.)
    async with village.database.writing() as conn:
        held = await registration_held(conn, somebody.account, KAWAKAMI)
        assert held is not None
        await make_printed(conn, village.keystore, held, somebody.account, None, village.clock())
        newest, oldest = await printed_cards(conn, KAWAKAMI, held.number)
    assert (newest.state, oldest.state) == (CardState.ACTIVE, CardState.ENDED)
    assert (await roster(village, staff))[card["card"]].state is CardState.ENDED


async def test_at_most_three_are_in_force(village: Installation) -> None:
    staff = await admin(village)
    somebody = await member(village)
    numbers = [(await made(somebody))["card"] for _ in range(MAX_PRINTED)]
    for asker, path in ((somebody, OWN), (staff, OFFICE)):
        answer = await asker.post(path, {})
        assert answer.status_code == 409
        assert "3枚" in answer.json()["detail"]

    # In place of a lost one there is room, and the lost one is stopped with it.
    another = await made(somebody, replaces=numbers[0])
    found = dict(await listed(somebody))
    assert found[numbers[0]] == CardState.REVOKED
    assert found[another["card"]] == CardState.ACTIVE
    answer = await somebody.post(OWN, {"replaces": numbers[0]})
    assert answer.status_code == 404
    await somebody.delete(f"{OWN}/{numbers[1]}")
    await made(somebody)


async def test_asked_for_at_once_there_are_no_more_than_three(village: Installation) -> None:
    await admin(village)
    somebody = await member(village)
    answers = await asyncio.gather(*(somebody.post(OWN, {}) for _ in range(6)))
    assert sorted(a.status_code for a in answers) == [201] * MAX_PRINTED + [409] * 3
    assert len(await listed(somebody)) == MAX_PRINTED


async def test_the_office_prints_for_a_member_and_stops_it(village: Installation) -> None:
    """R62: for who has no smartphone at hand."""
    staff = await admin(village)
    somebody = await member(village)
    card = await made(staff, OFFICE)
    assert card["by_office"] is True
    text = code_on(await paper(staff, card, OFFICE, name="森本 さくら", large=True))
    assert (await verdict(village, staff, text)).kind == "valid"
    assert await listed(somebody) == await listed(staff, OFFICE)
    own = await made(somebody)
    assert own["by_office"] is False

    assert (await staff.delete(f"{OFFICE}/{own['card']}")).status_code == 204
    assert dict(await listed(somebody)) == {
        card["card"]: CardState.ACTIVE,
        own["card"]: CardState.REVOKED,
    }
    svg = await staff.get(f"{OFFICE}/{card['card']}/code.svg")
    assert svg.headers["content-type"].startswith("image/svg+xml")


async def test_all_cards_of_a_member_are_those_on_paper_too(village: Installation) -> None:
    staff = await admin(village)
    somebody = await member(village)
    device = await phone(somebody)
    await sync(village, (somebody, device))
    card = await made(somebody)
    text = code_on(await paper(somebody, card))
    await staff.post(f"/api/office/{KAWAKAMI}/members/1/revoke-cards", {"reason": "財布ごと"})
    assert (await verdict(village, staff, text)).kind == "revoked"


async def test_leaving_ends_it_and_coming_back_does_not_bring_it_back(
    village: Installation,
) -> None:
    staff = await admin(village)
    somebody = await member(village)
    card = await made(somebody)
    text = code_on(await paper(somebody, card))
    await somebody.delete(f"/api/registrations/{KAWAKAMI}")
    assert (await verdict(village, staff, text)).kind == "revoked"
    assert (await somebody.get(OWN)).status_code == 404
    assert (await staff.post(OFFICE, {})).status_code == 404
    await somebody.post("/api/registrations", {"body": f"{KAWAKAMI}"})
    assert await listed(somebody) == [(card["card"], CardState.ENDED)]


async def test_a_lost_phone_does_not_take_the_paper_with_it(village: Installation) -> None:
    staff = await admin(village)
    somebody = await member(village)
    device = await phone(somebody)
    await sync(village, (somebody, device))
    text = code_on(await paper(somebody, await made(somebody)))
    answer = await somebody.get("/api/account")
    (known,) = answer.json()["devices"]
    await somebody.delete(f"/api/devices/{known['id']}")
    assert (await verdict(village, staff, text)).kind == "valid"


async def test_nobody_elses_business(village: Installation) -> None:
    """R04: neither another member's, nor another body's office's, nor the reception's."""
    prefecture, staff = await admin(village, NARA), await admin(village)
    reception = await colleague(village, KAWAKAMI, Role.STAFF)
    somebody, other = await member(village), await member(village)
    card = await made(somebody)
    for path in (f"{OWN}/{card['card']}", f"{OWN}/99"):
        assert (await other.delete(path)).status_code == 404
        assert (await other.post(f"{path}/sheet", {"size": "a4"})).status_code == 404
        assert (await other.get(f"{path}/code.svg")).status_code == 404
    for clerk in (prefecture, reception, somebody):
        assert (await clerk.get(OFFICE)).status_code == 403
        assert (await clerk.post(OFFICE, {})).status_code == 403
        assert (await clerk.delete(f"{OFFICE}/{card['card']}")).status_code == 403
        answer = await clerk.post(f"{OFFICE}/{card['card']}/sheet", {"size": "a4"})
        assert answer.status_code == 403
        assert (await clerk.get(f"{OFFICE}/{card['card']}/code.svg")).status_code == 403
    # Nor by way of another member's number.
    wrong = OFFICE.replace("/1/", "/2/")
    assert (await staff.delete(f"{wrong}/{card['card']}")).status_code == 404
    assert (await staff.get(OFFICE.replace("/1/", "/9/"))).status_code == 404
    assert await listed(somebody) == [(card["card"], CardState.ACTIVE)]
    assert not [item for item in await told(village, other.account) if isinstance(item, RosterItem)]


@pytest.mark.parametrize(
    "body",
    [{}, {"size": "a5"}, {"size": "a4", "name": "と" * 61}, {"size": "a4", "large": "yes"}],
)
async def test_a_wrong_wish_is_refused(village: Installation, body: Json) -> None:
    await admin(village)
    somebody = await member(village)
    card = await made(somebody)
    answer = await somebody.post(f"{OWN}/{card['card']}/sheet", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


@pytest.mark.parametrize("left", [PRINTED_SECONDS, PRINTED_SECONDS - 1, 86_400, 3_661, 3_600])
@pytest.mark.parametrize("second", [0, 1, 59])
def test_it_never_outlives_the_key_that_vouches_for_it(left: int, second: int) -> None:
    now = 1_800_000_000 + second
    since, expires = printed_validity(now, now + left)
    assert now - 60 < since <= now
    assert since < expires <= now + left
    assert (since % 60, (expires - since) % 3600) == (0, 0)
    assert now + left - expires < 3600 + 60 or expires - since == PRINTED_SECONDS


async def test_even_under_an_old_key_it_holds_almost_a_year(village: Installation) -> None:
    staff = await admin(village)
    village.clock.advance((KEY_SECONDS - KEY_RENEW_SECONDS) * 1000)
    somebody = await member(village)
    card = await made(somebody)
    assert card["expires"] - card["since"] > 364 * 86400
    text = code_on(await paper(somebody, card))
    assert (await verdict(village, staff, text)).kind == "valid"


def test_in_force_at_its_edges() -> None:
    card = IssuedCard(
        body=KAWAKAMI,
        card=1,
        device=None,
        printed_by="a",
        account="a",
        member=1,
        tier=Tier.BASIC,
        long_stay=False,
        not_before=60,
        expires=120,
        state=CardState.ACTIVE,
        ended_ms=None,
        version=1,
        credential=b"",
    )
    assert [in_force(card, second) for second in (59, 60, 119, 120)] == [False, True, True, False]
