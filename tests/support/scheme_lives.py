"""Lives drawn from a number: what happens to a person in years of taking part, and what bodies ask.

A life is a list of happenings by day: what the person and staff do, and what the server learns of
attendance, often late, in any order, and sometimes of the void before the record. It says nothing
of what should come of it: `scheme_by_rules` asks the rules, `scheme_oracle` counts for itself.
"""

import datetime
import random
from dataclasses import dataclass, field
from typing import NamedTuple

from schemas.entries import Source
from schemas.feed import Tier
from schemas.policy import Automation, Condition, ConditionKind, Policy, Validity

KAWAKAMI, TENRI, NARA = 294527, 292044, 290009
CHIYODA, CHUO, TOKYO = 131016, 131024, 130001
SAPPORO, HOKKAIDO = 11002, 10006
OSAKA = 270008
BODIES = (HOKKAIDO, SAPPORO, TOKYO, CHIYODA, CHUO, OSAKA, NARA, TENRI, KAWAKAMI)
TAKING_PART = frozenset(BODIES)
PREFECTURES = (HOKKAIDO, TOKYO, OSAKA, NARA)
ELSEWHERE = 401307
"""Fukuoka: a home that is none of them."""

PROJECTS = (1, 2, 3)
PROGRAMMES = (7, 8)
BEGIN = datetime.date(2027, 1, 4)
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Record:
    """Attendance at a body's project (0: a stay alone)."""

    number: int
    body: int
    date: datetime.date
    project: int
    source: Source


@dataclass(frozen=True)
class Learn:
    record: Record


@dataclass(frozen=True)
class TakeBack:
    number: int


@dataclass(frozen=True)
class Confirm:
    """Staff let weak evidence count (R26)."""

    number: int


@dataclass(frozen=True)
class Register:
    body: int
    refuse_link: bool


@dataclass(frozen=True)
class Leave:
    body: int


@dataclass(frozen=True)
class RefuseLink:
    prefecture: int


@dataclass(frozen=True)
class AllowLink:
    prefecture: int


@dataclass(frozen=True)
class Prove:
    """Identity, with the home that the card tells; again after a move."""

    home: int
    birth: datetime.date


@dataclass(frozen=True)
class Guardian:
    consents: bool


@dataclass(frozen=True)
class Apply:
    body: int


@dataclass(frozen=True)
class Decide:
    body: int
    premium: bool


@dataclass(frozen=True)
class Join:
    """A programme of a body (P12)."""

    body: int
    programme: int


@dataclass(frozen=True)
class Access:
    """The person was here; so they are with everything that they do themselves."""


Happening = (
    Learn
    | TakeBack
    | Confirm
    | Register
    | Leave
    | RefuseLink
    | AllowLink
    | Prove
    | Guardian
    | Apply
    | Decide
    | Join
    | Access
)
OWN_ACTS = (Register, Leave, RefuseLink, AllowLink, Prove, Guardian, Apply, Access)


class Asked(NamedTuple):
    """A policy and its first day."""

    since: datetime.date
    policy: Policy


Country = dict[int, list[Asked]]
"""What each body asks, by its code; the scheme's defaults before and without."""


@dataclass
class Life:
    begin: datetime.date
    days: int
    happenings: dict[datetime.date, list[Happening]] = field(default_factory=dict)
    records: int = 0

    def add(self, date: datetime.date, *what: Happening) -> None:
        if self.begin <= date < self.begin + self.days * _DAY:
            self.happenings.setdefault(date, []).extend(what)


class Row(NamedTuple):
    """A registration at the end of a day. `until`, `asked`: ISO dates, or empty. `why`: the reason
    of the latest decision on the registration or its tier."""

    body: int
    premium: bool
    until: str
    marked: bool
    pending: str
    asked: str
    why: str


class Found(NamedTuple):
    """What somebody says came of a life: the rows of each day on which they changed, and the
    outcome of each application and each decision by staff, in order."""

    days: list[tuple[str, tuple[Row, ...]]]
    outcomes: list[tuple[str, int, str]]


def draw_country(rng: random.Random, years: int) -> Country:
    """Some bodies keep the defaults, some change their minds once or twice."""
    country: Country = {}
    for body in BODIES:
        times = rng.choice((0, 0, 1, 1, 2))
        days = sorted(rng.sample(range(-30, years * 365), times))
        country[body] = [Asked(BEGIN + day * _DAY, draw_policy(rng)) for day in days]
    return country


