"""Cards on paper (R62): made when they are asked for, good for a year, stopped one by one."""

from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import PrintedCard
from schemas.feed import CardState
from schemas.problems import ProblemCode
from server.accounts.lock import lock_account
from server.app.problems import Refusal
from server.cards import credential, store
from server.cards.credential import Claims
from server.cards.issue import close_cards, pseudonym
from server.cards.keystore import KeyStore, signer
from server.cards.lists import signing_key
from server.cards.rules import (
    MAX_PRINTED,
    EndingCard,
    IssuedCard,
    card_of,
    in_force,
    printed_validity,
)
from server.cards.telling import for_staff
from server.registry.rules import Registration
from server.replication.feeds import publish_all

LOST = "紙のカードの停止"


async def printed_cards(conn: AsyncConnection, body: int, member: int) -> list[PrintedCard]:
    """All cards that were printed for a member, stopped ones too, the newest first."""
    cards = await store.printed_of_member(conn, body, member)
    return [_told(card) for card in reversed(cards)]


async def printed_ending(
    conn: AsyncConnection, seconds: int, until: int, after: EndingCard | None, most: int
) -> list[EndingCard]:
    """Some of the printed cards in force at a second that end at `until` or before, the next first.

    `after` is the last one of the page before.
    """
    return await store.printed_ending(conn, seconds, until, after, most)


async def make_printed(
    conn: AsyncConnection,
    keystore: KeyStore,
    held: Registration,
    asked_by: str,
    replaces: int | None,
    now: int,
) -> PrintedCard:
    """One more card on paper, under a number of its own.

    `asked_by` is the account of the member or of the office's clerk. With `replaces` that printed
    card, which is lost, is stopped. Raises `Refusal` NOT_FOUND when there is none to replace, and
    CONFLICT when `MAX_PRINTED` are in force.
    """
    await lock_account(conn, held.account)
    seconds = now // 1000
    standing = [
        card
        for card in await store.printed_of_member(conn, held.body, held.number)
        if card.state is CardState.ACTIVE
    ]
    lost = [card for card in standing if card.card == replaces]
    if replaces is not None and not lost:
        raise Refusal(ProblemCode.NOT_FOUND)
    kept = [card for card in standing if card.card != replaces]
    if sum(in_force(card, seconds) for card in kept) >= MAX_PRINTED:
        raise Refusal(
            ProblemCode.CONFLICT,
            f"紙のカードは{MAX_PRINTED}枚までです。使わないものを止めてください",
            f"At most {MAX_PRINTED} printed cards: please stop one that you no longer use",
        )
    card = await _issue(conn, keystore, held, asked_by, now)
    news = [for_staff(card, held.name)]
    over = [other for other in kept if not in_force(other, seconds)]
    # The roster need not go on to name what ran out.
    for cards, state in ((lost, CardState.REVOKED), (over, CardState.ENDED)):
        news += await close_cards(conn, keystore, cards, state, LOST if cards is lost else "", now)
    await publish_all(conn, news)
    return _told(card)


async def stop_printed(
    conn: AsyncConnection, keystore: KeyStore, body: int, member: int, number: int, now: int
) -> None:
    """Takes a printed card back; a second time changes nothing. Raises `Refusal` NOT_FOUND."""
    card = await _find(conn, body, member, number)
    if card.state is CardState.ACTIVE:
        news = await close_cards(conn, keystore, [card], CardState.REVOKED, LOST, now)
        await publish_all(conn, news)


async def card_to_print(
    conn: AsyncConnection, body: int, member: int, number: int, now: int
) -> IssuedCard:
    """A printed card that is in force. Raises `Refusal` NOT_FOUND or CONFLICT."""
    card = await _find(conn, body, member, number)
    if not in_force(card, now // 1000):
        raise Refusal(
            ProblemCode.CONFLICT,
            "このカードは止められているか、期限が切れています",
            "This card was stopped or has expired",
        )
    return card


async def _find(conn: AsyncConnection, body: int, member: int, number: int) -> IssuedCard:
    for card in await store.printed_of_member(conn, body, member):
        if card.card == number:
            return card
    raise Refusal(ProblemCode.NOT_FOUND)


async def _issue(
    conn: AsyncConnection, keystore: KeyStore, held: Registration, asked_by: str, now: int
) -> IssuedCard:
    key = await signing_key(conn, keystore, held.body, now)
    not_before, expires = printed_validity(now // 1000, key.expires)
    claims = Claims(
        body=held.body,
        pseudonym=pseudonym(keystore, held.account, held.body),
        tier=held.tier,
        long_stay=held.long_stay,
        not_before=not_before,
        expires=expires,
        index=await store.next_number(conn, held.body),
        holder=None,
    )
    packed = credential.issue(claims, key.kid, signer(keystore, key))
    card = card_of(held, claims, packed, printed_by=asked_by)
    await store.insert(conn, card)
    return card


def _told(card: IssuedCard) -> PrintedCard:
    return PrintedCard(
        card=card.card,
        since=card.not_before,
        expires=card.expires,
        state=card.state,
        by_office=card.printed_by != card.account,
    )
