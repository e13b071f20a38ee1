"""Settings: defaults that work, and one clear sentence for what does not."""

from pathlib import Path

import pytest

from server.app.settings import SettingsError, SmtpTls, settings_from


def test_nothing_need_be_set() -> None:
    settings = settings_from({})
    assert settings.data == Path("data").absolute()
    assert settings.database_url == f"sqlite+aiosqlite:///{settings.data}/furusato.db"
    assert settings.origin == "http://localhost:8000"
    assert settings.relying_party == "localhost"
    assert not settings.sample
    assert not settings.secure


def test_the_command_lines_word_goes_first(tmp_path: Path) -> None:
    settings = settings_from({"FURUSATO_DATA": "/elsewhere"}, data=tmp_path, port=9000)
    assert settings.data == tmp_path
    assert settings.origin == "http://localhost:9000"


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgresql://u:p@db/f", "postgresql+asyncpg://u:p@db/f"),
        ("postgres://u:p@db/f?ssl=require", "postgresql+asyncpg://u:p@db/f?ssl=require"),
        ("postgresql+asyncpg://db/f", "postgresql+asyncpg://db/f"),
        ("sqlite:////tmp/f.db", "sqlite+aiosqlite:////tmp/f.db"),
    ],
)
def test_a_database_is_named_as_people_name_it(given: str, used: str) -> None:
    assert settings_from({"FURUSATO_DATABASE_URL": given}).database_url == used


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FURUSATO_DATABASE_URL", "mysql://db/f"),
        ("FURUSATO_DATABASE_URL", "furusato.db"),
        ("FURUSATO_ORIGIN", "furusato.example"),
        ("FURUSATO_ORIGIN", "https://furusato.example/app"),
        ("FURUSATO_ORIGIN", "ftp://furusato.example"),
        ("FURUSATO_SAMPLE", "maybe"),
        ("FURUSATO_SWEEP", "maybe"),
    ],
)
def test_what_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        settings_from({name: value})


SMTP = {"FURUSATO_SMTP_HOST": "mail.example", "FURUSATO_SMTP_FROM": "card@town.example"}


@pytest.mark.parametrize(
    ("given", "port", "tls"),
    [
        ({}, 587, SmtpTls.STARTTLS),
        ({"FURUSATO_SMTP_PORT": "465"}, 465, SmtpTls.TLS),
        ({"FURUSATO_SMTP_TLS": "tls"}, 465, SmtpTls.TLS),
        ({"FURUSATO_SMTP_PORT": "2525", "FURUSATO_SMTP_TLS": "tls"}, 2525, SmtpTls.TLS),
        ({"FURUSATO_SMTP_PORT": "25", "FURUSATO_SMTP_TLS": "none"}, 25, SmtpTls.NONE),
    ],
)
def test_the_way_to_the_mail_server_is_encrypted_unless_said(
    given: dict[str, str], port: int, tls: SmtpTls
) -> None:
    smtp = settings_from(SMTP | given).smtp
    assert smtp is not None
    assert (smtp.port, smtp.tls) == (port, tls)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FURUSATO_SMTP_PORT", "smtp"),
        ("FURUSATO_SMTP_PORT", "0"),
        ("FURUSATO_SMTP_PORT", "65536"),
        ("FURUSATO_SMTP_TLS", "ssl"),
        ("FURUSATO_SMTP_USER", "furusato"),
        ("FURUSATO_SMTP_PASSWORD", "geheim"),
        ("FURUSATO_SMTP_FROM", ""),
        ("FURUSATO_SMTP_FROM", "town"),
        ("FURUSATO_SMTP_FROM", "card@town.example\nBcc: x@town.example"),
    ],
)
def test_a_mail_server_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        settings_from(SMTP | {name: value})


def test_a_password_is_never_sent_in_the_clear() -> None:
    signed = {"FURUSATO_SMTP_USER": "a", "FURUSATO_SMTP_PASSWORD": "b"}
    with pytest.raises(SettingsError, match="FURUSATO_SMTP_TLS"):
        settings_from(SMTP | signed | {"FURUSATO_SMTP_TLS": "none"})


def test_without_a_mail_server_nothing_else_of_it_counts() -> None:
    assert settings_from({"FURUSATO_SMTP_PORT": "smtp"}).smtp is None


def test_a_worker_reads_back_the_same(tmp_path: Path) -> None:
    settings = settings_from(
        {
            "FURUSATO_ORIGIN": "https://furusato.example:8443/",
            "FURUSATO_SAMPLE": "1",
            "FURUSATO_TRUSTED_PROXIES": "10.0.0.1, 10.1.0.0/16",
            "FURUSATO_SWEEP": "0",
            "FURUSATO_SMTP_HOST": "mail.example",
            "FURUSATO_SMTP_USER": "furusato",
            "FURUSATO_SMTP_PASSWORD": "geheim",
            "FURUSATO_SMTP_FROM": "card@例え.jp",
        },
        data=tmp_path,
    )
    assert settings.origin == "https://furusato.example:8443"
    assert settings.relying_party == "furusato.example"
    assert settings.session_cookie == "__Host-furusato_sample_session"
    assert settings.trusted_proxies == ("10.0.0.1", "10.1.0.0/16")
    assert settings.smtp is not None
    assert settings.smtp.sender == "card@xn--r8jz45g.jp"
    assert not settings.sweep
    assert settings_from(settings.environment()) == settings
