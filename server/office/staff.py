"""Who works for a body: the first office, invites, and the end of a role."""

import secrets
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import Invite, InviteAccepted, InviteMade, Role, StaffMember
from schemas.feed import BodyItem, StaffItem
from schemas.problems import ProblemCode
from server.accounts.authority import Held, end_roles, grant_role, holders_of, roles_of
from server.accounts.codes import code_hash, make_code
from server.accounts.devices import count_devices
from server.accounts.lock import lock_account
from server.accounts.setup_code import consume_setup_code
from server.app.clock import DAY_MS
from server.app.problems import Refusal
from server.cards import lists
from server.cards.keystore import KeyStore
from server.catalogue import find, format_code
from server.office.kiosks import end_kiosks_of
from server.office.participation import begin_participation
from server.office.tables import invite, participating_body
from server.registry import registering
from server.replication.feeds import (
    body_scope,
    person_scope,
    publish,
    staff_scope,
    subscribe,
    unsubscribe,
)

INVITE_MS = 7 * DAY_MS
FORGET_INVITE_MS = 30 * DAY_MS
"""How long the office's list shows one that ran out."""
MAX_OPEN_INVITES = 50
"""Of one body, not used and not out of date."""


async def start_office(
    conn: AsyncConnection, keystore: KeyStore, account: str, code: str, body: int, now: int
) -> InviteAccepted:
    """Begins the first office by the code that the server printed.

    Raises `Refusal` CODE_REFUSED, and CONFLICT for a body that has an office already.
    """
    await consume_setup_code(conn, code, now)
    await open_office(conn, keystore, account, body, now)
    return InviteAccepted(format_code(body), Role.ADMIN)


async def open_office(
    conn: AsyncConnection, keystore: KeyStore, account: str, body: int, now: int
) -> None:
    """Makes a body take part, with the account as its first admin.

    Raises `Refusal` CONFLICT for a body that takes part already.
    """
    known = find(body)
    if known is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    if not await begin_participation(conn, body, now):
        raise Refusal(
            ProblemCode.CONFLICT,
            "この自治体はすでに参加しています。担当者から招待を受けてください",
            "This body takes part already: please ask its office for an invite",
        )
    await registering.open_body(conn, body)
    item = BodyItem(1, body, known.name, known.english, known.prefecture)
    await publish(conn, body_scope(body), [("body", item)])
    await lists.open_body(conn, keystore, body, now)
    await join(conn, account, body, Role.ADMIN, now)


async def join(conn: AsyncConnection, account: str, body: int, role: Role, now: int) -> None:
    """Gives an account a role, and its devices what they need for it. Again changes nothing."""
    await grant_role(conn, account, body, role, now)
    await subscribe(conn, account, body_scope(body))
    await subscribe(conn, account, staff_scope(body))
    item = StaffItem(now, body, ended=False)
    await publish(conn, person_scope(account), [(f"staff:{body}", item)])


async def remove_staff(
    conn: AsyncConnection, body: int, account: str, removed_by: str, now: int
) -> None:
    """Ends every role of an account for a body; its devices get no more of the body's data, and
    are the screen of none of its places any more.

    Raises `Refusal` NOT_FOUND, and CONFLICT for the last admin: an office without one is lost.
    """
    # Two admins who remove each other at once must not leave none.
    await conn.execute(
        sa.select(participating_body.c.body)
        .where(participating_body.c.body == body)
        .with_for_update()
    )
    await lock_account(conn, account)
    holders = await holders_of(conn, body)
    if account not in {one.account for one in holders}:
        raise Refusal(ProblemCode.NOT_FOUND)
    admins = {one.account for one in holders if one.role is Role.ADMIN}
    if admins == {account}:
        raise Refusal(
            ProblemCode.CONFLICT,
            "最後の管理者は外せません。先にほかの管理者を招待してください",
            "The last admin cannot be removed: please invite another one first",
        )
    await end_roles(conn, account, body, now)
    await end_kiosks_of(conn, body, account, removed_by, now)
    await unsubscribe(conn, account, staff_scope(body))
    item = StaffItem(now, body, ended=True)
    await publish(conn, person_scope(account), [(f"staff:{body}", item)])


