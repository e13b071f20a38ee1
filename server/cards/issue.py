"""Cards come and go: issued at a sync, renewed in good time, taken back when a phone is lost."""

from collections.abc import Collection, Sequence

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import CardState
from server.accounts.authority import bodies_served
from server.accounts.devices import device_key
from server.cards import credential, store
from server.cards.credential import PSEUDONYM_BYTES, Claims
from server.cards.days import issue_days
from server.cards.key_change import keep_keys
from server.cards.keystore import KeyStore, signer, trusted_keys
from server.cards.lists import sign_status, signing_key, stale_status
from server.cards.rules import VALID_SECONDS, Due, IssuedCard, Need, card_of, due_cards
from server.cards.telling import ROSTER_DAYS, for_device, for_staff
from server.registry.members import registrations_of_all, set_name
from server.replication.feeds import Publication, publish_all
from sync.calendar import day_of


def pseudonym(keystore: KeyStore, account: str, body: int) -> bytes:
    """A person's name towards one body: nobody can tell that two bodies know the same person."""
    message = b"furusato-pseudonym-v1\x00" + body.to_bytes(3, "big") + account.encode()
    return keystore.mac(message)[:PSEUDONYM_BYTES]


async def issue_due(
    conn: AsyncConnection, keystore: KeyStore, readers: Sequence[tuple[str, bytes]], now: int
) -> None:
    """Gives syncing devices, as (account, device), the cards that they lack.

    One card for each standing registration, bound to the device's key; and fresh status lists for
    those who scan; one-day cards where the body gives them. Four look-ups for all of the devices
    together when nothing is due.
    """
    accounts = {account for account, _ in readers}
    registrations = await registrations_of_all(conn, accounts)
    newest = await store.newest_of_devices(conn, readers)
    trusted = {(key.body, key.kid) for key in trusted_keys(keystore, now // 1000)}
    news: list[Publication] = []
    for account, device in readers:
        held = registrations.get(account, [])
        due = due_cards(held, newest.get(device, {}), trusted, now // 1000)
        if due:
            holder = await device_key(conn, device)
            for item in due:
                news += await _issue(conn, keystore, device, holder, item, now)
    news += await issue_days(conn, keystore, readers, registrations, newest, trusted, now)
    bodies = await bodies_served(conn, accounts)
    if bodies:
        fresh = await stale_status(conn, keystore, bodies, now)
        news += fresh
        if fresh:  # some hours have passed
            await keep_keys(conn, keystore, now)
    await publish_all(conn, news)


async def newest_cards(conn: AsyncConnection, account: str, device: bytes) -> dict[int, IssuedCard]:
    """The newest card that a device was given, for each body."""
    return (await store.newest_of_devices(conn, [(account, device)])).get(device, {})


async def count_valid_cards(
    conn: AsyncConnection, body: int, members: list[int], now: int
) -> dict[int, int]:
    """How many cards each of the members could show at this moment; none is absent."""
    return await store.count_valid(conn, body, members, now // 1000)


async def cards_under(conn: AsyncConnection, body: int, kid: bytes, now: int) -> list[IssuedCard]:
    """A body's active cards that were last signed with this key."""
    active = await store.active_of_body(conn, body, day_of(now))
    return [card for card in active if credential.key_of(card.credential) == kid]


async def revoke_cards_of_member(
    conn: AsyncConnection, keystore: KeyStore, body: int, member: int, reason: str, now: int
) -> int:
    """Takes back all cards of a member of one body; tells how many there were.

    Their phones get no other card of this body: whoever found one must not. The member signs in
    and enrols anew, on the same phone or another.
    """
    cards = await store.active_of_member(conn, body, member, day_of(now))
    await _take_back(conn, keystore, cards, CardState.REVOKED, reason, now)
    return len(cards)


async def revoke_cards_of_device(
    conn: AsyncConnection, keystore: KeyStore, account: str, device: bytes, reason: str, now: int
) -> int:
    """Takes back all cards of a device, of whichever body; tells how many there were."""
    cards = await store.active_of_device(conn, account, device, day_of(now))
    await _take_back(conn, keystore, cards, CardState.REVOKED, reason, now)
    return len(cards)


async def end_cards(
    conn: AsyncConnection, keystore: KeyStore, members: Collection[tuple[int, int]], now: int
) -> None:
    """The registrations of these (body, member) are over, and their cards with them."""
    cards = [
        card
        for body, member in sorted(members)  # every transaction locks in the order of bodies
        for card in await store.active_of_member(conn, body, member, day_of(now))
    ]
    await _take_back(conn, keystore, cards, CardState.ENDED, "", now)


async def rename_member(conn: AsyncConnection, account: str, name: str, now: int) -> None:
    """The name that a member set reaches the rosters of their own bodies' staff (R04)."""
    await set_name(conn, account, name)
    news = []
    for card in await store.listed_of_account(conn, account, day_of(now) - ROSTER_DAYS):
        newer = replace(card, version=card.version + 1)
        await store.update(conn, newer)
        news.append(for_staff(newer, name))
    await publish_all(conn, news)


async def _issue(
    conn: AsyncConnection, keystore: KeyStore, device: bytes, holder: bytes, due: Due, now: int
) -> list[Publication]:
    held = due.registration
    news: list[Publication] = []
    key = await signing_key(conn, keystore, held.body, now)
    not_before, expires = credential.validity(now // 1000, VALID_SECONDS)
    renewed = due.card if due.need is Need.RENEWED else None
    if due.card is not None and renewed is None:
        news += await _close(conn, due.card, CardState.ENDED, "", now)
    number = renewed.card if renewed else await store.next_number(conn, held.body)
    claims = Claims(
        body=held.body,
        pseudonym=pseudonym(keystore, held.account, held.body),
        tier=held.tier,
        long_stay=held.long_stay,
        not_before=not_before,
        expires=expires,
        index=number,
        holder=holder,
    )
    packed = credential.issue(claims, key.kid, signer(keystore, key))
    card = card_of(held, claims, packed, device=device)
    if renewed:
        card = replace(card, not_before=renewed.not_before, version=renewed.version + 1)
    await (store.update(conn, card) if renewed else store.insert(conn, card))
    return [*news, *for_device(card), for_staff(card, held.name)]


async def _take_back(
    conn: AsyncConnection,
    keystore: KeyStore,
    cards: list[IssuedCard],
    state: CardState,
    reason: str,
    now: int,
) -> None:
    await publish_all(conn, await close_cards(conn, keystore, cards, state, reason, now))


async def close_cards(
    conn: AsyncConnection,
    keystore: KeyStore,
    cards: list[IssuedCard],
    state: CardState,
    reason: str,
    now: int,
) -> list[Publication]:
    """Takes cards back, on phones or on paper, and gives what is to be told of it."""
    news: list[Publication] = []
    for card in cards:
        news += await _close(conn, card, state, reason, now)
    for body in sorted({card.body for card in cards}):
        news += await sign_status(conn, keystore, body, now)
    return news


async def _close(
    conn: AsyncConnection, card: IssuedCard, state: CardState, reason: str, now: int
) -> list[Publication]:
    closed = replace(card, state=state, ended_ms=now, version=card.version + 1)
    await store.update(conn, closed, reason)
    return [*for_device(closed), *([for_staff(closed, "")] if closed.listed else [])]
