"""A body with a thing of every kind, and anew what requests take away.

things = await things_of(village, KAWAKAMI)
things.ids["place"]
await renew(village, things, {"invite"})
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from msgspec import Struct
from webauthn.helpers import bytes_to_base64url

from schemas.api import Role
from server.accounts.authority import holders_of
from server.office.staff import join
from sync.calendar import day_of, format_day
from tests.support.authenticator import CHANGE, enrol
from tests.support.installation import START_MS, Installation
from tests.support.offices import Person, admin, member, person
from tests.support.subsidies import applied

PLACE = {"name": "村の湯", "english": "Village bath", "kind": "bath"}
PROJECT = {"name": "下草刈り", "english": "", "place": "{place}", "designated": False}
PARTNER = {"name": "下流自治会", "kind": "residents"}
ACTIVITY = {
    "name": "泥上げ",
    "about": "用水路の泥を上げます",
    "designated": False,
    "to": "published",
    "occasions": [{"day": "2030-01-01", "starts": "09:00", "ends": "12:00", "capacity": 2}],
}
SUBSIDY: dict[str, Any] = {
    "name": "滞在の助成",
    "kind": "lodging",
    "tie": "night",
    "handover": "paid-back",
    "tier": 1,
    "helps": True,
    "budget": 1_000_000,
    "subsidy": {
        "costs": [{"kind": "lodging", "numerator": 1, "denominator": 2}],
        "applicants": ["employee"],
        "proven_days": False,
    },
}
TODAY = format_day(day_of(START_MS))
DISASTER = {"name": "大雨", "areas": [130001], "from_day": TODAY}
PLAN = {"heading": 0, "columns": ["name"], "leave_out_known": False}
"""How the list of members is to be read that `renew` sends."""
APP = {
    "name": "町の手帳",
    "contact": "観光協会",
    "redirect_uris": [],
    "scopes": ["registration:read"],
    "webhook": "https://app.example.jp/furusato",
}


class Things(Struct):
    """What there is of one body, by the name that a path gives it."""

    body: int
    chief: Person
    ids: dict[str, Any]

    @property
    def office(self) -> str:
        return f"/api/office/{self.body:06d}"

    @property
    def partner(self) -> str:
        return f"/partners/{self.ids['partner']}"

    async def done(self, path: str, sent: object = None) -> Any:
        """What the office is told."""
        answer = await self.chief.post(self.office + path, sent)
        assert answer.is_success, f"{path}: {answer.text}"
        return answer.json() if answer.content else None


async def things_of(village: Installation, body: int) -> Things:
    """Opens the office of a body, and makes a thing of every kind there."""
    things = Things(body, await admin(village, body), {"code": f"{body:06d}"})
    ids, done = things.ids, things.done
    ids["place"] = (await done("/places", PLACE))["id"]
    ids["project"] = (await done("/projects", PROJECT | {"place": ids["place"]}))["id"]
    await done(f"/projects/{ids['project']}/code")
    ids["programme"] = (await done("/programmes", {"name": "移住希望者"}))["id"]
    ids["partner"] = (await done("/partners", PARTNER))["id"]
    file = await done("/activities", ACTIVITY | {"partner": ids["partner"]})
    ids |= {"activity": file["row"]["id"], "occasion": file["occasions"][0]["id"]}
    kiosk = {"device": await device_of(things.chief)}
    ids["kiosk"] = (await done(f"/places/{ids['place']}/kiosks", kiosk))["id"]
    somebody = await member(village, body)
    ids |= {"number": 1, "decision": 1}
    ids["card"] = (await done("/members/1/printed-cards", {}))["card"]
    await done("/figures")
    ids["name"] = f"{TODAY[:7]}.csv"
    await _open(village, things)
    ids["benefit"] = ids["open"]
    ids["subsidy"] = await applied(somebody, ids["benefit"], day_of(village.clock()))
    ids["at"] = 1
    await renew(village, things, TAKEN)
    return things


async def renew(village: Installation, things: Things, kinds: Iterable[str]) -> None:
    """Makes things of these kinds anew, which must be among `TAKEN`."""
    village.clock.advance(4_000)  # within the rates of every door
    for make in dict.fromkeys(_MAKERS[kind] for kind in sorted(kinds)):
        await make(village, things)


async def joined(
    village: Installation, body: int, role: Role, partner: int | None = None
) -> Person:
    """Somebody new, who holds a role from now on."""
    village.clock.advance(2_000)  # within the rate at which accounts are made
    somebody = await person(village)
    async with village.database.writing() as conn:
        await join(conn, somebody.account, body, role, village.clock(), partner)
    return somebody


async def device_of(somebody: Person) -> str:
    """A device, enrolled now."""
    return bytes_to_base64url((await enrol(somebody.browser, somebody.account)).id)


async def _invite(_: Installation, things: Things) -> None:
    things.ids["invite"] = (await things.done("/invites", {"role": "staff"}))["id"]


async def _invite_of_partner(_: Installation, things: Things) -> None:
    made = await things.done(things.partner + "/invites", {"role": "scanner"})
    things.ids["theirs"] = made["id"]


async def _staff(village: Installation, things: Things) -> None:
    somebody, held = await _holder(village, things, Role.STAFF)
    things.ids |= {"account": somebody, "held": held}


async def _ended(village: Installation, things: Things) -> None:
    _, held = await _holder(village, things, Role.STAFF)
    await _end(things, f"/roles/{held}")
    things.ids["ended"] = held


async def _helper(village: Installation, things: Things) -> None:
    somebody, held = await _holder(village, things, Role.SCANNER, things.ids["partner"])
    things.ids |= {"helper": somebody, "helping": held}


async def _helped(village: Installation, things: Things) -> None:
    _, held = await _holder(village, things, Role.SCANNER, things.ids["partner"])
    await _end(things, f"{things.partner}/roles/{held}")
    things.ids["helped"] = held


async def _holder(
    village: Installation, things: Things, role: Role, partner: int | None = None
) -> tuple[str, int]:
    somebody = await joined(village, things.body, role, partner)
    async with village.database.reading() as conn:
        everyone = await holders_of(conn, things.body)
    return somebody.account, next(one.id for one in everyone if one.account == somebody.account)


async def _end(things: Things, path: str) -> None:
    answer = await things.chief.delete(things.office + path)
    assert answer.status_code == 204, answer.text


async def _kept(_: Installation, things: Things) -> None:
    """A member who has no phone."""
    made = await things.done("/members", {"details": {"name": "青木 翔"}})
    things.ids["kept"] = made["number"]


async def _upload(_: Installation, things: Things) -> None:
    things.ids["upload"] = await _sent(things)


async def _import(_: Installation, things: Things) -> None:
    made = await things.done(f"/uploads/{await _sent(things)}/import", PLAN)
    things.ids["brought"] = made["id"]


async def _sent(things: Things) -> str:
    content = "氏名\n林 薫\n".encode()
    url = f"{things.office}/uploads"
    answer = await things.chief.browser.post(url, content=content, headers=CHANGE)
    assert answer.status_code == 201, answer.text
    name: str = answer.json()["id"]
    return name


async def _draft(_: Installation, things: Things) -> None:
    things.ids["draft"] = (await things.done("/benefits", SUBSIDY))["id"]


async def _open(_: Installation, things: Things) -> None:
    made = things.ids["open"] = (await things.done("/benefits", SUBSIDY))["id"]
    await things.done(f"/benefits/{made}/publish", {})


async def _decided(_: Installation, things: Things) -> None:
    decided = things.ids["decided"] = things.ids["subsidy"]
    await things.done("/subsidies/decisions", {"ids": [decided], "grant": False, "words": "."})


async def _disaster(_: Installation, things: Things) -> None:
    await things.done("/disasters", DISASTER)
    seen = await things.chief.get(f"{things.office}/refuge")
    things.ids["disaster"] = seen.json()["disasters"][0]["id"]


async def _app(_: Installation, things: Things) -> None:
    things.ids["app"] = (await things.done("/apps", APP))["app"]["id"]


_MAKERS: dict[str, Callable[[Installation, Things], Awaitable[None]]] = {
    "invite": _invite,
    "theirs": _invite_of_partner,
    "account": _staff,
    "held": _staff,
    "ended": _ended,
    "helper": _helper,
    "helping": _helper,
    "helped": _helped,
    "kept": _kept,
    "upload": _upload,
    "brought": _import,
    "draft": _draft,
    "open": _open,
    "decided": _decided,
    "disaster": _disaster,
    "app": _app,
}
TAKEN = frozenset(_MAKERS)
"""Kinds of things that requests take away or use up."""
