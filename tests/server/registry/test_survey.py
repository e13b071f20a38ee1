"""A body's survey, through the API (R07)."""

from schemas.api import Choice, Question, QuestionKind
from server.registry.store import write_questions
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, admin, member

SURVEY = f"/api/registrations/{KAWAKAMI}/survey"


async def test_the_standard_questions_are_asked_of_anyone(village: Installation) -> None:
    answer = await village.client.get(f"/api/bodies/{KAWAKAMI}/survey")
    assert answer.status_code == 200
    assert [question["id"] for question in answer.json()["questions"]] == [
        "relation",
        "interests",
        "visits",
        "message",
    ]
    assert (await village.client.get("/api/bodies/294528/survey")).status_code == 404


async def test_answers_are_kept_and_can_be_changed(village: Installation) -> None:
    await admin(village)
    somebody = await member(village)
    first = await somebody.put(SURVEY, {"answers": {"relation": ["born"], "visits": []}})
    second = await somebody.put(SURVEY, {"answers": {"relation": ["family", "worked"]}})
    assert (first.status_code, second.status_code) == (204, 204)
    (held,) = (await somebody.get("/api/account")).json()["registrations"]
    assert held["survey_answered"] is True


async def test_a_wrong_answer_is_named(village: Installation) -> None:
    await admin(village)
    somebody = await member(village)
    answer = await somebody.put(SURVEY, {"answers": {"visits": ["daily"]}})
    assert (answer.status_code, answer.json()["field"]) == (400, "visits")
    long = await somebody.put(SURVEY, {"answers": {"message": ["x" * 501]}})
    assert long.status_code == 400
    just = await somebody.put(SURVEY, {"answers": {"message": ["x" * 500]}})
    assert just.status_code == 204


async def test_a_body_asks_questions_of_its_own(village: Installation) -> None:
    await admin(village)
    somebody = await member(village)
    own = Question("boat", QuestionKind.ONE, "舟", "Boat", True, [Choice("yes", "はい", "Yes")])
    async with village.database.writing() as conn:
        await write_questions(conn, KAWAKAMI, [own], village.clock())

    asked = (await somebody.get(f"/api/bodies/{KAWAKAMI}/survey")).json()["questions"]
    assert [question["id"] for question in asked] == ["boat"]
    skipped = await somebody.put(SURVEY, {"answers": {}})
    assert (skipped.status_code, skipped.json()["field"]) == (400, "boat")
    assert (await somebody.put(SURVEY, {"answers": {"boat": ["yes"]}})).status_code == 204
