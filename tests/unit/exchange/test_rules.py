"""Codes, and when a mail is tried again."""

import pytest

from server.app.clock import DAY_MS, MINUTE_MS
from server.exchange.rules import MAIL_ATTEMPTS, RETRY_MINUTES, code_hash, is_code, next_attempt


@pytest.mark.parametrize("typed", ["012345", "０１２３４５", " 012 345 ", "012-345"])
def test_a_code_is_known_however_it_is_typed(typed: str) -> None:
    stored = code_hash("anna", "012345")
    assert is_code(stored, "anna", typed)
    assert not is_code(stored, "beate", typed)


@pytest.mark.parametrize("typed", ["", "12345", "0123456", "012346", "abcdef"])
def test_another_is_not(typed: str) -> None:
    assert not is_code(code_hash("anna", "012345"), "anna", typed)


def test_it_is_tried_ever_more_seldom_and_then_not_at_all() -> None:
    now = 1_000_000
    after = [next_attempt(attempt, now) for attempt in range(1, MAIL_ATTEMPTS + 1)]
    assert after[-1] is None
    waits = [at - now for at in after if at is not None]
    assert waits == sorted(waits)
    assert waits == [minutes * MINUTE_MS for minutes in RETRY_MINUTES]
    assert sum(waits) > 3 * DAY_MS  # over a long weekend without the other server
