"""What is written and read of benefits and applications. Only this package comes here."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.benefits import Apply, BenefitState, BenefitTerms, Tie
from schemas.entries import Use
from schemas.feed import SubsidyState
from server.benefits.tables import application, application_step, benefit, benefit_terms, receipt
from server.database.bulk import among, listed
from server.replication.judging import KINDS
from server.replication.tables import evidence

_terms = msgspec.json.Decoder(BenefitTerms)
_asked = msgspec.json.Decoder(Apply)
_a, _b, _t = application.c, benefit.c, benefit_terms.c
_USE = KINDS.index(Use) + 1
COUNTED = (
    SubsidyState.INCOMPLETE,
    SubsidyState.WAITING,
    SubsidyState.GRANTED,
    SubsidyState.PAID,
)
"""What uses up a member's quota."""
_GRANTED = (SubsidyState.GRANTED, SubsidyState.PAID)


class Published(NamedTuple):
    number: int
    from_day: int
    terms: BenefitTerms


class Benefit(NamedTuple):
    """`published`: every version that members ever had, in order."""

    id: int
    body: int
    state: BenefitState
    draft: BenefitTerms
    version: int
    spent: int
    published: Sequence[Published]

    @property
    def newest(self) -> Published | None:
        return self.published[-1] if self.published else None


class Application(NamedTuple):
    id: int
    benefit: int
    number: int
    body: int
    account: str
    state: SubsidyState
    day: int
    from_day: int
    nights: int
    asked: Apply
    calculated: int
    receipts: int
    completed_ms: int
    year: int
    amount: int
    decided_ms: int | None
    paid_day: int
    words: str
    version: int


async def benefits_where(
    conn: AsyncConnection, *conditions: sa.ColumnElement[bool], lock: bool = False
) -> list[Benefit]:
    """By id. `lock`: what is granted of them waits for others."""
    asked = sa.select(benefit).where(*conditions).order_by(_b.id)
    rows = (await conn.execute(asked.with_for_update() if lock else asked)).all()
    found = await conn.execute(
        sa.select(_t.benefit_id, _t.number, _t.from_day, _t.terms)
        .where(among(_t.benefit_id, "ids"))
        .order_by(_t.benefit_id, _t.number),
        {"ids": listed([row.id for row in rows])},
    )
    versions: dict[int, list[Published]] = {}
    for one, number, day, text in found:
        versions.setdefault(one, []).append(Published(number, day, _terms.decode(text)))
    return [
        Benefit(
            row.id,
            row.body,
            BenefitState(row.state),
            _terms.decode(row.draft),
            row.version,
            row.spent,
            versions.get(row.id, []),
        )
        for row in rows
    ]


async def benefits_of_body(conn: AsyncConnection, body: int) -> list[Benefit]:
    return await benefits_where(conn, _b.body == body)


async def insert_benefit(conn: AsyncConnection, body: int, terms: BenefitTerms) -> int:
    made = await conn.execute(
        benefit.insert()
        .values(body=body, state=BenefitState.DRAFT.value, draft=text_of(terms), version=0, spent=0)
        .returning(_b.id)
    )
    return int(made.scalar_one())


async def update_benefit(conn: AsyncConnection, wanted: int, **values: object) -> None:
    await conn.execute(benefit.update().where(_b.id == wanted).values(**values))


async def delete_benefit(conn: AsyncConnection, wanted: int) -> None:
    await conn.execute(benefit.delete().where(_b.id == wanted))


async def insert_terms(
    conn: AsyncConnection,
    wanted: int,
    made: Published,
    staff: str,
    looked_at: Iterable[str],
    now: int,
) -> None:
    await conn.execute(
        benefit_terms.insert().values(
            benefit_id=wanted,
            number=made.number,
            from_day=made.from_day,
            terms=text_of(made.terms),
            published_ms=now,
            published_by=staff,
            looked_at=msgspec.json.encode(sorted(looked_at)).decode(),
        )
    )


def text_of(terms: BenefitTerms) -> str:
    return msgspec.json.encode(terms).decode()


class Spending(NamedTuple):
    granted: int
    waiting: int


async def spending_of(
    conn: AsyncConnection, years: Collection[tuple[int, int]]
) -> dict[tuple[int, int], Spending]:
    """What was granted, and what waits, of each (benefit, fiscal year) named."""
    granted = sa.func.sum(sa.case((_a.state.in_([s.value for s in _GRANTED]), _a.amount), else_=0))
    waits = _a.state == SubsidyState.WAITING.value
    waiting = sa.func.sum(sa.case((waits, _a.calculated), else_=0))
    found = await conn.execute(
        sa.select(_a.benefit_id, _a.year, granted, waiting)
        .where(among(_a.benefit_id, "ids"), among(_a.year, "years"))
        .group_by(_a.benefit_id, _a.year),
        {"ids": listed({one for one, _ in years}), "years": listed({year for _, year in years})},
    )
    known = {(one, year): Spending(int(a or 0), int(b or 0)) for one, year, a, b in found}
    return {name: known.get(name, Spending(0, 0)) for name in years}


