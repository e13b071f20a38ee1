"""The log: repeats, overlaps, gaps, forks, lost replies, revoked devices, several at once."""

import asyncio
from dataclasses import replace

import pytest
import sqlalchemy as sa
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from schemas.entries import AddInterest
from schemas.problems import Problem, ProblemCode
from server.cards.cose import verify_raw
from server.replication.store import MAX_KEPT_ASIDE, entries_of
from server.replication.tables import kept_aside, segment
from sync.log import EMPTY_HEAD, chain, encode_entry
from sync.message import decode_reply, signed_bytes
from tests.support.authenticator import CHANGE, SignedUp, sign_up
from tests.support.device import PROBLEM, Device, Refused, make_device
from tests.support.installation import Installation


@pytest.fixture
async def account(village: Installation) -> SignedUp:
    return await sign_up(village.client)


@pytest.fixture
async def phone(village: Installation, account: SignedUp) -> Device:
    return await make_device(village.client, account)


def write(phone: Device, *texts: str, ms: int = 1_795_392_000_000) -> None:
    for text in texts:
        phone.append(AddInterest(ms, 0, text))


def twin(phone: Device) -> Device:
    """The same phone, as a backup of this moment would bring it back."""
    return replace(phone, log=list(phone.log), items=dict(phone.items), told=list(phone.told))


async def interests(village: Installation) -> list[str]:
    found: list[str] = (await village.client.get("/api/views")).json()["views"]["interests"]
    return found


async def log_of(village: Installation, device: bytes) -> list[bytes]:
    """The entries that the server holds, from its segments; each segment is checked as it is read:
    without a gap, its chain whole, its signature by the device."""
    async with village.database.reading() as conn:
        rows = list(
            await conn.execute(
                sa.select(segment).where(segment.c.device == device).order_by(segment.c.first)
            )
        )
    log: list[bytes] = []
    head = EMPTY_HEAD
    for row in rows:
        assert row.first == len(log) + 1
        assert row.head_before == head
        entries = entries_of(row.body, row.first)
        log += entries
        head = chain(head, entries)
        assert (row.last, row.head) == (len(log), head)
    return log


async def problem_of(phone: Device, body: bytes) -> Problem:
    answer = await phone.post(body)
    assert answer.status_code >= 400
    return PROBLEM.decode(answer.content)


async def test_a_log_is_stored_as_it_was_written(village: Installation, phone: Device) -> None:
    write(phone, "a", "b")
    await phone.sync()
    write(phone, "c")
    await phone.sync()
    assert await log_of(village, phone.id) == phone.log


async def test_a_segment_can_be_checked_by_anyone(village: Installation, phone: Device) -> None:
    write(phone, "a", "b")
    await phone.sync()
    async with village.database.reading() as conn:
        row = (await conn.execute(sa.select(segment))).one()
    message = signed_bytes(row.challenge, row.head, row.body)
    assert verify_raw(phone.enrolled.public_key, row.signature, message)


async def test_a_sync_without_anything_new_stores_nothing(
    village: Installation, phone: Device
) -> None:
    write(phone, "a")
    await phone.sync()
    for _ in range(3):
        reply = await phone.exchange()
        assert (reply.stored, reply.items, reply.more) == (1, [], False)
    assert await log_of(village, phone.id) == phone.log


async def test_the_challenge_is_never_the_same(phone: Device) -> None:
    seen = {phone.challenge}
    for _ in range(5):
        await phone.exchange()
        assert phone.challenge not in seen
        seen.add(phone.challenge)


async def test_after_a_lost_reply_the_same_request_is_answered_not_stored_again(
    village: Installation, phone: Device
) -> None:
    write(phone, "a", "b")
    lost = phone.request()
    first = decode_reply((await phone.post(lost)).content)

    for _ in range(3):
        again = decode_reply((await phone.post(lost)).content)
        assert (again.stored, again.items, again.more) == (2, [], True)
        assert again.cursor == phone.cursor
        assert again.challenge == first.challenge
    phone.take(await phone.post(lost))
    assert await phone.sync() == 1
    assert await log_of(village, phone.id) == phone.log


async def test_after_a_lost_reply_more_may_be_sent_under_the_old_challenge(
    village: Installation, phone: Device
) -> None:
    write(phone, "a")
    await phone.post(phone.request())
    write(phone, "b")
    await phone.post(phone.request())  # this reply is lost as well
    write(phone, "c")
    reply = phone.take(await phone.post(phone.request()))
    assert (reply.stored, reply.more) == (3, False)
    assert await log_of(village, phone.id) == phone.log


async def test_a_captured_request_is_worth_nothing_later(
    village: Installation, phone: Device
) -> None:
    write(phone, "a")
    captured = phone.request()
    phone.take(await phone.post(captured))
    write(phone, "b")
    await phone.sync()

    problem = await problem_of(phone, captured)
    assert problem.code is ProblemCode.STALE_CHALLENGE
    assert await log_of(village, phone.id) == phone.log


