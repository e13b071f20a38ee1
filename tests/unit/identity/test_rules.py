"""Ages at their edges, who may be a guardian, and two registrations of one person."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.feed import Tier
from server.identity.rules import (
    IdentityProof,
    age_on,
    joined,
    may_be_guardian,
    read_birthdate,
    survivor,
)
from server.registry.rules import Registration
from sync.calendar import parse_day
from sync.scheme.age import is_minor, needs_guardian

TODAY = parse_day("2026-11-23")


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("2008-11-24", "2026-11-23", 17),
        ("2008-11-23", "2026-11-23", 18),
        ("2008-11-23", "2026-11-22", 17),
        # 29 February: the year ends with the last day of the month (民法143条2項).
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2028-02-28", 19),
        ("2008-02-29", "2028-02-29", 20),
        ("2008-03-01", "2026-02-28", 17),
        ("2008-02-28", "2026-02-28", 18),
        # 1 April, born: a year older when the day before has ended, and no sooner.
        ("2008-04-01", "2026-03-31", 17),
        ("2008-04-01", "2026-04-01", 18),
        ("1912-12-31", "1970-01-01", 57),
        ("2026-11-23", "2026-11-23", 0),
    ],
)
def test_ages(born: str, day: str, age: int) -> None:
    assert age_on(parse_day(born), parse_day(day)) == age
    assert is_minor(parse_day(born), parse_day(day)) == (age < 18)


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)), st.integers(0, 50_000))
def test_nobody_grows_younger(born: datetime.date, days: int) -> None:
    day = parse_day(born.isoformat())
    assert age_on(day, day) == 0
    assert 0 <= age_on(day, day + days + 1) - age_on(day, day + days) <= 1


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2080, 12, 31)))
def test_once_an_adult_always_one(born: datetime.date) -> None:
    """The change comes on one day, 18 years after the birth or a day later."""
    day = parse_day(born.isoformat())
    around = [day + 18 * 365 + n for n in range(8)]
    flags = [is_minor(day, one) for one in around]
    assert flags == sorted(flags, reverse=True)
    assert flags[0]
    assert not flags[-1]


def proof(account: str, born: str, *, consented: bool = False) -> IdentityProof:
    return IdentityProof(account, 0, parse_day(born), 0, consented)


def test_who_needs_a_guardian_and_who_may_be_one() -> None:
    minor = proof("minor", "2011-01-01")
    assert needs_guardian(minor.birth_day, TODAY, consented=False)
    assert not needs_guardian(minor.birth_day, TODAY, consented=True)
    assert not needs_guardian(parse_day("2008-11-23"), TODAY, consented=False)
    assert may_be_guardian(proof("parent", "1980-01-01"), minor, TODAY)
    assert not may_be_guardian(None, minor, TODAY)
    assert not may_be_guardian(proof("minor", "1980-01-01"), minor, TODAY)
    assert not may_be_guardian(proof("friend", "2010-01-01"), minor, TODAY)


@pytest.mark.parametrize("text", ["1984-04-03", "19840403"])
def test_dates_of_birth(text: str) -> None:
    assert read_birthdate(text, TODAY) == parse_day("1984-04-03")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1984",
        "1984-4-3",
        "1984-02-30",
        "0000-04-03",
        "1890-01-01",
        "2026-11-24",
        "１９８４０４０３",
    ],
)
def test_no_dates_of_birth(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_birthdate(text, TODAY)


HELD = Registration(294527, 5, "a", Tier.BASIC, 100, False, False, "", None, 3)


def test_two_registrations_of_one_person() -> None:
    other = replace(HELD, number=9, account="b", tier=Tier.PREMIUM, since_day=200, version=7)
    for one, two in ((HELD, other), (other, HELD)):
        kept = joined(one, two, "b")
        assert (kept.number, kept.account, kept.tier, kept.since_day) == (5, "b", Tier.PREMIUM, 100)
        assert (kept.ended_ms, kept.version) == (None, 8)


def test_what_is_over_gives_nothing_but_its_number() -> None:
    over = replace(HELD, tier=Tier.PREMIUM, long_stay=True, ended_ms=1)
    other = replace(HELD, number=9, account="b", since_day=200, linked=True)
    kept = joined(over, other, "a")
    assert (kept.number, kept.tier, kept.since_day) == (5, Tier.BASIC, 200)
    assert (kept.long_stay, kept.linked, kept.ended_ms) == (False, True, None)
    both = joined(over, replace(other, ended_ms=2), "a")
    assert (both.number, both.since_day, both.ended_ms) == (5, 200, 2)


def test_a_wish_of_ones_own_is_more_than_a_link() -> None:
    other = replace(HELD, number=9, linked=True)
    assert not joined(HELD, other, "a").linked


def test_the_older_account_stays() -> None:
    assert survivor([(2, "a"), (1, "b")]) == "b"
    assert survivor([(1, "b"), (1, "a")]) == "a"
