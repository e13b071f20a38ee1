"""A body's benefits at its office: written, looked at against R52, published, closed."""

from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.benefits import (
    BenefitPreview,
    BenefitState,
    BenefitTerms,
    BudgetState,
    OfficeBenefit,
)
from schemas.problems import ProblemCode
from server.app.problems import Refusal
from server.benefits import store
from server.benefits.return_gifts import findings
from server.benefits.rules import eligibility, fiscal_year_of
from server.benefits.store import Benefit, Published
from server.benefits.tables import benefit
from server.benefits.telling import benefit_news
from server.database import Database
from server.office.places import list_places
from server.office.projects import list_projects
from server.registry.everyone import everyone
from server.registry.policies import check_conditions, policies_of
from server.registry.standings import looks_back
from server.replication.feeds import Publication, publish_all
from sync.calendar import day_of, months_before
from sync.scheme.premium import YEAR_MONTHS, policy_on

MAX_BENEFITS = 100
"""Of one body: a member's phone keeps them all."""
MAX_TERMS_BYTES = 12_288
_UNSAVED = 0


async def list_benefits(conn: AsyncConnection, body: int, now: int) -> list[OfficeBenefit]:
    """All that the office ever wrote, the newest first."""
    known = await store.benefits_of_body(conn, body)
    budgets = await budgets_of(conn, known, fiscal_year_of(day_of(now)))
    return [_shown(one, budgets[one.id]) for one in reversed(known)]


async def budgets_of(
    conn: AsyncConnection, benefits: Sequence[Benefit], year: int
) -> dict[int, BudgetState]:
    spent = await store.spending_of(conn, [(one.id, year) for one in benefits])
    return {
        one.id: BudgetState(
            year, one.newest.terms.budget if one.newest else one.draft.budget, *spent[one.id, year]
        )
        for one in benefits
    }


def _shown(one: Benefit, budget: BudgetState) -> OfficeBenefit:
    newest = one.newest
    return OfficeBenefit(
        id=one.id,
        state=one.state,
        number=newest.number if newest else 0,
        terms=one.draft,
        published=newest.terms if newest else None,
        findings=findings(one.draft),
        budget=budget,
    )


async def make_benefit(
    conn: AsyncConnection, body: int, terms: BenefitTerms, now: int
) -> OfficeBenefit:
    """A draft. Raises `Refusal` MALFORMED, and CONFLICT for one too many."""
    if len(await store.benefits_of_body(conn, body)) >= MAX_BENEFITS:
        raise Refusal(
            ProblemCode.CONFLICT,
            f"施策は{MAX_BENEFITS}件までです",
            f"At most {MAX_BENEFITS} benefits",
        )
    await _check(conn, body, terms)
    wanted = await store.insert_benefit(conn, body, terms)
    return await _again(conn, body, wanted, now)


async def write_benefit(
    conn: AsyncConnection, body: int, wanted: int, terms: BenefitTerms, now: int
) -> OfficeBenefit:
    """Writes the draft anew; what members have stays until it is published.

    Raises `Refusal` NOT_FOUND and MALFORMED.
    """
    await benefit_of(conn, body, wanted)
    await _check(conn, body, terms)
    await store.update_benefit(conn, wanted, draft=store.text_of(terms))
    return await _again(conn, body, wanted, now)


async def publish_benefit(
    conn: AsyncConnection,
    body: int,
    wanted: int,
    looked_at: Collection[str],
    staff: str,
    now: int,
) -> OfficeBenefit:
    """Members have it from now on as it was written; what was granted before stays as it was.

    Raises `Refusal` CONFLICT with the rule's own words where R52 forbids it, or where nobody looked
    at what it may be.
    """
    one = await benefit_of(conn, body, wanted, lock=True)
    await _check(conn, body, one.draft)
    refuse_return_gift(one.draft, looked_at)
    newest = one.newest
    changed = newest is None or newest.terms != one.draft
    if changed:
        made = Published(newest.number + 1 if newest else 1, day_of(now), one.draft)
        await store.insert_terms(conn, wanted, made, staff, looked_at, now)
    if changed or one.state is not BenefitState.PUBLISHED:
        await _set_state(conn, body, one, BenefitState.PUBLISHED)
    return await _again(conn, body, wanted, now)


async def close_benefit(conn: AsyncConnection, body: int, wanted: int, now: int) -> OfficeBenefit:
    """Nobody can apply for it any more; what was applied for goes on. Raises `Refusal`
    NOT_FOUND, and CONFLICT for what is not published."""
    one = await benefit_of(conn, body, wanted, lock=True)
    if one.state is not BenefitState.PUBLISHED:
        raise Refusal(ProblemCode.CONFLICT)
    await _set_state(conn, body, one, BenefitState.CLOSED)
    return await _again(conn, body, wanted, now)


async def delete_draft(conn: AsyncConnection, body: int, wanted: int) -> None:
    """Raises `Refusal` CONFLICT for what members once had: it is closed, never deleted."""
    one = await benefit_of(conn, body, wanted, lock=True)
    if one.published:
        raise Refusal(
            ProblemCode.CONFLICT,
            "公開したことのある施策は消せません。終わりにしてください",
            "What was published cannot be deleted: close it",
        )
    await store.delete_benefit(conn, wanted)


