"""What a sweep does, in this order: what decides comes before what tells of it, and that before
the mail. Each chore works in pages, a transaction each."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts.passkeys import forget_ceremonies
from server.accounts.sessions import forget_ended_sessions
from server.activities.pictures import forget_pictures
from server.activities.telling import tell_due
from server.app.clock import Clock
from server.app.settings import Settings
from server.audit.trail import forget_audit
from server.benefits.forgetting import stray_receipts
from server.cards.keystore import KeyStore
from server.database import Database
from server.exchange.addresses import forget_unconfirmed
from server.exchange.paper import tell_of_printed_cards
from server.exchange.post import Postman, forget_mail
from server.figures.recount import keep_figures
from server.linked_apps.clients import forget_tokens
from server.linked_apps.delivery import Messenger, forget_deliveries
from server.linked_apps.recording import forget_answers
from server.office.invites import forget_invites
from server.registry.sweep import sweep_registrations
from server.sweep.run import NamedChore, Progress
from server.transfer.erasing import sweep_erasures
from server.transfer.uploads import forget_uploads

PAGE = 200
"""Rows that one transaction takes out."""

Forget = Callable[[AsyncConnection, int, int], Awaitable[int]]
"""Takes out at most so many of what is over at an instant; tells how many it found."""


async def _ceremonies(conn: AsyncConnection, now: int, _most: int) -> int:
    return await forget_ceremonies(conn, now)


_OVER: tuple[Forget, ...] = (
    forget_ended_sessions,
    _ceremonies,
    forget_invites,
    forget_unconfirmed,
    forget_mail,
    forget_pictures,
    forget_audit,
    forget_uploads,
    forget_tokens,
    forget_answers,
    forget_deliveries,
)


async def tidy(database: Database, _keystore: KeyStore, clock: Clock, progress: Progress) -> int:
    """Takes out what ran out and nobody will ask for."""
    count = 0
    for forget in _OVER:
        found = PAGE
        while found == PAGE:
            async with database.writing() as conn:
                found = await forget(conn, clock(), PAGE)
            count += found
            progress(count, 0)
    return count


def chores_of(settings: Settings, postman: Postman, messenger: Messenger) -> list[NamedChore]:
    """All of them."""
    return [
        NamedChore("registrations", "登録 · registrations", sweep_registrations),
        NamedChore("figures", "統計 · statistics", keep_figures),
        NamedChore("activities", "活動の日程 · occasions that come into view", tell_due),
        NamedChore("printed-cards", "紙のカードの期限 · printed cards", tell_of_printed_cards),
        NamedChore("erasures", "消去の申し出 · erasures", sweep_erasures),
        NamedChore("receipts", "領収書の写真 · photographs of receipts", stray_receipts(settings)),
        NamedChore("tidy", "期限切れの片づけ · what ran out", tidy),
        NamedChore("mail", "メール · mail", postman.chore),
        NamedChore("webhooks", "連携アプリへの通知 · webhooks", messenger.chore),
    ]