def draw_policy(rng: random.Random) -> Policy:
    validities = [Validity(rng.choice(PROGRAMMES), rng.choice((6, 18, 36)))]
    return Policy(
        premium=[
            [draw_condition(rng) for _ in range(rng.choice((1, 1, 2)))]
            for _ in range(rng.choice((1, 1, 2)))
        ],
        consecutive_days=rng.random() < 0.7,
        per_project=rng.random() < 0.3,
        weakest=rng.choice((Source.LIVE_CARD, Source.PRINTED_CODE, Source.MEMBER_ENTRY)),
        long_stay_days=rng.choice((3, 10)),
        long_stay_tier=rng.choice((Tier.BASIC, Tier.PREMIUM)),
        valid_months=rng.choice((1, 6, 12, 12, 24)),
        validities=validities if rng.random() < 0.3 else [],
        renewal_days=rng.choice((0, 60, 60, 180)),
        grant=_automation(rng),
        renewal=_automation(rng),
        ending=_automation(rng),
        inactive_months=rng.choice((3, 24)),
        answer_days=rng.choice((7, 60)),
    )


def _automation(rng: random.Random) -> Automation:
    return Automation.STAFF if rng.random() < 0.25 else Automation.SYSTEM


def draw_condition(rng: random.Random) -> Condition:
    kind = rng.choice(
        (ConditionKind.ACTIVITIES,) * 4
        + (ConditionKind.PROJECTS, ConditionKind.STAY_DAYS)
        + ((ConditionKind.RESIDENCE, ConditionKind.PROGRAMME) if rng.random() < 0.5 else ())
    )
    of: list[int] = []
    if kind is ConditionKind.PROJECTS:
        of = rng.sample(PROJECTS, 2)
    elif kind is ConditionKind.RESIDENCE:
        of = rng.sample((*BODIES, ELSEWHERE), 3)
    elif kind is ConditionKind.PROGRAMME:
        of = [rng.choice(PROGRAMMES)]
    return Condition(
        kind=kind,
        count=rng.choice((1, 2, 3, 3, 5)),
        months=rng.choice((1, 6, 12, 12, 12, 24)),
        of=of,
        excluded=kind in (ConditionKind.RESIDENCE, ConditionKind.PROGRAMME) and rng.random() < 0.3,
    )


def draw_life(rng: random.Random, years: int, *, busy: float = 1.0) -> Life:
    """`busy`: how often the person comes, to a typical one."""
    life = Life(BEGIN, years * 365)
    born = BEGIN - rng.randrange(5000, 25_000) * _DAY
    if rng.random() < 0.05:
        born = datetime.date(rng.choice((2008, 2012)), 2, 29)
    bodies = rng.sample(BODIES, rng.choice((1, 2, 3, 5, 7)))
    for body in bodies:
        life.add(_some(rng, life, 200), Register(body, rng.random() < 0.1))
    if rng.random() < 0.9:
        life.add(_some(rng, life, 300), Prove(_home(rng), born))
    if rng.random() < 0.5:
        life.add(_some(rng, life, 400), Guardian(True))
    quiet = rng.randrange(1, years + 1) if rng.random() < 0.3 else years + 1
    for year in range(years):
        first = BEGIN + year * 365 * _DAY
        if year >= quiet:
            continue
        for body in bodies:
            _attend(rng, life, body, first, busy)
        for _ in range(rng.choice((0, 1, 2, 4))):
            life.add(first + rng.randrange(365) * _DAY, Access())
        _act(rng, life, bodies, first, born)
    return life


def draw_eager_country(rng: random.Random) -> Country:
    """Much is put before staff, so that what waits meets what comes late."""
    return {
        body: [
            Asked(BEGIN + since * _DAY, _draw_eager_policy(rng))
            for since in (-1, rng.randrange(200, 900))
        ]
        for body in BODIES
    }


