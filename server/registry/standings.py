"""How people stand with a body, by the scheme's rules over what is stored."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.policy import Policy, PolicyInForce
from schemas.standing import History, Person, Standing
from server.replication.histories import histories
from sync.calendar import months_before
from sync.scheme.persons import held_with
from sync.scheme.premium import YEAR_MONTHS, policy_on, standing

NOTHING = History()


async def history_for(
    conn: AsyncConnection,
    account: str,
    person: Person,
    policies: Sequence[PolicyInForce],
    body: int,
    day: int,
) -> History:
    """A person's history with a body, as far back as the rules may look on a day."""
    policy = policy_on(policies, day)
    since = _since(person, [policy, *(one.policy for one in policies)], body, day)
    found = await histories(conn, body, [account], since, policies)
    return found.get(account, NOTHING)


async def standing_of(
    conn: AsyncConnection,
    account: str,
    person: Person,
    policies: Sequence[PolicyInForce],
    body: int,
    day: int,
) -> Standing:
    """One registration as its holder is shown it."""
    history = await history_for(conn, account, person, policies, body, day)
    return standing(policy_on(policies, day), person, history, body, day)


def looks_back(policies: Sequence[Policy]) -> int:
    """Months that any of the policies may count."""
    return max(
        (one.months for policy in policies for group in policy.premium for one in group),
        default=YEAR_MONTHS,
    )


def _since(person: Person, policies: Sequence[Policy], body: int, day: int) -> int:
    """The day after which everything counts that is asked of a person: of premium that ran out
    meanwhile, as of its own last day."""
    held = held_with(person, body)
    ends = [one for one in (held.premium_until, held.lapsed) if one] if held else []
    return months_before(min([day, *ends]), max(looks_back(policies), YEAR_MONTHS))
