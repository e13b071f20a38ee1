"""Every route with every kind of caller: each role, at its own body and another, and nobody (R04).

A new route must be declared here: who may is a decision, not an accident. It must also say whether
it shows personal data (`server.audit.rules`), or every look at it is kept.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from litestar.routes import HTTPRoute
from msgspec import Struct
from webauthn.helpers import bytes_to_base64url

from schemas.api import Role
from server.accounts.authority import grant_operator, holders_of
from server.audit.rules import SHOWS_NOBODY
from server.audit.tables import audit
from server.office.staff import join
from tests.support.authenticator import CHANGE, enrol
from tests.support.installation import Installation, installation
from tests.support.offices import KAWAKAMI, NARA, Person, admin, member, person

ADMIN = {"admin"}
DAILY = {"admin", "clerk"}
DESKS = {"admin", "clerk", "staff"}
READERS = {"admin", "clerk", "reader"}
THEIRS = {"admin", "clerk", "organiser"}
PLACE = {"name": "村の湯", "english": "Village bath", "kind": "bath"}
PROJECT = {"name": "下草刈り", "english": "", "place": "{place}", "designated": False}
ORGANISERS = THEIRS | {"organiser beside"}
"""What they find there is their own partner's."""
PARTNER = {"name": "下流自治会", "kind": "residents"}
ACTIVITY = {
    "name": "泥上げ",
    "about": "用水路の泥を上げます",
    "designated": False,
    "to": "published",
    "occasions": [{"day": "2030-01-01", "starts": "09:00", "ends": "12:00", "capacity": 2}],
}
PAPER = "/members/{number:int}/printed-cards"
PARTNERS = "/partners/{partner:int}"
DEVICE = "AAAA"
"""Stands for one of the caller's own."""

