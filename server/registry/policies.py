"""A body's rules as data (R06): written by its office, told to its members' phones."""

from collections.abc import Iterable

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import PolicyItem
from schemas.policy import Condition, ConditionKind, Policy, PolicyInForce
from schemas.problems import ProblemCode
from server.app.problems import Refusal
from server.catalogue import find
from server.office.projects import list_projects
from server.registry import store
from server.registry.programmes import programmes_of_body, tell_programmes
from server.replication.feeds import body_scope, publish
from sync.calendar import day_of

MAX_POLICY_BYTES = 16_384
_decoder = msgspec.json.Decoder(Policy)


async def policies_of(conn: AsyncConnection, body: int) -> list[PolicyInForce]:
    """A body's policies by their first day, of each day the newest; none: the scheme's defaults."""
    newest = {row.from_day: row.policy for row in await store.policies_of(conn, body)}
    return [PolicyInForce(day, _decoder.decode(text)) for day, text in newest.items()]


async def written_policies(conn: AsyncConnection, body: int) -> list[tuple[int, Policy, int]]:
    """(first day, policy, written in ms) of all that were ever written, in order."""
    return [
        (row.from_day, _decoder.decode(row.policy), row.written_ms)
        for row in await store.policies_of(conn, body)
    ]


async def write_policy(
    conn: AsyncConnection, body: int, from_day: int, policy: Policy, author: str, now: int
) -> None:
    """Lets a policy hold from a day on, today at the earliest; what was decided stays decided.

    Raises `Refusal` MALFORMED for a day that is over, and for what names nothing of this body.
    """
    if from_day < day_of(now):
        raise Refusal(
            ProblemCode.MALFORMED,
            "過去の日から始めることはできません。決まったことは変わりません",
            "It cannot begin in the past: what was decided stays decided",
            field="from_day",
        )
    await _check(conn, body, policy)
    text = msgspec.json.encode(policy).decode()
    if len(text) > MAX_POLICY_BYTES:
        raise Refusal(ProblemCode.TOO_LARGE, field="policy")
    # With every version: a rule from before programmes were told is told with their names, too.
    await tell_programmes(conn, body)
    version = await store.write_policy(conn, body, from_day, text, author, now)
    await publish(
        conn,
        body_scope(body),
        [(f"policy:{from_day}", PolicyItem(version, body, from_day, text))],
    )
    await store.look_at_all(conn, body, from_day)


async def _check(conn: AsyncConnection, body: int, policy: Policy) -> None:
    """Everything that conditions name must be there."""
    await check_conditions(conn, body, [one for group in policy.premium for one in group], "policy")
    if policy.validities:
        known = {one.id for one in await programmes_of_body(conn, body)}
        if any(one.programme not in known for one in policy.validities):
            raise Refusal(ProblemCode.MALFORMED, field="policy")


async def check_conditions(
    conn: AsyncConnection, body: int, conditions: Iterable[Condition], field: str
) -> None:
    """Raises `Refusal` MALFORMED with the field for a condition that names nothing of this body."""
    known = {
        ConditionKind.PROJECTS: {one.id for one in await list_projects(conn, body)},
        ConditionKind.PROGRAMME: {one.id for one in await programmes_of_body(conn, body)},
    }
    for condition in conditions:
        named = set(condition.of)
        match condition.kind:
            case ConditionKind.ACTIVITIES | ConditionKind.STAY_DAYS:
                continue
            case ConditionKind.RESIDENCE:
                unknown = {one for one in named if find(one) is None}
            case _:
                unknown = named - known[condition.kind]
        if unknown or not named:
            raise Refusal(
                ProblemCode.MALFORMED,
                "条件の対象(活動・地域・プログラム)を選んでください",
                "Choose what the condition is about: projects, places or programmes",
                field=field,
            )
