"""Every route with every kind of caller: each role, at its own body and another, and nobody (R04).

A new route must be declared here: who may is a decision, not an accident. It must also say whether
it shows personal data (`server.audit.rules`), or every look at it is kept.
"""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
import sqlalchemy as sa
from litestar.di import Provide
from litestar.routes import HTTPRoute
from msgspec import Struct
from webauthn.helpers import bytes_to_base64url

from schemas.api import Role
from server.accounts.authority import grant_operator
from server.audit.rules import SHOWS_NOBODY
from server.audit.tables import audit
from tests.support.authenticator import CHANGE
from tests.support.belongings import (
    ACTIVITY,
    APP,
    DISASTER,
    PARTNER,
    PLACE,
    PLAN,
    PROJECT,
    SUBSIDY,
    TAKEN,
    TODAY,
    Things,
    device_of,
    joined,
    renew,
    things_of,
)
from tests.support.installation import Installation, installation
from tests.support.offices import KAWAKAMI, NARA, Person, member, person

ADMIN = {"admin"}
DAILY = {"admin", "clerk"}
DESKS = {"admin", "clerk", "staff"}
READERS = {"admin", "clerk", "reader"}
THEIRS = {"admin", "clerk", "organiser"}
ORGANISERS = THEIRS | {"organiser beside"}
"""What they find there is their own partner's."""
PAPER = "/members/{number:int}/printed-cards"
PARTNERS = "/partners/{partner:int}"
BENEFITS = "/benefits/{benefit:int}"
UPLOADS = "/uploads/{upload:str}"
APPS = "/apps/{app:str}"
DEVICE = "AAAA"
"""Stands for one of the caller's own; "{place}" in what is sent, for the id of such a thing."""

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
    ("POST", "/members"): (DAILY, {"details": {"name": "森本 さくら"}}),
    ("POST", "/members/end"): (DAILY, {"numbers": ["{kept}"], "note": "本人の申し出"}),
    ("GET", "/members/{number:int}"): (READERS, None),
    ("PUT", "/members/{number:int}/details"): (DAILY, {"name": "森本 さくら"}),
    ("POST", "/members/{kept:int}/take-over-code"): (DAILY, None),
    ("GET", "/members/{kept:int}/erasure"): (DAILY, None),
    ("POST", "/members/{kept:int}/erasure"): (DAILY, None),
    ("DELETE", "/members/{kept:int}/erasure"): (DAILY, None),
    # What takes all of them out of the office at once.
    ("GET", "/members.xlsx"): (ADMIN, None),
    ("GET", "/export.zip"): (ADMIN, None),
    ("POST", "/uploads"): (DAILY, {}),
    ("GET", UPLOADS): (DAILY, None),
    ("POST", UPLOADS + "/preview"): (DAILY, PLAN),
    ("POST", UPLOADS + "/import"): (DAILY, PLAN),
    ("GET", UPLOADS + "/progress"): (DAILY, None),
    ("DELETE", UPLOADS): (DAILY, None),
    ("GET", "/imports"): (DAILY, None),
    ("DELETE", "/imports/{brought:int}"): (DAILY, None),
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
    ("GET", "/benefits"): (READERS, None),
    ("POST", "/benefits"): (DAILY, SUBSIDY),
    ("POST", "/benefits/preview"): (DAILY, SUBSIDY),
    ("PUT", BENEFITS): (DAILY, SUBSIDY),
    ("POST", BENEFITS + "/publish"): (DAILY, {}),
    ("POST", "/benefits/{open:int}/close"): (DAILY, None),
    ("DELETE", "/benefits/{draft:int}"): (DAILY, None),
    ("GET", "/subsidies"): (DAILY, None),
    ("GET", "/subsidies/count"): (DAILY, None),
    ("POST", "/subsidies/decisions"): (DAILY, {"ids": ["{subsidy}"], "grant": True}),
    ("GET", "/subsidies/{subsidy:int}/receipts/{at:int}"): (DAILY, None),
    ("POST", "/subsidies/{decided:int}/reopen"): (DAILY, {"words": "."}),
    ("GET", "/subsidies/transfers"): (DAILY, None),
    ("POST", "/subsidies/paid"): (DAILY, {"ids": ["{subsidy}"], "day": TODAY}),
    ("GET", "/refuge"): (DAILY, None),
    ("POST", "/disasters"): (DAILY, DISASTER),
    ("POST", "/disasters/{disaster:int}/end"): (DAILY, None),
    ("GET", "/figures"): (READERS, None),
    # Counts, and changes nothing that anybody said or decided.
    ("POST", "/figures"): (READERS, None),
    ("GET", "/figures/{name:str}"): (READERS, None),
    ("GET", "/publishing"): (DAILY, None),
    ("PUT", "/publishing"): (ADMIN, {"on": True}),
    ("GET", "/apps"): (ADMIN, None),
    ("POST", "/apps"): (ADMIN, APP),
    ("PUT", APPS): (ADMIN, APP),
    ("POST", APPS + "/secrets"): (ADMIN, {}),
    ("GET", APPS + "/deliveries"): (ADMIN, None),
    ("POST", APPS + "/deliveries/replay"): (ADMIN, {"deliveries": [1]}),
    ("DELETE", APPS): (ADMIN, None),
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
    ("GET", "/api/account/export.zip"),
    ("GET", "/api/account/erasure"),
    ("POST", "/api/account/erasure"),
    ("DELETE", "/api/account/erasure"),
    ("GET", "/api/registrations/{code:str}/details"),
    ("PUT", "/api/registrations/{code:str}/details"),
    ("PUT", "/api/registrations/{code:str}/refuge"),
    ("DELETE", "/api/registrations/{code:str}/refuge"),
    ("POST", "/api/benefits/{benefit:int}/applications"),
    ("GET", "/api/subsidies/{number:int}"),
    ("PUT", "/api/subsidies/{number:int}/receipts/{at:int}"),
    ("POST", "/api/subsidies/{number:int}/withdraw"),
    ("GET", "/api/linked-apps"),
    ("GET", "/api/linked-apps/asked"),
    ("POST", "/api/linked-apps/answer"),
    ("PUT", "/api/linked-apps/{consent:int}"),
    ("DELETE", "/api/linked-apps/{consent:int}"),
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
    ("GET", "/api/search"),
    ("GET", "/api/open/figures"),
    ("GET", "/api/open/figures/{code:str}/{name:str}"),
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
    # By the secret of an app instead of a session.
    ("GET", "/.well-known/oauth-authorization-server"),
    ("POST", "/oauth/token"),
    ("POST", "/oauth/revoke"),
}
"""For everyone."""

