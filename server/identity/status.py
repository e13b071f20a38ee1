"""What a person sees of their own proof, and of consents that they gave or were given."""

from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.identity import Consent, IdentityStatus, Proven
from server.catalogue import format_code
from server.identity import store
from server.replication.profile import name_of
from sync.calendar import day_of, format_day
from sync.scheme.age import is_minor


async def status_of(conn: AsyncConnection, set_up: bool, account: str, now: int) -> IdentityStatus:
    kept = await store.kept_of(conn, account)
    consents = [
        Consent(
            id=row.id,
            mine=row.guardian == account,
            name=await name_of(conn, row.minor) if row.guardian == account else "",
            relation=row.relation,
            day=format_day(day_of(row.consented_ms)),
            withdrawn=None if row.withdrawn_ms is None else format_day(day_of(row.withdrawn_ms)),
        )
        for row in await store.consents_of(conn, account)
    ]
    return IdentityStatus(set_up, None if kept is None else _proven(kept, now), consents)


def _proven(kept: store.Kept, now: int) -> Proven:
    proof = kept.proof
    return Proven(
        day=format_day(day_of(proof.proven_ms)),
        birth_day=format_day(proof.birth_day),
        home=format_code(proof.home_body) if proof.home_body else None,
        home_declared=kept.home_declared,
        name=kept.name,
        minor=is_minor(proof.birth_day, day_of(now)),
        consented=proof.consented,
    )
