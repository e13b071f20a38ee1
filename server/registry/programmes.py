"""A body's own programmes, and who belongs to them: what its rules may ask (P12)."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import Programme, WriteProgramme
from schemas.feed import ProgrammeItem
from schemas.problems import ProblemCode
from server.app.problems import Refusal
from server.registry.members import accounts_of
from server.registry.store import look_now
from server.registry.tables import programme, programme_member
from server.replication.feeds import body_scope, publish

MAX_PROGRAMMES = 50
"""Of one body."""


async def programmes_of_body(conn: AsyncConnection, body: int) -> list[Programme]:
    members = sa.func.count(programme_member.c.account_id)
    found = await conn.execute(
        sa.select(programme.c.id, programme.c.name, programme.c.english, members)
        .outerjoin(programme_member, programme_member.c.programme_id == programme.c.id)
        .where(programme.c.body == body)
        .group_by(programme.c.id, programme.c.name, programme.c.english)
        .order_by(programme.c.id)
    )
    return [Programme(*row) for row in found]


async def make_programme(conn: AsyncConnection, body: int, data: WriteProgramme) -> Programme:
    """Raises `Refusal` CONFLICT for one too many."""
    if len(await programmes_of_body(conn, body)) >= MAX_PROGRAMMES:
        raise Refusal(
            ProblemCode.CONFLICT,
            f"プログラムは{MAX_PROGRAMMES}件までです",
            f"At most {MAX_PROGRAMMES} programmes",
        )
    made = await conn.execute(
        programme.insert()
        .values(body=body, name=data.name, english=data.english)
        .returning(programme.c.id)
    )
    return Programme(made.scalar_one(), data.name, data.english, 0)


async def tell_programmes(conn: AsyncConnection, body: int) -> None:
    """Lets the phones of a body's members know what its programmes are called. Again changes
    nothing."""
    known = await programmes_of_body(conn, body)
    items = [ProgrammeItem(1, one.id, body, one.name, one.english) for one in known]
    await publish(conn, body_scope(body), [(f"programme:{one.programme}", one) for one in items])


async def set_belonging(
    conn: AsyncConnection, body: int, wanted: int, numbers: Sequence[int], *, belongs: bool
) -> None:
    """Lets members belong to a programme, or no longer; again changes nothing.

    Raises `Refusal` NOT_FOUND for another body's programme, or a number that stands for nobody.
    """
    own = await conn.scalar(
        sa.select(sa.exists().where(programme.c.id == wanted, programme.c.body == body))
    )
    found = await accounts_of(conn, body, numbers)
    if not own or set(numbers) - found.keys():
        raise Refusal(ProblemCode.NOT_FOUND)
    accounts = set(found.values())
    await conn.execute(
        programme_member.delete().where(
            programme_member.c.programme_id == wanted, programme_member.c.account_id.in_(accounts)
        )
    )
    if belongs:
        await conn.execute(
            programme_member.insert(),
            [{"programme_id": wanted, "account_id": account} for account in sorted(accounts)],
        )
    await look_now(conn, [(account, body) for account in accounts])
