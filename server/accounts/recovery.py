"""Recovery codes: ten on paper, each signs in once, to make a new passkey."""

import secrets

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.problems import ProblemCode
from server.accounts.codes import code_hash, make_code
from server.accounts.tables import recovery_code
from server.app.problems import Refusal

CODES = 10


async def replace_recovery_codes(conn: AsyncConnection, account: str, now: int) -> list[str]:
    """New codes; all older ones of the account stop working."""
    await conn.execute(recovery_code.delete().where(recovery_code.c.account_id == account))
    codes = [make_code(secrets.token_bytes) for _ in range(CODES)]
    await conn.execute(
        recovery_code.insert(),
        [
            {"code_hash": code_hash(code), "account_id": account, "created_ms": now}
            for code in codes
        ],
    )
    return codes


async def use_recovery_code(conn: AsyncConnection, typed: str, now: int) -> str:
    """Uses a code up and gives its account. Raises `Refusal` CODE_REFUSED.

    The look-up is by hash, so its time says nothing about the code.
    """
    account = await conn.scalar(
        recovery_code.update()
        .where(recovery_code.c.code_hash == code_hash(typed), recovery_code.c.used_ms.is_(None))
        .values(used_ms=now)
        .returning(recovery_code.c.account_id)
    )
    if account is None:
        raise Refusal(ProblemCode.CODE_REFUSED, field="code")
    return str(account)


async def count_recovery_codes(conn: AsyncConnection, account: str) -> int:
    """How many are left."""
    count = await conn.scalar(
        sa.select(sa.func.count())
        .select_from(recovery_code)
        .where(recovery_code.c.account_id == account, recovery_code.c.used_ms.is_(None))
    )
    return int(count or 0)
