"""The Python verifier gives the verdicts of `schemas/vectors/credential.json`."""

import json
from typing import Any

import base45  # type: ignore[import-untyped]  # the package has no types
import pytest

from schemas.feed import Tier
from server.cards import (
    credential,
    kiosk_code,
    presentation,
    status_delta,
    status_list,
    trust_list,
    venue_code,
    verify,
)
from server.cards.credential import Claims
from server.cards.seen import Sighting
from server.cards.status_list import StatusList, StatusListError
from server.cards.trust_list import TrustList, TrustListError
from server.cards.venue_code import VenueCodeError
from server.cards.verify import Context, Verdict
from tests.unit.cards import make_vectors

VECTORS: dict[str, Any] = json.loads(make_vectors.FILE.read_text())
ROOT_KEY = bytes.fromhex(VECTORS["keys"]["root"]["public"])


def trust(which: str = "signed") -> TrustList:
    return trust_list.verify(bytes.fromhex(VECTORS["trust_list"][which]), ROOT_KEY)


def status() -> StatusList:
    part = VECTORS["status_list"]
    return status_list.verify(bytes.fromhex(part["signed"]), part["body"], trust())


def named(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in cases]


def test_committed_vectors_are_what_the_code_makes() -> None:
    assert make_vectors.FILE.read_text() == make_vectors.rendered()


def test_case_names_are_unique() -> None:
    names = [case["name"] for case in VECTORS["verdicts"]["cases"]]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("part", ["credential", "printed"])
def test_unpacking_restores_the_claims_and_the_standard_bytes(part: str) -> None:
    case = VECTORS[part]
    whole = credential.unpack(bytes.fromhex(case["packed"]))
    given = case["claims"]
    assert whole.claims == Claims(
        **given
        | {
            "pseudonym": bytes.fromhex(given["pseudonym"]),
            "tier": Tier(given["tier"]),
            "holder": bytes.fromhex(given["holder"]) if given["holder"] else None,
        }
    )
    assert whole.to_be_signed().hex() == case["to_be_signed"]
    assert whole.cwt().hex() == case["cwt"]


def test_reading_a_presentation() -> None:
    case = VECTORS["presentation"]
    shown = presentation.decode(case["text"])
    assert shown.step == case["step"]
    assert presentation.to_be_signed(shown.credential, case["step"]).hex() == case["to_be_signed"]
    assert presentation.proof_holds(shown)


@pytest.mark.parametrize(("data", "text"), VECTORS["base45"]["good"])
def test_base45(data: str, text: str) -> None:
    assert base45.b45encode(bytes.fromhex(data)).decode() == text
    assert bytes(base45.b45decode(text.encode())).hex() == data


@pytest.mark.parametrize("text", VECTORS["base45"]["bad"])
def test_bad_base45_is_damaged(text: str) -> None:
    with pytest.raises(credential.CredentialError):
        presentation.decode(presentation.PREFIX + text)


def facts(verdict: Verdict) -> dict[str, Any]:
    """A verdict as the vectors write it."""
    if verdict.claims is None:
        found = {"kind": verdict.kind, "reason": verdict.reason, "body": verdict.body}
        return {name: value for name, value in found.items() if value is not None}
    claims = verdict.claims
    return {
        "kind": verdict.kind,
        "body": claims.body,
        "tier": int(claims.tier),
        "long_stay": claims.long_stay,
        "printed": claims.printed,
        "index": claims.index,
        "not_before": claims.not_before,
        "expires": claims.expires,
        "step": verdict.step,
        "drift": verdict.drift,
        "list_age": verdict.list_age,
        "list_too_old": verdict.list_too_old,
        "name": verdict.name,
        "same_sight": verdict.same_sight,
    }


@pytest.mark.parametrize("case", named(VECTORS["verdicts"]["cases"]))
def test_verdict(case: dict[str, Any]) -> None:
    given = VECTORS["verdicts"]["context"] | case
    context = Context(
        trust=trust(given["trust"]),
        status_lists={body: status() for body in given["status_lists"]},
        accepted=frozenset(given["accepted"]),
        max_list_age=given["max_list_age"],
        seen=[Sighting(**sighting) for sighting in given["seen"]],
        tolerated_steps=given["tolerated_steps"],
    )
    assert facts(verify.judge(case["text"], context, case["now"])) == case["expect"]


def test_status_list_says_who_is_revoked() -> None:
    part = VECTORS["status_list"]
    found = [index for index in range(part["cards"] + 8) if status().revoked(index)]
    assert found == part["revoked"]


@pytest.mark.parametrize("name", VECTORS["status_list"]["bad"])
def test_bad_status_list_is_refused(name: str) -> None:
    part = VECTORS["status_list"]
    with pytest.raises(StatusListError):
        status_list.verify(bytes.fromhex(part["bad"][name]), part["body"], trust())


@pytest.mark.parametrize("case", named(VECTORS["status_delta"]["cases"]))
def test_status_delta(case: dict[str, Any]) -> None:
    part = VECTORS["status_delta"]
    base = status_list.verify(bytes.fromhex(part["base"]), part["body"], trust())
    assert base.name.hex() == part["base_name"]
    delta = status_delta.verify(bytes.fromhex(case["signed"]), part["body"], trust())
    found = status_delta.advance(base, delta)
    assert (found.body, found.name) == (base.body, base.name)
    assert case["expect"] == {
        "issued_at": found.issued_at,
        "size": len(found.bits),
        "revoked": [index for index in range(len(found.bits) * 8 + 8) if found.revoked(index)],
    }


@pytest.mark.parametrize("name", VECTORS["status_delta"]["bad"])
def test_bad_status_delta_is_refused(name: str) -> None:
    part = VECTORS["status_delta"]
    with pytest.raises(StatusListError):
        status_delta.verify(bytes.fromhex(part["bad"][name]), part["body"], trust())


@pytest.mark.parametrize("name", VECTORS["trust_list"]["bad"])
def test_bad_trust_list_is_refused(name: str) -> None:
    with pytest.raises(TrustListError):
        trust_list.verify(bytes.fromhex(VECTORS["trust_list"]["bad"][name]), ROOT_KEY)


@pytest.mark.parametrize("case", named(VECTORS["venue_code"]["cases"]))
def test_venue_code(case: dict[str, Any]) -> None:
    try:
        code = venue_code.read_venue_code(case["text"], trust(), case["now"])
    except VenueCodeError as error:
        found = {"kind": error.args[0]}
    else:
        found = {
            "kind": "venue",
            "body": code.body,
            "place": code.place,
            "project": code.project,
            "serial": code.serial,
            "token": code.token.hex(),
        }
    assert found == case["expect"]


@pytest.mark.parametrize("case", named(VECTORS["kiosk_code"]["cases"]))
def test_kiosk_code(case: dict[str, Any]) -> None:
    try:
        code = kiosk_code.read_kiosk_code(case["text"], trust(), case["now"])
    except VenueCodeError as error:
        found = {"kind": error.args[0]}
    else:
        found = {
            "kind": "live",
            "body": code.body,
            "place": code.place,
            "step": code.step,
            "proof": code.proof.hex(),
            "drift": code.drift,
        }
    assert found == case["expect"]


def test_a_kiosk_signs_what_the_vectors_say() -> None:
    part = VECTORS["kiosk_code"]
    certificate = kiosk_code.unpack(bytes.fromhex(part["certificate"]))
    assert certificate.to_be_signed().hex() == part["to_be_signed"]
    shown = kiosk_code.shown(certificate.body, certificate.place, part["step"])
    assert shown.hex() == part["shown"]
