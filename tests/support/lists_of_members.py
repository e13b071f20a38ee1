"""Lists of members as an office has them, of any length: every name, number and day is made up."""

import csv
import io
import random

from sync.calendar import format_day

HEADER = (
    "会員番号,氏名,フリガナ,生年月日,入会日,郵便番号,都道府県,住所,電話,メール,区分,備考,"
    "県への提供の同意"
)
DAYS = 25_000
"""Of birth: whoever shares one has another name."""
_FAMILY = (
    ("森本", "モリモト"),
    ("青木", "アオキ"),
    ("渡邊", "ワタナベ"),
    ("林", "ハヤシ"),
    ("髙橋", "タカハシ"),
)
_GIVEN = (
    ("さくら", "サクラ"),
    ("翔", "ショウ"),
    ("薫", "カオル"),
    ("健", "ケン"),
    ("千代", "チヨ"),
)
_PREFECTURES = ("東京都", "奈良県", "大阪府", "北海道", "京都府")


def list_of_members(count: int, *, seed: int = 0) -> list[list[str]]:
    """So many rows below their heading; no two are one person."""
    draw = random.Random(seed)  # noqa: S311 - the same list each time
    rows = [HEADER.split(",")]
    for at in range(1, count + 1):
        family, family_kana = _FAMILY[at % 5]
        given, given_kana = _GIVEN[(at // 5 + at // DAYS) % 5]
        rows.append(
            [
                f"KFC-{at:06d}",
                f"{family} {given}",
                f"{family_kana} {given_kana}",
                format_day(at * 7_919 % DAYS - 12_000),
                format_day(draw.randrange(16_000, 20_000)),
                f"{draw.randrange(1000):03d}-{draw.randrange(10_000):04d}",
                draw.choice(_PREFECTURES),
                f"架空町{draw.randrange(1, 99)}-{draw.randrange(1, 99)}",
                f"090-0000-{at:06d}",
                f"kfc{at}@example.jp" if at % 3 else "",
                draw.choice(("一般", "家族", "")),
                "=会報は郵送で" if at % 50 == 0 else "",
                "はい" if at % 10 == 0 else "",
            ]
        )
    return rows


def as_csv(rows: list[list[str]], encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)
