"""Kiosks: devices that show the live code of a place. Each is made, listed, renewed and ended."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from webauthn.helpers import bytes_to_base64url

from schemas.api import Kiosk
from schemas.feed import KioskItem
from schemas.problems import ProblemCode
from server.accounts.lock import lock_account
from server.accounts.tables import device
from server.app.problems import Refusal
from server.cards import kiosk_code
from server.cards.credential import validity
from server.cards.keystore import KeyStore, signer
from server.cards.lists import signing_key
from server.cards.rules import RENEW_SECONDS, VALID_SECONDS
from server.office.tables import kiosk, place
from server.replication.feeds import Publication, device_scope, pack, publish_all

MAX_KIOSKS = 10
"""At one place, at the same time."""
EARLY_SECONDS = 600
"""A certificate begins this long before it is made, for a tablet whose clock is behind."""

_Row = sa.Row[tuple[object, ...]]
_STANDING = (
    sa.select(kiosk, place.c.body, device.c.public_key)
    .join(place, place.c.id == kiosk.c.place)
    .join(device, device.c.id == kiosk.c.device_id)
)
_DUE = _STANDING.where(
    kiosk.c.device_id.in_(sa.bindparam("devices")),
    kiosk.c.ended_ms.is_(None),
    kiosk.c.expires < sa.bindparam("before"),
).order_by(kiosk.c.id)


async def make_kiosk(
    conn: AsyncConnection,
    keystore: KeyStore,
    body: int,
    wanted: int,
    account: str,
    name: bytes,
    now: int,
) -> Kiosk:
    """Turns a device of the account into the screen of a place of the body.

    Again changes nothing: the first answer may have been lost. A device shows one place: what it
    was before ends. Raises `Refusal` NOT_FOUND, UNKNOWN_DEVICE, DEVICE_REVOKED, or CONFLICT for a
    closed place and beyond `MAX_KIOSKS`.
    """
    await lock_account(conn, account)
    # Locked, so that two who come at once do not both find room for the last one.
    found = (
        await conn.execute(
            sa.select(place.c.closed)
            .where(place.c.id == wanted, place.c.body == body)
            .with_for_update()
        )
    ).one_or_none()
    if found is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    own = (
        await conn.execute(
            sa.select(device).where(device.c.id == name, device.c.account_id == account)
        )
    ).one_or_none()
    if own is None:
        raise Refusal(ProblemCode.UNKNOWN_DEVICE)
    if own.revoked_ms is not None:
        raise Refusal(ProblemCode.DEVICE_REVOKED)
    before = await _standing(conn, kiosk.c.device_id == name)
    if before and before[0].place == wanted:
        return await _one(conn, before[0].id)
    if found.closed:
        raise Refusal(
            ProblemCode.CONFLICT,
            "閉じた場所の受付画面は作れません",
            "This place is closed: it has no screen",
        )
    if len(await _in_use(conn, wanted)) >= MAX_KIOSKS:
        raise Refusal(
            ProblemCode.CONFLICT,
            f"受付画面は1か所に{MAX_KIOSKS}台までです",
            f"At most {MAX_KIOSKS} screens at one place",
        )
    news = await _end(conn, before, account, now)
    version = await conn.scalar(
        sa.select(sa.func.max(kiosk.c.version)).where(
            kiosk.c.device_id == name, kiosk.c.place == wanted
        )
    )
    certificate, expires = await _certify(conn, keystore, body, wanted, own.public_key, now)
    made = (
        await conn.execute(
            kiosk.insert()
            .values(
                place=wanted,
                device_id=name,
                account_id=account,
                since_ms=now,
                expires=expires,
                certificate=certificate,
                version=(version or 0) + 1,
            )
            .returning(kiosk)
        )
    ).one()
    await publish_all(conn, [*news, _told(made, body)])
    return await _one(conn, made.id)


async def list_kiosks(conn: AsyncConnection, body: int, wanted: int) -> list[Kiosk]:
    """Of a place, the newest first; those that ended too. Raises `Refusal` NOT_FOUND."""
    known = await conn.scalar(
        sa.select(place.c.id).where(place.c.id == wanted, place.c.body == body)
    )
    if known is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    return await _list(conn, kiosk.c.place == wanted)


async def end_kiosk(
    conn: AsyncConnection, body: int, wanted: int, number: int, account: str, now: int
) -> None:
    """Withdraws the body's word: later codes of this device are refused. Again changes nothing.

    Raises `Refusal` NOT_FOUND for one of another place or body as for none.
    """
    found = await conn.scalar(
        sa.select(kiosk.c.id)
        .join(place, place.c.id == kiosk.c.place)
        .where(kiosk.c.id == number, kiosk.c.place == wanted, place.c.body == body)
    )
    if found is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    await publish_all(
        conn, await _end(conn, await _standing(conn, kiosk.c.id == number), account, now)
    )


async def end_kiosks_of(
    conn: AsyncConnection, body: int, account: str, ended_by: str, now: int
) -> None:
    """Whoever no longer works for the body leaves no screen of theirs behind."""
    standing = await _standing(conn, kiosk.c.account_id == account, place.c.body == body)
    await publish_all(conn, await _end(conn, standing, ended_by, now))


async def renew_kiosks(
    conn: AsyncConnection, keystore: KeyStore, devices: Collection[bytes], now: int
) -> None:
    """Gives syncing devices that are kiosks the next certificate in good time."""
    due = await conn.execute(
        _DUE, {"devices": list(devices), "before": now // 1000 + RENEW_SECONDS}
    )
    await _renew(conn, keystore, due.all(), now)


async def renew_kiosks_under(
    conn: AsyncConnection, keystore: KeyStore, body: int, kid: bytes, now: int
) -> int:
    """Certifies anew whatever a key of the body certified, which was withdrawn since. Tells how
    many there were; each shows its codes again once it has synced."""
    standing = await conn.execute(
        _STANDING.where(place.c.body == body, kiosk.c.ended_ms.is_(None)).order_by(kiosk.c.id)
    )
    under = [row for row in standing if kiosk_code.unpack(row.certificate).kid == kid]
    await _renew(conn, keystore, under, now)
    return len(under)


async def _renew(
    conn: AsyncConnection, keystore: KeyStore, due: Sequence[sa.Row[Any]], now: int
) -> None:
    news: list[Publication] = []
    for row in due:
        certificate, expires = await _certify(
            conn, keystore, row.body, row.place, row.public_key, now
        )
        renewed = await conn.execute(
            kiosk.update()
            .where(kiosk.c.id == row.id)
            .values(certificate=certificate, expires=expires, version=kiosk.c.version + 1)
            .returning(kiosk)
        )
        news.append(_told(renewed.one(), row.body))
    await publish_all(conn, news)


async def _certify(
    conn: AsyncConnection, keystore: KeyStore, body: int, wanted: int, key: bytes, now: int
) -> tuple[bytes, int]:
    """The certificate, and when it ends (Unix seconds)."""
    signing = await signing_key(conn, keystore, body, now)
    seconds = now // 1000
    # Not before the body's key: it vouches for nothing that began earlier.
    start = max(seconds - EARLY_SECONDS, signing.not_before)
    valid = validity(start, seconds + VALID_SECONDS - start)
    certificate = kiosk_code.issue(body, wanted, key, valid, signing.kid, signer(keystore, signing))
    return certificate, valid[1]


async def _standing(conn: AsyncConnection, *conditions: sa.ColumnElement[bool]) -> Sequence[_Row]:
    found = await conn.execute(
        sa.select(kiosk, place.c.body)
        .join(place, place.c.id == kiosk.c.place)
        .where(kiosk.c.ended_ms.is_(None), *conditions)
        .order_by(kiosk.c.id)
    )
    return found.all()


async def _in_use(conn: AsyncConnection, wanted: int) -> list[Kiosk]:
    return [one for one in await _list(conn, kiosk.c.place == wanted) if one.ended is None]


async def _end(
    conn: AsyncConnection, standing: Sequence[_Row], ended_by: str, now: int
) -> list[Publication]:
    news = []
    for row in standing:
        ended = await conn.execute(
            kiosk.update()
            .where(kiosk.c.id == row.id)
            .values(ended_ms=now, ended_by=ended_by, version=kiosk.c.version + 1)
            .returning(kiosk)
        )
        news.append(_told(ended.one(), row.body))
    return news


def _told(row: _Row, body: int) -> Publication:
    item = KioskItem(
        version=row.version,
        place=row.place,
        body=body,
        certificate=row.certificate,
        ended=row.ended_ms is not None,
    )
    return Publication(device_scope(row.device_id), f"kiosk:{row.place}", pack(item))


async def _one(conn: AsyncConnection, number: int) -> Kiosk:
    (found,) = await _list(conn, kiosk.c.id == number)
    return found


async def _list(conn: AsyncConnection, *conditions: sa.ColumnElement[bool]) -> list[Kiosk]:
    found = await conn.execute(
        sa.select(kiosk, device.c.label, device.c.last_sync_ms, device.c.revoked_ms)
        .join(device, device.c.id == kiosk.c.device_id)
        .where(*conditions)
        .order_by(kiosk.c.since_ms.desc(), kiosk.c.id.desc())
    )
    return [
        Kiosk(
            id=row.id,
            device=bytes_to_base64url(row.device_id),
            label=row.label,
            account=row.account_id,
            since=row.since_ms,
            seen=row.last_sync_ms,
            expires=row.expires * 1000,
            ended=_earlier(row.ended_ms, row.revoked_ms),
        )
        for row in found
    ]


def _earlier(one: int | None, other: int | None) -> int | None:
    known = [instant for instant in (one, other) if instant is not None]
    return min(known, default=None)
