"""What apps record of members: check-ins in the app's word, and taking them back (R22, R26, R27).

A request is repeated safely: under the same `Idempotency-Key` it gets the same answer
(draft-ietf-httpapi-idempotency-key-header), and a record under the same id is stored once, whatever
request brings it. One request of an app at a time, so that a repeat never meets its original.
"""

import hashlib
from collections.abc import Collection, Sequence
from typing import NamedTuple, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.entries import BY_HAND, CheckIn, EntryRef, Void
from schemas.feed import CardState
from schemas.linked_apps import (
    AppScope,
    NewRecord,
    NewRecords,
    RecordAnswer,
    RecordAnswers,
    RecordProblem,
    RecordState,
    VoidRecord,
)
from schemas.problems import ProblemCode
from schemas.rulings import RulingKind, RulingReason
from server.app.problems import Refusal
from server.cards.keystore import KeyStore
from server.cards.tables import card
from server.database.bulk import among, listed
from server.linked_apps.access import Access
from server.linked_apps.device import append
from server.linked_apps.instants import parse_instant
from server.linked_apps.members import consenting_among
from server.linked_apps.reading import places
from server.linked_apps.rules import ANSWERS_MS, may_be, secret_hash
from server.linked_apps.tables import app_answer, app_record, linked_app
from server.registry.members import registrations_of_all
from server.replication.tables import ruling, voided
from sync.calendar import day_of, format_day

MAX_KEY = 255
_encoder = msgspec.json.Encoder(order="deterministic")
Said = TypeVar("Said", RecordAnswers, RecordAnswer)


class Stored(NamedTuple):
    """A record that the log holds."""

    device: bytes
    seq: int
    digest: bytes
    ms: int


class _Ready(NamedTuple):
    """A record that may be written: of which card, at which instant."""

    record: NewRecord
    at: int
    card: int


async def record(
    conn: AsyncConnection, keystore: KeyStore, access: Access, key: str, data: NewRecords, now: int
) -> RecordAnswers:
    """Raises `Refusal` MALFORMED without a key, CONFLICT for one that named another request."""
    digest = _digest(data)
    earlier = await _earlier(conn, access, key, digest, RecordAnswers)
    if earlier is not None:
        return earlier
    said = await _record(conn, keystore, access, data.records, now)
    return await _keep(conn, access, key, digest, RecordAnswers(said), now)


async def void(
    conn: AsyncConnection,
    keystore: KeyStore,
    access: Access,
    key: str,
    wanted: str,
    data: VoidRecord,
    now: int,
) -> RecordAnswer:
    """Takes a record back; again changes nothing (R27). Raises `Refusal` as `record`, and NOT_FOUND
    for what the app never recorded, and for another app's."""
    digest = _digest((wanted, data))
    earlier = await _earlier(conn, access, key, digest, RecordAnswer)
    if earlier is not None:
        return earlier
    stored = (await _stored(conn, access.app, [wanted])).get(wanted)
    # A token of one member's consent takes back nothing: which records are theirs it may not ask.
    if stored is None or access.consent is not None:
        raise Refusal(ProblemCode.NOT_FOUND)
    said = (await _answers(conn, {wanted: stored}))[wanted]
    if said.state is not RecordState.VOIDED:
        about = EntryRef(stored.device, stored.seq)
        entry = Void(now, 0, about, data.reason)
        await append(conn, keystore, access.app, access.author, [entry], now)
        said = (await _answers(conn, {wanted: stored}))[wanted]
    return await _keep(conn, access, key, digest, said, now)


