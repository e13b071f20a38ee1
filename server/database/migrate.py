"""Brings a database to the schema of this version, in one transaction: all of it or nothing."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.engine import Connection

from server.database import Database

_MIGRATIONS = Path(__file__).with_name("migrations")
_LOCK = 7_305_318
"""Any number of our own: of several servers that start at once on PostgreSQL, one migrates."""


class MigrationError(Exception):
    """The database cannot be brought to this version; the message says why."""


async def migrate(database: Database, revision: str = "head") -> None:
    """Applies what is missing, in any event loop. Raises `MigrationError`."""
    async with database.writing() as conn:
        if not database.is_sqlite:
            await conn.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        try:
            await conn.run_sync(_upgrade, revision)
        except CommandError as error:
            raise MigrationError(
                f"The database is of another version than this program: {error}"
            ) from error


def config_for(connection: Connection) -> Config:
    """Alembic's configuration, without a file: it works on the connection that it is given."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection, revision: str) -> None:
    command.upgrade(config_for(connection), revision)
