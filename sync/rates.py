"""The members' rate of a facility: who is given it, and what a party pays (R51, R53)."""

from collections.abc import Iterable

from schemas.entries import Party
from schemas.feed import FacilityItem, PriceLine, Reach, Tier
from schemas.scalars import BodyCode
from schemas.views import Rate, RateLine, RateReason
from sync.calendar import OFFSET_MS, day_of, format_day

MINUTE_MS = 60_000
DAY_MINUTES = 1_440
_FIRST_WEEKDAY = 3
"""1 January 1970 was a Thursday; Monday is 0."""


def accepts(facility: FacilityItem, issuer: BodyCode) -> bool:
    """Whether a body's members are given the rate here: the first two digits are the prefecture."""
    if issuer == facility.body or issuer in facility.partners:
        return True
    return facility.reach is Reach.PREFECTURE and issuer // 10_000 == facility.body // 10_000


def rate_of(
    facility: FacilityItem, issuer: BodyCode, tier: Tier, *, long_stay: bool, used: int, now: int
) -> Rate:
    """The answer for a card at the instant `now` (ms), `used` times used in the running period.

    Of several reasons against it the first in this order is told: whose member, which tier, when,
    how often.
    """
    lines = [_line(line, tier) for line in facility.lines if _in_season(line, day_of(now))]
    reason = RateReason.GRANTED
    if not lines:
        reason = RateReason.NO_PRICES
    elif not accepts(facility, issuer):
        reason = RateReason.OTHER_BODY
    elif tier < facility.tier and not (long_stay and facility.long_stay):
        reason = RateReason.TIER
    elif not _is_open(facility, now):
        reason = RateReason.HOURS
    elif facility.quota and used >= facility.quota:
        reason = RateReason.QUOTA
    left = max(0, facility.quota - used) if facility.quota else -1
    return Rate(reason is RateReason.GRANTED, reason, lines, left, facility.companions)


def asked_of(rate: Rate, party: Iterable[Party]) -> int:
    """What a party pays together, in yen. People of lines that are not in force pay nothing.

    The member and as many companions as the place allows pay the member's rate, those first who
    save most by it; all others the general one. So does everyone where the rate is not given.
    """
    lines = {line.line: line for line in rate.lines}
    counted = [(lines[one.line], one.people) for one in party if one.line in lines]
    room = rate.companions + 1 if rate.granted else 0
    yen = 0
    for line, people in sorted(counted, key=lambda one: one[0].member - one[0].general):
        members = min(people, room) if line.member < line.general else 0
        room -= members
        yen += members * line.member + (people - members) * line.general
    return yen


def period_of(day: int, period: int) -> int:
    """A number that two days share if they are in one period (`schemas.feed.Period`)."""
    year, month, _ = map(int, format_day(day).split("-"))
    match period:
        case 1:
            return day
        case 2:
            return year * 12 + month
        case 3:
            return year
        case _:
            return year - (month < 4)


def _line(line: PriceLine, tier: Tier) -> RateLine:
    """A tier without a price of its own pays what the one below pays, then what residents pay."""
    offered = [line.premium] if tier is Tier.PREMIUM else []
    offered += [line.basic, line.resident, line.general]
    member = next(yen for yen in offered if yen >= 0)
    return RateLine(line.line, line.name, line.english, line.general, member)


def _in_season(line: PriceLine, day: int) -> bool:
    first, last = line.season_from, line.season_to
    if not first or not last:
        return True
    _, month, date = map(int, format_day(day).split("-"))
    today = month * 100 + date
    return first <= today <= last if first <= last else today >= first or today <= last


def _is_open(facility: FacilityItem, now: int) -> bool:
    if not facility.hours:
        return True
    day = day_of(now)
    minute = (now + OFFSET_MS) // MINUTE_MS % DAY_MINUTES
    # What opened yesterday may not have closed yet.
    moments = ((day, minute), (day - 1, minute + DAY_MINUTES))
    return any(
        hours.weekdays >> (on + _FIRST_WEEKDAY) % 7 & 1 and hours.opens <= at < hours.closes
        for hours in facility.hours
        for on, at in moments
    )
