"""Rates and uses: the vectors that the app passes too, and what must hold of any order."""

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import msgspec
import pytest

from schemas.entries import Party
from schemas.feed import FacilityItem, Tier
from schemas.views import Rate
from sync.merge import join_facts, join_rulings
from sync.rates import asked_of, rate_of
from sync.uses import uses
from tests.support.facts import fact_from_json, ruling_from_json, view_to_json

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).resolve().parents[3] / "schemas/vectors/facility.json").read_text()
)
ROSTER = {(issuer, card): member for issuer, card, member in VECTORS["roster"]}
QUOTAS = {place: (quota, period) for place, quota, period in VECTORS["quotas"]}


def facility(fields: dict[str, Any]) -> FacilityItem:
    """From the object that TypeScript reads."""
    named = dict(fields)
    kind = named.pop("type")
    assert kind == "FacilityItem"
    for name in ("lines", "hours"):
        named[name] = [list(one.values()) for one in named[name]]
    return msgspec.convert([FacilityItem.__struct_config__.tag, *named.values()], FacilityItem)


@pytest.mark.parametrize("case", VECTORS["rates"], ids=lambda case: case["name"])
def test_the_rate(case: dict[str, Any]) -> None:
    rate = rate_of(
        facility(case["facility"]),
        case["issuer"],
        Tier(case["tier"]),
        long_stay=case["long_stay"],
        used=case["used"],
        now=case["now"],
    )
    assert view_to_json(rate) == case["rate"]


@pytest.mark.parametrize("case", VECTORS["parties"], ids=lambda case: case["name"])
def test_what_a_party_pays(case: dict[str, Any]) -> None:
    rate = msgspec.convert(case["rate"], Rate)
    assert asked_of(rate, [Party(**one) for one in case["party"]]) == case["yen"]


@pytest.mark.parametrize("case", VECTORS["uses"], ids=lambda case: case["name"])
def test_uses_in_any_order(case: dict[str, Any]) -> None:
    facts = list(map(fact_from_json, case["facts"]))
    rulings = join_rulings(map(ruling_from_json, case["rulings"]))
    for order in permutations(facts):
        told = join_facts(order, reversed(order)).values()
        assert view_to_json(uses(told, rulings, ROSTER, QUOTAS)) == case["uses"]
