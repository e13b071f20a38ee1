"""Writes `schemas/vectors/facility.json`: who is given a facility's rate, what a party pays, and
which uses a quota did not allow. Cases chosen by hand; the answers are what `sync/` says of them,
looked at by hand, and what the twin in TypeScript must say too."""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from schemas.entries import EntryRef, Party, Use, Void
from schemas.feed import GUEST, FacilityItem, OpenHours, Period, PriceLine, Reach, Tier
from schemas.rulings import Ruling, RulingKind, RulingReason
from schemas.views import Fact
from sync.merge import join_facts, join_rulings
from sync.rates import asked_of, rate_of
from sync.uses import uses
from tests.support.facts import fact_to_json, ruling_to_json, view_to_json

TOKYO = ZoneInfo("Asia/Tokyo")
TOWN, NEIGHBOUR, PREFECTURE, FAR, PARTNER = 294021, 294039, 290009, 162019, 362018
DESK, GATE = bytes([2]) * 12, bytes([3]) * 12
NOON = "2027-01-10T12:00"  # a Sunday


def at(text: str) -> int:
    return int(datetime.datetime.fromisoformat(text).replace(tzinfo=TOKYO).timestamp() * 1000)


ADULT = PriceLine(1, "大人", "Adult", 12, 0, 0, 0, 600, 300, -1, -1)
CHILD = PriceLine(2, "小学生", "Child", 6, 11, 0, 0, 300, 150, -1, -1)
SKI = PriceLine(3, "リフト", "Lift", 0, 0, 1201, 331, 3000, 2000, 2500, 1500)
SUMMER = PriceLine(4, "プール", "Pool", 0, 0, 701, 831, 500, -1, 400, -1)
BATH = FacilityItem(
    version=1,
    place=1,
    body=TOWN,
    tolerated_steps=2,
    list_age_h=168,
    lines=[ADULT, CHILD],
    tier=Tier.PREMIUM,
    long_stay=True,
    reach=Reach.OWN,
    partners=[PARTNER],
    companions=2,
    quota=0,
    period=Period.MONTH,
    hours=[],
)
BASIC = replace(BATH, tier=Tier.BASIC)
PREFECTURAL = replace(BATH, reach=Reach.PREFECTURE)
ON_WEEKDAYS = replace(BATH, hours=[OpenHours(0b0011111, 600, 1200)])
AT_NIGHT = replace(BATH, hours=[OpenHours(0b1000000, 1320, 1560)])  # Sunday 22:00 to 2:00
FOUR_A_MONTH = replace(BATH, quota=4)
SEASONS = replace(BATH, lines=[SKI, SUMMER])