async def list_staff(conn: AsyncConnection, body: int) -> list[StaffMember]:
    """One line a person, with the highest role they hold."""
    lines: dict[str, tuple[Role, int]] = {}
    for one in await holders_of(conn, body):
        known = lines.get(one.account)
        if known is None:
            lines[one.account] = (one.role, one.since)
        elif one.role is Role.ADMIN:
            lines[one.account] = (one.role, known[1])
    devices = await count_devices(conn, list(lines))
    return [
        StaffMember(account, role, since, devices.get(account, 0))
        for account, (role, since) in lines.items()
    ]


async def make_invite(
    conn: AsyncConnection, body: int, role: Role, made_by: str, origin: str, now: int
) -> InviteMade:
    """An invite for one person, good once and for a week. Its code is shown only now.

    The code travels in the link's fragment, which no server and no log ever sees.
    Raises `Refusal` CONFLICT beyond `MAX_OPEN_INVITES`.
    """
    usable = await conn.scalar(sa.select(sa.func.count()).where(*_usable(now), *_of(body)))
    if int(usable or 0) >= MAX_OPEN_INVITES:
        raise Refusal(
            ProblemCode.CONFLICT,
            f"使われていない招待は{MAX_OPEN_INVITES}件までです",
            f"At most {MAX_OPEN_INVITES} unused invites",
        )
    code = make_code(secrets.token_bytes)
    name = secrets.token_urlsafe(9)
    expires = now + INVITE_MS
    await conn.execute(
        invite.insert().values(
            id=name,
            body=body,
            role=role.value,
            code_hash=code_hash(code),
            created_ms=now,
            created_by=made_by,
            expires_ms=expires,
        )
    )
    return InviteMade(name, f"{origin}/join#{quote(code)}", code, expires)


async def list_invites(conn: AsyncConnection, body: int) -> list[Invite]:
    """A body's invites, the newest first; those withdrawn are gone."""
    found = await conn.execute(
        sa.select(invite).where(*_of(body)).order_by(invite.c.created_ms.desc(), invite.c.id)
    )
    return [
        Invite(row.id, Role(row.role), row.created_ms, row.expires_ms, row.used_ms is not None)
        for row in found
    ]


async def withdraw_invite(conn: AsyncConnection, body: int, name: str) -> None:
    """Raises `Refusal` NOT_FOUND, for a used one too: it is the record of who let somebody in."""
    done = await conn.execute(
        invite.delete().where(invite.c.id == name, *_of(body), invite.c.used_ms.is_(None))
    )
    if done.rowcount != 1:
        raise Refusal(ProblemCode.NOT_FOUND)


async def forget_invites(conn: AsyncConnection, now: int, most: int) -> int:
    """Takes out invites that nobody used and that ran out long ago; tells how many.

    A used one stays: it is the record of who let somebody in.
    """
    over = (
        sa.select(invite.c.id)
        .where(invite.c.used_ms.is_(None), invite.c.expires_ms <= now - FORGET_INVITE_MS)
        .limit(most)
    )
    return (await conn.execute(invite.delete().where(invite.c.id.in_(over)))).rowcount


async def accept_invite(conn: AsyncConnection, account: str, code: str, now: int) -> InviteAccepted:
    """Joins a body's staff. The same person may follow the same link again.

    Raises `Refusal` CODE_REFUSED. The look-up is by hash, so its time says nothing of the code.
    """
    found = (
        await conn.execute(
            invite.update()
            .where(invite.c.code_hash == code_hash(code), *_usable(now))
            .values(used_ms=now, used_by=account)
            .returning(invite.c.body, invite.c.role)
        )
    ).one_or_none()
    if found is None:
        return await _accepted_before(conn, account, code)
    role = Role(found.role)
    await join(conn, account, found.body, role, now)
    return InviteAccepted(format_code(found.body), role)


async def _accepted_before(conn: AsyncConnection, account: str, code: str) -> InviteAccepted:
    found = (
        await conn.execute(
            sa.select(invite.c.body, invite.c.role).where(
                invite.c.code_hash == code_hash(code), invite.c.used_by == account
            )
        )
    ).one_or_none()
    if found is None or Held(found.body, Role(found.role)) not in await roles_of(conn, account):
        raise Refusal(ProblemCode.CODE_REFUSED, field="code")
    return InviteAccepted(format_code(found.body), Role(found.role))


def _usable(now: int) -> tuple[sa.ColumnElement[bool], ...]:
    return invite.c.used_ms.is_(None), invite.c.expires_ms > now


def _of(body: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (invite.c.body == body,)
