"""Where everything meets: settings, stores and every capability's routes become one app."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
import structlog
from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from sqlalchemy.exc import DBAPIError

from server.accounts.routes import router as accounts
from server.accounts.signed_in import current_session
from server.activities.office_routes import router as office_activities
from server.activities.routes import router as activities
from server.app.clock import Clock
from server.app.instance import ensure_instance, ensure_sealing_key, open_keystore
from server.app.limits import RateLimiter
from server.app.logs import configure_logs, log_requests
from server.app.openapi import openapi
from server.app.problems import (
    Refusal,
    answer_http_exception,
    answer_refusal,
    answer_too_deep,
    answer_unexpected,
)
from server.app.routes import router as installation
from server.app.security import same_site, with_security_headers
from server.app.settings import Settings
from server.app.storage import (
    answer_database_error,
    answer_keystore_error,
    answer_unreachable,
)
from server.app.web import WebApp, serve_web_app
from server.audit.routes import router as audit
from server.audit.trail import follower, keeper, with_trails
from server.benefits.desk_routes import router as subsidies
from server.benefits.office_routes import router as office_benefits
from server.benefits.routes import router as benefits
from server.cards.key_change import keep_keys
from server.cards.key_state import lost_keys
from server.cards.keystore import KeyStore, KeyStoreError
from server.cards.policy_routes import router as card_policy
from server.cards.routes import router as printed_cards
from server.database import Database
from server.exchange.outbox import outbox_of
from server.exchange.post import Postman
from server.exchange.routes import router as exchange
from server.figures.routes import router as figures
from server.identity.proofs import OnProof
from server.identity.relying_party import RelyingParty
from server.identity.routes import router as identity
from server.linked_apps.api_routes import router as apps_api
from server.linked_apps.delivery import Messenger
from server.linked_apps.oauth_routes import router as apps_oauth
from server.linked_apps.routes import router as linked_apps
from server.members.routes import router as members
from server.office.routes import router as office
from server.operating.routes import router as operating
from server.partners.routes import router as partners
from server.registry.desk_routes import router as desk
from server.registry.proofs import follow_proof
from server.registry.routes import router as registry
from server.registry.standing_routes import router as standings
from server.replication.courier_routes import router as courier
from server.replication.inbox import Inbox
from server.replication.routes import router as replication
from server.sample.opening import SampleVillage
from server.sample.opening import router as sample_opening
from server.sample.routes import router as sample
from server.search.routes import router as search
from server.sweep.chores import chores_of
from server.sweep.run import run_sweep
from server.sweep.timer import Wait, keep_sweeping, sleep
from server.transfer.person_routes import router as own_data
from server.transfer.progress import Board
from server.transfer.routes import router as transfer

MAX_JSON_BYTES = 65_536
"""Of one request. Sync and lists of members state their own limits."""


def assemble(
    settings: Settings,
    clock: Clock,
    database: Database | None,
    keystore: KeyStore | None,
    wait: Wait | None,
    identity_provider: httpx.AsyncBaseTransport | None,
    on_proof: OnProof | None,
) -> Litestar:
    """See `server.app.create_app`."""
    configure_logs()
    logger = structlog.get_logger()
    store = database or Database(settings.database_url)
    keys = keystore or open_keystore(settings)
    limiter = RateLimiter(clock)
    sample_village = SampleVillage(settings)
    postman = Postman(settings, store, clock, outbox_of(settings))

    messenger = Messenger(settings, store, keys, clock)

    async def sweep() -> None:
        await run_sweep(chores_of(settings, postman, messenger), store, keys, clock)

    board = Board()
    provider = RelyingParty(settings, keys, clock, identity_provider)

    @asynccontextmanager
    async def open_installation(_app: Litestar) -> AsyncIterator[None]:
        ensure_sealing_key(keys, clock())
        for key in lost_keys(keys.list_keys(), clock() // 1000):
            logger.warning("private-key-lost", body=key.body, kid=key.kid.hex())
        async with store.writing() as conn:
            await ensure_instance(conn, clock(), sample=settings.sample)
            await keep_keys(conn, keys, clock())
        timers = (
            [
                asyncio.create_task(keep_sweeping(sweep, clock, wait or sleep)),
                asyncio.create_task(messenger.keep_looking(sleep)),
            ]
            if settings.sweep
            else []
        )
        try:
            yield
        finally:
            for timer in timers:
                timer.cancel()
                with suppress(asyncio.CancelledError):
                    await timer
            await postman.close()
            await messenger.close()
            await sample_village.close()
            await provider.close()
            if database is None:
                await store.close()

    app = Litestar(
        route_handlers=[
            installation,
            accounts,
            registry,
            standings,
            identity,
            office,
            partners,
            audit,
            operating,
            desk,
            members,
            office_activities,
            activities,
            transfer,
            own_data,
            benefits,
            office_benefits,
            subsidies,
            card_policy,
            figures,
            printed_cards,
            replication,
            courier,
            exchange,
            search,
            linked_apps,
            apps_api,
            apps_oauth,
            # The ways in without a passkey exist in a sample village alone.
            sample if settings.sample else sample_opening,
            serve_web_app,
        ],
        dependencies={
            "settings": Provide(lambda: settings, sync_to_thread=False),
            "clock": Provide(lambda: clock, sync_to_thread=False),
            "database": Provide(lambda: store, sync_to_thread=False),
            "keystore": Provide(lambda: keys, sync_to_thread=False),
            "postman": Provide(lambda: postman, sync_to_thread=False),
            "messenger": Provide(lambda: messenger, sync_to_thread=False),
            "limiter": Provide(lambda: limiter, sync_to_thread=False),
            "sample_village": Provide(lambda: sample_village, sync_to_thread=False),
            "provider": Provide(lambda: provider, sync_to_thread=False),
            "board": Provide(lambda: board, sync_to_thread=False),
            "on_proof": Provide(lambda: on_proof or follow_proof, sync_to_thread=False),
            "session": Provide(current_session),
        },
        state=State(
            {
                "settings": settings,
                "clock": clock,
                "limiter": limiter,
                "postman": postman,
                "messenger": messenger,
                "inbox": Inbox(store, keys, clock),
                "web": WebApp(settings.web),
            }
        ),
        guards=[follower(clock)],
        after_request=keeper(store),
        middleware=[same_site],
        exception_handlers={
            Refusal: answer_refusal,
            HTTPException: answer_http_exception,
            RecursionError: answer_too_deep,
            DBAPIError: answer_database_error,
            ConnectionError: answer_unreachable,
            KeyStoreError: answer_keystore_error,
            Exception: answer_unexpected,
        },
        lifespan=[open_installation],
        openapi_config=openapi(),
        request_max_body_size=MAX_JSON_BYTES,
        logging_config=None,
    )
    secured = with_security_headers(app.asgi_handler, secure=settings.secure)
    app.asgi_handler = log_requests(with_trails(secured))
    return app
