"""What follows from registering, refusing and leaving (R02, R03, R07)."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.catalogue import BodyKind, CatalogueBody
from server.registry.rules import (
    Change,
    ChangeKind,
    Reason,
    Standing,
    on_allowing_link,
    on_leaving,
    on_refusing_link,
    on_registering,
)

NARA = 290009
KAWAKAMI, TENRI = 294527, 292044
BOTH = {NARA, KAWAKAMI, TENRI}


def body(code: int) -> CatalogueBody:
    kind = BodyKind.PREFECTURE if code == NARA else BodyKind.MUNICIPALITY
    return CatalogueBody(code, "", "", "", "", NARA, kind)


def applied(standing: Standing, changes: list[Change]) -> Standing:
    """The standing after changes, each of which must be one that can be made."""
    held, refused = dict(standing.held), standing.refused
    for change in changes:
        match change.kind:
            case ChangeKind.GRANT:
                assert change.body not in held
                held[change.body] = change.linked
            case ChangeKind.MAKE_DIRECT:
                assert held[change.body]
                held[change.body] = False
            case ChangeKind.END:
                del held[change.body]
            case ChangeKind.REFUSE_LINK:
                assert not refused
                refused = True
            case ChangeKind.ALLOW_LINK:
                assert refused
                refused = False
    return Standing(held, refused)


NOBODY = Standing({}, refused=False)


def test_a_municipality_brings_its_prefecture() -> None:
    assert on_registering(body(KAWAKAMI), NOBODY, BOTH, refuse_link=False) == [
        Change(ChangeKind.GRANT, KAWAKAMI, "R07", Reason.APPLIED),
        Change(ChangeKind.GRANT, NARA, "R02", Reason.WITH_MUNICIPALITY, linked=True),
    ]


def test_the_prefecture_stays_away_when_it_is_refused() -> None:
    changes = on_registering(body(KAWAKAMI), NOBODY, BOTH, refuse_link=True)
    assert changes == [
        Change(ChangeKind.GRANT, KAWAKAMI, "R07", Reason.APPLIED),
        Change(ChangeKind.REFUSE_LINK, NARA, "R03", Reason.LINK_REFUSED),
    ]
    later = on_registering(body(TENRI), applied(NOBODY, changes), BOTH, refuse_link=False)
    assert later == [Change(ChangeKind.GRANT, TENRI, "R07", Reason.APPLIED)]


def test_a_prefecture_that_does_not_take_part_is_not_brought() -> None:
    changes = on_registering(body(KAWAKAMI), NOBODY, {KAWAKAMI}, refuse_link=False)
    assert changes == [Change(ChangeKind.GRANT, KAWAKAMI, "R07", Reason.APPLIED)]


def test_a_prefecture_can_be_joined_directly() -> None:
    assert on_registering(body(NARA), NOBODY, BOTH, refuse_link=False) == [
        Change(ChangeKind.GRANT, NARA, "R07", Reason.APPLIED)
    ]


def test_joining_directly_what_the_link_brought_makes_it_ones_own() -> None:
    linked = Standing({KAWAKAMI: False, NARA: True}, refused=False)
    changes = on_registering(body(NARA), linked, BOTH, refuse_link=False)
    assert changes == [Change(ChangeKind.MAKE_DIRECT, NARA, "R02", Reason.APPLIED)]
    left = applied(applied(linked, changes), on_leaving(body(KAWAKAMI), applied(linked, changes)))
    assert left.held == {NARA: False}


def test_refusing_ends_what_the_link_brought_and_nothing_else() -> None:
    linked = Standing({KAWAKAMI: False, NARA: True}, refused=False)
    assert [change.kind for change in on_refusing_link(NARA, linked)] == [
        ChangeKind.REFUSE_LINK,
        ChangeKind.END,
    ]
    direct = Standing({KAWAKAMI: False, NARA: False}, refused=False)
    assert [change.kind for change in on_refusing_link(NARA, direct)] == [ChangeKind.REFUSE_LINK]


def test_allowing_again_brings_the_prefecture_at_once() -> None:
    refused = Standing({KAWAKAMI: False}, refused=True)
    assert on_allowing_link(NARA, refused, {NARA}) == [
        Change(ChangeKind.ALLOW_LINK, NARA, "R03", Reason.LINK_ALLOWED),
        Change(ChangeKind.GRANT, NARA, "R02", Reason.WITH_MUNICIPALITY, linked=True),
    ]
    assert [change.kind for change in on_allowing_link(NARA, refused, set())] == [
        ChangeKind.ALLOW_LINK
    ]


def test_the_link_goes_with_the_last_municipality() -> None:
    two = Standing({KAWAKAMI: False, TENRI: False, NARA: True}, refused=False)
    one = applied(two, on_leaving(body(TENRI), two))
    assert one.held == {KAWAKAMI: False, NARA: True}
    none = on_leaving(body(KAWAKAMI), one)
    assert none == [
        Change(ChangeKind.END, KAWAKAMI, "R18", Reason.LEFT),
        Change(ChangeKind.END, NARA, "R02", Reason.NO_MUNICIPALITY_LEFT),
    ]


def test_leaving_the_prefecture_says_that_the_link_is_not_wanted() -> None:
    linked = Standing({KAWAKAMI: False, NARA: True}, refused=False)
    left = applied(linked, on_leaving(body(NARA), linked))
    assert left == Standing({KAWAKAMI: False}, refused=True)
    alone = Standing({NARA: False}, refused=False)
    assert applied(alone, on_leaving(body(NARA), alone)) == NOBODY


Step = Callable[[Standing], list[Change]]


def steps() -> st.SearchStrategy[tuple[str, int]]:
    names = st.sampled_from(["register", "refuse", "register-refusing", "allow", "leave"])
    return st.tuples(names, st.sampled_from(sorted(BOTH)))


def take(step: tuple[str, int], standing: Standing, participating: set[int]) -> list[Change]:
    name, code = step
    match name:
        case "register" | "register-refusing":
            refusing = name == "register-refusing"
            return on_registering(body(code), standing, participating, refuse_link=refusing)
        case "refuse":
            return on_refusing_link(NARA, standing)
        case "allow":
            return on_allowing_link(NARA, standing, participating)
        case _ if code in standing.held:
            return on_leaving(body(code), standing)
    return []


@given(st.lists(steps(), max_size=12), st.booleans())
def test_whatever_happens_the_rules_hold(
    history: list[tuple[str, int]], prefecture_takes_part: bool
) -> None:
    participating = BOTH if prefecture_takes_part else BOTH - {NARA}
    standing = NOBODY
    for step in history:
        if step == ("register", NARA) and NARA not in participating:
            continue
        if step == ("register-refusing", NARA) and NARA not in participating:
            continue
        standing = applied(standing, take(step, standing, participating))
        linked = standing.held.get(NARA, False)
        municipalities = set(standing.held) - {NARA}
        assert not (linked and standing.refused), "R03: a refused link stands"
        assert not (linked and not municipalities), "R02: a link without a municipality"
        assert not any(standing.held[code] for code in municipalities)
        assert take(("refuse", NARA), standing, participating) == [] or not standing.refused


@pytest.mark.parametrize("code", sorted(BOTH))
def test_registering_twice_is_registering_once(code: int) -> None:
    once = applied(NOBODY, on_registering(body(code), NOBODY, BOTH, refuse_link=False))
    assert on_registering(body(code), once, BOTH, refuse_link=False) == []
