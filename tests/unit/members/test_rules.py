"""What of a member's details is kept, and how it is tidied."""

import msgspec
import pytest

from schemas.members import MemberDetails
from server.members.rules import Unfit, postal_code, telephone, tidy
from sync.calendar import format_day, parse_day

TODAY = parse_day("2026-11-25")


def test_widths_and_blanks_are_made_one() -> None:
    details = MemberDetails(
        name=" 森本　さくら ",
        kana="ﾓﾘﾓﾄ ｻｸﾗ",
        postal_code="〒６３９－３５９４",
        address=" 奈良県  川上村 ",
        email="ｓａｋｕｒａ＠example.jp",
        telephone="０９０ー１２３４−５６７８",
        birth_day="1958-05-01",
        note=" 右手が不自由 ",
    )
    assert tidy(details, TODAY) == MemberDetails(
        name="森本 さくら",
        kana="モリモト サクラ",
        postal_code="639-3594",
        address="奈良県 川上村",
        email="sakura@example.jp",
        telephone="090-1234-5678",
        birth_day="1958-05-01",
        note="右手が不自由",
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("birth_day", "1958-02-30"),
        ("birth_day", "2026-11-26"),
        ("birth_day", "1890-01-01"),
        ("birth_day", "昭和33年"),
        ("email", "sakura"),
        ("email", "a b@example.jp"),
    ],
)
def test_what_cannot_be_kept_is_named(field: str, value: str) -> None:
    with pytest.raises(Unfit) as raised:
        tidy(msgspec.convert({field: value}, MemberDetails), TODAY)
    assert raised.value.field == field


def test_a_child_born_today_may_be_registered() -> None:
    born = MemberDetails(birth_day=format_day(TODAY))
    assert tidy(born, TODAY) == born


@pytest.mark.parametrize(
    ("written", "kept"), [("6393594", "639-3594"), ("639 3594", "639 3594"), ("", "")]
)
def test_postal_codes(written: str, kept: str) -> None:
    assert postal_code(written) == kept


def test_telephones_keep_their_plus() -> None:
    assert telephone("+81 90　1234") == "+81 90 1234"
