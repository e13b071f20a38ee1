"""Takes uploads in: several devices' at once, in one transaction, each judged for itself."""

import secrets
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection
from webauthn.helpers import bytes_to_base64url

from schemas.entries import ProfileField
from schemas.problems import ProblemCode
from schemas.sync import CHALLENGE_BYTES, SyncReply
from server.accounts.people import is_nobody
from server.app.problems import Refusal
from server.cards.days import enter_roster, offer_keys
from server.cards.issue import issue_due, rename_member
from server.cards.keystore import KeyStore
from server.linked_apps.events import tell_of_visits
from server.office.kiosks import renew_kiosks
from server.replication import consequences, store
from server.replication.admission import (
    Admitted,
    Forked,
    Log,
    Missing,
    Repeated,
    Revoked,
    Stale,
    Upload,
    admit,
)
from server.replication.feeds import (
    Scope,
    forget_expired,
    publish_all,
    scopes_of,
)
from server.replication.judging import Piece, read_pieces
from server.replication.projections import Written, decide, project
from server.replication.reading import Reader, read
from server.replication.rules import Author, next_anchor
from sync.message import encode_reply
from sync.packing import Visits

_REPLY_FRAME = 64
"""Bytes of a reply beside its items and its cursor, at most."""


class _Taken(NamedTuple):
    """An admitted upload with its new entries."""

    upload: Upload
    log: Log
    admitted: Admitted
    first: int
    pieces: Sequence[Piece]

    @property
    def author(self) -> Author:
        log = self.log
        return Author(log.account, log.device, log.anchor_ms, self.upload.arrival_ms)

    @property
    def stored(self) -> int:
        """The highest number of the log, once these are in it."""
        return max(self.log.stored, self.upload.first + len(self.upload.entries) - 1)

    @property
    def stamps(self) -> list[int]:
        """The times (ms) of the entries that can be read."""
        stamps: list[int] = []
        for _, content, _ in self.pieces:
            if isinstance(content, Visits):
                stamps += content.ms
            elif content is not None:
                stamps.append(content.ms)
        return stamps


async def take_in(
    conn: AsyncConnection, keystore: KeyStore, uploads: Sequence[Upload], now: int
) -> list[bytes | Refusal]:
    """The answer to each upload, at most one a device; good once the transaction has committed.

    A refused upload changes nothing, unless it is kept aside.
    """
    logs = await store.lock_logs(conn, [upload.device for upload in uploads])
    answers: list[bytes | Refusal | None] = []
    taken: list[tuple[int, _Taken]] = []
    for place, upload in enumerate(uploads):
        answer = await _admit(conn, logs.get(upload.device), upload, now)
        if isinstance(answer, _Taken):
            taken.append((place, answer))
            answers.append(None)
        else:
            answers.append(answer)
    if taken:
        replies = await _process(conn, keystore, [one for _, one in taken], now)
        for (place, _), reply in zip(taken, replies, strict=True):
            answers[place] = reply
    return [answer for answer in answers if answer is not None]


async def _admit(
    conn: AsyncConnection, log: Log | None, upload: Upload, now: int
) -> _Taken | bytes | Refusal:
    if log is None:
        # 401 and not 404: the way out is to sign in and to enrol.
        return Refusal(ProblemCode.UNKNOWN_DEVICE, status=401)
    verdict = admit(log, upload, await store.tail_of(conn, log, upload))
    if isinstance(verdict, Admitted):
        first = upload.first + verdict.skip
        new = upload.entries[verdict.skip :] if verdict.skip else upload.received.pieces
        return _Taken(upload, log, verdict, first, read_pieces(new, first))
    if isinstance(verdict, Repeated):
        cursor = upload.received.request.cursor
        return encode_reply(SyncReply(log.stored, [], cursor, True, now, log.challenge, 0))
    return await _refuse(conn, log, upload, verdict)


