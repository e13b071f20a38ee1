"""Two accounts of one person become one, with everything that either had (R13, R27).

It reaches into every capability's tables, as `replication/knowledge.py` does for reading: what
belongs to an account must all go over in one transaction, and which columns those are is one list.
A test holds that list against the schema: a new column that names an account must be put in it.
"""

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from msgspec import structs
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import ApplicationState, FeedItem, StaffItem
from schemas.linked_apps import AppEvent
from schemas.problems import ProblemCode
from schemas.standing import ChangeKind, Reason
from server.accounts import tables as accounts
from server.accounts.lock import lock_account
from server.accounts.sessions import Session
from server.activities.tables import activity, activity_picture, application, calendar_address
from server.app.problems import Refusal
from server.audit.tables import audit
from server.benefits import tables as benefits
from server.cards.issue import end_cards, rename_member
from server.cards.keystore import KeyStore
from server.cards.tables import card
from server.exchange.tables import mail, mail_address, notice
from server.figures.tables import counted_day, figure_due, figure_publishing
from server.identity import store
from server.identity.proofs import OnProof, proof_of
from server.identity.proving import ticket_hash
from server.identity.rules import joined, survivor
from server.identity.tables import (
    guardian_consent,
    guardian_invite,
    identity_proof,
    merge_ticket,
    proof_attempt,
    registration_merge,
)
from server.linked_apps.events import tell_of_registrations
from server.linked_apps.tables import app_consent, linked_app
from server.office import tables as office
from server.office.staff import ROSTER
from server.partners.telling import tell_scanners
from server.registry.persons import person_of
from server.registry.registering import SYSTEM
from server.registry.rules import Registration
from server.registry.tables import (
    decision,
    member_details,
    policy,
    prefecture_refusal,
    programme_member,
    registration,
    review,
    survey_answer,
)
from server.registry.telling import registration_item, standing_item
from server.replication.feeds import body_scope, join_readers, person_scope, publish, subscribe
from server.replication.profile import name_of
from server.replication.rebuild import lock_segments, rebuild_devices
from server.replication.tables import confirmation, evidence, feed_subscription, profile
from server.transfer import tables as transfer
from sync.calendar import day_of

MOVED: Sequence[sa.Column[str]] = (
    accounts.passkey.c.account_id,
    accounts.session.c.account_id,
    accounts.recovery_code.c.account_id,
    accounts.device.c.account_id,
    accounts.staff_role.c.account_id,
    accounts.operator.c.account_id,
    accounts.account_merge.c.into_id,
    accounts.office_account.c.made_by,
    card.c.account_id,
    card.c.printed_by,
    decision.c.account_id,
    decision.c.decided_by,
    app_consent.c.account_id,
    linked_app.c.registered_by,
    office.kiosk.c.account_id,
    office.kiosk.c.ended_by,
    office.invite.c.created_by,
    office.invite.c.used_by,
    member_details.c.changed_by,
    policy.c.written_by,
    review.c.answered_by,
    confirmation.c.confirmed_by,
    notice.c.account_id,
    mail.c.account_id,
    registration_merge.c.account_id,
    guardian_invite.c.minor_id,
    guardian_consent.c.minor_id,
    guardian_consent.c.guardian_id,
    figure_publishing.c.written_by,
    transfer.upload.c.sent_by,
    transfer.member_import.c.made_by,
    transfer.erasure.c.asked_by,
    activity.c.made_by,
    activity.c.decided_by,
    activity_picture.c.kept_by,
    evidence.c.account_id,
    audit.c.account_id,
    benefits.benefit_terms.c.published_by,
    benefits.application.c.account_id,
    benefits.application_step.c.done_by,
    benefits.disaster.c.declared_by,
    benefits.disaster.c.ended_by,
)
"""Columns in which the account that is left takes the other's place."""