OFFICE: dict[tuple[str, str], tuple[set[str], object]] = {
    ("GET", ""): (DESKS | READERS, None),
    ("GET", "/invites"): (ADMIN, None),
    ("POST", "/invites"): (ADMIN, {"role": "staff"}),
    ("DELETE", "/invites/{invite:str}"): (ADMIN, None),
    ("GET", "/staff"): (ADMIN, None),
    ("DELETE", "/staff/{account:str}"): (ADMIN, None),
    ("PUT", "/staff/{account:str}"): (ADMIN, {"name": "受付"}),
    ("DELETE", "/roles/{held:int}"): (ADMIN, None),
    ("POST", "/roles/{ended:int}/restore"): (ADMIN, None),
    ("GET", "/partners"): (DAILY, None),
    ("POST", "/partners"): (DAILY, PARTNER),
    ("GET", PARTNERS): (THEIRS | {"scanner"}, None),
    ("PUT", PARTNERS): (DAILY, PARTNER),
    ("GET", PARTNERS + "/people"): (THEIRS, None),
    ("PUT", PARTNERS + "/people/{helper:str}"): (THEIRS, {"name": "会長"}),
    ("DELETE", PARTNERS + "/roles/{helping:int}"): (THEIRS, None),
    ("POST", PARTNERS + "/roles/{helped:int}/restore"): (THEIRS, None),
    ("GET", PARTNERS + "/invites"): (THEIRS, None),
    ("POST", PARTNERS + "/invites"): (THEIRS, {"role": "scanner"}),
    ("DELETE", PARTNERS + "/invites/{theirs:str}"): (THEIRS, None),
    ("GET", "/audit"): (ADMIN, None),
    ("GET", "/audit.csv"): (ADMIN, None),
    ("GET", "/places"): (DESKS, None),
    ("POST", "/places"): (ADMIN, PLACE),
    ("PUT", "/places/{place:int}"): (ADMIN, PLACE),
    ("POST", "/places/{place:int}/code"): (ADMIN, None),
    ("GET", "/places/{place:int}/code.svg"): (DESKS, None),
    ("GET", "/places/{place:int}/code.pdf"): (DESKS, None),
    ("GET", "/places/{place:int}/facility"): (DESKS, None),
    ("PUT", "/places/{place:int}/facility"): (ADMIN, {"quota": 4}),
    ("GET", "/places/{place:int}/kiosks"): (DESKS, None),
    ("POST", "/places/{place:int}/kiosks"): (DESKS, {"device": DEVICE}),
    ("DELETE", "/places/{place:int}/kiosks/{kiosk:int}"): (DESKS, None),
    ("GET", "/projects"): (DESKS, None),
    ("POST", "/projects"): (DAILY, PROJECT),
    ("PUT", "/projects/{project:int}"): (DAILY, PROJECT),
    ("POST", "/projects/{project:int}/code"): (DAILY, None),
    ("PUT", "/projects/{project:int}/partner"): (DAILY, {"partner": None}),
    ("GET", "/projects/{project:int}/code.svg"): (DESKS, None),
    ("GET", "/projects/{project:int}/code.pdf"): (DESKS, None),
    ("GET", "/cards"): (DESKS, None),
    ("PUT", "/cards"): (ADMIN, {"daily": True}),
    ("GET", "/members"): (READERS, None),
    ("GET", PAPER): (DAILY, None),
    ("POST", PAPER): (DAILY, {}),
    ("POST", PAPER + "/{card:int}/sheet"): (DAILY, {"size": "card"}),
    ("GET", PAPER + "/{card:int}/code.svg"): (DAILY, None),
    ("DELETE", PAPER + "/{card:int}"): (DAILY, None),
    ("POST", "/members/{number:int}/revoke-cards"): (DAILY, {"reason": "lost"}),
    ("GET", "/members/{number:int}/standing"): (READERS, None),
    ("GET", "/desk"): (DAILY, None),
    ("GET", "/desk/count"): (DAILY, None),
    ("POST", "/decisions"): (DAILY, {"numbers": [1], "premium": True, "note": "."}),
    ("POST", "/reviews/{decision:int}"): (DAILY, {"answer": "."}),
    ("POST", "/evidence"): (
        DAILY,
        {"evidence": [{"device": DEVICE, "first": 1}], "confirmed": True},
    ),
    ("GET", "/policy"): (DESKS, None),
    ("PUT", "/policy"): (ADMIN, {"from_day": "2030-01-01", "policy": {}}),
    ("POST", "/policy/preview"): (ADMIN, {}),
    ("GET", "/programmes"): (DESKS, None),
    ("POST", "/programmes"): (ADMIN, {"name": "."}),
    ("POST", "/programmes/{programme:int}/members"): (DAILY, {"numbers": [1], "belongs": True}),
    ("GET", "/activities"): (ORGANISERS, None),
    ("GET", "/activities/waiting"): (DAILY, None),
    ("POST", "/activities"): (DAILY, ACTIVITY),
    ("POST", "/activities/days"): (
        ORGANISERS,
        {"first": "2030-01-01", "until": "2030-01-01", "repeats": "daily"},
    ),
    ("GET", "/activities/report"): (ORGANISERS, None),
    ("GET", "/activities/report.csv"): (ORGANISERS, None),
    ("GET", "/activities/report.pdf"): (ORGANISERS, None),
    ("POST", "/pictures"): (ORGANISERS, {}),
    ("GET", "/activities/{activity:int}"): (THEIRS, None),
    ("PUT", "/activities/{activity:int}"): (THEIRS, ACTIVITY),
    ("POST", "/activities/{activity:int}/state"): (THEIRS, {"to": "closed"}),
    ("GET", "/activities/{activity:int}/occasions/{occasion:int}/applicants"): (THEIRS, None),
    ("POST", "/activities/{activity:int}/applicants"): (
        THEIRS,
        {"applications": [1], "accept": True},
    ),
    ("GET", "/attendance"): (DESKS, None),
    ("GET", "/uses"): (DESKS, None),
}
"""Below the office of a body: who of its own people may, and what a good request carries.

`reader` is there for prefectures alone; `organiser` and `scanner` are those of the very partner."""

OPERATOR: dict[tuple[str, str], object] = {
    ("GET", "/api/operator"): None,
    ("POST", "/api/operator/offices"): None,
}
"""For an operator of the installation alone."""

