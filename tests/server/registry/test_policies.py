"""A body's own rules: written, previewed, told, and never looking back (R06)."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest

from schemas.feed import PolicyItem, ProgrammeItem, Tier
from schemas.policy import Policy
from server.app.clock import DAY_MS
from server.registry.policies import MAX_POLICY_BYTES
from sync.calendar import format_day
from tests.server.registry.conftest import Sweep
from tests.support.offices import KAWAKAMI, TENRI, admin, member
from tests.support.proofs import TOKYO, prove
from tests.support.scene import Scene

Work = Callable[[int], Awaitable[None]]
OFFICE = f"/api/office/{KAWAKAMI}"
STAYS: dict[str, Any] = {"premium": [[{"kind": "stay-days", "count": 2}]]}


async def test_at_first_the_schemes_own_rules_hold(scene: Scene) -> None:
    found = (await scene.office.get(f"{OFFICE}/policy")).json()
    assert msgspec.convert(found["in_force"], Policy) == Policy()
    assert found["written"] == []


async def test_a_policy_holds_from_its_day_on_and_phones_are_told(scene: Scene) -> None:
    tomorrow = scene.today + 1
    written = {"from_day": format_day(tomorrow), "policy": STAYS}
    assert (await scene.office.put(f"{OFFICE}/policy", written)).status_code == 204
    assert (await scene.office.get(f"{OFFICE}/policy")).json()["in_force"]["premium"] == [
        [{"kind": "activities", "count": 3, "months": 12, "of": [], "excluded": False}]
    ]
    await scene.member_phone.sync()
    told = scene.member_phone.items[PolicyItem, KAWAKAMI, tomorrow]
    assert isinstance(told, PolicyItem)
    assert msgspec.json.decode(told.policy, type=Policy).premium[0][0].count == 2

    scene.village.clock.advance(DAY_MS)
    found = (await scene.office.get(f"{OFFICE}/policy")).json()
    assert found["in_force"]["premium"][0][0]["kind"] == "stay-days"
    assert [one["from_day"] for one in found["written"]] == [format_day(tomorrow)]


@pytest.mark.parametrize(
    "policy",
    [
        {"premium": []},
        {"premium": [[]]},
        {"premium": [[{"kind": "activities", "count": 0}]]},
        {"premium": [[{"kind": "activities", "count": 367}]]},
        {"premium": [[{"kind": "stay-days", "months": 37}]]},
        {"premium": [[{"kind": "wealth"}]]},
        {"premium": [[{"kind": "projects", "of": [999]}]]},
        {"premium": [[{"kind": "projects"}]]},
        {"premium": [[{"kind": "residence", "of": [123]}]]},
        {"premium": [[{"kind": "programme", "of": [1]}]]},
        {"validities": [{"programme": 1, "months": 36}]},
        {"valid_months": 0},
        {"inactive_months": 121},
        {"answer_days": 6},
        {"unheard": True},
    ],
)
async def test_what_means_nothing_is_refused(scene: Scene, policy: dict[str, Any]) -> None:
    written = {"from_day": format_day(scene.today), "policy": policy}
    answer = await scene.office.put(f"{OFFICE}/policy", written)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


async def test_it_cannot_begin_in_the_past(scene: Scene) -> None:
    for day in (format_day(scene.today - 1), "2027-02-29", "soon"):
        written = {"from_day": day, "policy": {}}
        answer = await scene.office.put(f"{OFFICE}/policy", written)
        assert (answer.status_code, answer.json()["field"]) == (400, "from_day")


async def test_a_projects_condition_is_about_the_bodys_own(scene: Scene) -> None:
    other = await admin(scene.village, TENRI)
    rule = {"premium": [[{"kind": "projects", "of": [scene.project], "count": 2}]]}
    written = {"from_day": format_day(scene.today), "policy": rule}
    assert (await other.put(f"/api/office/{TENRI}/policy", written)).status_code == 400
    assert (await scene.office.put(f"{OFFICE}/policy", written)).status_code == 204


async def test_the_preview_counts_who_would_qualify(scene: Scene, work: Work) -> None:
    await member(scene.village)
    await work(2)
    assert await _preview(scene, {}) == {
        "members": 2,
        "qualifying": 0,
        "premium": 0,
        "kept": 0,
        "marked": 0,
    }
    assert (await _preview(scene, STAYS))["qualifying"] == 1
    marked = await _preview(scene, {"long_stay_days": 2, "long_stay_tier": Tier.BASIC})
    assert marked["marked"] == 1
    await prove(scene.village, scene.member.account)
    at_home = {"premium": [[{"kind": "residence", "of": [TOKYO]}]]}
    assert (await _preview(scene, at_home))["qualifying"] == 1


async def test_a_new_rule_never_changes_what_was_decided(
    scene: Scene, work: Work, sweep: Sweep
) -> None:
    await prove(scene.village, scene.member.account)
    await work(3)
    await scene.member.post(f"/api/registrations/{KAWAKAMI}/premium")
    await sweep()
    harder = {"premium": [[{"kind": "activities", "count": 300}]], "valid_months": 1}
    written = {"from_day": format_day(scene.today), "policy": harder}
    assert (await scene.office.put(f"{OFFICE}/policy", written)).status_code == 204
    scene.village.clock.advance(20 * DAY_MS)
    assert await sweep() == 1  # looked at, and left as it is
    found = (await scene.member.get(f"/api/registrations/{KAWAKAMI}/standing")).json()
    assert found["standing"]["tier"] == Tier.PREMIUM
    assert [one["kind"] for one in found["decisions"]] == ["premium", "grant"]
    assert found["standing"]["hindrances"] == ["requirement-missed"]


async def test_programmes_are_what_conditions_and_validities_ask(scene: Scene) -> None:
    """P12: one year after moving, three years for those who hope to."""
    path = f"{OFFICE}/programmes"
    made = (await scene.office.post(path, {"name": "移住希望者"})).json()
    joined = f"{path}/{made['id']}/members"
    belongs = {"numbers": [1], "belongs": True}
    assert (await scene.office.post(joined, belongs)).status_code == 204
    assert (await scene.office.post(joined, belongs)).status_code == 204
    assert [one["members"] for one in (await scene.office.get(path)).json()] == [1]
    rule = {
        "premium": [[{"kind": "programme", "of": [made["id"]]}]],
        "validities": [{"programme": made["id"], "months": 36}],
    }
    written = {"from_day": format_day(scene.today), "policy": rule}
    assert (await scene.office.put(f"{OFFICE}/policy", written)).status_code == 204
    await scene.member_phone.sync()
    told = scene.member_phone.items[ProgrammeItem, made["id"]]
    assert isinstance(told, ProgrammeItem)
    assert (told.body, told.name) == (KAWAKAMI, "移住希望者")
    await prove(scene.village, scene.member.account)
    answer = (await scene.member.post(f"/api/registrations/{KAWAKAMI}/premium")).json()
    assert format_day(answer["standing"]["premium_until"]) == "2029-11-22"

    assert (await scene.office.post(joined, {"numbers": [9], "belongs": True})).status_code == 404
    gone = {"numbers": [1], "belongs": False}
    assert (await scene.office.post(joined, gone)).status_code == 204
    assert [one["members"] for one in (await scene.office.get(path)).json()] == [0]


async def test_a_policy_of_many_words_is_too_large(scene: Scene) -> None:
    condition = {"kind": "residence", "of": [TOKYO] * 50}
    rule = {"premium": [[condition] * 10] * 10}
    assert len(msgspec.json.encode(rule)) > MAX_POLICY_BYTES
    written = {"from_day": format_day(scene.today), "policy": rule}
    answer = await scene.office.put(f"{OFFICE}/policy", written)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


async def _preview(scene: Scene, policy: dict[str, Any]) -> dict[str, int]:
    answer = await scene.office.post(f"{OFFICE}/policy/preview", policy)
    assert answer.status_code == 200, answer.text
    found: dict[str, int] = answer.json()
    return found
