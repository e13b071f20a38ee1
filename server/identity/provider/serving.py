"""Starting the stand-in: one worker, since what it knows is in its memory."""

import os

import msgspec
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from server.identity.provider.app import ENVIRONMENT
from server.identity.provider.state import Options


def run_provider(options: Options, host: str, port: int) -> None:
    """Serves until it is told to stop."""
    os.environ[ENVIRONMENT] = msgspec.json.encode(options).decode()
    Granian(
        "server.identity.provider.app:application",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=1,
        websockets=False,
        workers_kill_timeout=1,
        log_level=LogLevels.warning,
    ).serve()