ELSEWHERE: Sequence[sa.Column[str]] = (
    registration.c.account_id,  # `_join_registrations`
    prefecture_refusal.c.account_id,  # `_join_refusals`
    identity_proof.c.account_id,  # `_bind`
    feed_subscription.c.account_id,  # `join_readers`
    profile.c.account_id,  # `rebuild_devices`
    programme_member.c.account_id,  # `_join_belongings`
    mail_address.c.account_id,  # the same
    counted_day.c.account_id,  # told anew by `figures/presence.py`, for both
    figure_due.c.account_id,  # the same
    accounts.office_account.c.account_id,  # its person has it: `_join_belongings`
    application.c.account_id,  # `_join_applications`
    calendar_address.c.account_id,  # the same
    benefits.refuge_consent.c.account_id,  # the same
    benefits.evacuee.c.account_id,  # the same
    linked_app.c.account_id,  # the app's own: nobody signs in to it
    accounts.account_merge.c.account_id,  # what an account was merged into stays said
    accounts.ceremony.c.account_id,  # five minutes old at most: `_forget_begun`
    proof_attempt.c.account_id,  # ten
    merge_ticket.c.account_id,  # ten
    transfer.erasure.c.account_id,  # who joins two accounts wants one: `_forget_begun`
)
"""Columns that need more than that, or nothing."""


async def merge(
    conn: AsyncConnection,
    keystore: KeyStore,
    on_proof: OnProof,
    session: Session,
    ticket: str,
    now: int,
) -> str:
    """Joins the session's account and the one that its proof belongs to; gives what is left.

    The older account stays, with the newer proof. The other is empty from then on, and whatever
    signed in to it signs in to the older one. Raises `Refusal` CODE_REFUSED.
    """
    found = await store.take_ticket(
        conn, ticket_hash(ticket), session.account, session.token_hash, now
    )
    holder = None if found is None else await store.holder_of(conn, found.subject)
    if found is None or holder in (None, session.account):
        raise Refusal(ProblemCode.CODE_REFUSED, field="ticket")
    pair = {session.account, str(holder)}
    await _lock(conn, pair)
    left = await _older(conn, pair)
    (husk,) = pair - {left}
    before = await proof_of(conn, left)
    await join_accounts(conn, keystore, left, husk, now)
    for name in (husk, left):
        await store.delete_proof(conn, name)
    await store.write_proof(conn, left, found)
    # Always: registrations came over too, and a premium one may be at the home body now (R16).
    await on_proof(conn, keystore, left, before, await proof_of(conn, left), now)
    return left


async def join_accounts(
    conn: AsyncConnection, keystore: KeyStore, left: str, husk: str, now: int
) -> None:
    """Hands over everything but the proof. The caller holds the locks."""
    mine, theirs = accounts.device.c.id, accounts.device.c.account_id
    devices = list(await conn.scalars(sa.select(mine).where(theirs.in_((left, husk)))))
    renumbered = await _join_registrations(conn, left, husk, now)
    await _join_roles(conn, left, husk, now)
    await _join_consents(conn, left, husk, now)
    await _forget_begun(conn, (left, husk))
    await _join_belongings(conn, left, husk)
    await _join_applications(conn, left, husk)
    for column in MOVED:
        await conn.execute(
            sa.update(column.table).where(column == husk).values({column.name: left})
        )
    for body, number, into in renumbered:
        for table in (card, evidence):
            await conn.execute(
                sa.update(table)
                .where(table.c.body == body, table.c.member == number)
                .values(member=into)
            )
    await conn.execute(
        accounts.account_merge.insert().values(account_id=husk, into_id=left, merged_ms=now)
    )
    await _latest_access(conn, left, husk)
    await join_readers(conn, left, husk)
    await _respect_refusals(conn, keystore, left, husk, now)
    await _tell(conn, left, now)
    # What either wrote is judged anew: a visit under one account may count under the other's
    # registration, and nobody vouches for themselves (R26).
    await rebuild_devices(conn, await _touched(conn, devices, left), now)
    await rename_member(conn, left, await name_of(conn, left), now)


async def _lock(conn: AsyncConnection, pair: set[str]) -> None:
    """In the order in which an upload locks: logs, then what is stored of them, then people."""
    await conn.execute(
        sa.select(accounts.device.c.id)
        .where(accounts.device.c.account_id.in_(pair))
        .order_by(accounts.device.c.id)
        .with_for_update()
    )
    await lock_segments(conn)
    for name in sorted(pair):
        await lock_account(conn, name)


