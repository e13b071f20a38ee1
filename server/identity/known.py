"""What is proven of a person, for the rules of the scheme (R13, R16, R17)."""

from collections.abc import Collection

import sqlalchemy as sa
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncConnection

from server.database.bulk import among, listed
from server.identity.tables import guardian_consent, identity_proof

_GUARDED = sa.exists().where(
    guardian_consent.c.minor_id == identity_proof.c.account_id,
    guardian_consent.c.withdrawn_ms.is_(None),
)
_KNOWN = sa.select(
    identity_proof.c.account_id,
    identity_proof.c.home_body,
    identity_proof.c.birth_day,
    _GUARDED.label("guardian"),
).where(among(identity_proof.c.account_id, "accounts"))


class Known(Struct, frozen=True):
    """As in `schemas.standing.Person`."""

    proven: bool
    home: int
    birth_day: int
    guardian: bool


NOTHING = Known(proven=False, home=0, birth_day=0, guardian=False)


async def known_of_all(conn: AsyncConnection, accounts: Collection[str]) -> dict[str, Known]:
    """What people's proofs of identity tell; who has none is absent."""
    return {
        row.account_id: Known(
            proven=True, home=row.home_body, birth_day=row.birth_day, guardian=bool(row.guardian)
        )
        for row in await conn.execute(_KNOWN, {"accounts": listed(accounts)})
    }


async def known_of(conn: AsyncConnection, account: str) -> Known:
    """The same of one person; `NOTHING` without a proof."""
    return (await known_of_all(conn, [account])).get(account, NOTHING)
