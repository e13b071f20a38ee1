"""A person's address: confirmed by the code that was sent to it, seen by nobody else."""

import asyncio
import re
from email.message import EmailMessage

import pytest
import sqlalchemy as sa

from schemas.api import Role
from schemas.problems import ProblemCode
from server.app.clock import MINUTE_MS
from server.app.limits import CODE_BY_ACCOUNT, CODE_BY_ADDRESS
from server.exchange.post import Postman
from server.exchange.rules import CODE_ATTEMPTS, CODE_MS
from server.exchange.tables import mail, mail_address
from tests.support.installation import Installation
from tests.support.mail import mails_in
from tests.support.offices import KAWAKAMI, Person, admin, colleague, member, person

EMAIL = "/api/account/email"
HANA = "hana@example.com"


async def settled(village: Installation) -> list[EmailMessage]:
    """The mail that went, once what was kicked is done."""
    postman: Postman = village.app.state.postman
    await postman.settled()
    return mails_in(village)


async def ask(somebody: Person, address: str = HANA, language: str = "ja") -> dict[str, object]:
    answer = await somebody.put(EMAIL, {"address": address, "language": language})
    assert answer.status_code == 200, answer.text
    told: dict[str, object] = answer.json()
    return told


async def code_sent(village: Installation, address: str = HANA) -> str:
    newest = [message for message in await settled(village) if message["To"] == address][-1]
    (code,) = re.findall(r"\b\d{6}\b", newest["Subject"])
    assert code in newest.get_content()
    return str(code)


async def confirm(somebody: Person, code: str) -> int:
    return (await somebody.post(f"{EMAIL}/confirm", {"code": code})).status_code


async def confirmed(village: Installation, somebody: Person, language: str = "ja") -> None:
    await ask(somebody, language=language)
    assert await confirm(somebody, await code_sent(village)) == 200


async def test_a_new_account_has_none(village: Installation) -> None:
    somebody = await person(village)
    assert (await somebody.get(EMAIL)).json() == {
        "address": None,
        "language": "ja",
        "waiting": None,
        "waiting_until": None,
    }


async def test_the_code_brings_the_address_in_force(village: Installation) -> None:
    somebody = await person(village)
    told = await ask(somebody)
    assert told == {
        "address": None,
        "language": "ja",
        "waiting": HANA,
        "waiting_until": village.clock() + CODE_MS,
    }
    code = await code_sent(village)
    answer = await somebody.post(f"{EMAIL}/confirm", {"code": code})
    assert answer.json() == {
        "address": HANA,
        "language": "ja",
        "waiting": None,
        "waiting_until": None,
    }
    assert await confirm(somebody, code) == 400  # once


async def test_the_mail_is_in_the_persons_language(village: Installation) -> None:
    somebody = await person(village)
    await ask(somebody, language="en")
    (message,) = await settled(village)
    assert message["Subject"].startswith("Confirmation code")
    village.clock.advance(1000)
    await ask(somebody, language="ja")
    assert (await settled(village))[-1]["Subject"].startswith("確認コード")


async def test_another_address_waits_while_the_old_one_holds(village: Installation) -> None:
    somebody = await person(village)
    await confirmed(village, somebody)
    told = await ask(somebody, "mori@example.com")
    assert (told["address"], told["waiting"]) == (HANA, "mori@example.com")
    assert await confirm(somebody, await code_sent(village, "mori@example.com")) == 200
    assert (await somebody.get(EMAIL)).json()["address"] == "mori@example.com"


async def test_the_language_alone_needs_no_code(village: Installation) -> None:
    somebody = await person(village)
    await confirmed(village, somebody)
    told = await ask(somebody, language="en")
    assert (told["address"], told["language"], told["waiting"]) == (HANA, "en", None)
    assert len(await settled(village)) == 1


async def test_a_code_ends(village: Installation) -> None:
    somebody = await person(village)
    await ask(somebody)
    code = await code_sent(village)
    village.clock.advance(CODE_MS)
    assert await confirm(somebody, code) == 400
    assert (await somebody.get(EMAIL)).json()["waiting"] is None


async def test_a_code_holds_to_its_last_moment(village: Installation) -> None:
    somebody = await person(village)
    await ask(somebody)
    code = await code_sent(village)
    village.clock.advance(CODE_MS - 1)
    assert await confirm(somebody, code) == 200


async def test_after_so_many_wrong_ones_the_right_one_is_wrong_too(village: Installation) -> None:
    somebody = await person(village)
    await ask(somebody)
    code = await code_sent(village)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _ in range(CODE_ATTEMPTS - 1):
        answer = await somebody.post(f"{EMAIL}/confirm", {"code": wrong})
        assert (answer.status_code, answer.json()["code"]) == (400, ProblemCode.CODE_REFUSED)
    assert await confirm(somebody, code) == 200

    await ask(somebody, "mori@example.com")
    code = await code_sent(village, "mori@example.com")
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _ in range(CODE_ATTEMPTS):
        assert await confirm(somebody, wrong) == 400
    assert await confirm(somebody, code) == 400


