"""The courier's bytes: the vectors, and what is no parcel."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from schemas.courier import (
    ANSWER_HEADER_BYTES,
    MAX_PARCEL_BYTES,
    MAX_PARCEL_REQUESTS,
    PARCEL_HEADER_BYTES,
    POINT_BYTES,
    SMALLEST_SEALED,
    AnswerKind,
)
from server.cards.sealing import SealError, seal, unseal
from sync.courier import (
    SEAL_BYTES,
    Content,
    MalformedParcel,
    answer_info,
    decode_answer,
    decode_content,
    encode_answer,
    encode_content,
    installation_tag,
    padded_size,
    parcel_info,
    read_answer,
    read_parcel,
)
from tests.support.make_courier_vectors import frames

VECTORS: Any = json.loads(
    (Path(__file__).resolve().parents[3] / "schemas" / "vectors" / "courier.json").read_text()
)
POINT = bytes.fromhex(VECTORS["reply_key"]["public"])


def private(name: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int(VECTORS[name]["private"], 16), ec.SECP256R1())


@pytest.mark.parametrize("case", VECTORS["parcels"], ids=lambda case: case["name"])
def test_a_parcel(case: dict[str, Any]) -> None:
    data = bytes.fromhex(case["parcel"])
    parcel = read_parcel(data)
    assert parcel.installation == installation_tag(VECTORS["instance"])
    assert parcel.installation.hex() == VECTORS["installation"]
    assert parcel.key.hex() == VECTORS["sealing_key"]["id"]
    assert parcel.id.hex() == VECTORS["id"]
    assert parcel.header + parcel.sealed == data
    plain = unseal(private("sealing_key"), parcel_info(parcel.header), parcel.sealed)
    assert plain.hex() == case["plain"]
    content = Content(POINT, [bytes.fromhex(request) for request in case["requests"]])
    assert decode_content(plain) == content
    assert encode_content(content) == plain
    # What stands outside is bound to what is inside.
    other = b"X" + parcel.header[1:]
    with pytest.raises(SealError):
        unseal(private("sealing_key"), parcel_info(other), parcel.sealed)
    with pytest.raises(SealError):
        unseal(private("reply_key"), parcel_info(parcel.header), parcel.sealed)


@pytest.mark.parametrize("case", VECTORS["answers"], ids=lambda case: str(case["kind"]))
def test_an_answer(case: dict[str, Any]) -> None:
    data = bytes.fromhex(case["answer"])
    answer = read_answer(data)
    assert answer.parcel.hex() == VECTORS["id"]
    assert answer.header + answer.sealed == data
    plain = unseal(private("reply_key"), answer_info(answer.header), answer.sealed)
    kind, body = AnswerKind(case["kind"]), bytes.fromhex(case["body"])
    assert decode_answer(plain) == (kind, body)
    assert encode_answer(kind, body) == plain


def test_lengths() -> None:
    for size, padded in VECTORS["sizes"]:
        assert padded_size(size) == padded


@pytest.mark.parametrize("case", VECTORS["frames"], ids=lambda case: str(len(case["texts"])))
def test_frames_fit_their_code(case: dict[str, Any]) -> None:
    assert frames(bytes.fromhex(case["data"])) == case["texts"]
    # QR version 15 at level L holds 758 letters in alphanumeric mode (ISO/IEC 18004).
    assert max(map(len, case["texts"])) <= 758


@given(st.integers(0, MAX_PARCEL_BYTES))
def test_padding_is_little_and_tells_little(size: int) -> None:
    padded = padded_size(size)
    assert size <= padded <= max(SMALLEST_SEALED, size * 1.25 + 1)
    assert padded_size(padded) == padded


@given(st.lists(st.binary(max_size=2000), min_size=1, max_size=MAX_PARCEL_REQUESTS))
def test_what_is_packed_is_found(requests: list[bytes]) -> None:
    plain = encode_content(Content(POINT, requests))
    assert decode_content(plain) == Content(POINT, requests)
    whole = len(plain) + PARCEL_HEADER_BYTES + SEAL_BYTES
    assert padded_size(whole) == whole


@given(st.sampled_from(AnswerKind), st.binary(max_size=3000))
def test_what_is_answered_is_found(kind: AnswerKind, body: bytes) -> None:
    plain = encode_answer(kind, body)
    assert decode_answer(plain) == (kind, body)
    whole = len(plain) + ANSWER_HEADER_BYTES + SEAL_BYTES
    assert padded_size(whole) == whole


@given(st.binary(max_size=2000))
def test_anything_else_is_refused_and_nothing_breaks(data: bytes) -> None:
    for read in (read_parcel, read_answer, decode_content, decode_answer):
        try:
            read(data)
        except MalformedParcel:
            continue
        # Random bytes are hardly ever one of ours: only what decodes consistently gets here.
        assert read in (decode_content, decode_answer)


def test_what_is_no_parcel() -> None:
    whole = bytes.fromhex(VECTORS["parcels"][0]["parcel"])
    for data in (b"", whole[:-1], whole + b"\0", b"FRP\x02" + whole[4:], whole[:100]):
        with pytest.raises(MalformedParcel):
            read_parcel(data)
    with pytest.raises(MalformedParcel):
        read_answer(whole)
    with pytest.raises(MalformedParcel):
        read_parcel(whole.ljust(padded_size(MAX_PARCEL_BYTES + 1), b"\0"))


def test_what_is_no_content() -> None:
    one = encode_content(Content(POINT, [b"request"]))
    for plain in (
        POINT,
        POINT + b"\0" + one[POINT_BYTES + 1 :],
        POINT + b"\x09" + one[POINT_BYTES + 1 :],
        one[:-1] + b"\1",
        POINT + b"\1\xff\xff\xff\xff",
    ):
        with pytest.raises(MalformedParcel):
            decode_content(plain)
    for requests in ([], [b""] * (MAX_PARCEL_REQUESTS + 1), [bytes(MAX_PARCEL_BYTES)]):
        with pytest.raises(MalformedParcel):
            encode_content(Content(POINT, requests))


def test_the_largest_parcel() -> None:
    around = PARCEL_HEADER_BYTES + SEAL_BYTES + POINT_BYTES + 1 + 4
    request = bytes(MAX_PARCEL_BYTES - around)
    plain = encode_content(Content(POINT, [request]))
    assert len(plain) + PARCEL_HEADER_BYTES + SEAL_BYTES == MAX_PARCEL_BYTES
    with pytest.raises(MalformedParcel):
        encode_content(Content(POINT, [request + b"\0"]))


def test_sealing_refuses_what_is_no_key_and_what_is_cut() -> None:
    with pytest.raises(SealError):
        seal(b"\4" + bytes(64), b"", b"plain")
    sealed = seal(POINT, b"info", b"plain")
    assert unseal(private("reply_key"), b"info", sealed) == b"plain"
    for damaged in (b"", sealed[:65], sealed[:-1], bytes(65) + sealed[65:]):
        with pytest.raises(SealError):
            unseal(private("reply_key"), b"info", damaged)
