"""What the scheme's rules make of a life: as the server would ask them, swept each day or only on
the days on which something can be due."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from schemas.entries import EntryRef
from schemas.feed import Tier
from schemas.policy import Policy, PolicyInForce
from schemas.rulings import RulingKind, RulingReason
from schemas.standing import Change, ChangeKind, Held, History, Person
from schemas.views import JournalItem
from sync.calendar import counts_until, format_day
from sync.scheme.age import of_age_from
from sync.scheme.evidence import history_of
from sync.scheme.links import (
    on_allowing_link,
    on_leaving,
    on_refusing_link,
    on_registering,
    what_follows,
)
from sync.scheme.passage import on_day
from sync.scheme.persons import after, held_with
from sync.scheme.premium import YEAR_MONTHS, on_applying, on_deciding, policy_on
from tests.support.scheme_lives import (
    OWN_ACTS,
    PROJECTS,
    TAKING_PART,
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

NEVER = 2**31
_FIRST = ChangeKind.MAKE_DIRECT
"""What precedes a decision on a prefecture that came by the link."""
_EPOCH = datetime.date(1970, 1, 1).toordinal()
_TOLD = (
    ChangeKind.GRANT,
    ChangeKind.MAKE_DIRECT,
    ChangeKind.PREMIUM,
    ChangeKind.RENEW,
    ChangeKind.LAPSE,
)


@dataclass
class Evidence:
    """What is known of a person's attendance, whatever came first."""

    journal: dict[int, JournalItem] = field(default_factory=dict)
    taken_back: set[int] = field(default_factory=set)
    confirmed: set[EntryRef] = field(default_factory=set)

    def take(self, what: Learn | TakeBack | Confirm) -> int:
        """The body whose counts may be others now; 0 if none's."""
        match what:
            case Learn(record):
                number = record.number
                self.journal[number] = _item(record)
            case TakeBack(number):
                self.taken_back.add(number)
            case Confirm(number):
                self.confirmed.add(EntryRef(_DEVICE, number))
        known = self.journal.get(number)
        if known is None:
            return 0
        self.journal[number] = replace(known, voided=number in self.taken_back)
        return known.body

    def history(self, body: int, policies: Sequence[PolicyInForce]) -> History:
        return history_of(self.journal.values(), body, policies, _DESIGNATED, self.confirmed)


_DEVICE = bytes(12)
_DESIGNATED = frozenset(PROJECTS)


def _item(record: Record) -> JournalItem:
    return JournalItem(
        device=_DEVICE,
        seq=record.number,
        ms=0,
        counter=0,
        body=record.body,
        place=1,
        project=record.project,
        day=day_number(record.date),
        source=record.source,
        ruling=RulingKind.ACCEPTED,
        reason=RulingReason.NONE,
        voided=False,
        void_reason="",
        notes=[],
    )


