"""A person among bodies, phones out of reach and offices that change their minds: the rules as
invariants of everything that can happen, in any order (R02-R33)."""

import datetime

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from schemas.entries import Source
from schemas.feed import Tier
from schemas.policy import Policy, PolicyInForce
from schemas.standing import Change, ChangeKind, Held, Person, Reason, Standing
from sync.calendar import format_day
from sync.scheme.persons import held_with
from sync.scheme.premium import standing
from tests.property.scheme.values import FIRST, policies
from tests.support.scheme_by_rules import Evidence, Village
from tests.support.scheme_lives import (
    BODIES,
    CHIYODA,
    ELSEWHERE,
    KAWAKAMI,
    NARA,
    OSAKA,
    PROGRAMMES,
    PROJECTS,
    SAPPORO,
    TOKYO,
    Access,
    AllowLink,
    Apply,
    Confirm,
    Decide,
    Guardian,
    Happening,
    Join,
    Learn,
    Leave,
    Prove,
    Record,
    RefuseLink,
    Register,
    TakeBack,
)

PHONES = (0, 1, 2)
PEOPLE = ("aya", "ben")
people = st.sampled_from(PEOPLE)
bodies = st.sampled_from((KAWAKAMI, CHIYODA, SAPPORO, OSAKA, *BODIES))
prefectures = st.sampled_from((NARA, TOKYO))
births = st.sampled_from([datetime.date(1980, 5, 1), datetime.date(2012, 2, 29)])
RULES = {f"R{number:02d}" for number in (*range(1, 19), *range(20, 28), *range(30, 35))}


