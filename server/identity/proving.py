"""A proof from its beginning at our door to what is kept of it (R13)."""

import hashlib
import secrets

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.identity import IdentityStatus, ProofReturn
from schemas.problems import ProblemCode
from server.accounts.lock import lock_account
from server.accounts.sessions import Session
from server.app.clock import MINUTE_MS, Clock
from server.app.problems import Refusal
from server.cards.keystore import KeyStore
from server.catalogue import find
from server.database import Database
from server.identity import store
from server.identity.addresses import body_of_address
from server.identity.proofs import OnProof, call_if_changed, proof_of
from server.identity.relying_party import Person, ProofRefused, ProviderDown, RelyingParty
from server.identity.rules import read_birthdate
from server.identity.status import status_of
from server.identity.store import Attempt, Found
from sync.calendar import day_of

ATTEMPT_MS = 10 * MINUTE_MS
TICKET_MS = 10 * MINUTE_MS
MAX_ATTEMPTS = 20
"""Of one account that are not over: who goes back and forth needs a few."""
RETRY_AFTER_SECONDS = 30
MAX_NAME = 200


async def begin(
    database: Database, provider: RelyingParty, session: Session, keep_name: bool, now: int
) -> str:
    """Where the browser goes. Nonce, verifier and (hashed) state stay here, bound to the session.

    Raises `Refusal` IDENTITY_NOT_SET_UP, UNAVAILABLE, TOO_MANY_REQUESTS.
    """
    _refuse_unless_set_up(provider)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    try:
        url = await provider.authorisation_url(state, nonce, verifier)
    except (ProviderDown, ProofRefused) as error:
        raise _down(error) from error
    attempt = Attempt(session.account, nonce, verifier, keep_name, now + ATTEMPT_MS)
    async with database.writing() as conn:
        await lock_account(conn, session.account)
        await store.add_attempt(conn, _hash(state), session.token_hash, attempt, now)
        if await store.count_attempts(conn, session.account) > MAX_ATTEMPTS:
            raise Refusal(
                ProblemCode.TOO_MANY_REQUESTS,
                "10分ほど待ってからもう一度お試しください",
                "Please try again in ten minutes",
                retry_after=ATTEMPT_MS // 1000,
            )
    return url


async def finish(
    database: Database,
    keystore: KeyStore,
    provider: RelyingParty,
    on_proof: OnProof,
    session: Session,
    came: ProofReturn,
    clock: Clock,
) -> IdentityStatus:
    """What the provider sent the browser back with becomes a proof.

    An attempt is used up, unless the provider could not be asked: then it may be sent again.
    Raises `Refusal` IDENTITY_NOT_SET_UP, IDENTITY_REFUSED, UNAVAILABLE; IDENTITY_KNOWN_ELSEWHERE
    with a ticket where the person has another account: nothing is bound then.
    """
    _refuse_unless_set_up(provider)
    now = clock()
    async with database.writing() as conn:
        attempt = await store.take_attempt(conn, _hash(came.state), session.token_hash, now)
    if attempt is None or attempt.account != session.account:
        raise Refusal(
            ProblemCode.IDENTITY_REFUSED,
            "時間切れか、ほかの画面で始めた手続きです。はじめからお試しください",
            "Timed out, or begun elsewhere: please begin again",
            field="state",
        )
    if came.error or not came.code or came.issuer not in ("", provider.issuer):
        raise Refusal(ProblemCode.IDENTITY_REFUSED, field="error" if came.error else "code")
    try:
        person = await _person(provider, came.code, attempt)
    except Refusal as refusal:
        if refusal.code is ProblemCode.UNAVAILABLE:
            async with database.writing() as conn:
                await store.add_attempt(
                    conn, _hash(came.state), session.token_hash, attempt, clock()
                )
        raise
    found = _found(person, keystore, provider.issuer, attempt.keep_name, clock())
    try:
        async with database.writing() as conn:
            ticket = await _bind(conn, keystore, on_proof, session, found)
    except IntegrityError:  # two accounts of one person at the same instant: the other came first
        async with database.writing() as conn:
            ticket = await _bind(conn, keystore, on_proof, session, found)
    if ticket is not None:
        raise Refusal(ProblemCode.IDENTITY_KNOWN_ELSEWHERE, ticket=ticket)
    async with database.reading() as conn:
        return await status_of(conn, provider.set_up, session.account, clock())


async def record_proof(
    conn: AsyncConnection,
    keystore: KeyStore,
    on_proof: OnProof,
    account: str,
    issuer: str,
    person: Person,
    now: int,
) -> None:
    """Binds what an issuer said of a person to an account, without the name.

    Raises `Refusal` IDENTITY_REFUSED for a date of birth that is none.
    """
    await lock_account(conn, account)
    found = _found(person, keystore, issuer, keep_name=False, now=now)
    await _keep(conn, keystore, on_proof, account, found)


