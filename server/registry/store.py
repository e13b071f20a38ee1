"""What is written and read of registrations. Only this package comes here."""

from collections.abc import Collection, Iterable

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import Question
from schemas.feed import Tier
from server.database.bulk import among, listed
from server.registry.rules import Change, Reason, Registration
from server.registry.tables import (
    decision,
    member_series,
    prefecture_refusal,
    registration,
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
    return Registration(account=fields.pop("account_id"), tier=Tier(fields.pop("tier")), **fields)


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
    fields = msgspec.structs.asdict(row)
    del fields["account"]
    await conn.execute(registration.insert().values(account_id=account, **fields))
    return row


async def update(conn: AsyncConnection, row: Registration) -> Registration:
    """Writes what changed of a registration, under its next version."""
    newer = msgspec.structs.replace(row, version=row.version + 1)
    await conn.execute(
        registration.update()
        .where(registration.c.body == row.body, registration.c.number == row.number)
        .values(
            tier=newer.tier.value,
            since_day=newer.since_day,
            long_stay=newer.long_stay,
            linked=newer.linked,
            ended_ms=newer.ended_ms,
            version=newer.version,
        )
    )
    return newer


async def set_name(conn: AsyncConnection, account: str, name: str) -> None:
    await conn.execute(
        registration.update().where(registration.c.account_id == account).values(name=name)
    )


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
    conn: AsyncConnection, account: str, change: Change, now: int, decided_by: str
) -> None:
    """R18."""
    await conn.execute(
        decision.insert().values(
            body=change.body,
            account_id=account,
            ms=now,
            kind=change.kind.value,
            rule=change.rule,
            reason=change.reason.value,
            decided_by=decided_by,
        )
    )


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
