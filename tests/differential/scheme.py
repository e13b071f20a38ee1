"""A person's days under policies drawn at random: changes and standings alike in both languages."""

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from schemas.feed import Tier
from schemas.policy import Automation, Condition, ConditionKind, Policy, PolicyInForce, Validity
from schemas.standing import ActivityDay, Change, Finding, Held, History, Person
from sync.calendar import counts_until, months_after, months_before, parse_day
from sync.scheme.age import is_minor, of_age_from
from sync.scheme.bodies import counted_in_statistics, prefecture_of
from sync.scheme.fees import fiscal_year, joined_free
from sync.scheme.links import (
    counted_premium,
    on_allowing_link,
    on_leaving,
    on_refusing_link,
    on_registering,
    what_follows,
)
from sync.scheme.passage import on_day
from sync.scheme.persons import after, seen_by
from sync.scheme.premium import on_applying, on_deciding, policy_on, standing

BODIES = (290009, 294497, 294527, 200000, 202029, 131016, 42056)
"""Two towns with their prefecture, one with its own, two without: few, so that things meet."""
EDGES = [
    parse_day(day)
    for day in ("2027-02-28", "2028-02-28", "2028-02-29", "2028-03-31", "2028-12-31", "2029-03-01")
]
EVENTS = ("register", "leave", "refuse", "allow", "day", "apply", "decide", "know")
OFTEN = (5, 2, 1, 1, 6, 5, 3, 2)


class Days(NamedTuple):
    """A person's days: what holds and what is on record all along, and what happens."""

    policies: dict[int, list[PolicyInForce]]
    histories: dict[int, History]
    taking_part: set[int]
    person: Person
    events: list[dict[str, Any]]


def draw_days(random: Random) -> Days:
    policies = {body: _policies(random) for body in BODIES if random.random() < 0.7}
    histories = {body: _history(random) for body in BODIES if random.random() < 0.8}
    taking_part = {body for body in BODIES if random.random() < 0.9}
    person = _person(random)
    day = _day(random) - 400
    events = []
    for _ in range(random.randint(1, 8)):
        day += random.choice((0, 1, 1, 30, 59, 60, 61, 200, 365, 366, 800))
        events.append(
            {
                "what": random.choices(EVENTS, OFTEN)[0],
                "day": day,
                "body": random.choice(BODIES),
                "person": _news(random, day),
                "yes": random.random() < 0.6,
            }
        )
    return Days(policies, histories, taking_part, person, events)


def happen(days: Days, event: dict[str, Any], person: Person) -> tuple[Person, list[Change]]:
    """The person once it is known what the event tells of them, and the changes that it brings."""
    known = replace(person, **event["person"])
    of, history = days.policies.get(event["body"], []), days.histories.get(event["body"], History())
    return known, _brought(event, known, of, history, days.taking_part)


def scheme(random: Random) -> tuple[dict[str, Any], Callable[[], Any]]:
    """The request for the twin, and what Python makes of the same."""
    days = draw_days(random)
    months = [
        (random.choice((_day(random), random.randint(-(2**17), 2**17))), random.randint(1, 60))
        for _ in range(2)
    ]
    asked = {
        "op": "scheme",
        "policies": list(days.policies.items()),
        "histories": list(days.histories.items()),
        "taking_part": sorted(days.taking_part),
        "person": days.person,
        "events": days.events,
        "months": months,
    }

    def ours() -> Any:
        answer = _answer(days)
        return msgspec.to_builtins({**answer, "months": [_calendar(*one) for one in months]})

    return msgspec.to_builtins(asked), ours


def _answer(days: Days) -> dict[str, Any]:
    told, person = [], days.person
    for event in days.events:
        person, changes = happen(days, event, person)
        person = after(person, changes)
        body, day = event["body"], event["day"]
        policy = policy_on(days.policies.get(body, []), day)
        history = days.histories.get(body, History())
        told.append([changes, standing(policy, person, history, body, day)])
    return {
        "told": told,
        "person": person,
        "counted": counted_premium(person),
        "seen_by": seen_by(person),
        "statistics": counted_in_statistics(person),
    }


def _brought(  # noqa: PLR0911 - a table
    event: dict[str, Any],
    person: Person,
    policies: list[PolicyInForce],
    history: History,
    taking_part: set[int],
) -> list[Change]:
    body, day, yes = event["body"], event["day"], event["yes"]
    match event["what"]:
        case "register":
            return on_registering(person, body, taking_part, day, refuse_link=yes)
        case "leave":
            return on_leaving(person, body, day)
        case "refuse":
            return on_refusing_link(person, prefecture_of(body), day)
        case "allow":
            return on_allowing_link(person, prefecture_of(body), taking_part, day)
        case "day":
            return on_day(policies, person, history, body, day)
        case "apply":
            return on_applying(policy_on(policies, day), person, history, body, day)
        case "decide":
            return on_deciding(policy_on(policies, day), person, body, day, premium=yes)
    return what_follows(person, day)