OF_APPS = {
    ("GET", "/api/v1/members"),
    ("GET", "/api/v1/members/{member:str}/registration"),
    ("GET", "/api/v1/members/{member:str}/days"),
    ("GET", "/api/v1/places"),
    ("POST", "/api/v1/checkins"),
    ("POST", "/api/v1/checkins/{record:str}/void"),
}
"""By the token of an app that a body links (R60): no session opens them, whoever's it is."""

NOTHING_THERE = {
    ("POST", "/evidence"): 404,
    ("POST", "/reviews/{decision:int}"): 404,
    ("POST", "/activities/{activity:int}/applicants"): 404,
    ("POST", "/pictures"): 400,
}
"""Who is let in is told that there is no such thing, or that it is none."""

NOWHERE_TOO = {("GET", UPLOADS + "/progress"), ("DELETE", UPLOADS)}
"""Answer alike whether it is there or not: nothing is under way, or nothing is left of it."""

OF = " of the "
PROBING = ("organiser", f"admin{OF}prefecture", "newcomer")
"""Whose refusals are compared with those for what is not there."""

PREFIX = "/api/office/{code:str}"
STAND_INS = {
    "theirs:str": "invite:str",
    "helper:str": "account:str",
    "ended:int": "held:int",
    "helping:int": "held:int",
    "helped:int": "held:int",
    "kept:int": "number:int",
    "subsidy:int": "number:int",
    "decided:int": "number:int",
    "open:int": "benefit:int",
    "draft:int": "benefit:int",
}
"""Kinds of things under names of their own here, that in the app share one with another kind."""
LOOKS = ("/sheet", "/preview")
"""How a path ends that is posted to and changes nothing."""


class World(Struct):
    village: Installation
    own: Things
    other: Things
    callers: dict[str, Person | None]


def _template(path: str) -> str:
    """As the app has it."""
    for ours, theirs in STAND_INS.items():
        path = path.replace("{" + ours + "}", "{" + theirs + "}")
    return PREFIX + path


def _declared() -> set[tuple[str, str]]:
    office = {(method, _template(path)) for method, path in OFFICE}
    return office | set(OPERATOR) | PERSONAL | OPEN | OF_APPS


def _kinds(path: str, sent: object) -> set[str]:
    """Which things a request names, in its address or in what it carries."""
    return set(re.findall(r"{(\w+)(?::\w+)?}", f"{path} {json.dumps(sent)}"))


