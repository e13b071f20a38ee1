"""The ways by which mail leaves: another server by SMTP, or a file mailbox on this machine."""

import asyncio
import mailbox
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

import aiosmtplib

from server.app.settings import Settings, Smtp, SmtpTls
from server.exchange.email_address import enveloped

CONNECT_SECONDS = 20
"""For connecting, TLS and signing in, and for each answer after that."""


class Refused(Exception):
    """This mail is refused for good."""


class NotNow(Exception):
    """This mail cannot be taken at the moment; another one may."""


class Unreachable(Exception):
    """The way itself is closed: no mail goes at the moment."""


Deliver = Callable[[EmailMessage, bool], Awaitable[None]]
"""Hands one mail over; the flag says that it may have been handed over before.

Raises `Refused`, `NotNow` or `Unreachable`, whose text names what happened and nobody."""


class Outbox(Protocol):
    def open(self) -> AbstractAsyncContextManager[Deliver]:
        """The way, for several mails. Raises `Unreachable`."""


def outbox_of(settings: Settings) -> Outbox:
    """What the settings say. The sample village's people get no mail: it stays on this machine."""
    if settings.smtp is None or settings.sample:
        return FileOutbox(settings.data / "mail")
    return SmtpOutbox(settings.smtp)


class FileOutbox:
    """A Maildir that only the server's user may enter: other programs fetch the mail from it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Deliver]:
        try:
            box = await asyncio.to_thread(self._open)
        except OSError as error:
            raise Unreachable(type(error).__name__) from error

        async def deliver(message: EmailMessage, again: bool) -> None:
            try:
                await asyncio.to_thread(_put, box, message, again=again)
            except OSError as error:
                raise Unreachable(type(error).__name__) from error

        yield deliver

    def _open(self) -> "mailbox.Maildir":
        for folder in (self.path, *(self.path / name for name in ("tmp", "new", "cur"))):
            folder.mkdir(mode=0o700, exist_ok=True)
        return mailbox.Maildir(self.path, create=False)


def _put(box: "mailbox.Maildir", message: EmailMessage, *, again: bool) -> None:
    name = message["Message-ID"]
    if again and any(other["Message-ID"] == name for other in box):
        return
    box.add(message)


class SmtpOutbox:
    """A server that takes mail for others (RFC 6409), encrypted unless the settings say not to."""

    def __init__(self, settings: Smtp) -> None:
        self._settings = settings

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Deliver]:
        how = self._settings
        client = aiosmtplib.SMTP(
            hostname=how.host,
            port=how.port,
            username=how.user or None,
            password=how.password or None,
            use_tls=how.tls is SmtpTls.TLS,
            start_tls=how.tls is SmtpTls.STARTTLS,
            timeout=CONNECT_SECONDS,
        )
        try:
            await client.connect()
        except (aiosmtplib.SMTPException, OSError) as error:
            client.close()
            raise Unreachable(_name(error)) from error
        try:
            yield lambda message, _again: _send(client, message)
        finally:
            await _leave(client)


async def _send(client: aiosmtplib.SMTP, message: EmailMessage) -> None:
    try:
        await client.send_message(
            message,
            sender=message["From"].addresses[0].addr_spec,
            recipients=[enveloped(message["To"].addresses[0].addr_spec)],
        )
    except aiosmtplib.SMTPRecipientsRefused as error:
        codes = [one.code for one in error.recipients]
        raise _of_code(codes[0] if codes else 0, error) from error
    except aiosmtplib.SMTPDataError as error:
        raise _of_code(error.code, error) from error
    except (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError, OSError) as error:
        raise Unreachable(_name(error)) from error
    except aiosmtplib.SMTPResponseException as error:  # of the sender, or out of turn: our settings
        raise NotNow(_name(error)) from error
    except aiosmtplib.SMTPException as error:
        raise NotNow(_name(error)) from error


def _of_code(code: int, error: Exception) -> Exception:
    """RFC 5321, section 4.2.1: 5yz is for good."""
    return Refused(_name(error)) if 500 <= code < 600 else NotNow(_name(error))


def _name(error: Exception) -> str:
    """Its class and code: what the other server wrote may quote an address."""
    code = getattr(error, "code", None)
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused) and error.recipients:
        code = error.recipients[0].code
    return f"{type(error).__name__} {code}" if code else type(error).__name__


async def _leave(client: aiosmtplib.SMTP) -> None:
    try:
        await client.quit()
    except (aiosmtplib.SMTPException, OSError):
        client.close()
