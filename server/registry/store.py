"""What is written and read of registrations. Only this package comes here."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import Question
from schemas.feed import Pending, Tier
from schemas.standing import Change, Reason
from server.database.bulk import among, listed
from server.registry.directory import enter
from server.registry.rules import Registration
from server.registry.tables import (
    decision,
    member_series,
    policy,
    prefecture_refusal,
    programme,
    programme_member,
    registration,
    review,
    survey,
    survey_answer,
)

_questions = msgspec.json.Decoder(list[Question])
_STANDING = (
    sa.select(registration)
    .where(among(registration.c.account_id, "accounts"), registration.c.ended_ms.is_(None))
    .order_by(registration.c.body)
)


def _row(found: sa.Row[tuple[object, ...]]) -> Registration:
    fields = dict(found._mapping)
    fields |= {"tier": Tier(fields["tier"]), "pending": Pending(fields["pending"])}
    return Registration(account=fields.pop("account_id"), **fields)


async def rows_of(conn: AsyncConnection, account: str) -> list[Registration]:
    """All of a person's registrations, those that are over too, in the order of body codes."""
    found = await conn.execute(
        sa.select(registration)
        .where(registration.c.account_id == account)
        .order_by(registration.c.body)
    )
    return [_row(row) for row in found]


async def standing_rows(conn: AsyncConnection, accounts: Collection[str]) -> list[Registration]:
    """The registrations of some people that are not over, in the order of body codes."""
    found = await conn.execute(_STANDING, {"accounts": listed(accounts)})
    return [_row(row) for row in found]


async def standing_row(conn: AsyncConnection, body: int, number: int) -> Registration | None:
    """The registration that a body gave a number, unless it is over."""
    found = await conn.execute(
        sa.select(registration).where(
            registration.c.body == body,
            registration.c.number == number,
            registration.c.ended_ms.is_(None),
        )
    )
    row = found.one_or_none()
    return None if row is None else _row(row)


async def row_under(conn: AsyncConnection, body: int, number: int) -> Registration | None:
    """The registration that a body gave a number, over or not."""
    found = await conn.execute(
        sa.select(registration).where(registration.c.body == body, registration.c.number == number)
    )
    row = found.one_or_none()
    return None if row is None else _row(row)


async def insert(
    conn: AsyncConnection, account: str, body: int, since_day: int, name: str, *, linked: bool
) -> Registration:
    """A new registration under the body's next number, which waits for others of the body."""
    number = await conn.scalar(
        member_series.update()
        .where(member_series.c.body == body)
        .values(last=member_series.c.last + 1)
        .returning(member_series.c.last)
    )
    row = Registration(body, number, account, Tier.BASIC, since_day, False, linked, name, None, 1)
    fields = _fields(row)
    await conn.execute(registration.insert().values(account_id=account, **fields))
    await enter(conn, account)
    return row


async def update(conn: AsyncConnection, row: Registration) -> Registration:
    """Writes what changed of a registration, under its next version."""
    newer = msgspec.structs.replace(row, version=row.version + 1)
    await conn.execute(
        registration.update()
        .where(registration.c.body == row.body, registration.c.number == row.number)
        .values(**_fields(newer))
    )
    return newer


def _fields(row: Registration) -> dict[str, object]:
    fields = msgspec.structs.asdict(row)
    del fields["account"]
    return fields | {"tier": row.tier.value, "pending": row.pending.value}


async def look_again(conn: AsyncConnection, body: int, number: int, day: int) -> None:
    """When a sweep looks at a registration next."""
    await conn.execute(
        registration.update()
        .where(registration.c.body == body, registration.c.number == number)
        .values(next_day=day)
    )


async def look_now(conn: AsyncConnection, people: Iterable[tuple[str, int]]) -> None:
    """The next sweep looks at these, as (account, body)."""
    for account, body in people:
        await conn.execute(
            registration.update()
            .where(
                registration.c.account_id == account,
                registration.c.body == body,
                registration.c.next_day > 0,
            )
            .values(next_day=0)
        )


async def look_at_towns(conn: AsyncConnection, prefecture: int) -> None:
    """The next sweep looks at all registrations with municipalities of a prefecture."""
    first = prefecture // 10_000 * 10_000
    await conn.execute(
        registration.update()
        .where(registration.c.body.between(first, first + 9_999))
        .values(next_day=0)
    )


async def look_at_all(conn: AsyncConnection, body: int, day: int) -> None:
    """No registration with a body is looked at later than this."""
    await conn.execute(
        registration.update()
        .where(registration.c.body == body, registration.c.next_day > day)
        .values(next_day=day)
    )


async def due(conn: AsyncConnection, day: int, limit: int) -> list[tuple[str, int]]:
    """(account, body) of registrations that are to be looked at on a day, the oldest first."""
    found = await conn.execute(
        sa.select(registration.c.account_id, registration.c.body)
        .where(registration.c.ended_ms.is_(None), registration.c.next_day <= day)
        .order_by(registration.c.next_day)
        .limit(limit)
    )
    return [(account, body) for account, body in found]


