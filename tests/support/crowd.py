"""Many members of a body, written past the API a table at a time: for figures and their pictures.

Who they are is drawn from a seed: where they live, how old they are, when they joined and left,
how often they came. As in life most live near by, and joined of late.
"""

import hashlib
import random
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.feed import Tier
from server.accounts.tables import account
from server.database.bulk import insert_rows
from server.figures.tables import counted_day, figure_mark
from server.identity.tables import identity_proof
from server.registry.tables import member_series, registration
from sync.calendar import start_of

HOMES = {
    271004: 30,
    281000: 16,
    261009: 14,
    292010: 12,
    131016: 10,
    231002: 8,
    141003: 6,
    242012: 4,
    302015: 3,
    112089: 3,
    401307: 2,
    11002: 2,
    41009: 2,
    341002: 2,
    473006: 1,
    0: 2,
}
"""Cities, and how many of a hundred or so live there; 0 is overseas."""
YEARS = 3
NOT_DUE = 5000
"""Days until the rules look at them: what they are was drawn, not decided."""


class Row(NamedTuple):
    account: str
    number: int
    since: int
    ended: int
    home: int
    born: int
    proven: bool
    tier: Tier
    days: dict[int, bool]


def draw(count: int, today: int, *, first: int = 1000, seed: int = 45) -> list[Row]:
    chance = random.Random(seed)  # noqa: S311 - the same crowd each time
    places, weights = list(HOMES), list(HOMES.values())
    rows = []
    for at in range(count):
        since = today - int(YEARS * 365 * chance.random() ** 1.4)
        gone = chance.random() < 0.12
        ended = chance.randint(since, today) if gone else 0
        proven = chance.random() < 0.8
        born = today - int(365.25 * min(92, max(16, chance.gauss(47, 17))))
        visits = 0 if chance.random() < 0.35 else min(12, 1 + int(chance.expovariate(0.45)))
        last = ended or today
        days = {chance.randint(since, last): chance.random() < 0.4 for _ in range(visits)}
        premium = proven and not gone and sum(days.values()) >= 3
        rows.append(
            Row(
                f"crowd{first + at:027d}",
                first + at,
                since,
                ended,
                chance.choices(places, weights)[0],
                born,
                proven,
                Tier.PREMIUM if premium else Tier.BASIC,
                days,
            )
        )
    return rows


async def write_crowd(conn: AsyncConnection, body: int, rows: list[Row]) -> None:
    """As if they had all registered, proved themselves and been there."""
    await insert_rows(conn, account, [(row.account, start_of(row.since), 0) for row in rows])
    await insert_rows(
        conn,
        registration,
        [
            (
                body,
                row.number,
                row.account,
                int(row.tier),
                row.since,
                len(row.days) >= 8,
                False,
                "",
                start_of(row.ended) if row.ended else None,
                1,
                row.since + 900 if row.tier is Tier.PREMIUM else 0,
                0,
                0,
                0,
                row.since + NOT_DUE,
            )
            for row in rows
        ],
    )
    await insert_rows(
        conn,
        identity_proof,
        [
            (
                row.account,
                hashlib.sha256(row.account.encode()).digest(),
                row.born,
                row.home,
                False,
                "",
                start_of(row.since),
            )
            for row in rows
            if row.proven
        ],
    )
    await insert_rows(
        conn,
        counted_day,
        [(body, row.account, day, activity) for row in rows for day, activity in row.days.items()],
    )
    last = max(row.number for row in rows)
    await conn.execute(sa.delete(member_series).where(member_series.c.body == body))
    await conn.execute(member_series.insert().values(body=body, last=last))


async def trust_days(conn: AsyncConnection, body: int, basis: bytes) -> None:
    """Lets the counted days stand that no records are behind: nobody is due."""
    await conn.execute(figure_mark.delete().where(figure_mark.c.body == body))
    await conn.execute(figure_mark.insert().values(body=body, day=0, ms=0, basis=basis))