async def used_days(
    conn: AsyncConnection, wanted: Benefit, terms: BenefitTerms, accounts: Collection[str]
) -> dict[str, list[int]]:
    """The days on which people had a benefit: applied for it, or were given the rate of one of its
    places. Who never had it is absent."""
    values = {"accounts": listed(accounts)}
    used: dict[str, list[int]] = {}
    if terms.subsidy is not None:
        found = await conn.execute(
            sa.select(_a.account_id, _a.day).where(
                _a.benefit_id == wanted.id,
                _a.state.in_([state.value for state in COUNTED]),
                among(_a.account_id, "accounts"),
            ),
            values,
        )
        for account, day in found:
            used.setdefault(account, []).append(day)
    elif terms.tie is Tie.PLACE and terms.times:
        e = evidence.c
        given = await conn.execute(
            sa.select(e.account_id, e.day, e.standing).where(
                among(e.account_id, "accounts"),
                e.body == wanted.body,
                e.kind == _USE,
                e.place.in_(terms.places),
                e.standing > 0,
            ),
            values,
        )
        for account, day, times in given:
            used.setdefault(account, []).extend([day] * times)
    return used


def _application(row: sa.Row[tuple[object, ...]]) -> Application:
    fields = dict(row._mapping)
    account, benefit_id = fields.pop("account_id"), fields.pop("benefit_id")
    del fields["ref"]
    fields |= {
        "state": SubsidyState(fields["state"]),
        "asked": _asked.decode(fields["asked"]),
    }
    return Application(account=account, benefit=benefit_id, **fields)


async def applications_where(
    conn: AsyncConnection,
    *conditions: sa.ColumnElement[bool],
    order: Sequence[sa.ColumnElement[object]] = (_a.completed_ms, _a.id),
    limit: int | None = None,
    lock: bool = False,
) -> list[Application]:
    """The first come first. `lock`: until the commit nobody else changes them."""
    asked = sa.select(application).where(*conditions).order_by(*order).limit(limit)
    found = await conn.execute(asked.with_for_update() if lock else asked)
    return [_application(row) for row in found]


async def insert_application(conn: AsyncConnection, **values: object) -> int:
    made = await conn.execute(application.insert().values(**values).returning(_a.id))
    return int(made.scalar_one())


async def update_application(conn: AsyncConnection, one: Application, **values: object) -> None:
    """Under its next version."""
    await conn.execute(
        application.update().where(_a.id == one.id).values(version=one.version + 1, **values)
    )


async def record_step(
    conn: AsyncConnection,
    wanted: int,
    kind: str,
    amount: int,
    words: str,
    done_by: str,
    now: int,
    rule: str = "R54",
) -> None:
    await conn.execute(
        application_step.insert().values(
            application_id=wanted,
            ms=now,
            kind=kind,
            rule=rule,
            amount=amount,
            words=words,
            done_by=done_by,
        )
    )


class StepRow(NamedTuple):
    ms: int
    kind: str
    rule: str
    amount: int
    words: str
    done_by: str


async def steps_of(conn: AsyncConnection, wanted: Collection[int]) -> dict[int, list[StepRow]]:
    c = application_step.c
    found = await conn.execute(
        sa.select(c.application_id, c.ms, c.kind, c.rule, c.amount, c.words, c.done_by)
        .where(among(c.application_id, "ids"))
        .order_by(c.id),
        {"ids": listed(wanted)},
    )
    steps: dict[int, list[StepRow]] = {}
    for one, *step in found:
        steps.setdefault(one, []).append(StepRow(*step))
    return steps


async def receipts_of(conn: AsyncConnection, wanted: Collection[int]) -> dict[int, dict[int, str]]:
    """The files of each application's photographs, by number."""
    c = receipt.c
    found = await conn.execute(
        sa.select(c.application_id, c.at, c.file)
        .where(among(c.application_id, "ids"))
        .order_by(c.application_id, c.at),
        {"ids": listed(wanted)},
    )
    files: dict[int, dict[int, str]] = {}
    for one, at, file in found:
        files.setdefault(one, {})[at] = file
    return files


async def insert_receipt(
    conn: AsyncConnection, wanted: int, at: int, file: str, size: int, now: int
) -> None:
    await conn.execute(
        receipt.insert().values(application_id=wanted, at=at, file=file, bytes=size, arrived_ms=now)
    )


async def count_of_body(conn: AsyncConnection, body: int) -> tuple[int, int]:
    """How many applications wait for a decision, and how many for their payment."""
    waits, granted = (SubsidyState.WAITING.value, SubsidyState.GRANTED.value)
    found = await conn.execute(
        sa.select(_a.state, sa.func.count())
        .where(_a.body == body, _a.state.in_((waits, granted)))
        .group_by(_a.state)
    )
    counts: dict[str, int] = dict(found.all())
    return counts.get(waits, 0), counts.get(granted, 0)
