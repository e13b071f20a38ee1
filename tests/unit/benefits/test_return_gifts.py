"""R52: what is not tied to being there is not published; what may not be is looked at."""

import pytest
from msgspec.structs import replace

from schemas.benefits import (
    ApplicantKind,
    BenefitTerms,
    CostKind,
    CostRule,
    Handover,
    MarkAsked,
    SubsidyTerms,
    Tie,
)
from schemas.feed import Tier
from server.benefits.return_gifts import findings

BATH = BenefitTerms(name="村の湯の割引", english="Bath discount", tie=Tie.PLACE, places=[1])
MONEY = SubsidyTerms([CostRule(CostKind.LODGING, 1, 2)], [ApplicantKind.INDIVIDUAL])
STAY = BenefitTerms(name="宿泊費の助成", tie=Tie.NIGHT, subsidy=MONEY, budget=100_000)


def codes(terms: BenefitTerms) -> list[tuple[str, bool]]:
    return [(one.code, one.refuses) for one in findings(terms)]


def test_what_is_tied_and_plain_is_fine() -> None:
    assert codes(BATH) == []
    assert codes(STAY) == []


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (replace(BATH, tie=Tie.UNTIED), "untied"),
        (replace(BATH, places=[]), "no-place"),
        (replace(STAY, subsidy=replace(MONEY, receipts=False, proven_days=False)), "unproven"),
    ],
)
def test_what_is_not_tied_is_refused_with_the_rule_in_words(terms: BenefitTerms, code: str) -> None:
    first = findings(terms)[0]
    assert (first.code, first.refuses) == (code, True)
    assert "返礼品" in first.japanese
    assert "return gift" in first.english


@pytest.mark.parametrize(
    ("terms", "code", "found"),
    [
        (replace(BATH, text="特別な品をご自宅へ郵送します"), "by-post", "郵送"),
        (replace(BATH, handover=Handover.SENT), "by-post", ""),
        (replace(BATH, text_english="We ship it to you by post"), "by-post", "by post"),
        (replace(BATH, text="全国で使える商品券です"), "voucher", "商品券"),
        (replace(BATH, name="特産品セット"), "voucher", "特産品"),
        (replace(BATH, text="現金をお渡しします"), "cash", "現金"),
        (replace(BATH, handover=Handover.PAID_BACK), "cash", ""),
        (replace(BATH, tier=Tier.BASIC), "open-to-basic", ""),
        (replace(STAY, budget=0), "unbounded", ""),
    ],
)
def test_what_may_be_a_gift_is_looked_at(terms: BenefitTerms, code: str, found: str) -> None:
    warned = {one.code: one for one in findings(terms)}
    assert not any(one.refuses for one in warned.values())
    assert warned[code].found == found


def test_what_helps_towards_premium_may_be_open_to_basic_members() -> None:
    """R51."""
    assert codes(replace(BATH, tier=Tier.BASIC, helps=True)) == []
    assert codes(replace(BATH, tier=Tier.BASIC, mark=MarkAsked.NEEDED)) == []


def test_refusals_come_first() -> None:
    found = codes(replace(BATH, tie=Tie.UNTIED, handover=Handover.SENT, text="商品券"))
    assert [refuses for _, refuses in found] == [True, False, False]