def _filled(sent: Any, ids: dict[str, Any]) -> Any:
    if isinstance(sent, dict):
        return {name: _filled(value, ids) for name, value in sent.items()}
    if isinstance(sent, list):
        return [_filled(value, ids) for value in sent]
    if isinstance(sent, str) and sent.startswith("{"):
        return ids[sent[1:-1]]
    return sent


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A village and its prefecture, each with a thing of every kind and a person of every role."""
    async with installation(f"sqlite+aiosqlite:///{tmp_path / 'db.sqlite'}", tmp_path) as village:
        own = await things_of(village, KAWAKAMI)
        other = await things_of(village, NARA)
        callers: dict[str, Person | None] = {}
        for things, of in ((own, ""), (other, f"{OF}prefecture")):
            callers[f"admin{of}"] = things.chief
            for role in (Role.CLERK, Role.STAFF, Role.READER):
                if role is not Role.READER or things.body == NARA:
                    callers[f"{role}{of}"] = await joined(village, things.body, role)
            for role in (Role.ORGANISER, Role.SCANNER):
                callers[f"{role}{of}"] = await joined(
                    village, things.body, role, things.ids["partner"]
                )
        beside = await own.chief.post(f"/api/office/{KAWAKAMI}/partners", PARTNER)
        callers["organiser beside"] = await joined(
            village, KAWAKAMI, Role.ORGANISER, beside.json()["id"]
        )
        callers["operator"] = operator = await person(village)
        async with village.database.writing() as conn:
            await grant_operator(conn, operator.account, village.clock())
        callers["member"] = await member(village)
        callers["newcomer"] = await person(village)
        callers["nobody"] = None
        yield World(village, own, other, callers)


async def _device(caller: Person | None) -> str:
    return bytes_to_base64url(b"?" * 12) if caller is None else await device_of(caller)


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
    world.village.clock.advance(4_000)  # within the rates of every door
    sent = {"device": await _device(caller)} if sent == {"device": DEVICE} else _filled(sent, ids)
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
    where: dict[str, Any] = dict.fromkeys(world.own.ids, 2**31 - 1) | {"code": "294021"}
    where |= {"upload": "A" * 16, "app": f"app_{0:024}", "at": 6, "name": "2026-10.csv"}
    for (method, path), (allowed, body) in OFFICE.items():
        taken = TAKEN & _kinds(path, body)
        for things in (world.own, world.other):
            # Those who may come last: what they do may take away what the others would ask for.
            names = world.callers if things is world.own else (n for n in world.callers if OF in n)
            for name in sorted(names, key=lambda name: _may(name, allowed, things)):
                caller = world.callers[name]
                may = _may(name, allowed, things)
                if may and taken:
                    await renew(world.village, things, taken)
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
        url = _anywhere(path)
        answer = await _ask(world, None, method, url, {}, {})
        # A request that is no request is told so first: it says nothing about anybody.
        assert answer.status_code in (400, 401), f"{method} {path}: {answer.text}"
        assert not answer.is_success
    for method, path in sorted(OF_APPS):
        for name, caller in world.callers.items():
            answer = await _ask(world, caller, method, _anywhere(path), {}, {})
            assert answer.status_code in (400, 401), f"{method} {path} by {name}: {answer.text}"


def _anywhere(path: str) -> str:
    path = path.replace("{code:str}", str(KAWAKAMI))
    return re.sub(r"{\w+:str}", "AAAA", re.sub(r"{\w+:int}", "1", path))


async def test_another_bodys_things_are_not_there(world: World) -> None:
    """An admin names a row of another body under their own body's path: as one that is nowhere."""
    chief, ids = world.own.chief, world.other.ids
    things = {"place", "project", "programme", "partner", "invite", "held", "ended", "activity"}
    things |= {"benefit", "open", "draft", "subsidy", "decided", "disaster", "app", "brought"}
    things |= {"upload"}
    for (method, path), (_, body) in OFFICE.items():
        if _kinds(path, None) & things and (method, path) not in NOWHERE_TOO:
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
    for path, sent in (
        ("/subsidies/decisions", {"ids": [ids["subsidy"]], "grant": True}),
        ("/subsidies/paid", {"ids": [ids["subsidy"]], "day": TODAY}),
    ):
        assert (await chief.post(office + path, sent)).status_code == 404, path
    answer = await chief.post(f"{office}/benefits", SUBSIDY | {"places": [ids["place"]]})
    assert (answer.status_code, answer.json()["field"]) == (400, "places")
    upload = f"/uploads/{ids['upload']}"
    board = cast("Provide", world.village.app.dependencies["board"]).dependency()
    board.say(NARA, ids["upload"], 1, 2)
    assert (await chief.get(f"{office}{upload}/progress")).json() == {"done": 0, "total": 0}
    theirs = f"/api/office/{NARA}{upload}"
    assert (await world.other.chief.get(f"{theirs}/progress")).json() == {"done": 1, "total": 2}
    assert (await chief.delete(office + upload)).status_code == 204
    assert (await world.other.chief.get(theirs)).status_code == 200
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
        taken = TAKEN & _kinds(path, body)
        await renew(world.village, things, taken)
        before = await _rows(world)
        answer = await _ask(world, chief, method, _url(path, things.ids), body, things.ids)
        kept = (await _rows(world))[len(before) :]
        route = f"{method} {_untyped(_template(path))}"
        if not answer.is_success or route in SHOWS_NOBODY:
            assert not kept, route
            continue
        assert len(kept) == 1, route
        (row,) = kept
        assert (row.route, row.body, row.account_id) == (route, things.body, chief.account)
        assert row.changed == (method != "GET" and not path.endswith(LOOKS)), route
        about = re.search(r"/members/{(\w+)", path)
        assert row.member == (things.ids[about[1]] if about else 0), route


async def _rows(world: World) -> list[sa.Row[*tuple[Any, ...]]]:
    async with world.village.database.reading() as conn:
        return list((await conn.execute(sa.select(audit).order_by(audit.c.id))).all())
