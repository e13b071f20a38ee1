"""Writes the conformance vectors of the replicated core: `python -m tests.support.make_vectors`.

The chain and the calendar are computed here by other means than `sync/` uses; clock, merge and
views are cases chosen by hand, whose expected values `tests/unit/sync` checks against `sync/` and
the TypeScript twin against itself.
"""

import datetime
import hashlib
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from schemas.entries import (
    AddInterest,
    CheckIn,
    Entry,
    EntryRef,
    Note,
    ProfileField,
    RemoveInterest,
    SetField,
    Source,
    Stay,
    Void,
)
from schemas.rulings import Ruling, RulingKind, RulingReason
from schemas.sync import SyncRequest
from schemas.views import Fact
from sync.clock import MAX_COUNTER, MAX_DRIFT_MS, Stamp, receive, tick
from sync.log import device_id, encode_entry
from sync.merge import join_facts, join_rulings
from sync.message import encode_request
from sync.packing import pack
from sync.views import attendance, member_views
from tests.support.facts import fact_to_json, ruling_to_json, view_to_json
from tests.support.make_facility_vectors import facility_vectors

FOLDER = Path(__file__).resolve().parents[2] / "schemas" / "vectors"
TOKYO = ZoneInfo("Asia/Tokyo")
HANA, BATH, MUSEUM, NEW = (bytes([number]) * 12 for number in range(1, 5))
TOWN, PREFECTURE = 294021, 290009
PLACES = {1: TOWN, 2: TOWN, 3: PREFECTURE}
ROSTER = {(TOWN, 5): 12, (TOWN, 6): 12, (TOWN, 7): 13}
DESIGNATED = [1]


def at(text: str) -> int:
    """Milliseconds UTC of a local time in Japan."""
    return int(datetime.datetime.fromisoformat(text).replace(tzinfo=TOKYO).timestamp() * 1000)


def day(text: str) -> int:
    return (datetime.date.fromisoformat(text) - datetime.date(1970, 1, 1)).days


ENTRIES: list[Entry] = [
    CheckIn(at("2027-01-10T10:00:00"), 0, 1, TOWN, 5, 0, 1, b""),
    CheckIn(at("2027-01-10T10:00:01"), 1, 2, TOWN, 300, -2, 0, bytes(range(64))),
    Stay(at("2027-01-10T11:00:00"), 0, 1, day("2027-01-10"), Source.PRINTED_CODE, b"8 bytes!", 1),
    Stay(at("2027-01-10T11:00:01"), 0, 70_000, day("2027-01-01"), Source.MEMBER_ENTRY, b"", 0),
    Note(at("2027-01-10T12:00:00"), 0, EntryRef(HANA, 1), "雪かきを手伝いました"),
    Void(at("2027-01-10T12:30:00"), 0, EntryRef(BATH, 70_000), "別の人でした"),
    SetField(at("2027-01-10T13:00:00"), 65_535, ProfileField.NAME, "花子 🌸"),
    AddInterest(at("2027-01-10T13:00:01"), 0, "祭り"),
    RemoveInterest(at("2027-01-10T13:00:02"), 0, "祭り", [EntryRef(HANA, 8)]),
]


