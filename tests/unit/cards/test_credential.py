"""The packing is lossless and tight, and what it packs is a CWT that another library accepts."""

from dataclasses import replace
from typing import Any

import cbor2
import pytest
import segno
from cwt import COSE, COSEKey
from cwt.cose_key_interface import COSEKeyInterface
from hypothesis import given
from hypothesis import strategies as st

from schemas.feed import Tier
from server.cards import cose, credential, presentation
from server.cards.credential import EPOCH, Claims, CredentialError
from tests.unit.cards.make_vectors import (
    BODY_KEY,
    CLAIMS,
    HOLDER,
    NOW,
    OTHER_HOLDER,
    PRINTED,
    STEP,
    Key,
    bytes_of,
    issue,
    show,
)


def cose_key(key: Key, kid: bytes) -> COSEKeyInterface:
    """For the other library, which wants the whole point."""
    numbers = cose.public_key(key.public).public_numbers()
    x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
    return COSEKey.new({1: 2, -1: 1, -2: x, -3: y, 3: cose.ESP256, 2: kid})


def message(data: bytes) -> cbor2.CBORTag:
    """Parsed by cbor2: cwt 3.3 expects the lists of cbor2 5, where cbor2 6 gives tuples."""
    tagged = cbor2.loads(data)
    protected, unprotected, payload, signature = tagged.value
    return cbor2.CBORTag(tagged.tag, [protected, dict(unprotected), payload, signature])


@pytest.mark.parametrize("claims", [CLAIMS, PRINTED])
def test_an_independent_library_accepts_the_credential(claims: Claims) -> None:
    whole = credential.unpack(issue(claims))
    found = COSE.new().decode(message(whole.cwt()), cose_key(BODY_KEY, BODY_KEY.kid))
    read = cbor2.loads(found)
    assert read[1] == "292010"
    assert read[2] == claims.pseudonym.hex()
    assert (read[4], read[5]) == (claims.expires, claims.not_before)
    assert read[65535] == {"status_list": {"idx": claims.index, "uri": "furusato:status:292010"}}
    assert read[-65537] == claims.tier
    if claims.holder:
        assert read[8][1][-2] == HOLDER.public[1:]


def test_an_independent_library_accepts_the_presentation() -> None:
    shown = presentation.decode(show())
    assert shown.proof is not None
    payload = presentation.payload(shown.credential, STEP)
    signed = cose.sign1(cose.protected_header(), payload, shown.proof)
    found = COSE.new().decode(
        message(signed), cose_key(HOLDER, b"holder"), external_aad=presentation.CONTEXT
    )
    assert cbor2.loads(found) == [shown.credential.digest(), STEP]


def test_an_independent_library_refuses_another_key() -> None:
    whole = credential.unpack(issue(CLAIMS))
    with pytest.raises(Exception, match="Failed to verify"):
        COSE.new().decode(message(whole.cwt()), cose_key(OTHER_HOLDER, BODY_KEY.kid))


def test_the_live_code_is_small() -> None:
    text = show()
    assert len(bytes_of(text)) == 197
    assert len(text) == 300
    medium = segno.make(text, error="m", boost_error=False)
    low = segno.make(text, error="l", boost_error=False)
    assert (medium.version, medium.mode) == (10, "alphanumeric")
    assert low.version == 9


@st.composite
def any_claims(draw: st.DrawFn) -> Claims:
    not_before = EPOCH + 60 * draw(st.integers(0, 2**24 - 1))
    return Claims(
        body=draw(st.integers(1, 999_999)),
        pseudonym=draw(st.binary(min_size=16, max_size=16)),
        tier=draw(st.sampled_from(Tier)),
        long_stay=draw(st.booleans()),
        not_before=not_before,
        expires=not_before + 3600 * draw(st.integers(1, 2**16 - 1)),
        index=draw(st.integers(0, 2**32 - 1)),
        holder=draw(st.sampled_from([None, HOLDER.public, OTHER_HOLDER.public])),
    )


@given(any_claims(), st.binary(min_size=4, max_size=4))
def test_packing_loses_nothing(claims: Claims, kid: bytes) -> None:
    packed = credential.issue(claims, kid, lambda _: b"s" * 64)
    whole = credential.unpack(packed)
    assert (whole.claims, whole.kid, whole.signature) == (claims, kid, b"s" * 64)


@given(st.binary(min_size=97, max_size=129))
def test_a_packed_form_has_one_spelling(data: bytes) -> None:
    try:
        whole = credential.unpack(data)
    except CredentialError:
        return
    assert credential.issue(whole.claims, whole.kid, lambda _: whole.signature) == data


@pytest.mark.parametrize(
    "change",
    [
        {"not_before": CLAIMS.not_before + 1},
        {"expires": CLAIMS.expires + 60},
        {"expires": CLAIMS.not_before},
        {"expires": CLAIMS.not_before + 3600 * 2**16},
        {"not_before": EPOCH - 60},
        {"body": 0},
        {"body": 1_000_000},
        {"index": -1},
        {"index": 2**32},
        {"pseudonym": b"short"},
        {"holder": b"\x04" + bytes(32)},
        {"holder": b"\x02" + bytes(31)},
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(CredentialError):
        issue(replace(CLAIMS, **change))


@given(st.integers(EPOCH + 60, EPOCH + 10**9), st.integers(1, 3600 * 60_000))
def test_validity_rounds_in_favour_of_the_member(start: int, seconds: int) -> None:
    not_before, expires = credential.validity(start, seconds)
    assert not_before <= start < not_before + 60
    assert start + seconds <= expires < start + seconds + 3600 + 60
    credential.unpack(issue(replace(CLAIMS, not_before=not_before, expires=expires)))


def test_a_live_card_is_not_printed() -> None:
    with pytest.raises(CredentialError):
        presentation.printed_text(issue(CLAIMS))


def test_the_proof_signs_in_its_own_context() -> None:
    whole = credential.unpack(issue(CLAIMS))
    assert presentation.CONTEXT in presentation.to_be_signed(whole, NOW // 30)
    assert not presentation.to_be_signed(whole, NOW // 30).startswith(b"furusato-sync-v1")