class Scheme(RuleBasedStateMachine):
    """`waiting`: what a phone of a person holds and no server has seen. Each person's village is
    their registrations with all bodies; a second one hears the same in another order."""

    def __init__(self) -> None:
        super().__init__()
        self.day = FIRST
        self.asked: dict[int, list[PolicyInForce]] = {}
        self.villages = {name: Village(self.asked) for name in PEOPLE}
        self.waiting: dict[str, list[list[Happening]]] = {name: [[], [], []] for name in PEOPLE}
        self.records: dict[str, list[Record]] = {name: [] for name in PEOPLE}
        self.heard: dict[str, list[Learn | TakeBack | Confirm]] = {name: [] for name in PEOPLE}
        self.checked = dict.fromkeys(PEOPLE, 0)
        self.before = {name: Person() for name in PEOPLE}

    # People begin as members, so that most steps have something to work on.

    @initialize(home=st.sampled_from((0, ELSEWHERE, KAWAKAMI)), birth=births)
    def begin(self, home: int, birth: datetime.date) -> None:
        for village in self.villages.values():
            for body in (SAPPORO, OSAKA, KAWAKAMI, CHIYODA):
                village.happen(Register(body, False), self.day)
        self.villages["aya"].happen(Prove(home, birth), self.day)
        self.villages["aya"].happen(Guardian(True), self.day)

    # Time and the office.

    @rule(days=st.sampled_from([1, 7, 30, 90, 366, 800]))
    def pass_time(self, days: int) -> None:
        """The sweep may be out for years."""
        self.day += days

    @rule(name=people, body=bodies)
    def sweep_one(self, name: str, body: int) -> None:
        village = self.villages[name]
        village.take_place(village.on_day(body, self.day))
        assert village.on_day(body, self.day) == []

    @rule()
    def sweep(self) -> None:
        for village in self.villages.values():
            village.sweep(self.day)

    @rule(body=bodies, policy=policies(), ahead=st.integers(1, 60))
    def change_policy(self, body: int, policy: Policy, ahead: int) -> None:
        from_day = self.day + ahead
        known = self.asked.setdefault(body, [])
        if all(one.from_day != from_day for one in known):
            known.append(PolicyInForce(from_day, policy))

    @rule(name=people, body=bodies, premium=st.sampled_from([True, True, False]))
    def decide(self, name: str, body: int, premium: bool) -> None:
        self._happen(name, Decide(body, premium))

    @rule(name=people)
    def every_office_grants(self, name: str) -> None:
        """As far as the scheme lets them."""
        for body in [one.body for one in self.villages[name].person.held]:
            self._happen(name, Decide(body, True))

    # The person.

    @rule(name=people, body=bodies, refuse=st.booleans())
    def register(self, name: str, body: int, refuse: bool) -> None:
        village = self.villages[name]
        held = held_with(village.person, body)
        self._happen(name, Register(body, refuse))
        now = held_with(village.person, body)
        assert now is not None and not now.linked
        assert held is None or now.tier >= held.tier or held.tier is Tier.PREMIUM

    @rule(name=people, body=bodies)
    def leave(self, name: str, body: int) -> None:
        self._happen(name, Leave(body))
        assert held_with(self.villages[name].person, body) is None

    @rule(name=people, prefecture=prefectures)
    def refuse_link(self, name: str, prefecture: int) -> None:
        self._happen(name, RefuseLink(prefecture))

    @rule(name=people, prefecture=prefectures)
    def allow_link(self, name: str, prefecture: int) -> None:
        self._happen(name, AllowLink(prefecture))

    @rule(name=people, body=bodies)
    def apply(self, name: str, body: int) -> None:
        village = self.villages[name]
        village.sweep(self.day)
        shown = self._standing(village, body)
        self._happen(name, Apply(body))
        if shown.hindrances:
            assert self._standing(village, body).premium_until == shown.premium_until

    @rule(name=people, home=st.sampled_from((0, ELSEWHERE, KAWAKAMI, CHIYODA)), birth=births)
    def prove(self, name: str, home: int, birth: datetime.date) -> None:
        self._happen(name, Prove(home, birth))

    @rule(name=people, consents=st.booleans())
    def guardian(self, name: str, consents: bool) -> None:
        self._happen(name, Guardian(consents))

    @rule(name=people, body=bodies, programme=st.sampled_from(PROGRAMMES))
    def join(self, name: str, body: int, programme: int) -> None:
        self._happen(name, Join(body, programme))

    @rule(name=people)
    def come_by(self, name: str) -> None:
        self._happen(name, Access())

    # Phones write; what they hold arrives whenever, in any order.

    @rule(
        name=people,
        phone=st.sampled_from(PHONES),
        body=bodies,
        project=st.sampled_from((0, *PROJECTS)),
        source=st.sampled_from(Source),
        in_a_row=st.integers(1, 4),
    )
    def attend(
        self, name: str, phone: int, body: int, project: int, source: Source, in_a_row: int
    ) -> None:
        for back in range(in_a_row):
            date = datetime.date.fromisoformat(format_day(self.day - back))
            record = Record(len(self.records[name]), body, date, project, source)
            self.records[name].append(record)
            self.waiting[name][phone].append(Learn(record))

    @precondition(lambda self: any(self.records.values()))
    @rule(name=people, phone=st.sampled_from(PHONES), data=st.data(), confirm=st.booleans())
    def judge_record(self, name: str, phone: int, data: st.DataObject, confirm: bool) -> None:
        """A void, or staff's word for weak evidence; it may arrive before the record."""
        if not self.records[name]:
            return
        number = data.draw(st.sampled_from(self.records[name])).number
        self.waiting[name][phone].append(Confirm(number) if confirm else TakeBack(number))

    @rule(name=people, phone=st.sampled_from(PHONES), data=st.data())
    def arrive(self, name: str, phone: int, data: st.DataObject) -> None:
        village = self.villages[name]
        person = village.person
        for what in data.draw(st.permutations(self.waiting[name][phone])):
            assert isinstance(what, Learn | TakeBack | Confirm)
            counted = self._counted(village)
            village.happen(what, self.day)
            now = self._counted(village)
            if isinstance(what, TakeBack):
                assert all(now[body] <= counted[body] for body in BODIES)
            else:
                assert all(now[body] >= counted[body] for body in BODIES)
            self.heard[name].append(what)
        self.waiting[name][phone].clear()
        # What is learned changes what the next sweep finds, and nothing by itself.
        assert village.person is person

    # The rules.

    @invariant()
    def never_more_than_three_that_count(self) -> None:
        """R14, in other words than the code's."""
        for village in self.villages.values():
            held = [one.body for one in village.person.held]
            premium = [one.body for one in village.person.held if one.tier is Tier.PREMIUM]
            counted = [
                one
                for one in premium
                if not (
                    one // 10 % 1000 == 0
                    and any(other != one and other // 10_000 == one // 10_000 for other in held)
                )
            ]
            assert len(counted) <= 3

    @invariant()
    def never_premium_without_proof_or_at_home(self) -> None:
        """R13, R16, R17; and never without a term but by the link (R02, R15)."""
        for village in self.villages.values():
            person = village.person
            for one in person.held:
                if one.tier is not Tier.PREMIUM:
                    assert not one.premium_until
                    continue
                assert person.proven
                assert one.body != person.home
                assert one.body // 10 % 1000 or one.body // 10_000 != person.home // 10_000
                if not one.premium_until:
                    assert one.body // 10 % 1000 == 0
                    assert self._premium_inside(person, one.body)

    @invariant()
    def no_decision_without_a_reason_and_a_rule(self) -> None:
        """R18; and each change of what is held is one that was decided."""
        for name, village in self.villages.items():
            new = village.changes[self.checked[name] :]
            self.checked[name] = len(village.changes)
            for change in new:
                assert change.rule in RULES
                assert isinstance(change.reason, Reason)
                assert change.day <= self.day
            touched = {change.body for change in new}
            before = {one.body: _decided(one) for one in self.before[name].held}
            now = {one.body: _decided(one) for one in village.person.held}
            changed = {body for body in {*before, *now} if before.get(body) != now.get(body)}
            assert changed <= touched
            assert _premium_begins(new) >= _premium_gained(self.before[name], village.person)
            self.before[name] = village.person

    @invariant()
    def order_of_arrival_does_not_matter(self) -> None:
        """The same heard the other way round counts the same, and stands the same."""
        for name, village in self.villages.items():
            other = Evidence()
            for what in reversed(self.heard[name]):
                other.take(what)
            for one in village.person.held:
                asked = self.asked.get(one.body, [])
                assert other.history(one.body, asked) == village.history(one.body)

    @invariant()
    def a_refused_link_brings_nothing(self) -> None:
        """R03."""
        for village in self.villages.values():
            for one in village.person.held:
                assert not (one.linked and one.body in village.person.refused)

    @invariant()
    def what_is_shown_agrees(self) -> None:
        for village in self.villages.values():
            for one in village.person.held:
                shown = self._standing(village, one.body)
                assert shown.tier is one.tier
                assert shown.next_until >= self.day
                assert shown.progress.met is not (Reason.REQUIREMENT_MISSED in shown.hindrances)

    def teardown(self) -> None:
        """After years of silence nobody but the premium is left, and nothing stays undecided."""
        for village in self.villages.values():
            village.sweep(self.day)
            assert all(
                one.premium_until >= self.day or one.pending is not None
                for one in village.person.held
                if one.premium_until
            )

    def _happen(self, name: str, what: Happening) -> None:
        village = self.villages[name]
        village.happen(what, self.day)

    def _standing(self, village: Village, body: int) -> Standing:
        policy = village.policy(body, self.day)
        return standing(policy, village.person, village.history(body), body, self.day)

    def _counted(self, village: Village) -> dict[int, int]:
        """Days of activity and of stay."""
        found: dict[int, int] = {}
        for body in BODIES:
            history = village.history(body)
            found[body] = len(history.activities) * 1000 + len(history.stays)
        return found

    @staticmethod
    def _premium_inside(person: Person, prefecture: int) -> bool:
        return any(
            one.tier is Tier.PREMIUM
            and one.body != prefecture
            and one.body // 10_000 == prefecture // 10_000
            for one in person.held
        )


def _decided(held: Held) -> tuple[object, ...]:
    return (held.tier, held.linked, held.long_stay, held.premium_until, held.pending, held.asked)


def _premium_gained(before: Person, now: Person) -> set[int]:
    was = {one.body for one in before.held if one.tier is Tier.PREMIUM}
    return {one.body for one in now.held if one.tier is Tier.PREMIUM} - was


def _premium_begins(changes: list[Change]) -> set[int]:
    begins = (ChangeKind.PREMIUM, ChangeKind.RENEW)
    return {one.body for one in changes if one.kind in begins}


TestScheme = Scheme.TestCase
TestScheme.settings = settings(max_examples=50, stateful_step_count=40)
