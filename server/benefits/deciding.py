"""Applications at the office (R54): all that a decision needs on one row, decided one by one or all
at once, never beyond the budget, then paid."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.benefits import (
    BudgetState,
    DecidedApplications,
    OfficeApplication,
    Step,
    SubsidyCount,
    SubsidyDesk,
    UndecidedApplication,
)
from schemas.feed import NoticeKind, SubsidyState
from schemas.problems import ProblemCode
from schemas.standing import History
from server.app.problems import Refusal
from server.benefits import store
from server.benefits.applying import steps_shown, terms_numbered
from server.benefits.offering import budgets_of, mark_spent
from server.benefits.rules import calculate, fiscal_year_of, most, room
from server.benefits.store import Application, Benefit
from server.benefits.tables import application, benefit
from server.benefits.telling import application_news
from server.exchange.notices import Notice, record_notices
from server.registry.members import numbers_of
from server.registry.policies import policies_of
from server.registry.standings import NOTHING
from server.replication.feeds import Publication, publish_all
from server.replication.histories import histories
from sync.calendar import day_of, format_day

SHOWN = 100
"""Of each list at a time."""
DONE_SHOWN = 50
_a = application.c


class _Money(NamedTuple):
    """Of a benefit and fiscal year, kept up while many are decided."""

    budget: int
    granted: int


async def desk_of(conn: AsyncConnection, body: int, now: int) -> SubsidyDesk:
    """What waits, what is to be paid, and what was done last; the first come first."""
    waiting = await _in_state(conn, body, SubsidyState.WAITING)
    unpaid = await _in_state(conn, body, SubsidyState.GRANTED)
    done = await store.applications_where(
        conn,
        _a.body == body,
        _a.state.in_([SubsidyState.REFUSED.value, SubsidyState.PAID.value]),
        order=(_a.decided_ms.desc(), _a.id.desc()),
        limit=DONE_SHOWN,
    )
    more = max(len(waiting), len(unpaid)) > SHOWN
    waiting, unpaid = waiting[:SHOWN], unpaid[:SHOWN]
    rows = {one.id: one for one in await _rows(conn, body, [*waiting, *unpaid, *done])}
    known = [one for one in await store.benefits_of_body(conn, body) if one.published]
    budgets = await budgets_of(conn, known, fiscal_year_of(day_of(now)))
    return SubsidyDesk(
        waiting=[rows[one.id] for one in waiting],
        unpaid=[rows[one.id] for one in unpaid],
        done=[rows[one.id] for one in done],
        budgets={str(number): budget for number, budget in budgets.items()},
        more=more,
    )


async def _in_state(conn: AsyncConnection, body: int, state: SubsidyState) -> list[Application]:
    return await store.applications_where(
        conn, _a.body == body, _a.state == state.value, limit=SHOWN + 1
    )


async def count_of(conn: AsyncConnection, body: int) -> SubsidyCount:
    return SubsidyCount(*await store.count_of_body(conn, body))


async def _rows(
    conn: AsyncConnection, body: int, applications: Sequence[Application]
) -> list[OfficeApplication]:
    """With everything that is known of each, in a query a kind for all of them."""
    if not applications:
        return []
    ids = [one.id for one in applications]
    accounts = {one.account for one in applications}
    benefits = {one.id: one for one in await store.benefits_of_body(conn, body)}
    steps = await store.steps_of(conn, ids)
    members = await numbers_of(conn, body, accounts)
    since = min(one.from_day for one in applications) - 1
    found = await histories(conn, body, accounts, since, await policies_of(conn, body))
    rows = []
    for one in applications:
        offered = benefits[one.benefit]
        number, name = members.get(one.account, (0, ""))
        rows.append(
            _row(
                one,
                offered,
                number,
                name,
                found.get(one.account, NOTHING),
                steps_shown(steps.get(one.id, [])),
            )
        )
    return rows


def _row(
    one: Application,
    offered: Benefit,
    number: int,
    name: str,
    history: History,
    steps: list[Step],
) -> OfficeApplication:
    subsidy = terms_numbered(offered, one.number)
    asked = one.asked
    last = one.from_day + one.nights
    terms = next(each.terms for each in offered.published if each.number == one.number)
    return OfficeApplication(
        id=one.id,
        benefit=one.benefit,
        name=terms.name,
        english=terms.english,
        number=number,
        member=name,
        state=one.state,
        asked=asked,
        completed=one.completed_ms,
        calculation=calculate(subsidy, asked.costs, one.nights, asked.persons),
        most=most(subsidy, asked.costs, one.nights, asked.persons),
        amount=one.amount,
        days=one.nights + 1,
        days_recorded=sum(one.from_day <= day <= last for day in history.stays),
        activities=len(
            {each.day for each in history.activities if one.from_day <= each.day <= last}
        ),
        terms=subsidy,
        paid_on=format_day(one.paid_day) if one.paid_day else "",
        steps=steps,
    )


async def decide_all(
    conn: AsyncConnection,
    body: int,
    ids: Collection[int],
    staff: str,
    now: int,
    *,
    grant: bool,
    amount: int | None,
    words: str,
) -> DecidedApplications:
    """Decides some that wait, in the order in which they came; no budget is overrun, and nobody is
    passed over by who came later.

    Raises `Refusal` NOT_FOUND for one that is not this body's, MALFORMED for an amount that is
    above what may be granted, or meant for several, or for words that are missing; then nothing is
    decided.
    """
    chosen = await _locked(conn, body, ids)
    if not grant and not words.strip():
        raise _without_words()
    if amount is not None:
        _check_amount(chosen, amount, words)
    done: list[int] = []
    refused: list[UndecidedApplication] = []
    money = await _Budgets.of(conn, body, [one for one, _ in chosen])
    for one, _ in chosen:
        given = (one.calculated if amount is None else amount) if grant else 0
        reason = _against(one, given, money) if grant else _against_state(one)
        if reason is not None:
            refused.append(UndecidedApplication(one.id, reason))
            continue
        state = SubsidyState.GRANTED if grant else SubsidyState.REFUSED
        await store.update_application(
            conn, one, state=state.value, amount=given, decided_ms=now, words=words
        )
        kind = "granted" if grant else "refused"
        await store.record_step(conn, one.id, kind, given, words, staff, now)
        money.decided(one, given)
        done.append(one.id)
    notice = NoticeKind.SUBSIDY_GRANTED if grant else NoticeKind.SUBSIDY_REFUSED
    news = await _told(conn, body, done, notice, day_of(now), now)
    await publish_all(conn, [*news, *await _spent(conn, body, now)])
    return DecidedApplications(done, refused)


async def reopen(
    conn: AsyncConnection, body: int, wanted: int, staff: str, words: str, now: int
) -> None:
    """Takes a decision back, until it is paid: the application waits again, where it stood.

    Raises `Refusal` NOT_FOUND and CONFLICT.
    """
    ((one, _),) = await _locked(conn, body, [wanted])
    if one.state not in (SubsidyState.GRANTED, SubsidyState.REFUSED):
        raise Refusal(
            ProblemCode.CONFLICT,
            "支払いの済んだ決定は取り消せません",
            "What is paid cannot be taken back",
        )
    await store.update_application(
        conn, one, state=SubsidyState.WAITING.value, amount=0, decided_ms=None, words=words
    )
    await store.record_step(conn, one.id, "reopened", 0, words, staff, now)
    news = application_news(await _again(conn, one.id))
    await publish_all(conn, [news, *await _spent(conn, body, now)])


async def pay_all(
    conn: AsyncConnection, body: int, ids: Collection[int], day: int, staff: str, now: int
) -> DecidedApplications:
    """Notes that what was granted is paid on a day. Raises `Refusal` NOT_FOUND, and MALFORMED for
    a day that is to come."""
    if day > day_of(now):
        raise Refusal(
            ProblemCode.MALFORMED,
            "支払った日は今日までの日です",
            "The day of payment cannot be in the future",
            field="day",
        )
    done: list[int] = []
    refused: list[UndecidedApplication] = []
    for one, _ in await _locked(conn, body, ids):
        if one.state is not SubsidyState.GRANTED:
            refused.append(UndecidedApplication(one.id, "state"))
            continue
        await store.update_application(conn, one, state=SubsidyState.PAID.value, paid_day=day)
        await store.record_step(conn, one.id, "paid", one.amount, "", staff, now)
        done.append(one.id)
    await publish_all(conn, await _told(conn, body, done, NoticeKind.SUBSIDY_PAID, day, now))
    return DecidedApplications(done, refused)


class _Budgets:
    """What is left of each benefit's fiscal years, and who came before whom."""

    def __init__(
        self, budgets: dict[tuple[int, int], _Money], waiting: Iterable[Application]
    ) -> None:
        self._money = budgets
        self._waiting = {one.id: one for one in waiting}

    @classmethod
    async def of(
        cls, conn: AsyncConnection, body: int, chosen: Sequence[Application]
    ) -> "_Budgets":
        years = {(one.benefit, one.year) for one in chosen}
        spent = await store.spending_of(conn, list(years))
        offers = {one.id: one for one in await store.benefits_of_body(conn, body)}
        money = {}
        for name in years:
            newest = offers[name[0]].newest
            money[name] = _Money(newest.terms.budget if newest else 0, spent[name].granted)
        waiting = await store.applications_where(
            conn,
            _a.benefit_id.in_({number for number, _ in years}),
            _a.state == SubsidyState.WAITING.value,
        )
        return cls(money, waiting)

    def left_for(self, one: Application) -> tuple[int | None, int | None]:
        """For an application, with and without regard to those that came before it."""
        name = one.benefit, one.year
        earlier = sum(
            other.calculated
            for other in self._waiting.values()
            if (other.benefit, other.year) == name
            and (other.completed_ms, other.id) < (one.completed_ms, one.id)
        )
        budget, granted = self._money[name]
        return room(budget, granted, earlier), room(budget, granted, 0)

    def decided(self, one: Application, amount: int) -> None:
        self._waiting.pop(one.id, None)
        name = one.benefit, one.year
        budget, granted = self._money[name]
        self._money[name] = _Money(budget, granted + amount)


