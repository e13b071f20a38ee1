"""Mail on its way: taken from the queue by one worker at a time, written, handed over, noted.

A mail that was taken comes back by itself when its worker dies, after `LEASE_MS`. It may then go a
second time, under the same Message-ID, by which mailboxes know it (RFC 5322, section 3.6.4).
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit

import sqlalchemy as sa
import structlog
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import Language
from schemas.feed import NoticeKind
from server.app.clock import DAY_MS, MINUTE_MS, SECOND_MS, Clock
from server.app.logs import fault
from server.app.settings import Settings
from server.cards.keystore import KeyStore
from server.database import Database
from server.exchange.email_address import on_the_wire
from server.exchange.outbox import Deliver, NotNow, Outbox, Refused, Unreachable
from server.exchange.rules import (
    FAILED_DAYS,
    MAIL_ATTEMPTS,
    SENT_DAYS,
    MailState,
    next_attempt,
)
from server.exchange.tables import WAITING, mail, mail_address, notice
from server.exchange.wording import SENDER, Words, words_of_code, words_of_notice
from server.sweep.run import Progress

BATCH = 10
SEND_MS = 30 * SECOND_MS
"""For one mail; then it is tried again later."""
LEASE_MS = BATCH * SEND_MS + MINUTE_MS
"""How long a worker may take over what it took."""
PAUSE_MS = 5 * MINUTE_MS
"""How long nothing is sent after the way was found closed; that is no attempt of the mail."""


class Letter(Struct, frozen=True):
    """A mail that was taken to be sent. `address` is None where there is nobody to send it to."""

    id: int
    name: str
    attempts: int
    """This one counts."""
    until_ms: int
    address: str | None
    language: Language
    code: str | None
    kind: NoticeKind
    body: int
    day: int
    count: int


class Postman:
    """The mail of one process. `kick` has what waits sent soon, `send_due` sends it now."""

    def __init__(
        self, settings: Settings, database: Database, clock: Clock, outbox: Outbox
    ) -> None:
        self._settings, self._database, self._clock = settings, database, clock
        self._outbox = outbox
        self._task: asyncio.Task[None] | None = None
        self._wanted = False

    def kick(self) -> None:
        """After a commit that queued mail: it goes beside what else happens here."""
        self._wanted = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._go())

    async def settled(self) -> None:
        """Until what was kicked has been done."""
        if self._task is not None:
            await self._task

    async def close(self) -> None:
        """What is under way is broken off, and comes back after its lease."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _go(self) -> None:
        while self._wanted:
            self._wanted = False
            try:
                await self.send_due()
            except Exception as error:
                structlog.get_logger().error("mail-not-sent", **fault(error))

    async def chore(
        self, _database: Database, _keystore: KeyStore, _clock: Clock, progress: Progress
    ) -> int:
        """As one of the sweep's."""
        return await self.send_due(progress)

    async def send_due(self, progress: Progress = lambda _done, _total: None) -> int:
        """Sends what is due, page by page, and tells how many went."""
        sent = seen = 0
        while letters := await self._take():
            went, closed = await self._send(letters)
            sent, seen = sent + went, seen + len(letters)
            progress(seen, 0)
            if closed:
                break
        return sent

    async def _take(self) -> list[Letter]:
        async with self._database.writing() as conn:
            return await take(conn, self._clock())

    async def _send(self, letters: Sequence[Letter]) -> tuple[int, bool]:
        """How many went, and whether the way was found closed."""
        left = list(letters)
        sent = 0
        try:
            async with self._outbox.open() as deliver:
                while left:
                    # Counted, whatever comes of it: a mail that breaks every connection ends too.
                    sent += await self._send_one(left.pop(0), deliver)
        except Unreachable as error:
            structlog.get_logger().error("mail-not-reached", reason=str(error))
            async with self._database.writing() as conn:
                await put_off(conn, left, self._clock() + PAUSE_MS)
            return sent, True
        return sent, False

    async def _send_one(self, letter: Letter, deliver: Deliver) -> bool:
        state, reason = MailState.SENT, ""
        closed: Unreachable | None = None
        if letter.address is None or letter.until_ms <= self._clock():
            state = MailState.DROPPED
        elif letter.attempts > MAIL_ATTEMPTS:  # the workers that tried it never came back
            state, reason = MailState.FAILED, "unknown"
        else:
            try:
                message = write(letter, self._settings, self._clock())
                async with asyncio.timeout(SEND_MS / 1000):
                    await deliver(message, letter.attempts > 1)
            except Refused as error:
                state, reason = MailState.FAILED, str(error)
            except ValueError as error:  # what no message can be made of
                state, reason = MailState.FAILED, type(error).__name__
            except NotNow as error:
                state, reason = MailState.WAITING, str(error)
            except (Unreachable, TimeoutError) as error:
                closed = Unreachable(str(error) or "timeout")
                state, reason = MailState.WAITING, str(closed)
        async with self._database.writing() as conn:
            await note(conn, letter, state, reason, self._clock())
        if closed is not None:
            raise closed
        return state is MailState.SENT


