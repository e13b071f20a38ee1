"""One-day cards (R04): a strip of them for each phone that made keys, where the body chose so.

Each has its own key, pseudonym and number, so that two visits cannot be linked by the code alone.
The ordinary card stays beside them: it stands in the roster, and is what an older app shows.
"""

from collections.abc import Container, Mapping, Sequence

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import CardPolicyItem, CardState
from server.cards import cose, credential, day_store, store
from server.cards.credential import PSEUDONYM_BYTES, Claims
from server.cards.keystore import KeyInfo, KeyStore, signer
from server.cards.lists import signing_key
from server.cards.rules import IssuedCard, card_of, day_validity, missing_days, outdated
from server.cards.telling import for_device, for_staff
from server.registry.members import registration_under
from server.registry.rules import Registration
from server.replication.feeds import (
    Publication,
    body_scope,
    device_scope,
    forget_expired,
    publish,
    publish_all,
)
from sync.calendar import day_of


async def set_daily(conn: AsyncConnection, body: int, daily: bool) -> None:
    """Whether a body's members are given one-day cards from now on. Again changes nothing.

    What phones hold stays good until it is over.
    """
    version = await day_store.set_daily(conn, body, daily)
    if version is not None:
        await publish(conn, body_scope(body), [("cards", CardPolicyItem(version, body, daily))])


async def offer_keys(
    conn: AsyncConnection, device: bytes, offered: Sequence[tuple[int, Sequence[bytes]]]
) -> None:
    """Keeps the keys, with their bodies, that a device made. What is no key, or known, is left."""
    for body, keys in offered:
        usable = [key for key in dict.fromkeys(keys) if _is_key(key)]
        await day_store.keep_keys(conn, device, body, usable)


async def issue_days(
    conn: AsyncConnection,
    keystore: KeyStore,
    readers: Sequence[tuple[str, bytes]],
    registrations: Mapping[str, Sequence[Registration]],
    newest: Mapping[bytes, Mapping[int, IssuedCard]],
    trusted: Container[tuple[int, bytes]],
    now: int,
) -> list[Publication]:
    """Gives syncing devices, as (account, device), the one-day cards that they lack.

    `newest` are their ordinary cards: who has none that stands is given no other either. One
    look-up for all of the devices where no body gives such cards.
    """
    held = {(account, one.body): one for account in registrations for one in registrations[account]}
    daily = await day_store.daily_among(conn, {body for _, body in held})
    if not daily:
        return []
    today = day_of(now)
    news: list[Publication] = []
    for account, device in readers:
        for body in sorted(daily):
            one = held.get((account, body))
            card = newest.get(device, {}).get(body)
            if one is None or card is None or card.state is not CardState.ACTIVE:
                continue
            strip = await day_store.strip_of(conn, account, device, body, today)
            for old in strip:
                if old.state is CardState.ACTIVE and outdated(old, one, trusted):
                    news += await _renew(conn, keystore, old, one, now)
            news += await _add(conn, keystore, device, one, strip, now)
    told = {item.scope for item in news if item.until_ms is not None}
    await forget_expired(conn, told & {device_scope(device) for _, device in readers}, now)
    return news


async def enter_roster(conn: AsyncConnection, cards: Sequence[tuple[int, int]], now: int) -> None:
    """One-day cards, as (body, number), that staff scanned: now their body's staff are told whose
    they are. Until then the roster has none of them, and does not grow with the days."""
    news: list[Publication] = []
    for body, number in sorted(set(cards)):
        for card in await store.numbered(conn, body, number):
            if card.listed:
                continue
            listed = replace(card, listed=True, version=card.version + 1)
            await store.update(conn, listed)
            member = await registration_under(conn, body, card.member)
            active = card.state is CardState.ACTIVE
            news.append(for_staff(listed, member.name if member and active else ""))
    await publish_all(conn, news)


async def _add(
    conn: AsyncConnection,
    keystore: KeyStore,
    device: bytes,
    held: Registration,
    strip: Sequence[IssuedCard],
    now: int,
) -> list[Publication]:
    key = await signing_key(conn, keystore, held.body, now)
    days = [day for day in missing_days(strip, day_of(now)) if _vouches(key, day)]
    keys = await day_store.spare_keys(conn, device, held.body, len(days)) if days else []
    if not keys:
        return []
    numbers = await day_store.draw_numbers(conn, held.body, len(keys))
    news: list[Publication] = []
    for day, holder, number in zip(days, keys, numbers, strict=False):
        claims = _claims(keystore, held, number, day, holder)
        packed = credential.issue(claims, key.kid, signer(keystore, key))
        card = card_of(held, claims, packed, device=device, day=day)
        await store.insert(conn, card)
        await day_store.use_key(conn, holder, number)
        news += for_device(card)
    return news


async def _renew(
    conn: AsyncConnection, keystore: KeyStore, card: IssuedCard, held: Registration, now: int
) -> list[Publication]:
    """The same number and key, for what the registration says now. Where the body's key is younger
    than the card, the card ends, and the phone shows the ordinary one for the rest of the day."""
    key = await signing_key(conn, keystore, held.body, now)
    if not _vouches(key, card.day):
        ended = replace(card, state=CardState.ENDED, ended_ms=now, version=card.version + 1)
        await store.update(conn, ended)
        return [*for_device(ended), *([for_staff(ended, "")] if ended.listed else [])]
    holder = credential.unpack(card.credential).claims.holder
    if holder is None:
        raise ValueError("a one-day card without a key")
    claims = _claims(keystore, held, card.card, card.day, holder)
    newer = replace(
        card,
        tier=held.tier,
        long_stay=held.long_stay,
        version=card.version + 1,
        credential=credential.issue(claims, key.kid, signer(keystore, key)),
    )
    await store.update(conn, newer)
    return [*for_device(newer), *([for_staff(newer, held.name)] if newer.listed else [])]


def _claims(keystore: KeyStore, held: Registration, number: int, day: int, holder: bytes) -> Claims:
    not_before, expires = day_validity(day)
    return Claims(
        body=held.body,
        pseudonym=_pseudonym(keystore, held.body, number),
        tier=held.tier,
        long_stay=held.long_stay,
        not_before=not_before,
        expires=expires,
        index=number,
        holder=holder,
    )


def _vouches(key: KeyInfo, day: int) -> bool:
    """Whether a body's key is in force for as long as the card of a day: one that was made that day
    is not, and no desk would believe the card."""
    return key.not_before <= day_validity(day)[0]


def _is_key(data: bytes) -> bool:
    try:
        cose.public_key(data)
    except cose.CoseError:
        return False
    return True


def _pseudonym(keystore: KeyStore, body: int, number: int) -> bytes:
    """Of the card, not of the person: that is the point of it."""
    message = b"furusato-day-pseudonym-v1\x00" + body.to_bytes(3, "big") + number.to_bytes(4, "big")
    return keystore.mac(message)[:PSEUDONYM_BYTES]
