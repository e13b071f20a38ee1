"""The catalogue is whole, and its codes are right (R01)."""

from collections import Counter

import pytest

from schemas.catalogue import BodyKind
from server.catalogue import all_bodies, find, format_code, parse_code, search, with_check_digit

WARD_OF_SAPPORO, CHIYODA, SAPPORO = "011011", "131016", "011002"


def test_every_municipality_and_prefecture_is_there_once() -> None:
    kinds = Counter(body.kind for body in all_bodies())
    assert kinds == {BodyKind.MUNICIPALITY: 1741, BodyKind.PREFECTURE: 47}
    assert len({body.code for body in all_bodies()}) == 1788
    assert len({(body.name, body.prefecture) for body in all_bodies()}) >= 1787


def test_every_check_digit_is_right() -> None:
    for body in all_bodies():
        text = format_code(body.code)
        assert with_check_digit(text[:5]) == text
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
        (CHIYODA, "千代田区", "Chiyoda City"),
        ("472018", "那覇市", "Naha City"),
        ("130001", "東京都", "Tokyo Prefecture"),
        ("221309", "浜松市", "Hamamatsu City"),
        ("143839", "真鶴町", "Manazuru Town"),
    ],
)
def test_known_bodies(code: str, name: str, english: str) -> None:
    body = find(parse_code(code))
    assert body is not None
    assert (body.name, body.english) == (name, english)


def test_designated_cities_are_there_once_and_their_wards_not() -> None:
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


@pytest.mark.parametrize("query", ["気仙沼", "けせんぬま", "kesennuma", "Kesennuma City", "042056"])
def test_the_command_line_finds_a_body(query: str) -> None:
    assert [body.name for body in search(query)] == ["気仙沼市"]
