"""Carries out what the scheme's rules say follows: registrations begin, change and end, everyone
is told, and every step is recorded (R18)."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import RegistrationInfo
from schemas.feed import FeedItem, Tier
from schemas.problems import ProblemCode
from schemas.standing import Change, ChangeKind, Held, Person
from server.accounts.lock import lock_account
from server.activities.applying import withdraw_all
from server.app.problems import Refusal
from server.cards.issue import end_cards
from server.cards.keystore import KeyStore
from server.exchange.notices import Notice, record_notices
from server.linked_apps.events import tell_of_registrations
from server.linked_apps.rules import events_of
from server.office.participation import taking_part
from server.registry import store
from server.registry.members import registrations_of
from server.registry.notices import notice_of
from server.registry.persons import Known, item_of, person_of
from server.registry.policies import policies_of
from server.registry.rules import Registration, written
from server.registry.telling import decision_item, registration_item, standing_item
from server.replication.feeds import (
    Publication,
    body_scope,
    pack,
    person_scope,
    publish,
    publish_all,
    subscribe,
)
from server.replication.profile import name_of
from sync.calendar import day_of
from sync.scheme.bodies import is_prefecture, prefecture_of
from sync.scheme.links import on_allowing_link, on_leaving, on_refusing_link, on_registering
from sync.scheme.persons import after, held_with
from sync.scheme.premium import policy_on

SYSTEM = "system"
MEMBER = "member"
_OWN_WISH = (
    ChangeKind.REFUSE_LINK,
    ChangeKind.ALLOW_LINK,
    ChangeKind.MAKE_DIRECT,
    ChangeKind.END,
    ChangeKind.STAY,
)


async def open_body(conn: AsyncConnection, body: int) -> None:
    """Readies the member numbers of a body that begins to take part; the next sweep links the
    members of its municipalities with a prefecture (R02)."""
    await store.open_series(conn, body)
    if is_prefecture(body):
        await store.look_at_towns(conn, body)


async def register(
    conn: AsyncConnection,
    keystore: KeyStore,
    account: str,
    body: int,
    refuse_prefecture: bool,
    now: int,
) -> list[RegistrationInfo]:
    """Registers a person as basic, with the prefecture unless refused; once is as good as twice.

    Gives all of the person's registrations. Raises `Refusal` NOT_TAKING_PART.
    """
    await lock_account(conn, account)
    participating = await taking_part(conn, {body, prefecture_of(body)})
    if body not in participating:
        raise Refusal(ProblemCode.NOT_TAKING_PART, field="body")
    known = await person_of(conn, account)
    changes = on_registering(
        known.person, body, participating, day_of(now), refuse_link=refuse_prefecture
    )
    await carry_out(conn, keystore, account, known, changes, now)
    return await registrations_of(conn, account)


async def leave(
    conn: AsyncConnection,
    keystore: KeyStore,
    account: str,
    body: int,
    now: int,
    actor: str = MEMBER,
    note: str = "",
) -> None:
    """Ends a registration at its holder's wish; number, history and decisions stay.

    `actor`: the member of staff whom they told it, with their words. Raises `Refusal` NOT_FOUND
    when there is none.
    """
    known, _ = await holder_of(conn, account, body)
    changes = on_leaving(known.person, body, day_of(now))
    await carry_out(conn, keystore, account, known, changes, now, actor, note)


async def set_prefecture_link(
    conn: AsyncConnection, keystore: KeyStore, account: str, body: int, refused: bool, now: int
) -> list[RegistrationInfo]:
    """Refuses the link with a registered body's prefecture, or allows it again (R03).

    Raises `Refusal` NOT_FOUND when the person is not registered with the body.
    """
    known, _ = await holder_of(conn, account, body)
    prefecture, today = prefecture_of(body), day_of(now)
    if refused:
        changes = on_refusing_link(known.person, prefecture, today)
    else:
        participating = await taking_part(conn, {prefecture})
        changes = on_allowing_link(known.person, prefecture, participating, today)
    await carry_out(conn, keystore, account, known, changes, now)
    return await registrations_of(conn, account)


async def follow(
    conn: AsyncConnection,
    keystore: KeyStore,
    account: str,
    now: int,
    rule: Callable[[Person, int], Sequence[Change]],
) -> None:
    """Lets a rule change whatever must change of a person today: after a proof of identity, a new
    address, a guardian's word."""
    await lock_account(conn, account)
    known = await person_of(conn, account)
    await carry_out(conn, keystore, account, known, rule(known.person, day_of(now)), now, SYSTEM)
    await publish(conn, person_scope(account), [("person", item_of(known.person, now))])


