"""Bad input is answered by a clear problem document; nothing is stored half, nothing is lost."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from schemas.entries import AddInterest, ProfileField, SetField
from schemas.problems import Problem
from schemas.sync import (
    MAX_CURSOR_BYTES,
    MAX_ENTRIES,
    MAX_ENTRY_BYTES,
    MAX_REQUEST_BYTES,
    SYNC_MEDIA_TYPE,
)
from server.replication import store
from server.replication.tables import evidence, feed_item, kept_aside, ruling, segment
from sync.log import encode_entry
from tests.support.authenticator import CHANGE, enrol, sign_up
from tests.support.device import PROBLEM, Device, make_device
from tests.support.installation import Installation

encode = msgspec.msgpack.encode


async def phone_of(village: Installation) -> Device:
    made = await sign_up(village.client)
    return await make_device(village.client, made)


async def stored(village: Installation) -> list[int]:
    async with village.database.reading() as conn:
        return [
            int(await conn.scalar(sa.select(sa.func.count()).select_from(table)) or 0)
            for table in (segment, evidence, ruling, kept_aside, feed_item)
        ]


async def refused(phone: Device, body: bytes, media_type: str | None = None) -> Problem:
    answer = await (phone.post(body) if media_type is None else phone.post(body, media_type))
    assert answer.status_code >= 400
    assert answer.headers["content-type"] == "application/problem+json"
    problem = PROBLEM.decode(answer.content)
    assert problem.status == answer.status_code
    assert problem.type == f"/problems/{problem.code}"
    assert problem.title
    return problem


def interest(phone: Device, text: str = "祭り") -> bytes:
    return encode_entry(AddInterest(1_795_392_000_000, 0, text))


def _wrong(change: Callable[[list[Any]], object]) -> Callable[[Device], bytes]:
    def make(phone: Device) -> bytes:
        parts: list[Any] = [1, phone.id, 1, [interest(phone)], b"", 16, 0]
        made = change(parts)
        return bytes(64) + encode(parts if made is None else made)

    return make


def _with(position: int, value: object) -> Callable[[Device], bytes]:
    def change(parts: list[Any]) -> None:
        parts[position] = value

    return _wrong(change)


def run(**change: object) -> list[object]:
    """A run of three check-ins as it travels."""
    fields: dict[str, object] = {
        "count": 3,
        "start": 1_795_392_000_000,
        "gaps": 1000,
        "counter": 0,
        "place": 1,
        "issuer": 294527,
        "card": 5,
        "drift": 0,
        "project": 0,
        "proofs": b"",
    }
    return [1, *(fields | change).values()]


MALFORMED: dict[str, Callable[[Device], bytes]] = {
    "nothing": lambda _: b"",
    "a signature alone": lambda _: bytes(64),
    "a short signature": lambda _: bytes(63),
    "no MessagePack": lambda _: bytes(64) + b"\xc1\xc1\xc1",
    "JSON": lambda _: bytes(64) + b'{"version": 1}',
    "a map": _wrong(lambda parts: {"version": parts[0]}),
    "a string": _wrong(lambda _: "sync"),
    "an empty array": _wrong(lambda _: []),
    "a field too few": _wrong(lambda parts: parts[:-1]),
    "a field too many": _wrong(lambda parts: [*parts, 0]),
    "trailing bytes": lambda phone: _wrong(lambda _: None)(phone) + b"\x00",
    "a version that is no number": _with(0, "1"),
    "a device too short": _with(1, b"x" * 11),
    "a device too long": _with(1, b"x" * 13),
    "a device as text": _with(1, "x" * 12),
    "first is 0": _with(2, 0),
    "first below 0": _with(2, -1),
    "first too large": _with(2, 2**32),
    "first as a float": _with(2, 1.5),
    "entries are no list": _with(3, b"x"),
    "an entry that is no binary": _with(3, ["x"]),
    "an entry without bytes": _with(3, [b""]),
    "an entry too large": _with(3, [bytes(MAX_ENTRY_BYTES + 1)]),
    "too many entries": _with(3, [b"\xc0"] * (MAX_ENTRIES + 1)),
    "a run of nothing": _with(3, [run(count=0)]),
    "a run of too many": _with(3, [run(count=MAX_ENTRIES + 1)]),
    "runs of too many together": _with(3, [run(count=MAX_ENTRIES), run()]),
    "a run and entries, too many together": _with(3, [run(count=MAX_ENTRIES), b"\xc0"]),
    "a run of a kind that is none": _with(3, [[2, *run()[1:]]]),
    "a run with a column too few": _with(3, [run()[:-1]]),
    "a column without bits": _with(3, [run(card=[1, b""])]),
    "a column with too few bits": _with(3, [run(card=[1, b"x"], count=9)]),
    "a column with too many bits": _with(3, [run(card=[1, bytes(21)])]),
    "a column that is no number": _with(3, [run(card="5")]),
    "gaps for one entry more": _with(3, [run(gaps=[0, bytes(17)], count=2)]),
    "times beyond what is exact": _with(3, [run(gaps=2**53 - 1)]),
    "half a proof": _with(3, [run(proofs=bytes(32))]),
    "a proof too few": _with(3, [run(proofs=bytes(128))]),
    "a cursor too long": _with(4, bytes(MAX_CURSOR_BYTES + 1)),
    "a cursor that is none": _with(4, None),
    "no room for an answer": _with(5, 0),
    "too much room for an answer": _with(5, 1025),
    "history from below nothing": _with(6, -1),
    "nested arrays": lambda _: bytes(64) + b"\x91" * 100_000,
    "an array of four thousand million": lambda _: bytes(64) + b"\xdd\xff\xff\xff\xff",
    "a binary longer than all": lambda _: bytes(64) + b"\x96\x01\xc6\xff\xff\xff\xffx",
}


async def test_what_is_no_request_is_refused(village: Installation) -> None:
    phone = await phone_of(village)
    before = await stored(village)
    for name, make in MALFORMED.items():
        problem = await refused(phone, make(phone))
        assert (problem.code, problem.status) == ("malformed", 400), name
    assert await stored(village) == before
    phone.append_bytes(interest(phone))
    assert await phone.sync() == 1


async def test_a_request_cut_off_anywhere_is_refused_whole(village: Installation) -> None:
    phone = await phone_of(village)
    before = await stored(village)
    for _ in range(3):
        phone.append_bytes(interest(phone))
    whole = phone.request()
    for length in [0, 1, 63, 64, 65, 70, 80, 90, *range(len(whole) - 20, len(whole))]:
        problem = await refused(phone, whole[:length])
        assert (problem.code, problem.status) == ("malformed", 400), length
    assert await stored(village) == before
    phone.take(await phone.post(whole))
    assert phone.stored == 3


async def test_the_largest_request_is_taken_and_one_byte_more_is_not(
    village: Installation,
) -> None:
    phone = await phone_of(village)
    frame = len(phone.request(entries=[bytes(MAX_ENTRY_BYTES)] * 63 + [b"x" * 300]))
    last = MAX_REQUEST_BYTES - frame + 300
    entries = [bytes(MAX_ENTRY_BYTES)] * 63
    largest = phone.request(entries=[*entries, bytes(last)])
    assert len(largest) == MAX_REQUEST_BYTES

    problem = await refused(phone, phone.request(entries=[*entries, bytes(last + 1)]))
    assert (problem.code, problem.status) == ("too-large", 413)
    assert (await stored(village))[0] == 0

    phone.log = [*entries, bytes(last)]
    assert phone.take(await phone.post(largest)).stored == 64


async def test_a_request_that_does_not_say_its_length_is_bounded_too(
    village: Installation,
) -> None:
    phone = await phone_of(village)
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while taken < 16 * MAX_REQUEST_BYTES:
            taken += 4096
            yield bytes(4096)

    answer = await phone.client.post(
        "/api/sync", content=endless(), headers={"Content-Type": SYNC_MEDIA_TYPE}
    )
    problem = PROBLEM.decode(answer.content)
    assert (problem.code, problem.status, answer.status_code) == ("too-large", 413, 413)
    assert taken < 2 * MAX_REQUEST_BYTES
    phone.append_bytes(interest(phone))
    assert await phone.sync() == 1


async def test_as_many_entries_as_allowed_are_taken(village: Installation) -> None:
    phone = await phone_of(village)
    for number in range(MAX_ENTRIES + 5):
        phone.append_bytes(interest(phone, f"{number}"))
    reply = await phone.exchange()
    assert reply.stored == MAX_ENTRIES
    assert await phone.sync() == 1
    assert phone.stored == MAX_ENTRIES + 5


async def test_another_media_type_is_refused(village: Installation) -> None:
    phone = await phone_of(village)
    for media_type in ("application/msgpack", "text/plain", "", f"{SYNC_MEDIA_TYPE}s"):
        answer = await phone.client.post(
            "/api/sync", content=phone.request(), headers={"Content-Type": media_type, **CHANGE}
        )
        assert answer.status_code == 415
        assert answer.json()["code"] == "malformed"
        assert answer.json()["field"] == "content-type"


async def test_a_parameter_of_the_media_type_is_no_hindrance(village: Installation) -> None:
    phone = await phone_of(village)
    answer = await phone.client.post(
        "/api/sync",
        content=phone.request(),
        headers={"Content-Type": "Application/vnd.furusato.sync; v=1", **CHANGE},
    )
    assert answer.status_code == 200


async def test_another_version_of_the_protocol_is_told_to_update(village: Installation) -> None:
    phone = await phone_of(village)
    for version in (0, 2, 3, 2**31):
        problem = await refused(phone, phone.request(version=version))
        assert (problem.code, problem.status) == ("client-too-old", 426)
        # Another version may have other fields: they are not looked at.
        other = bytes(64) + encode([version, {"device": "x"}])
        assert (await refused(phone, other)).code == "client-too-old"


async def test_a_device_that_nobody_enrolled_is_unknown(village: Installation) -> None:
    phone = await phone_of(village)
    phone.enrolled = replace(phone.enrolled, id=b"n" * 12)
    phone.append_bytes(interest(phone))
    problem = await refused(phone, phone.request())
    assert (problem.code, problem.status) == ("unknown-device", 401)
    assert (await stored(village))[0] == 0


async def test_a_bad_signature_is_never_taken(village: Installation) -> None:
    """It cannot be told from a stale challenge: signing again over the given one fails again."""
    phone = await phone_of(village)
    phone.append_bytes(interest(phone))
    good = phone.request()
    for broken in (
        bytes(64) + good[64:],
        good[:63] + bytes([good[63] ^ 1]) + good[64:],
        b"\xff" * 64 + good[64:],
        phone.request(head=bytes(32)),
        phone.request(challenge=b"c" * 8),
    ):
        problem = await refused(phone, broken)
        assert (problem.code, problem.status) == ("stale-challenge", 401)
        assert problem.challenge is not None
    assert (await stored(village))[0] == 0
    phone.take(await phone.post(good))


async def test_nothing_of_a_signed_request_can_be_changed(village: Installation) -> None:
    phone = await phone_of(village)
    phone.append_bytes(interest(phone))
    good = phone.request(max_kb=16)
    for position in range(64, len(good)):
        changed = good[:position] + bytes([good[position] ^ 0x01]) + good[position + 1 :]
        answer = await phone.post(changed)
        assert answer.status_code in (400, 401, 409, 426), position
    assert (await stored(village))[0] == 0


async def test_another_persons_key_does_not_sign_for_this_device(village: Installation) -> None:
    phone = await phone_of(village)
    other = village.browser()
    second = await enrol(other, await sign_up(other))
    phone.append_bytes(interest(phone))
    own = phone.enrolled
    phone.enrolled = replace(own, key=second.key)
    assert (await refused(phone, phone.request())).code == "stale-challenge"
    assert (await stored(village))[0] == 0


async def test_the_session_of_another_person_has_no_influence(village: Installation) -> None:
    """A sync is authenticated by the device's key: whose cookie comes along does not matter."""
    made = await sign_up(village.client)
    phone = await make_device(village.client, made)
    stranger = village.browser()
    await sign_up(stranger)
    phone.append(SetField(village.clock(), 0, ProfileField.NAME, "花子"))
    phone.client = stranger
    await phone.sync()

    assert (await village.client.get("/api/views")).json()["views"]["name"] == "花子"
    assert (await stranger.get("/api/views")).json()["views"]["name"] == ""

    phone.client = village.browser()  # signed in as nobody
    phone.append(SetField(village.clock() + 1, 0, ProfileField.NAME, "はなこ"))
    await phone.sync()
    assert (await village.client.get("/api/views")).json()["views"]["name"] == "はなこ"


