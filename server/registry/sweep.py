"""What time brings to registrations: a sweep looks at those whose day has come, and at those of
which new evidence arrived (R11, R15, R30-R33).

Every registration says on which day it must be looked at next, so a sweep reads nothing else;
asked twice, or late, it finds what is left.
"""

from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.standing import Change, Person
from server.accounts.lock import lock_account
from server.app.clock import Clock
from server.cards.keystore import KeyStore
from server.database import Database
from server.exchange.notices import record_notices
from server.office.participation import taking_part
from server.registry import store
from server.registry.notices import reminders
from server.registry.persons import person_of
from server.registry.policies import policies_of
from server.registry.registering import SYSTEM, carry_out
from server.registry.rules import next_look
from server.registry.standings import history_for
from server.replication.feeds import publish_all
from server.replication.news import people_with_news
from server.sweep.run import Progress
from sync.calendar import day_of
from sync.scheme.bodies import prefecture_of
from sync.scheme.links import on_allowing_link
from sync.scheme.passage import on_day
from sync.scheme.persons import after, held_with

READER = "registry"
PAGE = 50
"""Registrations looked at in one transaction: what others wait for meanwhile."""


async def sweep_registrations(
    database: Database, keystore: KeyStore, clock: Clock, progress: Progress
) -> int:
    """Carries out everything due at this moment; tells how many registrations were looked at."""
    now = clock()
    async with database.writing() as conn:
        # Of whom something arrived, is looked at now, whatever day was meant.
        await store.look_now(conn, await people_with_news(conn, READER, now))
    looked = 0
    while True:
        async with database.writing() as conn:
            due = await store.due(conn, day_of(now), PAGE)
            for account, body in sorted(due):  # as everyone who locks several people
                await look_at(conn, keystore, account, body, now)
        looked += len(due)
        progress(looked, 0)
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
    linked = await _late_link(conn, known.person, prefecture_of(body), today)
    changes = [
        *linked,
        *on_day(policies, after(known.person, linked), history, body, today),
    ]
    person = await carry_out(conn, keystore, account, known, changes, now, SYSTEM)
    told = reminders(account, policies, person, history, body, today)
    await publish_all(conn, await record_notices(conn, told, now))
    day = next_look(policies, person, history, body, today)
    await store.look_again(conn, body, known.rows[body].number, day)


async def _late_link(
    conn: AsyncConnection, person: Person, prefecture: int, today: int
) -> list[Change]:
    """R02 of a prefecture that began to take part after its municipality's members registered."""
    if prefecture in person.refused or held_with(person, prefecture) is not None:
        return []
    return on_allowing_link(person, prefecture, await taking_part(conn, {prefecture}), today)
