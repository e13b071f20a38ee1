"""Ages, guardians and what a proof says: decisions without IO (R13, R16, R17)."""

import re
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from schemas.feed import Tier
from server.registry.rules import Registration
from sync.calendar import format_day, parse_day
from sync.scheme.age import is_minor


class IdentityProof(Struct, frozen=True):
    """What is known of a person by their proof. `birth_day` counts from 1970, and may be negative.

    `home_body` is the municipality that they live in, 0 if unknown. `consented`: a guardian's
    consent stands.
    """

    account: str
    proven_ms: int
    birth_day: int
    home_body: int
    consented: bool = False


def age_on(birth_day: int, day: int) -> int:
    """Full years on a day (both counted from 1970).

    By 年齢計算ニ関する法律 and 民法143条2項 a year of life ends with the day before the birthday,
    at 24:00; so it is complete when the birthday begins. Who was born on 29 February has none in
    a common year: theirs ends with the last day of that month, and is complete on 1 March.
    """
    (year, *birthday), (this_year, *today) = _date(birth_day), _date(day)
    return this_year - year - (today < birthday)


def may_be_guardian(proof: IdentityProof | None, minor: IdentityProof, day: int) -> bool:
    """An adult by their own proof, and another person than the minor."""
    return (
        proof is not None
        and proof.account != minor.account
        and not is_minor(proof.birth_day, day)
        and proof.birth_day < minor.birth_day
    )


_BIRTHDATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})", re.ASCII)


def read_birthdate(text: str, today: int) -> int:
    """The day of `YYYY-MM-DD` (OpenID Connect) or `YYYYMMDD` (as the card has it).

    Raises ValueError for what is no day, one to come, or more than 130 years ago.
    """
    found = _BIRTHDATE.fullmatch(text)
    if found is None:
        raise ValueError("no date of birth")
    day = parse_day("-".join(found.groups()))
    if not today - 130 * 366 <= day <= today:
        raise ValueError("no date of birth of anyone alive")
    return day


def joined(one: Registration, other: Registration, account: str) -> Registration:
    """What is left of two registrations of one person with one body: the older number, and all that
    either gave them. `account` is whose it is from now on.

    A number is given once and the next is higher, so the lower one is the older. Nobody is asked
    whether they wish to stay who is just here (R32).
    """
    standing = [row for row in (one, other) if row.ended_ms is None]
    told = standing or [max(one, other, key=lambda row: row.ended_ms or 0)]
    return replace(
        min(one, other, key=lambda row: row.number),
        account=account,
        tier=Tier(max(row.tier.value for row in told)),
        since_day=min(row.since_day for row in told),
        long_stay=any(row.long_stay for row in told),
        linked=all(row.linked for row in told),
        ended_ms=None if standing else told[0].ended_ms,
        version=max(one.version, other.version) + 1,
        premium_until=max(row.premium_until for row in told),
        pending=max(row.pending for row in told),
        asked_day=0,
        lapsed_day=max(row.lapsed_day for row in told),
        next_day=0,
    )


def survivor(accounts: Iterable[tuple[int, str]]) -> str:
    """Of accounts, each with when it was made, the oldest: it has the longest history."""
    return min(accounts)[1]


def _date(day: int) -> list[int]:
    """Year, month and day of the month."""
    return [int(part) for part in format_day(day).split("-")]
