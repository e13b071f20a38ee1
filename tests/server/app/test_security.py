"""Headers on every answer, and changes only from our own pages."""

import pytest

from schemas.sync import SYNC_MEDIA_TYPE
from tests.support.authenticator import CHANGE, sign_up
from tests.support.installation import Installation
from tests.support.scene import village_scene

PATH = "/api/account/recovery-codes"


@pytest.mark.parametrize("path", ["/health", "/api/instance", "/api/nothing", "/x.js", "/card"])
async def test_every_answer_carries_the_security_headers(village: Installation, path: str) -> None:
    headers = (await village.client.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["permissions-policy"].startswith("camera=(self)")


async def test_a_sync_carries_what_data_needs(village: Installation) -> None:
    """Nothing of it is ever shown, so nothing in it may load or run anything."""
    phone = (await village_scene(village)).staff_phone
    headers = (await phone.post(phone.request())).headers
    assert headers["content-security-policy"] == "default-src 'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert sum(len(name) + len(value) + 4 for name, value in headers.items()) < 330


async def test_answers_of_the_api_are_not_kept(village: Installation) -> None:
    await sign_up(village.client)
    assert (await village.client.get("/api/account")).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        CHANGE | {"Origin": "https://evil.example"},
        CHANGE | {"Origin": "http://localhost:8001"},
        CHANGE | {"Origin": "null"},
        {"Origin": "http://localhost:8000"},
    ],
    ids=["bare", "form", "foreign", "neighbour", "opaque", "no-header"],
)
async def test_a_change_from_another_site_is_refused(
    village: Installation, headers: dict[str, str]
) -> None:
    await sign_up(village.client)
    answer = await village.client.post(PATH, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["code"] == "not-allowed"


@pytest.mark.parametrize(
    "headers",
    [
        CHANGE,
        CHANGE | {"Origin": "http://localhost:8000"},
        # Sync's media type cannot be sent across origins without a preflight either.
        {"Content-Type": SYNC_MEDIA_TYPE},
    ],
    ids=["plain", "own", "sync"],
)
async def test_a_change_from_our_own_pages_passes(
    village: Installation, headers: dict[str, str]
) -> None:
    await sign_up(village.client)
    assert (await village.client.post(PATH, headers=headers)).status_code == 201


async def test_a_preflight_is_not_answered(village: Installation) -> None:
    answer = await village.client.options(
        PATH,
        headers={
            "Origin": "https://evil.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "x-furusato",
        },
    )
    assert "access-control-allow-origin" not in answer.headers
    assert "access-control-allow-headers" not in answer.headers
