"""Who may have a benefit, and what a subsidy comes to: the vectors that the phone passes too."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from schemas.benefits import BenefitTerms, Calculation, CostLine, Eligibility, SubsidyTerms
from schemas.policy import Policy
from schemas.standing import History, Person
from server.benefits.rules import calculate, eligibility

VECTORS = json.loads(
    (Path(__file__).parents[3] / "schemas" / "vectors" / "benefits.json").read_text()
)


@pytest.mark.parametrize("case", VECTORS["eligibility"], ids=lambda case: case["name"])
def test_who_may_have_a_benefit(case: dict[str, Any]) -> None:
    found = eligibility(
        msgspec.convert(case["terms"], BenefitTerms),
        msgspec.convert(case["policy"], Policy),
        msgspec.convert(case["person"], Person),
        msgspec.convert(case["history"], History),
        case["used"],
        case["spent"],
        case["body"],
        case["today"],
    )
    assert found == msgspec.convert(case["expect"], Eligibility)


@pytest.mark.parametrize("case", VECTORS["calculation"], ids=lambda case: case["name"])
def test_what_a_subsidy_comes_to(case: dict[str, Any]) -> None:
    found = calculate(
        msgspec.convert(case["terms"], SubsidyTerms),
        msgspec.convert(case["costs"], list[CostLine]),
        case["nights"],
        case["persons"],
    )
    assert found == msgspec.convert(case["expect"], Calculation)
