"""Phone and server say the same of any person and any subsidy: who may have a benefit, and what it
comes to (R51, R54)."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.benefits import BenefitTerms, CostLine, MarkAsked, SubsidyTerms
from schemas.feed import Period, Tier
from schemas.policy import Policy
from schemas.standing import History, Person
from server.benefits.rules import calculate, eligibility
from tests.property.benefits.test_benefit_laws import costs, nights, persons, terms
from tests.property.scheme.values import bodies, conditions, days, histories, near, people, policies
from tests.support.twin import Twin, twin

fuzz = settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
ages = st.one_of(st.just(0), st.sampled_from([17, 18, 25, 65]))
some_day = st.one_of(st.just(0), days)
offers = st.builds(
    BenefitTerms,
    name=st.just("a"),
    tier=st.sampled_from(Tier),
    mark=st.sampled_from(MarkAsked),
    age_from=ages,
    age_to=ages,
    conditions=st.lists(conditions, max_size=3),
    times=st.integers(0, 2),
    period=st.sampled_from(Period),
    from_day=some_day,
    until_day=some_day,
)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twin]:
    with twin(tmp_path_factory.mktemp("twin")) as started:
        yield started


def ask(asked: Twin, /, **request: Any) -> Any:
    return asked.ask([msgspec.to_builtins(request)])[0]


@fuzz
@given(
    offer=offers,
    policy=policies(),
    person=people(),
    history=histories,
    used=st.lists(near, max_size=4),
    spent=st.sampled_from([0, 2027, 2028, 2029]),
    body=bodies,
    today=near,
)
def test_both_say_the_same_of_anybody(
    other: Twin,
    offer: BenefitTerms,
    policy: Policy,
    person: Person,
    history: History,
    used: list[int],
    spent: int,
    body: int,
    today: int,
) -> None:
    found = eligibility(offer, policy, person, history, used, spent, body, today)
    claim = {
        "terms": offer,
        "policy": policy,
        "person": person,
        "history": history,
        "used": used,
        "spent": spent,
        "body": body,
        "today": today,
    }
    assert ask(other, op="eligibility", claim=claim) == msgspec.to_builtins(found)


@fuzz
@given(subsidy=terms, asked=costs, stay=nights, party=persons)
def test_both_come_to_the_same_amount(
    other: Twin, subsidy: SubsidyTerms, asked: list[CostLine], stay: int, party: int
) -> None:
    found = calculate(subsidy, asked, stay, party)
    told = ask(other, op="calculate", terms=subsidy, costs=asked, nights=stay, persons=party)
    assert told == msgspec.to_builtins(found)