async def holder_of(conn: AsyncConnection, account: str, body: int) -> tuple[Known, Held]:
    """The person, locked, who holds a registration, and that one. Raises `Refusal` NOT_FOUND
    without it."""
    await lock_account(conn, account)
    known = await person_of(conn, account)
    held = held_with(known.person, body)
    if held is None:
        raise not_registered()
    return known, held


def not_registered() -> Refusal:
    return Refusal(
        ProblemCode.NOT_FOUND,
        "この自治体には登録していません",
        "You are not registered with this municipality or prefecture",
    )


async def carry_out(
    conn: AsyncConnection,
    keystore: KeyStore,
    account: str,
    known: Known,
    changes: Sequence[Change],
    now: int,
    actor: str = MEMBER,
    note: str = "",
) -> Person:
    """Writes changes that the rules gave of a person, tells them, and gives the person after them.

    `actor`: who wished for it: "member", "system", or the account of a member of staff. The
    caller holds the account's lock.
    """
    person = after(known.person, changes)
    told: list[tuple[str, FeedItem]] = []
    notices: list[Notice] = []
    rows: list[Registration] = []
    for body in sorted({change.body for change in changes if _concerns_row(change)}):
        row = await _write(conn, account, body, known, person, changes, now)
        rows.append(row)
        told.append((f"registration:{body}", registration_item(row)))
        held = held_with(person, body)
        told.append((f"standing:{body}", standing_item(row, held.programmes if held else [])))
        # Not taken away at the end: the journal goes on to name the body's places.
        await subscribe(conn, account, body_scope(body))
    for change in changes:
        if change.kind is ChangeKind.REFUSE_LINK:
            await store.refuse_link(conn, account, change.body, now)
        elif change.kind is ChangeKind.ALLOW_LINK:
            await store.allow_link(conn, account, change.body)
        decided_by = _decided_by(change, actor)
        words = note if decided_by == actor else ""
        number = await store.record(conn, account, change, now, decided_by, words)
        told.append((f"decision:{number}", decision_item(number, change, decided_by, words, now)))
        notice = notice_of(account, change, number, await _answer_days(conn, change))
        notices += [notice] if notice else []
    if person.refused != known.person.refused:
        told.append(("person", item_of(person, now)))
    scope = person_scope(account)
    await publish_all(
        conn,
        [
            *(Publication(scope, key, pack(item)) for key, item in told),
            *await record_notices(conn, notices, now),
        ],
    )
    for change in changes:
        if change.kind is ChangeKind.END:
            await withdraw_all(conn, account, change.body, now)
    changed = [
        (row, events_of([one.kind for one in changes if one.body == row.body])) for row in rows
    ]
    await tell_of_registrations(conn, account, changed, now)
    # A card that says more than its holder may must not go on saying it (R33).
    fallen = {change.body for change in changes if change.kind is ChangeKind.LAPSE}
    ended = [(row.body, row.number) for row in rows if row.ended_ms or row.body in fallen]
    await end_cards(conn, keystore, ended, now)
    return person


async def _answer_days(conn: AsyncConnection, change: Change) -> int:
    """How long an answer to the intent check is waited for (R32); 0 for any other change."""
    if change.kind is not ChangeKind.ASK:
        return 0
    return policy_on(await policies_of(conn, change.body), change.day).answer_days


def _concerns_row(change: Change) -> bool:
    return change.kind not in (ChangeKind.REFUSE_LINK, ChangeKind.ALLOW_LINK) and not (
        change.kind is ChangeKind.REFUSE and change.finding is None
    )


def _decided_by(change: Change, actor: str) -> str:
    """What is granted by a rule, the system decided (R07, R18), whoever wished for it."""
    if change.kind in _OWN_WISH:
        return actor
    staff = change.rule == "R31" and change.kind is not ChangeKind.PROPOSE
    return actor if staff else SYSTEM


async def _write(
    conn: AsyncConnection,
    account: str,
    body: int,
    known: Known,
    person: Person,
    changes: Sequence[Change],
    now: int,
) -> Registration:
    row = known.rows.get(body)
    begins = any(one.body == body and one.kind is ChangeKind.GRANT for one in changes)
    if row is None:
        name = await name_of(conn, account)
        row = await store.insert(conn, account, body, day_of(now), name, linked=False)
    elif begins:
        row = replace(row, tier=Tier.BASIC, since_day=day_of(now))
    return await store.update(conn, written(row, held_with(person, body), now))
