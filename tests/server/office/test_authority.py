"""Every route of the office with every kind of caller: own and other body, and nobody (R04)."""

import pytest
from litestar.routes import HTTPRoute
from webauthn.helpers import bytes_to_base64url

from schemas.api import Role
from tests.support.authenticator import CHANGE, enrol
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, TENRI, Person, admin, colleague, member, person

ADMIN = {"admin"}
BOTH = {"admin", "staff"}
PLACE = {"name": "村の湯", "english": "Village bath", "kind": "bath"}
PROJECT = {"name": "下草刈り", "english": "", "place": 1, "designated": False}
PAPER = "/members/{number:int}/printed-cards"
NO_PLAN = {"heading": 0, "columns": []}
DEVICE = "AAAA"
"""Stands for one of the caller's own."""

ROUTES: dict[tuple[str, str], tuple[set[str], object]] = {
    ("GET", ""): (BOTH, None),
    ("GET", "/invites"): (ADMIN, None),
    ("POST", "/invites"): (ADMIN, {"role": "staff"}),
    ("DELETE", "/invites/{invite:str}"): (ADMIN, None),
    ("GET", "/staff"): (ADMIN, None),
    ("DELETE", "/staff/{account:str}"): (ADMIN, None),
    ("GET", "/places"): (BOTH, None),
    ("POST", "/places"): (ADMIN, PLACE),
    ("PUT", "/places/{place:int}"): (ADMIN, PLACE),
    ("POST", "/places/{place:int}/code"): (ADMIN, None),
    ("GET", "/places/{place:int}/code.svg"): (BOTH, None),
    ("GET", "/places/{place:int}/code.pdf"): (BOTH, None),
    ("GET", "/places/{place:int}/facility"): (BOTH, None),
    ("PUT", "/places/{place:int}/facility"): (ADMIN, {"quota": 4}),
    ("GET", "/places/{place:int}/kiosks"): (BOTH, None),
    ("POST", "/places/{place:int}/kiosks"): (BOTH, {"device": DEVICE}),
    ("DELETE", "/places/{place:int}/kiosks/{kiosk:int}"): (BOTH, None),
    ("GET", "/projects"): (BOTH, None),
    ("POST", "/projects"): (ADMIN, PROJECT),
    ("PUT", "/projects/{project:int}"): (ADMIN, PROJECT),
    ("POST", "/projects/{project:int}/code"): (ADMIN, None),
    ("GET", "/projects/{project:int}/code.svg"): (BOTH, None),
    ("GET", "/projects/{project:int}/code.pdf"): (BOTH, None),
    ("GET", "/cards"): (BOTH, None),
    ("PUT", "/cards"): (ADMIN, {"daily": True}),
    ("GET", "/members"): (ADMIN, None),
    ("POST", "/members"): (ADMIN, {"details": {"name": "森本 さくら"}}),
    ("POST", "/uploads"): (ADMIN, {}),
    ("GET", "/uploads/{upload:str}"): (ADMIN, None),
    ("DELETE", "/uploads/{upload:str}"): (ADMIN, None),
    ("POST", "/uploads/{upload:str}/preview"): (ADMIN, NO_PLAN),
    ("POST", "/uploads/{upload:str}/import"): (ADMIN, NO_PLAN),
    ("GET", "/uploads/{upload:str}/progress"): (ADMIN, None),
    ("GET", "/imports"): (ADMIN, None),
    ("GET", "/export.zip"): (ADMIN, None),
    ("GET", "/members.xlsx"): (ADMIN, None),
    ("DELETE", "/imports/{brought:int}"): (ADMIN, None),
    ("GET", "/members/{number:int}"): (ADMIN, None),
    ("PUT", "/members/{number:int}/details"): (ADMIN, {"name": "森本 さくら"}),
    ("POST", "/members/{number:int}/take-over-code"): (ADMIN, None),
    ("GET", "/members/{number:int}/erasure"): (ADMIN, None),
    ("POST", "/members/{number:int}/erasure"): (ADMIN, None),
    ("DELETE", "/members/{number:int}/erasure"): (ADMIN, None),
    ("POST", "/members/end"): (ADMIN, {"numbers": [999], "note": "."}),
    ("GET", PAPER): (ADMIN, None),
    ("POST", PAPER): (ADMIN, {}),
    ("POST", PAPER + "/{card:int}/sheet"): (ADMIN, {"size": "card"}),
    ("GET", PAPER + "/{card:int}/code.svg"): (ADMIN, None),
    ("DELETE", PAPER + "/{card:int}"): (ADMIN, None),
    ("POST", "/members/{number:int}/revoke-cards"): (ADMIN, {"reason": "lost"}),
    ("GET", "/members/{number:int}/standing"): (ADMIN, None),
    ("GET", "/desk"): (ADMIN, None),
    ("GET", "/desk/count"): (ADMIN, None),
    ("POST", "/decisions"): (ADMIN, {"numbers": [1], "premium": True, "note": "."}),
    ("POST", "/reviews/{decision:int}"): (ADMIN, {"answer": "."}),
    ("POST", "/evidence"): (
        ADMIN,
        {"evidence": [{"device": DEVICE, "first": 1}], "confirmed": True},
    ),
    ("GET", "/policy"): (BOTH, None),
    ("PUT", "/policy"): (ADMIN, {"from_day": "2030-01-01", "policy": {}}),
    ("POST", "/policy/preview"): (ADMIN, {}),
    ("GET", "/programmes"): (BOTH, None),
    ("POST", "/programmes"): (ADMIN, {"name": "."}),
    ("POST", "/programmes/{programme:int}/members"): (
        ADMIN,
        {"numbers": [1], "belongs": True},
    ),
    ("GET", "/attendance"): (BOTH, None),
    ("GET", "/uses"): (BOTH, None),
}
"""Who of the body's own people may, and what a good request carries."""

