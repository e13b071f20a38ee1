"""What comes of a life by the text of the rules (RULES.md), told day by day by the calendar.

Slow on purpose, and in its own words: it walks over every date, keeps attendance as sets of dates,
and shares nothing with `sync` but the words in which a policy is written. Where the rules leave
something open, what `sync.scheme` documents is what it holds to.
"""

import datetime
import functools
from collections.abc import Iterator
from dataclasses import dataclass, field

from schemas.feed import Tier
from schemas.policy import Automation, Condition, ConditionKind, Policy
from tests.support.scheme_lives import (
    OWN_ACTS,
    Access,
    AllowLink,
    Apply,
    Confirm,
    Country,
    Decide,
    Found,
    Guardian,
    Happening,
    Join,
    Learn,
    Leave,
    Life,
    Prove,
    Record,
    RefuseLink,
    Register,
    Row,
    TakeBack,
)

DAY = datetime.timedelta(days=1)
Date = datetime.date
MOST = 3


def month_shift(date: Date, months: int) -> tuple[int, int]:
    index = date.year * 12 + (date.month - 1) + months
    return index // 12, index % 12 + 1


def same_date(date: Date, months: int) -> Date:
    """So many months on (or back): the 31st becomes the 30th, or the last of February."""
    year, month = month_shift(date, months)
    day = date.day
    while True:
        try:
            return Date(year, month, day)
        except ValueError:
            day -= 1


def last_of_term(begin: Date, months: int) -> Date:
    """民法 143 条 2 項."""
    year, month = month_shift(begin, months)
    try:
        return Date(year, month, begin.day) - DAY
    except ValueError:
        return same_date(begin, months)


@functools.cache
def eighteen(birth: Date) -> Date:
    try:
        return birth.replace(year=birth.year + 18)
    except ValueError:
        return Date(birth.year + 18, 3, 1)


@functools.cache
def area(body: int) -> str:
    return f"{body:06d}"[:2]


@functools.cache
def is_prefecture(body: int) -> bool:
    return f"{body:06d}"[2:5] == "000"


@dataclass
class Seat:
    """A registration with a body. `term`: the last day of premium in its own right; `missed`: that
    of one that ended for want of evidence."""

    body: int
    wished: bool
    why: str
    premium: bool = False
    term: Date | None = None
    missed: Date | None = None
    marked: bool = False
    pending: str = ""
    asked: Date | None = None
    programmes: set[int] = field(default_factory=set)

    def wish(self) -> None:
        """What came by the link is the person's own wish from now on (R02)."""
        if not self.wished:
            self.wished, self.why = True, "applied"


