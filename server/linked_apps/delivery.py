"""Webhooks on their way: taken from the queue by one worker at a time, signed, sent, noted.

Each is delivered at least once: one that was taken comes back by itself when its worker dies, after
`LEASE_MS`, under the same `webhook-id`, by which its receiver knows it.
"""

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress

import httpx
import sqlalchemy as sa
import structlog
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.linked_apps import AppEvent, Delivery, DeliveryState
from schemas.problems import ProblemCode
from server.app.clock import DAY_MS, MINUTE_MS, SECOND_MS, Clock
from server.app.logs import fault
from server.app.problems import Refusal
from server.app.settings import Settings
from server.cards.keystore import KeyStore
from server.database import Database
from server.linked_apps.clients import app_of
from server.linked_apps.guard import NotAllowed, target_of
from server.linked_apps.rules import DELIVERED_DAYS, next_attempt
from server.linked_apps.signing import secret_of, signed_headers
from server.linked_apps.tables import app_consent, linked_app, webhook_delivery
from server.sweep.run import Progress
from server.sweep.timer import Wait

BATCH = 20
SEND_MS = 15 * SECOND_MS
"""For one; then it is tried again later."""
LEASE_MS = SEND_MS + MINUTE_MS
LOOK_MS = 20 * SECOND_MS
"""How long a change waits at most before its webhook goes."""
SHOWN = 100
"""Deliveries that the office's screen lists."""

_STATES = (
    DeliveryState.WAITING,
    DeliveryState.DELIVERED,
    DeliveryState.FAILED,
    DeliveryState.DROPPED,
)
_w, _a, _k = webhook_delivery.c, linked_app.c, app_consent.c


class Letter(Struct, frozen=True):
    """A webhook that was taken to be sent; `attempts` counts this one."""

    id: int
    app: str
    name: str
    event: str
    content: str
    attempts: int
    since_ms: int
    url: str
    generations: list[int]
    may_go: bool


class Outcome(Struct, frozen=True):
    state: DeliveryState
    reason: str = ""


class Messenger:
    """The webhooks of one process. `kick` has what waits sent soon, `send_due` sends it now."""

    def __init__(
        self, settings: Settings, database: Database, keystore: KeyStore, clock: Clock
    ) -> None:
        self._private = settings.webhooks_to_private
        self._database, self._keystore, self._clock = database, keystore, clock
        self._client = httpx.AsyncClient(
            trust_env=False,  # a proxy would look names up by itself, and go anywhere
            follow_redirects=False,
            timeout=SEND_MS / 1000,
            limits=httpx.Limits(max_keepalive_connections=0),
            headers={"User-Agent": "furusato-webhooks"},
        )
        self._task: asyncio.Task[None] | None = None
        self._wanted = False

    def kick(self) -> None:
        """After a commit that queued something: it goes beside what else happens here."""
        self._wanted = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._go())

    async def settled(self) -> None:
        """Until what was kicked has been done."""
        if self._task is not None:
            await self._task

    async def close(self) -> None:
        """What is under way is broken off, and comes back after its lease."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self._client.aclose()

    async def _go(self) -> None:
        while self._wanted:
            self._wanted = False
            try:
                await self.send_due()
            except Exception as error:
                structlog.get_logger().error("webhooks-not-sent", **fault(error))

    async def keep_looking(self, wait: Wait) -> None:
        """Sends what is due, again and again, until it is cancelled."""
        while True:
            await wait(LOOK_MS)
            self.kick()
            await self.settled()

    async def chore(
        self, _database: Database, _keystore: KeyStore, _clock: Clock, progress: Progress
    ) -> int:
        """As one of the sweep's."""
        return await self.send_due(progress)

    async def send_due(self, progress: Progress = lambda _done, _total: None) -> int:
        """Sends what is due, page by page, and tells how many went."""
        sent = seen = 0
        while True:
            async with self._database.writing() as conn:
                letters = await take(conn, self._clock())
            if not letters:
                return sent
            # Side by side: one receiver that never answers must not hold up the others.
            outcomes = await asyncio.gather(*map(self._send, letters))
            async with self._database.writing() as conn:
                for letter, outcome in zip(letters, outcomes, strict=True):
                    await note(conn, letter, outcome, self._clock(), random.random())  # noqa: S311 - spreads attempts, and keeps nothing secret
            sent += sum(one.state is DeliveryState.DELIVERED for one in outcomes)
            seen += len(letters)
            progress(seen, 0)

    async def _send(self, letter: Letter) -> Outcome:
        if not letter.may_go:
            return Outcome(DeliveryState.DROPPED)
        secrets = [secret_of(self._keystore, letter.app, one) for one in letter.generations]
        headers = signed_headers(secrets, letter.name, letter.content, self._clock())
        try:
            async with asyncio.timeout(SEND_MS / 1000):
                target = await target_of(letter.url, private=self._private)
                request = self._client.build_request(
                    "POST",
                    target.url,
                    content=letter.content,
                    headers=headers | {"Host": target.header, "Content-Type": "application/json"},
                    extensions={"sni_hostname": target.host},
                )
                answer = await self._client.send(request, stream=True)
                status = answer.status_code
                await answer.aclose()  # what it says is not read
        except NotAllowed:
            return Outcome(DeliveryState.WAITING, "address-not-public")
        except (OSError, httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError) as error:
            return Outcome(DeliveryState.WAITING, type(error).__name__)
        if 200 <= status < 300:
            return Outcome(DeliveryState.DELIVERED, str(status))
        gone = status == 410  # Standard Webhooks: the receiver wants no more of it
        return Outcome(DeliveryState.FAILED if gone else DeliveryState.WAITING, str(status))