async def pending_of(conn: AsyncConnection, body: int) -> list[Registration]:
    """A body's registrations of which something waits for staff (R31), by number."""
    found = await conn.execute(
        sa.select(registration)
        .where(
            registration.c.body == body,
            registration.c.pending > 0,
            registration.c.ended_ms.is_(None),
        )
        .order_by(registration.c.number)
    )
    return [_row(row) for row in found]


async def count_open(conn: AsyncConnection, body: int) -> tuple[int, int]:
    """How many of a body's registrations wait for staff, and how many reviews are asked for."""
    pending = await conn.scalar(
        sa.select(sa.func.count()).where(
            registration.c.body == body,
            registration.c.pending > 0,
            registration.c.ended_ms.is_(None),
        )
    )
    reviews = await conn.scalar(
        sa.select(sa.func.count()).where(review.c.body == body, review.c.answered_ms.is_(None))
    )
    return int(pending or 0), int(reviews or 0)


async def standing_of_body(
    conn: AsyncConnection, body: int, after: int, limit: int
) -> list[Registration]:
    """A page of a body's registrations that stand, by number."""
    found = await conn.execute(
        sa.select(registration)
        .where(
            registration.c.body == body,
            registration.c.number > after,
            registration.c.ended_ms.is_(None),
        )
        .order_by(registration.c.number)
        .limit(limit)
    )
    return [_row(row) for row in found]


async def set_name(conn: AsyncConnection, account: str, name: str) -> None:
    await conn.execute(
        registration.update().where(registration.c.account_id == account).values(name=name)
    )
    await enter(conn, account)


async def open_series(conn: AsyncConnection, body: int) -> None:
    await conn.execute(member_series.insert().values(body=body, last=0))


async def refusals_of(conn: AsyncConnection, account: str) -> set[int]:
    """The prefectures whose link a person refuses."""
    found = await conn.scalars(
        sa.select(prefecture_refusal.c.prefecture).where(prefecture_refusal.c.account_id == account)
    )
    return set(found)


async def refuse_link(conn: AsyncConnection, account: str, prefecture: int, now: int) -> None:
    await conn.execute(
        prefecture_refusal.insert().values(account_id=account, prefecture=prefecture, since_ms=now)
    )


async def allow_link(conn: AsyncConnection, account: str, prefecture: int) -> None:
    await conn.execute(
        prefecture_refusal.delete().where(
            prefecture_refusal.c.account_id == account,
            prefecture_refusal.c.prefecture == prefecture,
        )
    )


async def record(
    conn: AsyncConnection, account: str, change: Change, now: int, decided_by: str, note: str
) -> int:
    """R18. Gives the decision's number."""
    made: int = await conn.scalar(
        decision.insert()
        .values(
            body=change.body,
            account_id=account,
            ms=now,
            kind=change.kind.value,
            rule=change.rule,
            reason=change.reason.value,
            decided_by=decided_by,
            day=change.day,
            until_day=change.until,
            note=note,
        )
        .returning(decision.c.id)
    )
    return int(made)


async def decisions_of(
    conn: AsyncConnection, account: str
) -> list[tuple[int, str, str, Reason, str]]:
    """(body, kind, rule, reason, decided by) of everything decided on a person, oldest first."""
    found = await conn.execute(
        sa.select(
            decision.c.body,
            decision.c.kind,
            decision.c.rule,
            decision.c.reason,
            decision.c.decided_by,
        )
        .where(decision.c.account_id == account)
        .order_by(decision.c.id)
    )
    return [(body, kind, rule, Reason(reason), by) for body, kind, rule, reason, by in found]


class Decided(NamedTuple):
    """A decision as it is told, with what was asked about it (R18)."""

    id: int
    body: int
    ms: int
    day: int
    kind: str
    rule: str
    reason: str
    until: int
    decided_by: str
    note: str
    asked: str | None
    answer: str


async def decided(conn: AsyncConnection, account: str, body: int) -> list[Decided]:
    """Everything that was decided on a person and a body, the newest first."""
    d = decision.c
    found = await conn.execute(
        sa.select(
            d.id, d.body, d.ms, d.day, d.kind, d.rule, d.reason, d.until_day, d.decided_by, d.note
        )
        .add_columns(review.c.words, sa.func.coalesce(review.c.answer, ""))
        .outerjoin(review, review.c.decision_id == d.id)
        .where(d.account_id == account, d.body == body)
        .order_by(d.id.desc())
    )
    return [Decided(*row) for row in found]


async def decision_of(conn: AsyncConnection, account: str, wanted: int) -> int | None:
    """The body of a decision on this person; None for another's."""
    found: int | None = await conn.scalar(
        sa.select(decision.c.body).where(decision.c.id == wanted, decision.c.account_id == account)
    )
    return found


async def open_review(conn: AsyncConnection, wanted: int, body: int, words: str, now: int) -> bool:
    """False while one of this decision is open; one that was answered is asked anew."""
    r = review.c
    if await conn.scalar(
        sa.select(sa.exists().where(r.decision_id == wanted, r.answered_ms.is_(None)))
    ):
        return False
    await conn.execute(review.delete().where(r.decision_id == wanted))
    await conn.execute(
        review.insert().values(decision_id=wanted, body=body, words=words, asked_ms=now)
    )
    return True


