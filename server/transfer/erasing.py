"""Somebody wants to be forgotten (law on the protection of personal information, R27): 30 days to
think again, then nothing tells who they were, and what they did still counts.

It reaches into every capability's tables, as joining two accounts does, and rests on the same list
of columns: what belongs to the account goes over to a name that nothing leads to, `nobody`. The
registrations end before; their rows, decisions, evidence, uses and cards stay without a person.
Names, contact, keys to sign in, notices, mail, proof of identity, answers in words and own words in
logs go. A test holds what is handled here against the schema.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import NoticeKind
from schemas.problems import ProblemCode
from schemas.transfer import Erasure
from server.accounts import tables as accounts
from server.accounts.lock import lock_account
from server.accounts.office_accounts import kept_by
from server.accounts.people import add_account, names_of, nobody
from server.activities.tables import application, calendar_address
from server.app.clock import DAY_MS, Clock
from server.app.problems import Refusal
from server.benefits import tables as benefits
from server.benefits.forgetting import forget_person
from server.cards.keystore import KeyStore
from server.database import Database
from server.exchange.notices import notify
from server.exchange.tables import mail, mail_address, notice
from server.figures.tables import counted_day, figure_due
from server.identity import tables as identity
from server.identity.merging import MOVED
from server.linked_apps.consents import withdraw
from server.linked_apps.tables import app_consent, linked_app
from server.registry.directory import enter
from server.registry.members import registration_under, registrations_of_all
from server.registry.registering import leave
from server.registry.tables import (
    decision,
    member_details,
    prefecture_refusal,
    programme_member,
    registration,
    review,
    survey_answer,
)
from server.replication.feeds import device_scope, person_scope
from server.replication.rebuild import lock_segments
from server.replication.redacting import redact
from server.replication.tables import feed_item, feed_scope, feed_subscription, profile
from server.sweep.run import Progress
from server.transfer.tables import erasure
from sync.calendar import day_of, format_day

REGRET_MS = 30 * DAY_MS
_e = erasure.c

DELETED: Sequence[sa.Column[str]] = (
    identity.proof_attempt.c.account_id,
    identity.merge_ticket.c.account_id,
    identity.guardian_invite.c.minor_id,
    identity.identity_proof.c.account_id,
    accounts.passkey.c.account_id,
    accounts.session.c.account_id,
    accounts.recovery_code.c.account_id,
    accounts.ceremony.c.account_id,
    accounts.office_account.c.account_id,
    accounts.account_merge.c.account_id,
    accounts.account_merge.c.into_id,
    mail.c.account_id,
    mail_address.c.account_id,
    notice.c.account_id,
    prefecture_refusal.c.account_id,
    programme_member.c.account_id,
    feed_subscription.c.account_id,
    calendar_address.c.account_id,
    benefits.refuge_consent.c.account_id,
    benefits.evacuee.c.account_id,
    figure_due.c.account_id,
    profile.c.account_id,
    erasure.c.account_id,
)
"""Columns whose rows go with the person."""

HANDED_OVER: Sequence[sa.Column[str]] = (
    registration.c.account_id,
    application.c.account_id,
    counted_day.c.account_id,
    linked_app.c.account_id,  # an app's own, never a person's
    *(column for column in MOVED if column not in DELETED),
)
"""Columns in which nobody takes the person's place."""


# -- asking, and thinking again -------------------------------------------------------------------


async def erasure_of(conn: AsyncConnection, account: str) -> Erasure:
    row = (await conn.execute(sa.select(erasure).where(_e.account_id == account))).one_or_none()
    if row is None:
        return Erasure()
    return Erasure(row.asked_ms, format_day(day_of(row.due_ms)), row.body != 0)


async def ask_erasure(
    conn: AsyncConnection, account: str, asked_by: str, body: int, now: int
) -> Erasure:
    """From now on 30 days run; again changes nothing. All of the person's phones are told.

    Raises `Refusal` CONFLICT for who works for a body: their work is another matter than they are.
    """
    await lock_account(conn, account)
    known = await erasure_of(conn, account)
    if known.asked:
        return known
    role = accounts.staff_role.c
    if await conn.scalar(
        sa.select(sa.exists().where(role.account_id == account, role.ended_ms.is_(None)))
    ):
        raise Refusal(
            ProblemCode.CONFLICT,
            "受付や役場の役割があります。先に、担当者から外してもらってください",
            "You work for a municipality or prefecture: please have that role ended first",
        )
    due = now + REGRET_MS
    await conn.execute(
        erasure.insert().values(
            account_id=account, asked_ms=now, due_ms=due, body=body, asked_by=asked_by
        )
    )
    key = f"erasure:{now}"
    await notify(conn, account, body, NoticeKind.ERASURE, day_of(due), 0, now, key=key)
    return await erasure_of(conn, account)


async def think_again(conn: AsyncConnection, account: str) -> None:
    """Nothing happens; a second time neither."""
    await conn.execute(erasure.delete().where(_e.account_id == account))


