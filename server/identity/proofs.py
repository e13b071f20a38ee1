"""Who somebody is and where they live, as far as they proved it: what other capabilities may ask.

Whoever must act on a change is called in its transaction: `OnProof`, given at assembly.
"""

from collections.abc import Awaitable, Callable, Collection

from sqlalchemy.ext.asyncio import AsyncConnection

from server.cards.keystore import KeyStore
from server.identity import store
from server.identity.rules import IdentityProof

__all__ = ["IdentityProof", "OnProof", "proof_of", "proofs_of"]

OnProof = Callable[
    [AsyncConnection, KeyStore, str, IdentityProof | None, IdentityProof | None, int],
    Awaitable[None],
]
"""`(conn, keystore, account, before, after, now)`: a proof was made, says something else than the
one before (home, date of birth, a guardian's consent), was withdrawn, or came by a merge. None
stands for no proof."""


async def proof_of(conn: AsyncConnection, account: str) -> IdentityProof | None:
    return (await store.proofs(conn, [account])).get(account)


async def proofs_of(conn: AsyncConnection, accounts: Collection[str]) -> dict[str, IdentityProof]:
    """By account; whoever proved nothing is absent."""
    return await store.proofs(conn, accounts)


async def call_if_changed(
    on_proof: OnProof,
    conn: AsyncConnection,
    keystore: KeyStore,
    account: str,
    before: IdentityProof | None,
    now: int,
) -> None:
    """Calls `on_proof` where what a proof says is another thing than before."""
    after = await proof_of(conn, account)
    if _said(before) != _said(after):
        await on_proof(conn, keystore, account, before, after, now)


def _said(proof: IdentityProof | None) -> tuple[object, ...] | None:
    return None if proof is None else (proof.birth_day, proof.home_body, proof.consented)