async def _older(conn: AsyncConnection, pair: set[str]) -> str:
    c = accounts.account.c
    rows = await conn.execute(sa.select(c.created_ms, c.id).where(c.id.in_(pair)))
    return survivor((made, name) for made, name in rows)


async def _latest_access(conn: AsyncConnection, left: str, husk: str) -> None:
    c = accounts.account.c
    latest = await conn.scalar(
        sa.select(sa.func.max(c.last_access_ms)).where(c.id.in_((left, husk)))
    )
    await conn.execute(accounts.account.update().where(c.id == left).values(last_access_ms=latest))


async def _join_registrations(
    conn: AsyncConnection, left: str, husk: str, now: int
) -> list[tuple[int, int, int]]:
    """Gives (body, number, number that it goes on under) of those that end."""
    held = {name: await _held(conn, name) for name in (left, husk)}
    renumbered = []
    for body, other in held[husk].items():
        own = held[left].get(body)
        if own is None:
            await _write(conn, structs.replace(other, account=left, version=other.version + 1))
            continue
        kept = joined(own, other, left)
        (gone,) = (row for row in (own, other) if row.number != kept.number)
        if gone.account == left:
            await _change_places(conn, own, other)
        await _write(conn, kept)
        await _write(
            conn,
            structs.replace(
                gone,
                account=husk,
                ended_ms=now if gone.ended_ms is None else gone.ended_ms,
                version=gone.version + 1,
            ),
        )
        await _join_answers(conn, body, kept.number, gone.number)
        await _join_details(conn, body, kept.number, gone.number)
        await conn.execute(
            registration_merge.insert().values(
                body=body,
                number=gone.number,
                into_number=kept.number,
                account_id=left,
                merged_ms=now,
            )
        )
        renumbered.append((body, gone.number, kept.number))
    return renumbered


async def _change_places(conn: AsyncConnection, own: Registration, other: Registration) -> None:
    """An account has one row a body at any time: one of two rows stands aside meanwhile."""
    aside = f"merging-{own.account}"[:32]
    await conn.execute(accounts.account.insert().values(id=aside, created_ms=0, last_access_ms=0))
    for row, name in ((own, aside), (other, own.account), (own, other.account)):
        await conn.execute(
            registration.update().where(*_row_of(row.body, row.number)).values(account_id=name)
        )
    await conn.execute(accounts.account.delete().where(accounts.account.c.id == aside))


async def _held(conn: AsyncConnection, account: str) -> Mapping[int, Registration]:
    return (await person_of(conn, account)).rows


async def _write(conn: AsyncConnection, row: Registration) -> None:
    fields = structs.asdict(row)
    del fields["account"], fields["name"]
    await conn.execute(
        registration.update()
        .where(*_row_of(row.body, row.number))
        .values(
            account_id=row.account,
            **fields | {"tier": row.tier.value, "pending": row.pending.value},
        )
    )


def _row_of(body: int, number: int) -> tuple[sa.ColumnElement[bool], ...]:
    return registration.c.body == body, registration.c.number == number


async def _join_answers(conn: AsyncConnection, body: int, kept: int, gone: int) -> None:
    """The newest answers to a body's survey stay."""
    c = survey_answer.c
    rows = await conn.execute(
        sa.select(c.answered_ms, c.number).where(c.body == body, c.number.in_((kept, gone)))
    )
    answered = sorted((ms, number) for ms, number in rows)
    if not answered or answered[-1][1] == kept:
        return
    await conn.execute(survey_answer.delete().where(c.body == body, c.number == kept))
    await conn.execute(
        survey_answer.update().where(c.body == body, c.number == gone).values(number=kept)
    )


async def _join_details(conn: AsyncConnection, body: int, kept: int, gone: int) -> None:
    """What the body knows of the number that ends, where it knows nothing of the other."""
    c = member_details.c
    if not await conn.scalar(sa.select(sa.exists().where(c.body == body, c.number == kept))):
        await conn.execute(
            member_details.update().where(c.body == body, c.number == gone).values(number=kept)
        )


