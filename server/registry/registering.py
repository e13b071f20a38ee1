"""Carries out what the rules say follows: registrations begin and end, and everyone is told."""

from collections.abc import Iterable

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import RegistrationInfo
from schemas.catalogue import CatalogueBody
from schemas.feed import RegistrationItem, Tier
from schemas.problems import ProblemCode
from server.accounts.lock import lock_account
from server.app.problems import Refusal
from server.cards.issue import end_cards
from server.cards.keystore import KeyStore
from server.catalogue import find
from server.office.participation import taking_part
from server.registry import rules, store
from server.registry.members import registrations_of
from server.registry.rules import Change, ChangeKind, Registration, Standing
from server.replication.feeds import body_scope, person_scope, publish, subscribe
from server.replication.profile import name_of
from sync.calendar import day_of

SYSTEM = "system"
MEMBER = "member"


async def open_body(conn: AsyncConnection, body: int) -> None:
    """Readies the member numbers of a body that begins to take part."""
    await store.open_series(conn, body)


async def register(
    conn: AsyncConnection,
    keystore: KeyStore,
    account: str,
    body: int,
    refuse_prefecture: bool,
    now: int,
) -> list[RegistrationInfo]:
    """Registers a person as basic, with the prefecture unless refused; once is as good as twice.

    Gives all of the person's registrations. Raises `Refusal` NOT_TAKING_PART.
    """
    wanted = _body(body)
    await lock_account(conn, account)
    participating = await taking_part(conn, {wanted.code, wanted.prefecture})
    if wanted.code not in participating:
        raise Refusal(ProblemCode.NOT_TAKING_PART, field="body")
    rows = await _rows(conn, account)
    standing = await _standing(conn, account, wanted.prefecture, rows)
    changes = rules.on_registering(wanted, standing, participating, refuse_link=refuse_prefecture)
    await _carry_out(conn, keystore, account, rows, changes, now)
    return await registrations_of(conn, account)


async def leave(
    conn: AsyncConnection, keystore: KeyStore, account: str, body: int, now: int
) -> None:
    """Ends a registration at its holder's wish; number, history and decisions stay.

    Raises `Refusal` NOT_FOUND when there is none.
    """
    left = _body(body)
    await lock_account(conn, account)
    rows = await _rows(conn, account)
    standing = await _standing(conn, account, left.prefecture, rows)
    if body not in standing.held:
        raise _not_registered()
    changes = rules.on_leaving(left, standing)
    await _carry_out(conn, keystore, account, rows, changes, now)


async def set_prefecture_link(
    conn: AsyncConnection, keystore: KeyStore, account: str, body: int, refused: bool, now: int
) -> list[RegistrationInfo]:
    """Refuses the link with a registered body's prefecture, or allows it again (R03).

    Raises `Refusal` NOT_FOUND when the person is not registered with the body.
    """
    prefecture = _body(body).prefecture
    await lock_account(conn, account)
    rows = await _rows(conn, account)
    standing = await _standing(conn, account, prefecture, rows)
    if body not in standing.held:
        raise _not_registered()
    if refused:
        changes = rules.on_refusing_link(prefecture, standing)
    else:
        participating = await taking_part(conn, {prefecture})
        changes = rules.on_allowing_link(prefecture, standing, participating)
    await _carry_out(conn, keystore, account, rows, changes, now)
    return await registrations_of(conn, account)


async def _carry_out(
    conn: AsyncConnection,
    keystore: KeyStore,
    account: str,
    rows: dict[int, Registration],
    changes: Iterable[Change],
    now: int,
) -> None:
    written: list[Registration] = []
    for change in changes:
        known = rows.get(change.body)
        decided_by = MEMBER
        match change.kind:
            case ChangeKind.REFUSE_LINK:
                await store.refuse_link(conn, account, change.body, now)
            case ChangeKind.ALLOW_LINK:
                await store.allow_link(conn, account, change.body)
            case ChangeKind.GRANT:
                decided_by = SYSTEM  # R07: granted automatically
                written.append(await _grant(conn, account, change, rows, now))
            case ChangeKind.MAKE_DIRECT if known is not None:
                written.append(await store.update(conn, replace(known, linked=False)))
            case ChangeKind.END if known is not None:
                written.append(await store.update(conn, replace(known, ended_ms=now)))
        await store.record(conn, account, change, now, decided_by)
    await _tell(conn, account, written)
    ended = [(row.body, row.number) for row in written if row.ended_ms is not None]
    await end_cards(conn, keystore, ended, now)


async def _grant(
    conn: AsyncConnection, account: str, change: Change, rows: dict[int, Registration], now: int
) -> Registration:
    known = rows.get(change.body)
    if known is None:
        name = await name_of(conn, account)
        return await store.insert(
            conn, account, change.body, day_of(now), name, linked=change.linked
        )
    return await store.update(
        conn,
        replace(known, tier=Tier.BASIC, since_day=day_of(now), linked=change.linked, ended_ms=None),
    )


async def _tell(conn: AsyncConnection, account: str, rows: list[Registration]) -> None:
    if not rows:
        return
    for row in rows:
        # Not taken away at the end: the journal goes on to name the body's places.
        await subscribe(conn, account, body_scope(row.body))
    await publish(
        conn, person_scope(account), [(f"registration:{row.body}", _item(row)) for row in rows]
    )


def _item(row: Registration) -> RegistrationItem:
    return RegistrationItem(
        version=row.version,
        body=row.body,
        member=row.number,
        tier=row.tier,
        since=row.since_day,
        long_stay=row.long_stay,
        linked=row.linked,
        ended=row.ended_ms is not None,
    )


async def _rows(conn: AsyncConnection, account: str) -> dict[int, Registration]:
    return {row.body: row for row in await store.rows_of(conn, account)}


async def _standing(
    conn: AsyncConnection, account: str, prefecture: int, rows: dict[int, Registration]
) -> Standing:
    return Standing(
        held={
            row.body: row.linked
            for row in rows.values()
            if row.ended_ms is None and _body(row.body).prefecture == prefecture
        },
        refused=prefecture in await store.refusals_of(conn, account),
    )


def _body(code: int) -> CatalogueBody:
    body = find(code)
    if body is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    return body


def _not_registered() -> Refusal:
    return Refusal(
        ProblemCode.NOT_FOUND,
        "この自治体には登録していません",
        "You are not registered with this municipality or prefecture",
    )