async def account_kept(conn: AsyncConnection, body: int, number: int) -> str:
    """The account behind a member whose registration this office keeps (R62).

    Raises `Refusal` NOT_FOUND, and CONFLICT for who has a phone: they ask for themselves, because
    other bodies know them too (R04).
    """
    held = await registration_under(conn, body, number)
    if held is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    if await kept_by(conn, held.account) != body:
        raise Refusal(
            ProblemCode.CONFLICT,
            "この人は自分の電話で登録を使っています。本人がアプリの「設定」から申し出ます",
            "This member uses a phone of their own, and asks in the app's settings",
        )
    return held.account


# -- forgetting -----------------------------------------------------------------------------------


async def sweep_erasures(
    database: Database, keystore: KeyStore, clock: Clock, progress: Progress
) -> int:
    """Forgets everybody whose 30 days are over; each in a transaction."""
    count = 0
    while True:
        now = clock()
        async with database.writing() as conn:
            account = await conn.scalar(
                sa.select(_e.account_id)
                .where(_e.due_ms <= now)
                .order_by(_e.due_ms, _e.account_id)
                .limit(1)
            )
            if account is None:
                return count
            await forget(conn, keystore, account, now)
        count += 1
        progress(count, 0)


async def forget(conn: AsyncConnection, keystore: KeyStore, account: str, now: int) -> str:
    """Everything of a person, now. Gives the name that stands in their place."""
    people = await names_of(conn, account)
    device = accounts.device.c
    # In the order in which a merge locks: logs, then what is stored of them, then people.
    devices = set(
        await conn.scalars(
            sa.select(device.id)
            .where(device.account_id.in_(people))
            .order_by(device.id)
            .with_for_update()
        )
    )
    await lock_segments(conn)
    for name in people:
        await lock_account(conn, name)
    for row in (await registrations_of_all(conn, [account])).get(account, []):
        held = await registrations_of_all(conn, [account])
        # With a municipality its prefecture may have ended (R02).
        if any(one.body == row.body for one in held.get(account, [])):
            await leave(conn, keystore, account, row.body, now)
    await _forget_words(conn, people, now)
    stands_in = ""
    for name in people:
        stands_in = await _hand_over(conn, name, now)
    await _forget_feeds(conn, people, devices)
    await conn.execute(
        accounts.device.update()
        .where(device.id.in_(devices))
        .values(label="", revoked_ms=sa.func.coalesce(device.revoked_ms, now))
    )
    await redact(conn, devices, now)
    return stands_in


async def _forget_words(conn: AsyncConnection, people: Sequence[str], now: int) -> None:
    """Names and contact in every body's list; words that were asked, answered or noted."""
    r = registration.c
    rows = (await conn.execute(sa.select(r.body, r.number).where(r.account_id.in_(people)))).all()
    for body, number in rows:
        for table in (member_details, survey_answer):
            await conn.execute(
                sa.delete(table).where(table.c.body == body, table.c.number == number)
            )
    await conn.execute(registration.update().where(r.account_id.in_(people)).values(name=""))
    for name in people:
        await enter(conn, name)
    await forget_person(conn, people, now)
    await conn.execute(
        application.update().where(application.c.account_id.in_(people)).values(answer="", words="")
    )
    consent = app_consent.c
    standing = sa.select(consent.account_id, consent.id).where(
        consent.account_id.in_(people), consent.ended_ms.is_(None)
    )
    for name, number in (await conn.execute(standing)).all():
        await withdraw(conn, name, number, now)
    d = decision.c
    theirs = sa.select(d.id).where(d.account_id.in_(people))
    await conn.execute(
        review.update().where(review.c.decision_id.in_(theirs)).values(words="", answer="")
    )
    await conn.execute(decision.update().where(d.account_id.in_(people)).values(note=""))
    c = identity.guardian_consent.c
    await conn.execute(
        identity.guardian_consent.update()
        .where(c.withdrawn_ms.is_(None), sa.or_(c.guardian_id.in_(people), c.minor_id.in_(people)))
        .values(withdrawn_ms=now)
    )


async def _hand_over(conn: AsyncConnection, account: str, now: int) -> str:
    name = nobody()
    await add_account(conn, name, now)
    for column in DELETED:
        await conn.execute(sa.delete(column.table).where(column == account))
    for column in HANDED_OVER:
        await conn.execute(
            sa.update(column.table).where(column == account).values({column.name: name})
        )
    await conn.execute(accounts.account.delete().where(accounts.account.c.id == account))
    return name


async def _forget_feeds(conn: AsyncConnection, people: Sequence[str], devices: set[bytes]) -> None:
    """What was told to the person and to their phones. (Bodies' staff were told that the cards are
    over, without a name.)"""
    scopes = [*map(person_scope, people), *map(device_scope, devices)]
    f = feed_scope.c
    ids = list(await conn.scalars(sa.select(f.id).where(f.scope.in_(scopes))))
    await conn.execute(feed_item.delete().where(feed_item.c.scope_id.in_(ids)))
    for number in ids:
        await conn.execute(feed_scope.update().where(f.id == number).values(scope=f"gone:{number}"))
