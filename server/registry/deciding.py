"""Premium: applying for it, the office's word, and looking at a decision again (R09-R18, R30,
R31)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import DecisionInfo, MemberFile, MemberStanding
from schemas.feed import NoticeKind
from schemas.problems import ProblemCode
from schemas.standing import Change, ChangeKind, Held, Reason
from server.app.problems import Refusal
from server.cards.keystore import KeyStore
from server.catalogue import format_code
from server.exchange.notices import notify
from server.registry import store
from server.registry.members import registration_under
from server.registry.persons import Known, person_of
from server.registry.policies import policies_of
from server.registry.registering import carry_out, holder_of, not_registered
from server.registry.standings import history_for, standing_of
from server.registry.store import Decided
from server.registry.sweep import look_at
from server.registry.telling import author_of
from sync.calendar import day_of, format_day
from sync.scheme.persons import held_with
from sync.scheme.premium import on_applying, on_deciding, policy_on

STILL_OPEN = Refusal(
    ProblemCode.CONFLICT,
    "すでに見直しをお願いしています",
    "A review of this decision is asked for already",
)


async def apply_for_premium(
    conn: AsyncConnection, keystore: KeyStore, account: str, body: int, now: int
) -> MemberStanding:
    """Lets the system look (R30): granted, renewed, put before staff or refused with its reason.

    Raises `Refusal` NOT_FOUND without a registration.
    """
    known = (await _up_to_date(conn, keystore, account, body, now))[0]
    today, policies = day_of(now), await policies_of(conn, body)
    history = await history_for(conn, account, known.person, policies, body, today)
    changes = on_applying(policy_on(policies, today), known.person, history, body, today)
    await carry_out(conn, keystore, account, known, changes, now)
    return await member_standing(conn, account, body, now)


async def _up_to_date(
    conn: AsyncConnection, keystore: KeyStore, account: str, body: int, now: int
) -> tuple[Known, Held]:
    """What is due comes first. Raises `Refusal` NOT_FOUND without a registration, also then."""
    await holder_of(conn, account, body)
    await look_at(conn, keystore, account, body, now)
    return await holder_of(conn, account, body)


async def member_standing(
    conn: AsyncConnection, account: str, body: int, now: int
) -> MemberStanding:
    """How a person stands with a body, and everything that was decided, the newest first.

    Raises `Refusal` NOT_FOUND where they were never registered.
    """
    known = await person_of(conn, account)
    if body not in known.rows:
        raise not_registered()
    today, policies = day_of(now), await policies_of(conn, body)
    return MemberStanding(
        await standing_of(conn, account, known.person, policies, body, today),
        [decision_info(one) for one in await store.decided(conn, account, body)],
    )


async def member_file(conn: AsyncConnection, body: int, number: int, now: int) -> MemberFile:
    """A body's member by number. Raises `Refusal` NOT_FOUND where the number stands for nobody."""
    row = await registration_under(conn, body, number)
    if row is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    held = held_with((await person_of(conn, row.account)).person, body)
    shown = await member_standing(conn, row.account, body, now)
    return MemberFile(
        number=number,
        name=row.name,
        since=format_day(row.since_day),
        linked=row.linked,
        pending=held.pending if held else None,
        programmes=held.programmes if held else [],
        standing=shown.standing,
        decisions=shown.decisions,
    )


async def decide(
    conn: AsyncConnection,
    keystore: KeyStore,
    account: str,
    body: int,
    staff: str,
    now: int,
    *,
    premium: bool,
    note: str,
) -> Reason | None:
    """A member of staff's word on whether somebody is premium (R31); gives why the scheme itself
    does not allow it, or None. Again changes nothing.

    Raises `Refusal` NOT_FOUND without a registration, MALFORMED where a reason is wanting.
    """
    known, held = await _up_to_date(conn, keystore, account, body, now)
    today, policies = day_of(now), await policies_of(conn, body)
    if held.pending is None and premium is (held.premium_until > 0):
        return None
    changes = on_deciding(policy_on(policies, today), known.person, body, today, premium=premium)
    if not changes:
        return None
    first = changes[0]
    if first.reason is Reason.STAFF and not note.strip():
        raise Refusal(
            ProblemCode.MALFORMED,
            "システムの判定と異なる決定には、理由を書いてください",
            "A decision other than the system's finding needs its reason",
            field="note",
        )
    await carry_out(conn, keystore, account, known, changes, now, staff, note.strip())
    return first.reason if premium and first.kind is ChangeKind.REFUSE else None


async def stay(
    conn: AsyncConnection, keystore: KeyStore, account: str, body: int, now: int
) -> None:
    """The answer to the intent check (R32): the member wishes to stay. Again changes nothing."""
    known, held = await holder_of(conn, account, body)
    if held.asked:
        change = Change(ChangeKind.STAY, body, "R32", Reason.APPLIED, day_of(now))
        await carry_out(conn, keystore, account, known, [change], now)


async def ask_review(
    conn: AsyncConnection, account: str, decision: int, words: str, now: int
) -> None:
    """Raises `Refusal` NOT_FOUND for another's decision, CONFLICT when it is asked already."""
    body = await store.decision_of(conn, account, decision)
    if body is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    if not await store.open_review(conn, decision, body, words, now):
        raise STILL_OPEN


async def answer_review(
    conn: AsyncConnection, body: int, decision: int, answer: str, staff: str, now: int
) -> None:
    """Answers, and tells the member. Raises `Refusal` NOT_FOUND where none is open."""
    account = await store.close_review(conn, body, decision, answer, staff, now)
    if account is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    kind, key = NoticeKind.REVIEWED, f"review:{decision}:{now}"
    await notify(conn, account, body, kind, day_of(now), 0, now, key=key)


def decision_info(one: Decided) -> DecisionInfo:
    return DecisionInfo(
        id=one.id,
        body=format_code(one.body),
        made=one.ms,
        day=format_day(one.day or day_of(one.ms)),
        kind=ChangeKind(one.kind),
        rule=one.rule,
        reason=Reason(one.reason),
        until=format_day(one.until) if one.until else "",
        by=author_of(one.decided_by),
        note=one.note,
        asked=one.asked,
        answer=one.answer,
    )