PERSONAL = {
    ("GET", "/api/account"),
    ("POST", "/api/account/passkeys/options"),
    ("POST", "/api/account/passkeys"),
    ("DELETE", "/api/account/passkeys/{passkey_id:str}"),
    ("POST", "/api/account/recovery-codes"),
    ("POST", "/api/account/sign-out"),
    ("POST", "/api/account/sign-out-everywhere"),
    ("GET", "/api/account/email"),
    ("PUT", "/api/account/email"),
    ("DELETE", "/api/account/email"),
    ("POST", "/api/account/email/confirm"),
    ("POST", "/api/devices"),
    ("DELETE", "/api/devices/{device:str}"),
    ("POST", "/api/registrations"),
    ("DELETE", "/api/registrations/{code:str}"),
    ("PUT", "/api/registrations/{code:str}/prefecture-link"),
    ("PUT", "/api/registrations/{code:str}/survey"),
    ("GET", "/api/registrations/{code:str}/standing"),
    ("POST", "/api/registrations/{code:str}/premium"),
    ("POST", "/api/registrations/{code:str}/stay"),
    ("GET", "/api/registrations/{code:str}/printed-cards"),
    ("POST", "/api/registrations/{code:str}/printed-cards"),
    ("DELETE", "/api/registrations/{code:str}/printed-cards/{card:int}"),
    ("POST", "/api/registrations/{code:str}/printed-cards/{card:int}/sheet"),
    ("GET", "/api/registrations/{code:str}/printed-cards/{card:int}/code.svg"),
    ("POST", "/api/decisions/{decision:int}/review"),
    ("GET", "/api/identity"),
    ("DELETE", "/api/identity"),
    ("POST", "/api/identity/proof"),
    ("POST", "/api/identity/proof/return"),
    ("PUT", "/api/identity/home"),
    ("POST", "/api/identity/merge"),
    ("POST", "/api/identity/guardian/invites"),
    ("POST", "/api/identity/guardian/ward"),
    ("POST", "/api/identity/guardian/consents"),
    ("DELETE", "/api/identity/guardian/consents/{number:int}"),
    ("POST", "/api/office/start"),
    ("POST", "/api/invites/accept"),
    ("POST", "/api/operator/start"),
    ("GET", "/api/views"),
    ("GET", "/api/activities/{activity:int}/mine"),
    ("POST", "/api/activities/{activity:int}/applications"),
    ("GET", "/api/applications"),
    ("DELETE", "/api/applications/{application:int}"),
    ("GET", "/api/calendar"),
    ("POST", "/api/calendar"),
    ("DELETE", "/api/calendar"),
}
"""For whoever is signed in, about themselves: no path names another person or body's office."""

OPEN = {
    ("GET", "/health"),
    ("GET", "/api/activities/{activity:int}"),
    ("GET", "/api/activities/{activity:int}/occasions/{occasion:int}/calendar.ics"),
    ("GET", "/api/pictures/{name:str}"),
    # By a secret in its address.
    ("GET", "/api/calendar/{token:str}"),
    ("GET", "/api/instance"),
    ("GET", "/catalogue/bodies.json"),
    ("GET", "/api/bodies/{code:str}/survey"),
    ("POST", "/api/passkeys/registration/options"),
    ("POST", "/api/passkeys/registration"),
    ("POST", "/api/passkeys/authentication/options"),
    ("POST", "/api/passkeys/authentication"),
    ("POST", "/api/recovery"),
    ("GET", "/api/identity/jwks"),
    ("POST", "/api/sample/open"),
    ("GET", "/api/openapi.json"),
    ("GET", "/api/openapi.json/openapi.json"),
    ("GET", "/api/openapi.json/{path:str}"),
    ("GET", "/"),
    ("HEAD", "/"),
    ("GET", "/{path:path}"),
    ("HEAD", "/{path:path}"),
    # By the signature of a device instead of a session.
    ("POST", "/api/sync"),
    ("POST", "/api/courier"),
}
"""For everyone."""

NOTHING_THERE = {
    ("POST", "/evidence"): 404,
    ("POST", "/reviews/{decision:int}"): 404,
    ("POST", "/activities/{activity:int}/applicants"): 404,
    ("POST", "/pictures"): 400,
}
"""Who is let in is told that there is no such thing, or that it is none."""

OF = " of the "
PROBING = ("organiser", f"admin{OF}prefecture", "newcomer")
"""Whose refusals are compared with those for what is not there."""

PREFIX = "/api/office/{code:str}"
STAND_INS = ("invite", "theirs", "account", "helper", "ended", "helping", "helped")
"""Kinds of things under names of their own here, that in the app share one with another kind."""


class Things(Struct):
    """What there is of one body, by the name that a path gives it."""

    body: int
    chief: Person
    ids: dict[str, Any]


class World(Struct):
    village: Installation
    own: Things
    other: Things
    callers: dict[str, Person | None]