async def withdraw(
    conn: AsyncConnection, keystore: KeyStore, on_proof: OnProof, account: str, now: int
) -> None:
    """Forgets a proof at its person's wish; a second time changes nothing."""
    await lock_account(conn, account)
    before = await proof_of(conn, account)
    await store.delete_proof(conn, account)
    await call_if_changed(on_proof, conn, keystore, account, before, now)


async def name_home(
    conn: AsyncConnection, keystore: KeyStore, on_proof: OnProof, account: str, body: int, now: int
) -> None:
    """The person names the municipality that their proof's address did not tell.

    Raises `Refusal` IDENTITY_NEEDED; CONFLICT where the proof told it, or it was named already;
    MALFORMED for a prefecture.
    """
    await lock_account(conn, account)
    before = await proof_of(conn, account)
    if before is None:
        raise Refusal(ProblemCode.IDENTITY_NEEDED)
    if before.home_body:
        raise Refusal(
            ProblemCode.CONFLICT,
            "住所地は決まっています。引っ越したときは、もう一度本人確認をしてください",
            "Your home is known. If you moved, please prove your identity again",
        )
    known = find(body)
    if known is None or known.code == known.prefecture:
        raise Refusal(ProblemCode.MALFORMED, field="body")
    await store.declare_home(conn, account, body)
    await call_if_changed(on_proof, conn, keystore, account, before, now)


def subject_hash(keystore: KeyStore, issuer: str, subject: str) -> bytes:
    """What is kept of a person's name at the provider: under a key of this installation, so that
    who has the database alone cannot tell whether somebody is in it."""
    return keystore.mac(f"furusato-identity-v1\x00{issuer}\x00{subject}".encode())


async def _bind(
    conn: AsyncConnection, keystore: KeyStore, on_proof: OnProof, session: Session, found: Found
) -> str | None:
    """Binds a proof to the session's account, or gives a ticket where it is another account's."""
    account = session.account
    await lock_account(conn, account)
    holder = await store.holder_of(conn, found.subject)
    if holder not in (None, account):
        ticket = secrets.token_urlsafe(32)
        expires_ms = found.proven_ms + TICKET_MS
        await store.add_ticket(conn, _hash(ticket), session.token_hash, account, found, expires_ms)
        return ticket
    await _keep(conn, keystore, on_proof, account, found)
    return None


async def _keep(
    conn: AsyncConnection, keystore: KeyStore, on_proof: OnProof, account: str, found: Found
) -> None:
    before = await proof_of(conn, account)
    await store.write_proof(conn, account, found)
    await call_if_changed(on_proof, conn, keystore, account, before, found.proven_ms)


def _found(person: Person, keystore: KeyStore, issuer: str, keep_name: bool, now: int) -> Found:
    try:
        birth_day = read_birthdate(person.birthdate, day_of(now))
    except ValueError:
        structlog.get_logger().warning("identity-refused", reason="date of birth")
        raise Refusal(ProblemCode.IDENTITY_REFUSED, field="birthdate") from None
    return Found(
        subject=subject_hash(keystore, issuer, person.subject),
        birth_day=birth_day,
        home_body=body_of_address(person.address),
        name=person.name.strip()[:MAX_NAME] if keep_name else "",
        proven_ms=now,
    )


def ticket_hash(ticket: str) -> bytes:
    return _hash(ticket)


def _hash(secret: str) -> bytes:
    """32 random bytes cannot be guessed: a plain hash keeps them."""
    return hashlib.sha256(secret.encode()).digest()


async def _person(provider: RelyingParty, code: str, attempt: Attempt) -> Person:
    try:
        return await provider.exchange(code, attempt.nonce, attempt.verifier)
    except ProviderDown as error:
        raise _down(error) from error
    except ProofRefused as error:
        structlog.get_logger().warning("identity-refused", reason=str(error))
        raise Refusal(ProblemCode.IDENTITY_REFUSED) from error


def _refuse_unless_set_up(provider: RelyingParty) -> None:
    if not provider.set_up:
        raise Refusal(ProblemCode.IDENTITY_NOT_SET_UP)


def _down(error: Exception) -> Refusal:
    structlog.get_logger().warning("identity-provider-down", reason=str(error))
    return Refusal(
        ProblemCode.UNAVAILABLE,
        "本人確認の窓口につながりません。しばらくしてからもう一度お試しください",
        "The identity provider cannot be reached: please try again later",
        retry_after=RETRY_AFTER_SECONDS,
    )
