"""Going through a whole database from the command line, with a bar that shows how far it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

from server.app.clock import wall_clock
from server.database import Database
from server.figures.presence import distrust_days
from server.replication.rebuild import rebuild
from server.replication.verify import verify

Say = Callable[[str], None]


async def audit(database_url: str, *, write: bool, logs: bool, say: Say) -> int:
    """Checks the `logs`, then what follows from them. Tells how many things are wrong.

    With `write` what follows from the logs is put in place. Without it nothing changes: what was
    recomputed is rolled back. Either way other writers wait meanwhile.
    """
    database = Database(database_url)
    found = 0
    try:
        if logs:
            with _bar("記録 · logs") as progress:
                async with database.reading() as conn:
                    async for fault in verify(conn, progress):
                        say(f"{fault.device.hex()} {fault.seq}: {fault.what}")
                        found += 1
        with _bar("表示 · views") as progress:
            async with database.engine.connect() as conn:
                await conn.execution_options(furusato_writes=True)
                transaction = await conn.begin()
                differences = await rebuild(conn, wall_clock(), progress)
                await distrust_days(conn)
                await (transaction.commit() if write else transaction.rollback())
        for one in differences:
            say(f"{one.table}: +{one.missing} -{one.extra}")
            for example in one.examples:
                say(f"  {example}")
            found += one.missing + one.extra
    finally:
        await database.close()
    return found


@contextmanager
def _bar(label: str) -> Iterator[Callable[[int, int], None]]:
    with typer.progressbar(length=1, label=label) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield progress
