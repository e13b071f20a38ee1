"""The catalogue is whole, and its codes are right (R01)."""

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.catalogue import BodyKind
from server.catalogue import (
    FILE,
    all_bodies,
    check_digit,
    find,
    format_code,
    parse_code,
    search,
)

WARD_OF_SAPPORO, CHIYODA, SAPPORO = "011011", "131016", "011002"


def test_every_municipality_and_prefecture_is_there_once() -> None:
    kinds = Counter(body.kind for body in all_bodies())
    assert kinds == {BodyKind.MUNICIPALITY: 1741, BodyKind.PREFECTURE: 47}
    assert len({body.code for body in all_bodies()}) == 1788
    assert len({(body.name, body.prefecture) for body in all_bodies()}) == 1788
    assert [body.code for body in all_bodies()] == sorted(body.code for body in all_bodies())


def test_the_file_says_where_it_comes_from() -> None:
    header = json.loads(FILE.read_bytes())
    for field in ("source", "date", "version", "licence"):
        assert header[field]
    assert (header["municipalities"], header["prefectures"]) == (1741, 47)
    assert {len(row) for row in header["bodies"]} == {len(header["fields"])}


def test_towns_and_villages_have_their_county_but_for_the_islands_of_tokyo() -> None:
    rows = [
        dict(zip(fields(), row, strict=True)) for row in json.loads(FILE.read_bytes())["bodies"]
    ]
    rural = [row for row in rows if row["name"][-1] in "町村"]
    assert len(rural) == 926
    assert {row["prefecture"] for row in rural if not row["county"]} == {"130001"}
    assert all(row["county"].endswith("郡") for row in rural if row["county"])
    assert not any(row["county"] for row in rows if row["name"][-1] not in "町村")


def fields() -> list[str]:
    names: list[str] = json.loads(FILE.read_bytes())["fields"]
    return names


def test_every_check_digit_is_right() -> None:
    for body in all_bodies():
        text = format_code(body.code)
        assert check_digit(text[:5]) == int(text[5])
        assert parse_code(text) == body.code


def test_every_body_has_names_and_its_prefecture() -> None:
    for body in all_bodies():
        assert body.name and body.english and body.romaji.isascii()
        assert all("ぁ" <= letter <= "ん" for letter in body.kana), body
        home = find(body.prefecture)
        assert home is not None
        assert home.kind == BodyKind.PREFECTURE
        assert home.code // 10000 == body.code // 10000


@pytest.mark.parametrize(
    ("code", "name", "english"),
    [
        (SAPPORO, "札幌市", "Sapporo City"),
        ("042056", "気仙沼市", "Kesennuma City"),
        (CHIYODA, "千代田区", "Chiyoda Ward"),
        ("472018", "那覇市", "Naha City"),
        ("130001", "東京都", "Tokyo Prefecture"),
        ("221309", "浜松市", "Hamamatsu City"),
        ("143839", "真鶴町", "Manazuru Town"),
        ("010006", "北海道", "Hokkaido Prefecture"),
        ("262129", "京丹後市", "Kyotango City"),
        ("422088", "松浦市", "Matsuura City"),
        ("382159", "東温市", "Toon City"),
        ("272205", "箕面市", "Minoo City"),
        ("282090", "豊岡市", "Toyooka City"),
        ("462179", "曽於市", "Soo City"),
    ],
)
def test_known_bodies(code: str, name: str, english: str) -> None:
    body = find(parse_code(code))
    assert body is not None
    assert (body.name, body.english) == (name, english)


@pytest.mark.parametrize(
    ("code", "kana"),
    [
        ("013455", "もりまち"),  # the one まち of Hokkaido
        ("224618", "もりまち"),
        ("343021", "ふちゅうちょう"),
        ("143839", "まなづるまち"),
        ("473014", "くにがみそん"),
        ("044211", "たいわちょう"),
        ("034827", "やまだまち"),
        ("013919", "しままきむら"),
    ],
)
def test_towns_and_villages_are_read_as_they_read_themselves(code: str, kana: str) -> None:
    body = find(parse_code(code))
    assert body is not None
    assert body.kana == kana


DESIGNATED = [
    "01100",
    "04100",
    "11100",
    "12100",
    "14100",
    "14130",
    "14150",
    "15100",
    "22100",
    "22130",
    "23100",
    "26100",
    "27100",
    "27140",
    "28100",
    "33100",
    "34100",
    "40100",
    "40130",
    "43100",
]


@pytest.mark.parametrize("five", DESIGNATED)
def test_a_designated_city_is_one_body(five: str) -> None:
    code = int(f"{five}{check_digit(five)}")
    body = find(code)
    assert body is not None
    assert body.name.endswith("市")
    assert [b.code for b in all_bodies() if b.name.startswith(body.name)] == [code]


def test_the_villages_of_the_northern_territories_are_left_out() -> None:
    for five in ("01695", "01696", "01697", "01698", "01699", "01700"):
        assert find(int(f"{five}{check_digit(five)}")) is None


def test_wards_of_designated_cities_are_no_bodies() -> None:
    wards_of_tokyo = [b for b in all_bodies() if b.name.endswith("区")]
    assert len(wards_of_tokyo) == 23
    assert {b.prefecture for b in wards_of_tokyo} == {130001}
    with pytest.raises(ValueError, match="no municipality"):
        parse_code(WARD_OF_SAPPORO)


@pytest.mark.parametrize("text", ["", "42056", "0420560", "04205６", "+42056", "abcdef"])
def test_what_is_not_six_digits_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not six digits"):
        parse_code(text)


def test_a_wrong_check_digit_is_refused() -> None:
    with pytest.raises(ValueError, match="check digit"):
        parse_code("042057")


@given(st.sampled_from([format_code(body.code) for body in all_bodies()]), st.integers(1, 9))
def test_any_other_last_digit_is_refused(text: str, shift: int) -> None:
    with pytest.raises(ValueError, match="check digit"):
        parse_code(f"{text[:5]}{(int(text[5]) + shift) % 10}")


@given(st.integers(1, 10**5 - 1), st.integers(0, 3))
def test_two_neighbouring_digits_swapped_change_the_check_digit(number: int, place: int) -> None:
    """Modulo 11 finds every swap, but 11 and 1 are both written 1."""
    five = f"{number:05d}"
    swapped = five[:place] + five[place + 1] + five[place] + five[place + 2 :]
    if swapped != five and check_digit(five) != 1:
        assert check_digit(swapped) != check_digit(five)


@pytest.mark.parametrize("text", ["", "1234", "123456", "1234a", "１２３４５"])
def test_a_check_digit_needs_five_digits(text: str) -> None:
    with pytest.raises(ValueError, match="not five digits"):
        check_digit(text)


@pytest.mark.parametrize("query", ["気仙沼", "けせんぬま", "kesennuma", "Kesennuma City", "042056"])
def test_the_command_line_finds_a_body(query: str) -> None:
    assert [body.name for body in search(query)] == ["気仙沼市"]
