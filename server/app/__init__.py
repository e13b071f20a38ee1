"""The application: `create_app` joins every capability's routes into one ASGI app."""

from typing import TYPE_CHECKING

from server.app.clock import Clock, wall_clock
from server.app.settings import Settings

if TYPE_CHECKING:
    import httpx
    from litestar import Litestar

    from server.cards.keystore import KeyStore
    from server.database import Database
    from server.identity.proofs import OnProof
    from server.sweep.timer import Wait


def create_app(
    settings: Settings,
    *,
    clock: Clock = wall_clock,
    database: "Database | None" = None,
    keystore: "KeyStore | None" = None,
    wait: "Wait | None" = None,
    identity_provider: "httpx.AsyncBaseTransport | None" = None,
    on_proof: "OnProof | None" = None,
) -> "Litestar":
    """The ASGI app of one installation, whose database is migrated already.

    `clock`, `database` and `keystore` are what `settings` says unless given; `wait` is how the
    sweep's timer waits, `identity_provider` how the identity provider is reached, `on_proof` what
    follows from a proof if not what the registry says.
    """
    # Not at the top: what is assembled imports this package's modules, and so this file first.
    from server.app.assembly import assemble  # noqa: PLC0415

    return assemble(settings, clock, database, keystore, wait, identity_provider, on_proof)
