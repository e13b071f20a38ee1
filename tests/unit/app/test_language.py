"""Which language a request asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.app.language import prefers_english


@pytest.mark.parametrize(
    ("header", "english"),
    [
        ("", False),
        ("*", False),
        ("ja", False),
        ("en", True),
        ("EN-us", True),
        ("ja,en", False),
        ("en,ja", True),
        ("ja;q=0.5,en;q=0.9", True),
        ("en;q=0.5,ja;q=0.9", False),
        ("en;q=0", False),
        ("fr,en;q=0.1", True),
        ("ja-JP,ja;q=0.9,en-US;q=0.8,en;q=0.7", False),
        ("en;q=two", False),
    ],
)
def test_japanese_unless_english_is_preferred(header: str, english: bool) -> None:
    assert prefers_english(header) is english


@given(st.text(max_size=60))
def test_any_header_is_answered(header: str) -> None:
    assert prefers_english(header) in (True, False)
