"""What phones are told of benefits and of applications."""

from schemas.benefits import BenefitState
from schemas.feed import BenefitItem, SubsidyItem, SubsidyState
from server.benefits.store import Application, Benefit, text_of
from server.replication.feeds import Publication, body_scope, pack, person_scope
from sync.calendar import day_of


def benefit_news(one: Benefit) -> Publication | None:
    """To the body's members; None for what was never published."""
    newest = one.newest
    if newest is None:
        return None
    item = BenefitItem(
        version=one.version,
        benefit=one.id,
        body=one.body,
        ended=one.state is BenefitState.CLOSED,
        spent=one.spent,
        terms=text_of(newest.terms),
    )
    return Publication(body_scope(one.body), f"benefit:{one.id}", pack(item))


def application_news(one: Application) -> Publication:
    """To the member alone: neither what they wrote nor where the money goes is in a feed."""
    decided = one.state in (
        SubsidyState.GRANTED,
        SubsidyState.PAID,
        SubsidyState.REFUSED,
    )
    item = SubsidyItem(
        version=one.version,
        application=one.id,
        body=one.body,
        benefit=one.benefit,
        state=one.state,
        day=one.day,
        from_day=one.from_day,
        nights=one.nights,
        asked=sum(line.yen for line in one.asked.costs),
        amount=one.amount if decided else one.calculated,
        decided=day_of(one.decided_ms) if decided and one.decided_ms else 0,
        paid=one.paid_day,
        words=one.words,
    )
    return Publication(person_scope(one.account), f"application:{one.id}", pack(item))