def _calendar(day: int, months: int) -> list[int]:
    return [
        months_before(day, months),
        months_after(day, months),
        counts_until(day, months),
        of_age_from(day),
        is_minor(day, day + 6574),
        fiscal_year(day),
        joined_free(day),
        prefecture_of(abs(day)),
    ]


def _day(random: Random) -> int:
    return random.choice(EDGES) + random.choice((-1, 0, 1, random.randint(-400, 400)))


def _some(random: Random, among: tuple[int, ...], most: int) -> list[int]:
    return sorted(random.sample(among, random.randint(0, min(most, len(among)))))


def _policies(random: Random) -> list[PolicyInForce]:
    return [
        PolicyInForce(_day(random) - 200, _policy(random)) for _ in range(random.choice((1, 2)))
    ]


def _policy(random: Random) -> Policy:
    if random.random() < 0.2:
        return Policy()

    def whom() -> Automation:
        return random.choice((Automation.SYSTEM, Automation.SYSTEM, Automation.STAFF))

    def condition() -> Condition:
        kind = random.choice((*ConditionKind, ConditionKind.ACTIVITIES, ConditionKind.STAY_DAYS))
        among = BODIES if kind is ConditionKind.RESIDENCE else (1, 2, 3)
        return Condition(
            kind,
            random.choice((1, 2, 3, 10)),
            random.choice((1, 6, 12, 12, 24)),
            _some(random, among, 3),
            random.random() < 0.3,
        )

    return Policy(
        premium=[
            [condition() for _ in range(random.choice((1, 1, 2)))]
            for _ in range(random.choice((1, 1, 2, 3)))
        ],
        consecutive_days=random.random() < 0.6,
        per_project=random.random() < 0.3,
        long_stay_days=random.choice((1, 3, 10)),
        long_stay_tier=random.choice(list(Tier)),
        valid_months=random.choice((1, 12, 12, 36)),
        validities=[
            Validity(random.randint(1, 3), random.choice((1, 12, 36)))
            for _ in range(random.choice((0, 0, 1, 2)))
        ],
        renewal_days=random.choice((0, 60, 180)),
        grant=whom(),
        renewal=whom(),
        ending=whom(),
        inactive_months=random.choice((1, 6, 24)),
        answer_days=random.choice((7, 60)),
    )


def _history(random: Random) -> History:
    """Now and then a run of days, near the days that are asked about."""
    days: set[int] = set()
    for _ in range(random.randint(0, 5)):
        first = _day(random) - random.choice((0, 200, 400))
        days.update(range(first, first + random.choice((1, 1, 2, 3, 12))))
    activities = {
        ActivityDay(day, random.randint(1, 3))
        for day in days
        for _ in range(random.choice((0, 1, 1, 2)))
    }
    voided = {one for one in activities if random.random() < 0.15}
    return History(sorted(activities - voided), sorted(days), sorted(voided))


def _person(random: Random) -> Person:
    day = _day(random)
    held = [
        Held(
            body,
            tier=(tier := random.choice(list(Tier))),
            linked=body % 10_000 < 10 and random.random() < 0.6,
            long_stay=random.random() < 0.2,
            premium_until=day + random.randint(-50, 400)
            if tier is Tier.PREMIUM and random.random() < 0.8
            else 0,
            pending=random.choice((None, None, None, *Finding)),
            asked=day - random.randint(0, 80) if random.random() < 0.1 else 0,
            lapsed=day - random.randint(0, 80)
            if tier is Tier.BASIC and random.random() < 0.3
            else 0,
            programmes=_some(random, (1, 2, 3), 2),
        )
        for body in _some(random, BODIES, 6)
    ]
    prefectures = (290009, 200000, 130001)
    known = replace(Person(), **_news(random, day, always=True))
    return replace(known, refused=_some(random, prefectures, 1), held=held)


def _news(random: Random, day: int, *, always: bool = False) -> dict[str, Any]:
    def now(share: float) -> bool:
        return random.random() < (1 if always else share)

    news: dict[str, Any] = {}
    if now(0.1):
        news["proven"] = random.random() < 0.85
    if now(0.1):
        news["home"] = random.choice((0, 131016, 294527, 292010, 202029))
    if now(0.02):
        grown = months_before(day, random.choice((216, 216, 480)))
        news["birth_day"] = grown + random.randint(-2, 2)
    if now(0.1):
        news["guardian"] = random.random() < 0.5
    if now(0.4):
        news["last_access"] = random.choice((0, day, day - random.randint(0, 900)))
    return news
