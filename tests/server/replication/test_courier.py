"""Parcels that other phones bring: sealed, answered for the sender alone, in effect once."""

import asyncio
import secrets
from dataclasses import dataclass, field, replace

import httpx
import msgspec
import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from schemas.courier import (
    COURIER_MEDIA_TYPE,
    MAX_DELIVERY_BYTES,
    MAX_PARCEL_BYTES,
    MAX_PARCELS,
    AnswerKind,
    CourierOutcome,
    CourierStatus,
)
from schemas.entries import AddInterest
from schemas.problems import Problem, ProblemCode
from schemas.sync import SyncReply
from server.app.instance import (
    SEALING_KEY_RENEWED_SECONDS,
    SEALING_KEY_SECONDS,
    ensure_sealing_key,
)
from server.app.limits import COURIER
from server.cards import cose
from server.cards.sealing import seal, uncompressed, unseal
from server.replication.tables import kept_aside, segment
from sync.courier import (
    Content,
    Parcel,
    answer_info,
    decode_answer,
    encode_content,
    installation_tag,
    parcel_info,
    read_answer,
)
from sync.message import decode_reply
from tests.support.authenticator import CHANGE, SignedUp, sign_up
from tests.support.device import PROBLEM, Device, make_device
from tests.support.installation import Installation

OUTCOMES = msgspec.msgpack.Decoder(list[CourierOutcome])
MAX_KB = 16


@dataclass
class Sender:
    """A phone without a network: it packs what it would have sent."""

    phone: Device
    installation: bytes
    key: bytes
    point: bytes
    reply_key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def pack(self, *requests: bytes) -> bytes:
        made = Parcel(self.installation, self.key, secrets.token_bytes(16), b"")
        reply = uncompressed(cose.compressed(self.reply_key.public_key()))
        plain = encode_content(Content(reply, requests or [self.phone.request(max_kb=MAX_KB)]))
        return made.header + seal(self.point, parcel_info(made.header), plain)

    def open(self, data: bytes) -> SyncReply | Problem:
        answer = read_answer(data)
        plain = unseal(self.reply_key, answer_info(answer.header), answer.sealed)
        kind, body = decode_answer(plain)
        return decode_reply(body) if kind is AnswerKind.REPLY else PROBLEM.decode(body)

    def reply(self, data: bytes) -> SyncReply:
        opened = self.open(data)
        assert isinstance(opened, SyncReply)
        return opened

    def problem(self, data: bytes) -> Problem:
        opened = self.open(data)
        assert isinstance(opened, Problem)
        return opened


@pytest.fixture
async def account(village: Installation) -> SignedUp:
    return await sign_up(village.client)


@pytest.fixture
async def sender(village: Installation, account: SignedUp) -> Sender:
    phone = await make_device(village.client, account)
    await phone.sync()
    instance = (await village.client.get("/api/instance")).json()
    key = instance["sealing_key"]
    return Sender(
        phone,
        installation_tag(instance["id"]),
        base64url_to_bytes(key["id"]),
        base64url_to_bytes(key["public_key"]),
    )


async def post(
    village: Installation,
    body: bytes,
    *,
    media_type: str = COURIER_MEDIA_TYPE,
    address: str = "198.51.100.7",
) -> httpx.Response:
    """From a phone that nobody is signed in on."""
    async with village.browser(address) as stranger:
        return await stranger.post(
            "/api/courier", content=body, headers={"Content-Type": media_type, **CHANGE}
        )


