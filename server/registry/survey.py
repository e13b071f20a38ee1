"""The survey on a person's relation to the area (R07): its standard questions, and what passes."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import Choice, Question, QuestionKind, Survey
from schemas.problems import ProblemCode
from server.app.problems import Refusal
from server.catalogue import format_code
from server.registry import store
from server.registry.members import member_of

STANDARD = (
    Question(
        id="relation",
        kind=QuestionKind.MANY,
        label="この地域とのかかわり",
        english="Your relation to the area",
        required=False,
        choices=[
            Choice("born", "出身地", "I was born or grew up here"),
            Choice("lived", "以前に住んでいた", "I used to live here"),
            Choice("family", "家族や親せきがいる", "I have family here"),
            Choice("worked", "通勤・通学していた", "I worked or studied here"),
            Choice("visited", "訪れたことがある", "I have visited"),
            Choice("furusato-nozei", "ふるさと納税をした", "I gave through furusato nozei"),
            Choice("interested", "これからかかわりたい", "I would like to get involved"),
        ],
    ),
    Question(
        id="interests",
        kind=QuestionKind.MANY,
        label="関心のあること",
        english="What you are interested in",
        required=False,
        choices=[
            Choice("festivals", "祭り・伝統行事", "Festivals and traditions"),
            Choice("farming", "農林漁業の手伝い", "Helping with farming, forestry and fishing"),
            Choice("nature", "自然・環境の保全", "Nature and its care"),
            Choice("community", "地域活動・清掃", "Community work and clean-ups"),
            Choice("work", "仕事・副業", "Work and side jobs"),
            Choice("living", "移住・二地域居住", "Moving here or living in two places"),
            Choice("food", "食・特産品", "Food and local products"),
            Choice("culture", "歴史・文化", "History and culture"),
        ],
    ),
    Question(
        id="visits",
        kind=QuestionKind.ONE,
        label="どのくらい来ますか",
        english="How often you come",
        required=False,
        choices=[
            Choice("never", "まだ来たことがない", "I have not been here yet"),
            Choice("years", "数年に1回", "Once in some years"),
            Choice("yearly", "年に1〜2回", "Once or twice a year"),
            Choice("seasons", "年に数回", "Several times a year"),
            Choice("monthly", "月に1回以上", "Once a month or more"),
        ],
    ),
    Question(
        id="message",
        kind=QuestionKind.TEXT,
        label="地域へのひとこと",
        english="A word to the people here",
        required=False,
        choices=[],
    ),
)
"""What a body asks that has not written questions of its own."""


def wrong_answer(questions: Sequence[Question], answers: Mapping[str, Sequence[str]]) -> str | None:
    """The id of the first question whose answer does not pass, or of an answer to no question.

    A question is skipped by leaving it out or empty, which a required one does not allow.
    """
    for question in questions:
        given = answers.get(question.id, ())
        many = question.kind is QuestionKind.MANY
        choices = {choice.id for choice in question.choices}
        passes = (
            bool(given) or not question.required,
            many or len(given) <= 1,
            len(set(given)) == len(given),
            question.kind is QuestionKind.TEXT or choices.issuperset(given),
            not question.required or all(text.strip() for text in given),
        )
        if not all(passes):
            return question.id
    known = {question.id for question in questions}
    return next((name for name in answers if name not in known), None)


async def survey_of(conn: AsyncConnection, body: int) -> Survey:
    """A body's survey: its own questions, or the standard ones."""
    own = await store.questions_of(conn, body)
    return Survey(format_code(body), list(STANDARD) if own is None else own)


async def answer_survey(
    conn: AsyncConnection,
    account: str,
    body: int,
    answers: Mapping[str, Sequence[str]],
    now: int,
) -> None:
    """Keeps a member's answers for the body alone (R04).

    Raises `Refusal` NOT_FOUND without a registration, MALFORMED naming the question.
    """
    number = await member_of(conn, account, body)
    if number is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    wrong = wrong_answer((await survey_of(conn, body)).questions, answers)
    if wrong is not None:
        raise Refusal(ProblemCode.MALFORMED, field=wrong)
    kept = {name: list(given) for name, given in answers.items() if given}
    await store.write_answers(conn, body, number, kept, now)
