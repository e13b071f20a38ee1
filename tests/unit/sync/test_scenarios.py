"""The scheme's rules by the catalogue of scenarios, which the app's rules pass too."""

from collections import Counter
from typing import Any

import pytest

from tests.support.scenarios import all_scenarios, run

SCENARIOS = all_scenarios()
RULES = [f"R{number:02}" for number in (*range(1, 19), *range(30, 35))]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: f"{one['file']}: {one['english']}")
def test_scenario(scenario: dict[str, Any]) -> None:
    checked = run(scenario)
    assert len(checked) == len(scenario["expect"])
    for expected, found in checked:
        assert found == expected


def test_there_are_as_many_as_was_asked_for_and_no_two_are_called_alike() -> None:
    assert len(SCENARIOS) >= 120
    for language in ("name", "english"):
        names = Counter(one[language] for one in SCENARIOS)
        assert names.most_common(1)[0][1] == 1, names.most_common(3)


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_is_cited_twice_and_once_at_its_edge(rule: str) -> None:
    citing = [one for one in SCENARIOS if rule in one["rules"]]
    assert len(citing) >= 2
    assert any(one.get("boundary") for one in citing)


def test_nothing_is_written_that_nobody_reads() -> None:
    """A misspelt word would otherwise be a check that is never made."""
    for one in SCENARIOS:
        assert set(one) <= SCENARIO, one["name"]
        for event in one["events"]:
            verbs = set(event) & VERBS
            assert len(verbs) in (1, 2), event
            assert set(event) <= VERBS | BESIDE, event
        for check in one["expect"]:
            assert set(check) <= CHECKS, check
            assert len(check) > 1, check


SCENARIO = {
    "name",
    "english",
    "rules",
    "boundary",
    "policies",
    "absent",
    "undesignated",
    "asleep",
    "joined",
    "events",
    "expect",
    "file",
}
VERBS = {
    "register",
    "leave",
    "refuse_link",
    "allow_link",
    "prove",
    "move",
    "guardian",
    "activity",
    "stay",
    "void",
    "confirm",
    "apply",
    "staff",
    "joins",
    "quits",
    "seen",
}
BESIDE = {"on", "project", "source", "arrives", "day", "premium", "programme"}
CHECKS = {
    "on",
    "standing",
    "hindrances",
    "progress",
    "renewable",
    "next_until",
    "stay_days",
    "decisions",
    "decided",
    "seen_by",
    "news_from",
    "statistics",
    "counted_premium",
    "staff_acts",
    "refused",
    "of_age_from",
    "fees",
    "rates",
}