async def bring(
    village: Installation, *parcels: bytes, address: str = "198.51.100.7"
) -> list[CourierOutcome]:
    answer = await post(village, msgspec.msgpack.encode(parcels), address=address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == COURIER_MEDIA_TYPE
    outcomes = OUTCOMES.decode(answer.content)
    assert len(outcomes) == len(parcels)
    return outcomes


async def bring_one(village: Installation, parcel: bytes) -> bytes:
    (outcome,) = await bring(village, parcel)
    assert outcome.status is CourierStatus.ANSWERED
    return outcome.answer


async def status_of(village: Installation, parcel: bytes) -> CourierStatus:
    (outcome,) = await bring(village, parcel)
    assert (outcome.answer == b"") == (outcome.status is not CourierStatus.ANSWERED)
    return outcome.status


def write(phone: Device, *texts: str) -> None:
    for text in texts:
        phone.append(AddInterest(1_795_392_000_000, 0, text))


async def interests(village: Installation) -> list[str]:
    """As many as were stored: an entry that stood twice in the logs would fail here."""
    found: list[str] = (await village.client.get("/api/views")).json()["views"]["interests"]
    async with village.database.reading() as conn:
        stored = await conn.scalar(sa.select(sa.func.sum(segment.c.last - segment.c.first + 1)))
    assert len(found) == (stored or 0)
    return found


async def test_a_parcel_is_delivered_and_acknowledged(
    village: Installation, sender: Sender
) -> None:
    write(sender.phone, "祭り", "雪かき")
    reply = sender.reply(await bring_one(village, sender.pack()))
    assert reply.stored == 2
    assert await interests(village) == ["祭り", "雪かき"]
    # The answer is taken as any reply: the next request is signed over its challenge.
    sender.phone.take_bytes(msgspec.msgpack.encode(reply))
    write(sender.phone, "温泉")
    assert await sender.phone.sync() == 1
    assert await interests(village) == ["温泉", "祭り", "雪かき"]


async def test_delivered_twice_it_is_in_effect_once(village: Installation, sender: Sender) -> None:
    write(sender.phone, "祭り")
    parcel = sender.pack()
    first = sender.reply(await bring_one(village, parcel))
    again = sender.reply(await bring_one(village, parcel))
    assert (first.stored, again.stored) == (1, 1)
    assert first.challenge == again.challenge
    assert await interests(village) == ["祭り"]
    # Also when both come with one delivery.
    write(sender.phone, "雪かき")
    parcel = sender.pack()
    outcomes = await bring(village, parcel, parcel)
    assert [sender.reply(outcome.answer).stored for outcome in outcomes] == [2, 2]
    assert await interests(village) == ["祭り", "雪かき"]


async def test_two_couriers_carry_it_in_any_order(village: Installation, sender: Sender) -> None:
    write(sender.phone, "祭り")
    early = sender.pack()
    write(sender.phone, "雪かき")
    late = sender.pack()
    answers = await asyncio.gather(
        bring(village, late, address="198.51.100.8"), bring(village, early, address="198.51.100.9")
    )
    assert max(sender.reply(outcome.answer).stored for (outcome,) in answers) == 2
    again = sender.reply(await bring_one(village, early))
    assert again.stored == 2
    assert await interests(village) == ["祭り", "雪かき"]


async def test_after_the_owner_has_synced_nothing_is_doubled(
    village: Installation, sender: Sender
) -> None:
    write(sender.phone, "祭り")
    parcel = sender.pack()
    await sender.phone.sync()
    # One sync later the parcel's challenge is still the one before: a repeat.
    assert sender.reply(await bring_one(village, parcel)).stored == 1
    # Two later it is stale, and the phone needs nothing from it.
    await sender.phone.sync()
    await sender.phone.sync()
    problem = sender.problem(await bring_one(village, parcel))
    assert problem.code is ProblemCode.STALE_CHALLENGE
    assert await interests(village) == ["祭り"]


async def test_an_own_sync_after_the_delivery_goes_through_at_once(
    village: Installation, sender: Sender
) -> None:
    """The owner signs over the challenge that the courier's delivery used up."""
    write(sender.phone, "祭り")
    await bring_one(village, sender.pack())
    write(sender.phone, "雪かき")
    assert await sender.phone.sync() == 1
    assert await interests(village) == ["祭り", "雪かき"]


async def test_a_long_log_travels_in_one_parcel(village: Installation, sender: Sender) -> None:
    write(sender.phone, *(f"n{n}" for n in range(2_500)))
    log = sender.phone.log
    requests = [
        sender.phone.request(first=first, entries=log[first - 1 :][:1000], max_kb=MAX_KB)
        for first in (1, 1001, 2001)
    ]
    parcel = sender.pack(*requests)
    assert sender.reply(await bring_one(village, parcel)).stored == 2_500
    assert sender.reply(await bring_one(village, parcel)).stored == 2_500
    # What cannot be taken in does not undo what was: a part is missing in the middle.
    write(sender.phone, "a", "b", "c")
    sender.phone.stored = 2_500
    gapped = sender.pack(
        sender.phone.request(first=2501, entries=sender.phone.log[2500:2501], max_kb=MAX_KB),
        sender.phone.request(first=2503, entries=sender.phone.log[2502:], max_kb=MAX_KB),
    )
    assert sender.reply(await bring_one(village, gapped)).stored == 2_501


async def test_what_the_server_refuses_only_the_sender_reads(
    village: Installation, account: SignedUp, sender: Sender
) -> None:
    write(sender.phone, "祭り")
    unknown = replace(sender.phone, enrolled=(await make_device(village.client, account)).enrolled)
    gap = sender.phone.request(first=7, entries=[sender.phone.log[0]], max_kb=MAX_KB)
    stranger = replace(
        unknown, enrolled=replace(unknown.enrolled, id=bytes(12)), log=list(sender.phone.log)
    )
    cases = {
        ProblemCode.GAP: gap,
        ProblemCode.UNKNOWN_DEVICE: stranger.request(max_kb=MAX_KB),
        ProblemCode.STALE_CHALLENGE: sender.phone.request(challenge=bytes(8), max_kb=MAX_KB),
        ProblemCode.CLIENT_TOO_OLD: sender.phone.request(version=99, max_kb=MAX_KB),
    }
    sizes = set()
    for code, request in cases.items():
        answer = await bring_one(village, sender.pack(request))
        assert sender.problem(answer).code is code
        sizes.add(len(answer))
    # Nothing but the seal: the courier sees the same of all of them.
    assert sizes == {512}
    for request in (b"", bytes(64), b"\xff" * 200, sender.phone.request(max_kb=65)):
        answer = await bring_one(village, sender.pack(request))
        assert sender.problem(answer).code is ProblemCode.MALFORMED
    assert await interests(village) == []


async def test_a_revoked_phone_s_records_are_kept_aside(
    village: Installation, sender: Sender
) -> None:
    write(sender.phone, "祭り")
    parcel = sender.pack()
    name = bytes_to_base64url(sender.phone.id)
    revoked = await village.client.delete(f"/api/devices/{name}", headers=CHANGE)
    assert revoked.is_success
    assert sender.problem(await bring_one(village, parcel)).code is ProblemCode.DEVICE_REVOKED
    await bring_one(village, parcel)
    async with village.database.reading() as conn:
        kept = (await conn.scalars(sa.select(kept_aside.c.why))).all()
    assert kept == ["revoked"]


async def test_a_fork_is_kept_aside(village: Installation, sender: Sender) -> None:
    write(sender.phone, "祭り")
    parcel = sender.pack()
    sender.phone.log[0] = sender.phone.log[0].replace("祭り".encode(), "踊り".encode())
    await sender.phone.sync()
    problem = sender.problem(await bring_one(village, parcel))
    assert problem.code is ProblemCode.FORK
    assert problem.stored == 0
    assert await interests(village) == ["踊り"]


async def test_what_the_courier_is_told(village: Installation, sender: Sender) -> None:
    write(sender.phone, "祭り")
    whole = sender.pack()
    flipped = bytearray(whole)
    flipped[-1] ^= 1
    moved = bytearray(whole)
    moved[20] ^= 1  # another parcel id than it was sealed with
    other_key = ec.generate_private_key(ec.SECP256R1()).public_key()
    cases = [
        (whole[:-1], CourierStatus.DAMAGED),
        (b"", CourierStatus.DAMAGED),
        (bytes(flipped), CourierStatus.DAMAGED),
        (bytes(moved), CourierStatus.DAMAGED),
        (
            replace(sender, point=uncompressed(cose.compressed(other_key))).pack(),
            CourierStatus.DAMAGED,
        ),
        (
            replace(sender, installation=installation_tag("another")).pack(),
            CourierStatus.OTHER_INSTALLATION,
        ),
        (replace(sender, key=b"gone").pack(), CourierStatus.KEY_GONE),
    ]
    for parcel, status in cases:
        assert await status_of(village, parcel) is status
    # The others' trouble keeps nobody's parcel.
    outcomes = await bring(village, *(parcel for parcel, _ in cases), whole)
    assert [outcome.status for outcome in outcomes] == [
        *(status for _, status in cases),
        CourierStatus.ANSWERED,
    ]
    assert await interests(village) == ["祭り"]


async def test_sealed_to_the_root_key_or_a_body_s_it_does_not_open(
    village: Installation, sender: Sender
) -> None:
    for key in village.keystore.list_keys():
        if key.kid == sender.key:
            continue
        other = replace(sender, key=key.kid, point=uncompressed(key.public_key))
        assert await status_of(village, other.pack()) is CourierStatus.KEY_GONE


async def test_keys_are_renewed_and_the_old_ones_open_theirs(
    village: Installation, sender: Sender
) -> None:
    write(sender.phone, "祭り")
    parcel = sender.pack()
    village.clock.advance(SEALING_KEY_RENEWED_SECONDS * 1000)
    newer = (await village.client.get("/api/instance")).json()["sealing_key"]
    assert base64url_to_bytes(newer["id"]) != sender.key
    assert (await village.client.get("/api/instance")).json()["sealing_key"] == newer
    assert await status_of(village, parcel) is CourierStatus.ANSWERED
    village.clock.advance((SEALING_KEY_SECONDS - SEALING_KEY_RENEWED_SECONDS) * 1000)
    assert await status_of(village, parcel) is CourierStatus.KEY_GONE
    assert ensure_sealing_key(village.keystore, village.clock()).body == 1


async def test_a_delivery_that_is_none(village: Installation, sender: Sender) -> None:
    parcel = sender.pack()
    encode = msgspec.msgpack.encode
    for body, media_type, status, code in (
        (encode([parcel]), "application/octet-stream", 415, ProblemCode.MALFORMED),
        (b"", COURIER_MEDIA_TYPE, 400, ProblemCode.MALFORMED),
        (encode([]), COURIER_MEDIA_TYPE, 400, ProblemCode.MALFORMED),
        (encode(["text"]), COURIER_MEDIA_TYPE, 400, ProblemCode.MALFORMED),
        (encode([b"x"] * (MAX_PARCELS + 1)), COURIER_MEDIA_TYPE, 400, ProblemCode.MALFORMED),
        (encode([bytes(MAX_PARCEL_BYTES + 1)]), COURIER_MEDIA_TYPE, 400, ProblemCode.MALFORMED),
        (bytes(MAX_DELIVERY_BYTES + 1), COURIER_MEDIA_TYPE, 413, ProblemCode.TOO_LARGE),
    ):
        answer = await post(village, body, media_type=media_type)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert PROBLEM.decode(answer.content).code is code
    # At the edge it is one.
    assert len(await bring(village, *[b"x"] * MAX_PARCELS)) == MAX_PARCELS
    assert len(await bring(village, bytes(MAX_PARCEL_BYTES))) == 1


async def test_too_many_deliveries(village: Installation) -> None:
    for _ in range(COURIER.times):
        await bring(village, b"x")
    answer = await post(village, msgspec.msgpack.encode([b"x"]))
    assert answer.status_code == 429
    assert PROBLEM.decode(answer.content).retry_after
    await bring(village, b"x", address="198.51.100.99")


async def test_too_much_of_one_phone_waits(village: Installation, sender: Sender) -> None:
    """What one device may send from one address is limited as with its own syncs."""
    statuses = []
    for _ in range(10):
        outcomes = await bring(village, *[sender.pack() for _ in range(MAX_PARCELS)])
        statuses += [outcome.status for outcome in outcomes]
    assert set(statuses) == {CourierStatus.ANSWERED, CourierStatus.LATER}
    village.clock.advance(60_000)
    assert await status_of(village, sender.pack()) is CourierStatus.ANSWERED


async def test_another_site_s_page_cannot_hand_in(village: Installation, sender: Sender) -> None:
    async with village.browser() as stranger:
        answer = await stranger.post(
            "/api/courier",
            content=msgspec.msgpack.encode([sender.pack()]),
            headers={"Content-Type": COURIER_MEDIA_TYPE},
        )
    assert answer.status_code == 403