async def _join_roles(conn: AsyncConnection, left: str, husk: str, now: int) -> None:
    """Where both hold a role, the husk's ends now: until then it stands for what was done by it."""
    await _end_double(conn, accounts.operator, (), left, husk, now)
    alike = ("body", "role", "partner")
    await _end_double(conn, accounts.staff_role, alike, left, husk, now)
    await _end_double(conn, app_consent, ("app_id",), left, husk, now)


async def _end_double(
    conn: AsyncConnection, table: sa.Table, alike: Collection[str], left: str, husk: str, now: int
) -> None:
    c, held = table.c, table.alias()
    await conn.execute(
        table.update()
        .where(
            c.account_id == husk,
            c.ended_ms.is_(None),
            sa.exists().where(
                held.c.account_id == left,
                *(held.c[name].is_not_distinct_from(c[name]) for name in alike),
                held.c.ended_ms.is_(None),
            ),
        )
        .values(ended_ms=now)
    )


async def _join_consents(conn: AsyncConnection, left: str, husk: str, now: int) -> None:
    """Nobody is their own guardian, and one consent of one guardian for one minor is enough."""
    c = guardian_consent.c
    rows = await conn.execute(
        sa.select(c.id, c.minor_id, c.guardian_id)
        .where(
            c.withdrawn_ms.is_(None),
            sa.or_(c.minor_id.in_((left, husk)), c.guardian_id.in_((left, husk))),
        )
        .order_by(c.id)
    )
    seen: set[tuple[str, ...]] = set()
    over = []
    for number, *people in rows:
        names = tuple(left if name == husk else name for name in people)
        if names[0] == names[1] or names in seen:
            over.append(number)
        seen.add(names)
    await conn.execute(guardian_consent.update().where(c.id.in_(over)).values(withdrawn_ms=now))


async def _join_belongings(conn: AsyncConnection, left: str, husk: str) -> None:
    """Programmes of either; the address for mail of the one that stays, if it has one; and what
    both were told of one occasion, as two occasions."""
    c, own = programme_member.c, programme_member.alias()
    both = sa.select(own.c.programme_id).where(own.c.account_id == left)
    await conn.execute(
        programme_member.delete().where(c.account_id == husk, c.programme_id.in_(both))
    )
    await conn.execute(
        programme_member.update().where(c.account_id == husk).values(account_id=left)
    )
    address = mail_address.c.account_id
    if await conn.scalar(sa.select(sa.exists().where(address == left))):
        await conn.execute(mail_address.delete().where(address == husk))
    else:
        await conn.execute(mail_address.update().where(address == husk).values(account_id=left))
    made = accounts.office_account.c.account_id
    await conn.execute(accounts.office_account.delete().where(made.in_((left, husk))))
    # R55: one agreement a body, and one line on each list.
    for table, each in (
        (benefits.refuge_consent, "body"),
        (benefits.evacuee, "disaster_id"),
    ):
        mine = table.alias()
        theirs = table.c.account_id == husk
        known = sa.select(mine.c[each]).where(mine.c.account_id == left)
        await conn.execute(table.delete().where(theirs, table.c[each].in_(known)))
        await conn.execute(table.update().where(theirs).values(account_id=left))
    told = notice.alias()
    twice = sa.select(told.c.key).where(told.c.account_id == left)
    await conn.execute(
        notice.update()
        .where(notice.c.account_id == husk, notice.c.key.in_(twice))
        .values(key=sa.literal("merged:") + sa.cast(notice.c.id, sa.String))
    )


async def _join_applications(conn: AsyncConnection, left: str, husk: str) -> None:
    """To an occasion that both applied to, one stands: that which holds, or that came first."""
    c, other = application.c, application.alias()
    holds = ApplicationState.WAITING.value
    for one, against in ((husk, left), (left, husk)):
        better = sa.select(other.c.id).where(
            other.c.occasion == c.occasion,
            other.c.account_id == against,
            sa.or_(
                sa.and_(other.c.state <= holds, c.state > holds),
                sa.and_(
                    (other.c.state <= holds) == (c.state <= holds),
                    other.c.turn < c.turn,
                ),
            ),
        )
        await conn.execute(application.delete().where(c.account_id == one, better.exists()))
    await conn.execute(application.update().where(c.account_id == husk).values(account_id=left))
    # An address of a calendar is made again in one press.
    await conn.execute(
        calendar_address.delete().where(calendar_address.c.account_id.in_((left, husk)))
    )


