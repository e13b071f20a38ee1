"""A member's applications for subsidies (R54): made once however often they are sent, complete when
all photographs are here."""

from collections.abc import Sequence

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.benefits import (
    Apply,
    BenefitState,
    HindranceKind,
    OwnApplication,
    Step,
    SubsidyTerms,
)
from schemas.feed import SubsidyState
from schemas.problems import ProblemCode
from server.accounts.lock import lock_account
from server.app.problems import Refusal
from server.app.settings import Settings
from server.benefits import store
from server.benefits.receipts import forget_receipt, keep_receipt
from server.benefits.rules import calculate, eligibility, fiscal_year_of
from server.benefits.store import Application, Benefit, Published, StepRow
from server.benefits.tables import application, benefit
from server.benefits.telling import application_news
from server.catalogue import format_code
from server.registry.persons import person_of
from server.registry.policies import policies_of
from server.registry.standings import history_for
from server.registry.telling import author_of
from server.replication.feeds import publish_all
from sync.calendar import day_of
from sync.scheme.premium import policy_on

MAX_OPEN = 20
"""Applications of one person that are not decided yet."""
PAST_DAYS, AHEAD_DAYS = 400, 366
"""How far the stay's first day may lie from the application."""
_OPEN = (SubsidyState.INCOMPLETE.value, SubsidyState.WAITING.value)


async def apply(
    conn: AsyncConnection, account: str, wanted: int, data: Apply, now: int
) -> OwnApplication:
    """Takes in an application; the same `ref` again gives what became of it.

    It is judged by the terms that held on the stay's first day, or else by the first ones. Raises
    `Refusal` NOT_FOUND, MALFORMED with the field, and CONFLICT with the reason why not.
    """
    await lock_account(conn, account)
    known = await store.applications_where(
        conn, application.c.account_id == account, application.c.ref == data.ref
    )
    if known:
        return await _own(conn, known[0])
    found = await store.benefits_where(conn, benefit.c.id == wanted)
    if not found or not found[0].published:
        raise Refusal(ProblemCode.NOT_FOUND)
    one, today = found[0], day_of(now)
    version = terms_on(one, data.from_day)
    subsidy = version.terms.subsidy
    if one.state is not BenefitState.PUBLISHED or subsidy is None:
        raise Refusal(
            ProblemCode.CONFLICT,
            "この助成の受け付けは終わっています",
            "Applications for this subsidy are closed",
        )
    _check(subsidy, data, today)
    await _refuse_unentitled(conn, account, one, version, today)
    waiting = await store.applications_where(
        conn, application.c.account_id == account, application.c.state.in_(_OPEN)
    )
    if len(waiting) >= MAX_OPEN:
        raise Refusal(
            ProblemCode.CONFLICT,
            f"決まっていない申請は{MAX_OPEN}件までです",
            f"At most {MAX_OPEN} applications wait at a time",
        )
    complete = data.receipts == 0
    made = await store.insert_application(
        conn,
        benefit_id=one.id,
        number=version.number,
        body=one.body,
        account_id=account,
        ref=data.ref,
        state=(SubsidyState.WAITING if complete else SubsidyState.INCOMPLETE).value,
        day=today,
        from_day=data.from_day,
        nights=data.nights,
        asked=msgspec.json.encode(data).decode(),
        calculated=calculate(subsidy, data.costs, data.nights, data.persons).amount,
        receipts=data.receipts,
        completed_ms=now,
        year=fiscal_year_of(today),
        amount=0,
        paid_day=0,
        words="",
        version=1,
    )
    await store.record_step(conn, made, "applied", 0, "", "member", now)
    application_made = await own_row(conn, account, made)
    await publish_all(conn, [application_news(application_made)])
    return await _own(conn, application_made)


def terms_on(one: Benefit, day: int) -> Published:
    """The terms that held on a day: published by then, or else the first ones."""
    before = [version for version in one.published if version.from_day <= day]
    return before[-1] if before else one.published[0]


def terms_numbered(one: Benefit, number: int) -> SubsidyTerms:
    """The subsidy of the terms that an application is judged by."""
    subsidy = next(one for one in one.published if one.number == number).terms.subsidy
    if subsidy is None:
        raise LookupError(f"no subsidy in version {number}")
    return subsidy


async def withdraw(conn: AsyncConnection, account: str, wanted: int, now: int) -> None:
    """Raises `Refusal` NOT_FOUND, and CONFLICT once it is decided."""
    await lock_account(conn, account)
    one = await own_row(conn, account, wanted, lock=True)
    if one.state.value not in _OPEN:
        raise Refusal(
            ProblemCode.CONFLICT,
            "もう決まった申請は取り下げられません",
            "What is decided cannot be withdrawn",
        )
    await store.update_application(conn, one, state=SubsidyState.WITHDRAWN.value)
    await store.record_step(conn, one.id, "withdrawn", 0, "", "member", now)
    await publish_all(conn, [application_news(await own_row(conn, account, wanted))])


