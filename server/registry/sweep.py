"""What time brings to registrations: a sweep looks at those whose day has come, and at those of
which new evidence arrived (R11, R15, R30-R33).

Every registration says on which day it must be looked at next, so a sweep reads nothing else;
asked twice, or late, it finds what is left.
"""

from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts.lock import lock_account
from server.cards.keystore import KeyStore
from server.database import Database
from server.registry import store
from server.registry.persons import person_of
from server.registry.policies import policies_of
from server.registry.registering import SYSTEM, carry_out
from server.registry.rules import next_look
from server.registry.standings import history_for
from server.replication.news import people_with_news
from sync.calendar import day_of
from sync.scheme.passage import on_day

READER = "registry"
PAGE = 50
"""Registrations looked at in one transaction: what others wait for meanwhile."""


async def sweep_registrations(database: Database, keystore: KeyStore, now: int) -> int:
    """Carries out everything due at this moment; tells how many registrations were looked at."""
    async with database.writing() as conn:
        # Of whom something arrived, is looked at now, whatever day was meant.
        await store.look_now(conn, await people_with_news(conn, READER, now))
    looked = 0
    while True:
        async with database.writing() as conn:
            due = await store.due(conn, day_of(now), PAGE)
            for account, body in due:
                await look_at(conn, keystore, account, body, now)
        looked += len(due)
        if len(due) < PAGE:
            return looked


async def look_at(
    conn: AsyncConnection, keystore: KeyStore, account: str, body: int, now: int
) -> None:
    """Lets the rules say what a day brings to one registration."""
    await lock_account(conn, account)
    known = await person_of(conn, account)
    today, policies = day_of(now), await policies_of(conn, body)
    history = await history_for(conn, account, known.person, policies, body, today)
    changes = on_day(policies, known.person, history, body, today)
    person = await carry_out(conn, keystore, account, known, changes, now, SYSTEM)
    row = known.rows[body]
    day = next_look(policies, person, history, body, today)
    await store.look_again(conn, body, row.number, day)
