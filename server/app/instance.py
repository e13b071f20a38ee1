"""The installation: its name, its root key, and what anyone may know of it."""

import secrets
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts.tables import account
from server.app.tables import instance
from server.cards.keystore import ROOT, SEALING, FileKeyStore, KeyInfo, KeyStore, root_key

ROOT_KEY_SECONDS = 10 * 365 * 86400
SEALING_KEY_SECONDS = 3 * 365 * 86400
"""How long a parcel sealed to a key can be opened: phones may be without a network for long."""
SEALING_KEY_RENEWED_SECONDS = 365 * 86400
"""After this phones are told of a new one."""


async def instance_id(conn: AsyncConnection) -> str | None:
    """What names this database, once `ensure_instance` was called."""
    found: str | None = await conn.scalar(sa.select(instance.c.id))
    return found


class WrongDatabase(Exception):
    """A database of the sample village where a real one was meant, or the other way round."""


async def ensure_instance(conn: AsyncConnection, now: int, *, sample: bool) -> str:
    """Names the database at its first start. A phone never mixes two of that name.

    Raises `WrongDatabase`.
    """
    known = (await conn.execute(sa.select(instance.c.id, instance.c.sample))).one_or_none()
    if known is None:
        made = secrets.token_urlsafe(12)
        await conn.execute(
            instance.insert().values(single=1, id=made, sample=sample, created_ms=now)
        )
        return made
    if known.sample != sample:
        raise WrongDatabase(
            "This database belongs to the sample village: it cannot be put to real use"
            if known.sample
            else "This database is in use: the sample village needs one of its own"
        )
    return str(known.id)


async def is_empty(conn: AsyncConnection) -> bool:
    """Whether nobody has an account here yet."""
    return not await conn.scalar(sa.select(sa.exists(sa.select(account.c.id))))


def open_keystore(data: Path) -> FileKeyStore:
    """The key files of a data directory. Raises `KeyStoreError`."""
    return FileKeyStore(data / "keys")


def ensure_root_key(keystore: KeyStore, now: int) -> KeyInfo:
    """The root key in force, made at the first start."""
    seconds = now // 1000
    known = root_key(keystore, seconds)
    return known or keystore.create(ROOT, seconds, seconds + ROOT_KEY_SECONDS)


def ensure_sealing_key(keystore: KeyStore, now: int) -> KeyInfo:
    """The key that couriers' parcels are sealed to from now on; older ones still open theirs."""
    seconds = now // 1000
    young = [
        key
        for key in keystore.list_keys()
        if key.body == SEALING
        and key.not_before <= seconds < key.not_before + SEALING_KEY_RENEWED_SECONDS
    ]
    known = max(young, key=lambda key: (key.not_before, key.kid), default=None)
    return known or keystore.create(SEALING, seconds, seconds + SEALING_KEY_SECONDS)