NOTHING_THERE = {
    ("POST", "/evidence"),
    ("POST", "/reviews/{decision:int}"),
    ("POST", "/members/end"),
    ("GET", "/uploads/{upload:str}"),
    ("POST", "/uploads/{upload:str}/preview"),
    ("POST", "/uploads/{upload:str}/import"),
    ("DELETE", "/imports/{brought:int}"),
    ("POST", "/members/{number:int}/take-over-code"),
    ("GET", "/members/{number:int}/erasure"),
    ("POST", "/members/{number:int}/erasure"),
    ("DELETE", "/members/{number:int}/erasure"),
}
"""Who is let in is told that there is no such thing, or that it is not the office's."""

PREFIX = "/api/office/{code:str}"


def test_the_table_names_every_route(village: Installation) -> None:
    served = {
        (method, route.path.removeprefix(PREFIX))
        for route in village.app.routes
        if isinstance(route, HTTPRoute) and route.path.startswith(PREFIX)
        for method in route.methods
        if method != "OPTIONS"
    }
    assert served == set(ROUTES)


async def own_device(caller: Person | None) -> str:
    """A device of whoever has an account, enrolled now."""
    if caller is None:
        return bytes_to_base64url(b"?" * 12)
    return bytes_to_base64url((await enrol(caller.browser, caller.account)).id)


@pytest.fixture
async def callers(village: Installation) -> dict[str, Person | None]:
    """Two bodies with a place, a project, an invite and a member each."""
    chief = await admin(village)
    other = await admin(village, TENRI)
    for head, body in ((chief, KAWAKAMI), (other, TENRI)):
        assert (await head.post(f"/api/office/{body}/places", PLACE)).status_code == 201
        number = 1 if body == KAWAKAMI else 2
        project = PROJECT | {"place": number}
        assert (await head.post(f"/api/office/{body}/projects", project)).status_code == 201
        coded = await head.post(f"/api/office/{body}/projects/{number}/code")
        assert coded.status_code == 201
        made = await head.post(f"/api/office/{body}/programmes", {"name": "移住希望者"})
        assert made.status_code == 201
        kiosks = f"/api/office/{body}/places/{number}/kiosks"
        made = await head.post(kiosks, {"device": await own_device(head)})
        assert made.status_code == 201
    return {
        "admin": chief,
        "staff": await colleague(village, KAWAKAMI, Role.STAFF),
        "admin of another body": other,
        "staff of another body": await colleague(village, TENRI, Role.STAFF),
        "member": await member(village),
        "newcomer": await person(village),
        "nobody": None,
    }


