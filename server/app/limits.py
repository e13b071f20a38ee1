"""How often a door may be knocked at: a request too many is told when to come again.

Counted in each worker's memory, by the generic cell rate algorithm: one instant per key.
Addresses are kept as a keyed hash under a key that dies with the process.
"""

import hashlib
import secrets
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import Guard
from msgspec import Struct

from schemas.problems import ProblemCode
from server.app.clock import MINUTE_MS, Clock
from server.app.problems import Refusal

MAX_KEYS = 50_000
"""Beyond this the keys that may knock freely again are forgotten."""


class Door(Struct, frozen=True):
    """`times` requests in `window_ms`, in a burst or spread out."""

    name: str
    times: int
    window_ms: int = MINUTE_MS


# By address. Generous: a whole village may stand behind one address of a mobile carrier.
PASSKEY = Door("passkey", 60)
RECOVERY = Door("recovery", 20)
ONE_TIME_CODE = Door("one-time-code", 20)
ENROL = Door("enrol", 60)
PRINTED_CARD = Door("printed-card", 60)
COUNTER = Door("counter", 60)
UPLOAD = Door("upload", 20)
EXPORT = Door("export", 20)
APPLICATION = Door("application", 60)
CALENDAR = Door("calendar", 60)
SUBSIDY = Door("subsidy", 60)
PREVIEW = Door("preview", 20)
FIGURES = Door("figures", 20)
OPEN_DATA = Door("open-data", 120)
SEARCH = Door("search", 240)
EMAIL = Door("email", 20)
IDENTITY = Door("identity", 30)
SYNC = Door("sync", 1200)
COURIER = Door("courier", 120)
# By device: what one phone needs to send a long backlog in, and no more.
SYNC_DEVICE = Door("sync-device", 120)
OAUTH = Door("oauth", 120)
LINKED_APP_SCREEN = Door("linked-app-screen", 60)
# By app: a town's own app asks for all of its members, page by page.
LINKED_APP = Door("linked-app", 600)
# By account, and by where the mail goes: whoever it is that asks, nobody's mailbox is flooded.
CODE_BY_ACCOUNT = Door("code-by-account", 5, 60 * MINUTE_MS)
CODE_BY_ADDRESS = Door("code-by-address", 5, 60 * MINUTE_MS)


class RateLimiter:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._free_at: dict[tuple[str, bytes], float] = {}
        self._salt = secrets.token_bytes(16)

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._free_at)

    def take(self, door: Door, key: str) -> None:
        """Counts one request. Raises `Refusal` TOO_MANY_REQUESTS when it is one too many."""
        now = self._clock()
        digest = hashlib.blake2s(key.encode(), key=self._salt, digest_size=16).digest()
        step = door.window_ms / door.times
        free_at = max(self._free_at.get((door.name, digest), 0.0), now)
        wait = free_at - now - (door.window_ms - step)
        if wait > 0:
            seconds = int(-(-wait // 1000))
            raise Refusal(
                ProblemCode.TOO_MANY_REQUESTS,
                f"{seconds}秒ほど待ってからもう一度お試しください",
                f"Please try again in {seconds} seconds",
                retry_after=seconds,
            )
        if len(self._free_at) >= MAX_KEYS:
            self._free_at = {k: at for k, at in self._free_at.items() if at > now}
        self._free_at[door.name, digest] = free_at + step


def limited(door: Door) -> Guard:
    """A guard that counts a route's requests by the caller's address."""

    async def guard(
        connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler
    ) -> None:
        limiter: RateLimiter = connection.app.state.limiter
        limiter.take(door, connection.client.host if connection.client else "")

    return guard
