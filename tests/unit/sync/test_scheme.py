"""What the scenarios do not reach: all codes, what is refused, evidence that was ruled on."""

import pytest

from schemas.entries import EntryRef, Source
from schemas.feed import Tier
from schemas.policy import Policy, PolicyInForce
from schemas.rulings import RulingKind, RulingReason
from schemas.standing import ActivityDay, Change, ChangeKind, Held, History, Person, Reason
from schemas.views import JournalItem
from server.catalogue import all_bodies
from sync.calendar import parse_day
from sync.scheme.bodies import is_prefecture, prefecture_of
from sync.scheme.evidence import history_of, waits
from sync.scheme.links import on_leaving
from sync.scheme.passage import on_day
from sync.scheme.persons import after
from sync.scheme.premium import policy_on

DEVICE = bytes(12)
VILLAGE = 294527


def item(seq: int, day: int, **fields: object) -> JournalItem:
    known: dict[str, object] = {
        "device": DEVICE,
        "seq": seq,
        "ms": 0,
        "counter": 0,
        "body": VILLAGE,
        "place": 1,
        "project": 1,
        "day": day,
        "source": Source.LIVE_CARD,
        "ruling": RulingKind.ACCEPTED,
        "reason": RulingReason.NONE,
        "voided": False,
        "void_reason": "",
        "notes": [],
    }
    return JournalItem(**{**known, **fields})  # type: ignore[arg-type]  # names as of the struct


def test_a_code_tells_the_prefecture_of_every_body() -> None:
    for body in all_bodies():
        assert prefecture_of(body.code) == body.prefecture
        assert is_prefecture(body.code) is (body.code == body.prefecture)


def test_what_was_rejected_counts_nothing_and_waits_for_nobody() -> None:
    weak = item(1, 100, source=Source.MEMBER_ENTRY)
    rejected = item(2, 101, source=Source.MEMBER_ENTRY, ruling=RulingKind.REJECTED)
    flagged = item(3, 102, ruling=RulingKind.FLAGGED)
    voided = item(4, 103, source=Source.MEMBER_ENTRY, voided=True)
    elsewhere = item(5, 104, body=290009)
    journal = [weak, rejected, flagged, voided, elsewhere]
    assert [waits(one, [], set()) for one in journal] == [True, False, False, False, False]
    assert history_of(journal, VILLAGE, [], {1}, set()) == History([ActivityDay(102, 1)], [102])
    confirmed = {EntryRef(DEVICE, one.seq) for one in journal}
    told = history_of(journal, VILLAGE, [], {1}, confirmed)
    assert told == History(
        [ActivityDay(100, 1), ActivityDay(102, 1)], [100, 102], [ActivityDay(103, 1)]
    )


def test_a_day_has_each_project_once() -> None:
    journal = [item(1, 100), item(2, 100), item(3, 100, project=2), item(4, 100, project=0)]
    told = history_of(journal, VILLAGE, [], {1, 2}, set())
    assert told == History([ActivityDay(100, 1), ActivityDay(100, 2)], [100])


def test_the_policy_in_force_is_the_newest_that_has_begun() -> None:
    first, second = PolicyInForce(10, Policy(valid_months=1)), PolicyInForce(20, Policy())
    told = [second, first]
    assert policy_on(told, 9) == Policy()
    assert policy_on(told, 10) is first.policy
    assert policy_on(told, 19) is first.policy
    assert policy_on(told, 20) is second.policy


def test_what_is_not_held_cannot_be_left() -> None:
    assert on_leaving(Person(), VILLAGE, 100) == []


def test_a_change_that_concerns_no_registration_is_refused() -> None:
    person = Person(held=[Held(VILLAGE)])
    with pytest.raises(ValueError, match="no change of a registration"):
        after(person, [Change("other", VILLAGE, "R07", Reason.APPLIED, 1)])  # type: ignore[arg-type] # on purpose


def test_nobody_is_asked_of_whom_it_is_not_known_when_they_were_here() -> None:
    """As somebody brought in from an older programme, who never opened the app (R61)."""
    person = Person(held=[Held(VILLAGE)])
    assert on_day([], person, History(), VILLAGE, parse_day("2030-01-01")) == []


def test_a_premium_that_ran_out_years_ago_is_judged_year_by_year() -> None:
    held = Held(VILLAGE, tier=Tier.PREMIUM, premium_until=parse_day("2027-05-02"))
    person = Person(proven=True, birth_day=0, last_access=parse_day("2029-06-01"), held=[held])
    days = [parse_day(f"2027-0{month}-01") for month in (1, 2, 3)]
    history = History([ActivityDay(day, 1) for day in days], days)
    changes = on_day([], person, history, VILLAGE, parse_day("2029-06-01"))
    assert [(one.kind, one.day, one.until) for one in changes] == [
        (ChangeKind.RENEW, parse_day("2027-05-03"), parse_day("2028-05-02")),
        (ChangeKind.LAPSE, parse_day("2028-05-03"), 0),
    ]
