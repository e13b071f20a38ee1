"""Who works for a body or one of its partners: the first office, and the end of a role."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import InviteAccepted, Role, StaffMember, StaffRole
from schemas.feed import BodyItem, StaffItem
from schemas.problems import ProblemCode
from server.accounts.authority import (
    Holder,
    end_role,
    end_roles,
    ended_role,
    ended_with,
    grant_role,
    holders_of,
    name_holder,
    roles_of,
)
from server.accounts.devices import count_devices
from server.accounts.lock import lock_account
from server.accounts.people import last_accesses
from server.accounts.setup_code import consume_setup_code
from server.app.clock import MINUTE_MS
from server.app.problems import Refusal
from server.audit.trail import note
from server.cards import lists
from server.cards.keystore import KeyStore
from server.catalogue import find, format_code
from server.office.kiosks import end_kiosks_of
from server.office.participation import begin_participation
from server.office.tables import participating_body
from server.partners.telling import tell_scanners
from server.registry import registering
from server.replication.feeds import (
    body_scope,
    lists_scope,
    partner_scope,
    person_scope,
    publish,
    staff_scope,
    standing,
    subscribe,
    unsubscribe,
)

UNDO_MS = 30 * MINUTE_MS
"""How long a role that was ended can be given back by a tap."""

ROSTER = frozenset({Role.ADMIN, Role.CLERK, Role.STAFF})
"""Roles whose phones scan at the body's places, with its roster (R04)."""


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


async def join(
    conn: AsyncConnection,
    account: str,
    body: int,
    role: Role,
    now: int,
    partner: int | None = None,
    name: str = "",
) -> None:
    """Gives an account a role, and its devices what they need for it. Again changes nothing."""
    await grant_role(conn, account, body, role, now, partner, name)
    await note(conn, account, body, role.value, partner)
    await settle(conn, account, body, now, {partner} - {None})


async def settle(
    conn: AsyncConnection, account: str, body: int, now: int, partners: Collection[int | None] = ()
) -> None:
    """Lets an account's devices have what its roles for a body need, and nothing else of it.

    `partners`: those whose roles changed.
    """
    held = [one for one in await roles_of(conn, account) if one.body == body]
    rosters = any(one.role in ROSTER for one in held)
    if held:
        await subscribe(conn, account, body_scope(body))
    key = f"staff:{body}"
    if rosters:
        await subscribe(conn, account, staff_scope(body))
        await publish(conn, person_scope(account), [(key, StaffItem(now, body, ended=False))])
    elif await standing(conn, person_scope(account), key) is not None:
        await unsubscribe(conn, account, staff_scope(body))
        await publish(conn, person_scope(account), [(key, StaffItem(now, body, ended=True))])
    if any(one.partner for one in held):
        await lists.share_lists(conn, body)
        await subscribe(conn, account, lists_scope(body))
    elif partners:
        await unsubscribe(conn, account, lists_scope(body))
    for partner in partners:
        if partner is not None:
            if any(one.partner == partner for one in held):
                await subscribe(conn, account, partner_scope(partner))
            else:
                await unsubscribe(conn, account, partner_scope(partner))
            await tell_scanners(conn, partner, now, account)


async def remove_staff(
    conn: AsyncConnection, body: int, account: str, removed_by: str, now: int
) -> None:
    """Ends every role of an account for a body; its devices get no more of the body's data, and
    are the screen of none of its places any more.

    Raises `Refusal` NOT_FOUND, and CONFLICT for the last admin: an office without one is lost.
    """
    holders = await _holders(conn, body, account)
    own = [one for one in holders if one.account == account]
    if not own:
        raise Refusal(ProblemCode.NOT_FOUND)
    _keep_an_admin(holders, own)
    await end_roles(conn, account, body, now)
    await _leave(conn, body, account, removed_by, now, {one.partner for one in own} - {None})


