"""What belongs to a person, gathered from every capability; and what a lost phone takes with it."""

import sqlalchemy as sa
from webauthn.helpers import bytes_to_base64url

from schemas.problems import ProblemCode
from server.accounts import tables
from server.app.clock import DAY_MS
from tests.support.device import Refused
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI
from tests.support.scene import village_scene


async def test_the_account_shows_its_registrations_and_roles(village: Installation) -> None:
    scene = await village_scene(village)
    member = (await scene.member.browser.get("/api/account")).json()
    assert [one["body"] for one in member["registrations"]] == [f"{KAWAKAMI:06d}"]
    assert member["registrations"][0]["tier"] == 1
    assert member["roles"] == []
    staff = (await scene.staff.browser.get("/api/account")).json()
    assert staff["roles"] == [{"body": f"{KAWAKAMI:06d}", "role": "staff", "partner": None}]
    assert staff["registrations"] == []


async def test_a_revoked_device_loses_its_cards_and_its_log(village: Installation) -> None:
    scene = await village_scene(village)
    path = f"/api/office/{KAWAKAMI:06d}/members"
    (before,) = (await scene.office.get(path)).json()["members"]

    answer = await scene.member.delete(f"/api/devices/{bytes_to_base64url(scene.member_phone.id)}")

    assert answer.status_code == 204
    (after,) = (await scene.office.get(path)).json()["members"]
    assert (before["cards"], after["cards"]) == (1, 0)
    try:
        await scene.member_phone.sync()
    except Refused as refused:
        assert refused.problem.code is ProblemCode.DEVICE_REVOKED
    else:
        raise AssertionError("a revoked device synced")


async def test_a_sync_is_access_too(village: Installation) -> None:
    """R32: whose phone still syncs is not asked whether they wish to stay."""
    scene = await village_scene(village)
    village.clock.advance(2 * DAY_MS)
    await scene.member_phone.sync()
    async with village.database.reading() as conn:
        last = await conn.scalar(
            sa.select(tables.account.c.last_access_ms).where(
                tables.account.c.id == scene.member.account
            )
        )
    assert last == village.clock()
