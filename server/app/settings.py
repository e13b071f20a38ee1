"""What an installation can be told, and nothing that it can find out by itself."""

import enum
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from server.exchange.email_address import on_the_wire, read_address

PROJECT = Path(__file__).parents[2]
SUBMISSION_PORT, TLS_PORT = 587, 465
"""RFC 6409, RFC 8314."""


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it."""


class SmtpTls(enum.StrEnum):
    """How the way to the mail server is encrypted."""

    STARTTLS = "starttls"
    TLS = "tls"
    """From the first byte (RFC 8314)."""
    NONE = "none"
    """Not at all: for a server on the same machine or wire."""


class Smtp(Struct, frozen=True, kw_only=True):
    """A server that takes our mail. `user` is empty where it asks for none; `sender` is ASCII."""

    host: str
    port: int
    user: str
    password: str
    sender: str
    tls: SmtpTls


class Settings(Struct, frozen=True, kw_only=True):
    """One installation.

    `origin` is where browsers find it, scheme and host and port: passkeys are bound to it.
    `trusted_proxies` are the addresses whose `X-Forwarded-For` is believed. `keystore` names, as
    `module:function`, what opens another store of keys than the files in `data`. `sweep`: the
    server itself does what time brings. Without `smtp` mail goes into a mailbox in `data`.
    `webhooks_to_private`: they may go to addresses of the own network, and over http.
    `oidc_issuer` and `oidc_client_id` name the identity provider (R13) and this installation before
    it; both or none.
    """

    data: Path
    database_url: str
    origin: str
    web: Path
    sample: bool = False
    trusted_proxies: tuple[str, ...] = ()
    keystore: str = ""
    sweep: bool = True
    smtp: Smtp | None = None
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    webhooks_to_private: bool = False

    @property
    def secure(self) -> bool:
        """Whether browsers reach us by https, so that cookies may be marked Secure."""
        return self.origin.startswith("https://")

    @property
    def relying_party(self) -> str:
        """WebAuthn's relying party id: the host alone."""
        return urlsplit(self.origin).hostname or ""

    @property
    def session_cookie(self) -> str:
        """A name of its own for the sample village, which shares the host and so the cookies.

        `__Host-` binds the cookie to this very host (RFC 6265bis), and needs https.
        """
        name = "furusato_sample_session" if self.sample else "furusato_session"
        return f"__Host-{name}" if self.secure else name

    def environment(self) -> dict[str, str]:
        """These settings for a worker process, which reads them by `settings_from`."""
        return {
            "FURUSATO_DATA": str(self.data),
            "FURUSATO_DATABASE_URL": self.database_url,
            "FURUSATO_ORIGIN": self.origin,
            "FURUSATO_WEB": str(self.web),
            "FURUSATO_SAMPLE": "1" if self.sample else "0",
            "FURUSATO_TRUSTED_PROXIES": ",".join(self.trusted_proxies),
            "FURUSATO_KEYSTORE": self.keystore,
            "FURUSATO_SWEEP": "1" if self.sweep else "0",
            "FURUSATO_SMTP_HOST": self.smtp.host if self.smtp else "",
            "FURUSATO_SMTP_PORT": str(self.smtp.port) if self.smtp else "",
            "FURUSATO_SMTP_TLS": self.smtp.tls.value if self.smtp else "",
            "FURUSATO_SMTP_USER": self.smtp.user if self.smtp else "",
            "FURUSATO_SMTP_PASSWORD": self.smtp.password if self.smtp else "",
            "FURUSATO_SMTP_FROM": self.smtp.sender if self.smtp else "",
            "FURUSATO_OIDC_ISSUER": self.oidc_issuer,
            "FURUSATO_OIDC_CLIENT_ID": self.oidc_client_id,
            "FURUSATO_WEBHOOKS_TO_PRIVATE": "1" if self.webhooks_to_private else "0",
        }


