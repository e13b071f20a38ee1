"""Accounts that an office made (R61, R62): nobody signs in until their person takes them over."""

import secrets

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.problems import ProblemCode
from server.accounts.codes import code_hash, make_code
from server.accounts.lock import lock_account
from server.accounts.people import add_account
from server.accounts.tables import office_account, recovery_code
from server.app.problems import Refusal

_o = office_account.c


async def add_office_account(
    conn: AsyncConnection, account: str, body: int, made_by: str, now: int
) -> None:
    """An account of somebody at a body's counter."""
    await add_account(conn, account, now)
    await conn.execute(
        office_account.insert().values(account_id=account, body=body, made_ms=now, made_by=made_by)
    )


async def kept_by(conn: AsyncConnection, account: str) -> int | None:
    """The body whose office made an account that nobody has taken over; None for any other."""
    body: int | None = await conn.scalar(
        sa.select(_o.body).where(_o.account_id == account, _o.claimed_ms.is_(None))
    )
    return body


async def imported_with(conn: AsyncConnection, account: str, body: int) -> int | None:
    """The import that brought an account in for a body."""
    brought: int | None = await conn.scalar(
        sa.select(_o.import_id).where(_o.account_id == account, _o.body == body)
    )
    return brought


async def make_take_over_code(conn: AsyncConnection, account: str, body: int, now: int) -> str:
    """A code that signs in once, in place of any before it.

    Raises `Refusal` CONFLICT for an account that is a person's own, or that another body made: a
    code of the office's must open nothing else.
    """
    await lock_account(conn, account)
    if await kept_by(conn, account) != body:
        raise Refusal(
            ProblemCode.CONFLICT,
            "この住民は、自分の電話で登録を使っています",
            "This member uses the registration on a phone of their own",
        )
    await conn.execute(recovery_code.delete().where(recovery_code.c.account_id == account))
    code = make_code(secrets.token_bytes)
    await conn.execute(
        recovery_code.insert().values(code_hash=code_hash(code), account_id=account, created_ms=now)
    )
    return code


async def take_over(conn: AsyncConnection, account: str, now: int) -> bool:
    """Its person has come in: from now on it is theirs, and no office makes a code for it. False
    where it was before."""
    done = await conn.execute(
        office_account.update()
        .where(_o.account_id == account, _o.claimed_ms.is_(None))
        .values(claimed_ms=now)
    )
    return bool(done.rowcount)
