"""A guardian's consent (R17): invited by the minor, given by a proven adult, taken back at will."""

from typing import Any

from server.app.clock import DAY_MS
from server.identity.proofs import proof_of
from sync.calendar import day_of
from sync.scheme.age import needs_guardian
from tests.server.identity.conftest import Trial
from tests.server.identity.test_merging import merged
from tests.support.identity import prove
from tests.support.offices import Person, person

INVITES, WARD, CONSENTS = (
    f"/api/identity/guardian/{name}" for name in ("invites", "ward", "consents")
)


async def proven(trial: Trial, who: str, **typed: str) -> Person:
    somebody = await person(trial.village)
    answer = await prove(somebody, trial.stand_in, who, keep_name=False, **typed)
    assert answer.status_code == 200, answer.text
    return somebody


async def code_of(minor: Person) -> str:
    answer = await minor.post(INVITES)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["url"].endswith(f"/identity/guardian#{made['code']}")
    return str(made["code"])


def refused(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


async def needs(trial: Trial, minor: Person) -> bool:
    async with trial.village.database.reading() as conn:
        proof = await proof_of(conn, minor.account)
    assert proof is not None
    today = day_of(trial.village.clock())
    return needs_guardian(proof.birth_day, today, consented=proof.consented)


async def test_from_the_invitation_to_its_end(trial: Trial) -> None:
    minor, guardian = await proven(trial, "haru"), await proven(trial, "yoko")
    trial.heard.calls.clear()
    assert await needs(trial, minor)
    code = await code_of(minor)
    typed = code.lower().replace("-", " ")
    ward = await guardian.post(WARD, {"code": typed})
    assert ward.json() == {"name": "", "age": 15}
    given = await guardian.post(CONSENTS, {"code": typed, "relation": "parent"})
    assert given.status_code == 201, given.text
    (consent,) = given.json()["consents"]
    assert (consent["mine"], consent["relation"], consent["withdrawn"]) == (True, "parent", None)
    assert not await needs(trial, minor)
    (seen,) = (await minor.get("/api/identity")).json()["consents"]
    assert (seen["mine"], seen["name"], seen["day"]) == (False, "", "2026-11-23")

    refused(await minor.delete(f"{CONSENTS}/{consent['id']}"), 404, "not-found")
    trial.village.clock.advance(DAY_MS)
    assert (await guardian.delete(f"{CONSENTS}/{consent['id']}")).status_code == 204
    refused(await guardian.delete(f"{CONSENTS}/{consent['id']}"), 404, "not-found")
    assert await needs(trial, minor)
    (over,) = (await minor.get("/api/identity")).json()["consents"]
    assert over["withdrawn"] == "2026-11-24"
    # What followed: the consent, and its end; both are the minor's.
    said = [
        (name, before and before.consented, after and after.consented)
        for name, before, after in trial.heard.calls
    ]
    assert said == [(minor.account, False, True), (minor.account, True, False)]
    # It can be given anew.
    again = await guardian.post(CONSENTS, {"code": await code_of(minor), "relation": "guardian"})
    assert again.status_code == 201
    assert not await needs(trial, minor)


async def test_who_may_not_consent(trial: Trial) -> None:
    minor, unproven = await proven(trial, "haru"), await person(trial.village)
    born = {"address": "大阪府大阪市北区", "birthdate": "2009-11-24", "gender": "male"}
    young = await proven(trial, "typed", name="兄", **born)
    code = await code_of(minor)
    wish = {"code": code, "relation": "parent"}
    refused(await minor.post(CONSENTS, wish), 409, "conflict")
    refused(await minor.post(WARD, {"code": code}), 409, "conflict")
    refused(await unproven.post(CONSENTS, wish), 409, "identity-needed")
    refused(await young.post(CONSENTS, wish), 403, "not-allowed")
    refused(await young.post(CONSENTS, wish | {"relation": "friend"}), 400, "malformed")
    # None of it used the invitation up.
    guardian = await proven(trial, "yoko")
    assert (await guardian.post(CONSENTS, wish)).status_code == 201
    refused(await guardian.post(CONSENTS, wish), 400, "code-refused")
    refused(await guardian.post(WARD, {"code": code}), 400, "code-refused")


async def test_an_invitation_lasts_a_week_and_one_is_open_at_a_time(trial: Trial) -> None:
    minor, guardian = await proven(trial, "haru"), await proven(trial, "yoko")
    first, second = await code_of(minor), await code_of(minor)
    refused(await guardian.post(WARD, {"code": first}), 400, "code-refused")
    trial.village.clock.advance(7 * DAY_MS - 1)
    assert (await guardian.post(WARD, {"code": second})).status_code == 200
    trial.village.clock.advance(1)
    refused(await guardian.post(WARD, {"code": second}), 400, "code-refused")
    refused(
        await guardian.post(CONSENTS, {"code": second, "relation": "parent"}), 400, "code-refused"
    )


async def test_only_minors_invite(trial: Trial) -> None:
    adult, unproven = await proven(trial, "sakura"), await person(trial.village)
    refused(await adult.post(INVITES), 409, "conflict")
    refused(await unproven.post(INVITES), 409, "identity-needed")


async def test_turning_eighteen_ends_the_need(trial: Trial) -> None:
    """At the start of the birthday in Tokyo; an open invitation is of no use from then on."""
    born = {"address": "大阪府大阪市北区", "birthdate": "2008-11-24", "gender": "male"}
    minor, guardian = await proven(trial, "typed", name="陽", **born), await proven(trial, "yoko")
    code = await code_of(minor)
    assert (await minor.get("/api/identity")).json()["proven"]["minor"]
    trial.village.clock.advance(15 * 3_600_000 - 1)  # from nine in the morning to midnight
    assert await needs(trial, minor)
    trial.village.clock.advance(1)
    assert not await needs(trial, minor)
    assert not (await minor.get("/api/identity")).json()["proven"]["minor"]
    refused(await guardian.post(WARD, {"code": code}), 400, "code-refused")
    refused(await minor.post(INVITES), 409, "conflict")


async def test_consents_go_over_when_accounts_are_joined(trial: Trial) -> None:
    """Of the guardian as of the minor; two of one guardian for one minor are one."""
    minor, guardian = await proven(trial, "haru"), await proven(trial, "yoko")
    given = await guardian.post(CONSENTS, {"code": await code_of(minor), "relation": "parent"})
    assert given.status_code == 201
    trial.village.clock.advance(1)
    for old, who in ((guardian, "yoko"), (minor, "haru")):
        other = await person(trial.village)
        await merged(trial, old, other, who)
    assert not await needs(trial, minor)
    (row,) = (await guardian.get("/api/identity")).json()["consents"]
    assert row["withdrawn"] is None