async def _record(
    conn: AsyncConnection,
    keystore: KeyStore,
    access: Access,
    records: Sequence[NewRecord],
    now: int,
) -> list[RecordAnswer]:
    known = await _stored(conn, access.app, {one.id for one in records})
    digests = {one.id: _digest(one) for one in reversed(records)}
    for name, stored in known.items():
        digests[name] = stored.digest
    problems: dict[str, RecordProblem] = {}
    ready: dict[str, _Ready] = {}
    fresh = [one for one in records if one.id not in known and _digest(one) == digests[one.id]]
    for one, found in zip(fresh, await _ready(conn, access, fresh, now), strict=True):
        if isinstance(found, RecordProblem):
            problems[one.id] = found
        else:
            ready[one.id] = found
    known |= await _write(conn, keystore, access, list(ready.values()), now)
    answers = await _answers(conn, known)
    said = []
    for one in records:
        if _digest(one) != digests[one.id]:
            problem = RecordProblem.ANOTHER_RECORD
        elif one.id in answers:
            said.append(answers[one.id])
            continue
        else:
            problem = problems[one.id]
        said.append(RecordAnswer(one.id, RecordState.REFUSED, problem=problem))
    return said


async def _ready(
    conn: AsyncConnection, access: Access, records: Sequence[NewRecord], now: int
) -> list[_Ready | RecordProblem]:
    """What each record would be written as, or why it cannot be: a look-up a kind for all."""
    if not records:
        return []
    scope = AppScope.CHECKIN_WRITE
    people = await consenting_among(conn, access, {one.member for one in records}, scope)
    held = await registrations_of_all(conn, {who.account for who in people.values()})
    numbers = {
        subject: row.number
        for subject, who in people.items()
        for row in held.get(who.account, ())
        if row.body == access.body
    }
    cards = await _cards(conn, access.body, set(numbers.values()))
    open_ = await places(conn, access.body)
    venues, projects = {one.id for one in open_.places}, {one.id for one in open_.projects}
    found: list[_Ready | RecordProblem] = []
    for one in records:
        try:
            at = parse_instant(one.at)
        except (ValueError, OverflowError):
            at = -1
        number = numbers.get(one.member)
        if number is None:
            found.append(RecordProblem.UNKNOWN_MEMBER)
        elif one.place not in venues:
            found.append(RecordProblem.UNKNOWN_PLACE)
        elif one.project is not None and one.project not in projects:
            found.append(RecordProblem.UNKNOWN_PROJECT)
        elif not may_be(at, now, access.linked_ms, people[one.member].since_ms):
            found.append(RecordProblem.NOT_THEN)
        elif number not in cards:
            found.append(RecordProblem.NO_CARD)
        else:
            found.append(_Ready(one, at, cards[number]))
    return found


async def _cards(conn: AsyncConnection, body: int, numbers: Collection[int]) -> dict[int, int]:
    """The card by which each member is named: an active one, and the newest of them."""
    c = card.c
    place = (
        sa.func.row_number()
        .over(
            partition_by=c.member,
            order_by=[
                sa.case((c.state == CardState.ACTIVE.value, 0), else_=1),
                c.expires.desc(),
                c.card.desc(),
            ],
        )
        .label("place")
    )
    ranked = (
        sa.select(c.member, c.card, place)
        .where(c.body == body, among(c.member, "numbers"))
        .subquery()
    )
    rows = await conn.execute(
        sa.select(ranked.c.member, ranked.c.card).where(ranked.c.place == 1),
        {"numbers": listed(sorted(numbers))},
    )
    return dict(rows.all())


async def _write(
    conn: AsyncConnection, keystore: KeyStore, access: Access, ready: Sequence[_Ready], now: int
) -> dict[str, Stored]:
    if not ready:
        return {}
    ordered = sorted(ready, key=lambda one: one.at)
    entries = [
        CheckIn(
            ms=one.at,
            counter=place,  # of equal instants, each is one of its own
            place=one.record.place,
            issuer=access.body,
            card=one.card,
            drift=BY_HAND,
            project=one.record.project or 0,
            proof=b"",
        )
        for place, one in enumerate(ordered)
    ]
    device, first = await append(conn, keystore, access.app, access.author, entries, now)
    stored = {
        one.record.id: Stored(device, first + place, _digest(one.record), one.at)
        for place, one in enumerate(ordered)
    }
    await conn.execute(
        app_record.insert(),
        [
            {
                "app_id": access.app,
                "external_id": name,
                "device": one.device,
                "seq": one.seq,
                "digest": one.digest,
                "ms": one.ms,
            }
            for name, one in stored.items()
        ],
    )
    return stored