async def test_entries_that_do_not_decode_are_stored_and_ruled_unreadable(
    village: Installation,
) -> None:
    phone = await phone_of(village)
    good = interest(phone)
    unreadable = [
        b"\xc1",
        b"\x00",
        good[:-1],
        good + b"\x00",
        encode([99, 1, 1]),
        encode([6, -1, 0, "x"]),
        encode([6, 1_795_392_000_000, 0, "x" * 41]),
        encode([1, 1_795_392_000_000, 0, 1, 294527, 1]),
        encode({"type": 6}),
        b"\xa4\xff\xff\xff\xff",
        b"\x91" * 4000,
    ]
    for one in unreadable:
        phone.append_bytes(one)
        phone.append_bytes(good)
    await phone.sync()

    ruled = {ref.seq: (int(r.kind), int(r.reason)) for ref, r in phone.rulings.items()}
    assert ruled == {2 * n + 1: (2, 14) for n in range(len(unreadable))}
    assert (await village.client.get("/api/views")).json()["views"]["interests"] == ["祭り"]
    async with village.database.reading() as conn:
        body = bytes(await conn.scalar(sa.select(segment.c.body)) or b"")
    assert all(one in body for one in unreadable)


@pytest.mark.parametrize(
    "after", ["write_segments", "write_evidence", "write_rulings", "acknowledge"]
)
async def test_a_fault_of_ours_on_the_way_stores_nothing_half(
    village: Installation, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    phone = await phone_of(village)
    phone.append_bytes(interest(phone))
    phone.append_bytes(b"\xc1")
    before = await stored(village)
    step = getattr(store, after)

    async def fail(*given: object) -> None:
        await step(*given)
        raise RuntimeError("a fault of ours")

    with monkeypatch.context() as faulty:
        faulty.setattr(store, after, fail)
        problem = await refused(phone, phone.request())
    assert (problem.code, problem.status) == ("internal", 500)
    assert await stored(village) == before

    assert await phone.sync() == 1
    assert phone.stored == 2
    uploads, readable, ruled, aside, _ = await stored(village)
    assert (uploads, readable, ruled, aside) == (1, 1, 1, 0)


async def test_the_rate_of_one_device_is_limited_and_told(village: Installation) -> None:
    phone = await phone_of(village)
    for _ in range(120):
        assert (await phone.post(phone.request(challenge=bytes(8)))).status_code == 401
    answer = await phone.post(phone.request())
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    village.clock.advance(60_000)
    await phone.sync()


async def test_a_stranger_cannot_use_up_a_devices_rate(village: Installation) -> None:
    phone = await phone_of(village)
    honest = phone.client
    phone.client = village.browser("198.51.100.7")
    for _ in range(121):
        answer = await phone.post(phone.request(challenge=bytes(8)))
    assert answer.status_code == 429
    phone.client = honest
    await phone.sync()