async def take(conn: AsyncConnection, now: int) -> list[Letter]:
    """Some of what is due, for the caller alone until `LEASE_MS` from now: an attempt of each."""
    due = (
        sa.select(_w.id)
        .where(sa.text("state = 0"), _w.due_ms <= now)
        .order_by(_w.due_ms, _w.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)  # PostgreSQL's; SQLite has one writer
    )
    ids = list(await conn.scalars(due))
    if not ids:
        return []
    await conn.execute(
        webhook_delivery.update()
        .where(_w.id.in_(ids))
        .values(attempts=_w.attempts + 1, due_ms=now + LEASE_MS)
    )
    found = await conn.execute(
        sa.select(
            webhook_delivery,
            _a.webhook,
            _a.webhook_generation,
            _a.webhook_old_until_ms,
            _a.revoked_ms,
            _k.ended_ms,
        )
        .join(linked_app, _a.id == _w.app_id)
        .join(app_consent, _k.id == _w.consent_id)
        .where(_w.id.in_(ids))
        .order_by(_w.id)
    )
    return [_letter(row, now) for row in found]


def _letter(row: sa.Row[tuple[object, ...]], now: int) -> Letter:
    both = row.webhook_old_until_ms is not None and row.webhook_old_until_ms > now
    newest = row.webhook_generation
    told = row.ended_ms is None or row.event == AppEvent.CONSENT_WITHDRAWN.value
    return Letter(
        id=row.id,
        app=row.app_id,
        name=row.name,
        event=row.event,
        content=row.content,
        attempts=row.attempts,
        since_ms=row.since_ms,
        url=row.webhook,
        generations=[newest, newest - 1] if both else [newest],
        may_go=bool(row.webhook) and row.revoked_ms is None and told,
    )


async def note(
    conn: AsyncConnection, letter: Letter, outcome: Outcome, now: int, chance: float
) -> None:
    """Writes down what became of an attempt; the last one is that which has no next."""
    state, again = outcome.state, None
    if state is DeliveryState.WAITING:
        again = next_attempt(letter.attempts, letter.since_ms, now, chance)
        state = DeliveryState.WAITING if again is not None else DeliveryState.FAILED
    if state is DeliveryState.FAILED:
        structlog.get_logger().warning(
            "webhook-failed", delivery=letter.id, attempts=letter.attempts, reason=outcome.reason
        )
    values: dict[str, object] = {"state": _STATES.index(state), "reason": outcome.reason[:60]}
    values |= {"done_ms": now} if again is None else {"due_ms": again}
    # Withdrawn while it was under way: dropped stays dropped.
    await conn.execute(
        webhook_delivery.update().where(_w.id == letter.id, _w.state == 0).values(values)
    )


async def deliveries_of(conn: AsyncConnection, body: int, app: str, now: int) -> list[Delivery]:
    """The newest of an app's. Raises `Refusal` NOT_FOUND, also for another body's app (R04)."""
    await app_of(conn, body, app, now)
    rows = await conn.execute(
        sa.select(webhook_delivery).where(_w.app_id == app).order_by(_w.id.desc()).limit(SHOWN)
    )
    return [_delivery(row) for row in rows]


def _delivery(row: sa.Row[tuple[object, ...]]) -> Delivery:
    return Delivery(
        id=row.id,
        event=AppEvent(row.event),
        state=_STATES[row.state],
        attempts=row.attempts,
        made=row.made_ms,
        due=row.due_ms if row.state == 0 else None,
        done=row.done_ms,
        reason=row.reason,
    )


async def replay(
    conn: AsyncConnection, body: int, app: str, wanted: Sequence[int], now: int
) -> int:
    """Sends deliveries again, under their own `webhook-id`; tells how many. Those of members who
    withdrew stay where they are. Raises `Refusal` NOT_FOUND for another body's app, CONFLICT for
    one that has no address."""
    row = await app_of(conn, body, app, now)
    if row.revoked or not row.webhook:
        raise Refusal(ProblemCode.CONFLICT)
    standing = sa.exists().where(_k.id == _w.consent_id, _k.ended_ms.is_(None))
    done = await conn.execute(
        webhook_delivery.update()
        .where(_w.app_id == app, _w.id.in_(wanted), _w.state.in_((1, 2)), standing)
        .values(state=0, attempts=0, due_ms=now, since_ms=now, done_ms=None, reason="")
    )
    return int(done.rowcount)


async def forget_deliveries(conn: AsyncConnection, now: int, most: int) -> int:
    """Takes out some of what was done long ago; tells how many."""
    over = sa.select(_w.id).where(_w.done_ms <= now - DELIVERED_DAYS * DAY_MS).limit(most)
    done = await conn.execute(webhook_delivery.delete().where(_w.id.in_(over)))
    return done.rowcount