def _declared() -> set[tuple[str, str]]:
    same = {"ended:int": "held:int", "helping:int": "held:int", "helped:int": "held:int"}
    same |= {"helper:str": "account:str", "theirs:str": "invite:str"}
    office = set()
    for method, path in OFFICE:
        for ours, theirs in same.items():
            path = path.replace("{" + ours + "}", "{" + theirs + "}")  # noqa: PLW2901
        office.add((method, PREFIX + path))
    return office | set(OPERATOR) | PERSONAL | OPEN


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A village and its prefecture, each with a thing of every kind and a person of every role."""
    async with installation(f"sqlite+aiosqlite:///{tmp_path / 'db.sqlite'}", tmp_path) as village:
        own = await _things(village, KAWAKAMI)
        other = await _things(village, NARA)
        callers: dict[str, Person | None] = {}
        for things, of in ((own, ""), (other, f"{OF}prefecture")):
            callers[f"admin{of}"] = things.chief
            for role in (Role.CLERK, Role.STAFF, Role.READER):
                if role is not Role.READER or things.body == NARA:
                    callers[f"{role}{of}"] = await _joined(village, things.body, role)
            for role in (Role.ORGANISER, Role.SCANNER):
                callers[f"{role}{of}"] = await _joined(
                    village, things.body, role, things.ids["partner"]
                )
        beside = await own.chief.post(f"/api/office/{KAWAKAMI}/partners", PARTNER)
        callers["organiser beside"] = await _joined(
            village, KAWAKAMI, Role.ORGANISER, beside.json()["id"]
        )
        callers["operator"] = operator = await person(village)
        async with village.database.writing() as conn:
            await grant_operator(conn, operator.account, village.clock())
        callers["member"] = await member(village)
        callers["newcomer"] = await person(village)
        callers["nobody"] = None
        yield World(village, own, other, callers)


async def _joined(
    village: Installation, body: int, role: Role, partner: int | None = None
) -> Person:
    village.clock.advance(2_000)  # within the rate at which accounts are made
    somebody = await person(village)
    async with village.database.writing() as conn:
        await join(conn, somebody.account, body, role, village.clock(), partner)
    return somebody


async def _things(village: Installation, body: int) -> Things:
    chief = await admin(village, body)
    office = f"/api/office/{body:06d}"

    async def made(path: str, sent: object = None, part: str = "id") -> Any:
        answer = await chief.post(office + path, sent)
        assert answer.status_code == 201, f"{path}: {answer.text}"
        return answer.json().get(part)

    place = await made("/places", PLACE)
    project = await made("/projects", PROJECT | {"place": place})
    await made(f"/projects/{project}/code")
    things = Things(body, chief, {"code": f"{body:06d}", "place": place, "project": project})
    things.ids["programme"] = await made("/programmes", {"name": "移住希望者"})
    things.ids["partner"] = await made("/partners", PARTNER)
    written = await chief.post(
        f"{office}/activities", ACTIVITY | {"partner": things.ids["partner"]}
    )
    file = written.json()
    things.ids |= {"activity": file["row"]["id"], "occasion": file["occasions"][0]["id"]}
    things.ids["kiosk"] = await made(f"/places/{place}/kiosks", {"device": await _device(chief)})
    await member(village, body)
    things.ids |= {"number": 1, "decision": 1}
    things.ids["card"] = await made("/members/1/printed-cards", {}, "card")
    await _renew(village, things, set(STAND_INS))
    return things


async def _renew(village: Installation, things: Things, kinds: set[str]) -> None:
    """What a request takes away, anew."""
    office, chief, partner = f"/api/office/{things.body:06d}", things.chief, things.ids["partner"]
    theirs = f"{office}/partners/{partner}"
    if "invite" in kinds:
        made = await chief.post(f"{office}/invites", {"role": "staff"})
        things.ids["invite"] = made.json()["id"]
    if "theirs" in kinds:
        made = await chief.post(f"{theirs}/invites", {"role": "scanner"})
        things.ids["theirs"] = made.json()["id"]
    if kinds & {"account", "held", "ended"}:
        leaving = await _joined(village, things.body, Role.STAFF)
        things.ids["account"] = leaving.account
        things.ids["held"] = things.ids["ended"] = await _role(village, things.body, leaving)
    if kinds & {"helper", "helping", "helped"}:
        leaving = await _joined(village, things.body, Role.SCANNER, partner)
        things.ids["helper"] = leaving.account
        held = await _role(village, things.body, leaving)
        things.ids["helping"] = things.ids["helped"] = held
    if "ended" in kinds:
        assert (await chief.delete(f"{office}/roles/{things.ids['ended']}")).status_code == 204
    if "helped" in kinds:
        assert (await chief.delete(f"{theirs}/roles/{things.ids['helped']}")).status_code == 204


async def _role(village: Installation, body: int, holder: Person) -> int:
    async with village.database.reading() as conn:
        return next(one.id for one in await holders_of(conn, body) if one.account == holder.account)


async def _device(caller: Person | None) -> str:
    """A device of whoever has an account, enrolled now."""
    if caller is None:
        return bytes_to_base64url(b"?" * 12)
    return bytes_to_base64url((await enrol(caller.browser, caller.account)).id)


def _url(path: str, ids: dict[str, Any]) -> str:
    url = PREFIX + path
    if path in ("/attendance", "/uses"):
        url += "?place={place:int}"
    if path.startswith("/activities/report"):
        url += "?first=2030-01-01&last=2030-01-31"
    for name, value in ids.items():
        for kind in ("int", "str"):
            url = url.replace("{" + f"{name}:{kind}" + "}", str(value))
    return url


async def _ask(
    world: World, caller: Person | None, method: str, url: str, sent: object, ids: dict[str, Any]
) -> httpx.Response:
    browser = world.village.browser() if caller is None else caller.browser
    world.village.clock.advance(1_000)  # within the rates of every door
    if sent == {"device": DEVICE}:
        sent = {"device": await _device(caller)}
    elif isinstance(sent, dict) and sent.get("place") == "{place}":
        sent = sent | {"place": ids["place"]}
    return await browser.request(method, url, json=sent, headers=CHANGE)


def _may(name: str, allowed: set[str], things: Things) -> bool:
    role, _, of = name.partition(OF)
    return role in allowed and (of == "prefecture") == (things.body == NARA)


def _untyped(path: str) -> str:
    return re.sub(r"\{(\w+):\w+\}", r"{\1}", path)


def test_every_route_is_declared(tmp_path: Path) -> None:
    from server.app import create_app  # noqa: PLC0415 - the app alone, without a database
    from server.app.settings import settings_from  # noqa: PLC0415

    app = create_app(settings_from({"FURUSATO_SWEEP": "0"}, data=tmp_path))
    served = {
        (method, route.path)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method in route.methods
        if method != "OPTIONS"
    }
    assert served == _declared()
    named = {f"{method} {_untyped(path)}" for method, path in served}
    assert named >= SHOWS_NOBODY, "SHOWS_NOBODY names routes that are not there"


async def test_only_who_holds_the_role_comes_in(world: World) -> None:
    """Whoever may comes in, at the own body; all others get one refusal, whatever is there."""
    refusals = set()
    # By turns what is not there at this body, and the same at a body that takes no part.
    where = dict.fromkeys(world.own.ids, 2**31 - 1) | {"code": "294021"}
    for (method, path), (allowed, body) in OFFICE.items():
        taken = {kind for kind in (*STAND_INS, "held") if "{" + kind + ":" in path}
        for things in (world.own, world.other):
            # Those who may come last: what they do may take away what the others would ask for.
            names = world.callers if things is world.own else (n for n in world.callers if OF in n)
            for name in sorted(names, key=lambda name: _may(name, allowed, things)):
                caller = world.callers[name]
                may = _may(name, allowed, things)
                if may and taken:
                    await _renew(world.village, things, taken)
                url = _url(path, things.ids)
                answer = await _ask(world, caller, method, url, body, things.ids)
                at = f"{method} {url} by {name}: {answer.status_code} {answer.text}"
                if may:
                    there = answer.is_success or (
                        answer.status_code == NOTHING_THERE.get((method, path))
                    )
                    assert there, at
                    continue
                assert answer.status_code == (401 if caller is None else 403), at
                refusals.add((caller is None, answer.text))
                if name in PROBING:
                    where["code"] = things.ids["code"] if where["code"] == "294021" else "294021"
                    other = _url(path, where)
                    refused = await _ask(world, caller, method, other, body, things.ids)
                    said = refused.status_code, refused.text
                    assert said == (answer.status_code, answer.text), f"{other} by {name}: {said}"
    assert len(refusals) == 2, "two refusals: not signed in, and not allowed"


async def test_nobody_else_comes_in_anywhere(world: World) -> None:
    """What is for the operator is refused to all others; what is one's own, to who is nobody."""
    for (method, path), sent in OPERATOR.items():
        for name, caller in world.callers.items():
            answer = await _ask(world, caller, method, path, sent, {})
            expected = "in" if name == "operator" else 401 if caller is None else 403
            came = "in" if answer.is_success else answer.status_code
            assert came == expected, f"{method} {path} by {name}: {answer.text}"
    for method, path in sorted(PERSONAL):
        url = _url(path.removeprefix(PREFIX), {"code": world.own.ids["code"]})
        url = path.replace("{code:str}", str(KAWAKAMI)).replace("{passkey_id:str}", "AAAA")
        url = url.replace("{device:str}", "AAAA").replace("{card:int}", "1")
        url = url.replace("{decision:int}", "1").replace("{number:int}", "1")
        url = url.replace("{activity:int}", "1").replace("{application:int}", "1")
        answer = await _ask(world, None, method, url, {}, {})
        # A request that is no request is told so first: it says nothing about anybody.
        assert answer.status_code in (400, 401), f"{method} {path}: {answer.text}"
        assert not answer.is_success