def write(letter: Letter, settings: Settings, now: int) -> EmailMessage:
    """The message as it goes out. Header values are the library's: none can bring a line break."""
    words = _words(letter, settings.origin)
    host = urlsplit(settings.origin).hostname or "localhost"
    sender = settings.smtp.sender if settings.smtp else f"furusato@{host}"
    message = EmailMessage()
    message["From"] = Address(SENDER[letter.language], addr_spec=sender)
    message["To"] = on_the_wire(letter.address or "")
    message["Subject"] = words.subject
    message["Date"] = format_datetime(datetime.fromtimestamp(now / 1000, UTC))
    message["Message-ID"] = f"<{letter.name}@{host}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday answers
    japanese = letter.language is Language.JA
    message.set_content(words.text, cte="base64" if japanese else "quoted-printable")
    message["Content-Language"] = letter.language.value  # set_content clears such
    return message


def _words(letter: Letter, origin: str) -> Words:
    if letter.code is not None:
        return words_of_code(letter.code, letter.language, origin)
    return words_of_notice(
        letter.kind, letter.body, letter.day, letter.count, letter.language, origin
    )


async def take(conn: AsyncConnection, now: int) -> list[Letter]:
    """Some of what is due, for the caller alone until `LEASE_MS` from now: an attempt of each."""
    due = (
        sa.select(mail.c.id)
        .where(sa.text(WAITING), mail.c.due_ms <= now)
        .order_by(mail.c.due_ms, mail.c.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)  # PostgreSQL's; SQLite has one writer
    )
    ids = list(await conn.scalars(due))
    if not ids:
        return []
    await conn.execute(
        mail.update()
        .where(mail.c.id.in_(ids))
        .values(attempts=mail.c.attempts + 1, due_ms=now + LEASE_MS)
    )
    found = await conn.execute(
        sa.select(
            mail,
            mail_address.c.address.label("confirmed"),
            mail_address.c.language,
            notice.c.kind,
            notice.c.body,
            notice.c.day,
            notice.c.count.label("number"),
        )
        .outerjoin(mail_address, mail_address.c.account_id == mail.c.account_id)
        .outerjoin(notice, notice.c.id == mail.c.notice_id)
        .where(mail.c.id.in_(ids))
        .order_by(mail.c.id)
    )
    return [
        Letter(
            id=row.id,
            name=row.name,
            attempts=row.attempts,
            until_ms=row.until_ms,
            address=row.confirmed if row.code is None else row.address,
            language=Language(row.language or Language.JA),
            code=row.code,
            kind=NoticeKind(row.kind or NoticeKind.RENEWED),
            body=row.body or 0,
            day=row.day or 0,
            count=row.number or 0,
        )
        for row in found
    ]


async def note(
    conn: AsyncConnection, letter: Letter, state: MailState, reason: str, now: int
) -> None:
    """Writes down what became of an attempt; one too many is the last."""
    again = next_attempt(letter.attempts, now) if state is MailState.WAITING else None
    if state is MailState.WAITING and again is None:
        state = MailState.FAILED
    if state is MailState.FAILED:
        structlog.get_logger().error(
            "mail-failed", mail=letter.id, attempts=letter.attempts, reason=reason
        )
    values: dict[str, object] = {"state": state.value, "reason": reason[:60]}
    if again is None:
        values |= {"done_ms": now, "code": None, "address": None}
    else:
        values |= {"due_ms": again}
    await conn.execute(mail.update().where(mail.c.id == letter.id).values(values))


async def put_off(conn: AsyncConnection, letters: Sequence[Letter], due: int) -> None:
    """Gives back what was taken and not tried."""
    await conn.execute(
        mail.update()
        .where(mail.c.id.in_([letter.id for letter in letters]))
        .values(attempts=mail.c.attempts - 1, due_ms=due)
    )


async def forget_mail(conn: AsyncConnection, now: int, most: int) -> int:
    """Takes out what was done long ago; tells how many."""
    long_ago = sa.or_(
        mail.c.done_ms <= now - FAILED_DAYS * DAY_MS,
        sa.and_(
            mail.c.done_ms <= now - SENT_DAYS * DAY_MS,
            mail.c.state != MailState.FAILED.value,
        ),
    )
    over = sa.select(mail.c.id).where(long_ago).limit(most)
    return (await conn.execute(mail.delete().where(mail.c.id.in_(over)))).rowcount