RATES: list[tuple[str, FacilityItem, int, Tier, bool, int, str]] = [
    ("premium pays what residents pay", BATH, TOWN, Tier.PREMIUM, False, 0, NOON),
    ("basic is not enough here", BATH, TOWN, Tier.BASIC, False, 0, NOON),
    ("the long-stay mark is", BATH, TOWN, Tier.BASIC, True, 0, NOON),
    (
        "the mark alone is not, where the place says so",
        replace(BATH, long_stay=False),
        TOWN,
        Tier.BASIC,
        True,
        0,
        NOON,
    ),
    ("open to basic members", BASIC, TOWN, Tier.BASIC, False, 0, NOON),
    ("another town of the prefecture", BATH, NEIGHBOUR, Tier.PREMIUM, False, 0, NOON),
    ("the same, where the prefecture counts", PREFECTURAL, NEIGHBOUR, Tier.PREMIUM, False, 0, NOON),
    ("the prefecture's own member", PREFECTURAL, PREFECTURE, Tier.PREMIUM, False, 0, NOON),
    ("another prefecture", PREFECTURAL, FAR, Tier.PREMIUM, False, 0, NOON),
    ("a partner town far away", BATH, PARTNER, Tier.PREMIUM, False, 0, NOON),
    ("on a Sunday, open on weekdays", ON_WEEKDAYS, TOWN, Tier.PREMIUM, False, 0, NOON),
    (
        "Monday, the minute it opens",
        ON_WEEKDAYS,
        TOWN,
        Tier.PREMIUM,
        False,
        0,
        "2027-01-11T10:00",
    ),
    ("a minute before", ON_WEEKDAYS, TOWN, Tier.PREMIUM, False, 0, "2027-01-11T09:59"),
    ("the last minute", ON_WEEKDAYS, TOWN, Tier.PREMIUM, False, 0, "2027-01-11T19:59"),
    ("the minute it closes", ON_WEEKDAYS, TOWN, Tier.PREMIUM, False, 0, "2027-01-11T20:00"),
    ("open since yesterday", AT_NIGHT, TOWN, Tier.PREMIUM, False, 0, "2027-01-11T01:59"),
    ("closed since a minute", AT_NIGHT, TOWN, Tier.PREMIUM, False, 0, "2027-01-11T02:00"),
    (
        "the night before is another day's",
        AT_NIGHT,
        TOWN,
        Tier.PREMIUM,
        False,
        0,
        "2027-01-10T01:00",
    ),
    ("three of four used", FOUR_A_MONTH, TOWN, Tier.PREMIUM, False, 3, NOON),
    ("four of four used", FOUR_A_MONTH, TOWN, Tier.PREMIUM, False, 4, NOON),
    ("five of four used", FOUR_A_MONTH, TOWN, Tier.PREMIUM, False, 5, NOON),
    ("winter: a season over the new year", SEASONS, TOWN, Tier.PREMIUM, False, 0, NOON),
    ("its last day", SEASONS, TOWN, Tier.PREMIUM, False, 0, "2027-03-31T23:59"),
    ("no season", SEASONS, TOWN, Tier.PREMIUM, False, 0, "2027-04-01T00:00"),
    ("summer: premium pays as basic", SEASONS, TOWN, Tier.PREMIUM, False, 0, "2027-07-01T00:00"),
    (
        "basic has a price of its own",
        replace(SEASONS, tier=Tier.BASIC),
        TOWN,
        Tier.BASIC,
        False,
        0,
        NOON,
    ),
    ("no prices", replace(BATH, lines=[]), TOWN, Tier.PREMIUM, False, 0, NOON),
    (
        "of several reasons the first",
        replace(ON_WEEKDAYS, quota=1),
        FAR,
        Tier.BASIC,
        False,
        9,
        NOON,
    ),
]

PARTIES: list[tuple[str, FacilityItem, Tier, list[Party]]] = [
    ("one adult", BATH, Tier.PREMIUM, [Party(1, 1)]),
    ("two adults and a child", BATH, Tier.PREMIUM, [Party(1, 2), Party(2, 1)]),
    ("one too many: who saves least pays in full", BATH, Tier.PREMIUM, [Party(2, 1), Party(1, 3)]),
    ("nobody comes along", replace(BATH, companions=0), Tier.PREMIUM, [Party(1, 2), Party(2, 2)]),
    ("not given: all pay in full", BATH, Tier.BASIC, [Party(1, 2), Party(2, 1)]),
    ("a line that is not there", BATH, Tier.PREMIUM, [Party(9, 5), Party(1, 1)]),
    ("nobody", BATH, Tier.PREMIUM, []),
    ("one line twice", BATH, Tier.PREMIUM, [Party(1, 2), Party(1, 2)]),
]


def _use(text: str, card: int = 5, counter: int = 0, issuer: int = TOWN) -> Use:
    return Use(at(text), counter, 1, issuer, card, [Party(1, 1)], 300)


def _fact(device: bytes, seq: int, entry: Use | Void, member: int = 0) -> Fact:
    return Fact(device, seq, TOWN, member, mine=False, entry=entry)


def _void(text: str, about: Fact) -> Void:
    return Void(at(text), 0, EntryRef(about.device, about.seq), "人数の変更")


