"""What the precedent programmes give runs by configuration alone (P01, P02, P05); P10 is walked
through in `test_subsidies.py`."""

from typing import Any

import pytest

from schemas.feed import BenefitItem
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, told
from tests.support.proofs import prove
from tests.support.scene import Scene, village_scene
from tests.support.subsidies import applied

OFFICE = f"/api/office/{KAWAKAMI}"


@pytest.fixture
async def scene(village: Installation) -> Scene:
    return await village_scene(village)


async def offer(scene: Scene, *looked_at: str, **terms: Any) -> dict[str, Any]:
    made = await scene.office.post(f"{OFFICE}/benefits", terms)
    assert made.status_code == 201, made.text
    path = f"{OFFICE}/benefits/{made.json()['id']}/publish"
    published = await scene.office.post(path, {"looked_at": looked_at})
    assert published.status_code == 200, published.text
    found: dict[str, Any] = published.json()
    return found


async def may(scene: Scene, terms: dict[str, Any]) -> int:
    preview = await scene.office.post(f"{OFFICE}/benefits/preview", terms)
    found: int = preview.json()["may"]
    return found


async def test_a_fan_club_gives_discounts_to_all_its_members(scene: Scene) -> None:
    """P01: shops and museums, whoever shows the card. That basic members have it without an
    activity is said, and looked at."""
    made = await offer(
        scene,
        "open-to-basic",
        name="ファンクラブ会員の割引",
        kind="discount",
        tie="place",
        places=[scene.bath, scene.museum],
        tier=1,
    )
    assert [one["code"] for one in made["findings"]] == ["open-to-basic"]
    assert await may(scene, made["terms"]) == 1
    items = [
        one
        for one in await told(scene.village, scene.member.account)
        if isinstance(one, BenefitItem)
    ]
    assert len(items) == 1


async def test_dual_residents_with_a_role_get_help_with_their_stays(scene: Scene) -> None:
    """P02: who belongs to the town's programme of dual residents."""
    programme = (await scene.office.post(f"{OFFICE}/programmes", {"name": "愛着人口"})).json()["id"]
    made = await offer(
        scene,
        name="二地域居住の滞在費の助成",
        kind="lodging",
        tie="dwelling",
        handover="paid-back",
        tier=1,
        helps=True,
        conditions=[{"kind": "programme", "of": [programme]}],
        times=12,
        budget=500_000,
        subsidy={
            "costs": [{"kind": "lodging", "numerator": 1, "denominator": 2}],
            "applicants": ["individual"],
            "cap": 3_000,
            "cap_per": "night",
        },
    )
    assert await may(scene, made["terms"]) == 0
    members = {"numbers": [1], "belongs": True}
    await scene.office.post(f"{OFFICE}/programmes/{programme}/members", members)
    assert await may(scene, made["terms"]) == 1
    await prove(scene.village, scene.member.account)
    number = await applied(scene.member, made["id"], scene.today, applicant="individual")
    (row,) = (await scene.office.get(f"{OFFICE}/subsidies")).json()["waiting"]
    assert (row["id"], row["calculation"]["amount"]) == (number, 3_000)


async def test_who_helped_stays_for_free(scene: Scene) -> None:
    """P05: a night in return for a day of help, for who did help."""
    made = await offer(
        scene,
        name="帰る旅の宿泊",
        kind="lodging",
        tie="activity",
        projects=[scene.project],
        tier=1,
        helps=True,
        conditions=[{"kind": "projects", "of": [scene.project], "count": 1, "months": 1}],
        times=3,
    )
    assert made["findings"] == []
    assert await may(scene, made["terms"]) == 0
    scene.scan(project=scene.project)
    await scene.staff_phone.sync()
    assert await may(scene, made["terms"]) == 1
