"""What the commands have in common: where the installation is, and how a failure is said."""

import os
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from server.app.settings import Settings, SettingsError, settings_from

PORT = 8000

NOT_HERE = "この場所にはデータベースがありません。先に serve を · No database here: serve first"

Data = Annotated[
    Path | None,
    typer.Option(help="Directory of database and keys [default: data]", file_okay=False),
]


def settings_of(data: Path | None, port: int = PORT) -> Settings:
    try:
        return settings_from(os.environ, data=data, port=port)
    except SettingsError as error:
        stop(str(error))


def is_there(settings: Settings) -> bool:
    """Whether there is a database to open: SQLite would make an empty one."""
    url = make_url(settings.database_url)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()


def reason(error: Exception) -> str:
    """What went wrong, without what only a programmer can use."""
    return str(error.orig) if isinstance(error, DBAPIError) else str(error)


def stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
