"""Keys that follow each other: bodies' and the root's, in time or because one was lost."""

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import TrustItem
from server.cards import store, trust_list
from server.cards.keystore import (
    ROOT,
    KeyInfo,
    KeyStore,
    KeyStoreError,
    body_key,
    newest_key,
    root_key,
    trusted_keys,
)
from server.cards.lists import KEY_SECONDS, YEAR_SECONDS, republish_trust, signing_key
from server.cards.rules import VALID_SECONDS
from server.replication.feeds import TRUST, standing

ROOT_KEY_SECONDS = 10 * YEAR_SECONDS
ROOT_RENEW_SECONDS = YEAR_SECONDS
"""With less than this left, the next root key is announced."""
ROOT_ANNOUNCED_SECONDS = 2 * VALID_SECONDS
"""From when phones are told of a root key until it signs: twice as long as one may stay away."""


def ensure_root_key(keystore: KeyStore, now: int) -> KeyInfo:
    """The root key in force; one is made at the first start, and after the last was lost."""
    seconds = now // 1000
    known = root_key(keystore, seconds)
    return known or keystore.create(ROOT, seconds, seconds + ROOT_KEY_SECONDS)


def announce_root_key(keystore: KeyStore, now: int) -> KeyInfo:
    """The root key after the one in force. Phones hear of it before it signs.

    One at a time: a phone knows the key that signs and the next. Raises `KeyStoreError`.
    """
    begins = now // 1000 + ROOT_ANNOUNCED_SECONDS
    known = newest_key(keystore, ROOT, now // 1000)
    if known is not None and known.not_before > now // 1000:
        raise KeyStoreError(f"the next root key {known.kid.hex()} is announced already")
    return keystore.create(ROOT, begins, begins + ROOT_KEY_SECONDS)


async def renew_root_after_withdrawal(
    conn: AsyncConnection, keystore: KeyStore, withdrawn: bytes, now: int
) -> KeyInfo:
    """What follows once a root key was withdrawn in the store: another signs, at once.

    Phones learn of it when they next have a network (`GET /api/instance`).
    """
    old = next(key for key in keystore.list_keys() if key.kid == withdrawn)
    root = root_key(keystore, now // 1000)
    if root is None or root.not_before < old.not_before <= now // 1000:
        # An earlier key would sign again, which was to be over.
        root = keystore.create(ROOT, now // 1000, now // 1000 + ROOT_KEY_SECONDS)
    await keep_keys(conn, keystore, now)
    return root


async def next_key(conn: AsyncConnection, keystore: KeyStore, body: int, now: int) -> KeyInfo:
    """A body's next key: everybody is told of it, and older ones stay trusted.

    It signs within a minute: a key begins on a whole one, as cards do, and after the one before it.
    """
    seconds = now // 1000
    known = newest_key(keystore, body, seconds)
    begins = seconds - seconds % 60
    if known is not None:
        begins = max(begins, known.not_before + 60)
    made = keystore.create(body, begins, begins + KEY_SECONDS)
    await republish_trust(conn, keystore, now)
    return made


async def keep_keys(conn: AsyncConnection, keystore: KeyStore, now: int) -> None:
    """Puts right what time or a loss did to the keys: at a start, and now and then.

    Bodies whose last key was lost or withdrawn get another. The next root key is announced in time.
    The trust list is published anew where the one that stands is not what the keys say.
    """
    seconds = now // 1000
    root = ensure_root_key(keystore, now)
    newest = newest_key(keystore, ROOT, seconds)
    if newest is not None and newest.expires - seconds < ROOT_RENEW_SECONDS:
        announce_root_key(keystore, now)
    lists = await store.open_lists(conn)
    for body in lists:
        if body != store.TRUST and body_key(keystore, body, seconds) is None:
            await signing_key(conn, keystore, body, now)
    if lists and await _standing_trust(conn, root) != set(trusted_keys(keystore, seconds)):
        await republish_trust(conn, keystore, now)


async def _standing_trust(
    conn: AsyncConnection, root: KeyInfo
) -> set[trust_list.TrustedKey] | None:
    """The keys of the list that everyone is told, if this root key signed it."""
    payload = await standing(conn, TRUST, "trust")
    if payload is None:
        return None
    (item,) = msgspec.msgpack.decode(payload, type=tuple[TrustItem])
    try:
        return set(trust_list.verify(item.signed, root.public_key).keys)
    except trust_list.TrustListError:
        return None