def log_vectors() -> dict[str, Any]:
    head = bytes(32)
    steps = []
    for entry in ENTRIES:
        data = encode_entry(entry)
        head = hashlib.sha256(head + data).digest()
        steps.append({"entry": data.hex(), "type": type(entry).__name__, "head": head.hex()})
    key = bytes([2]) + bytes(range(32))
    request = SyncRequest(1, HANA, 1, [encode_entry(e) for e in ENTRIES[:2]], b"\x01\x02", 256, 0)
    signed: list[bytes] = []

    def sign(data: bytes) -> bytes:
        signed.append(data)
        return bytes(64)

    body = encode_request(request, b"challeng", bytes.fromhex(steps[1]["head"]), sign)
    return {
        "chain": steps,
        "device_id": {"public_key": key.hex(), "device": device_id(key).hex()},
        "request": {
            "device": HANA.hex(),
            "first": 1,
            "entries": [s["entry"] for s in steps[:2]],
            "cursor": "0102",
            "max_kb": 256,
            "challenge": b"challeng".hex(),
            "head": steps[1]["head"],
            "signed": signed[0].hex(),
            "body_after_signature": body[64:].hex(),
        },
        "malformed": [
            *["", "c0", "90", "9101", "9300cd", "97ff00000000000000", "c1"],
            "9406cf000001a203c398c000a4009f8ea3",  # text that is no UTF-8
            "9406cf000001a203c398c000a2c0af",  # and an overlong form
            "9406ca4f0d062e00a161",  # a whole number as a float
        ],
    }