def _against(one: Application, amount: int, money: _Budgets) -> str | None:
    """Why an application cannot be granted so much; None: it can."""
    if (reason := _against_state(one)) is not None:
        return reason
    if amount == 0:
        return "nothing"
    left, at_most = money.left_for(one)
    if at_most is not None and amount > at_most:
        return "budget"
    return "earlier" if left is not None and amount > left else None


def _against_state(one: Application) -> str | None:
    return None if one.state is SubsidyState.WAITING else "state"


def _check_amount(chosen: Sequence[tuple[Application, Benefit]], amount: int, words: str) -> None:
    (one, offered), *others = chosen
    if others:
        raise Refusal(ProblemCode.MALFORMED, field="amount")
    asked = one.asked
    highest = most(terms_numbered(offered, one.number), asked.costs, one.nights, asked.persons)
    if not 1 <= amount <= highest:
        raise Refusal(
            ProblemCode.MALFORMED,
            f"金額は1円から{highest:,}円までです",
            f"The amount is from 1 to {highest:,} yen",
            field="amount",
        )
    if amount != one.calculated and not words.strip():
        raise _without_words()


def _without_words() -> Refusal:
    return Refusal(ProblemCode.MALFORMED, "理由を書いてください", "Please say why", field="words")


async def _locked(
    conn: AsyncConnection, body: int, ids: Collection[int]
) -> list[tuple[Application, Benefit]]:
    """Some of a body's applications in the order in which they came, with their benefits: until
    the commit nobody else decides anything of these. Raises `Refusal` NOT_FOUND (R04)."""
    named = await store.applications_where(conn, _a.body == body, _a.id.in_(set(ids)))
    if len(named) != len(set(ids)):
        raise Refusal(ProblemCode.NOT_FOUND, field="ids")
    wanted = {one.benefit for one in named}
    offers = await store.benefits_where(conn, benefit.c.id.in_(wanted), lock=True)
    by_id = {one.id: one for one in offers}
    # Again, now that nobody changes them.
    rows = await store.applications_where(conn, _a.id.in_(set(ids)), lock=True)
    return [(one, by_id[one.benefit]) for one in rows]


async def _again(conn: AsyncConnection, wanted: int) -> Application:
    (one,) = await store.applications_where(conn, _a.id == wanted)
    return one


async def _told(
    conn: AsyncConnection, body: int, ids: Sequence[int], kind: NoticeKind, day: int, now: int
) -> list[Publication]:
    """What the members concerned are to be told; the caller publishes it, all at once."""
    rows = await store.applications_where(conn, _a.id.in_(ids))
    notices = [
        Notice(one.account, body, kind, day, 0, f"subsidy:{one.id}:{one.version}") for one in rows
    ]
    news = await record_notices(conn, notices, now)
    return [*(application_news(one) for one in rows), *news]


async def _spent(conn: AsyncConnection, body: int, now: int) -> list[Publication]:
    """Members need not apply for what there is no money left for."""
    year = fiscal_year_of(day_of(now))
    known = [one for one in await store.benefits_of_body(conn, body) if one.newest]
    budgets: dict[int, BudgetState] = await budgets_of(conn, known, year)
    news: list[Publication] = []
    for one in known:
        state = budgets[one.id]
        spent = state.budget > 0 and state.granted >= state.budget
        if spent or one.spent == year:
            news += await mark_spent(conn, one, year if spent else 0)
    return news
