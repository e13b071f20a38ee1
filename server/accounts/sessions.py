"""Sessions: a random token in a cookie, of which the database knows only the hash."""

import hashlib
import secrets

import sqlalchemy as sa
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts import tables
from server.app.clock import DAY_MS, MINUTE_MS

IDLE_MS = 30 * DAY_MS
"""Not used for so long, it is over."""
ABSOLUTE_MS = 180 * DAY_MS
"""So old, it is over however much it is used."""
TOUCH_MS = 15 * MINUTE_MS
"""Use is written down no oftener than this."""


class Session(Struct, frozen=True):
    """A signed-in browser. `token_hash` names the session in the database."""

    account: str
    token_hash: bytes


def token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


async def open_session(conn: AsyncConnection, account: str, now: int) -> str:
    """Makes a session and gives its token, which nobody can read again.

    Sessions of the account that are over are cleared away in passing.
    """
    await conn.execute(
        tables.session.delete().where(tables.session.c.account_id == account, ~_live(now))
    )
    token = secrets.token_urlsafe(32)
    await conn.execute(
        tables.session.insert().values(
            token_hash=token_hash(token),
            account_id=account,
            created_ms=now,
            seen_ms=now,
            expires_ms=now + ABSOLUTE_MS,
        )
    )
    return token


async def find_session(conn: AsyncConnection, token: str, now: int) -> tuple[Session, int] | None:
    """The session of a token and when it was last seen, or None if there is none or it is over."""
    row = (
        await conn.execute(
            sa.select(tables.session).where(
                tables.session.c.token_hash == token_hash(token), _live(now)
            )
        )
    ).one_or_none()
    return None if row is None else (Session(row.account_id, row.token_hash), row.seen_ms)


async def touch_session(conn: AsyncConnection, session: Session, now: int) -> None:
    """Writes down that a session is in use, and that its person had access (R32)."""
    await conn.execute(
        tables.session.update()
        .where(tables.session.c.token_hash == session.token_hash)
        .values(seen_ms=now)
    )
    await record_access(conn, session.account, now)


async def record_access(conn: AsyncConnection, account: str, now: int) -> None:
    """The person used the system, by a session or a sync (R32). Written once a day at most."""
    await conn.execute(
        tables.account.update()
        .where(
            tables.account.c.id == account,
            tables.account.c.last_access_ms <= now - DAY_MS,
        )
        .values(last_access_ms=now)
    )


async def close_session(conn: AsyncConnection, session: Session) -> None:
    await conn.execute(
        tables.session.delete().where(tables.session.c.token_hash == session.token_hash)
    )


async def close_all_sessions(conn: AsyncConnection, account: str) -> None:
    """Signs the person out everywhere. Devices keep syncing: they are revoked one by one."""
    await conn.execute(tables.session.delete().where(tables.session.c.account_id == account))


async def close_other_sessions(conn: AsyncConnection, session: Session) -> None:
    """Signs the person out on every browser but this one."""
    await conn.execute(
        tables.session.delete().where(
            tables.session.c.account_id == session.account,
            tables.session.c.token_hash != session.token_hash,
        )
    )


async def forget_ended_sessions(conn: AsyncConnection, now: int, most: int) -> int:
    """Takes out some of the sessions that are over; tells how many."""
    over = sa.select(tables.session.c.token_hash).where(~_live(now)).limit(most)
    done = await conn.execute(tables.session.delete().where(tables.session.c.token_hash.in_(over)))
    return done.rowcount


async def count_sessions(conn: AsyncConnection, account: str, now: int) -> int:
    count = await conn.scalar(
        sa.select(sa.func.count())
        .select_from(tables.session)
        .where(tables.session.c.account_id == account, _live(now))
    )
    return int(count or 0)


def _live(now: int) -> sa.ColumnElement[bool]:
    return sa.and_(tables.session.c.expires_ms > now, tables.session.c.seen_ms > now - IDLE_MS)
