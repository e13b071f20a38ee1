"""The installation: its name, its root key, and what anyone may know of it."""

import importlib
import secrets

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts.tables import account
from server.app.settings import Settings
from server.app.tables import instance
from server.cards.key_change import ensure_root_key
from server.cards.key_files import FileKeyStore
from server.cards.keystore import (
    ROOT,
    SEALING,
    KeyInfo,
    KeyStore,
    KeyStoreError,
    age,
    newest_key,
    usable_keys,
)

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


def open_keystore(settings: Settings) -> KeyStore:
    """The key files of the data directory, or what `settings.keystore` names.

    That function is called without an argument: what it needs it takes from its own surroundings.
    Raises `KeyStoreError`.
    """
    if not settings.keystore:
        return FileKeyStore(settings.data / "keys")
    module, _, name = settings.keystore.partition(":")
    try:
        opened = getattr(importlib.import_module(module), name)()
    except (ImportError, AttributeError) as error:
        raise KeyStoreError(f"FURUSATO_KEYSTORE cannot be used: {error}") from error
    if not isinstance(opened, KeyStore):
        raise KeyStoreError(f"FURUSATO_KEYSTORE: {settings.keystore} opens no key store")
    return opened


def announced_root(keystore: KeyStore, now: int) -> KeyInfo:
    """The root key that phones should know: the one that signs, or will sign after it."""
    known = newest_key(keystore, ROOT, now // 1000)
    return known or ensure_root_key(keystore, now)


def ensure_sealing_key(keystore: KeyStore, now: int) -> KeyInfo:
    """The key that couriers' parcels are sealed to from now on; older ones still open theirs."""
    seconds = now // 1000
    young = [
        key
        for key in usable_keys(keystore, SEALING)
        if key.not_before <= seconds < key.not_before + SEALING_KEY_RENEWED_SECONDS
    ]
    return max(young, key=age, default=None) or make_sealing_key(keystore, now)


def make_sealing_key(keystore: KeyStore, now: int) -> KeyInfo:
    """The next one: phones are told of it within a second, after the one before it."""
    begins = now // 1000
    known = newest_key(keystore, SEALING, begins)
    if known is not None:
        begins = max(begins, known.not_before + 1)
    return keystore.create(SEALING, begins, begins + SEALING_KEY_SECONDS)