def ledgers() -> list[tuple[str, list[Fact], list[Ruling]]]:
    first = _fact(DESK, 1, _use("2027-01-10T10:00"), 12)
    second = _fact(GATE, 1, _use("2027-01-20T10:00"), 12)
    third = _fact(DESK, 2, _use("2027-01-15T10:00", 6), 12)
    void = _fact(DESK, 3, _void("2027-01-16T09:00", first))
    december = at("2026-12-31T12:00") // 86_400_000
    rejected = Ruling(DESK, 1, 1, RulingKind.REJECTED, RulingReason.CARD_REVOKED, 0)
    return [
        ("two of two", [first, second], []),
        ("a third at another door: the last in time is over", [first, second, third], []),
        ("told in another order", [third, second, first], []),
        (
            "one taken back",
            [first, second, third, void],
            [],
        ),
        ("one rejected", [first, second, third], [rejected]),
        (
            "another month",
            [first, third, _fact(GATE, 2, _use("2027-02-01T00:00"), 12)],
            [],
        ),
        (
            "two members",
            [first, third, _fact(GATE, 2, _use("2027-01-21T00:00", 7), 13)],
            [],
        ),
        (
            "cards that the roster knows, and one that it does not",
            [
                _fact(DESK, 1, _use("2027-01-10T10:00", 5)),
                _fact(DESK, 2, _use("2027-01-11T10:00", 6)),
                _fact(DESK, 3, _use("2027-01-12T10:00", 6)),
                _fact(DESK, 4, _use("2027-01-13T10:00", 99)),
            ],
            [],
        ),
        (
            "guests of another town, by their cards",
            [
                _fact(DESK, n, _use(f"2027-01-1{n}T10:00", 5 + n // 4, issuer=PARTNER), GUEST)
                for n in range(1, 5)
            ],
            [],
        ),
        (
            "one's own",
            [
                replace(_fact(DESK, n, _use(f"2027-01-1{n}T10:00", n)), mine=True)
                for n in range(1, 4)
            ],
            [],
        ),
        (
            "one act under two keys",
            [first, _fact(GATE, 8, _use("2027-01-10T10:00"), 12), third],
            [],
        ),
        (
            "its clock was bounded to another month",
            [first, third, second],
            [
                Ruling(
                    GATE,
                    1,
                    1,
                    RulingKind.FLAGGED,
                    RulingReason.CLOCK_AHEAD,
                    december,
                )
            ],
        ),
    ]


def facility_vectors() -> dict[str, Any]:
    roster = {(TOWN, 5): 12, (TOWN, 6): 12, (TOWN, 7): 13}
    return {
        "rates": [
            {
                "name": name,
                "facility": {"type": "FacilityItem", **view_to_json(facility)},
                "issuer": issuer,
                "tier": int(tier),
                "long_stay": mark,
                "used": used,
                "now": at(when),
                "rate": view_to_json(
                    rate_of(facility, issuer, tier, long_stay=mark, used=used, now=at(when))
                ),
            }
            for name, facility, issuer, tier, mark, used, when in RATES
        ],
        "parties": [
            {
                "name": name,
                "rate": view_to_json(rate),
                "party": view_to_json(party),
                "yen": asked_of(rate, party),
            }
            for name, facility, tier, party in PARTIES
            for rate in (rate_of(facility, TOWN, tier, long_stay=False, used=0, now=at(NOON)),)
        ],
        "roster": [[issuer, card, member] for (issuer, card), member in roster.items()],
        "quotas": [[1, 2, int(Period.MONTH)]],
        "uses": [
            {
                "name": name,
                "facts": [fact_to_json(fact) for fact in facts],
                "rulings": [ruling_to_json(ruling) for ruling in rulings],
                "uses": view_to_json(
                    uses(
                        join_facts(facts).values(),
                        join_rulings(rulings),
                        roster,
                        {1: (2, int(Period.MONTH))},
                    )
                ),
            }
            for name, facts, rulings in ledgers()
        ],
    }
