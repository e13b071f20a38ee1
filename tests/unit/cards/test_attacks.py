"""Nothing of `schemas/vectors/attacks.json` is accepted, none crashes, each gets its answer."""

import json
from collections import Counter
from typing import Any

import cbor2
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from server.cards import cbor, presentation, status_delta, status_list, trust_list, verify
from server.cards.cbor import CborError
from server.cards.seen import Sighting
from server.cards.status_list import StatusListError
from server.cards.trust_list import TrustListError
from server.cards.verify import Context
from tests.unit.cards import make_attacks, make_vectors
from tests.unit.cards.test_vectors import ROOT_KEY, VECTORS, status, trust

ATTACKS: dict[str, Any] = json.loads(make_attacks.FILE.read_text())
BODY = make_vectors.BODY


def named(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=f"{case.get('kind', '')} {case['name']}") for case in cases]


def judged(text: str, now: int, given: dict[str, Any]) -> tuple[str, str]:
    context = Context(
        trust=trust(given["trust"]),
        status_lists={body: status() for body in given["status_lists"]},
        accepted=frozenset(given["accepted"]),
        max_list_age=given["max_list_age"],
        seen=[Sighting(**one) for one in given["seen"]],
        tolerated_steps=given["tolerated_steps"],
    )
    verdict = verify.judge(text, context, now)
    return verdict.kind, verdict.reason or ""


def opened(kind: str, message: bytes) -> object:
    match kind:
        case "trust_list":
            return trust_list.verify(message, ROOT_KEY)
        case "status_list":
            return status_list.verify(message, BODY, trust())
        case _:
            return status_delta.verify(message, BODY, trust())


GOOD = {
    "trust_list": bytes.fromhex(VECTORS["trust_list"]["signed"]),
    "status_list": bytes.fromhex(VECTORS["status_list"]["signed"]),
    "status_delta": bytes.fromhex(VECTORS["status_delta"]["cases"][1]["signed"]),
}
REFUSALS = (TrustListError, StatusListError)


def test_committed_attacks_are_what_the_code_makes() -> None:
    assert make_attacks.FILE.read_text() == make_attacks.rendered()


def test_each_attack_has_its_own_name() -> None:
    names = Counter(case["name"] for case in ATTACKS["presentations"])
    names += Counter((case["kind"], case["name"]) for case in ATTACKS["lists"])
    assert {name for name, times in names.items() if times > 1} == set()


@pytest.mark.parametrize("case", named(ATTACKS["presentations"]))
def test_presentation(case: dict[str, Any]) -> None:
    found = judged(case["text"], case["now"], VECTORS["verdicts"]["context"] | case)
    assert found == (case["kind"], case["reason"])
    assert found[0] != "valid"


@pytest.mark.parametrize("mask", ATTACKS["flips"]["masks"])
def test_every_byte_flipped(mask: str) -> None:
    data = bytes.fromhex(ATTACKS["flips"]["packed"])
    expected = ATTACKS["flips"]["masks"][mask]
    assert len(expected) == len(data) == 197
    found = []
    for at in range(len(data)):
        flipped = bytearray(data)
        flipped[at] ^= int(mask)
        text = presentation.encode(bytes(flipped))
        kind, reason = judged(text, ATTACKS["flips"]["now"], VECTORS["verdicts"]["context"])
        found.append(reason or kind)
    assert found == expected


@pytest.mark.parametrize("case", named(ATTACKS["lists"]))
def test_list(case: dict[str, Any]) -> None:
    with pytest.raises(REFUSALS) as refused:
        opened(case["kind"], bytes.fromhex(case["signed"]))
    assert str(refused.value) == case["reason"]


@pytest.mark.parametrize("kind", GOOD)
def test_every_byte_of_a_list_flipped(kind: str) -> None:
    message = GOOD[kind]
    opened(kind, message)
    for at in range(len(message)):
        for mask in (0x01, 0x80, 0xFF):
            flipped = bytearray(message)
            flipped[at] ^= mask
            with pytest.raises(REFUSALS):
                opened(kind, bytes(flipped))


@pytest.mark.parametrize("kind", GOOD)
def test_every_length_of_a_list(kind: str) -> None:
    for length in range(len(GOOD[kind])):
        with pytest.raises(REFUSALS):
            opened(kind, GOOD[kind][:length])


@pytest.mark.parametrize("case", ATTACKS["succession"], ids=lambda case: case["name"])
def test_which_list_stands(case: dict[str, Any]) -> None:
    assert verify.takes_over(case["held"], case["offered"], case["now"]) is case["taken"]


@pytest.mark.parametrize("data", ATTACKS["cbor"]["good"])
def test_cbor_is_read(data: str) -> None:
    raw = bytes.fromhex(data)
    found = cbor.read(raw)
    assert found == cbor2.loads(raw)
    assert cbor2.dumps(found) == raw


@pytest.mark.parametrize("case", named(ATTACKS["cbor"]["bad"]))
def test_cbor_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(CborError) as refused:
        cbor.read(bytes.fromhex(case["data"]))
    assert str(refused.value) == case["reason"]


plain = st.sampled_from([None, True, False, 1.0, -0.5, "", "1", "lst", b"", b"1", 2**53, -(2**64)])
anything = st.recursive(
    plain | st.integers(0, 300) | st.binary(max_size=9),
    lambda part: (
        st.lists(part, max_size=4) | st.dictionaries(st.integers(-3, 9) | plain, part, max_size=4)
    ),
    max_leaves=6,
)


@given(st.binary(max_size=300) | anything.map(cbor2.dumps))
def test_what_is_read_is_the_only_spelling_of_it(data: bytes) -> None:
    try:
        found = cbor.read(data)
    except CborError:
        return
    assert cbor2.dumps(found, canonical=False) == data


@given(st.sampled_from(list(GOOD)), st.integers(0, 3), anything)
def test_any_cbor_in_a_list_is_refused(kind: str, at: int, part: object) -> None:
    tagged = cbor2.loads(GOOD[kind])
    parts = [*tagged.value]
    parts[at] = cbor2.dumps(part) if isinstance(parts[at], bytes) else part
    assume(parts != [*tagged.value])
    with pytest.raises(REFUSALS):
        opened(kind, cbor2.dumps(cbor2.CBORTag(18, parts)))


@given(st.sampled_from(["status_list", "status_delta"]), anything, anything)
def test_any_content_that_is_signed_crashes_nothing(
    kind: str, content: object, date: object
) -> None:
    """What a body that runs other software may sign: it is refused, or it is a list."""
    typ = status_list.TYPE if kind == "status_list" else status_delta.TYPE
    claim = status_list.STATUS_LIST if kind == "status_list" else status_delta.CHANGES
    common = {1: "292010", 2: "furusato:status:292010"}
    payload = cbor2.dumps(common | {6: date, claim: content})
    key = make_vectors.BODY_KEY
    with pytest.raises(REFUSALS):
        opened(kind, status_list.sign_token(typ, payload, key.kid, key.sign))


@given(st.sampled_from(list(GOOD)), st.binary(max_size=300))
def test_any_bytes_are_refused(kind: str, data: bytes) -> None:
    for message in (data, b"\xd2\x84" + data, GOOD[kind][:80] + data):
        with pytest.raises(REFUSALS):
            opened(kind, message)


def test_a_delta_beyond_its_size_is_not_parsed() -> None:
    with pytest.raises(StatusListError, match="larger"):
        status_delta.verify(bytes(status_delta.MAX_DELTA_BYTES + 1), BODY, trust())
