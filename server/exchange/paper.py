"""Cards on paper that end soon: their members are told once, in time to print another (R62)."""

from schemas.feed import NoticeKind
from server.app.clock import DAY_MS, Clock
from server.cards.keystore import KeyStore
from server.cards.printed import printed_ending
from server.cards.rules import EndingCard
from server.database import Database
from server.exchange.notices import Notice, record_notices, told_before
from server.replication.feeds import publish_all
from server.sweep.run import Progress
from sync.calendar import day_of

NOTICE_DAYS = 30
"""Before the end."""
PAGE = 200
"""Cards that one transaction tells of."""


async def tell_of_printed_cards(
    database: Database, _keystore: KeyStore, clock: Clock, progress: Progress
) -> int:
    """The chore: tells of every card on paper that ends within `NOTICE_DAYS`, once."""
    now = clock()
    until = (now + NOTICE_DAYS * DAY_MS) // 1000
    told = seen = 0
    after: EndingCard | None = None
    while True:
        async with database.reading() as conn:
            page = await printed_ending(conn, now // 1000, until, after, PAGE)
            known = await told_before(conn, [(card.account, _key(card)) for card in page])
        if not page:
            return told
        new = [card for card in page if (card.account, _key(card)) not in known]
        if new:
            async with database.writing() as conn:
                news = await record_notices(conn, [_notice(card) for card in new], now)
                await publish_all(conn, news)
                told += len(news)
        after = page[-1]
        seen += len(page)
        progress(seen, 0)


def _notice(card: EndingCard) -> Notice:
    last = day_of(card.expires * 1000 - 1)
    return Notice(card.account, card.body, NoticeKind.PRINTED_CARD_ENDS, last, 0, _key(card))


def _key(card: EndingCard) -> str:
    return f"printed:{card.body}:{card.card}"