def settings_from(
    environment: Mapping[str, str], *, data: Path | None = None, port: int = 8000
) -> Settings:
    """Reads the settings that server/README.md names; all have defaults.

    Raises `SettingsError` for a value that cannot be used.
    """
    directory = (data or Path(environment.get("FURUSATO_DATA", "data"))).absolute()
    url = environment.get("FURUSATO_DATABASE_URL") or f"sqlite+aiosqlite:///{directory}/furusato.db"
    issuer, client = _provider(
        environment.get("FURUSATO_OIDC_ISSUER", ""), environment.get("FURUSATO_OIDC_CLIENT_ID", "")
    )
    proxies = environment.get("FURUSATO_TRUSTED_PROXIES", "")
    return Settings(
        data=directory,
        database_url=_database_url(url),
        origin=_origin(environment.get("FURUSATO_ORIGIN") or f"http://localhost:{port}"),
        web=Path(environment.get("FURUSATO_WEB") or PROJECT / "pwa" / "dist").absolute(),
        sample=_switch("FURUSATO_SAMPLE", environment.get("FURUSATO_SAMPLE", "")),
        trusted_proxies=tuple(proxy.strip() for proxy in proxies.split(",") if proxy.strip()),
        keystore=_function(environment.get("FURUSATO_KEYSTORE", "")),
        sweep=_switch("FURUSATO_SWEEP", environment.get("FURUSATO_SWEEP") or "1"),
        smtp=_smtp(environment),
        oidc_issuer=issuer,
        oidc_client_id=client,
        webhooks_to_private=_switch(
            "FURUSATO_WEBHOOKS_TO_PRIVATE", environment.get("FURUSATO_WEBHOOKS_TO_PRIVATE", "")
        ),
    )


def _database_url(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    drivers = {
        "sqlite": "sqlite+aiosqlite",
        "sqlite+aiosqlite": "sqlite+aiosqlite",
        "postgres": "postgresql+asyncpg",
        "postgresql": "postgresql+asyncpg",
        "postgresql+asyncpg": "postgresql+asyncpg",
    }
    if not separator or scheme not in drivers:
        raise SettingsError("FURUSATO_DATABASE_URL must begin with sqlite:// or postgresql://")
    return f"{drivers[scheme]}://{rest}"


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise SettingsError(
            "FURUSATO_ORIGIN must be scheme, host and port alone, such as https://furusato.example"
        )
    return f"{parts.scheme}://{parts.netloc}"


def _provider(issuer: str, client: str) -> tuple[str, str]:
    """Both or none. Only on this machine may the provider be reached without https."""
    if bool(issuer) != bool(client):
        raise SettingsError("FURUSATO_OIDC_ISSUER and FURUSATO_OIDC_CLIENT_ID belong together")
    parts = urlsplit(issuer)
    local = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    whole = parts.hostname and not parts.query and not parts.fragment
    if issuer and not (whole and (parts.scheme == "https" or local)):
        raise SettingsError("FURUSATO_OIDC_ISSUER must begin with https://")
    if client and not (len(client) <= 255 and re.fullmatch(r"[\w.:/-]+", client, re.ASCII)):
        raise SettingsError("FURUSATO_OIDC_CLIENT_ID is not the name of a client")
    return issuer, client


def _function(text: str) -> str:
    module, _, name = text.partition(":")
    if text and not (name.isidentifier() and all(map(str.isidentifier, module.split(".")))):
        raise SettingsError("FURUSATO_KEYSTORE must be module:function")
    return text


def _smtp(environment: Mapping[str, str]) -> Smtp | None:
    host, port, tls, user, password, sender = (
        environment.get(f"FURUSATO_SMTP_{name}", "").strip()
        for name in ("HOST", "PORT", "TLS", "USER", "PASSWORD", "FROM")
    )
    if not host:
        return None
    number = port or str(TLS_PORT if tls == SmtpTls.TLS else SUBMISSION_PORT)
    if not (number.isascii() and number.isdigit() and 0 < int(number) < 65536):
        raise SettingsError("FURUSATO_SMTP_PORT must be a port, such as 587")
    implicit = SmtpTls.TLS if int(number) == TLS_PORT else SmtpTls.STARTTLS
    try:
        how = SmtpTls(tls or implicit)
    except ValueError:
        raise SettingsError("FURUSATO_SMTP_TLS must be starttls, tls or none") from None
    if bool(user) is not bool(password):
        raise SettingsError("FURUSATO_SMTP_USER and FURUSATO_SMTP_PASSWORD go together")
    if user and how is SmtpTls.NONE:
        raise SettingsError("FURUSATO_SMTP_TLS must not be none where a password is sent")
    try:
        address = on_the_wire(read_address(sender)).addr_spec
    except ValueError:
        raise SettingsError(
            "FURUSATO_SMTP_FROM must be the address that the mail is from, such as"
            " furusato@town.example.lg.jp"
        ) from None
    return Smtp(host=host, port=int(number), user=user, password=password, sender=address, tls=how)


def _switch(name: str, text: str) -> bool:
    if text.lower() in ("", "0", "false", "no"):
        return False
    if text.lower() in ("1", "true", "yes"):
        return True
    raise SettingsError(f"{name} must be 1 or 0")
