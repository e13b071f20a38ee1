"""A mail server in the test's own process, and what lies in a file mailbox.

async with mail_server() as server:
    settings = server.settings()      # for `msgspec.structs.replace(…, smtp=…)`
    server.received                   # messages, as they came
"""

import asyncio
import datetime
import mailbox
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from server.app.settings import Smtp, SmtpTls
from tests.support.installation import Installation

USER, PASSWORD = "furusato", "geheim"


def parsed(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)


def mails_in(village: Installation) -> list[EmailMessage]:
    """What lies in the installation's file mailbox, the oldest first."""
    path = village.settings.data / "mail"
    if not path.exists():
        return []
    box = mailbox.Maildir(path, create=False)
    found = [parsed(box.get_bytes(key)) for key in box.keys()]  # noqa: SIM118 - not a dict
    return sorted(found, key=lambda mail: mail["Date"].datetime)


@dataclass
class MailServer:
    """`answers` are given to the next recipients in turn, then 250; None cuts the line."""

    port: int = 0
    received: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    answers: list[str | None] = field(default_factory=list)
    after_data: list[str | None] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    signed_in: list[bool] = field(default_factory=list)
    connections: int = 0

    def settings(self, tls: SmtpTls = SmtpTls.NONE, *, user: bool = False) -> Smtp:
        return Smtp(
            host="localhost",
            port=self.port,
            user=USER if user else "",
            password=PASSWORD if user else "",
            sender="furusato@town.example",
            tls=tls,
        )

    async def handle_RCPT(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        rcpt_options: Sequence[str],
    ) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer is None:
            return _gone(server)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        answer = self.after_data.pop(0) if self.after_data else "250 OK"
        if answer is None or answer.startswith("250"):
            self.received.append(parsed(envelope.content))
            self.envelopes.append((str(envelope.mail_from), list(map(str, envelope.rcpt_tos))))
            self.encrypted.append(session.ssl is not None)
            self.signed_in.append(bool(session.authenticated))
        if answer is None:  # taken, and then nobody hears of it
            return _gone(server)
        return answer


def _gone(server: SMTP) -> str:
    if isinstance(server.transport, asyncio.Transport):
        server.transport.abort()
    return "421 gone"


def _authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
) -> AuthResult:
    known = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=data == known, handled=False)  # the server answers


@asynccontextmanager
async def mail_server(
    tls: ssl.SSLContext | None = None, *, implicit: bool = False, auth: bool = False
) -> AsyncIterator[MailServer]:
    """Listens on a port of its own; with `tls` by STARTTLS, or from the first byte."""
    handler = MailServer()
    lines: list[SMTP] = []

    def line() -> SMTP:
        handler.connections += 1
        made = SMTP(
            handler,
            hostname="mail.example",
            tls_context=None if implicit else tls,
            require_starttls=tls is not None and not implicit,
            auth_required=auth,
            auth_require_tls=not implicit,
            authenticator=_authenticate if auth else None,
        )
        lines.append(made)
        return made

    listening = await asyncio.get_running_loop().create_server(
        line, "127.0.0.1", 0, ssl=tls if implicit else None
    )
    handler.port = listening.sockets[0].getsockname()[1]
    try:
        yield handler
    finally:
        listening.close()
        for one in lines:
            _gone(one)


def certificate_of(directory: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for `localhost` that nobody vouches for, and a server's context with it.

    Who has the file's path in SSL_CERT_FILE believes it.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = directory / "mail.pem", directory / "mail.key"
    public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(public, private)
    return public, context
