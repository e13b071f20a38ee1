"""Questions for both languages: a case is drawn from its seed, and asked of the twin and of us."""

from collections.abc import Callable
from operator import eq
from random import Random
from typing import Any, NamedTuple

from msgspec import Raw
from msgspec.structs import replace

from schemas.entries import BY_HAND, NO_STEP, CheckIn, Entry, Use
from schemas.feed import GUEST, FeedItem, Period
from schemas.rulings import Ruling
from schemas.sync import PROTOCOL_VERSION, SIGNATURE_BYTES, SyncReply, SyncRequest
from schemas.views import Fact
from sync.clock import MAX_COUNTER, MAX_DRIFT_MS, Stamp, receive, tick
from sync.log import MalformedEntry, chain, decode_entry, encode_entry
from sync.merge import join_facts, join_rulings
from sync.message import (
    MalformedMessage,
    decode_item,
    decode_reply,
    encode_item,
    encode_reply,
    encode_request,
    read_request,
)
from sync.packing import pack
from sync.uses import uses
from sync.views import attendance, member_views
from tests.differential.scheme import scheme
from tests.differential.values import Special, draw
from tests.support.facts import fact_to_json, ruling_to_json, view_to_json
from tests.support.strategies import DESIGNATED, DEVICES, MORNING, PLACES, ROSTER, TODAY

MALFORMED = "malformed"
LETTERS = ["祭り", "農業", "🎣", "ﾆ", "music"]

_village: Special = {
    "ms": lambda random: MORNING + random.randint(0, 240_000),
    "counter": lambda random: random.randint(0, 3),
    "device": lambda random: random.choice(DEVICES),
    "seq": lambda random: random.randint(1, 9),
    "place": lambda random: random.randint(1, 4),
    "issuer": lambda random: random.choice((294021, 290009)),
    "card": lambda random: random.randint(1, 3),
    "drift": lambda random: random.choice((-2, -1, 0, 1, 2, NO_STEP, BY_HAND)),
    "project": lambda random: random.randint(0, 2),
    "day": lambda random: TODAY + random.randint(0, 1),
    "interest": lambda random: random.choice(LETTERS),
    "version": lambda random: random.randint(1, 3),
    "body": lambda random: 294021,
    "member": lambda random: random.randint(0, 2),
}
"""So small that things meet: one card twice, a void of what is there, two writes at one moment."""

_desk: Special = {
    "ms": lambda random: MORNING + random.randint(0, 30_000_000),
    "counter": lambda random: random.choice((0, 0, 0, 1)),
    "place": lambda random: random.choice((1, 1, 1, 2, 2**32 - 1)),
    "issuer": lambda random: 294021,
    "drift": lambda random: random.randint(-1, 1),
    "project": lambda random: random.choice((0, 0, 3)),
    "proof": lambda random: random.choice((b"", b"", random.randbytes(64), random.randbytes(3))),
}
"""Visits as a desk records them, so that they travel in runs."""


class Case(NamedTuple):
    """`request` is for the twin; `ours` says what Python makes of the same.

    `agree`: whether the two answers, ours first, are as they should be.
    """

    request: dict[str, Any]
    ours: Callable[[], Any]
    agree: Callable[[Any, Any], bool] = eq


def case_of(seed: int) -> Case:
    random = Random(seed)  # noqa: S311 - cases that can be drawn again
    asked = (_log, _reply, _views, _attendance, _clock, _uses, _scheme)
    return random.choices(asked, (8, 6, 3, 1, 2, 1, 5))[0](random)


def _damaged(random: Random, data: bytes) -> bytes:
    """Bytes changed, left out or put in, at a few places."""
    changed = bytearray(data)
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(changed) + 1)
        match random.randrange(4):
            case 0:
                del changed[at:]
            case 1:
                changed.insert(at, random.randrange(256))
            case _ if at < len(changed):
                changed[at] = random.choice((random.randrange(256), changed[at] ^ 1))
    return bytes(changed)


def _log(random: Random) -> Case:
    """Entries read and written again, their chain, and how they travel."""
    desk = random.random() < 0.5
    log = [
        encode_entry(
            draw(random, CheckIn, _desk) if desk and random.random() < 0.9 else draw(random, Entry)
        )
        for _ in range(random.choice((1, 2, 5, 20, 60)))
    ]
    if random.random() < 0.4:
        log = [_damaged(random, one) or one if random.random() < 0.3 else one for one in log]
    first = random.choice((1, 2, 2**32 - len(log)))

    def ours() -> Any:
        request = SyncRequest(PROTOCOL_VERSION, bytes(12), first, pack(log), b"", 1, 0)
        body = encode_request(request, b"", b"", lambda _: bytes(SIGNATURE_BYTES))
        # What was packed is read again as it was.
        assert list(read_request(body).entries) == log
        return {
            "again": [_again(one) for one in log],
            "head": chain(bytes(32), log).hex(),
            "packed": body[SIGNATURE_BYTES:].hex(),
        }

    return Case({"op": "log", "first": first, "entries": [one.hex() for one in log]}, ours)


