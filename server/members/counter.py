"""Somebody without a phone is registered at the counter (R62), with a card to take home."""

import secrets

from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.members import MemberDetails, RegisteredAtCounter
from schemas.problems import ProblemCode
from server.accounts.office_accounts import add_office_account, make_take_over_code
from server.app.problems import Refusal
from server.cards.keystore import KeyStore
from server.cards.printed import make_printed
from server.members.rules import Unfit, tidy
from server.registry.details import call_member, write_details
from server.registry.members import registration_held, registration_under
from server.registry.registering import leave, register
from sync.calendar import day_of

CALLED_BY = 60
"""Characters of a name on cards and rosters."""


async def register_at_counter(
    conn: AsyncConnection,
    keystore: KeyStore,
    body: int,
    details: MemberDetails,
    staff: str,
    now: int,
    *,
    refuse_prefecture: bool,
) -> RegisteredAtCounter:
    """A basic registration (R07) of a new person, a printed card, and a code to take it over by.

    Raises `Refusal` MALFORMED without a name, or for what `tidied` does not take.
    """
    known = tidied(details, now)
    if not known.name:
        raise Refusal(ProblemCode.MALFORMED, field="name")
    account = secrets.token_urlsafe(12)
    await add_office_account(conn, account, body, staff, now)
    await register(conn, keystore, account, body, refuse_prefecture, now)
    held = await registration_held(conn, account, body)
    if held is None:
        raise LookupError("a registration that was just made")
    await call_member(conn, body, held.number, known.name[:CALLED_BY])
    await write_details(conn, body, held.number, known, staff, now)
    held = await registration_held(conn, account, body) or held
    card = await make_printed(conn, keystore, held, staff, None, now)
    code = await make_take_over_code(conn, account, body, now)
    return RegisteredAtCounter(held.number, card, code)


async def take_over_code(conn: AsyncConnection, body: int, number: int, now: int) -> str:
    """A new code in place of a lost one. Raises `Refusal` NOT_FOUND, and CONFLICT for who uses a
    phone of their own."""
    held = await registration_under(conn, body, number)
    if held is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    return await make_take_over_code(conn, held.account, body, now)


async def end_by_request(
    conn: AsyncConnection,
    keystore: KeyStore,
    body: int,
    numbers: list[int],
    staff: str,
    now: int,
    note: str,
) -> None:
    """Ends registrations at their members' wish, which they told the office; the decisions say who
    did and in which words (R18). Raises `Refusal` NOT_FOUND for a number that is nobody's."""
    for number in sorted(set(numbers)):
        held = await registration_under(conn, body, number)
        if held is None:
            raise Refusal(ProblemCode.NOT_FOUND, field="numbers")
        await leave(conn, keystore, held.account, body, now, actor=staff, note=note)


def tidied(details: MemberDetails, now: int) -> MemberDetails:
    """Raises `Refusal` MALFORMED with the field that cannot be kept."""
    try:
        return tidy(details, day_of(now))
    except Unfit as error:
        raise Refusal(ProblemCode.MALFORMED, field=error.field) from None