async def test_only_who_holds_the_role_comes_in(
    village: Installation, callers: dict[str, Person | None]
) -> None:
    chief = callers["admin"]
    assert chief is not None
    url = (PREFIX + PAPER).replace("{code:str}", str(KAWAKAMI)).replace("{number:int}", "1")
    paper = (await chief.post(url, {})).json()
    for (method, path), (allowed, body) in ROUTES.items():
        village.clock.advance(2_000)  # within the rate at which accounts are made
        made = await chief.post(f"/api/office/{KAWAKAMI}/invites", {"role": "staff"})
        leaving = await colleague(village, KAWAKAMI, Role.STAFF)
        url = PREFIX + path + ("?place=1" if path in ("/attendance", "/uses") else "")
        for name, value in {
            "{code:str}": str(KAWAKAMI),
            "{invite:str}": made.json()["id"],
            "{account:str}": leaving.account,
            "{place:int}": "1",
            "{project:int}": "1",
            "{number:int}": "1",
            "{kiosk:int}": "1",
            "{card:int}": str(paper["card"]),
            "{programme:int}": "1",
            "{decision:int}": "1",
            "{upload:str}": "A" * 16,
            "{brought:int}": "1",
        }.items():
            url = url.replace(name, value)
        # Those who may come last: what they do may take away what the others would ask for.
        for name in sorted(callers, key=lambda name: name in allowed):
            caller = callers[name]
            browser = village.browser() if caller is None else caller.browser
            sent = {"device": await own_device(caller)} if body == {"device": DEVICE} else body
            answer = await browser.request(method, url, json=sent, headers=CHANGE)
            expected = "in" if name in allowed else 401 if caller is None else 403
            there = answer.is_success or (
                answer.status_code in (404, 409) and (method, path) in NOTHING_THERE
            )
            came = "in" if there else answer.status_code
            assert came == expected, f"{method} {path} by {name}: {answer.text}"
        # Not one more that is open: there are more routes than invites may be.
        await chief.delete(f"/api/office/{KAWAKAMI}/invites/{made.json()['id']}")


async def test_another_bodys_things_are_not_there(
    village: Installation, callers: dict[str, Person | None]
) -> None:
    """An admin names a row of another body under their own body's path."""
    chief = callers["admin"]
    assert chief is not None
    for (method, path), (_, body) in ROUTES.items():
        if any(thing in path for thing in ("{place:int}", "{project:int}", "{programme:int}")):
            url = f"/api/office/{KAWAKAMI}{path}"
            url = url.replace("{place:int}", "2").replace("{project:int}", "2")
            url = url.replace("{kiosk:int}", "2").replace("{programme:int}", "2")
            answer = await chief.browser.request(method, url, json=body, headers=CHANGE)
            assert answer.status_code == 404, f"{method} {path}"
    # Under a place of one's own, too.
    url = f"/api/office/{KAWAKAMI}/places/1/kiosks/2"
    assert (await chief.delete(url)).status_code == 404


async def test_a_project_cannot_be_put_at_another_bodys_place(
    village: Installation, callers: dict[str, Person | None]
) -> None:
    chief = callers["admin"]
    assert chief is not None
    answer = await chief.post(f"/api/office/{KAWAKAMI}/projects", PROJECT | {"place": 2})
    assert (answer.status_code, answer.json()["field"]) == (400, "place")
    seen = await chief.get(f"/api/office/{KAWAKAMI}/attendance?place=2")
    assert seen.status_code == 404


async def test_an_ended_role_opens_nothing(
    village: Installation, callers: dict[str, Person | None]
) -> None:
    chief, staff = callers["admin"], callers["staff"]
    assert chief is not None
    assert staff is not None
    gone = await chief.delete(f"/api/office/{KAWAKAMI}/staff/{staff.account}")
    assert gone.status_code == 204
    for path in ("", "/places", "/projects", "/attendance?place=1"):
        assert (await staff.get(f"/api/office/{KAWAKAMI}{path}")).status_code == 403
