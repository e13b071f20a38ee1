"""Codes on paper: 80 bits, one hash for every way to type them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from server.accounts.codes import CODE_BYTES, code_hash, make_code

randomness = st.binary(min_size=CODE_BYTES, max_size=CODE_BYTES)


@given(randomness)
def test_a_code_has_four_groups_of_letters_that_cannot_be_confused(seed: bytes) -> None:
    code = make_code(lambda size: seed[:size])
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code)


@given(randomness, randomness)
def test_every_bit_counts(first: bytes, second: bytes) -> None:
    one, other = make_code(lambda _: first), make_code(lambda _: second)
    assert (one == other) is (first == second)
    assert (code_hash(one) == code_hash(other)) is (first == second)


@given(randomness, st.data())
def test_the_way_of_typing_does_not_count(seed: bytes, data: st.DataObject) -> None:
    code = make_code(lambda _: seed)
    looks_like = {"0": "0Oo", "1": "1IlLi"}
    typed = ""
    for letter in code:
        choices = looks_like.get(letter, letter + letter.lower())
        chosen = data.draw(st.sampled_from(sorted(set(choices))))
        if letter != "-" and data.draw(st.booleans()):
            chosen = chr(ord(chosen) + 0xFEE0)
        typed += "" if letter == "-" and data.draw(st.booleans()) else chosen
        typed += data.draw(st.sampled_from(["", " ", "\u3000", "-", "・"]))
    assert code_hash(typed) == code_hash(code)


@given(st.text(max_size=64))
def test_anything_typed_has_a_hash(typed: str) -> None:
    assert len(code_hash(typed)) == 32
