"""The one-time codes that open an office, or make somebody the installation's operator.

Printed where the server runs, so who holds one has the machine. The database keeps their hashes.
"""

import enum
import secrets

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.problems import ProblemCode
from server.accounts.codes import code_hash, make_code
from server.accounts.tables import setup_code, staff_role
from server.app.problems import Refusal


class Opens(enum.StrEnum):
    """What a code is for; it opens nothing else."""

    OFFICE = "office"
    OPERATOR = "operator"


async def setup_needed(conn: AsyncConnection) -> bool:
    """Whether no office was ever started here."""
    return not await conn.scalar(sa.select(sa.exists(sa.select(staff_role.c.id))))


async def make_setup_code(conn: AsyncConnection, now: int, opens: Opens = Opens.OFFICE) -> str:
    """A new code; it takes the place of any for the same that was not used."""
    c = setup_code.c
    await conn.execute(setup_code.delete().where(c.used_ms.is_(None), c.kind == opens.value))
    code = make_code(secrets.token_bytes)
    await conn.execute(
        setup_code.insert().values(code_hash=code_hash(code), created_ms=now, kind=opens.value)
    )
    return code


async def consume_setup_code(
    conn: AsyncConnection, typed: str, now: int, opens: Opens = Opens.OFFICE
) -> None:
    """Uses the code up, in the caller's transaction: it stays good if that fails.

    Raises `Refusal` CODE_REFUSED for a wrong or used one. The look-up is by hash, so its time
    says nothing about the code.
    """
    result = await conn.execute(
        setup_code.update()
        .where(
            setup_code.c.code_hash == code_hash(typed),
            setup_code.c.used_ms.is_(None),
            setup_code.c.kind == opens.value,
        )
        .values(used_ms=now)
    )
    if result.rowcount != 1:
        raise Refusal(ProblemCode.CODE_REFUSED, field="code")