async def test_a_stale_challenge_is_signed_again_once(village: Installation, phone: Device) -> None:
    write(phone, "a")
    phone.challenge = b"old-one!"
    problem = await problem_of(phone, phone.request())
    assert (problem.code, problem.status) == (ProblemCode.STALE_CHALLENGE, 401)
    phone.challenge = base64url_to_bytes(problem.challenge or "")
    phone.take(await phone.post(phone.request()))
    assert await log_of(village, phone.id) == phone.log


async def test_an_overlap_is_skipped_wherever_it_begins(
    village: Installation, phone: Device
) -> None:
    write(phone, "a", "b", "c")
    await phone.sync()
    write(phone, "d", "e")
    await phone.sync()
    for first in range(1, 6):
        write(phone, f"more-{first}")
        reply = phone.take(
            await phone.post(phone.request(first=first, entries=phone.log[first - 1 :]))
        )
        assert reply.stored == len(phone.log)
    for first, last in ((1, 2), (2, 4), (3, 3), (1, 10), (10, 10)):
        body = phone.request(first=first, entries=phone.log[first - 1 : last])
        assert phone.take(await phone.post(body)).stored == len(phone.log)
    assert phone.take(await phone.post(phone.request(first=2, entries=[]))).stored == 10
    assert await log_of(village, phone.id) == phone.log
    assert len(await interests(village)) == 10


async def test_a_gap_is_told_with_where_to_go_on(village: Installation, phone: Device) -> None:
    write(phone, "a", "b", "c", "d")
    for first in (2, 3, 5, 4_000_000_000):
        entries = phone.log[first - 1 :] if first < 5 else [phone.log[0]]
        body = phone.request(first=first, entries=entries)
        problem = await problem_of(phone, body)
        assert (problem.code, problem.status, problem.stored) == (ProblemCode.GAP, 409, 0)
    assert await log_of(village, phone.id) == []
    await phone.sync()
    assert await log_of(village, phone.id) == phone.log


async def test_a_fork_is_kept_aside_and_written_again_by_a_new_device(
    village: Installation, account: SignedUp, phone: Device
) -> None:
    """A phone is restored from a backup, goes on, and syncs what it wrote since."""
    write(phone, "a", "b")
    await phone.sync()
    restored = twin(phone)
    write(phone, "c", "d")
    await phone.sync()

    write(restored, "other-c", "other-d", "other-e")
    with pytest.raises(Refused) as refused:
        await restored.exchange()
    problem = refused.value.problem
    assert (problem.code, problem.status, problem.stored) == (ProblemCode.FORK, 409, 2)
    assert await log_of(village, phone.id) == phone.log
    async with village.database.reading() as conn:
        kept = (await conn.execute(sa.select(kept_aside))).one()
    assert (kept.why, kept.first, kept.device) == ("fork", 3, phone.id)
    assert entries_of(kept.body, 3) == restored.log[2:]

    fresh = await make_device(village.client, account)
    for entry in restored.log[2:]:
        fresh.append_bytes(entry)
    await fresh.sync()
    wanted = sorted(["a", "b", "c", "d", "other-c", "other-d", "other-e"])
    assert await interests(village) == wanted
    await phone.sync()
    assert phone.member_views().interests == wanted
    assert fresh.member_views().interests == wanted


async def test_a_fork_tells_how_far_the_histories_are_one(
    village: Installation, phone: Device
) -> None:
    """The backup was made before a sync: what went out then must not be written a second time."""
    write(phone, "a", "b")
    restored = twin(phone)
    write(phone, "c")
    await phone.sync()
    write(restored, "other-c")
    with pytest.raises(Refused) as refused:
        await restored.exchange()
    problem = refused.value.problem
    assert (problem.code, problem.stored) == (ProblemCode.FORK, 2)


async def test_a_fork_is_kept_once_however_often_it_is_sent(
    village: Installation, phone: Device
) -> None:
    write(phone, "a")
    await phone.sync()
    restored = twin(phone)
    write(phone, "b")
    await phone.sync()
    write(restored, "other")
    for _ in range(3):
        with pytest.raises(Refused):
            await restored.exchange()
    async with village.database.reading() as conn:
        assert await conn.scalar(sa.select(sa.func.count()).select_from(kept_aside)) == 1


async def test_a_fork_must_be_signed_too(village: Installation, phone: Device) -> None:
    write(phone, "a")
    await phone.sync()
    forged = phone.request(first=1, entries=[encode_entry(AddInterest(1, 0, "forged"))])
    problem = await problem_of(phone, bytes(64) + forged[64:])
    assert problem.code is ProblemCode.STALE_CHALLENGE
    async with village.database.reading() as conn:
        assert await conn.scalar(sa.select(sa.func.count()).select_from(kept_aside)) == 0


async def test_a_log_that_is_behind_ours_is_told_so(village: Installation, phone: Device) -> None:
    """A backup with nothing new in it: the phone sees that it lacks entries of its own."""
    write(phone, "a")
    await phone.sync()
    restored = twin(phone)
    write(phone, "b")
    await phone.sync()
    reply = await restored.exchange()
    assert reply.stored == 2 > len(restored.log)