def column_vector(values: list[int]) -> dict[str, Any]:
    """The bits written out as text, each value in as many of them as fit evenly."""
    base, width = min(values), (max(values) - min(values)).bit_length()
    size = -(-len(values) * width // 8)
    if not size:
        return {"values": values, "base": base, "bits": ""}
    width = size * 8 // len(values)
    text = "".join(format(value - base, f"0{width}b") for value in values)
    bits = int(text.ljust(size * 8, "0"), 2).to_bytes(size)
    return {"values": values, "base": base, "bits": bits.hex()}


def packing_vectors() -> dict[str, Any]:
    noon = at("2027-01-10T12:00:00")

    def visit(
        after_ms: int, card: int = 5, drift: int = 0, proof: bytes = b"", **other: int
    ) -> bytes:
        place, counter, project = (other.get(name, 0) for name in ("place", "counter", "project"))
        return encode_entry(
            CheckIn(noon + after_ms, counter, place or 1, TOWN, card, drift, project, proof)
        )

    note = encode_entry(Note(noon, 0, EntryRef(HANA, 1), "雪"))
    odd = b"\x99\x01\xcf" + noon.to_bytes(8) + visit(0)[10:]  # a time in a longer form
    runs = {
        "too few for a run": [visit(0), visit(1)],
        "all alike but in time": [visit(0), visit(60_000), visit(120_000)],
        "cards, steps, places, projects and counters": [
            visit(0, 5),
            visit(30_000, 99_999, -1),
            visit(30_000, 1, 1, counter=1, project=7),
            visit(95_000, 70_000, place=2),
        ],
        "a clock set back": [visit(0), visit(-700_000), visit(-600_000), visit(5)],
        "a night between": [visit(n * 60_000 + n // 3 * 2**23) for n in range(6)],
        "a note between": [visit(0), visit(1), visit(2), note, visit(3), visit(4), visit(5)],
        "proofs": [visit(n, n + 1, proof=bytes([n]) * 64) for n in range(3)],
        "some with a proof": [visit(n, proof=bytes(64 * (n > 2))) for n in range(6)],
        "a proof that is none": [visit(n, proof=bytes(3)) for n in range(4)],
        "bytes that are not the shortest": [visit(0), odd, visit(1), visit(2), visit(3)],
        "nothing": [],
    }
    return {
        "columns": [
            column_vector(values)
            for values in (
                [7, 7, 7],
                [0, 1],
                [-1, 0, -1, 1],
                [0, 2**32 - 1, 5],
                [-(2**48), 2**48],
                list(range(1, 18)),
                [1, 100_000] * 500,
            )
        ],
        "runs": [
            {
                "name": name,
                "entries": [entry.hex() for entry in entries],
                "packed": msgspec.msgpack.encode(pack(entries)).hex(),
            }
            for name, entries in runs.items()
        ],
    }


def clock_vectors() -> dict[str, Any]:
    noon = at("2027-01-10T12:00:00")
    ticks = [
        (Stamp(0, 0), noon),
        (Stamp(noon, 0), noon),
        (Stamp(noon, 0), noon - 1),
        (Stamp(noon, 7), noon - MAX_DRIFT_MS),
        (Stamp(noon, 7), noon - MAX_DRIFT_MS - 1),
        (Stamp(noon, MAX_COUNTER), noon),
        (Stamp(noon, 3), noon + 1),
    ]
    receives = [
        (Stamp(noon, 1), Stamp(noon, 2), noon),
        (Stamp(noon, 2), Stamp(noon, 1), noon),
        (Stamp(noon, 2), Stamp(noon + MAX_DRIFT_MS, 0), noon),
        (Stamp(noon, 2), Stamp(noon + MAX_DRIFT_MS + 1, 0), noon),
    ]
    days = ["1970-01-01", "2024-02-29", "2026-12-31", "2027-01-01", "2028-02-29"]
    return {
        "tick": [{"last": a, "wall": w, "stamp": tick(a, w)} for a, w in ticks],
        "receive": [
            {"last": a, "other": b, "wall": w, "stamp": receive(a, b, w)} for a, b, w in receives
        ],
        "days": [
            {
                "day": day(text),
                "text": text,
                "first_ms": at(f"{text}T00:00:00"),
                "last_ms": at(f"{text}T23:59:59") + 999,
            }
            for text in days
        ],
    }


def fact(device: bytes, seq: int, entry: Entry, *, mine: bool = True, member: int = 0) -> Fact:
    return Fact(device, seq, 0, member, mine, entry)


def ruled(
    device: bytes,
    seq: int,
    kind: RulingKind,
    reason: RulingReason,
    *,
    bounded: int = 0,
    version: int = 1,
) -> Ruling:
    return Ruling(device, seq, version, kind, reason, bounded)


def _check_in(time: str, card: int, place: int = 1, project: int = 0) -> CheckIn:
    return CheckIn(at(time), 0, place, TOWN, card, 0, project, b"")


def _stay(
    time: str, place: int = 1, source: Source = Source.PRINTED_CODE, project: int = 0
) -> Stay:
    return Stay(at(time), 0, place, day(time[:10]), source, b"8 bytes!", project)


def _repeated(ten: str) -> list[tuple[str, list[Fact], list[Ruling]]]:
    """What a backup held unsent is stored under the old key and under a new one (R27)."""
    scan, stay = _check_in(ten, 5, project=1), _stay(ten)
    note = Note(at("2027-01-10T11:00:00"), 0, EntryRef(HANA, 1), "雪見風呂")
    void = Void(at("2027-01-10T12:00:00"), 0, EntryRef(NEW, 1), "人違い")
    twice = [
        fact(HANA, 1, stay),
        fact(NEW, 1, stay, member=12),
        fact(BATH, 1, scan),
        fact(NEW, 3, scan, mine=False, member=12),
    ]
    behind = ruled(NEW, 1, RulingKind.FLAGGED, RulingReason.CLOCK_BEHIND, bounded=day("2027-01-11"))
    return [
        ("one act under two keys counts once", twice, []),
        (
            "a note that was repeated with what it is about is one note",
            [*twice, fact(HANA, 2, note), fact(NEW, 2, replace(note, about=EntryRef(NEW, 1)))],
            [],
        ),
        ("a void takes an act back under whatever key", [*twice, fact(MUSEUM, 1, void)], []),
        (
            "an act stands if it does under one of its keys",
            twice,
            [ruled(HANA, 1, RulingKind.REJECTED, RulingReason.NOT_REGISTERED)],
        ),
        ("repeated on another day it is another act", twice, [behind]),
        (
            "an interest that was repeated goes with the remove that saw it",
            [
                fact(HANA, 1, AddInterest(at(ten), 0, "祭り")),
                fact(NEW, 1, AddInterest(at(ten), 0, "祭り")),
                fact(HANA, 2, RemoveInterest(at(ten), 2, "祭り", [EntryRef(HANA, 1)])),
            ],
            [],
        ),
        (
            "two members who read one code in the same instant are two",
            [
                fact(HANA, 1, stay, mine=False, member=12),
                fact(NEW, 1, stay, mine=False, member=13),
            ],
            [],
        ),
    ]


def cases() -> list[tuple[str, list[Fact], list[Ruling]]]:
    ten, rejected = "2027-01-10T10:00:00", RulingKind.REJECTED
    bath, own = fact(BATH, 1, _check_in(ten, 5, project=1)), fact(HANA, 1, _stay(ten))
    return [
        ("nothing", [], []),
        ("two phones prove one day: it counts once (R11)", [bath, own], []),
        (
            "the last minute of a day and the first of the next are two days (R11)",
            [
                fact(BATH, 1, _check_in("2027-01-10T23:59:59", 5)),
                fact(BATH, 2, _check_in("2027-01-11T00:00:00", 5)),
            ],
            [],
        ),
        (
            "two designated scans of one day are one activity (R10)",
            [bath, fact(MUSEUM, 1, _check_in("2027-01-10T15:00:00", 6, 2, 1))],
            [],
        ),
        (
            "a project that is not designated is no activity (R20)",
            [fact(BATH, 1, _check_in(ten, 5, project=2))],
            [],
        ),
        (
            "a member's own word waits for staff (R26)",
            [fact(HANA, 1, _stay(ten, source=Source.MEMBER_ENTRY, project=1))],
            [],
        ),
        (
            "what is rejected shows and counts nothing (R18)",
            [own],
            [ruled(HANA, 1, rejected, RulingReason.WRONG_CODE)],
        ),
        (
            "what is flagged counts, on the day it was bounded to",
            [own],
            [
                ruled(
                    HANA, 1, RulingKind.FLAGGED, RulingReason.CLOCK_AHEAD, bounded=day("2027-01-08")
                )
            ],
        ),
        (
            "the newest ruling stands",
            [own],
            [
                ruled(HANA, 1, RulingKind.ACCEPTED, RulingReason.NONE, version=2),
                ruled(HANA, 1, rejected, RulingReason.UNKNOWN_PLACE),
            ],
        ),
        (
            "a void takes an entry back and its reason shows (R27)",
            [
                bath,
                own,
                fact(BATH, 2, Void(at("2027-01-10T10:05:00"), 0, EntryRef(BATH, 1), "人違い")),
            ],
            [],
        ),
        (
            "a void that was rejected takes nothing back (R27)",
            [bath, fact(HANA, 2, Void(at("2027-01-10T10:05:00"), 0, EntryRef(BATH, 1), ""))],
            [ruled(HANA, 2, rejected, RulingReason.NOT_PERMITTED)],
        ),
        (
            "notes stand under their entry, oldest first, and can be taken back (R25)",
            [
                bath,
                fact(HANA, 2, Note(at("2027-01-10T20:00:00"), 1, EntryRef(BATH, 1), "二つめ")),
                fact(HANA, 1, Note(at("2027-01-10T20:00:00"), 0, EntryRef(BATH, 1), "一つめ")),
                fact(HANA, 3, Note(at("2027-01-10T21:00:00"), 0, EntryRef(BATH, 1), "まちがい")),
                fact(HANA, 4, Void(at("2027-01-10T21:01:00"), 0, EntryRef(HANA, 3), "")),
            ],
            [],
        ),
        (
            "registers: the larger clock wins, a tie goes to the larger device",
            [
                fact(HANA, 1, SetField(at(ten), 0, ProfileField.NAME, "花子")),
                fact(BATH, 1, SetField(at(ten), 0, ProfileField.NAME, "はなこ")),
                fact(HANA, 2, SetField(at(ten), 1, ProfileField.LANGUAGE, "ja")),
                fact(BATH, 2, SetField(at(ten), 0, ProfileField.LANGUAGE, "en")),
            ],
            [],
        ),
        (
            "a set: an add that the remove had not seen stands",
            [
                fact(HANA, 1, AddInterest(at(ten), 0, "祭り")),
                fact(BATH, 1, AddInterest(at(ten), 5, "祭り")),
                fact(HANA, 2, AddInterest(at(ten), 1, "農業")),
                fact(MUSEUM, 1, AddInterest(at(ten), 0, "🎣")),
                fact(MUSEUM, 2, AddInterest(at(ten), 1, "ﾂﾘ")),
                fact(HANA, 3, RemoveInterest(at(ten), 2, "祭り", [EntryRef(HANA, 1)])),
                fact(HANA, 4, RemoveInterest(at(ten), 3, "農業", [EntryRef(HANA, 2)])),
            ],
            [],
        ),
        (
            "others' facts are no part of one's own history; attendance has everybody",
            [
                bath,
                fact(BATH, 2, _check_in("2027-01-10T09:00:00", 7), mine=False),
                fact(MUSEUM, 9, _check_in("2027-01-10T11:00:00", 99), mine=False),
                fact(HANA, 5, _stay("2027-01-10T12:00:00"), member=12),
                fact(BATH, 3, _check_in("2027-01-10T09:30:00", 7, 2), mine=False),
            ],
            [],
        ),
        *_repeated(ten),
        (
            "a place that the replica does not know counts nothing",
            [fact(HANA, 1, _stay(ten, place=9))],
            [],
        ),
        (
            "a place of the prefecture counts for the prefecture (R02)",
            [fact(HANA, 1, _stay(ten, place=3))],
            [],
        ),
        (
            "one fact told twice, once with the member's number",
            [bath, fact(BATH, 1, _check_in(ten, 5, project=1), mine=False, member=12)],
            [],
        ),
    ]


def views_vectors() -> dict[str, Any]:
    rows = []
    for name, facts, rulings in cases():
        joined, ruling_map = join_facts(facts), join_rulings(rulings)
        seen = day("2027-01-10")
        views = member_views(joined.values(), ruling_map, PLACES, set(DESIGNATED))
        rows.append(
            {
                "name": name,
                "facts": [fact_to_json(f) for f in facts],
                "rulings": [ruling_to_json(r) for r in rulings],
                "member_views": view_to_json(views),
                "attendance": view_to_json(
                    attendance(joined.values(), ruling_map, ROSTER, 1, seen)
                ),
            }
        )
    return {
        "places": [[place, body] for place, body in PLACES.items()],
        "designated": DESIGNATED,
        "roster": [[issuer, card, member] for (issuer, card), member in ROSTER.items()],
        "attendance_of": {"place": 1, "day": day("2027-01-10")},
        "cases": rows,
    }


def merge_vectors() -> dict[str, Any]:
    rows = []
    for name, facts, rulings in cases():
        half = len(facts) // 2
        left, right = facts[: half + 1], facts[half:]
        rows.append(
            {
                "name": name,
                "left": [fact_to_json(f) for f in left],
                "right": [fact_to_json(f) for f in right],
                "facts": [fact_to_json(f) for _, f in sorted(join_facts(left, right).items())],
                "rulings_in": [ruling_to_json(r) for r in rulings],
                "rulings": [ruling_to_json(r) for _, r in sorted(join_rulings(rulings).items())],
            }
        )
    return {"cases": rows}


def render() -> dict[str, str]:
    """File name to text."""
    made = {
        "log.json": log_vectors(),
        "packing.json": packing_vectors(),
        "clock.json": clock_vectors(),
        "merge.json": merge_vectors(),
        "views.json": views_vectors(),
        "facility.json": facility_vectors(),
    }
    return {
        name: json.dumps(value, ensure_ascii=False, indent=1) + "\n" for name, value in made.items()
    }


if __name__ == "__main__":
    for name, text in render().items():
        (FOLDER / name).write_text(text)