async def mark_spent(conn: AsyncConnection, one: Benefit, year: int) -> list[Publication]:
    """Notes that a fiscal year's budget is spent, or that it is not any more (0); gives what is to
    be published for it."""
    if one.spent == year:
        return []
    await store.update_benefit(conn, one.id, spent=year, version=one.version + 1)
    news = benefit_news(await benefit_of(conn, one.body, one.id))
    return [news] if news else []


async def preview(
    database: Database, body: int, terms: BenefitTerms, now: int, wanted: int = _UNSAVED
) -> BenefitPreview:
    """How many members may have it now, and what hinders the others. Goes through all of them."""
    today = day_of(now)
    async with database.reading() as conn:
        await _check(conn, body, terms)
        policies = await policies_of(conn, body)
        known = await benefit_of(conn, body, wanted) if wanted else None
    policy = policy_on(policies, today)
    asked = max((one.months for one in terms.conditions), default=YEAR_MONTHS)
    since = months_before(today, max(asked, looks_back([policy]), YEAR_MONTHS))
    members = may = 0
    hindered: Counter[str] = Counter()
    async for page in everyone(database, body, since, policies):
        used: dict[str, list[int]] = {}
        if known is not None:
            async with database.reading() as conn:
                used = await store.used_days(conn, known, terms, [one.account for one in page])
        for one in page:
            days = used.get(one.account, ())
            found = eligibility(terms, policy, one.person, one.history, days, 0, body, today)
            members += 1
            may += found.may
            if not found.may:
                hindered[found.hindrances[0].kind.value] += 1
    return BenefitPreview(members, may, dict(hindered.most_common()), findings(terms))


def refuse_return_gift(terms: BenefitTerms, looked_at: Collection[str]) -> None:
    """R52. Raises `Refusal` CONFLICT."""
    against = [one for one in findings(terms) if one.refuses or one.code not in looked_at]
    if not against:
        return
    first = against[0]
    hint_ja, hint_en = ("", "")
    if not first.refuses:
        hint_ja = "問題がなければ、確かめたことを示して公開してください。"
        hint_en = " If it is not so, confirm it to publish."
    raise Refusal(
        ProblemCode.CONFLICT,
        f"{first.japanese}{hint_ja}",
        f"{first.english}{hint_en}",
        field=first.field,
    )


async def benefit_of(
    conn: AsyncConnection, body: int, wanted: int, *, lock: bool = False
) -> Benefit:
    """Raises `Refusal` NOT_FOUND for one of another body as for none (R04)."""
    conditions = benefit.c.id == wanted, benefit.c.body == body
    found = await store.benefits_where(conn, *conditions, lock=lock)
    if not found:
        raise Refusal(ProblemCode.NOT_FOUND)
    return found[0]


async def _again(conn: AsyncConnection, body: int, wanted: int, now: int) -> OfficeBenefit:
    one = await benefit_of(conn, body, wanted)
    budgets = await budgets_of(conn, [one], fiscal_year_of(day_of(now)))
    return _shown(one, budgets[wanted])


async def _set_state(conn: AsyncConnection, body: int, one: Benefit, state: BenefitState) -> None:
    await store.update_benefit(conn, one.id, state=state.value, version=one.version + 1)
    news = benefit_news(await benefit_of(conn, body, one.id))
    await publish_all(conn, [news] if news else [])


async def _check(conn: AsyncConnection, body: int, terms: BenefitTerms) -> None:
    """Whether it says something that can be, of things that are there."""
    for field, japanese, english in _faults(terms):
        raise Refusal(ProblemCode.MALFORMED, japanese, english, field=field)
    if len(store.text_of(terms)) > MAX_TERMS_BYTES:
        raise Refusal(ProblemCode.TOO_LARGE, field="text")
    await check_conditions(conn, body, terms.conditions, "conditions")
    if set(terms.places) - {one.id for one in await list_places(conn, body)}:
        raise Refusal(ProblemCode.MALFORMED, field="places")
    if set(terms.projects) - {one.id for one in await list_projects(conn, body)}:
        raise Refusal(ProblemCode.MALFORMED, field="projects")


def _faults(terms: BenefitTerms) -> list[tuple[str, str, str]]:
    faults = []
    if terms.until_day and terms.until_day < terms.from_day:
        faults.append(("until_day", "終わりの日が始まりより前です", "It ends before it begins"))
    if terms.age_to and terms.age_to < terms.age_from:
        faults.append(("age_to", "年齢の範囲が逆です", "The age band is the wrong way round"))
    subsidy = terms.subsidy
    if subsidy is None:
        return faults
    kinds = [rule.kind for rule in subsidy.costs]
    if len(kinds) != len(set(kinds)):
        faults.append(("costs", "同じ費用が二つあります", "A kind of cost is there twice"))
    if any(rule.numerator > rule.denominator for rule in subsidy.costs):
        faults.append(("costs", "補助率が1を超えています", "No rate may be above one"))
    if subsidy.max_nights and subsidy.max_nights < subsidy.min_nights:
        faults.append(("max_nights", "泊数の範囲が逆です", "The nights are the wrong way round"))
    return faults