class Oracle:
    def __init__(self, country: Country) -> None:
        self.country = country
        self.today = Date.min
        self.seats: dict[int, Seat] = {}
        self.unwanted: set[int] = set()
        self.birth: Date | None = None
        self.home = 0
        self.guardian = False
        self.seen = Date.min
        self.records: dict[int, Record] = {}
        self.void: set[int] = set()
        self.accepted: set[int] = set()
        self.counting: dict[int, list[Record]] = {}
        self.outcomes: list[tuple[str, int, str]] = []

    # What a body asks, and what counts.

    def policy(self, body: int, date: Date) -> Policy:
        found = Policy()
        since = Date.min
        for one in self.country.get(body, []):
            if since <= one.since <= date:
                found, since = one.policy, one.since
        return found

    def counted(self, body: int) -> list[Record]:
        """R26, R27: strong enough by what the body asked on the day itself."""
        if body not in self.counting:
            self.counting[body] = [
                one for one in self.sufficing(body) if one.number not in self.void
            ]
        return self.counting[body]

    def sufficing(self, body: int) -> list[Record]:
        """Void or not."""
        return [
            one
            for one in self.records.values()
            if one.body == body
            and (one.number in self.accepted or one.source <= self.policy(body, one.date).weakest)
        ]

    def stays(self, body: int, months: int, date: Date) -> int:
        """R11: each date once."""
        records = self.counted(body)
        if not records:
            return 0
        start = same_date(date, -months)
        return len({one.date for one in records if start < one.date <= date})

    def activities(self, policy: Policy, asks: Condition, body: int, date: Date) -> int:
        """R10."""
        start = same_date(date, -asks.months)
        days: dict[int, set[Date]] = {}
        for one in self.counted(body):
            if fits(asks, one) and start < one.date <= date:
                days.setdefault(one.project * policy.per_project, set()).add(one.date)
        if policy.consecutive_days:
            return sum(len(some) for some in days.values())
        every: dict[int, set[Date]] = {}
        for one in self.sufficing(body):
            if fits(asks, one):
                every.setdefault(one.project * policy.per_project, set()).add(one.date)
        return sum(
            sum(1 for run in runs(every[key]) if not some.isdisjoint(run))
            for key, some in days.items()
        )

    def holds(self, policy: Policy, asks: Condition, seat: Seat, date: Date) -> bool:
        match asks.kind:
            case ConditionKind.ACTIVITIES | ConditionKind.PROJECTS:
                return self.activities(policy, asks, seat.body, date) >= asks.count
            case ConditionKind.STAY_DAYS:
                return self.stays(seat.body, asks.months, date) >= asks.count
            case ConditionKind.RESIDENCE:
                lives_there = any(
                    one == self.home or (is_prefecture(one) and area(one) == area(self.home))
                    for one in asks.of
                )
                return (self.home != 0 and lives_there) != asks.excluded
            case ConditionKind.PROGRAMME:
                return any(one in seat.programmes for one in asks.of) != asks.excluded

    def met(self, seat: Seat, date: Date) -> bool:
        """R09, under the policy of that date."""
        policy = self.policy(seat.body, date)
        return any(
            all(self.holds(policy, asks, seat, date) for asks in every) for every in policy.premium
        )

    # Who can be premium at all.

    def bar(self, body: int) -> str:
        """R13, R16, R17."""
        if self.birth is None:
            return "not-proven"
        if self.at_home(body):
            return "at-home"
        if not self.guardian and self.today < eighteen(self.birth):
            return "no-guardian"
        return ""

    def at_home(self, body: int) -> bool:
        """R16."""
        if not self.home:
            return False
        return body == self.home or (is_prefecture(body) and area(body) == area(self.home))

    def inside(self, prefecture: int) -> list[Seat]:
        if not is_prefecture(prefecture):
            return []
        return [
            one
            for one in self.seats.values()
            if one.body != prefecture and area(one.body) == area(prefecture)
        ]

    def counts(self, body: int) -> bool:
        """R14: a prefecture does not while a municipality inside it is registered with."""
        return not self.inside(body)

    def room(self, body: int) -> bool:
        taken = {one.body for one in self.seats.values() if one.premium} | {body}
        return sum(self.counts(one) for one in taken) <= MOST

    def hindrance(self, body: int) -> str:
        bars = [self.bar(body)]
        if bars == ["not-proven"] and self.home:
            raise AssertionError("a home is known by a proof alone")
        return bars[0] or ("" if self.room(body) else "three-bodies")

    # What follows from everything.

    def follow(self, left: int = 0) -> None:
        """R02, R03, R13, R14, R16, R17: what must be, whatever happened. `left`: what was left, by
        which its prefecture may have come to count."""
        for seat in self.ordered():
            if seat.term and (bar := self.bar(seat.body)):
                self.drop(seat, bar)
        for seat in self.ordered():
            if is_prefecture(seat.body) and not seat.term:
                self.link(seat)
        taken = [one for one in self.ordered() if one.premium and self.counts(one.body)]
        if len(taken) > MOST:
            over = [
                one.body
                for one in taken
                if is_prefecture(one.body) and area(one.body) == area(left)
            ] or [min((one.term or Date.min, one.body) for one in taken)[1]]
            self.drop(self.seats[over[0]], "three-bodies")
            self.follow()

    def link(self, seat: Seat) -> None:
        inside = self.inside(seat.body)
        if bar := self.bar(seat.body):
            unlinked = bar
        elif seat.body in self.unwanted:
            unlinked = "link-refused"
        elif not inside:
            unlinked = "no-municipality-left"
        elif not any(one.premium for one in inside):
            unlinked = "municipality-basic"
        else:
            unlinked = ""
        if seat.premium and unlinked:
            seat.premium = seat.marked = False
            seat.why = unlinked
        elif not seat.premium and not unlinked:
            seat.premium, seat.asked, seat.why = True, None, "municipality-premium"

    def drop(self, seat: Seat, why: str) -> None:
        """R33."""
        seat.missed = seat.term if why == "requirement-missed" else None
        seat.premium = seat.marked = False
        seat.term, seat.pending, seat.why = None, "", why

    def give(self, seat: Seat, until: Date, why: str) -> None:
        seat.premium, seat.term, seat.why = True, until, why
        seat.pending, seat.asked, seat.missed = "", None, None

    def ordered(self) -> list[Seat]:
        return [self.seats[body] for body in sorted(self.seats)]

    # What a day brings.

    def settle(self) -> None:
        before = None
        self.follow()
        while before != (before := self.state()):
            for body in sorted(self.seats):
                if body in self.seats:
                    self.settle_one(self.seats[body])

    def look(self, body: int) -> None:
        """What the day has brought at one body, before anything is decided there."""
        before = None
        self.follow()
        while body in self.seats and before != (before := self.state()):
            self.settle_one(self.seats[body])

    def settle_one(self, seat: Seat) -> None:
        while seat.term and seat.term < self.today and self.at_end(seat, seat.term):
            self.follow()
        if seat.missed and seat.missed < self.today and not self.hindrance(seat.body):
            until, by_staff = self.restored(seat, seat.missed)
            if until and not by_staff:
                self.give(seat, until, "late-evidence")
                self.follow()
            elif until and not seat.pending:
                seat.pending = "renewal"
        policy = self.policy(seat.body, self.today)
        tall = seat.premium or policy.long_stay_tier is Tier.BASIC
        may = tall and not self.at_home(seat.body)
        seat.marked = may and self.stays(seat.body, 12, self.today) >= policy.long_stay_days
        self.silence(seat)

    def at_end(self, seat: Seat, last: Date) -> bool:
        """R15, R30, R31: whether anything was decided."""
        policy = self.policy(seat.body, last)
        if seat.pending == "renewal":
            return False
        if self.met(seat, last):
            if policy.renewal is Automation.SYSTEM:
                until = last_of_term(last + DAY, self.months(policy, seat))
                late = seat.pending == "ending"
                self.give(seat, until, "late-evidence" if late else "requirement-met")
                return True
            seat.pending = "renewal"
        elif policy.ending is Automation.SYSTEM and not seat.pending:
            self.drop(seat, "requirement-missed")
            return True
        else:
            seat.pending = "ending"
        return False

    def restored(self, seat: Seat, missed: Date) -> tuple[Date | None, bool]:
        """R33, R63: until when premium would last, had everything been known in time; and whether
        staff would have had a say in it."""
        until, by_staff = missed, False
        while until < self.today:
            policy = self.policy(seat.body, until)
            if not self.met(seat, until):
                return None, False
            by_staff |= policy.renewal is Automation.STAFF
            until = last_of_term(until + DAY, self.months(policy, seat))
        return until, by_staff

    def silence(self, seat: Seat) -> None:
        """R32: under the rules of the day on which the question was put."""
        by_link = self.inside(seat.body) and seat.body not in self.unwanted
        if seat.premium or by_link or not seat.wished:
            return
        policy = self.policy(seat.body, seat.asked or self.today)
        # Also who came without a phone was there.
        visits = [one.date for one in self.counted(seat.body) if one.date <= self.today]
        active = last_of_term(max([self.seen, *visits]), policy.inactive_months)
        if seat.asked and active >= seat.asked:
            seat.asked = None
        elif seat.pending:
            return
        elif seat.asked:
            if (self.today - seat.asked).days > policy.answer_days:
                self.end(seat.body, "no-answer")
        elif active < self.today:
            seat.asked = self.today

    @staticmethod
    def months(policy: Policy, seat: Seat) -> int:
        for one in policy.validities:
            if one.programme in seat.programmes:
                return one.months
        return policy.valid_months

    # What people do.

    def happen(self, what: Happening) -> None:  # noqa: PLR0912 - a case a happening
        if isinstance(what, OWN_ACTS):
            self.seen = self.today
        match what:
            case Learn(record):
                self.records[record.number] = record
                self.counting.clear()
            case TakeBack(number):
                self.void.add(number)
                self.counting.clear()
            case Confirm(number):
                self.accepted.add(number)
                self.counting.clear()
            case Access():
                pass
            case Register(body, refuse):
                self.register(body, refuse=refuse)
            case Leave(body):
                if body in self.seats:
                    self.end(body, "left")
            case RefuseLink(prefecture):
                self.unwanted.add(prefecture)
                if prefecture in self.seats and not self.seats[prefecture].wished:
                    del self.seats[prefecture]
            case AllowLink(prefecture):
                self.unwanted.discard(prefecture)
                if self.inside(prefecture):
                    self.by_link(prefecture)
            case Prove(home, birth):
                self.home, self.birth = home, birth
            case Guardian(consents):
                self.guardian = consents
            case Join(body, programme):
                if body in self.seats:
                    self.seats[body].programmes.add(programme)
            case Apply(body):
                self.look(body)
                self.outcomes.append((self.today.isoformat(), body, self.apply(body)))
            case Decide(body, premium):
                self.look(body)
                told = self.decide(body, premium=premium)
                self.outcomes.append((self.today.isoformat(), body, told))
        self.follow()

    def register(self, body: int, *, refuse: bool) -> None:
        """R02, R03, R07."""
        if body not in self.seats:
            self.seats[body] = Seat(body, wished=True, why="applied")
        self.seats[body].wish()
        if is_prefecture(body):
            return
        prefecture = next(
            one for one in self.country if is_prefecture(one) and area(one) == area(body)
        )
        if refuse:
            self.happen(RefuseLink(prefecture))
        elif prefecture not in self.unwanted:
            self.by_link(prefecture)

    def by_link(self, prefecture: int) -> None:
        if prefecture not in self.seats:
            self.seats[prefecture] = Seat(prefecture, wished=False, why="with-municipality")

    def end(self, body: int, why: str) -> None:
        """At the holder's wish, or in silence; R02 and R03 of the prefecture."""
        del self.seats[body]
        if is_prefecture(body):
            if why == "left" and self.inside(body):
                self.unwanted.add(body)
        else:
            for prefecture in [one for one in self.seats if area(one) == area(body)]:
                seat = self.seats[prefecture]
                if is_prefecture(prefecture) and not seat.wished and not self.inside(prefecture):
                    del self.seats[prefecture]
        self.follow(left=body)

    def apply(self, body: int) -> str:
        """R30, R31."""
        seat = self.seats.get(body)
        if seat is None:
            return "refuse not-registered"
        policy = self.policy(body, self.today)
        waits = seat.pending in ("grant", "renewal")
        if waits or (seat.term and not self.near_end(policy, seat, seat.term)):
            return "refuse already"
        if hindrance := self.hindrance(body):
            return f"refuse {hindrance}"
        if not self.met(seat, self.today):
            return "refuse requirement-missed"
        seat.wish()
        if (policy.renewal if seat.term else policy.grant) is Automation.STAFF:
            seat.pending = "renewal" if seat.term else "grant"
            return "propose requirement-met"
        runs_on = seat.term if seat.term and seat.term >= self.today else None
        return self.grant(policy, seat, "requirement-met", runs_on)

    def near_end(self, policy: Policy, seat: Seat, last: Date) -> bool:
        """R15: so many days before, and of a short term not on its first."""
        begins = same_date(last + DAY, -self.months(policy, seat))
        return self.today > begins and (last - self.today).days <= policy.renewal_days

    def grant(self, policy: Policy, seat: Seat, why: str, runs_on: Date | None) -> str:
        """`runs_on`: the last day of the premium that goes on."""
        kind = "renew" if seat.term or runs_on else "premium"
        months = self.months(policy, seat)
        until = last_of_term(runs_on + DAY if runs_on else self.today, months)
        if until < self.today:
            until = last_of_term(self.today, months)
        self.give(seat, until, why)
        return f"{kind} {why}"

    def decide(self, body: int, *, premium: bool) -> str:
        """R31."""
        seat = self.seats.get(body)
        if seat is None:
            return "refuse not-registered"
        return self.decide_for(seat) if premium else self.decide_against(seat)

    def decide_for(self, seat: Seat) -> str:
        late = seat.missed if seat.pending == "renewal" else None
        if hindrance := self.hindrance(seat.body):
            self.set_aside(seat)
            return f"refuse {hindrance}"
        policy = self.policy(seat.body, self.today)
        if seat.term and not seat.pending and not self.near_end(policy, seat, seat.term):
            return "refuse already"
        seat.wish()
        as_found = seat.pending in ("grant", "renewal")
        why = "requirement-met" if as_found else "staff"
        return self.grant(policy, seat, why, seat.term or late)

    def decide_against(self, seat: Seat) -> str:
        early = seat.pending == "renewal" and seat.term and self.today <= seat.term
        if seat.term and not early:
            why = "requirement-missed" if seat.pending == "ending" else "staff"
            self.drop(seat, why)
            return f"lapse {why}"
        if not seat.pending:
            return ""
        self.set_aside(seat)
        return "refuse staff"

    @staticmethod
    def set_aside(seat: Seat) -> None:
        """What waited does no longer; late evidence is not looked at again."""
        if seat.pending == "renewal":
            seat.missed = None
        seat.pending = ""

    def state(self) -> list[object]:
        return [
            (one.body, one.premium, one.term, one.marked, one.pending, one.asked, one.why)
            for one in self.seats.values()
        ]

    def rows(self) -> tuple[Row, ...]:
        return tuple(
            Row(
                one.body,
                one.premium,
                one.term.isoformat() if one.term else "",
                one.marked,
                one.pending,
                one.asked.isoformat() if one.asked else "",
                one.why,
            )
            for one in self.ordered()
        )


def fits(asks: Condition, record: Record) -> bool:
    if asks.kind is ConditionKind.PROJECTS:
        return record.project in asks.of
    return record.project != 0


def runs(days: set[Date]) -> Iterator[set[Date]]:
    """The dates that follow one on another (R10)."""
    for first in days:
        if first - DAY not in days:
            run, at = set[Date](), first
            while at in days:
                run.add(at)
                at += DAY
            yield run


def foretell(country: Country, life: Life) -> Found:
    """Day by day; swept in the morning and after what happened."""
    oracle = Oracle(country)
    days: list[tuple[str, tuple[Row, ...]]] = []
    told: list[object] = []
    for number in range(life.days):
        oracle.today = life.begin + number * DAY
        oracle.settle()
        if happenings := life.happenings.get(oracle.today):
            for what in happenings:
                oracle.happen(what)
            oracle.settle()
        if (state := oracle.state()) != told:
            told = state
            if not days or days[-1][1] != oracle.rows():
                days.append((oracle.today.isoformat(), oracle.rows()))
    return Found(days, oracle.outcomes)