async def end_one_role(
    conn: AsyncConnection, body: int, partner: int | None, held: int, ended_by: str, now: int
) -> None:
    """Ends one role for a body itself, or for one of its partners; as `remove_staff` otherwise."""
    found = next(
        (one for one in await holders_of(conn, body) if one.id == held and one.partner == partner),
        None,
    )
    if found is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    holders = await _holders(conn, body, found.account)
    _keep_an_admin(holders, [found])
    await end_role(conn, body, held, now)
    await _leave(conn, body, found.account, ended_by, now, {partner} - {None})


async def restore_role(
    conn: AsyncConnection, body: int, partner: int | None, held: int, now: int
) -> None:
    """Gives back a role that was ended within `UNDO_MS`, from now on; a second time changes
    nothing. Raises `Refusal` NOT_FOUND."""
    found = await ended_role(conn, body, held, now - UNDO_MS)
    if found is None or found.partner != partner:
        raise Refusal(ProblemCode.NOT_FOUND)
    await grant_role(conn, found.account, body, found.role, now, partner, found.name)
    await settle(conn, found.account, body, now, {partner} - {None})


async def end_all_of_partner(
    conn: AsyncConnection, body: int, partner: int, ended_by: str, now: int
) -> None:
    """For a partner that is closed at this moment."""
    for one in await holders_of(conn, body):
        if one.partner == partner:
            await end_role(conn, body, one.id, now)
            await _leave(conn, body, one.account, ended_by, now, {partner})


async def reopen_partner(
    conn: AsyncConnection, body: int, partner: int, closed_ms: int, now: int
) -> None:
    """Those whose roles ended when the partner was closed have them again, from now on."""
    for one in await ended_with(conn, body, partner, closed_ms):
        await grant_role(conn, one.account, body, one.role, now, partner, one.name)
        await settle(conn, one.account, body, now, {partner})


async def list_staff(
    conn: AsyncConnection, body: int, partner: int | None = None
) -> list[StaffMember]:
    """One line a person, of those who work for the body itself, or for one partner of it."""
    lines: dict[str, list[Holder]] = {}
    for one in await holders_of(conn, body):
        if one.partner == partner:
            lines.setdefault(one.account, []).append(one)
    devices = await count_devices(conn, list(lines))
    seen = await last_accesses(conn, list(lines))
    return [
        StaffMember(
            account=account,
            name=next((one.name for one in reversed(held) if one.name), ""),
            roles=[StaffRole(one.id, one.role, one.since) for one in held],
            devices=devices.get(account, 0),
            seen=seen[account],
        )
        for account, held in lines.items()
    ]


async def name_staff(
    conn: AsyncConnection, body: int, partner: int | None, account: str, name: str
) -> None:
    """What the office, or the partner, calls somebody. Raises `Refusal` NOT_FOUND."""
    if not await name_holder(conn, account, body, partner, name.strip()):
        raise Refusal(ProblemCode.NOT_FOUND)


async def _holders(conn: AsyncConnection, body: int, account: str) -> list[Holder]:
    """Who holds a role for the body, while no other transaction ends one."""
    # Two admins who remove each other at once must not leave none.
    await conn.execute(
        sa.select(participating_body.c.body)
        .where(participating_body.c.body == body)
        .with_for_update()
    )
    await lock_account(conn, account)
    return await holders_of(conn, body)


def _keep_an_admin(holders: Collection[Holder], ending: Collection[Holder]) -> None:
    gone = {one.id for one in ending}
    admins = [one for one in holders if one.role is Role.ADMIN]
    if admins and all(one.id in gone for one in admins):
        raise Refusal(
            ProblemCode.CONFLICT,
            "最後の管理者は外せません。先にほかの管理者を招待してください",
            "The last admin cannot be removed: please invite another one first",
        )


async def _leave(
    conn: AsyncConnection,
    body: int,
    account: str,
    ended_by: str,
    now: int,
    partners: Collection[int | None],
) -> None:
    held = [one for one in await roles_of(conn, account) if one.body == body]
    if not any(one.role in ROSTER for one in held):
        await end_kiosks_of(conn, body, account, ended_by, now)
    await settle(conn, account, body, now, partners)
