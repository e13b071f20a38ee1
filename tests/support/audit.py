"""What `furusato verify` checks, on a database that a test has open."""

from collections.abc import Sequence

from server.app.clock import wall_clock
from server.database import Database
from server.replication.rebuild import Difference, rebuild
from server.replication.verify import Fault, verify


def _silent(_done: int, _total: int) -> None:
    pass


async def faults_of(database: Database) -> list[Fault]:
    async with database.reading() as conn:
        return [fault async for fault in verify(conn, _silent)]


async def differences_of(database: Database) -> Sequence[Difference]:
    """Where what is stored is not what follows from the logs. Changes nothing."""
    async with database.engine.connect() as conn:
        await conn.execution_options(furusato_writes=True)
        transaction = await conn.begin()
        found = await rebuild(conn, wall_clock(), _silent)
        await transaction.rollback()
    return found


async def rebuilt(database: Database, now: int) -> Sequence[Difference]:
    """As `furusato rebuild --write`."""
    async with database.writing() as conn:
        return await rebuild(conn, now, _silent)


async def assert_sound(database: Database) -> None:
    assert await faults_of(database) == []
    assert await differences_of(database) == []
