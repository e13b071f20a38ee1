"""What everybody must see in the end, from the acts themselves: slowly, and in its own words.

Nothing of `sync/` or of the server's rules is used here. The rules are those of `sync/README.md`
(rulings, merge and views) and of R04, R10, R11, R25-R27.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from tests.simulation.model import TEN_MINUTES, Ledger, Ref, Stored

ACCEPTED, REJECTED, FLAGGED = 1, 2, 3
NOT_PERMITTED, UNKNOWN_ENTRY, CLOCK_AHEAD, CLOCK_BEHIND = 1, 4, 7, 8
CARD_NOT_VALID, COPIED, NOT_REGISTERED, DAY_NOT_ALLOWED = 10, 11, 12, 13
LIVE_CARD, PRINTED_CODE, MEMBER_ENTRY = 1, 3, 5


class Word(NamedTuple):
    """The server's word on an entry. `history`: whose it enters, "" for nobody's."""

    kind: int
    reason: int
    day: int
    """In place of the entry's own, 0 where that stands."""
    history: str


@dataclass(frozen=True)
class Facts:
    """The village as it was made."""

    bodies: Mapping[int, int]
    """The body of each place."""
    numbers: Mapping[tuple[str, int], int]
    """A member's number with each body."""
    staff: Mapping[str, int]
    """The body that somebody works for."""
    designated: frozenset[int]
    quota: int
    """How often a day somebody may use the rate of a place."""


def tokyo_day(ms: int) -> int:
    """Through the calendar, not by division."""
    instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms, hours=9)
    return (instant.date() - datetime(1970, 1, 1, tzinfo=UTC).date()).days