def _again(data: bytes) -> str:
    try:
        return encode_entry(decode_entry(data)).hex()
    except MalformedEntry:
        return MALFORMED


def _reply(random: Random) -> Case:
    """A server's answer, as the phone reads it."""
    count = random.choice((0, 1, 3, 20))
    items = [Raw(encode_item(draw(random, FeedItem))) for _ in range(count)]
    data = encode_reply(draw(random, SyncReply, {"items": lambda _: items}))
    damaged = random.random() < 0.3
    if damaged:
        data = _damaged(random, data)

    def ours() -> Any:
        try:
            told = decode_reply(data)
        except MalformedMessage:
            return MALFORMED
        read = map(decode_item, told.items)
        return {
            "stored": told.stored,
            "items": [None if item is None else encode_item(item).hex() for item in read],
            "cursor": told.cursor.hex(),
            "more": told.more,
            "server_ms": told.server_ms,
            "challenge": told.challenge.hex(),
            "older": told.older,
        }

    return Case({"op": "reply", "data": data.hex()}, ours, _as_strict if damaged else eq)


def _as_strict(ours: Any, theirs: Any) -> bool:
    """The phone may refuse more of what no server sends: texts that are none within what it would
    pass over, numbers that it cannot hold. What it reads, it reads as we do."""
    if MALFORMED in (ours, theirs):
        return bool(theirs == MALFORMED)
    items = zip(ours.pop("items"), theirs.pop("items"), strict=True)
    return bool(ours == theirs) and all(theirs in (ours, None) for ours, theirs in items)


def _facts(random: Random) -> tuple[list[Fact], list[Ruling], dict[str, Any]]:
    drawn = [draw(random, Fact, _village) for _ in range(random.randint(0, 12))]
    facts = [replace(fact, body=random.choice((0, fact.body))) for fact in drawn]
    # A phone that was put back tells again under another key what its backup held unsent.
    facts += [
        Fact(random.choice(DEVICES), one.seq, one.body, one.member, one.mine, one.entry)
        for one in facts[: random.randint(0, 4)]
    ]
    rulings = [draw(random, Ruling, _village) for _ in range(random.randint(0, 6))]
    asked = {
        "facts": [fact_to_json(fact) for fact in facts],
        "rulings": [ruling_to_json(ruling) for ruling in rulings],
    }
    return facts, rulings, asked


def _views(random: Random) -> Case:
    facts, rulings, asked = _facts(random)
    return Case(
        {
            "op": "memberViews",
            "places": list(PLACES.items()),
            "designated": sorted(DESIGNATED),
            **asked,
        },
        lambda: view_to_json(
            member_views(join_facts(facts).values(), join_rulings(rulings), PLACES, DESIGNATED)
        ),
    )


def _attendance(random: Random) -> Case:
    facts, rulings, asked = _facts(random)
    roster = [[issuer, card, member] for (issuer, card), member in ROSTER.items()]
    place, day = random.randint(1, 3), TODAY + random.randint(0, 1)
    return Case(
        {"op": "attendance", "roster": roster, "place": place, "day": day, **asked},
        lambda: view_to_json(
            attendance(join_facts(facts).values(), join_rulings(rulings), ROSTER, place, day)
        ),
    )


def _uses(random: Random) -> Case:
    facts, rulings, asked = _facts(random)
    facts += [
        Fact(random.choice(DEVICES), seq, 0, random.choice((0, 1, GUEST)), mine=False, entry=one)
        for seq, one in enumerate(draw(random, list[Use], _village), 10)
    ]
    asked["facts"] = [fact_to_json(fact) for fact in facts]
    roster = [[issuer, card, member] for (issuer, card), member in ROSTER.items()]
    quota, period = random.randint(0, 3), random.choice(list(Period))
    quotas = [[place, quota, int(period)] for place in PLACES]
    return Case(
        {"op": "uses", "roster": roster, "quotas": quotas, **asked},
        lambda: view_to_json(
            uses(
                join_facts(facts).values(),
                join_rulings(rulings),
                ROSTER,
                {place: (quota, int(period)) for place in PLACES},
            )
        ),
    )


def _scheme(random: Random) -> Case:
    return Case(*scheme(random))


def _clock(random: Random) -> Case:
    def stamp() -> Stamp:
        counter = random.choice((0, 1, MAX_COUNTER - 1, MAX_COUNTER))
        return Stamp(random.choice((3, MORNING, 2**48 - 1)) - random.randint(0, 3), counter)

    def near(ms: int) -> int:
        edge = random.choice((0, MAX_DRIFT_MS, -MAX_DRIFT_MS))
        return max(0, ms + edge + random.randint(-2, 2))

    last, seen = stamp(), stamp()
    if random.random() < 0.5:
        wall = near(last.ms)
        return Case({"op": "tick", "last": last, "wall": wall}, lambda: list(tick(last, wall)))
    wall = near(seen.ms)
    return Case(
        {"op": "receive", "last": last, "other": seen, "wall": wall},
        lambda: list(receive(last, seen, wall)),
    )