async def revoke(village: Installation, phone: Device) -> None:
    path = f"/api/devices/{bytes_to_base64url(phone.id)}"
    assert (await village.client.delete(path, headers=CHANGE)).status_code == 204


async def test_what_a_revoked_device_sends_is_kept_aside(
    village: Installation, phone: Device
) -> None:
    write(phone, "a")
    await phone.sync()
    await revoke(village, phone)
    write(phone, "b")
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            await phone.exchange()
        problem = refused.value.problem
        assert (problem.code, problem.status) == (ProblemCode.DEVICE_REVOKED, 403)
    assert await log_of(village, phone.id) == phone.log[:1]
    assert await interests(village) == ["a"]
    async with village.database.reading() as conn:
        kept = (await conn.execute(sa.select(kept_aside))).one()
    assert (kept.why, entries_of(kept.body, 2)) == ("revoked", phone.log[1:])


async def test_only_the_revoked_device_itself_can_have_things_kept(
    village: Installation, phone: Device
) -> None:
    await revoke(village, phone)
    write(phone, "a")
    body = phone.request()
    problem = await problem_of(phone, bytes(64) + body[64:])
    assert problem.code is ProblemCode.STALE_CHALLENGE
    async with village.database.reading() as conn:
        assert await conn.scalar(sa.select(sa.func.count()).select_from(kept_aside)) == 0


async def test_a_found_phone_cannot_fill_the_disk(village: Installation, phone: Device) -> None:
    await revoke(village, phone)
    async with village.database.writing() as conn:
        await conn.execute(
            kept_aside.insert(),
            [
                {
                    "device": phone.id,
                    "digest": number.to_bytes(32, "big"),
                    "why": "revoked",
                    "first": 1,
                    "body": b"",
                    "challenge": bytes(8),
                    "signature": bytes(64),
                    "received_ms": 0,
                }
                for number in range(MAX_KEPT_ASIDE - 1)
            ],
        )
    write(phone, "a")
    assert (await problem_of(phone, phone.request())).code is ProblemCode.DEVICE_REVOKED
    write(phone, "b")
    assert (await problem_of(phone, phone.request())).code is ProblemCode.TOO_MANY_REQUESTS


async def test_one_device_in_two_tabs_at_once(village: Installation, phone: Device) -> None:
    """Both send the same unsent entries; nothing is stored twice, and both are told so."""
    write(phone, "a", "b")
    body = phone.request()
    answers = await asyncio.gather(*(phone.post(body) for _ in range(6)))
    assert [answer.status_code for answer in answers] == [200] * 6
    assert {decode_reply(answer.content).stored for answer in answers} == {2}
    assert await log_of(village, phone.id) == phone.log


async def test_many_devices_at_once(village: Installation, account: SignedUp) -> None:
    phones = [await make_device(village.client, account) for _ in range(12)]
    for number, phone in enumerate(phones):
        write(phone, *(f"{number}-{n}" for n in range(20)))

    async def use(phone: Device) -> None:
        await phone.sync()
        write(phone, f"late-{phone.id.hex()}")
        await phone.sync()

    await asyncio.gather(*(use(phone) for phone in phones))
    await asyncio.gather(*(phone.sync() for phone in phones))
    wanted = await interests(village)
    assert len(wanted) == 12 * 21
    for phone in phones:
        assert await log_of(village, phone.id) == phone.log
        assert phone.member_views().interests == wanted
        assert len(phone.told_facts) == 11 * 21
        assert sum(ref.device == phone.id for ref in phone.told_facts) == 0


async def test_a_refused_upload_does_not_hold_up_the_others(
    village: Installation, account: SignedUp
) -> None:
    good, gap, stale = [await make_device(village.client, account) for _ in range(3)]
    for phone in (good, gap, stale):
        write(phone, "a", "b")
    answers = await asyncio.gather(
        gap.post(gap.request(first=2)),
        good.post(good.request()),
        stale.post(stale.request(challenge=bytes(8))),
    )
    assert [answer.status_code for answer in answers] == [409, 200, 401]
    for phone, held in ((good, 2), (gap, 0), (stale, 0)):
        assert len(await log_of(village, phone.id)) == held


async def test_a_caller_that_goes_away_loses_nothing(village: Installation, phone: Device) -> None:
    write(phone, "a")
    request = asyncio.create_task(phone.post(phone.request()))
    for _ in range(30):
        await asyncio.sleep(0)
    request.cancel()
    await asyncio.gather(request, return_exceptions=True)
    await phone.sync()
    assert await log_of(village, phone.id) == phone.log


async def test_a_long_backlog_goes_in_pieces_of_any_size(
    village: Installation, phone: Device
) -> None:
    write(phone, *(f"{n}" for n in range(57)))
    while phone.stored < len(phone.log):
        end = phone.stored + 1 + phone.stored % 7
        body = phone.request(entries=phone.log[phone.stored : end])
        phone.take(await phone.post(body))
    assert await log_of(village, phone.id) == phone.log