async def test_another_bodys_things_are_not_there(world: World) -> None:
    """An admin names a row of another body under their own body's path: as one that is nowhere."""
    chief, ids = world.own.chief, world.other.ids
    for (method, path), (_, body) in OFFICE.items():
        things = (
            *("place", "project", "programme", "partner", "invite", "held", "ended"),
            "activity",
        )
        if any("{" + thing + ":" in path for thing in things):
            url = _url(path, ids | {"code": world.own.ids["code"]})
            answer = await _ask(world, chief, method, url, body, world.own.ids)
            assert answer.status_code == 404, f"{method} {url}: {answer.text}"
    # Under a place, and a partner, of one's own too.
    office = f"/api/office/{KAWAKAMI}"
    place, partner = world.own.ids["place"], world.own.ids["partner"]
    for url in (
        f"{office}/places/{place}/kiosks/{ids['kiosk']}",
        f"{office}/partners/{partner}/invites/{ids['theirs']}",
        f"{office}/partners/{partner}/invites/{world.own.ids['invite']}",
        f"{office}/invites/{world.own.ids['theirs']}",
        f"{office}/partners/{partner}/roles/{world.own.ids['held']}",
        f"{office}/roles/{world.own.ids['helping']}",
    ):
        assert (await chief.delete(url)).status_code == 404, url
    answer = await chief.post(f"{office}/projects", PROJECT | {"place": ids["place"]})
    assert (answer.status_code, answer.json()["field"]) == (400, "place")
    whose = f"{office}/projects/{world.own.ids['project']}/partner"
    answer = await chief.put(whose, {"partner": ids["partner"]})
    assert (answer.status_code, answer.json()["field"]) == (400, "partner")
    seen = await chief.get(f"{office}/attendance?place={ids['place']}")
    assert seen.status_code == 404


