"""Publishes the signed lists: whom to trust, and which cards were taken back."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import StatusDeltaItem, StatusItem, TrustItem
from server.cards import status_delta, status_list, store, trust_list
from server.cards.keystore import KeyInfo, KeyStore, body_key, root_key, signer, trusted_keys
from server.cards.status_list import StatusListError
from server.cards.trust_list import TrustList
from server.replication.feeds import (
    TRUST,
    Publication,
    lists_scope,
    pack,
    packet,
    publish_all,
    staff_scope,
    standing,
)

_WHOLE, _DELTA = "status", "status-delta"
"""Keys in the feeds of a body's staff; those of other bodies' lists end with the code."""

YEAR_SECONDS = 365 * 86400
KEY_SECONDS = 5 * YEAR_SECONDS
"""How long a body's key is in force. A printed venue code holds no longer than its key."""
KEY_RENEW_SECONDS = YEAR_SECONDS
"""With less than this left, the next key takes over and the old one is still trusted."""
STATUS_FRESH_MS = 6 * 3_600_000
"""A status list older than this is signed anew when a staff device asks."""


class NoRootKey(RuntimeError):
    """The key store has no root key in force: the installation was never started."""


async def open_body(conn: AsyncConnection, keystore: KeyStore, body: int, now: int) -> None:
    """Readies keys and lists of a body that begins to take part."""
    await store.open_series(conn, body)
    await store.open_list(conn, store.TRUST)
    await store.open_list(conn, body)
    await signing_key(conn, keystore, body, now)
    # Also where the key was there before: a transaction that failed leaves its key behind.
    news = [*await sign_trust(conn, keystore, now), *await sign_status(conn, keystore, body, now)]
    await publish_all(conn, news)


async def signing_key(conn: AsyncConnection, keystore: KeyStore, body: int, now: int) -> KeyInfo:
    """The key that a body signs with now. A new one is made, and told to everyone, in time."""
    seconds = now // 1000
    known = body_key(keystore, body, seconds)
    if known is not None and known.expires - seconds >= KEY_RENEW_SECONDS:
        return known
    # Cards begin on the whole minute, which may be a little before this moment.
    made = keystore.create(body, seconds - seconds % 60, seconds + KEY_SECONDS)
    await republish_trust(conn, keystore, now)
    return made


async def republish_trust(conn: AsyncConnection, keystore: KeyStore, now: int) -> None:
    """Gives every device the trust list under the root key in force."""
    await publish_all(conn, await sign_trust(conn, keystore, now))


async def sign_trust(conn: AsyncConnection, keystore: KeyStore, now: int) -> list[Publication]:
    """Signs the trust list, for every device. Raises `NoRootKey`."""
    seconds = now // 1000
    root = root_key(keystore, seconds)
    if root is None:
        raise NoRootKey
    claim = await store.claim_list(conn, store.TRUST, now)
    version, issued_ms = (claim.version, claim.issued_ms) if claim else (0, now)
    signed = trust_list.issue(
        trusted_keys(keystore, seconds), issued_ms // 1000, root.public_key, signer(keystore, root)
    )
    return [Publication(TRUST, "trust", pack(TrustItem(version, signed)))]


async def sign_status(
    conn: AsyncConnection,
    keystore: KeyStore,
    body: int,
    now: int,
    *,
    older_than: int | None = None,
    afresh: bool = False,
) -> list[Publication]:
    """Signs a body's status list, for whoever is told it: whole, or what changed since the whole
    one that stands, whichever is smaller. `afresh`: whole, for those who have none yet.

    With `older_than` nothing comes of it unless the list that stands was signed before.
    """
    claim = await store.claim_list(conn, body, now, older_than)
    if claim is None:
        return []
    key = await signing_key(conn, keystore, body, now)
    sign, issued_at = signer(keystore, key), claim.issued_ms // 1000
    taken_back, last = await store.status_of(conn, body)
    bits = status_list.bits_of(taken_back, last + 1)
    whole = status_list.issue(body, bits, issued_at, key.kid, sign)
    try:
        # As a phone would: a base whose key has ended or was withdrawn is none.
        trust = TrustList(issued_at, tuple(trusted_keys(keystore, now // 1000)))
        base = status_list.verify(claim.base or b"", body, trust)
        delta = status_delta.issue(base, bits, issued_at, key.kid, sign)
    except StatusListError:
        delta = whole
    if len(delta) < len(whole) and not afresh:
        news = [(_DELTA, pack(StatusDeltaItem(claim.version, body, delta)))]
    else:
        await store.keep_base(conn, body, whole)
        news = [
            (_WHOLE, pack(StatusItem(claim.version, body, whole))),
            # Nothing takes the place of a delta that has lost its base.
            (_DELTA, packet(())),
        ]
    readers = await store.readers_of(conn, body)
    own = (staff_scope(body), lists_scope(body))
    return [Publication(scope, key, payload) for scope in own for key, payload in news] + [
        Publication(staff_scope(reader), f"{key}:{body}", payload)
        for reader in readers
        for key, payload in news
    ]


async def share_lists(conn: AsyncConnection, body: int) -> None:
    """Those who scan for the body's partners are told its status list as its staff were told it,
    where nobody needed it before."""
    scope = lists_scope(body)
    if await standing(conn, scope, _WHOLE) is not None:
        return
    told = [(key, await standing(conn, staff_scope(body), key)) for key in (_WHOLE, _DELTA)]
    news = [Publication(scope, key, payload) for key, payload in told if payload is not None]
    await publish_all(conn, news)


async def read_lists_of(
    conn: AsyncConnection,
    keystore: KeyStore,
    reader: int,
    issuers: Iterable[int],
    *,
    prefecture: bool,
    now: int,
) -> None:
    """From now on the staff of a body are told the status lists of some others too, or of all in
    the prefecture: their members' cards count at one of its places. A list says nothing of people.
    """
    known = await store.lists_read_by(conn, reader)
    await store.set_readers(conn, reader, issuers, prefecture=prefecture)
    news: list[Publication] = []
    for issuer in sorted(await store.lists_read_by(conn, reader) - known):
        news += await sign_status(conn, keystore, issuer, now, afresh=True)
    await publish_all(conn, news)


async def stale_status(
    conn: AsyncConnection, keystore: KeyStore, bodies: Iterable[int], now: int
) -> list[Publication]:
    """Signs anew whichever of the bodies' status lists have grown old."""
    older_than = now - STATUS_FRESH_MS
    news: list[Publication] = []
    for body in await store.stale_lists(conn, bodies, older_than):
        news += await sign_status(conn, keystore, body, now, older_than=older_than)
    return news
