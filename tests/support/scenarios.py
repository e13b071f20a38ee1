"""Runs the scenarios of `schemas/vectors/scheme`: day by day, by the scheme's rules alone.

`schemas/README.md` tells what may stand in one. Its twin is `pwa/src/standing/testing/scenario.ts`.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from schemas.entries import EntryRef, Source
from schemas.feed import FacilityItem, Period, PriceLine, Reach, Tier
from schemas.policy import Policy, PolicyInForce
from schemas.rulings import RulingKind, RulingReason
from schemas.standing import Change, ChangeKind, Held, History, Person, Progress, Standing
from schemas.views import JournalItem
from sync.calendar import format_day, parse_day, start_of
from sync.rates import rate_of
from sync.scheme.age import of_age_from
from sync.scheme.bodies import counted_in_statistics
from sync.scheme.evidence import history_of, waits
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
from sync.scheme.persons import after, held_with, seen_by
from sync.scheme.premium import on_applying, on_deciding, policy_on, standing

FOLDER = Path(__file__).resolve().parents[2] / "schemas" / "vectors" / "scheme"
CODES: dict[str, int] = {
    name: int(code) for name, code in json.loads((FOLDER / "bodies.json").read_text()).items()
}
NAMES = {code: name for name, code in CODES.items()}
TIERS = {"basic": Tier.BASIC, "premium": Tier.PREMIUM}

Json = dict[str, Any]


def all_scenarios() -> list[Json]:
    files = sorted(path for path in FOLDER.glob("*.json") if path.name != "bodies.json")
    return [{**one, "file": path.stem} for path in files for one in json.loads(path.read_text())]


def run(scenario: Json) -> list[tuple[Json, Json]]:
    """Each check of a scenario: what is expected, and the same of what came about."""
    return list(_run(scenario, _Story(scenario)))


def _run(scenario: Json, story: "_Story") -> Iterator[tuple[Json, Json]]:
    happenings = [
        (_day_of_event(event, day), day, event)
        for event in scenario["events"]
        for day in days_of(event["on"])
    ]
    checks = scenario["expect"]
    last = max(parse_day(check["on"]) for check in checks)
    for today in range(min([last, *(day for day, _, _ in happenings)]), last + 1):
        story.look(today)
        for day, own, event in happenings:
            if day == today:
                story.happen(event, own, today)
                story.look(today)
        for check in checks:
            if parse_day(check["on"]) == today:
                yield check, story.told(check, today)


def people_at_checks(scenario: Json) -> list[tuple[Json, Person]]:
    """Each check of a scenario, and the person as they are then."""
    story = _Story(scenario)
    return [(check, story.person) for check, _ in _run(scenario, story)]


def days_of(on: str | list[str]) -> list[int]:
    """One day, several, or all from one to another (`2026-05-01/2026-05-10`)."""
    if isinstance(on, list):
        return [day for one in on for day in days_of(one)]
    first, _, last = on.partition("/")
    return list(range(parse_day(first), parse_day(last or first) + 1))


def _day_of_event(event: Json, day: int) -> int:
    return parse_day(event["arrives"]) if "arrives" in event else day


class _Story:
    """A person, what the records hold of them, and what was decided so far."""

    def __init__(self, scenario: Json) -> None:
        self._scenario = scenario
        self._person = Person()
        self._journal: list[JournalItem] = []
        self._histories: dict[int, History] = {}
        self._confirmed: set[EntryRef] = set()
        self._waited: set[int] = set()
        self._decisions: list[Change] = []
        self._taking_part = set(CODES.values()) - {CODES[one] for one in scenario.get("absent", [])}
        self._designated = set(range(1, 100)) - set(scenario.get("undesignated", []))
        self._asleep = {day for some in scenario.get("asleep", []) for day in days_of(some)}
        self._policies = {
            CODES[body]: [_policy(one) for one in some]
            for body, some in scenario.get("policies", {}).items()
        }

    @property
    def person(self) -> Person:
        return self._person

    def look(self, today: int) -> None:
        """What the system does each night, and whenever something happened."""
        if today in self._asleep:
            return
        for held in self._person.held:
            self._decide(self._on_day(held.body, today))

    def happen(self, event: Json, day: int, today: int) -> None:
        verb = next(name for name in _VERBS if name in event)
        _VERBS[verb](self, event, day, today)
        if verb in _BY_MEMBER:
            self._person = replace(self._person, last_access=today)

    def register(self, event: Json, _: int, today: int) -> None:
        refuse = event.get("refuse_link", False)
        body = CODES[event["register"]]
        self._decide(
            on_registering(self._person, body, self._taking_part, today, refuse_link=refuse)
        )

    def leave(self, event: Json, _: int, today: int) -> None:
        self._decide(on_leaving(self._person, CODES[event["leave"]], today))

    def refuse_link(self, event: Json, _: int, today: int) -> None:
        self._decide(on_refusing_link(self._person, CODES[event["refuse_link"]], today))

    def allow_link(self, event: Json, _: int, today: int) -> None:
        prefecture = CODES[event["allow_link"]]
        self._decide(on_allowing_link(self._person, prefecture, self._taking_part, today))

    def prove(self, event: Json, _: int, today: int) -> None:
        proof = event["prove"]
        self._person = replace(
            self._person,
            proven=True,
            home=_code(proof["home"]),
            birth_day=parse_day(proof["born"]),
            guardian=proof.get("guardian", False),
        )
        self._decide(what_follows(self._person, today))

    def move(self, event: Json, _: int, today: int) -> None:
        self._person = replace(self._person, home=_code(event["move"]))
        self._decide(what_follows(self._person, today))

    def guardian(self, event: Json, _: int, today: int) -> None:
        self._person = replace(self._person, guardian=event["guardian"])
        self._decide(what_follows(self._person, today))

    def evidence(self, event: Json, day: int, _: int) -> None:
        body, project = (
            (event["activity"], event.get("project", 1))
            if "activity" in event
            else (event["stay"], 0)
        )
        item = JournalItem(
            device=bytes(12),
            seq=len(self._journal) + 1,
            ms=start_of(day),
            counter=0,
            body=CODES[body],
            place=1,
            project=project,
            day=day,
            source=_source(event.get("source", "live-card")),
            ruling=RulingKind.ACCEPTED,
            reason=RulingReason.NONE,
            voided=False,
            void_reason="",
            notes=[],
        )
        self._journal.append(item)
        self._histories = {}
        if waits(item, self._policies.get(item.body, []), self._confirmed):
            self._waited.add(item.seq)

    def void(self, event: Json, _: int, __: int) -> None:
        about = {item.seq for item in self._about(event["void"], event["day"])}
        self._journal = [
            replace(item, voided=item.voided or item.seq in about) for item in self._journal
        ]
        self._histories = {}

    def confirm(self, event: Json, _: int, __: int) -> None:
        about = self._about(event["confirm"], event["day"])
        self._confirmed |= {EntryRef(item.device, item.seq) for item in about}
        self._histories = {}

    def _about(self, body: str, day: str) -> list[JournalItem]:
        about = [
            item
            for item in self._journal
            if item.body == CODES[body] and item.day == parse_day(day)
        ]
        assert about, "nothing was recorded on that day"
        return about

    def apply(self, event: Json, _: int, today: int) -> None:
        body = CODES[event["apply"]]
        self._decide(self._on_day(body, today))
        policy = policy_on(self._policies.get(body, []), today)
        self._decide(on_applying(policy, self._person, self._history(body), body, today))

    def staff(self, event: Json, _: int, today: int) -> None:
        body = CODES[event["staff"]]
        self._decide(self._on_day(body, today))
        policy = policy_on(self._policies.get(body, []), today)
        self._decide(on_deciding(policy, self._person, body, today, premium=event["premium"]))

    def programme(self, event: Json, _: int, __: int) -> None:
        joins = "joins" in event
        body = CODES[event["joins"] if joins else event["quits"]]
        held = held_with(self._person, body) or Held(body)
        programmes = {*held.programmes, event["programme"]}
        if not joins:
            programmes.remove(event["programme"])
        changed = replace(held, programmes=sorted(programmes))
        self._person = replace(
            self._person,
            held=[changed if one.body == body else one for one in self._person.held],
        )

    def seen(self, _: Json, __: int, ___: int) -> None:
        """The member was here, and did nothing else."""

    def told(self, check: Json, today: int) -> Json:
        """The same that a check expects, as it is."""
        return {key: self._told(key, expected, today) for key, expected in check.items()}

    def _told(self, key: str, expected: Any, today: int) -> Any:
        if key in _OF_PERSON:
            return _names(_OF_PERSON[key](self._person))
        if key in _OF_STANDING:
            return {
                body: _OF_STANDING[key](self._standing(CODES[body], today), wish)
                for body, wish in expected.items()
            }
        proposed = [one for one in self._decisions if one.kind is ChangeKind.PROPOSE]
        answers: dict[str, Callable[[], Any]] = {
            "on": lambda: format_day(today),
            "standing": lambda: {_name(held.body): _shown(held) for held in self._person.held},
            "decisions": lambda: [_written(one) for one in self._decisions[-len(expected) :]],
            "decided": lambda: len(self._decisions),
            "staff_acts": lambda: len(proposed) + len(self._waited),
            "of_age_from": lambda: format_day(of_age_from(self._person.birth_day)),
            "fees": lambda: {body: _fee(self._scenario["joined"][body]) for body in expected},
            "rates": lambda: [{**wish, "given": self._rate(wish, today)} for wish in expected],
        }
        return answers[key]()

    def _rate(self, wish: Json, today: int) -> bool:
        """Whether a place of one body, for the tier or the mark, takes the card of another."""
        held = held_with(self._person, CODES[wish["card"]])
        if held is None:
            return False
        facility = FacilityItem(
            version=1,
            place=1,
            body=CODES[wish["at"]],
            tolerated_steps=2,
            list_age_h=168,
            lines=[PriceLine(1, "大人", "Adult", 0, 0, 0, 0, 600, 300, -1, -1)],
            tier=TIERS[wish["from"]],
            long_stay=wish.get("long_stay", False),
            reach=Reach.OWN,
            partners=[],
            companions=0,
            quota=0,
            period=Period.DAY,
            hours=[],
        )
        now = start_of(today)
        issuer, tier, mark = held.body, held.tier, held.long_stay
        return rate_of(facility, issuer, tier, long_stay=mark, used=0, now=now).granted

    def _standing(self, body: int, today: int) -> Standing:
        policy = policy_on(self._policies.get(body, []), today)
        return standing(policy, self._person, self._history(body), body, today)

    def _on_day(self, body: int, today: int) -> list[Change]:
        policies = self._policies.get(body, [])
        return on_day(policies, self._person, self._history(body), body, today)

    def _history(self, body: int) -> History:
        if body not in self._histories:
            policies = self._policies.get(body, [])
            self._histories[body] = history_of(
                self._journal, body, policies, self._designated, self._confirmed
            )
        return self._histories[body]

    def _decide(self, changes: list[Change]) -> None:
        self._person = after(self._person, changes)
        self._decisions += changes


_VERBS: dict[str, Callable[[_Story, Json, int, int], None]] = {
    "register": _Story.register,
    "leave": _Story.leave,
    "refuse_link": _Story.refuse_link,
    "allow_link": _Story.allow_link,
    "prove": _Story.prove,
    "move": _Story.move,
    "guardian": _Story.guardian,
    "activity": _Story.evidence,
    "stay": _Story.evidence,
    "void": _Story.void,
    "confirm": _Story.confirm,
    "apply": _Story.apply,
    "staff": _Story.staff,
    "joins": _Story.programme,
    "quits": _Story.programme,
    "seen": _Story.seen,
}
_BY_MEMBER = {"register", "leave", "refuse_link", "allow_link", "prove", "apply", "seen"}
"""What nobody does but the member: it is an access (R32)."""


def _policy(written: Json) -> PolicyInForce:
    fields = dict(written)
    from_day = parse_day(fields.pop("from"))
    if "weakest" in fields:
        fields["weakest"] = _source(fields["weakest"])
    if "long_stay_tier" in fields:
        fields["long_stay_tier"] = TIERS[fields["long_stay_tier"]]
    fields["premium"] = [
        [{**one, "of": [CODES.get(each, each) for each in one.get("of", [])]} for one in conditions]
        for conditions in fields.get("premium", msgspec.to_builtins(Policy().premium))
    ]
    return PolicyInForce(from_day, msgspec.convert(fields, Policy))


def _source(name: str) -> Source:
    return Source[name.upper().replace("-", "_")]


def _code(name: str | None) -> int:
    return 0 if name is None else CODES[name]


def _name(body: int) -> str:
    return NAMES[body]


def _names(bodies: Iterable[int]) -> list[str]:
    return [_name(one) for one in bodies]


def _shown(held: Held) -> str:
    words = [held.tier.name.lower()]
    words += ["linked"] if held.linked else []
    words += [f"until {format_day(held.premium_until)}"] if held.premium_until else []
    words += ["long-stay"] if held.long_stay else []
    words += [f"waits for {held.pending}"] if held.pending else []
    words += [f"asked {format_day(held.asked)}"] if held.asked else []
    return " ".join(words)


def _written(change: Change) -> str:
    words = [format_day(change.day), _name(change.body), change.kind, change.rule, change.reason]
    words += [f"until {format_day(change.until)}"] if change.until else []
    words += [change.finding] if change.finding else []
    return " ".join(words)


def _of_progress(name: str, progress: Progress) -> Any:
    match name:
        case "met":
            return progress.met
        case "group":
            return progress.group
        case "have":
            return [one.have for one in progress.conditions]
        case "missing":
            return [max(0, one.needed - one.have) for one in progress.conditions]
        case "until" | "by":
            day = progress.until if name == "until" else progress.by
            return format_day(day) if day else None
    raise ValueError(f"{name} is nothing of a progress")


_OF_PERSON: dict[str, Callable[[Person], list[int]]] = {
    "seen_by": seen_by,
    "news_from": seen_by,
    "statistics": counted_in_statistics,
    "counted_premium": counted_premium,
    "refused": lambda person: person.refused,
}
_OF_STANDING: dict[str, Callable[[Standing, Any], Any]] = {
    "hindrances": lambda shown, _: [str(one) for one in shown.hindrances],
    "renewable": lambda shown, _: shown.renewable,
    "next_until": lambda shown, _: format_day(shown.next_until),
    "stay_days": lambda shown, _: shown.stay_days,
    "progress": lambda shown, wish: {name: _of_progress(name, shown.progress) for name in wish},
}


def _fee(joined: str) -> Json:
    day = parse_day(joined)
    return {"year": fiscal_year(day), "free": joined_free(day)}