def _draw_eager_policy(rng: random.Random) -> Policy:
    return Policy(
        premium=[[Condition(ConditionKind.ACTIVITIES, count=2)]],
        long_stay_tier=rng.choice((Tier.BASIC, Tier.PREMIUM)),
        long_stay_days=3,
        valid_months=rng.choice((6, 12)),
        renewal=rng.choice(tuple(Automation)),
        ending=rng.choice(tuple(Automation)),
        inactive_months=rng.choice((3, 24)),
        answer_days=rng.choice((7, 60)),
    )


def draw_eager_life(rng: random.Random, years: int) -> Life:
    """Somebody who may be premium, wants it of a prefecture and of the towns inside it, whom
    offices help, and who leaves and refuses links: where three bodies and links meet."""
    life = Life(BEGIN, years * 365)
    born = BEGIN - 12_000 * _DAY
    life.add(BEGIN, Prove(ELSEWHERE, born))
    prefecture, town, other = rng.choice(((NARA, TENRI, KAWAKAMI), (TOKYO, CHIYODA, CHUO)))
    bodies = rng.sample((prefecture, town, other), 3)
    bodies += rng.sample([one for one in BODIES if one not in bodies], 3)
    for body in bodies:
        life.add(_some(rng, life, 60), Register(body, False))
    for year in range(years):
        first = BEGIN + year * 365 * _DAY
        for body in bodies:
            _attend(rng, life, body, first, 0.6)
            for _ in range(2):
                date = first + rng.randrange(365) * _DAY
                what = rng.choice(_EAGER)
                if what in (RefuseLink, AllowLink):
                    life.add(date, what(prefecture))
                elif what is Register:
                    life.add(date, Register(body, False))
                elif what is Decide:
                    life.add(date, Decide(body, rng.random() < 0.7))
                else:
                    life.add(date, what(body))
    return life


_EAGER: tuple[type, ...] = (Decide, Decide, Decide, Apply, Apply, Register, Leave)
_EAGER += (RefuseLink, AllowLink)


def _attend(rng: random.Random, life: Life, body: int, first: datetime.date, busy: float) -> None:
    day = 0
    for _ in range(round(rng.choice((0, 2, 4, 8, 14)) * busy)):
        # Some trips of several days: what R10 is about.
        day = day + 1 if rng.random() < 0.4 else rng.randrange(365)
        number = life.records = life.records + 1
        record = Record(
            number,
            body,
            first + day * _DAY,
            rng.choice((0, *PROJECTS)),
            rng.choice((*(Source.LIVE_CARD,) * 3, Source.PRINTED_CODE, Source.MEMBER_ENTRY)),
        )
        late = 0 if rng.random() < 0.7 else rng.randrange(1, 500)
        life.add(record.date + late * _DAY, Learn(record))
        if rng.random() < 0.08:
            life.add(record.date + rng.randrange(500) * _DAY, TakeBack(number))
        if rng.random() < 0.15:
            life.add(record.date + rng.randrange(200) * _DAY, Confirm(number))


def _act(
    rng: random.Random, life: Life, bodies: list[int], first: datetime.date, born: datetime.date
) -> None:
    def some_day() -> datetime.date:
        return first + rng.randrange(365) * _DAY

    for body in bodies:
        for _ in range(rng.choice((0, 1, 2))):
            life.add(some_day(), Apply(body))
        if rng.random() < 0.2:
            life.add(some_day(), Decide(body, rng.random() < 0.6))
        if rng.random() < 0.08:
            life.add(some_day(), Leave(body))
        if rng.random() < 0.1:
            life.add(some_day(), Register(body, rng.random() < 0.2))
        if rng.random() < 0.1:
            life.add(some_day(), Join(body, rng.choice(PROGRAMMES)))
    if rng.random() < 0.2:
        life.add(some_day(), Prove(_home(rng), born))
    if rng.random() < 0.15:
        life.add(some_day(), RefuseLink(rng.choice(PREFECTURES)))
    if rng.random() < 0.1:
        life.add(some_day(), AllowLink(rng.choice(PREFECTURES)))
    if rng.random() < 0.05:
        life.add(some_day(), Guardian(rng.random() < 0.5))


def _home(rng: random.Random) -> int:
    return rng.choice((0, ELSEWHERE, ELSEWHERE, ELSEWHERE, KAWAKAMI, TENRI, CHIYODA))


def _some(rng: random.Random, life: Life, within: int) -> datetime.date:
    return life.begin + rng.randrange(min(within, life.days)) * _DAY
