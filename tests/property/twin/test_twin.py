"""The two languages, held together: the same inputs give the same bytes and the same views."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.entries import Entry, Use
from schemas.rulings import Ruling
from schemas.views import Fact
from sync.clock import MAX_COUNTER, MAX_DRIFT_MS, Stamp, receive, tick
from sync.log import MalformedEntry, chain, decode_entry, encode_entry
from sync.merge import join_facts, join_rulings
from sync.views import attendance, member_views
from tests.differential.compare import compare
from tests.support.facts import fact_to_json, ruling_to_json, view_to_json
from tests.support.strategies import (
    DESIGNATED,
    PLACES,
    ROSTER,
    TODAY,
    entries,
    fact_lists,
    ruling_lists,
)
from tests.support.twin import Twin, twin

# The twin is a process that lives for the whole session: no example changes it.
fuzz = settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
stamps = st.builds(
    Stamp, st.integers(0, 2**48 - 1), st.one_of(st.integers(0, 3), st.just(MAX_COUNTER))
)
near = st.integers(-MAX_DRIFT_MS - 2, MAX_DRIFT_MS + 2)


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twin]:
    with twin(tmp_path_factory.mktemp("twin")) as started:
        yield started


def ask(asked: Twin, /, **request: Any) -> Any:
    return asked.ask([request])[0]


@fuzz
@given(facts=fact_lists, rulings=ruling_lists)
def test_views(other: Twin, facts: list[Fact], rulings: list[Ruling]) -> None:
    joined, ruled = join_facts(facts).values(), join_rulings(rulings)
    replicas = {
        "facts": [fact_to_json(fact) for fact in facts],
        "rulings": [ruling_to_json(ruling) for ruling in rulings],
    }
    theirs = ask(
        other,
        op="memberViews",
        places=list(PLACES.items()),
        designated=sorted(DESIGNATED),
        **replicas,
    )
    assert theirs == view_to_json(member_views(joined, ruled, PLACES, DESIGNATED))
    roster = [[issuer, card, member] for (issuer, card), member in ROSTER.items()]
    theirs = ask(other, op="attendance", roster=roster, place=1, day=TODAY, **replicas)
    assert theirs == view_to_json(attendance(joined, ruled, ROSTER, 1, TODAY))


@fuzz
@given(log=st.lists(entries, max_size=5))
def test_bytes_and_chain(other: Twin, log: list[Entry]) -> None:
    encoded = [encode_entry(entry) for entry in log]
    plain = [{"type": type(e).__name__, **_plain(e)} for e in log]
    assert other.ask({"op": "encodeEntry", "entry": p} for p in plain) == [
        data.hex() for data in encoded
    ]
    assert other.ask({"op": "decodeEntry", "data": data.hex()} for data in encoded) == plain
    theirs = ask(other, op="chain", head="00" * 32, entries=[data.hex() for data in encoded])
    assert theirs == chain(bytes(32), encoded).hex()


def _plain(entry: Entry) -> dict[str, Any]:
    values = {field: getattr(entry, field) for field in entry.__struct_fields__}
    made: dict[str, Any] = _hex(msgspec.to_builtins(values, builtin_types=(bytes,)))
    for name in ("about", "observed"):
        if name in values:
            value = values[name]
            refs = value if isinstance(value, list) else [value]
            shown = [{"device": ref.device.hex(), "seq": ref.seq} for ref in refs]
            made[name] = shown if isinstance(value, list) else shown[0]
    if isinstance(entry, Use):
        made["party"] = [{"line": one.line, "people": one.people} for one in entry.party]
    return made


def _hex(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {key: _hex(item) for key, item in value.items()}
    return [_hex(item) for item in value] if isinstance(value, list) else value


@fuzz
@given(entry=entries, data=st.data())
def test_damaged_bytes_are_refused_by_both_or_read_alike(
    other: Twin, entry: Entry, data: st.DataObject
) -> None:
    damaged = bytearray(encode_entry(entry))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at] = data.draw(st.integers(0, 255))
    cut = bytes(damaged[: data.draw(st.integers(0, len(damaged)))])
    try:
        ours = {"again": encode_entry(decode_entry(cut)).hex()}
    except MalformedEntry:
        ours = {"again": "malformed"}
    read = ask(other, op="decodeEntry", data=cut.hex())
    theirs = read if read == "malformed" else ask(other, op="encodeEntry", entry=read)
    assert theirs == ours["again"]


def test_logs_and_messages(other: Twin) -> None:
    """The beginning of `just fuzz`, which goes on as long as one likes."""
    assert compare(other, range(3_000)) is None


@fuzz
@given(last=stamps, offset=near)
def test_tick(other: Twin, last: Stamp, offset: int) -> None:
    wall = max(0, last.ms + offset)
    assert ask(other, op="tick", last=last, wall=wall) == list(tick(last, wall))


@fuzz
@given(last=stamps, seen=stamps, offset=near)
def test_receive(other: Twin, last: Stamp, seen: Stamp, offset: int) -> None:
    wall = max(0, seen.ms + offset)
    theirs = ask(other, op="receive", last=last, other=seen, wall=wall)
    assert theirs == list(receive(last, seen, wall))
