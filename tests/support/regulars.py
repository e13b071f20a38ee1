"""Members of a live installation who come often: with a name, a proof of identity and a history.

mori, hayashi = regulars(server, village, Regular("森本", scanned=1), Regular("林", entered=2))

For tests of what an office sees of members whose own screens are not the point.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from schemas.entries import CheckIn, ProfileField, SetField, Source, Stay
from sync.calendar import day_of, format_day
from tests.support.authenticator import CHANGE, Passkey, sign_up
from tests.support.device import Device, make_device
from tests.support.live import LiveServer
from tests.support.proofs import prove_at
from tests.support.village import TOWN, Village

OSAKA = 271004
"""Where those live who proved it."""


@dataclass(frozen=True)
class Regular:
    """Who comes: `scanned` staff scanned their card at the town's project today. `entered`: so many
    days of stay, today and before, that they entered themselves."""

    name: str
    scanned: bool = False
    entered: int = 0
    proven: bool = True


@dataclass(frozen=True)
class Known:
    """A regular who is registered; `cookies` are the session of their browser."""

    account: str
    number: int
    cookies: dict[str, str]


def regulars(server: LiveServer, village: Village, *people: Regular) -> list[Known]:
    """Registered now; in a thread of its own: Playwright's loop runs in the caller's. The village's
    invite for staff is used up."""
    with ThreadPoolExecutor(1) as pool:
        made = pool.submit(lambda: asyncio.run(_come(server, village, people))).result()
    for one, person in zip(made, people, strict=True):
        if person.proven:
            prove_at(server, one.account, home=OSAKA)
    return made


def scan_everyone(server: LiveServer, village: Village) -> None:
    """Staff scan the card of each member at the town's project, now. The village's invite for staff
    is used up."""

    async def scan() -> None:
        async with httpx.AsyncClient(base_url=server.origin, headers=CHANGE) as browser:
            desk = await _desk(server, village, browser)
            now = time.time_ns() // 1_000_000
            for at, (issuer, card) in enumerate(sorted(desk.roster)):
                if issuer == int(TOWN):
                    place, project = village.museum, village.project
                    desk.append(CheckIn(now, at, place, issuer, card, 0, project, b""))
            await desk.sync()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(scan())).result()


def hold(server: LiveServer, village: Village, policy: Mapping[str, object]) -> None:
    """Lets the town's rules hold from today on."""
    day = format_day(day_of(time.time_ns() // 1_000_000))
    answer = httpx.put(
        f"{server.origin}/api/office/{TOWN}/policy",
        json={"from_day": day, "policy": policy},
        headers=CHANGE,
        cookies=village.office,
    )
    assert answer.is_success, answer.text


def apply(server: LiveServer, who: Known) -> int:
    """Applies for premium; gives the newest decision's number."""
    answer = _post(server, f"/api/registrations/{TOWN}/premium", who, None)
    decision: int = answer.json()["decisions"][0]["id"]
    return decision


def ask_review(server: LiveServer, who: Known, decision: int, words: str) -> None:
    _post(server, f"/api/decisions/{decision}/review", who, {"words": words})


def _post(server: LiveServer, path: str, who: Known, body: object) -> httpx.Response:
    answer = httpx.post(f"{server.origin}{path}", json=body, headers=CHANGE, cookies=who.cookies)
    assert answer.is_success, answer.text
    return answer


async def _come(server: LiveServer, village: Village, people: Sequence[Regular]) -> list[Known]:
    async with httpx.AsyncClient(base_url=server.origin, headers=CHANGE) as browser:
        desk = await _desk(server, village, browser)
        made = [await _registered(server, village, person, desk) for person in people]
        await desk.sync()
        return made


async def _desk(server: LiveServer, village: Village, browser: httpx.AsyncClient) -> Device:
    account = await sign_up(browser, Passkey(origin=server.origin))
    code = urlsplit(village.invite).fragment
    answer = await browser.post("/api/invites/accept", json={"code": code})
    assert answer.is_success, answer.text
    desk = await make_device(browser, account)
    await desk.sync()
    return desk


async def _registered(server: LiveServer, village: Village, person: Regular, desk: Device) -> Known:
    async with httpx.AsyncClient(base_url=server.origin, headers=CHANGE) as browser:
        account = await sign_up(browser, Passkey(origin=server.origin))
        answer = await browser.post("/api/registrations", json={"body": TOWN})
        assert answer.is_success, answer.text
        phone = await make_device(browser, account)
        await phone.sync()
        now = time.time_ns() // 1_000_000
        phone.append(SetField(now, 0, ProfileField.NAME, person.name))
        for days in range(person.entered):
            day = day_of(now) - days
            phone.append(Stay(now, days + 1, village.bath, day, Source.MEMBER_ENTRY, b"", 0))
        await phone.sync()
        body = int(TOWN)
        if person.scanned:
            card = phone.cards[body].card
            at, counter = now, len(desk.log)
            desk.append(CheckIn(at, counter, village.museum, body, card, 0, village.project, b""))
        number = phone.registrations[body].member
        return Known(account.id, number, dict(browser.cookies))
