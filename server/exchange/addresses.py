"""Where a person gets mail: an address counts when the code that was sent to it comes back.

Until then an older one stays in force. Nothing signs in by mail, so an address opens nothing.
"""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import Email, Language
from schemas.problems import ProblemCode
from server.accounts.lock import lock_account
from server.app.problems import Refusal
from server.exchange.email_address import NoAddress, read_address
from server.exchange.notices import new_mail
from server.exchange.rules import (
    CODE_ATTEMPTS,
    CODE_DIGITS,
    CODE_MS,
    MailState,
    code_hash,
    is_code,
)
from server.exchange.tables import mail, mail_address

_is = mail_address.c
_NO_CODE = {"waiting": None, "code_hash": None, "code_until_ms": None, "attempts": 0}


async def email_of(conn: AsyncConnection, account: str, now: int) -> Email:
    """What the person sees of it."""
    row = (
        await conn.execute(sa.select(mail_address).where(_is.account_id == account))
    ).one_or_none()
    if row is None:
        return Email(address=None, language=Language.JA, waiting=None, waiting_until=None)
    waits = row.code_until_ms is not None and row.code_until_ms > now
    return Email(
        address=row.address,
        language=Language(row.language),
        waiting=row.waiting if waits else None,
        waiting_until=row.code_until_ms if waits else None,
    )


def valid_address(written: str) -> str:
    """As `email_address.read_address`. Raises `Refusal` MALFORMED."""
    try:
        return read_address(written)
    except NoAddress:
        raise Refusal(
            ProblemCode.MALFORMED,
            "メールアドレスの形になっていません。書き方を確かめてください",
            "This is not an e-mail address: please check how it is written",
            field="address",
        ) from None


async def set_email(
    conn: AsyncConnection,
    account: str,
    address: str,
    language: Language,
    now: int,
    below: Callable[[int], int],
) -> bool:
    """Asks for mail at a valid address: queues a code to it, in place of any before.

    One that is in force already needs none: then only the language is set, and False given.
    `below(n)` is a secret random number less than n.
    """
    await lock_account(conn, account)
    await _drop_codes(conn, account)
    known = (
        await conn.execute(sa.select(_is.address).where(_is.account_id == account))
    ).one_or_none()
    confirmed = known is not None and known.address == address
    values: dict[str, object] = {"language": language.value, **_NO_CODE}
    if not confirmed:
        code = f"{below(10**CODE_DIGITS):0{CODE_DIGITS}}"
        until = now + CODE_MS
        values |= {
            "waiting": address,
            "code_hash": code_hash(account, code),
            "code_until_ms": until,
        }
        letter = new_mail(account, now, until) | {"code": code, "address": address}
        await conn.execute(mail.insert().values(letter))
    if known is None:
        await conn.execute(mail_address.insert().values(account_id=account, **values))
    else:
        await conn.execute(mail_address.update().where(_is.account_id == account).values(values))
    return not confirmed


async def confirm_email(conn: AsyncConnection, account: str, typed: str, now: int) -> bool:
    """Puts the waiting address in force if the code is the one that was sent to it.

    Counts the attempt either way: commit, also where it tells False.
    """
    row = (
        await conn.execute(
            mail_address.update()
            .where(
                _is.account_id == account,
                _is.code_until_ms > now,
                _is.attempts < CODE_ATTEMPTS,
            )
            .values(attempts=_is.attempts + 1)
            .returning(_is.code_hash, _is.waiting)
        )
    ).one_or_none()
    if row is None or not is_code(row.code_hash, account, typed):
        return False
    await conn.execute(
        mail_address.update()
        .where(_is.account_id == account)
        .values(address=row.waiting, **_NO_CODE)
    )
    await _drop_codes(conn, account)
    return True


async def remove_email(conn: AsyncConnection, account: str) -> None:
    """No more mail; a second time changes nothing. What waits to be sent is not sent."""
    await lock_account(conn, account)
    await conn.execute(mail_address.delete().where(_is.account_id == account))
    await conn.execute(
        mail.delete().where(mail.c.account_id == account, mail.c.state == MailState.WAITING.value)
    )


async def forget_unconfirmed(conn: AsyncConnection, now: int, most: int) -> int:
    """Takes out addresses whose code ran out: they may be somebody else's. Tells how many."""
    over = sa.select(_is.account_id).where(_is.code_until_ms <= now).limit(most)
    done = await conn.execute(
        mail_address.update().where(_is.account_id.in_(over)).values(_NO_CODE)
    )
    # Who never confirmed one has nothing here to keep.
    await conn.execute(
        mail_address.delete().where(_is.address.is_(None), _is.code_until_ms.is_(None))
    )
    return done.rowcount


async def _drop_codes(conn: AsyncConnection, account: str) -> None:
    await conn.execute(
        mail.delete().where(
            mail.c.account_id == account,
            mail.c.code.is_not(None),
            mail.c.state == MailState.WAITING.value,
        )
    )