class Village:
    """One person among the bodies, on one day after the other."""

    def __init__(self, policies: dict[int, list[PolicyInForce]]) -> None:
        self.policies = policies
        self.person = Person()
        self.evidence = Evidence()
        self.histories: dict[int, History] = {}
        self.stale: set[int] = set()
        self.why: dict[int, str] = {}
        self.changes: list[Change] = []
        self.outcomes: list[tuple[str, int, str]] = []

    def policy(self, body: int, day: int) -> Policy:
        return policy_on(self.policies.get(body, []), day)

    def history(self, body: int) -> History:
        if body not in self.histories:
            known = self.evidence.history(body, self.policies.get(body, []))
            self.histories[body] = known
        return self.histories[body]

    def take_place(self, changes: list[Change]) -> None:
        self.person = after(self.person, changes)
        self.changes += changes
        for change in changes:
            if change.kind in _TOLD:
                self.why[change.body] = change.reason.value
            elif change.kind is ChangeKind.END:
                self.why.pop(change.body, None)

    def happen(self, what: Happening, day: int) -> None:  # noqa: PLR0912 - a case a happening
        person = self.person
        if isinstance(what, OWN_ACTS):
            person = self.person = replace(person, last_access=day)
        match what:
            case Learn() | TakeBack() | Confirm():
                body = self.evidence.take(what)
                self.histories.pop(body, None)
                self.stale.add(body)
            case Access():
                pass
            case Register(body, refuse):
                self.take_place(on_registering(person, body, TAKING_PART, day, refuse_link=refuse))
            case Leave(body):
                if held_with(person, body) is not None:
                    self.take_place(on_leaving(person, body, day))
            case RefuseLink(prefecture):
                self.take_place(on_refusing_link(person, prefecture, day))
            case AllowLink(prefecture):
                self.take_place(on_allowing_link(person, prefecture, TAKING_PART, day))
            case Prove(home, birth):
                born = day_number(birth)
                self.person = replace(person, proven=True, home=home, birth_day=born)
                self.take_place(what_follows(self.person, day))
            case Guardian(consents):
                self.person = replace(person, guardian=consents)
                self.take_place(what_follows(self.person, day))
            case Join(body, programme):
                held = [_joined(one, programme) if one.body == body else one for one in person.held]
                self.person = replace(person, held=held)
            case Apply(body):
                self.take_place(self.on_day(body, day))
                policy, history = self.policy(body, day), self.history(body)
                self._decided(body, on_applying(policy, self.person, history, body, day), day)
            case Decide(body, premium):
                self.take_place(self.on_day(body, day))
                policy = self.policy(body, day)
                self._decided(
                    body, on_deciding(policy, self.person, body, day, premium=premium), day
                )

    def _decided(self, body: int, found: list[Change], day: int) -> None:
        """The outcome is empty where nothing was there to decide."""
        told = [f"{one.kind} {one.reason}" for one in found if one.kind is not _FIRST] or [""]
        self.outcomes.append((format_day(day), body, told[0]))
        self.take_place(found)

    def sweep(self, day: int, only: set[int] | None = None) -> None:
        """Until no body's end makes room at another (R14). `only`: where it is to begin, if what
        was learned is of no other."""
        before = self.person
        for body in [one.body for one in self.person.held if only is None or one.body in only]:
            if found := self.on_day(body, day):
                self.take_place(found)
        self.stale = set()
        if self.person is not before:
            self.sweep(day)

    def on_day(self, body: int, day: int) -> list[Change]:
        policies = self.policies.get(body, [])
        return on_day(policies, self.person, self.history(body), body, day)

    def due(self, day: int) -> int:
        """The next day, after this one, on which a sweep can find anything if nothing happens."""
        days = [self._due(one, day) for one in self.person.held]
        if self.person.proven:
            days.append(of_age_from(self.person.birth_day))
        for one in self.person.held:
            days += [later.from_day for later in self.policies.get(one.body, [])]
        return min((one for one in days if one > day), default=NEVER)

    def _due(self, held: Held, day: int) -> int:
        policy = self.policy(held.body, held.asked or day)
        stays = self.history(held.body).stays
        days = [NEVER]
        if held.premium_until:
            days.append(held.premium_until + 1)
        if held.tier is Tier.BASIC:
            seen = max([self.person.last_access, *stays[-1:]])
            days.append(
                held.asked + policy.answer_days + 1
                if held.asked
                else counts_until(seen, policy.inactive_months) + 1
            )
        policy = self.policy(held.body, day)
        if held.long_stay and len(stays) >= policy.long_stay_days:
            days.append(counts_until(stays[-policy.long_stay_days], YEAR_MONTHS) + 1)
        return min((one for one in days if one > day), default=NEVER)

    def rows(self) -> tuple[Row, ...]:
        return tuple(
            Row(
                one.body,
                one.tier is Tier.PREMIUM,
                format_day(one.premium_until) if one.premium_until else "",
                one.long_stay,
                one.pending.value if one.pending else "",
                format_day(one.asked) if one.asked else "",
                self.why[one.body],
            )
            for one in self.person.held
        )


def day_number(date: datetime.date) -> int:
    return date.toordinal() - _EPOCH


def in_force(country: Country) -> dict[int, list[PolicyInForce]]:
    return {
        body: [PolicyInForce(day_number(one.since), one.policy) for one in asked]
        for body, asked in country.items()
    }


def live(country: Country, life: Life, *, daily: bool = False) -> Found:
    """The life by the rules: everything swept in the morning and after what happened, each day; or
    only what can be due, on the days on which it is."""
    village = Village(in_force(country))
    first = day_number(life.begin)
    happening = {day_number(day): what for day, what in life.happenings.items()}
    changed: list[tuple[str, tuple[Row, ...]]] = []
    told: tuple[Row, ...] = ()
    due = first
    for day in range(first, first + life.days):
        happenings = happening.get(day, [])
        if day < due and not happenings and not daily:
            continue
        if day >= due or daily:
            village.sweep(day)
        for what in happenings:
            village.happen(what, day)
        learned = all(isinstance(what, Learn | TakeBack | Confirm) for what in happenings)
        village.sweep(day, village.stale if learned and not daily else None)
        due = village.due(day)
        if (rows := village.rows()) != told:
            told = rows
            changed.append((format_day(day), rows))
    return Found(changed, village.outcomes)


def _joined(held: Held, programme: int) -> Held:
    return replace(held, programmes=sorted({*held.programmes, programme}))
