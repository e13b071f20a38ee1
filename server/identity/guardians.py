"""A guardian's consent for a minor (R17): invited by the minor, given by a proven adult."""

import secrets
from urllib.parse import quote

from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.identity import GuardianInvite, Relation, Ward
from schemas.problems import ProblemCode
from server.accounts.codes import code_hash, make_code
from server.accounts.lock import lock_account
from server.app.clock import DAY_MS
from server.app.problems import Refusal
from server.cards.keystore import KeyStore
from server.identity import store
from server.identity.proofs import OnProof, call_if_changed, proof_of
from server.identity.rules import IdentityProof, age_on, may_be_guardian
from server.replication.profile import name_of
from sync.calendar import day_of
from sync.scheme.age import is_minor

INVITE_MS = 7 * DAY_MS


async def invite_guardian(
    conn: AsyncConnection, account: str, origin: str, now: int
) -> GuardianInvite:
    """A link for the guardian, good once and for a week; it takes the place of an unused one.

    Raises `Refusal` IDENTITY_NEEDED, and CONFLICT for an adult.
    """
    await lock_account(conn, account)
    proof = await proof_of(conn, account)
    if proof is None:
        raise Refusal(ProblemCode.IDENTITY_NEEDED)
    if not is_minor(proof.birth_day, day_of(now)):
        raise Refusal(
            ProblemCode.CONFLICT,
            "18歳以上の方に保護者の同意はいりません",
            "From 18 on no guardian's consent is needed",
        )
    code = make_code(secrets.token_bytes)
    expires_ms = now + INVITE_MS
    await store.add_invite(conn, code_hash(code), account, now, expires_ms)
    return GuardianInvite(code, f"{origin}/identity/guardian#{quote(code)}", expires_ms)


async def ward_of(conn: AsyncConnection, account: str, code: str, now: int) -> Ward:
    """For whom an invitation asks: what they are called, and how old they are.

    Raises `Refusal` CODE_REFUSED, and CONFLICT for one's own.
    """
    minor = await _minor(conn, code, account, now)
    return Ward(await name_of(conn, minor.account), age_on(minor.birth_day, day_of(now)))


async def consent(
    conn: AsyncConnection,
    keystore: KeyStore,
    on_proof: OnProof,
    account: str,
    code: str,
    relation: Relation,
    now: int,
) -> None:
    """Uses the invitation up and records the consent; again by the same guardian changes nothing.

    Raises `Refusal` CODE_REFUSED, IDENTITY_NEEDED for a guardian without a proof, NOT_ALLOWED for
    one who may not be it, CONFLICT for one's own invitation.
    """
    minor = await _minor(conn, code, account, now)
    for name in sorted((minor.account, account)):
        await lock_account(conn, name)
    guardian = await proof_of(conn, account)
    if guardian is None:
        raise Refusal(ProblemCode.IDENTITY_NEEDED)
    if not may_be_guardian(guardian, minor, day_of(now)):
        raise Refusal(
            ProblemCode.NOT_ALLOWED,
            "同意できるのは、本人確認をした18歳以上の保護者だけです",
            "Only a guardian of 18 or more who proved who they are can consent",
        )
    if not await store.use_invite(conn, code_hash(code), now):
        raise Refusal(ProblemCode.CODE_REFUSED, field="code")
    before = await proof_of(conn, minor.account)
    rows = await store.consents_of(conn, minor.account)
    if not any(row.guardian == account and row.withdrawn_ms is None for row in rows):
        await store.add_consent(conn, minor.account, guardian, relation, now)
    await call_if_changed(on_proof, conn, keystore, minor.account, before, now)


async def withdraw_consent(
    conn: AsyncConnection,
    keystore: KeyStore,
    on_proof: OnProof,
    account: str,
    number: int,
    now: int,
) -> None:
    """Takes a consent back, from now on. Raises `Refusal` NOT_FOUND unless it stands and is one's
    own."""
    rows = await store.consents_of(conn, account)
    mine = next((row for row in rows if row.id == number and row.guardian == account), None)
    if mine is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    await lock_account(conn, mine.minor)
    before = await proof_of(conn, mine.minor)
    if await store.withdraw_consent(conn, number, account, now) is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    await call_if_changed(on_proof, conn, keystore, mine.minor, before, now)


async def _minor(conn: AsyncConnection, code: str, account: str, now: int) -> IdentityProof:
    name = await store.invited_by(conn, code_hash(code), now)
    proof = None if name is None else await proof_of(conn, name)
    if proof is None or not is_minor(proof.birth_day, day_of(now)):
        raise Refusal(ProblemCode.CODE_REFUSED, field="code")
    if proof.account == account:
        raise Refusal(
            ProblemCode.CONFLICT,
            "ご自身の招待です。保護者の方の端末で開いてください",
            "This is your own invitation: please open it on your guardian's device",
        )
    return proof