class Oracle:
    def __init__(self, facts: Facts, ledger: Ledger) -> None:
        self._facts = facts
        self._stored: dict[Ref, Stored] = {one.ref: one for one in ledger.arrivals}
        self._words: dict[Ref, Word] = {}
        for one in ledger.arrivals:
            self._words[one.ref] = self._judge(one)
        self._flag_copies()
        self._voids = self._standing_voids()

    # -- rulings ------------------------------------------------------------------------------

    def _judge(self, one: Stored) -> Word:
        at, late = one.item.ms, 0
        if one.item.ms > one.arrival + TEN_MINUTES:
            at, late = one.arrival, CLOCK_AHEAD
        elif one.item.ms < one.anchor - TEN_MINUTES:
            at, late = one.anchor, CLOCK_BEHIND
        clock = Word(FLAGGED if late else ACCEPTED, late, 0, one.item.act.author)
        match one.item.act.kind:
            case "CheckIn" | "Use":
                return self._judge_by_card(one, at, late)
            case "Stay":
                return self._judge_stay(one, at, late)
            case "Note":
                return self._judge_note(one, clock)
            case "Void":
                return self._judge_void(one, clock)
            case "SetField" if late == CLOCK_AHEAD:
                clock = clock._replace(kind=REJECTED)
        return clock

    def _judge_by_card(self, one: Stored, at: int, late: int) -> Word:
        act = one.item.act
        body = self._facts.bodies[act.entry["place"]]
        if self._facts.staff.get(act.author) != body or act.member == act.author:
            return Word(REJECTED, NOT_PERMITTED, 0, "")
        start, end = act.card_valid
        day = tokyo_day(at) if late else 0
        if not start - TEN_MINUTES <= at < end + TEN_MINUTES:
            return Word(FLAGGED, CARD_NOT_VALID, day, act.member)
        return Word(FLAGGED if late else ACCEPTED, late, day, act.member)

    def _judge_stay(self, one: Stored, at: int, late: int) -> Word:
        act, entry = one.item.act, one.item.act.entry
        body = self._facts.bodies[entry["place"]]
        by_hand = entry["source"] == MEMBER_ENTRY
        free = by_hand and tokyo_day(one.arrival) - 365 <= entry["day"] <= tokyo_day(at)
        wrong_day = not free and entry["day"] != tokyo_day(one.item.ms)
        day = tokyo_day(at) if late and not free and not wrong_day else 0
        if (act.author, body) not in self._facts.numbers:
            return Word(REJECTED, NOT_REGISTERED, day, act.author)
        if wrong_day:
            return Word(REJECTED, DAY_NOT_ALLOWED, 0, act.author)
        return Word(FLAGGED if late else ACCEPTED, late, day, act.author)

    def _judge_note(self, one: Stored, clock: Word) -> Word:
        ref, author = one.item.refs[0], one.item.act.author
        target = self._stored.get(ref)
        own = target is not None and self._words[ref].history == author
        if target is None or not own or target.item.act.kind not in ("CheckIn", "Stay"):
            return Word(REJECTED, UNKNOWN_ENTRY, 0, author)
        return clock

    def _judge_void(self, one: Stored, clock: Word) -> Word:
        ref = one.item.refs[0]
        target = self._stored.get(ref)
        if target is None or target.item.act.kind not in ("CheckIn", "Stay", "Note", "Use"):
            return Word(REJECTED, UNKNOWN_ENTRY, 0, "")
        author, staff_of = one.item.act.author, self._facts.staff.get(one.item.act.author)
        body = self._body(target)
        if target.item.act.author != author and (not staff_of or staff_of != body):
            return Word(REJECTED, UNKNOWN_ENTRY, 0, "")
        return clock._replace(history=self._words[ref].history)

    def _body(self, one: Stored) -> int:
        """The body that an entry concerns: none if nobody's history took it in."""
        word = self._words[one.ref]
        if one.item.act.kind not in ("CheckIn", "Stay", "Use") or not word.history:
            return 0
        return self._facts.bodies[one.item.act.entry["place"]]

    def _flag_copies(self) -> None:
        """One presentation, read by several devices: a picture of it went round. Not so where what
        they read is what one of them read, told again under other keys."""
        shown: dict[tuple[int, int, int], list[Stored]] = defaultdict(list)
        for one in self._stored.values():
            entry = one.item.act.entry
            if one.item.act.kind == "CheckIn" and self._words[one.ref].kind != REJECTED:
                step = one.item.ms // 30_000 + entry["drift"]
                shown[entry["issuer"], entry["card"], step].append(one)
        for group in shown.values():
            acts = {one.item.act.number for one in group}
            told: dict[str, set[int]] = defaultdict(set)
            for one in group:
                told[one.ref[0]].add(one.item.act.number)
            if acts not in told.values():
                for one in group:
                    word = self._words[one.ref]
                    self._words[one.ref] = word._replace(kind=FLAGGED, reason=COPIED)

    def _standing_voids(self) -> dict[Ref, list[Stored]]:
        """By what they take back."""
        voids: dict[Ref, list[Stored]] = defaultdict(list)
        for one in self._stored.values():
            if one.item.act.kind == "Void" and self._words[one.ref].kind != REJECTED:
                voids[one.item.refs[0]].append(one)
        return voids

    # -- views --------------------------------------------------------------------------------

    def _day(self, one: Stored) -> int:
        if self._words[one.ref].day:
            return self._words[one.ref].day
        entry = one.item.act.entry
        return int(entry["day"]) if one.item.act.kind == "Stay" else tokyo_day(one.item.ms)

    def _history(self, account: str, *kinds: str) -> list[Stored]:
        """Everything of these kinds in a person's history, oldest first."""
        mine = [
            one
            for one in self._stored.values()
            if one.item.act.kind in kinds and self._words[one.ref].history == account
        ]
        return sorted(mine, key=_age)

    def _stands(self, one: Stored) -> bool:
        return self._words[one.ref].kind != REJECTED

    # Of one act there may be several entries: a phone that was put back tells again under another
    # key what its backup held unsent. On one day they are one piece of evidence.

    def _strongest(self, told: list[Stored]) -> Word:
        """Of what was ruled on an act's entries: flagged, else accepted, else rejected."""
        order = (REJECTED, ACCEPTED, FLAGGED)
        words = [self._words[one.ref] for one in told]
        return max(words, key=lambda word: (order.index(word.kind), word.reason))

    def _acts(self, told: list[Stored]) -> list[list[Stored]]:
        """In the order of `told`, each beginning with the entry that gives it its name."""
        acts: dict[tuple[int, int], list[Stored]] = defaultdict(list)
        for one in told:
            acts[one.item.act.number, self._day(one)].append(one)
        return [sorted(act, key=lambda one: one.ref) for act in acts.values()]

    def _taken_back(self, act: list[Stored]) -> str | None:
        """Why, by the earliest void on any of its entries; None if it was not."""
        voids = [void for one in act for void in self._voids.get(one.ref, ())]
        if not voids:
            return None
        return str(min(voids, key=_age).item.act.entry["reason"])

    def _notes(self, account: str, act: list[Stored]) -> list[dict[str, Any]]:
        """Oldest first, each once."""
        about = {one.ref for one in act}
        notes: dict[int, list[Stored]] = defaultdict(list)
        for one in self._history(account, "Note"):
            if one.item.refs[0] in about:
                notes[one.item.act.number].append(one)
        standing = [
            min(told, key=lambda one: one.ref)
            for told in notes.values()
            if any(self._stands(one) for one in told) and self._taken_back(told) is None
        ]
        return [
            {
                "device": one.ref[0],
                "seq": one.ref[1],
                "ms": one.item.ms,
                "text": one.item.act.entry["text"],
            }
            for one in sorted(standing, key=_age)
        ]

    def views(self, account: str) -> dict[str, Any]:
        """As a member's phone shows them."""
        acts = self._acts(self._history(account, "CheckIn", "Stay"))
        acts.sort(key=lambda act: (self._day(act[0]), *_age(act[0])), reverse=True)
        stay_days, activity_days = set(), set()
        for act in acts:
            first = act[0]
            counts = self._strongest(act).kind != REJECTED and self._taken_back(act) is None
            if counts and _source(first) <= PRINTED_CODE:
                when = self._facts.bodies[first.item.act.entry["place"]], self._day(first)
                stay_days.add(when)
                if first.item.act.entry["project"] in self._facts.designated:
                    activity_days.add(when)
        return {
            "journal": [self._journal_item(account, act) for act in acts],
            "stay_days": _days(stay_days),
            "activity_days": _days(activity_days),
            "name": self._field(account, "name"),
            "language": self._field(account, "language"),
            "interests": self._interests(account),
        }

    def _journal_item(self, account: str, act: list[Stored]) -> dict[str, Any]:
        one, word, why = act[0], self._strongest(act), self._taken_back(act)
        entry = one.item.act.entry
        return {
            "device": one.ref[0],
            "seq": one.ref[1],
            "ms": one.item.ms,
            "counter": one.item.counter,
            "body": self._facts.bodies[entry["place"]],
            "place": entry["place"],
            "project": entry["project"],
            "day": self._day(one),
            "source": _source(one),
            "ruling": word.kind,
            "reason": word.reason,
            "voided": why is not None,
            "void_reason": why or "",
            "notes": self._notes(account, act),
        }

    def _field(self, account: str, field: str) -> str:
        value = ""
        for one in self._history(account, "SetField"):
            if self._stands(one) and one.item.act.entry["field"] == field:
                value = one.item.act.entry["value"]
        return value

    def _interests(self, account: str) -> list[str]:
        removed = {
            self._stored[ref].item.act.number
            for one in self._history(account, "RemoveInterest")
            if self._stands(one)
            for ref in one.item.refs
            if ref in self._stored
        }
        return sorted(
            {
                one.item.act.entry["interest"]
                for one in self._history(account, "AddInterest")
                if self._stands(one) and one.item.act.number not in removed
            }
        )

    def attendance(self, place: int, day: int) -> list[dict[str, Any]]:
        """A row a member, as the staff of the place see it."""
        rows: dict[int, dict[str, Any]] = {}
        here = [
            one
            for one in sorted(self._stored.values(), key=_age)
            if one.item.act.kind in ("CheckIn", "Stay")
            if one.item.act.entry["place"] == place and self._day(one) == day
        ]
        for told in self._acts(here):
            one, act = told[0], told[0].item.act
            if not any(map(self._stands, told)) or self._taken_back(told) is not None:
                continue
            member = self._facts.numbers[act.member, self._facts.bodies[place]]
            known = rows.setdefault(
                member,
                {
                    "member": member,
                    "card": 0,
                    "first_ms": one.item.ms,
                    "records": 0,
                    "source": _source(one),
                },
            )
            known["records"] += 1
            known["source"] = min(known["source"], _source(one))
        return list(rows.values())

    def uses(self, account: str) -> list[dict[str, Any]]:
        """Of a person, newest first: when, at what price, and whether it was too often that day."""
        given: dict[tuple[int, int], int] = defaultdict(int)
        shown = []
        acts = self._acts(self._history(account, "Use"))
        for act in sorted(acts, key=lambda act: _age(act[0])):
            one, entry, stands = act[0], act[0].item.act.entry, any(map(self._stands, act))
            taken_back = self._taken_back(act) is not None
            counts = stands and not taken_back
            given[entry["place"], self._day(one)] += counts
            shown.append(
                {
                    "ms": one.item.ms,
                    "day": self._day(one),
                    "place": entry["place"],
                    "yen": entry["yen"],
                    "voided": taken_back,
                    "over": counts and given[entry["place"], self._day(one)] > self._facts.quota,
                    "ruling": self._strongest(act).kind,
                }
            )
        return shown[::-1]

    def standing(self) -> dict[str, int]:
        """How many entries of each device are neither rejected nor taken back."""
        counts: dict[str, int] = defaultdict(int)
        for ref, one in self._stored.items():
            counts[ref[0]] += self._stands(one) and ref not in self._voids
        return dict(counts)

    def people(self) -> set[str]:
        """Everyone who has a history."""
        return {word.history for word in self._words.values() if word.history}

    def days(self) -> list[tuple[int, int]]:
        """Every place and day at which anything was recorded, counting or not."""
        return sorted(
            {
                (one.item.act.entry["place"], self._day(one))
                for one in self._stored.values()
                if one.item.act.kind in ("CheckIn", "Stay")
            }
        )


def _age(one: Stored) -> tuple[int, int, str, int]:
    return one.item.ms, one.item.counter, *one.ref


def _source(one: Stored) -> int:
    return LIVE_CARD if one.item.act.kind == "CheckIn" else int(one.item.act.entry["source"])


def _days(days: set[tuple[int, int]]) -> Sequence[dict[str, int]]:
    return [{"body": body, "day": day} for body, day in sorted(days)]
