"""Each person's counted days with a body, kept as records arrive (R10, R11, R26, R27).

What counts is said by `sync.scheme.evidence.history_of`, as everywhere; here it is written down, so
that months can be counted by an index.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.entries import Use
from schemas.policy import PolicyInForce
from schemas.standing import History
from server.accounts.tables import account_merge
from server.database.bulk import among, insert_rows, listed
from server.figures.rules import Kind, month_of
from server.figures.tables import counted_day, figure, figure_due, figure_mark, figure_seen
from server.office.projects import designated_projects
from server.registry.policies import policies_of
from server.registry.tables import registration
from server.replication.histories import histories
from server.replication.judging import KINDS
from server.replication.news import people_with_news
from server.replication.tables import confirmation, evidence

READER = "figures"
PAGE = 100
"""People whose days are told anew in one transaction."""
_LOCK = 7_305_321
_USE = KINDS.index(Use) + 1
_OF_DUE = (
    sa.select(counted_day.c.account_id, counted_day.c.day, counted_day.c.activity)
    .where(counted_day.c.body == sa.bindparam("of"), among(counted_day.c.account_id, "accounts"))
    .order_by(counted_day.c.account_id, counted_day.c.day)
)
_USE_DAYS = (
    sa.select(evidence.c.day)
    .distinct()
    .where(
        among(evidence.c.account_id, "accounts"),
        evidence.c.body == sa.bindparam("of"),
        evidence.c.kind == _USE,
    )
)


async def take_in(conn: AsyncConnection, now: int) -> None:
    """Notes whose days must be told anew: of whom records arrived, whose evidence staff had their
    word on, and who was two accounts."""
    await _alone(conn)
    people = await people_with_news(conn, READER, now)
    seen = await conn.scalar(sa.select(figure_seen.c.ms).with_for_update())
    since = int(seen or 0)
    said = await conn.execute(
        sa.select(evidence.c.account_id, evidence.c.body)
        .distinct()
        .join(
            confirmation,
            sa.and_(
                confirmation.c.device == evidence.c.device,
                confirmation.c.seq.between(evidence.c.first, evidence.c.last),
            ),
        )
        .where(confirmation.c.ms >= since, evidence.c.account_id.is_not(None))
    )
    people |= {(account, body) for account, body in said}
    merged = (
        await conn.execute(
            sa.select(account_merge.c.account_id, account_merge.c.into_id).where(
                account_merge.c.merged_ms >= since
            )
        )
    ).all()
    if merged:
        either = {account for pair in merged for account in pair}
        known = await conn.execute(
            sa.select(registration.c.account_id, registration.c.body).where(
                among(registration.c.account_id, "accounts")
            ),
            {"accounts": listed(sorted(either))},
        )
        bodies: dict[str, set[int]] = {}
        for account, body in known:
            bodies.setdefault(account, set()).add(body)
        for left, into in merged:
            for body in bodies.get(left, set()) | bodies.get(into, set()):
                people |= {(left, body), (into, body)}
    await note(conn, ((body, account) for account, body in people))
    await conn.execute(figure_seen.delete())
    await conn.execute(figure_seen.insert().values(id=1, ms=now))


async def note(conn: AsyncConnection, people: Iterable[tuple[int, str]]) -> None:
    """That the days of these (body, account) must be told anew."""
    rows = [{"body": body, "account_id": account} for body, account in sorted(people)]
    if rows:
        insert = postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert
        await conn.execute(insert(figure_due).on_conflict_do_nothing(), rows)


async def note_everyone(conn: AsyncConnection, body: int) -> None:
    """The same for whoever is, or was, a member of a body."""
    insert = postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert
    members = sa.select(registration.c.body, registration.c.account_id).where(
        registration.c.body == body
    )
    await conn.execute(
        insert(figure_due).from_select(["body", "account_id"], members).on_conflict_do_nothing()
    )


async def basis_of(conn: AsyncConnection, body: int) -> bytes:
    """What a body's counted days rest on beside the records, in 16 bytes."""
    designated = sorted(await designated_projects(conn, [body]))
    strength = [(one.from_day, int(one.policy.weakest)) for one in await policies_of(conn, body)]
    return hashlib.blake2s(msgspec.json.encode([designated, strength]), digest_size=16).digest()


async def tell_due(conn: AsyncConnection, body: int | None = None) -> int:
    """Tells the days of some people anew who are due, of one body if it is named; how many."""
    await _alone(conn)
    query = sa.select(figure_due).order_by(figure_due.c.body, figure_due.c.account_id).limit(PAGE)
    if body is not None:
        query = query.where(figure_due.c.body == body)
    due = (await conn.execute(query)).all()
    by_body: dict[int, list[str]] = {}
    for row in due:
        by_body.setdefault(row.body, []).append(row.account_id)
    for one, accounts in by_body.items():
        await _tell(conn, one, accounts)
    return len(due)


async def _tell(conn: AsyncConnection, body: int, accounts: Sequence[str]) -> None:
    policies: list[PolicyInForce] = await policies_of(conn, body)
    found = await histories(conn, body, accounts, 0, policies)
    after = _days(found)
    asked = {"of": body, "accounts": listed(accounts)}
    before = {(row.account_id, row.day): row.activity for row in await conn.execute(_OF_DUE, asked)}
    changed = {name for name, activity in after.items() if before.get(name) is not activity}
    gone = before.keys() - after.keys()
    months = {month_of(day) for _, day in changed | gone}
    months |= {month_of(day) for day in await conn.scalars(_USE_DAYS, asked)}
    if changed or gone:
        c = counted_day.c
        await conn.execute(
            counted_day.delete().where(c.body == body, among(c.account_id, "accounts")),
            {"accounts": listed(accounts)},
        )
        rows = [(body, account, day, activity) for (account, day), activity in after.items()]
        await insert_rows(conn, counted_day, sorted(rows))
    await mark_stale(conn, body, months)
    await conn.execute(
        figure_due.delete().where(
            figure_due.c.body == body, among(figure_due.c.account_id, "accounts")
        ),
        {"accounts": listed(accounts)},
    )


def _days(found: Mapping[str, History]) -> dict[tuple[str, int], bool]:
    days: dict[tuple[str, int], bool] = {}
    for account, history in found.items():
        active = {one.day for one in history.activities}
        days |= {(account, day): day in active for day in history.stays}
    return days


async def distrust_days(conn: AsyncConnection) -> None:
    """After evidence was computed anew: everyone's days are told anew at the next count."""
    await conn.execute(figure_mark.update().values(basis=b""))


async def _alone(conn: AsyncConnection) -> None:
    """Nobody else tells days until the transaction ends; on SQLite that is so already."""
    if conn.dialect.name == "postgresql":
        await conn.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


async def mark_stale(conn: AsyncConnection, body: int, months: Iterable[int]) -> None:
    """That these months of a body must be counted anew."""
    rows = [
        {"body": body, "kind": Kind.STALE.value, "month": month, "key": "", "people": 0, "count": 0}
        for month in sorted(months)
    ]
    if rows:
        insert = postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert
        await conn.execute(insert(figure).on_conflict_do_nothing(), rows)
