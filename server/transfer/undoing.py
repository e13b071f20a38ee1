"""A whole import is taken back, as if it had never been: but for those of whom something is known
since. What they did is theirs (R27), so they stay, and the office is told who."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.problems import ProblemCode
from schemas.transfer import ImportInfo, ImportUndone
from server.accounts.tables import account, office_account, recovery_code
from server.app.problems import Refusal
from server.cards.tables import card
from server.database.bulk import among, listed
from server.exchange.tables import notice
from server.registry.tables import (
    decision,
    directory,
    member_details,
    prefecture_refusal,
    programme_member,
    registration,
)
from server.replication.feeds import person_scope
from server.replication.tables import evidence, feed_item, feed_scope, feed_subscription
from server.transfer.tables import member_import

CHUNK = 2_000
TOLD = 200
_i = member_import.c
_o = office_account.c
_OF_ITSELF = ("R61", "R02", "R03")
"""Rules of decisions that the import, and the prefecture's link that came of it, made."""


async def imports_of(conn: AsyncConnection, body: int) -> list[ImportInfo]:
    """A body's imports, the newest first."""
    rows = await conn.execute(
        sa.select(member_import).where(_i.body == body).order_by(_i.id.desc())
    )
    return [
        ImportInfo(
            id=row.id,
            file_name=row.file_name,
            made=row.made_ms,
            members=row.members,
            left_out=row.left_out,
            undone=row.undone_ms or 0,
            kept=row.kept,
        )
        for row in rows
    ]


async def undo(conn: AsyncConnection, body: int, wanted: int, now: int) -> ImportUndone:
    """Raises `Refusal` NOT_FOUND for another body's import, CONFLICT the second time."""
    found = (
        await conn.execute(
            sa.select(_i.undone_ms).where(_i.id == wanted, _i.body == body).with_for_update()
        )
    ).one_or_none()
    if found is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    if found.undone_ms is not None:
        raise Refusal(
            ProblemCode.CONFLICT,
            "この取り込みは、すでに取り消されています",
            "This import was taken back already",
        )
    everyone = list(
        await conn.scalars(sa.select(_o.account_id).where(_o.import_id == wanted, _o.body == body))
    )
    active = await _active(conn, body, wanted)
    gone = [name for name in everyone if name not in active]
    for at in range(0, len(gone), CHUNK):
        await _remove(conn, gone[at : at + CHUNK])
    await conn.execute(
        member_import.update().where(_i.id == wanted).values(undone_ms=now, kept=len(active))
    )
    numbers = await _numbers(conn, body, sorted(active)[:TOLD])
    return ImportUndone(len(gone), len(active), numbers)


async def _active(conn: AsyncConnection, body: int, wanted: int) -> set[str]:
    """Whoever took the registration over, was given a card or a code, was somewhere, joined a
    programme, was told something; of whom somebody decided or wrote something since."""
    mine = _o.account_id
    r, d = registration.c, member_details.c
    changed = (
        sa.select(d.number)
        .join(registration, sa.and_(r.body == d.body, r.number == d.number))
        .where(r.account_id == mine, d.body == body, d.changed_ms != _o.made_ms)
    )
    decided = sa.select(decision.c.id).where(
        decision.c.account_id == mine, decision.c.rule.not_in(_OF_ITSELF)
    )
    signs = [
        _o.claimed_ms.is_not(None),
        *(
            sa.exists().where(column == mine)
            for column in (
                card.c.account_id,
                evidence.c.account_id,
                recovery_code.c.account_id,
                programme_member.c.account_id,
                notice.c.account_id,
            )
        ),
        changed.exists(),
        decided.exists(),
    ]
    return set(
        await conn.scalars(
            sa.select(mine).where(_o.import_id == wanted, _o.body == body, sa.or_(*signs))
        )
    )


async def _remove(conn: AsyncConnection, accounts: Sequence[str]) -> None:
    names = {"accounts": listed(accounts)}
    r = registration.c
    theirs = sa.select(r.body, r.number).where(among(r.account_id, "accounts")).subquery()
    for table in (directory, member_details):
        await conn.execute(
            sa.delete(table).where(
                sa.exists().where(theirs.c.body == table.c.body, theirs.c.number == table.c.number)
            ),
            names,
        )
    scopes = {"accounts": listed(person_scope(name) for name in accounts)}
    ids = sa.select(feed_scope.c.id).where(among(feed_scope.c.scope, "accounts"))
    await conn.execute(feed_item.delete().where(feed_item.c.scope_id.in_(ids)), scopes)
    for column in (
        feed_subscription.c.account_id,
        decision.c.account_id,
        prefecture_refusal.c.account_id,
        registration.c.account_id,
        office_account.c.account_id,
        account.c.id,
    ):
        await conn.execute(sa.delete(column.table).where(among(column, "accounts")), names)


async def _numbers(conn: AsyncConnection, body: int, accounts: Sequence[str]) -> list[int]:
    r = registration.c
    found = await conn.scalars(
        sa.select(r.number)
        .where(r.body == body, among(r.account_id, "accounts"))
        .order_by(r.number),
        {"accounts": listed(accounts)},
    )
    return list(found)