async def test_an_ended_role_opens_nothing(world: World) -> None:
    for role, paths in (
        (Role.CLERK, ("", "/places", "/projects", "/attendance?place=1", "/members")),
        (Role.ORGANISER, ("/partners/1", "/partners/1/people")),
    ):
        holder, body = world.callers[role], world.own.body
        assert holder is not None
        assert (await holder.get(f"/api/office/{body}{paths[0]}")).status_code == 200
        gone = await world.own.chief.delete(f"/api/office/{body}/staff/{holder.account}")
        assert gone.status_code == 204
        for path in paths:
            assert (await holder.get(f"/api/office/{body}{path}")).status_code == 403


async def test_every_look_and_every_change_is_kept(world: World) -> None:
    """Whatever route below an office lets somebody in leaves a row, unless it changes nothing and
    is declared to show nobody."""
    chief, things = world.own.chief, world.own
    for (method, path), (_, body) in OFFICE.items():
        taken = {kind for kind in (*STAND_INS, "held") if "{" + kind + ":" in path}
        await _renew(world.village, things, taken)
        before = await _rows(world)
        answer = await _ask(world, chief, method, _url(path, things.ids), body, things.ids)
        kept = (await _rows(world))[len(before) :]
        template = (PREFIX + path).replace("{theirs:", "{invite:").replace("{helper:", "{account:")
        for name in ("{ended:", "{helping:", "{helped:"):
            template = template.replace(name, "{held:")
        route = f"{method} {_untyped(template)}"
        if not answer.is_success or route in SHOWS_NOBODY:
            assert not kept, route
            continue
        assert len(kept) == 1, route
        (row,) = kept
        assert (row.route, row.body, row.account_id) == (route, things.body, chief.account)
        assert row.changed == (method != "GET" and not path.endswith("/sheet")), route
        assert row.member == (1 if "{number" in path else 0)


async def _rows(world: World) -> list[sa.Row[*tuple[Any, ...]]]:
    async with world.village.database.reading() as conn:
        return list((await conn.execute(sa.select(audit).order_by(audit.c.id))).all())
