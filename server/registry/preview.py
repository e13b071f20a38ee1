"""What a policy would find among a body's members today, before it holds."""

from schemas.api import PolicyPreview
from schemas.feed import Tier
from schemas.policy import Policy, PolicyInForce
from server.database import Database
from server.registry.everyone import everyone
from server.registry.standings import looks_back
from sync.calendar import day_of, months_before
from sync.scheme.premium import YEAR_MONTHS
from sync.scheme.requirement import days_within, progress


async def preview(database: Database, body: int, policy: Policy, now: int) -> PolicyPreview:
    """Goes through all members, page by page; writes nothing."""
    today = day_of(now)
    since = months_before(today, max(looks_back([policy]), YEAR_MONTHS))
    members = qualifying = premium = kept = marked = 0
    async for page in everyone(database, body, since, [PolicyInForce(0, policy)]):
        for one in page:
            (held,) = one.person.held
            met = progress(policy, one.person.home, held.programmes, one.history, today).met
            is_premium = held.tier is Tier.PREMIUM
            stays = days_within(one.history.stays, YEAR_MONTHS, today)
            members += 1
            qualifying += met
            premium += is_premium
            kept += met and is_premium
            marked += len(stays) >= policy.long_stay_days and held.tier >= policy.long_stay_tier
    return PolicyPreview(members, qualifying, premium, kept, marked)
