"""When a device needs a card: by what stands registered and what it was given (R07)."""

import pytest
from msgspec.structs import replace

from schemas.feed import CardState, Tier
from server.cards.credential import validity
from server.cards.rules import (
    RENEW_SECONDS,
    STRIP_DAYS,
    VALID_SECONDS,
    IssuedCard,
    Need,
    day_validity,
    due_cards,
    missing_days,
)
from server.registry.rules import Registration
from sync.calendar import day_of, parse_day

BODY = 294527
HELD = Registration(BODY, 1, "a", Tier.BASIC, 0, False, False, "", None, 1)
CARD = IssuedCard(
    body=BODY,
    card=1,
    device=bytes(12),
    printed_by=None,
    account="a",
    member=1,
    tier=Tier.BASIC,
    long_stay=False,
    not_before=0,
    expires=VALID_SECONDS,
    state=CardState.ACTIVE,
    ended_ms=None,
    version=1,
    credential=bytes(4) + b"kid." + bytes(121),
)
TRUSTED = {(BODY, b"kid.")}
RENEWAL = VALID_SECONDS - RENEW_SECONDS
"""The last second at which a card need not be renewed."""


@pytest.mark.parametrize(
    ("card", "seconds", "need"),
    [
        (None, 0, Need.NEW),
        (CARD, RENEWAL, None),
        (CARD, RENEWAL + 1, Need.RENEWED),
        (CARD, VALID_SECONDS - 1, Need.RENEWED),
        (CARD, VALID_SECONDS, Need.REPLACED),
        (replace(CARD, tier=Tier.PREMIUM), 0, Need.RENEWED),
        (replace(CARD, long_stay=True), 0, Need.RENEWED),
        (replace(CARD, state=CardState.ENDED), 0, Need.NEW),
        (replace(CARD, state=CardState.REVOKED), 0, None),
        (replace(CARD, state=CardState.REVOKED), VALID_SECONDS, None),
    ],
)
def test_what_is_due(card: IssuedCard | None, seconds: int, need: Need | None) -> None:
    due = due_cards([HELD], {} if card is None else {BODY: card}, TRUSTED, seconds)
    assert [item.need for item in due] == ([] if need is None else [need])


def test_each_registration_has_a_card_of_its_own() -> None:
    other = replace(HELD, body=290009, number=7)
    (due,) = due_cards([other, HELD], {BODY: CARD}, TRUSTED, 0)
    assert due.registration is other
    assert due_cards([], {BODY: CARD}, TRUSTED, 0) == []


@pytest.mark.parametrize(
    ("card", "seconds", "need"),
    [
        (CARD, 0, Need.RENEWED),
        (CARD, VALID_SECONDS, Need.REPLACED),
        (replace(CARD, state=CardState.REVOKED), 0, None),
    ],
)
@pytest.mark.parametrize("trusted", [set(), {(BODY, b"else")}, {(290009, b"kid.")}])
def test_a_card_whose_key_was_withdrawn_is_renewed(
    trusted: set[tuple[int, bytes]], card: IssuedCard, seconds: int, need: Need | None
) -> None:
    due = due_cards([HELD], {BODY: card}, trusted, seconds)
    assert [item.need for item in due] == ([] if need is None else [need])


def test_a_strip_lacks_the_days_that_no_active_card_covers() -> None:
    held = [replace(CARD, day=day) for day in (99, 100, 102)]
    held.append(replace(CARD, day=103, state=CardState.ENDED))
    assert missing_days(held, 100) == [101, *range(103, 100 + STRIP_DAYS)]
    assert missing_days([], 100) == list(range(100, 100 + STRIP_DAYS))


@pytest.mark.parametrize("text", ["2026-12-31", "2027-01-01", "2028-02-29"])
def test_the_hours_of_a_one_day_card(text: str) -> None:
    day = parse_day(text)
    not_before, expires = day_validity(day)
    assert day_of((not_before + 3600) * 1000) == day
    assert day_of((not_before + 3600) * 1000 - 1) == day - 1
    assert day_of((expires - 6 * 3600) * 1000) == day + 1
    assert validity(not_before, expires - not_before) == (not_before, expires)  # it packs
