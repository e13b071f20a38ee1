"""Names in every spelling: vectors that the app's twin passes too, and what is found by what."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.catalogue.spelling import fold_romaji
from server.registry.spelling import (
    fold_kana,
    fold_name,
    found_by,
    romaji_of,
    sorted_by,
    ways_to_read,
)

FILE = Path(__file__).resolve().parents[3] / "schemas" / "vectors" / "names.json"
VECTORS: dict[str, list[tuple[str, str]]] = json.loads(FILE.read_text())


@pytest.mark.parametrize(
    ("name", "fold"), [("name", fold_name), ("kana", fold_kana), ("romaji", fold_romaji)]
)
def test_the_vectors_hold(name: str, fold: object) -> None:
    assert callable(fold)
    for written, folded in VECTORS[name]:
        assert fold(written) == folded, written


@pytest.mark.parametrize(
    "typed",
    [
        "森本",
        "森本 さくら",
        "もりもと",
        "モリモト",
        "ﾓﾘﾓﾄ",
        "もりもとさくら",
        "morimoto",
        "MORIMOTO SAKURA",
        "Morimoto Sakura",
        "ｍｏｒｉｍｏｔｏ",
        "rimo",
        "KFC-０0123",
        "kfc00123",
        "090-1234-5678",
        "０９０１２３４",
        "sakura@example.jp",
    ],
)
def test_somebody_is_found_however_it_is_typed(typed: str) -> None:
    words = ["KFC-00123", "090-1234-5678", "sakura@example.jp"]
    line = found_by(names=["森本　さくら"], kana="ﾓﾘﾓﾄ ｻｸﾗ", words=words)
    assert any(way in line for way in ways_to_read(typed))


@pytest.mark.parametrize("typed", ["森田", "もりた", "morita", "kfc9", "%", "_"])
def test_and_not_by_what_is_somebody_elses(typed: str) -> None:
    line = found_by(names=["森本 さくら"], kana="モリモト サクラ", words=["KFC-00123"])
    assert not any(way in line for way in ways_to_read(typed))


@pytest.mark.parametrize(
    ("kana", "typed"),
    [
        ("シュンイチロウ", "shunichiro"),
        ("しゅんいちろう", "syun'itirou"),
        ("ハットリ", "hattori"),
        ("マッチャ", "matcha"),
        ("ホンマ", "homma"),
        ("オオタニ", "ohtani"),
        ("おおたに", "ootani"),
        ("ジュンコ", "zyunko"),
        ("フクシマ", "hukusima"),
        ("チヅル", "chizuru"),
        ("キョウコ", "Kyōko"),
    ],
)
def test_kana_are_found_by_romaji_of_any_school(kana: str, typed: str) -> None:
    assert romaji_of(kana) == fold_romaji(typed)


@given(
    st.text(
        "ぁあぃいうえおかがきぎくぐけげこごさざしじすずせぜそぞたただちぢっつづてでとどなにぬねのはばぱひふほまみむめもゃやゅゆょよらりるれろわをんー"
    )
)
def test_width_and_kind_of_kana_make_no_difference(text: str) -> None:
    katakana = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ん" else c for c in text)
    half = unicodedata.normalize("NFKC", katakana)
    assert fold_kana(text) == fold_kana(katakana) == fold_kana(half)
    assert romaji_of(text) == romaji_of(katakana)
    assert romaji_of(text).isascii()


@given(st.text())
def test_any_text_folds_to_something_that_folds_no_further(text: str) -> None:
    assert fold_name(fold_name(text)) == fold_name(fold_name(fold_name(text)))
    assert fold_kana(fold_kana(text)) == fold_kana(text)
    assert not [way for way in ways_to_read(text) if not way]


def test_the_list_by_kana_has_those_without_kana_last() -> None:
    people = [
        ("森本 さくら", ""),
        ("青木 翔", "アオキ ショウ"),
        ("みほ", ""),
        ("林 健", "ハヤシ ケン"),
    ]
    order = sorted(people, key=lambda one: sorted_by(*one))
    assert [name for name, _ in order] == ["青木 翔", "林 健", "みほ", "森本 さくら"]
