"""R52: a benefit is tied to being in the area. What is not, is a return gift: not published."""

import re
from collections.abc import Iterator

from schemas.benefits import BenefitTerms, GiftFinding, Handover, MarkAsked, Tie
from schemas.feed import Tier

_POST = re.compile(
    r"郵送|送付|宅配|発送|お届け|配送|\b(?:by post|mailed?|shipp?ed|deliver(?:y|ed)|parcel)\b",
    re.IGNORECASE,
)
_VOUCHER = re.compile(
    r"商品券|ギフト|金券|クーポン|ポイント|電子マネー|カタログ|返礼|特産品|"
    r"\b(?:vouchers?|coupons?|gift|points|catalogue|specialt(?:y|ies))\b",
    re.IGNORECASE,
)
_CASH = re.compile(
    r"現金|給付金|支給|祝い金|振り?込|奨励金|\b(?:cash|money|grant|bonus)\b", re.IGNORECASE
)


def findings(terms: BenefitTerms) -> list[GiftFinding]:
    """What stands against publishing terms: refusals first, then what somebody must look at."""
    return sorted(_findings(terms), key=lambda one: not one.refuses)


def _findings(terms: BenefitTerms) -> Iterator[GiftFinding]:
    if terms.tie is Tie.UNTIED:
        yield GiftFinding(
            "untied",
            True,
            "tie",
            "制度の規則(返礼品の禁止)により、地域に来ることや活動と結び付かないものは公開できません。"
            "「地域との結び付き」を選んでください。",
            "The scheme forbids return gifts: what can be had without coming or taking part cannot "
            "be published. Choose how it is tied to the area.",
        )
    if terms.tie is Tie.PLACE and not terms.places:
        yield GiftFinding(
            "no-place",
            True,
            "places",
            "制度の規則(返礼品の禁止)により、どの場所で受けるのかが要ります。場所を選んでください。",
            "The scheme forbids return gifts: say at which places it is had.",
        )
    subsidy = terms.subsidy
    if subsidy is not None and not subsidy.receipts and not subsidy.proven_days:
        yield GiftFinding(
            "unproven",
            True,
            "subsidy",
            "来たことを示すものが何もないお金は、返礼品と同じです。"
            "領収書か、滞在の記録のどちらかを求めてください。",
            "Money for which nothing shows that somebody came is a return gift. "
            "Ask for receipts, or for recorded days.",
        )
    yield from _warnings(terms)


def _warnings(terms: BenefitTerms) -> Iterator[GiftFinding]:
    words = " ".join((terms.name, terms.english, terms.text, terms.text_english))
    by_post = _POST.search(words)
    if terms.handover is Handover.SENT or by_post:
        yield GiftFinding(
            "by-post",
            False,
            "handover",
            "家に送るものは、来なくても受け取れるおそれがあります(返礼品の禁止)。",
            "What is sent home may be had without coming (no return gifts).",
            by_post[0] if by_post else "",
        )
    voucher = _VOUCHER.search(words)
    if voucher:
        yield GiftFinding(
            "voucher",
            False,
            "text",
            "地域の外でも使える券や品物は、返礼品にあたるおそれがあります。",
            "Vouchers or goods that are good elsewhere may be return gifts.",
            voucher[0],
        )
    cash = _CASH.search(words)
    if terms.subsidy is None and (terms.handover is Handover.PAID_BACK or cash):
        yield GiftFinding(
            "cash",
            False,
            "subsidy",
            "お金を渡すときは、費用と来たことの証拠を求める「助成」にしてください。",
            "Where money is given, make it a subsidy: with costs, and evidence of having come.",
            cash[0] if cash else "",
        )
    if terms.tier is Tier.BASIC and not terms.helps and terms.mark is not MarkAsked.NEEDED:
        yield GiftFinding(
            "open-to-basic",
            False,
            "tier",
            "サポートは原則としてプレミアムの人のものです。"
            "ベーシックの人にも開くのは、要件を満たす助けになるものです。",
            "Benefits are meant for premium members. What is open to basic ones should help them "
            "to meet the requirement.",
        )
    if subsidy_is_unbounded(terms):
        yield GiftFinding(
            "unbounded",
            False,
            "budget",
            "回数の上限も予算の上限もありません。",
            "Neither how often nor how much in all is limited.",
        )


def subsidy_is_unbounded(terms: BenefitTerms) -> bool:
    return terms.subsidy is not None and not terms.budget and not terms.times