async def close_review(
    conn: AsyncConnection, body: int, wanted: int, answer: str, staff: str, now: int
) -> str | None:
    """The account that asked, or None where nothing is open at this body."""
    r = review.c
    result = await conn.execute(
        review.update()
        .where(r.decision_id == wanted, r.body == body, r.answered_ms.is_(None))
        .values(answer=answer, answered_ms=now, answered_by=staff)
    )
    if not result.rowcount:
        return None
    account: str | None = await conn.scalar(
        sa.select(decision.c.account_id).where(decision.c.id == wanted)
    )
    return account


async def open_reviews(
    conn: AsyncConnection, body: int, limit: int
) -> list[tuple[int, str, Decided]]:
    """(number, name, decision) of the reviews that a body's members wait for, the oldest first."""
    d, r, m = decision.c, review.c, registration.c
    found = await conn.execute(
        sa.select(m.number, m.name)
        .add_columns(
            d.id, d.body, d.ms, d.day, d.kind, d.rule, d.reason, d.until_day, d.decided_by, d.note
        )
        .add_columns(r.words, r.answer)
        .select_from(review)
        .join(decision, d.id == r.decision_id)
        .join(registration, sa.and_(m.account_id == d.account_id, m.body == d.body))
        .where(r.body == body, r.answered_ms.is_(None))
        .order_by(r.asked_ms)
        .limit(limit)
    )
    return [(row[0], row[1], Decided(*row[2:])) for row in found]


async def policies_of(conn: AsyncConnection, body: int) -> Sequence[Any]:
    """(id, first day, policy as JSON, written in ms) of a body's policies, in order."""
    found = await conn.execute(
        sa.select(policy.c.id, policy.c.from_day, policy.c.policy, policy.c.written_ms)
        .where(policy.c.body == body)
        .order_by(policy.c.from_day, policy.c.id)
    )
    return found.all()


async def write_policy(
    conn: AsyncConnection, body: int, from_day: int, text: str, author: str, now: int
) -> int:
    made = await conn.scalar(
        policy.insert()
        .values(body=body, from_day=from_day, policy=text, written_ms=now, written_by=author)
        .returning(policy.c.id)
    )
    return int(made)


async def programmes_of(conn: AsyncConnection, account: str) -> dict[int, list[int]]:
    """The programmes that a person belongs to, by body."""
    found = await conn.execute(
        sa.select(programme.c.body, programme.c.id)
        .join(programme_member, programme_member.c.programme_id == programme.c.id)
        .where(programme_member.c.account_id == account)
        .order_by(programme.c.id)
    )
    held: dict[int, list[int]] = {}
    for body, number in found:
        held.setdefault(body, []).append(number)
    return held


async def programmes_of_all(
    conn: AsyncConnection, body: int, accounts: Collection[str]
) -> dict[str, list[int]]:
    """The programmes of one body that people belong to; who belongs to none is absent."""
    found = await conn.execute(
        sa.select(programme_member.c.account_id, programme.c.id)
        .join(programme, programme.c.id == programme_member.c.programme_id)
        .where(programme.c.body == body, among(programme_member.c.account_id, "accounts"))
        .order_by(programme.c.id),
        {"accounts": listed(accounts)},
    )
    held: dict[str, list[int]] = {}
    for account, number in found:
        held.setdefault(account, []).append(number)
    return held


async def questions_of(conn: AsyncConnection, body: int) -> list[Question] | None:
    """The questions that a body wrote itself, or None for the standard ones."""
    text = await conn.scalar(sa.select(survey.c.questions).where(survey.c.body == body))
    return None if text is None else _questions.decode(text)


async def write_questions(
    conn: AsyncConnection, body: int, questions: Iterable[Question], now: int
) -> None:
    await conn.execute(survey.delete().where(survey.c.body == body))
    await conn.execute(
        survey.insert().values(
            body=body, questions=msgspec.json.encode(list(questions)).decode(), updated_ms=now
        )
    )


async def write_answers(
    conn: AsyncConnection, body: int, number: int, answers: dict[str, list[str]], now: int
) -> None:
    """The newest answers take the place of earlier ones."""
    await conn.execute(
        survey_answer.delete().where(survey_answer.c.body == body, survey_answer.c.number == number)
    )
    await conn.execute(
        survey_answer.insert().values(
            body=body,
            number=number,
            answers=msgspec.json.encode(answers).decode(),
            answered_ms=now,
        )
    )


async def answered(conn: AsyncConnection, account: str) -> set[int]:
    """The bodies whose survey a person answered."""
    found = await conn.scalars(
        sa.select(survey_answer.c.body)
        .join(
            registration,
            sa.and_(
                registration.c.body == survey_answer.c.body,
                registration.c.number == survey_answer.c.number,
            ),
        )
        .where(registration.c.account_id == account)
    )
    return set(found)
