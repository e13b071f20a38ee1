"""What a proof of identity does to registrations (R13, R16, R17)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from server.cards.keystore import KeyStore
from server.identity.proofs import IdentityProof
from server.registry.registering import follow
from sync.scheme.links import what_follows


async def follow_proof(
    conn: AsyncConnection,
    keystore: KeyStore,
    account: str,
    _before: IdentityProof | None,
    _after: IdentityProof | None,
    now: int,
) -> None:
    """An `OnProof`: premium ends where somebody lives now, or without what it rests on; and their
    phones are told what is proven."""
    await follow(conn, keystore, account, now, what_follows)
