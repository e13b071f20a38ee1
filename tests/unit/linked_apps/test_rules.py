"""What may be linked, how long things hold, when a webhook is tried again, where it may go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.linked_apps import AppEvent, AppScope
from schemas.standing import ActivityDay, ChangeKind, History
from server.app.clock import DAY_MS
from server.linked_apps.guard import NotAllowed, is_public, target_of
from server.linked_apps.instants import format_instant, parse_instant
from server.linked_apps.reading import counted_days
from server.linked_apps.rules import (
    FIRST_RETRY_MS,
    LONGEST_RETRY_MS,
    RECORD_DAYS,
    TRY_MS,
    events_of,
    is_redirect_uri,
    is_secret,
    is_webhook,
    may_be,
    next_attempt,
    scope_text,
    scopes_of,
    secret_hash,
)
from sync.calendar import format_day, start_of
from sync.clock import MAX_DRIFT_MS

NOW = start_of(20_800) + 9 * 3_600_000


@pytest.mark.parametrize(
    "uri",
    [
        "https://app.example/back",
        "https://app.example:8443/back?from=furusato",
        "http://localhost:3000/back",
        "http://127.0.0.1/back",
        "jp.example.app:/back",
    ],
)
def test_where_a_member_can_go_back_to(uri: str) -> None:
    assert is_redirect_uri(uri)


@pytest.mark.parametrize(
    "uri",
    [
        "http://app.example/back",
        "https://app.example/back#here",
        "https://user@app.example/back",
        "https:///back",
        "javascript:alert(1)",
        "data:text/html,x",
        "/back",
        "https://app.example/a b",
        "https://例え.jp/back",
        "https://[::1/back",
        "",
    ],
)
def test_where_nobody_is_sent(uri: str) -> None:
    assert not is_redirect_uri(uri)


@pytest.mark.parametrize(
    ("uri", "ordinary", "private"),
    [
        ("https://app.example/hooks", True, True),
        ("https://app.example:8443/hooks?a=b", True, True),
        ("http://app.example/hooks", False, True),
        ("https://u:p@app.example/hooks", False, False),
        ("https://app.example/hooks#x", False, False),
        ("ftp://app.example/hooks", False, False),
        ("https://app.example:99999/hooks", False, False),
        ("https://app.example:0/hooks", False, False),
    ],
)
def test_the_address_of_a_webhook(uri: str, ordinary: bool, private: bool) -> None:
    assert is_webhook(uri, private=False) is ordinary
    assert is_webhook(uri, private=True) is private


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.1.2.3", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("ff0e::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::1", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    "url",
    [
        "https://localhost/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://2130706433/x",
        "https://0x7f.1/x",
        "https://169.254.169.254/latest/meta-data",
    ],
)
async def test_no_webhook_knocks_inside(url: str) -> None:
    with pytest.raises((NotAllowed, OSError)):
        await target_of(url, private=False)


async def test_what_was_looked_up_is_connected_to() -> None:
    target = await target_of("http://localhost:8123/x?a=b", private=True)
    assert target.url in ("http://127.0.0.1:8123/x?a=b", "http://[::1]:8123/x?a=b")
    assert (target.host, target.header) == ("localhost", "localhost:8123")


def test_a_secret_is_known_among_two() -> None:
    stored = [secret_hash("one"), secret_hash("two")]
    assert is_secret(stored, "one") and is_secret(stored, "two")
    assert not is_secret(stored, "three") and not is_secret([], "one") and not is_secret(stored, "")


def test_scopes_come_back_as_they_went() -> None:
    every = list(AppScope)
    assert scopes_of(scope_text(every[::-1])) == every
    assert scopes_of("activity:read admin:all activity:read") == [AppScope.ACTIVITY_READ]
    assert scopes_of("") == []


@given(st.integers(min_value=0, max_value=4_000_000_000))
def test_an_instant_is_read_as_it_was_written(seconds: int) -> None:
    assert parse_instant(format_instant(seconds * 1000)) == seconds * 1000


def test_instants() -> None:
    assert format_instant(0) == "1970-01-01T09:00:00+09:00"
    assert parse_instant("1970-01-01T00:00:01.5Z") == 1500
    for wrong in ("1970-01-01T00:00:00", "1970-13-01T00:00:00Z", "x"):
        with pytest.raises(ValueError):
            parse_instant(wrong)


def test_when_a_record_may_be() -> None:
    linked, consent = NOW - 20 * DAY_MS, NOW - 3 * DAY_MS
    morning = start_of(20_800 - 3)
    assert may_be(NOW, NOW, linked, consent)
    assert may_be(NOW + MAX_DRIFT_MS, NOW, linked, consent)
    assert not may_be(NOW + MAX_DRIFT_MS + 1, NOW, linked, consent)
    assert may_be(morning, NOW, linked, consent), "of the day of the consent, before it"
    assert not may_be(morning - 1, NOW, linked, consent)
    long_ago = NOW - RECORD_DAYS * DAY_MS
    assert may_be(long_ago, NOW, 0, 0)
    assert not may_be(long_ago - 1, NOW, 0, 0)
    assert may_be(linked - MAX_DRIFT_MS, NOW, linked, 0), "by a clock that is a little behind"
    assert not may_be(linked - MAX_DRIFT_MS - 1, NOW, linked, 0)


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        ([ChangeKind.GRANT], [AppEvent.REGISTRATION_STARTED]),
        ([ChangeKind.END], [AppEvent.REGISTRATION_ENDED]),
        ([ChangeKind.LAPSE, ChangeKind.END], [AppEvent.REGISTRATION_ENDED]),
        ([ChangeKind.PREMIUM, ChangeKind.MARK], [AppEvent.PREMIUM_GRANTED]),
        ([ChangeKind.LAPSE, ChangeKind.UNMARK], [AppEvent.PREMIUM_LAPSED]),
        ([ChangeKind.RENEW, ChangeKind.MARK], [AppEvent.REGISTRATION_CHANGED]),
        ([ChangeKind.PROPOSE, ChangeKind.ASK, ChangeKind.STAY, ChangeKind.REFUSE], []),
    ],
)
def test_what_is_told_of_changes(kinds: list[ChangeKind], told: list[AppEvent]) -> None:
    assert events_of(kinds) == told


@given(st.integers(1, 60), st.floats(0, 1, exclude_max=True))
def test_the_next_attempt_is_later_each_time_and_never_after_three_days(
    attempts: int, chance: float
) -> None:
    due = next_attempt(attempts, NOW, NOW, chance)
    assert due is not None
    longest = min(FIRST_RETRY_MS * 2 ** (attempts - 1), LONGEST_RETRY_MS)
    assert longest / 2 - 1 <= due - NOW <= longest
    assert next_attempt(attempts, NOW - TRY_MS, NOW, chance) is None


def test_a_webhook_is_tried_for_days() -> None:
    """Some dozen times, whatever chance says."""
    for chance in (0.0, 0.999):
        now, attempts = NOW, 1
        while (due := next_attempt(attempts, NOW, now, chance)) is not None:
            now, attempts = due, attempts + 1
        assert now - NOW > TRY_MS - LONGEST_RETRY_MS
        assert 15 < attempts < 40


def test_days_come_newest_first_and_in_pages() -> None:
    history = History(
        activities=[ActivityDay(10, 7), ActivityDay(12, 7), ActivityDay(12, 8)], stays=[10, 11]
    )
    days = counted_days(history, 100, 10)
    assert [(one.day, one.stay, one.activity, one.projects) for one in days] == [
        (format_day(12), False, True, [7, 8]),
        (format_day(11), True, False, []),
        (format_day(10), True, True, [7]),
    ]
    assert counted_days(history, 12, 1) == days[1:2]
    assert counted_days(History(), 100, 10) == []