async def test_guesses_at_the_same_time_are_all_counted(village: Installation) -> None:
    somebody = await person(village)
    await ask(somebody)
    code = await code_sent(village)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    answers = await asyncio.gather(*(confirm(somebody, wrong) for _ in range(2 * CODE_ATTEMPTS)))
    assert set(answers) == {400}
    async with village.database.reading() as conn:
        assert await conn.scalar(sa.select(mail_address.c.attempts)) == CODE_ATTEMPTS


async def test_a_newer_code_takes_the_older_ones_place(village: Installation) -> None:
    somebody = await person(village)
    await ask(somebody)
    old = await code_sent(village)
    village.clock.advance(1000)
    await ask(somebody)
    new = await code_sent(village)
    if old != new:
        assert await confirm(somebody, old) == 400
    assert await confirm(somebody, new) == 200


async def test_somebody_elses_code_confirms_nothing(village: Installation) -> None:
    somebody, other = await person(village), await person(village)
    await ask(somebody)
    code = await code_sent(village)
    await ask(other, "mori@example.com")
    mori = await code_sent(village, "mori@example.com")
    if code != mori:
        assert await confirm(other, code) == 400
    assert (await other.get(EMAIL)).json()["address"] is None


async def test_it_is_forgotten_when_asked(village: Installation) -> None:
    somebody = await person(village)
    await confirmed(village, somebody)
    for _ in range(2):
        assert (await somebody.delete(EMAIL)).status_code == 204
    assert (await somebody.get(EMAIL)).json()["address"] is None
    async with village.database.reading() as conn:
        assert await conn.scalar(sa.select(sa.func.count()).select_from(mail_address)) == 0


async def test_nothing_of_a_code_stays_when_it_was_sent(village: Installation) -> None:
    somebody = await person(village)
    await ask(somebody)
    await settled(village)
    async with village.database.reading() as conn:
        assert (await conn.execute(sa.select(mail.c.code, mail.c.address))).one() == (None, None)


@pytest.mark.parametrize(
    "address",
    ["", "hana", "hana@village", "a b@example.com", "hana@example.com\r\nBcc: x@example.com"],
)
async def test_what_is_no_address_is_said(village: Installation, address: str) -> None:
    somebody = await person(village)
    answer = await somebody.put(EMAIL, {"address": address, "language": "ja"})
    assert (answer.status_code, answer.json()["field"]) == (400, "address")
    assert await settled(village) == []


@pytest.mark.parametrize(("at", "length", "status"), [(64, 254, 200), (64, 255, 400)])
async def test_the_longest_address(
    village: Installation, at: int, length: int, status: int
) -> None:
    somebody = await person(village)
    rest = length - at - 1 - len(".com")
    domain = ".".join(["d" * 62] * 3)[:rest].rstrip(".")
    domain += "d" * (rest - len(domain))
    address = f"{'a' * at}@{domain}.com"
    assert len(address) == length
    answer = await somebody.put(EMAIL, {"address": address, "language": "ja"})
    assert answer.status_code == status, answer.text


async def test_nobodys_mailbox_is_flooded(village: Installation) -> None:
    somebody = await person(village)
    for _ in range(CODE_BY_ACCOUNT.times):
        await ask(somebody)
    refused = await somebody.put(EMAIL, {"address": HANA, "language": "ja"})
    assert refused.status_code == 429
    other = await person(village)  # nor by other accounts
    for address in (HANA, HANA.upper()):
        answer = await other.put(EMAIL, {"address": address, "language": "ja"})
        assert answer.status_code == 429
    await ask(other, "mori@example.com")
    village.clock.advance(CODE_BY_ADDRESS.window_ms // CODE_BY_ADDRESS.times)
    await ask(somebody)


async def test_a_signed_out_browser_reaches_nothing(village: Installation) -> None:
    nobody = Person("", village.browser())
    for answer in (
        await nobody.get(EMAIL),
        await nobody.put(EMAIL, {"address": HANA, "language": "ja"}),
        await nobody.post(f"{EMAIL}/confirm", {"code": "000000"}),
        await nobody.delete(EMAIL),
    ):
        assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")
    assert await settled(village) == []


async def test_each_sees_their_own_and_no_office_sees_any(village: Installation) -> None:
    """Every caller's own address, and none in anything that a body is told (R04)."""
    chief = await admin(village)
    callers = [
        chief,
        await colleague(village, KAWAKAMI, Role.STAFF),
        await member(village),
        await person(village),
    ]
    addresses = []
    for number, caller in enumerate(callers):
        address = f"secret{number}@example.com"
        await ask(caller, address)
        assert await confirm(caller, await code_sent(village, address)) == 200
        addresses.append(address)
        village.clock.advance(MINUTE_MS)
    for caller, address in zip(callers, addresses, strict=True):
        assert (await caller.get(EMAIL)).json()["address"] == address
    await callers[0].delete(EMAIL)
    for caller, address in list(zip(callers, addresses, strict=True))[1:]:
        assert (await caller.get(EMAIL)).json()["address"] == address
    for path in ("", "/members", "/staff", "/invites"):
        answer = await chief.get(f"/api/office/{KAWAKAMI}{path}")
        assert answer.status_code == 200
        assert "@example.com" not in answer.text
