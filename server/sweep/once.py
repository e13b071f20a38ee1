"""One sweep from the command line."""

from collections.abc import Callable

from server.app.clock import wall_clock
from server.app.instance import open_keystore
from server.app.logs import configure_logs
from server.app.settings import Settings
from server.database import Database
from server.exchange.outbox import outbox_of
from server.exchange.post import Postman
from server.linked_apps.delivery import Messenger
from server.sweep.chores import chores_of
from server.sweep.run import Done, Outcome, run_sweep


async def sweep_once(settings: Settings, say: Callable[[str], None]) -> list[Done]:
    """Sweeps now, and says what became of each chore, a line each."""
    configure_logs()
    database = Database(settings.database_url)
    keystore = open_keystore(settings)
    messenger = Messenger(settings, database, keystore, wall_clock)
    try:
        postman = Postman(settings, database, wall_clock, outbox_of(settings))
        chores = chores_of(settings, postman, messenger)
        results = await run_sweep(chores, database, keystore, wall_clock)
    finally:
        await messenger.close()
        await database.close()
    for done in results:
        say(f"{done.chore.label}: {_said(done)}")
    return results


def _said(done: Done) -> str:
    match done.outcome:
        case Outcome.DONE:
            return str(done.count)
        case Outcome.BUSY:
            return "ほかで実行中 · another worker is at it"
        case Outcome.FAILED:
            return f"失敗 · failed ({done.error})"