async def _stored(conn: AsyncConnection, app: str, names: Collection[str]) -> dict[str, Stored]:
    c = app_record.c
    rows = await conn.execute(
        sa.select(app_record).where(c.app_id == app, among(c.external_id, "names")),
        {"names": listed(sorted(names))},
    )
    return {row.external_id: Stored(row.device, row.seq, row.digest, row.ms) for row in rows}


async def _answers(conn: AsyncConnection, stored: dict[str, Stored]) -> dict[str, RecordAnswer]:
    """What became of records, as it is now."""
    if not stored:
        return {}
    devices = {one.device for one in stored.values()}
    numbers = {"numbers": listed(sorted({one.seq for one in stored.values()}))}
    back = {
        (device, seq)
        for device, seq in await conn.execute(
            sa.select(voided.c.device, voided.c.seq).where(
                voided.c.device.in_(devices), among(voided.c.seq, "numbers")
            ),
            numbers,
        )
    }
    ruled = {
        (row.device, row.seq): row
        for row in await conn.execute(
            sa.select(ruling).where(ruling.c.device.in_(devices), among(ruling.c.seq, "numbers")),
            numbers,
        )
    }
    said = {}
    for name, one in stored.items():
        word = ruled.get((one.device, one.seq))
        state, reason = RecordState.RECORDED, None
        if word is not None and word.kind != RulingKind.ACCEPTED.value:
            rejected = word.kind == RulingKind.REJECTED.value
            state = RecordState.REFUSED if rejected else RecordState.FLAGGED
            reason = RulingReason(word.reason)
        if (one.device, one.seq) in back:
            state, reason = RecordState.VOIDED, None
        day = word.day if word is not None and word.day else day_of(one.ms)
        said[name] = RecordAnswer(name, state, format_day(day), reason=reason)
    return said


async def _earlier(
    conn: AsyncConnection, access: Access, key: str, digest: bytes, kind: type[Said]
) -> Said | None:
    """What was answered under the key, if anything. Holds the app's row: a request at a time."""
    if not 0 < len(key) <= MAX_KEY:
        raise Refusal(
            ProblemCode.MALFORMED,
            "Idempotency-Key ヘッダーを付けてください",
            "The header Idempotency-Key is missing",
            field="Idempotency-Key",
        )
    await conn.execute(
        sa.select(linked_app.c.id).where(linked_app.c.id == access.app).with_for_update()
    )
    c = app_answer.c
    row = (
        await conn.execute(
            sa.select(app_answer).where(c.app_id == access.app, c.key_hash == secret_hash(key))
        )
    ).one_or_none()
    if row is None:
        return None
    if row.digest != digest:
        raise Refusal(
            ProblemCode.CONFLICT,
            "この Idempotency-Key は別の内容に使われています",
            "This Idempotency-Key was used for another request",
            status=422,
            field="Idempotency-Key",
        )
    return msgspec.json.decode(row.answer, type=kind)


async def _keep(
    conn: AsyncConnection, access: Access, key: str, digest: bytes, said: Said, now: int
) -> Said:
    await conn.execute(
        app_answer.insert().values(
            app_id=access.app,
            key_hash=secret_hash(key),
            digest=digest,
            answer=_encoder.encode(said).decode(),
            ms=now,
        )
    )
    return said


async def forget_answers(conn: AsyncConnection, now: int, most: int) -> int:
    """Takes out some of what nobody repeats any more; tells how many."""
    c = app_answer.c
    over = sa.select(c.app_id, c.key_hash).where(c.ms <= now - ANSWERS_MS).limit(most)
    rows = (await conn.execute(over)).all()
    for app, key in rows:
        await conn.execute(app_answer.delete().where(c.app_id == app, c.key_hash == key))
    return len(rows)


def _digest(data: object) -> bytes:
    return hashlib.sha256(_encoder.encode(data)).digest()
