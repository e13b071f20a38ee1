"""What is written and read of proofs and consents. Only this package comes here."""

from collections.abc import Collection

import sqlalchemy as sa
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.identity import Relation
from server.database.bulk import among, listed
from server.identity.rules import IdentityProof
from server.identity.tables import (
    guardian_consent,
    guardian_invite,
    identity_proof,
    merge_ticket,
    proof_attempt,
)

_consent = guardian_consent.c
_CONSENTED = (
    sa.exists()
    .where(_consent.minor_id == identity_proof.c.account_id, _consent.withdrawn_ms.is_(None))
    .label("consented")
)
_PROOFS = sa.select(identity_proof, _CONSENTED)


class Kept(Struct, frozen=True):
    """Everything that is kept of a proof, but whose it is at the provider."""

    proof: IdentityProof
    home_declared: bool
    name: str


class Found(Struct, frozen=True):
    """What a proof found. `subject` is the keyed hash."""

    subject: bytes
    birth_day: int
    home_body: int
    name: str
    proven_ms: int


class Attempt(Struct, frozen=True):
    account: str
    nonce: str
    verifier: str
    keep_name: bool
    expires_ms: int


class ConsentRow(Struct, frozen=True):
    id: int
    minor: str
    guardian: str
    relation: Relation
    consented_ms: int
    withdrawn_ms: int | None


def _proof(row: sa.Row[tuple[object, ...]]) -> IdentityProof:
    return IdentityProof(
        row.account_id, row.proven_ms, row.birth_day, row.home_body, bool(row.consented)
    )


async def kept_of(conn: AsyncConnection, account: str) -> Kept | None:
    found = await conn.execute(_PROOFS.where(identity_proof.c.account_id == account))
    row = found.one_or_none()
    return None if row is None else Kept(_proof(row), bool(row.home_declared), row.name)


async def proofs(conn: AsyncConnection, accounts: Collection[str]) -> dict[str, IdentityProof]:
    found = await conn.execute(
        _PROOFS.where(among(identity_proof.c.account_id, "accounts")),
        {"accounts": listed(accounts)},
    )
    return {row.account_id: _proof(row) for row in found}


async def holder_of(conn: AsyncConnection, subject: bytes) -> str | None:
    """The account that a person is known by."""
    holder: str | None = await conn.scalar(
        sa.select(identity_proof.c.account_id).where(identity_proof.c.subject == subject)
    )
    return holder


async def write_proof(conn: AsyncConnection, account: str, found: Found) -> None:
    """In place of an earlier one of the account's."""
    await delete_proof(conn, account)
    await conn.execute(
        identity_proof.insert().values(
            account_id=account,
            subject=found.subject,
            birth_day=found.birth_day,
            home_body=found.home_body,
            home_declared=False,
            name=found.name,
            proven_ms=found.proven_ms,
        )
    )


async def delete_proof(conn: AsyncConnection, account: str) -> None:
    await conn.execute(identity_proof.delete().where(identity_proof.c.account_id == account))


async def declare_home(conn: AsyncConnection, account: str, body: int) -> None:
    await conn.execute(
        identity_proof.update()
        .where(identity_proof.c.account_id == account)
        .values(home_body=body, home_declared=True)
    )


async def add_attempt(
    conn: AsyncConnection, state_hash: bytes, session: bytes, attempt: Attempt, now: int
) -> None:
    """Attempts of which the time is over are cleared away in passing."""
    await conn.execute(proof_attempt.delete().where(proof_attempt.c.expires_ms <= now))
    await conn.execute(
        proof_attempt.insert().values(
            state_hash=state_hash,
            session=session,
            account_id=attempt.account,
            nonce=attempt.nonce,
            verifier=attempt.verifier,
            keep_name=attempt.keep_name,
            expires_ms=attempt.expires_ms,
        )
    )


async def take_attempt(
    conn: AsyncConnection, state_hash: bytes, session: bytes, now: int
) -> Attempt | None:
    """Uses an attempt up: None unless this very session began it, and its time is not over."""
    c = proof_attempt.c
    taken = await conn.execute(
        proof_attempt.delete()
        .where(c.state_hash == state_hash, c.session == session, c.expires_ms > now)
        .returning(c.account_id, c.nonce, c.verifier, c.keep_name, c.expires_ms)
    )
    row = taken.one_or_none()
    return None if row is None else Attempt(*row)


