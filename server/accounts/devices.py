"""Devices: keys that write logs in a person's name."""

import secrets

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from webauthn.helpers import bytes_to_base64url

from schemas.api import DeviceInfo
from schemas.problems import ProblemCode
from schemas.sync import CHALLENGE_BYTES, SIGN_ENROL_CONTEXT
from server.accounts.lock import lock_account
from server.accounts.people import names_of
from server.accounts.tables import device
from server.app.problems import Refusal
from server.cards import cose
from sync.log import EMPTY_HEAD, device_id

MAX_DEVICES = 20
"""Of one person, not counting revoked ones."""


async def enrol_device(
    conn: AsyncConnection, account: str, public_key: bytes, signature: bytes, label: str, now: int
) -> tuple[bytes, bytes]:
    """Takes a device in whose holder shows possession of its key; gives its id and challenge.

    Enrolling the same key again gives the same answer: the first one may have been lost on the
    way. Raises `Refusal` MALFORMED, BAD_SIGNATURE, DEVICE_REVOKED or CONFLICT.
    """
    try:
        cose.public_key(public_key)
    except cose.CoseError:
        raise Refusal(ProblemCode.MALFORMED, field="public_key") from None
    if not any(
        cose.verify_raw(public_key, signature, SIGN_ENROL_CONTEXT + name.encode())
        for name in await names_of(conn, account)
    ):
        raise Refusal(ProblemCode.BAD_SIGNATURE, field="signature", status=400)
    await lock_account(conn, account)
    name = device_id(public_key)
    known = (await conn.execute(sa.select(device).where(device.c.id == name))).one_or_none()
    if known is not None:
        if known.revoked_ms is not None:
            raise Refusal(ProblemCode.DEVICE_REVOKED)
        if known.account_id != account or known.public_key != public_key:
            raise Refusal(ProblemCode.CONFLICT)
        return name, known.challenge
    enrolled = await conn.scalar(
        sa.select(sa.func.count())
        .select_from(device)
        .where(device.c.account_id == account, device.c.revoked_ms.is_(None))
    )
    if int(enrolled or 0) >= MAX_DEVICES:
        raise Refusal(
            ProblemCode.CONFLICT,
            f"端末は{MAX_DEVICES}台までです。使っていない端末を取り消してください",
            f"At most {MAX_DEVICES} devices: please revoke one that you no longer use",
        )
    # A phone whose log forked or was lost goes on under a fresh key with what it held unsent: that
    # is as old as what the person's other keys may still say.
    since = await conn.scalar(
        sa.select(sa.func.min(device.c.anchor_ms)).where(device.c.account_id == account)
    )
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    await conn.execute(
        device.insert().values(
            id=name,
            account_id=account,
            public_key=public_key,
            label=label,
            enrolled_ms=now,
            stored=0,
            head=EMPTY_HEAD,
            challenge=challenge,
            anchor_ms=now if since is None else min(now, since),
        )
    )
    return name, challenge


async def revoke_device(conn: AsyncConnection, account: str, name: bytes, now: int) -> None:
    """Closes a device's log for good; a second time changes nothing.

    Raises `Refusal` UNKNOWN_DEVICE unless it is the account's own. The caller revokes its cards.
    """
    result = await conn.execute(
        device.update()
        .where(device.c.id == name, device.c.account_id == account)
        .values(revoked_ms=sa.func.coalesce(device.c.revoked_ms, now))
    )
    if result.rowcount != 1:
        raise Refusal(ProblemCode.UNKNOWN_DEVICE)


async def make_room(conn: AsyncConnection, account: str, now: int) -> None:
    """Revokes the oldest devices where `MAX_DEVICES` are enrolled, so that one more fits."""
    held = (
        sa.select(device.c.id)
        .where(device.c.account_id == account, device.c.revoked_ms.is_(None))
        .order_by(device.c.enrolled_ms.desc(), device.c.id)
        .offset(MAX_DEVICES - 1)
    )
    oldest = list(await conn.scalars(held))
    await conn.execute(device.update().where(device.c.id.in_(oldest)).values(revoked_ms=now))


async def device_key(conn: AsyncConnection, name: bytes) -> bytes:
    """The compressed public key of an enrolled device. Raises `Refusal` UNKNOWN_DEVICE."""
    key: bytes | None = await conn.scalar(sa.select(device.c.public_key).where(device.c.id == name))
    if key is None:
        raise Refusal(ProblemCode.UNKNOWN_DEVICE)
    return key


async def count_devices(conn: AsyncConnection, accounts: list[str]) -> dict[str, int]:
    """How many devices each account has that are not revoked; one with none is absent."""
    found = await conn.execute(
        sa.select(device.c.account_id, sa.func.count())
        .where(device.c.account_id.in_(accounts), device.c.revoked_ms.is_(None))
        .group_by(device.c.account_id)
    )
    return dict(found.all())


async def devices_of(conn: AsyncConnection, account: str) -> list[DeviceInfo]:
    """An account's devices, revoked ones too, in the order of enrolment."""
    rows = await conn.execute(
        sa.select(device)
        .where(device.c.account_id == account)
        .order_by(device.c.enrolled_ms, device.c.id)
    )
    return [
        DeviceInfo(
            id=bytes_to_base64url(row.id),
            label=row.label,
            enrolled=row.enrolled_ms,
            last_sync=row.last_sync_ms,
            stored=row.stored,
            revoked=row.revoked_ms is not None,
        )
        for row in rows
    ]
