"""What the sample village gives its members: benefits, a subsidy that waits, one that is paid, and
an agreement to be taken in."""

import hashlib
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.benefits import (
    AccountKind,
    ApplicantKind,
    Apply,
    BenefitKind,
    BenefitTerms,
    CapPer,
    CostKind,
    CostLine,
    CostRule,
    GiveConsent,
    Handover,
    MarkAsked,
    Payee,
    Rounding,
    SubsidyTerms,
    Tie,
)
from schemas.feed import Tier
from server.app.clock import MINUTE_MS
from server.benefits import applying, deciding, offering, refuge
from server.sample.village import BATH, FORESTRY, MEMBER, OFFICE, VILLAGE, account_of
from sync.calendar import start_of

_OSAKA = "271004"
_NOON = 12 * 60 * MINUTE_MS
_PAYEE = Payee("9999", "999", AccountKind.ORDINARY, "0000000", "ミホン")

_STAY = SubsidyTerms(
    costs=[
        CostRule(CostKind.TRANSPORT, 1, 2),
        CostRule(CostKind.LODGING, 1, 2, cap=6_000, cap_per=CapPer.NIGHT),
    ],
    applicants=[ApplicantKind.INDIVIDUAL, ApplicantKind.EMPLOYEE, ApplicantKind.SELF_EMPLOYED],
    cap=30_000,
    cap_per=CapPer.PERSON,
    unit=Rounding.HUNDRED,
    receipts=False,  # the village's photographs would be nobody's
    min_nights=0,
    max_nights=14,
    max_persons=4,
)


def _offers(places: Sequence[int], projects: Sequence[int]) -> list[BenefitTerms]:
    return [
        BenefitTerms(
            name="杉の湯の住民並み料金(見本)",
            english="Residents' price at the Cedar Bath (sample)",
            text="登録証を見せると、村の人と同じ料金で入れます。",
            text_english="Show your card and pay what villagers pay.",
            kind=BenefitKind.RESIDENT_RATE,
            tie=Tie.PLACE,
            places=[places[BATH]],
            tier=Tier.BASIC,
            helps=True,
            times=20,
        ),
        BenefitTerms(
            name="滞在費の助成(見本)",
            english="Help with the cost of a stay (sample)",
            text="村に泊まって活動する人の、宿泊費と交通費の半分。",
            text_english="Half of lodging and transport for those who stay and take part.",
            kind=BenefitKind.LODGING,
            tie=Tie.NIGHT,
            handover=Handover.PAID_BACK,
            tier=Tier.BASIC,
            helps=True,
            times=4,
            budget=200_000,
            subsidy=_STAY,
        ),
        BenefitTerms(
            name="手伝いと引き換えの宿泊(見本)",
            english="A free night in return for a day's help (sample)",
            text="下草刈りを1日手伝うと、ゲストハウス源流に1泊できます。",
            text_english="A day of clearing undergrowth, a night at the guest house.",
            kind=BenefitKind.LODGING,
            tie=Tie.ACTIVITY,
            projects=[projects[FORESTRY]],
            tier=Tier.PREMIUM,
            mark=MarkAsked.SUFFICES,
            times=2,
        ),
        BenefitTerms(
            name="災害時の避難の受け入れ(見本)",
            english="Refuge when disaster strikes at home (sample)",
            text="お住まいの地域で災害があったとき、村の避難所と宿が受け入れます。",
            text_english="When disaster strikes where you live, the village takes you in.",
            kind=BenefitKind.REFUGE,
            tie=Tie.REFUGE,
            tier=Tier.BASIC,
            helps=True,
        ),
    ]


async def give_benefits(
    conn: AsyncConnection, places: Sequence[int], projects: Sequence[int], today: int, now: int
) -> None:
    """All of it, with the times of those days."""
    office, published = account_of(OFFICE), start_of(today - 60) + _NOON
    offers = []
    for terms in _offers(places, projects):
        made = await offering.make_benefit(conn, VILLAGE, terms, published)
        await offering.publish_benefit(conn, VILLAGE, made.id, (), office, published)
        offers.append(made.id)
    stay = offers[1]
    paid = await _apply(conn, stay, MEMBER, today - 40, 2, 18_000, 9_600)
    decided = start_of(today - 35) + _NOON
    await deciding.decide_all(
        conn, VILLAGE, [paid], office, decided, grant=True, amount=None, words=""
    )
    await deciding.pay_all(conn, VILLAGE, [paid], today - 30, office, start_of(today - 30) + _NOON)
    # A day on which he was there, as the records show.
    await _apply(conn, stay, "sato", today - 5, 0, 0, 6_420)
    consent = GiveConsent(3, "小さな子が一人います。", _OSAKA)
    await refuge.give_consent(conn, account_of(MEMBER), VILLAGE, consent, now)


async def _apply(
    conn: AsyncConnection, stay: int, who: str, day: int, nights: int, lodging: int, transport: int
) -> int:
    """Applied for on the day after the stay; gives the application's number."""
    asked = Apply(
        ref=hashlib.sha256(f"{who} {day}".encode()).hexdigest()[:32],
        applicant=ApplicantKind.INDIVIDUAL,
        from_day=day,
        nights=nights,
        persons=1,
        costs=[
            CostLine(kind, yen)
            for kind, yen in ((CostKind.LODGING, lodging), (CostKind.TRANSPORT, transport))
            if yen
        ],
        receipts=0,
        payee=_PAYEE,
    )
    at = start_of(day + nights + 1) + _NOON
    return (await applying.apply(conn, account_of(who), stay, asked, at)).id
