"""The words of every mail: the body, the day and the way to the app are in it."""

import re

import pytest

from schemas.api import Language
from schemas.feed import NoticeKind
from server.exchange.wording import day_in_words, words_of_code, words_of_notice
from sync.calendar import parse_day

ORIGIN = "https://card.example.lg.jp"
KAWAKAMI = 294527
DAY = parse_day("2027-03-03")
DATED = {
    NoticeKind.RENEWAL_OPEN,
    NoticeKind.RENEWED,
    NoticeKind.LAPSED,
    NoticeKind.GRANTED,
    NoticeKind.INTENT,
    NoticeKind.ENDED,
    NoticeKind.PRINTED_CARD_ENDS,
    NoticeKind.OF_AGE,
    NoticeKind.ACTIVITY_ACCEPTED,
    NoticeKind.ACTIVITY_WAITING,
    NoticeKind.ACTIVITY_DECLINED,
    NoticeKind.ACTIVITY_CANCELLED,
    NoticeKind.SUBSIDY_GRANTED,
    NoticeKind.SUBSIDY_PAID,
    NoticeKind.ERASURE,
}
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("day", "japanese", "english"),
    [
        ("2027-03-03", "2027年3月3日", "3 March 2027"),
        ("2028-02-29", "2028年2月29日", "29 February 2028"),
        ("2026-12-31", "2026年12月31日", "31 December 2026"),
        ("2027-01-01", "2027年1月1日", "1 January 2027"),
    ],
)
def test_a_day_in_words(day: str, japanese: str, english: str) -> None:
    assert day_in_words(parse_day(day), Language.JA) == japanese
    assert day_in_words(parse_day(day), Language.EN) == english
    assert day_in_words(0, Language.JA) == ""


@pytest.mark.parametrize("kind", NoticeKind)
@pytest.mark.parametrize(
    ("language", "name", "day"),
    [
        (Language.JA, "川上村", "2027年3月3日"),
        (Language.EN, "Kawakami", "3 March 2027"),
    ],
)
def test_every_notice_says_who_when_and_where_to_go(
    kind: NoticeKind, language: Language, name: str, day: str
) -> None:
    words = words_of_notice(kind, KAWAKAMI, DAY, 2, language, ORIGIN)
    assert (name in words.subject) is (kind not in (NoticeKind.OF_AGE, NoticeKind.ERASURE))
    assert (day in words.text) is (kind in DATED)
    assert f"{ORIGIN}/notices" in words.text
    assert f"{ORIGIN}/settings" in words.text
    assert "\n" not in words.subject
    assert "{" not in words.text
    assert bool(JAPANESE.search(words.subject + words.text)) is (language is Language.JA)


@pytest.mark.parametrize("language", Language)
def test_what_is_missing_is_told_only_where_something_is(language: Language) -> None:
    missing, none = (
        words_of_notice(NoticeKind.RENEWAL_OPEN, KAWAKAMI, DAY, count, language, ORIGIN).text
        for count in (7, 0)
    )
    assert "7" in missing.replace(f"{ORIGIN}", "").replace("2027", "")
    assert missing != none


ALWAYS_DATED = {
    NoticeKind.RENEWAL_OPEN,
    NoticeKind.PRINTED_CARD_ENDS,
    NoticeKind.OF_AGE,
    NoticeKind.ERASURE,
}


@pytest.mark.parametrize("kind", sorted(set(NoticeKind) - ALWAYS_DATED))
@pytest.mark.parametrize("language", Language)
def test_without_a_day_no_sentence_is_left_half(kind: NoticeKind, language: Language) -> None:
    text = words_of_notice(kind, KAWAKAMI, 0, 0, language, ORIGIN).text
    assert not text.startswith("\n")
    assert " ." not in text
    assert " ," not in text
    assert "\n\n\n" not in text


@pytest.mark.parametrize("language", Language)
def test_a_code_is_in_the_subject_too(language: Language) -> None:
    words = words_of_code("012345", language, ORIGIN)
    assert "012345" in words.subject
    assert "012345" in words.text
    assert "30" in words.text
