"""Writes the next migration from what the tables say: `python -m server.database.revise MESSAGE`.

Read what it wrote, and correct it: a renamed column looks to it like one gone and one come.
There is no way down: the way back from a failed update is the backup.
"""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from server.database import Database
from server.database.migrate import config_for, migrate


def _revise(connection: Connection, message: str) -> None:
    config = config_for(connection)
    known = len(list(ScriptDirectory.from_config(config).walk_revisions()))
    command.revision(config, message, autogenerate=True, rev_id=f"{known + 1:04d}")


async def revise(message: str) -> None:
    """Compares the tables with a fresh database at the newest migration."""
    with TemporaryDirectory() as directory:
        database = Database(f"sqlite+aiosqlite:///{Path(directory)}/empty.db")
        await migrate(database)
        async with database.writing() as conn:
            await conn.run_sync(_revise, message)
        await database.close()


if __name__ == "__main__":
    asyncio.run(revise(" ".join(sys.argv[1:])))
