"""Invites: by which more people come to work for a body, or for one of its partners."""

import secrets
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import Invite, InviteAccepted, InviteMade, MakeInvite, Role
from schemas.catalogue import BodyKind
from schemas.problems import ProblemCode
from server.accounts.authority import BODY_ROLES, PARTNER_ROLES, Held, roles_of
from server.accounts.codes import code_hash, make_code
from server.app.clock import DAY_MS
from server.app.problems import Refusal
from server.catalogue import find, format_code
from server.office.staff import join
from server.office.tables import invite

INVITE_MS = 7 * DAY_MS
FORGET_INVITE_MS = 30 * DAY_MS
"""How long the office's list shows one that ran out."""
MAX_OPEN_INVITES = 50
"""Of one body, or of one partner; not used and not out of date."""


async def make_invite(
    conn: AsyncConnection,
    body: int,
    partner: int | None,
    wanted: MakeInvite,
    made_by: str,
    origin: str,
    now: int,
) -> InviteMade:
    """An invite for one person, good once and for a week. Its code is shown only now.

    The code travels in the link's fragment, which no server and no log ever sees.
    Raises `Refusal` CONFLICT beyond `MAX_OPEN_INVITES`, MALFORMED for a role that cannot be.
    """
    _check_role(body, partner, wanted.role)
    usable = await conn.scalar(sa.select(sa.func.count()).where(*_usable(now), *_of(body, partner)))
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
            role=wanted.role.value,
            partner=partner,
            name=wanted.name.strip(),
            code_hash=code_hash(code),
            created_ms=now,
            created_by=made_by,
            expires_ms=expires,
        )
    )
    return InviteMade(name, f"{origin}/join#{quote(code)}", code, expires)


def _check_role(body: int, partner: int | None, role: Role) -> None:
    if role not in (BODY_ROLES if partner is None else PARTNER_ROLES):
        raise Refusal(ProblemCode.MALFORMED, field="role")
    known = find(body)
    if role is Role.READER and (known is None or known.kind is not BodyKind.PREFECTURE):
        raise Refusal(
            ProblemCode.MALFORMED,
            "閲覧者は都道府県だけに置けます",
            "Only a prefecture has readers",
            field="role",
        )


async def list_invites(conn: AsyncConnection, body: int, partner: int | None) -> list[Invite]:
    """Invites of a body itself, or of one partner, the newest first; those withdrawn are gone."""
    found = await conn.execute(
        sa.select(invite)
        .where(*_of(body, partner))
        .order_by(invite.c.created_ms.desc(), invite.c.id)
    )
    return [
        Invite(
            row.id,
            Role(row.role),
            row.name,
            row.created_ms,
            row.expires_ms,
            row.used_ms is not None,
        )
        for row in found
    ]


async def withdraw_invite(conn: AsyncConnection, body: int, partner: int | None, name: str) -> None:
    """Raises `Refusal` NOT_FOUND, for a used one too: it is the record of who let somebody in."""
    done = await conn.execute(
        invite.delete().where(invite.c.id == name, *_of(body, partner), invite.c.used_ms.is_(None))
    )
    if done.rowcount != 1:
        raise Refusal(ProblemCode.NOT_FOUND)


async def withdraw_all_invites(conn: AsyncConnection, body: int, partner: int) -> None:
    """For a partner that is closed."""
    await conn.execute(invite.delete().where(*_of(body, partner), invite.c.used_ms.is_(None)))


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


async def accept_invite(
    conn: AsyncConnection, account: str, code: str, name: str, now: int
) -> InviteAccepted:
    """Joins a body's staff, or a partner's people. The same person may follow the same link again.

    Raises `Refusal` CODE_REFUSED. The look-up is by hash, so its time says nothing of the code.
    """
    c = invite.c
    found = (
        await conn.execute(
            invite.update()
            .where(c.code_hash == code_hash(code), *_usable(now))
            .values(used_ms=now, used_by=account)
            .returning(c.body, c.role, c.partner, c.name)
        )
    ).one_or_none()
    if found is None:
        return await _accepted_before(conn, account, code)
    role, called = Role(found.role), name.strip() or found.name
    await join(conn, account, found.body, role, now, found.partner, called)
    return InviteAccepted(format_code(found.body), role, found.partner)


async def _accepted_before(conn: AsyncConnection, account: str, code: str) -> InviteAccepted:
    c = invite.c
    found = (
        await conn.execute(
            sa.select(c.body, c.role, c.partner).where(
                c.code_hash == code_hash(code), c.used_by == account
            )
        )
    ).one_or_none()
    held = found and Held(found.body, Role(found.role), found.partner)
    if not held or held not in await roles_of(conn, account):
        raise Refusal(ProblemCode.CODE_REFUSED, field="code")
    return InviteAccepted(format_code(held.body), held.role, held.partner)


def _usable(now: int) -> tuple[sa.ColumnElement[bool], ...]:
    return invite.c.used_ms.is_(None), invite.c.expires_ms > now


def _of(body: int, partner: int | None) -> tuple[sa.ColumnElement[bool], ...]:
    return invite.c.body == body, invite.c.partner.is_not_distinct_from(partner)
