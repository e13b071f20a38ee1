"""The conformance vectors: what the files say is what `sync/` computes, and they are not stale."""

import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from schemas.sync import Bits, CheckInRun
from sync.calendar import day_of, format_day, parse_day
from sync.clock import Stamp, receive, tick
from sync.log import MalformedEntry, chain, decode_entry, encode_entry
from sync.merge import join_facts, join_rulings
from sync.message import read_request, signed_bytes
from sync.packing import entries_of, pack, pack_column, unpack, unpack_column
from sync.views import attendance, member_views
from tests.support.facts import fact_from_json, fact_to_json, ruling_from_json, view_to_json
from tests.support.make_vectors import render

FOLDER = Path(__file__).resolve().parents[3] / "schemas" / "vectors"


def load(name: str) -> Any:
    return json.loads((FOLDER / name).read_text())


LOG, PACKING, CLOCK, MERGE, VIEWS = (
    load(f"{name}.json") for name in ("log", "packing", "clock", "merge", "views")
)
PACKED = msgspec.msgpack.Decoder(list[bytes | CheckInRun])


@pytest.mark.parametrize("name", sorted(render()))
def test_the_files_are_those_that_the_generator_writes(name: str) -> None:
    assert (FOLDER / name).read_text() == render()[name], "run `just generate`"


def test_the_chain() -> None:
    head = bytes(32)
    for step in LOG["chain"]:
        data = bytes.fromhex(step["entry"])
        assert encode_entry(decode_entry(data)) == data
        assert chain(head, [data]) == hashlib.sha256(head + data).digest()
        head = chain(head, [data])
        assert head.hex() == step["head"]


def test_the_request() -> None:
    case = LOG["request"]
    body = bytes.fromhex(case["body_after_signature"])
    received = read_request(bytes(64) + body)
    assert (received.signature, received.body) == (bytes(64), body)
    assert [e.hex() for e in received.entries] == case["entries"]
    challenge, head = bytes.fromhex(case["challenge"]), bytes.fromhex(case["head"])
    assert signed_bytes(challenge, head, body).hex() == case["signed"]


@pytest.mark.parametrize("case", PACKING["columns"], ids=str)
def test_a_column(case: dict[str, Any]) -> None:
    values, bits = case["values"], bytes.fromhex(case["bits"])
    column = Bits(case["base"], bits) if bits else case["base"]
    assert pack_column(values) == column
    assert list(unpack_column(column, len(values))) == values


@pytest.mark.parametrize("case", PACKING["runs"], ids=lambda case: case["name"])
def test_runs(case: dict[str, Any]) -> None:
    entries = [bytes.fromhex(entry) for entry in case["entries"]]
    packed = msgspec.msgpack.encode(pack(entries))
    assert packed.hex() == case["packed"]
    assert entries_of(unpack(PACKED.decode(packed))) == entries


@pytest.mark.parametrize("data", LOG["malformed"])
def test_malformed_entries_are_refused(data: str) -> None:
    with pytest.raises(MalformedEntry):
        decode_entry(bytes.fromhex(data))


@pytest.mark.parametrize("case", CLOCK["tick"], ids=str)
def test_tick(case: dict[str, Any]) -> None:
    assert list(tick(Stamp(*case["last"]), case["wall"])) == case["stamp"]


@pytest.mark.parametrize("case", CLOCK["receive"], ids=str)
def test_receive(case: dict[str, Any]) -> None:
    stamp = receive(Stamp(*case["last"]), Stamp(*case["other"]), case["wall"])
    assert list(stamp) == case["stamp"]


@pytest.mark.parametrize("case", CLOCK["days"], ids=lambda c: str(c["text"]))
def test_days(case: dict[str, Any]) -> None:
    assert day_of(case["first_ms"]) == day_of(case["last_ms"]) == case["day"]
    assert parse_day(case["text"]) == case["day"]
    assert format_day(case["day"]) == case["text"]


@pytest.mark.parametrize("case", MERGE["cases"], ids=lambda c: str(c["name"]))
def test_merge(case: dict[str, Any]) -> None:
    left = [fact_from_json(f) for f in case["left"]]
    right = [fact_from_json(f) for f in case["right"]]
    joined = [fact_to_json(f) for _, f in sorted(join_facts(right, left).items())]
    assert joined == case["facts"]


@pytest.mark.parametrize("case", VIEWS["cases"], ids=lambda c: str(c["name"]))
def test_views(case: dict[str, Any]) -> None:
    facts = join_facts(fact_from_json(f) for f in case["facts"]).values()
    rulings = join_rulings(ruling_from_json(r) for r in case["rulings"])
    views = member_views(facts, rulings, dict(VIEWS["places"]), set(VIEWS["designated"]))
    assert view_to_json(views) == case["member_views"]
    roster = {(issuer, card): member for issuer, card, member in VIEWS["roster"]}
    of = VIEWS["attendance_of"]
    rows = attendance(facts, rulings, roster, of["place"], of["day"])
    assert view_to_json(rows) == case["attendance"]
