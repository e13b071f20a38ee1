"""A benefit from its draft to its end, at the office and on the phone (R50-R52)."""

from typing import Any

import msgspec
import pytest

from schemas.api import Role
from schemas.benefits import BenefitTerms
from schemas.feed import BenefitItem
from server.app.limits import PREVIEW
from server.benefits.offering import MAX_BENEFITS
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, NARA, Person, admin, colleague, told
from tests.support.proofs import TOKYO, prove
from tests.support.scene import Scene, village_scene

OFFICE = f"/api/office/{KAWAKAMI}/benefits"


@pytest.fixture
async def scene(village: Installation) -> Scene:
    return await village_scene(village)


def bath(scene: Scene, **more: Any) -> dict[str, Any]:
    return {
        "name": "村の湯 入浴料の割引",
        "english": "Bath discount",
        "kind": "resident-rate",
        "tie": "place",
        "places": [scene.bath],
        "tier": 1,
        "helps": True,
        **more,
    }


async def draft(scene: Scene, **more: Any) -> dict[str, Any]:
    answer = await scene.office.post(OFFICE, bath(scene, **more))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def items(scene: Scene) -> list[BenefitItem]:
    found = await told(scene.village, scene.member.account)
    return [item for item in found if isinstance(item, BenefitItem)]


async def test_a_draft_is_for_the_office_and_what_is_published_for_members(scene: Scene) -> None:
    made = await draft(scene)
    assert (made["state"], made["number"], made["published"]) == ("draft", 0, None)
    assert await items(scene) == []

    path = f"{OFFICE}/{made['id']}"
    published = (await scene.office.post(f"{path}/publish", {})).json()
    assert (published["state"], published["number"]) == ("published", 1)
    (item,) = await items(scene)
    assert (item.benefit, item.body, item.ended) == (made["id"], KAWAKAMI, False)
    assert msgspec.json.decode(item.terms, type=BenefitTerms).name == "村の湯 入浴料の割引"

    # What is written goes on being the old thing for members until it is published again.
    await scene.office.put(path, bath(scene, name="村の湯 無料"))
    assert await items(scene) == [item]
    assert (await scene.office.post(f"{path}/publish", {})).json()["number"] == 2
    (newer,) = await items(scene)
    assert newer.version > item.version
    assert "無料" in newer.terms

    closed = (await scene.office.post(f"{path}/close")).json()
    assert closed["state"] == "closed"
    (over,) = await items(scene)
    assert over.ended
    assert (await scene.office.post(f"{path}/close")).status_code == 409
    again = (await scene.office.post(f"{path}/publish", {})).json()
    assert (again["state"], again["number"]) == ("published", 2)


async def test_a_return_gift_is_refused_in_words_and_can_be_mended(scene: Scene) -> None:
    """R52."""
    made = await draft(scene, tie="untied", places=[])
    path = f"{OFFICE}/{made['id']}"
    assert [one["code"] for one in made["findings"]] == ["untied"]
    refused = await scene.office.post(f"{path}/publish", {"looked_at": ["untied"]})
    assert (refused.status_code, refused.json()["field"]) == (409, "tie")
    assert "返礼品の禁止" in refused.json()["detail"]
    assert await items(scene) == []

    await scene.office.put(path, bath(scene, text="お礼の品を郵送します"))
    warned = await scene.office.post(f"{path}/publish", {})
    assert (warned.status_code, warned.json()["field"]) == (409, "handover")
    confirmed = await scene.office.post(f"{path}/publish", {"looked_at": ["by-post"]})
    assert confirmed.json()["state"] == "published"


async def test_the_preview_counts_who_may_have_it_and_why_others_may_not(scene: Scene) -> None:
    await scene.new_member()
    await prove(scene.village, scene.member.account)
    terms = bath(scene, conditions=[{"kind": "residence", "of": [TOKYO]}])
    found = (await scene.office.post(f"{OFFICE}/preview", terms)).json()
    assert (found["members"], found["may"]) == (2, 1)
    assert found["hindered"] == {"not-proven": 1}
    assert found["findings"] == []


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"places": [999]}, "places"),
        ({"projects": [999]}, "projects"),
        ({"from_day": 20_500, "until_day": 20_499}, "until_day"),
        ({"age_from": 30, "age_to": 29}, "age_to"),
        ({"conditions": [{"kind": "programme", "of": [9]}]}, "conditions"),
        (
            {
                "subsidy": {
                    "costs": [{"kind": "lodging", "numerator": 3, "denominator": 2}],
                    "applicants": ["individual"],
                }
            },
            "costs",
        ),
        (
            {
                "subsidy": {
                    "costs": [{"kind": "lodging", "numerator": 1, "denominator": 2}] * 2,
                    "applicants": ["individual"],
                }
            },
            "costs",
        ),
    ],
)
async def test_what_cannot_be_is_refused_with_its_field(
    scene: Scene, more: dict[str, Any], field: str
) -> None:
    answer = await scene.office.post(OFFICE, bath(scene, **more))
    assert (answer.status_code, answer.json()["field"]) == (400, field)


async def test_only_a_draft_can_be_thrown_away(scene: Scene) -> None:
    made = await draft(scene)
    path = f"{OFFICE}/{made['id']}"
    await scene.office.post(f"{path}/publish", {})
    assert (await scene.office.delete(path)).status_code == 409
    other = await draft(scene)
    assert (await scene.office.delete(f"{OFFICE}/{other['id']}")).status_code == 204
    assert [one["id"] for one in (await scene.office.get(OFFICE)).json()] == [made["id"]]


async def test_benefits_are_the_bodys_own(scene: Scene, village: Installation) -> None:
    """R04."""
    made = await draft(scene)
    path = f"{OFFICE}/{made['id']}"
    strangers: list[Person] = [await admin(village, NARA), scene.staff, scene.member]
    for somebody in strangers:
        for answer in (
            await somebody.get(OFFICE),
            await somebody.post(OFFICE, bath(scene)),
            await somebody.put(path, bath(scene)),
            await somebody.post(f"{path}/publish", {}),
            await somebody.post(f"{path}/close"),
            await somebody.post(f"{OFFICE}/preview", bath(scene)),
            await somebody.delete(path),
        ):
            assert answer.status_code == 403, answer.text
    # Under the own body's path another body's benefit is none.
    nara = f"/api/office/{NARA}/benefits/{made['id']}"
    assert (await strangers[0].put(nara, bath(scene, tie="night", places=[]))).status_code == 404


async def test_a_clerk_writes_and_a_reader_reads(scene: Scene, village: Installation) -> None:
    clerk = await colleague(village, KAWAKAMI, Role.CLERK)
    reader = await colleague(village, KAWAKAMI, Role.READER)
    assert (await clerk.post(OFFICE, bath(scene))).status_code == 201
    assert len((await reader.get(OFFICE)).json()) == 1
    assert (await reader.post(OFFICE, bath(scene))).status_code == 403


async def test_limits_hold_at_their_edge(scene: Scene) -> None:
    for _ in range(MAX_BENEFITS):
        await draft(scene)
    assert (await scene.office.post(OFFICE, bath(scene))).status_code == 409
    long = bath(scene, text="あ" * 1001)
    assert (await scene.office.post(OFFICE, long)).status_code == 400
    for _ in range(PREVIEW.times):
        assert (await scene.office.post(f"{OFFICE}/preview", bath(scene))).status_code == 200
    assert (await scene.office.post(f"{OFFICE}/preview", bath(scene))).status_code == 429
