"""What needs a person at a body's office, and nothing else (R26, R31, R34)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from schemas.api import (
    Decided,
    Desk,
    DeskCount,
    EvidenceName,
    Undecided,
    WaitingDecision,
    WaitingEvidence,
    WaitingReview,
)
from schemas.problems import ProblemCode
from schemas.standing import Finding
from server.activities.listing import count_submitted
from server.app.problems import Refusal
from server.cards.keystore import KeyStore
from server.office.places import list_places
from server.registry import store
from server.registry.deciding import decide, decision_info
from server.registry.members import accounts_of, names_of
from server.registry.persons import person_of
from server.registry.policies import policies_of
from server.registry.standings import standing_of
from server.replication.confirming import confirm, count_waiting, waiting
from sync.calendar import day_of, format_day
from sync.scheme.persons import held_with
from sync.scheme.premium import policy_on

SHOWN = 100
"""Of each kind at a time."""


async def desk_of(conn: AsyncConnection, body: int, now: int) -> Desk:
    today, policies = day_of(now), await policies_of(conn, body)
    rows = await store.pending_of(conn, body)
    decisions = []
    for row in rows[:SHOWN]:
        person = (await person_of(conn, row.account)).person
        held = held_with(person, body)
        standing = await standing_of(conn, row.account, person, policies, body, today)
        decisions.append(
            WaitingDecision(
                row.number, row.name, (held and held.pending) or Finding.GRANT, standing
            )
        )
    reviews = await store.open_reviews(conn, body, SHOWN + 1)
    evidence = await waiting(conn, body, policy_on(policies, today).weakest, SHOWN + 1)
    names = await names_of(conn, body, [one.member for one in evidence])
    places = {place.id: place.name for place in await list_places(conn, body)}
    return Desk(
        decisions=decisions,
        reviews=[
            WaitingReview(number, name, decision_info(decision))
            for number, name, decision in reviews[:SHOWN]
        ],
        evidence=[
            WaitingEvidence(
                device=bytes_to_base64url(one.device),
                first=one.first,
                records=one.records,
                number=one.member,
                name=names.get(one.member, ""),
                place=places.get(one.place, ""),
                day=format_day(one.day),
                source=one.source,
            )
            for one in evidence[:SHOWN]
        ],
        more=max(len(rows), len(reviews), len(evidence)) > SHOWN,
    )


async def count_of(conn: AsyncConnection, body: int, now: int) -> DeskCount:
    """How much of each kind waits, however much it is."""
    policy = policy_on(await policies_of(conn, body), day_of(now))
    decisions, reviews = await store.count_open(conn, body)
    return DeskCount(
        decisions,
        reviews,
        await count_waiting(conn, body, policy.weakest),
        await count_submitted(conn, body),
    )


async def decide_all(
    conn: AsyncConnection,
    keystore: KeyStore,
    body: int,
    numbers: Sequence[int],
    staff: str,
    now: int,
    *,
    premium: bool,
    note: str,
) -> Decided:
    """The same word for many members. Raises `Refusal` NOT_FOUND for a number that is nobody's,
    and MALFORMED as `decide`: then nothing is decided."""
    accounts = await accounts_of(conn, body, numbers)
    if set(numbers) - accounts.keys():
        raise Refusal(ProblemCode.NOT_FOUND, field="numbers")
    done: list[int] = []
    refused: list[Undecided] = []
    # In one order for everyone, so that two members of staff do not wait for each other.
    for account, number in sorted((accounts[number], number) for number in set(numbers)):
        reason = await decide(conn, keystore, account, body, staff, now, premium=premium, note=note)
        if reason is None:
            done.append(number)
        else:
            refused.append(Undecided(number, reason))
    return Decided(sorted(done), sorted(refused, key=lambda one: one.number))


async def confirm_all(
    conn: AsyncConnection,
    body: int,
    named: Sequence[EvidenceName],
    staff: str,
    now: int,
    *,
    confirmed: bool,
) -> None:
    """Staff's word on evidence; whom it concerns is looked at again. Raises `Refusal` as
    `confirm`."""
    try:
        rows = sorted({(base64url_to_bytes(one.device), one.first) for one in named})
    except ValueError:
        raise Refusal(ProblemCode.MALFORMED, field="device") from None
    people = await confirm(conn, body, rows, staff, now, confirmed=confirmed)
    await store.look_now(conn, [(account, body) for account in people])