async def _refuse(
    conn: AsyncConnection, log: Log, upload: Upload, verdict: Missing | Stale | Revoked | Forked
) -> Refusal:
    """What cannot enter the log is kept aside before it is refused: nothing is lost."""
    if isinstance(verdict, Missing):
        return Refusal(ProblemCode.GAP, stored=log.stored)
    if isinstance(verdict, Stale):
        return Refusal(ProblemCode.STALE_CHALLENGE, challenge=bytes_to_base64url(log.challenge))
    if is_nobody(log.account):
        # Nothing of theirs is kept any more, and this would be.
        return Refusal(
            ProblemCode.DEVICE_REVOKED,
            "この登録と記録は、申し出により消去されました",
            "This registration and its records were erased on request",
        )
    why = "revoked" if isinstance(verdict, Revoked) else "fork"
    if upload.entries and not await store.keep_aside(conn, upload, verdict.challenge, why):
        return Refusal(
            ProblemCode.TOO_MANY_REQUESTS,
            "この端末の記録を預かれる量を超えました。窓口にご相談ください",
            "More is kept aside for this device than we can take. Please ask at the office",
            retry_after=86_400,
        )
    if isinstance(verdict, Forked):
        return Refusal(ProblemCode.FORK, stored=verdict.shared)
    return Refusal(
        ProblemCode.DEVICE_REVOKED,
        "送られた記録は別に保管しました。サインインし直してください",
        "What was sent is kept aside. Please sign in again",
    )


async def _process(
    conn: AsyncConnection, keystore: KeyStore, taken: Sequence[_Taken], now: int
) -> list[bytes]:
    if any(one.pieces for one in taken):
        await _store(conn, taken, now)
    readers = [(one.log.account, one.log.device) for one in taken]
    await issue_due(conn, keystore, readers, now)
    await renew_kiosks(conn, keystore, {device for _, device in readers}, now)
    replies: list[bytes] = []
    changes: list[dict[str, object]] = []
    told = await read(
        conn,
        [
            _reader(one, readable)
            for one, readable in zip(taken, await scopes_of(conn, readers), strict=True)
        ],
    )
    chance = secrets.token_bytes(CHALLENGE_BYTES * len(taken))
    for number, (one, news) in enumerate(zip(taken, told, strict=True)):
        challenge = chance[number * CHALLENGE_BYTES :][:CHALLENGE_BYTES]
        reply = SyncReply(
            one.stored, news.items, news.cursor, news.more, now, challenge, news.older
        )
        replies.append(encode_reply(reply))
        changes.append(
            {
                "name": one.log.device,
                "to_stored": one.stored,
                "to_head": one.admitted.head,
                "to_challenge": challenge,
                "to_previous": one.admitted.challenge,
                "to_digest": one.upload.digest,
                "to_anchor": next_anchor(one.author, one.stamps, complete=not one.pieces),
                "to_sync": now,
            }
        )
    await store.acknowledge(conn, changes, {account for account, _ in readers}, now)
    return replies


def _reader(taken: _Taken, readable: Sequence[Scope]) -> Reader:
    request = taken.upload.received.request
    most = request.max_kb * 1024 - _REPLY_FRAME - len(request.cursor)
    return Reader(taken.log.device, readable, request.cursor, most, request.older)


async def _store(conn: AsyncConnection, taken: Sequence[_Taken], now: int) -> None:
    """The logs first, then everything that follows from them."""
    await store.write_segments(
        conn,
        [
            (
                one.log.device,
                one.first,
                one.stored,
                one.upload.received.body,
                one.admitted.challenge,
                one.upload.received.signature,
                one.admitted.head_before,
                one.admitted.head,
                one.log.anchor_ms,
                one.upload.arrival_ms,
            )
            for one in taken
            if one.pieces
        ],
    )
    outcome = await decide(conn, [Written(one.author, one.pieces) for one in taken])
    changed = await project(conn, outcome)
    await tell_of_visits(conn, outcome.judged, now)
    authors = {one.log.device: one.log.account for one in taken}
    for device, judged in outcome.judged.items():
        if keys := consequences.card_keys(judged):
            await offer_keys(conn, device, keys)
    if outcome.unlisted:
        await enter_roster(conn, outcome.unlisted, now)
    news = consequences.news_of(outcome.judged, outcome.rulings, authors, now)
    for shown, ruling in outcome.earlier:
        news += consequences.news_of_ruling(ruling, shown.account, shown.body, now)
    await publish_all(conn, news)
    await forget_expired(conn, {p.scope for p in news if p.until_ms is not None}, now)
    for (account, field), value in changed.items():
        if field is ProfileField.NAME:
            await rename_member(conn, account, value, now)