async def count_attempts(conn: AsyncConnection, account: str) -> int:
    count = await conn.scalar(
        sa.select(sa.func.count())
        .select_from(proof_attempt)
        .where(proof_attempt.c.account_id == account)
    )
    return int(count or 0)


async def add_ticket(
    conn: AsyncConnection,
    ticket_hash: bytes,
    session: bytes,
    account: str,
    found: Found,
    expires_ms: int,
) -> None:
    """Earlier tickets of the account, and those of which the time is over, go."""
    c = merge_ticket.c
    await conn.execute(
        merge_ticket.delete().where(
            sa.or_(c.account_id == account, c.expires_ms <= found.proven_ms)
        )
    )
    await conn.execute(
        merge_ticket.insert().values(
            ticket_hash=ticket_hash,
            session=session,
            account_id=account,
            subject=found.subject,
            birth_day=found.birth_day,
            home_body=found.home_body,
            name=found.name,
            proven_ms=found.proven_ms,
            expires_ms=expires_ms,
        )
    )


async def take_ticket(
    conn: AsyncConnection, ticket_hash: bytes, account: str, session: bytes, now: int
) -> Found | None:
    """Uses a ticket up: None unless it was given to this very session, and its time is not over."""
    c = merge_ticket.c
    taken = await conn.execute(
        merge_ticket.delete()
        .where(
            c.ticket_hash == ticket_hash,
            c.account_id == account,
            c.session == session,
            c.expires_ms > now,
        )
        .returning(c.subject, c.birth_day, c.home_body, c.name, c.proven_ms)
    )
    row = taken.one_or_none()
    return None if row is None else Found(*row)


async def add_invite(
    conn: AsyncConnection, code_hash: bytes, minor: str, now: int, expires_ms: int
) -> None:
    """It takes the place of one that was not used."""
    c = guardian_invite.c
    await conn.execute(guardian_invite.delete().where(c.minor_id == minor, c.used_ms.is_(None)))
    await conn.execute(
        guardian_invite.insert().values(
            code_hash=code_hash, minor_id=minor, created_ms=now, expires_ms=expires_ms
        )
    )


async def invited_by(conn: AsyncConnection, code_hash: bytes, now: int) -> str | None:
    """The minor whose invitation this is, if it can still be used."""
    c = guardian_invite.c
    minor: str | None = await conn.scalar(
        sa.select(c.minor_id).where(
            c.code_hash == code_hash, c.used_ms.is_(None), c.expires_ms > now
        )
    )
    return minor


async def use_invite(conn: AsyncConnection, code_hash: bytes, now: int) -> bool:
    c = guardian_invite.c
    used = await conn.execute(
        guardian_invite.update()
        .where(c.code_hash == code_hash, c.used_ms.is_(None), c.expires_ms > now)
        .values(used_ms=now)
    )
    return int(used.rowcount) == 1


async def add_consent(
    conn: AsyncConnection, minor: str, guardian: IdentityProof, relation: Relation, now: int
) -> None:
    await conn.execute(
        guardian_consent.insert().values(
            minor_id=minor,
            guardian_id=guardian.account,
            relation=relation.value,
            proven_ms=guardian.proven_ms,
            consented_ms=now,
        )
    )


async def withdraw_consent(
    conn: AsyncConnection, number: int, guardian: str, now: int
) -> str | None:
    """The minor whose consent this was; None unless it stood, and was this guardian's."""
    minor: str | None = await conn.scalar(
        guardian_consent.update()
        .where(
            _consent.id == number,
            _consent.guardian_id == guardian,
            _consent.withdrawn_ms.is_(None),
        )
        .values(withdrawn_ms=now)
        .returning(_consent.minor_id)
    )
    return minor


async def consents_of(conn: AsyncConnection, account: str) -> list[ConsentRow]:
    """Those that a person gave, and those that were given for them; the newest first."""
    found = await conn.execute(
        sa.select(
            _consent.id,
            _consent.minor_id,
            _consent.guardian_id,
            _consent.relation,
            _consent.consented_ms,
            _consent.withdrawn_ms,
        )
        .where(sa.or_(_consent.minor_id == account, _consent.guardian_id == account))
        .order_by(_consent.id.desc())
    )
    return [
        ConsentRow(number, minor, guardian, Relation(relation), since, until)
        for number, minor, guardian, relation, since, until in found
    ]
