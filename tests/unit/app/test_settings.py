"""Settings: defaults that work, and one clear sentence for what does not."""

from pathlib import Path

import pytest

from server.app.settings import SettingsError, settings_from


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
    ],
)
def test_what_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        settings_from({name: value})


def test_a_worker_reads_back_the_same(tmp_path: Path) -> None:
    settings = settings_from(
        {
            "FURUSATO_ORIGIN": "https://furusato.example:8443/",
            "FURUSATO_SAMPLE": "1",
            "FURUSATO_TRUSTED_PROXIES": "10.0.0.1, 10.1.0.0/16",
        },
        data=tmp_path,
    )
    assert settings.origin == "https://furusato.example:8443"
    assert settings.relying_party == "furusato.example"
    assert settings.session_cookie == "__Host-furusato_sample_session"
    assert settings.trusted_proxies == ("10.0.0.1", "10.1.0.0/16")
    assert settings_from(settings.environment()) == settings
