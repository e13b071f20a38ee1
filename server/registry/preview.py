"""What a policy would find among a body's members today, before it holds."""

import asyncio

from schemas.api import PolicyPreview
from schemas.feed import Tier
from schemas.policy import Policy, PolicyInForce
from server.database import Database
from server.identity.proofs import proofs_of
from server.registry import store
from server.registry.standings import NOTHING, looks_back
from server.replication.histories import histories
from sync.calendar import day_of, months_before
from sync.scheme.premium import YEAR_MONTHS
from sync.scheme.requirement import days_within, progress

PAGE = 200
"""Members worked out in one go: what others wait for meanwhile."""


async def preview(database: Database, body: int, policy: Policy, now: int) -> PolicyPreview:
    """Goes through all members, page by page; writes nothing."""
    today = day_of(now)
    since = months_before(today, max(looks_back([policy]), YEAR_MONTHS))
    members = qualifying = premium = kept = marked = last = 0
    while True:
        async with database.reading() as conn:
            rows = await store.standing_of_body(conn, body, last, PAGE)
            accounts = [row.account for row in rows]
            found = await histories(conn, body, accounts, since, [PolicyInForce(0, policy)])
            proofs = await proofs_of(conn, accounts)
            programmes = await store.programmes_of_all(conn, body, accounts)
        for row in rows:
            history = found.get(row.account, NOTHING)
            proof = proofs.get(row.account)
            home = proof.home_body if proof else 0
            belongs = programmes.get(row.account, [])
            met = progress(policy, home, belongs, history, today).met
            is_premium = row.tier is Tier.PREMIUM
            enough = len(days_within(history.stays, YEAR_MONTHS, today)) >= policy.long_stay_days
            members += 1
            qualifying += met
            premium += is_premium
            kept += met and is_premium
            marked += enough and row.tier >= policy.long_stay_tier
        if len(rows) < PAGE:
            return PolicyPreview(members, qualifying, premium, kept, marked)
        last = rows[-1].number
        await asyncio.sleep(0)