async def add_receipt(
    conn: AsyncConnection,
    settings: Settings,
    account: str,
    wanted: int,
    at: int,
    data: bytes,
    now: int,
) -> OwnApplication:
    """Takes in photograph `at` (from 1); one that is here already stays as it is. With the last the
    application is complete, and stands in the line from then on.

    Raises `Refusal` NOT_FOUND for a number that was not announced, or somebody else's application.
    """
    await lock_account(conn, account)
    one = await own_row(conn, account, wanted)
    if not 1 <= at <= one.receipts:
        raise Refusal(ProblemCode.NOT_FOUND)
    files = (await store.receipts_of(conn, [wanted])).get(wanted, {})
    if one.state is not SubsidyState.INCOMPLETE or at in files:
        return await _own(conn, one)
    name = keep_receipt(settings, data)
    try:
        await store.insert_receipt(conn, wanted, at, name, len(data), now)
        if len(files) + 1 == one.receipts:
            await store.update_application(
                conn,
                one,
                state=SubsidyState.WAITING.value,
                completed_ms=now,
                year=fiscal_year_of(day_of(now)),
            )
            one = await own_row(conn, account, wanted)
            await publish_all(conn, [application_news(one)])
    except BaseException:
        forget_receipt(settings, name)
        raise
    return await _own(conn, one)


async def own_application(conn: AsyncConnection, account: str, wanted: int) -> OwnApplication:
    """Raises `Refusal` NOT_FOUND for somebody else's."""
    return await _own(conn, await own_row(conn, account, wanted))


async def own_row(
    conn: AsyncConnection, account: str, wanted: int, *, lock: bool = False
) -> Application:
    conditions = application.c.id == wanted, application.c.account_id == account
    rows = await store.applications_where(conn, *conditions, lock=lock)
    if not rows:
        raise Refusal(ProblemCode.NOT_FOUND)
    return rows[0]


def steps_shown(rows: Sequence[StepRow]) -> list[Step]:
    return [
        Step(row.ms, row.kind, row.rule, row.amount, row.words, int(author_of(row.done_by)))
        for row in rows
    ]


async def _own(conn: AsyncConnection, one: Application) -> OwnApplication:
    (offered,) = await store.benefits_where(conn, benefit.c.id == one.benefit)
    subsidy = terms_numbered(offered, one.number)
    files = (await store.receipts_of(conn, [one.id])).get(one.id, {})
    steps = (await store.steps_of(conn, [one.id])).get(one.id, [])
    return OwnApplication(
        id=one.id,
        benefit=one.benefit,
        body=format_code(one.body),
        state=one.state,
        asked=one.asked,
        arrived=sorted(files),
        calculation=calculate(subsidy, one.asked.costs, one.nights, one.asked.persons),
        amount=one.amount,
        steps=steps_shown(steps),
    )


def _check(subsidy: SubsidyTerms, data: Apply, today: int) -> None:
    """Whether it fits the terms. Raises `Refusal` MALFORMED with the field."""
    kinds = {rule.kind for rule in subsidy.costs}
    high = subsidy.max_nights or data.nights
    checks = (
        (data.applicant in subsidy.applicants, "applicant"),
        (-PAST_DAYS <= data.from_day - today <= AHEAD_DAYS, "from_day"),
        (subsidy.min_nights <= data.nights <= high, "nights"),
        (data.persons <= subsidy.max_persons, "persons"),
        (all(line.kind in kinds for line in data.costs), "costs"),
        (data.receipts > 0 or not subsidy.receipts, "receipts"),
    )
    for fits, field in checks:
        if not fits:
            raise Refusal(
                ProblemCode.MALFORMED,
                "この助成の条件に合わない項目があります",
                "Something does not fit the terms of this subsidy",
                field=field,
            )


_WHY = {
    HindranceKind.NOT_REGISTERED: ("登録していません", "You are not registered"),
    HindranceKind.NOT_PROVEN: ("本人確認がいります", "Your identity must be proven"),
    HindranceKind.PREMIUM: ("プレミアムの人のものです", "It is for premium members"),
    HindranceKind.MARK: ("長期滞在の印がいります", "It is for those with the long-stay mark"),
    HindranceKind.AGE: ("年齢が条件に合いません", "It is for another age"),
    HindranceKind.CONDITION: ("条件を満たしていません", "A condition is not met"),
    HindranceKind.NOT_BEGUN: ("まだ始まっていません", "It has not begun"),
    HindranceKind.OVER: ("もう終わりました", "It is over"),
    HindranceKind.QUOTA: ("使える回数を使いました", "You have used it as often as one may"),
    HindranceKind.BUDGET: ("今年度の予算がなくなりました", "This fiscal year's budget is spent"),
}


async def _refuse_unentitled(
    conn: AsyncConnection, account: str, one: Benefit, version: Published, today: int
) -> None:
    """R51. Raises `Refusal` CONFLICT with the reasons in words."""
    person = (await person_of(conn, account)).person
    policies = await policies_of(conn, one.body)
    history = await history_for(conn, account, person, policies, one.body, today)
    used = (await store.used_days(conn, one, version.terms, [account])).get(account, [])
    policy = policy_on(policies, today)
    found = eligibility(version.terms, policy, person, history, used, one.spent, one.body, today)
    if not found.may:
        why = [_WHY[hindrance.kind] for hindrance in found.hindrances]
        raise Refusal(
            ProblemCode.CONFLICT,
            "。".join(words for words, _ in why),
            ". ".join(words for _, words in why),
            field=found.hindrances[0].kind.value,
        )
