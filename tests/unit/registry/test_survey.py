"""What passes as an answer to the survey (R07)."""

import pytest

from schemas.api import Choice, Question, QuestionKind
from server.registry.survey import STANDARD, wrong_answer

REQUIRED = Question(
    "visits", QuestionKind.ONE, "", "", True, [Choice("a", "", ""), Choice("b", "", "")]
)


def test_every_standard_question_may_be_skipped() -> None:
    assert wrong_answer(STANDARD, {}) is None
    assert wrong_answer(STANDARD, {question.id: [] for question in STANDARD}) is None


def test_every_standard_question_has_two_languages_and_its_own_id() -> None:
    assert len({question.id for question in STANDARD}) == len(STANDARD)
    for question in STANDARD:
        assert question.label
        assert question.english
        assert len({choice.id for choice in question.choices}) == len(question.choices)
        assert all(choice.label and choice.english for choice in question.choices)
        assert bool(question.choices) == (question.kind is not QuestionKind.TEXT)


@pytest.mark.parametrize(
    "answers",
    [
        {"relation": ["born", "family"], "visits": ["yearly"], "message": ["なつかしいです"]},
        {"interests": ["food"]},
    ],
)
def test_answers_pass(answers: dict[str, list[str]]) -> None:
    assert wrong_answer(STANDARD, answers) is None


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"visits": ["yearly", "monthly"]}, "visits"),
        ({"visits": ["daily"]}, "visits"),
        ({"relation": ["born", "born"]}, "relation"),
        ({"message": ["one", "two"]}, "message"),
        ({"shoe-size": ["42"]}, "shoe-size"),
    ],
)
def test_what_is_no_answer_is_named(answers: dict[str, list[str]], wrong: str) -> None:
    assert wrong_answer(STANDARD, answers) == wrong


@pytest.mark.parametrize("given", [None, [], ["a", "b"], ["c"]])
def test_a_required_question_needs_an_answer(given: list[str] | None) -> None:
    answers = {} if given is None else {"visits": given}
    assert wrong_answer([REQUIRED], answers) == "visits"
    assert wrong_answer([REQUIRED], {"visits": ["b"]}) is None


def test_blanks_do_not_answer_a_required_question() -> None:
    question = Question("message", QuestionKind.TEXT, "", "", True, [])
    assert wrong_answer([question], {"message": ["  "]}) == "message"
