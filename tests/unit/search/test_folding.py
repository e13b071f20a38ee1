"""Spellings of one word (R40): the same as in the app."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.search import KANA_SOUNDS
from server.catalogue import all_bodies
from server.catalogue.spelling import fold_name, fold_romaji, kunrei_of, romanise
from server.search.folding import fold_text, forms_of, sounds_of, words_of

VECTORS = Path(__file__).parents[3] / "schemas" / "vectors" / "spelling.json"
CASES: list[dict[str, Any]] = json.loads(VECTORS.read_text())["cases"]
KANA = st.lists(st.sampled_from([pair[0] for pair in KANA_SOUNDS.split()]), max_size=8).map("".join)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_a_word_is_folded_as_the_vectors_say(case: dict[str, Any]) -> None:
    text = case["text"]
    assert case == {
        "text": text,
        "name": fold_name(text),
        "romaji": fold_romaji(text),
        "kunrei": kunrei_of(fold_romaji(text)),
        "written": fold_text(text),
        "sounds": sounds_of(text),
        "forms": forms_of(text),
    }


@pytest.mark.parametrize(
    "alike",
    [
        ("ヨシノ", "よしの", "ﾖｼﾉ", "yoshino", "yosino", "Yoshino"),
        ("とうきょう", "toukyou", "Tōkyō", "tokyo"),
        ("しんばし", "shimbashi", "sinbasi", "shinbashi"),
        ("ちちぶ", "chichibu", "titibu"),
        ("ふじ", "fuji", "huzi"),
        ("おおさか", "Ōsaka", "oosaka", "osaka"),
    ],
)
def test_all_schools_of_writing_meet(alike: tuple[str, ...]) -> None:
    sounds = set(sounds_of(alike[0]))
    assert len(sounds) == 1
    for one in alike:
        assert sounds <= set(forms_of(one))


def test_the_catalogues_romaji_is_its_kana_by_our_table() -> None:
    """1,788 readings and their romaji, made by another's hand, fold to the same."""
    wrong = [
        (body.kana, body.romaji)
        for body in all_bodies()
        if fold_romaji(romanise(body.kana)) != fold_romaji(body.romaji)
    ]
    assert wrong == []


@given(st.text("あがけゖカヶケｶﾞｹ゛山龍竜﨑 　・･aAＡōŌ-ー１1%'\n", max_size=12))
def test_folding_a_text_again_changes_nothing(text: str) -> None:
    assert fold_text(fold_text(text)) == fold_text(text)


@given(KANA)
def test_katakana_and_hiragana_sound_alike(kana: str) -> None:
    katakana = "".join(chr(ord(one) + 0x60) if one != "ー" else one for one in kana)
    assert forms_of(katakana) == forms_of(kana)


@given(st.text(max_size=300))
def test_a_query_is_never_more_than_its_bounds(text: str) -> None:
    words = words_of(text)
    assert len(words) <= 6
    assert all(forms and all(forms) for forms in words)
