"""Which rows come in, and what is amiss with the others."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.transfer import ImportField, ImportPlan, IssueKind
from server.transfer.rules import Known, Planned, agrees, plan_rows, prefecture_in
from sync.calendar import format_day, parse_day

F, K = ImportField, IssueKind
TODAY = parse_day("2026-11-25")
PREFECTURES = {"北海道": 1, "東京都": 13, "京都府": 26, "大阪府": 27, "奈良県": 29}
NOBODY = Known({}, {})
COLUMNS = [
    F.OLD_NUMBER,
    F.NAME,
    F.KANA,
    F.BIRTH_DAY,
    F.SINCE,
    F.PREFECTURE,
    F.ADDRESS,
    F.EMAIL,
    F.TELEPHONE,
    F.NOTE,
    F.CONSENT,
]


def plan(
    *rows: Sequence[str],
    columns: Sequence[ImportField] = COLUMNS,
    known: Known = NOBODY,
    leave_out: bool = True,
) -> Planned:
    asked = ImportPlan(0, list(columns), leave_out)
    return plan_rows([["見出し"], *rows], asked, known, PREFECTURES, TODAY)


def kinds(planned: Planned) -> list[tuple[int, IssueKind, bool]]:
    return [(one.row, one.kind, one.left_out) for one in planned.issues]


def test_a_good_row_comes_in_whole() -> None:
    done = plan(
        [
            "KFC-1",
            "森本　さくら",
            "ﾓﾘﾓﾄ ｻｸﾗ",
            "昭和33年5月1日",
            "H25/4/1",
            "",
            "奈良県吉野郡川上村",
            "a@b.jp",
            "０９０−１",
            "班長",
            "○",
        ]
    )
    (one,) = done.incoming
    assert kinds(done) == []
    details = one.details
    assert (details.name, details.kana) == ("森本 さくら", "モリモト サクラ")
    assert (details.birth_day, format_day(one.since_day)) == ("1958-05-01", "2013-04-01")
    assert (details.prefecture, details.address) == (29, "吉野郡川上村")
    assert (details.telephone, details.old_number, details.note) == ("090-1", "KFC-1", "班長")
    assert one.consents


def test_what_cannot_be_read_goes_into_the_note() -> None:
    done = plan(["", "森", "", "昭和33年ごろ", "2030-01-01", "ならけん", "川上村", "なし", ""])
    (one,) = done.incoming
    assert kinds(done) == [
        (2, K.EMAIL, False),
        (2, K.DATE, False),
        (2, K.DATE, False),
        (2, K.PREFECTURE, False),
    ]
    assert one.details.note == "メール: なし\n生年月日: 昭和33年ごろ\n入会日: 2030-01-01"
    assert (one.details.address, one.details.prefecture) == ("ならけん 川上村", 0)
    assert (one.details.email, one.details.birth_day, one.since_day) == ("", "", 0)


def test_rows_that_cannot_come_in_are_named() -> None:
    done = plan(["1", ""], ["2", "森" * 101], [], ["3", "林"])
    assert kinds(done) == [(2, K.NO_NAME, True), (3, K.TOO_LONG, True)]
    assert (done.rows, [one.row for one in done.incoming]) == (3, [5])


def test_who_stands_in_the_list_twice_comes_in_once() -> None:
    rows = (
        ["KFC-1", "森本 さくら", "", "1958-05-01"],
        ["kfc 1", "別の人"],
        ["", "森本さくら", "", "S33.5.1"],
        ["", "森本 さくら", "", "1960-01-01"],
        ["", "林", "ハヤシ"],
        ["", "林", "ﾊﾔｼ"],
        ["", "林", "リン"],
    )
    done = plan(*rows)
    assert kinds(done) == [(3, K.SAME_NUMBER, True), (4, K.TWICE, True), (7, K.TWICE, True)]
    assert [one.earlier for one in done.issues] == [2, 2, 6]
    assert len(plan(*rows, leave_out=False).incoming) == 7


def test_who_is_a_member_already_does_not_come_in_again() -> None:
    known = Known({"kfc1": 7}, {"森本さくら\nb1958-05-01": 8, "林\nt0901": 9})
    done = plan(
        ["KFC-1", "誰か"],
        ["", "森本 さくら", "", "1958-05-01"],
        ["", "林", "", "", "", "", "", "", "090-1"],
        ["", "林"],
        known=known,
    )
    assert [one.earlier for one in done.issues] == [7, 8, 9]
    assert [one.row for one in done.incoming] == [5]


def test_names_and_addresses_in_parts_are_put_together() -> None:
    columns = [
        F.FAMILY_NAME,
        F.GIVEN_NAME,
        F.FAMILY_KANA,
        F.GIVEN_KANA,
        F.PREFECTURE,
        F.ADDRESS,
        F.ADDRESS,
        F.TELEPHONE,
        F.TELEPHONE,
    ]
    done = plan(
        [
            "森本",
            "さくら",
            "モリモト",
            "サクラ",
            "東京",
            "千代田区",
            "霞が関2-1-2",
            "03-1",
            "090-1",
        ],
        columns=columns,
    )
    (one,) = done.incoming
    details = one.details
    assert (details.name, details.kana) == ("森本 さくら", "モリモト サクラ")
    assert (details.prefecture, details.address) == (13, "千代田区 霞が関2-1-2")
    assert (details.telephone, details.note) == ("03-1", "電話: 090-1")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("奈良県", 29),
        ("奈良", 29),
        ("東京", 13),
        ("大阪", 27),
        ("北海道", 1),
        ("海外", 0),
        ("Abroad", 0),
        ("なら", None),
        ("", None),
    ],
)
def test_prefectures(text: str, number: int | None) -> None:
    assert prefecture_in(text, PREFECTURES) == number


def test_silence_is_no_consent() -> None:
    assert [
        text for text in ("○", "はい", "1", "ＹＥＳ", "", "×", "いいえ", "0") if agrees(text)
    ] == ["○", "はい", "1", "ＹＥＳ"]


CELL = st.text(max_size=30) | st.sampled_from(
    ["森本 さくら", "S33.5.1", "奈良県", "a@b", "㍿" * 40]
)


@given(
    st.lists(st.lists(CELL, max_size=12), max_size=8),
    st.lists(st.sampled_from(list(F)), max_size=12),
    st.booleans(),
)
def test_any_rows_come_in_or_are_named(
    rows: list[list[str]], columns: list[ImportField], leave_out: bool
) -> None:
    done = plan(*rows, columns=columns, leave_out=leave_out)
    out = {one.row for one in done.issues if one.left_out}
    came = [one.row for one in done.incoming]
    assert not out.intersection(came)
    assert sorted([*out, *came]) == [at for at, row in enumerate(rows, start=2) if any(row)]
    for one in done.incoming:
        assert one.details.name
        assert 0 <= one.since_day <= TODAY