async def _forget_begun(conn: AsyncConnection, pair: Sequence[str]) -> None:
    """What was begun under either account is begun again under the one that is left."""
    for table in (accounts.ceremony, proof_attempt, merge_ticket, transfer.erasure):
        await conn.execute(sa.delete(table).where(table.c.account_id.in_(pair)))


async def _respect_refusals(
    conn: AsyncConnection, keystore: KeyStore, left: str, husk: str, now: int
) -> None:
    """R03: what either refused is refused; a prefecture's registration that the other's link
    brought ends with it."""
    c = prefecture_refusal.c
    rows = await conn.execute(
        sa.select(c.prefecture, sa.func.min(c.since_ms))
        .where(c.account_id.in_((left, husk)))
        .group_by(c.prefecture)
    )
    refused = dict(rows.all())
    await conn.execute(prefecture_refusal.delete().where(c.account_id.in_((left, husk))))
    ended = []
    for prefecture, since in refused.items():
        await conn.execute(
            prefecture_refusal.insert().values(
                account_id=left, prefecture=prefecture, since_ms=since
            )
        )
        row = (await _held(conn, left)).get(prefecture)
        if row is None or row.ended_ms is not None or not row.linked:
            continue
        await _write(conn, structs.replace(row, ended_ms=now, version=row.version + 1))
        await conn.execute(
            decision.insert().values(
                body=prefecture,
                account_id=left,
                ms=now,
                kind=ChangeKind.END.value,
                rule="R03",
                reason=Reason.LINK_REFUSED.value,
                decided_by=SYSTEM,
                day=day_of(now),
            )
        )
        ended.append((row.body, row.number))
    await end_cards(conn, keystore, ended, now)


async def _tell(conn: AsyncConnection, left: str, now: int) -> None:
    """Every phone of the person learns which registrations and roles there are; and the apps that
    they allowed, whose member may have another number now."""
    items: list[tuple[str, FeedItem]] = []
    held = (await person_of(conn, left)).person.held
    programmes = {one.body: one.programmes for one in held}
    rows = list((await _held(conn, left)).values())
    for row in rows:
        await subscribe(conn, left, body_scope(row.body))
        items.append((f"registration:{row.body}", registration_item(row)))
        items.append((f"standing:{row.body}", standing_item(row, programmes.get(row.body, []))))
    changed = [(row, [AppEvent.REGISTRATION_CHANGED]) for row in rows if row.ended_ms is None]
    await tell_of_registrations(conn, left, changed, now)
    c = accounts.staff_role.c
    roles = await conn.execute(
        sa.select(c.body, sa.func.count().filter(c.ended_ms.is_(None)))
        .where(c.account_id == left, c.role.in_([role.value for role in ROSTER]))
        .group_by(c.body)
        .order_by(c.body)
    )
    items += [
        (f"staff:{body}", StaffItem(now, body, ended=not standing)) for body, standing in roles
    ]
    await publish(conn, person_scope(left), items)
    partners = await conn.scalars(
        sa.select(c.partner.distinct())
        .where(c.account_id == left, c.partner.is_not(None))
        .order_by(c.partner)
    )
    for partner in partners.all():
        await tell_scanners(conn, partner, now, left)


async def _touched(conn: AsyncConnection, devices: Sequence[bytes], left: str) -> set[bytes]:
    """The person's devices; and where one of them scanned the person's own card, which counts no
    more, the others that scanned it that day: whether theirs is a copy is said anew."""
    c, other = evidence.c, evidence.alias()
    found = await conn.scalars(
        sa.select(other.c.device)
        .distinct()
        .join(
            evidence,
            sa.and_(
                c.device.in_(devices),
                c.account_id == left,
                c.shown_day > 0,
                other.c.account_id == left,
                other.c.body == c.body,
                other.c.shown_day == c.shown_day,
            ),
        )
    )
    return {*devices, *found}
