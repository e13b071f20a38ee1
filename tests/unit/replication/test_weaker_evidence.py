"""Check-ins without a live code (R26): of a printed card, and by hand; alone and in runs."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.entries import BY_HAND, NO_STEP, CheckIn, Source
from schemas.feed import CardState
from schemas.rulings import RulingKind, RulingReason
from server.replication.judging import Judged, judge_pieces, read_pieces
from server.replication.rules import STEP_MS, Author, Card, judge, shown_day
from sync.calendar import DAY_MS
from sync.log import encode_entry
from sync.packing import pack, unpack
from sync.views import scan_source
from tests.unit.replication.test_rules import (
    ACCEPTED,
    ANCHOR,
    CARD,
    FLAGGED,
    NOON,
    REJECTED,
    SCANNER,
    STAFF,
    World,
    scan,
)

AUTHOR = Author(STAFF, SCANNER, ANCHOR, NOON)


def named(ms: int = NOON) -> CheckIn:
    return replace(scan(ms), drift=BY_HAND)


def printed(ms: int = NOON) -> CheckIn:
    return replace(scan(ms), drift=NO_STEP)


@pytest.mark.parametrize(
    ("drift", "source"),
    [
        (NO_STEP, Source.PRINTED_CODE),
        (BY_HAND, Source.STAFF_ENTRY),
        (BY_HAND + 1, Source.LIVE_CARD),
        (0, Source.LIVE_CARD),
        (32767, Source.LIVE_CARD),
    ],
)
def test_how_strong_it_is(drift: int, source: Source) -> None:
    assert scan_source(drift) is source
    assert bool(shown_day(NOON, drift)) is (source is Source.LIVE_CARD)


@pytest.mark.parametrize(
    ("card", "of_paper", "by_hand"),
    [
        (CARD, (ACCEPTED, RulingReason.NONE), (ACCEPTED, RulingReason.NONE)),
        # It ran out, in a dead phone perhaps: no card was shown, so that says nothing.
        (
            CARD._replace(expires_ms=NOON - DAY_MS),
            (FLAGGED, RulingReason.CARD_NOT_VALID),
            (ACCEPTED, RulingReason.NONE),
        ),
        # It was lost: who has it now was not asked, but whoever scans it may be that person.
        (
            CARD._replace(state=CardState.REVOKED, ended_ms=NOON),
            (REJECTED, RulingReason.CARD_REVOKED),
            (FLAGGED, RulingReason.CARD_REVOKED),
        ),
        (
            CARD._replace(state=CardState.REVOKED, ended_ms=NOON + 1),
            (ACCEPTED, RulingReason.NONE),
            (ACCEPTED, RulingReason.NONE),
        ),
        (
            CARD._replace(state=CardState.ENDED, ended_ms=NOON),
            (FLAGGED, RulingReason.CARD_NOT_VALID),
            (FLAGGED, RulingReason.CARD_NOT_VALID),
        ),
        # Nobody is their own witness.
        (
            CARD._replace(account=STAFF),
            (REJECTED, RulingReason.NOT_PERMITTED),
            (REJECTED, RulingReason.NOT_PERMITTED),
        ),
    ],
)
def test_the_word_on_it(
    card: Card,
    of_paper: tuple[RulingKind, RulingReason],
    by_hand: tuple[RulingKind, RulingReason],
) -> None:
    world = World(card=card)
    assert world.word(printed()) == of_paper
    assert world.word(named()) == by_hand


stretches = st.lists(
    st.tuples(
        st.sampled_from([-1, 0, 1, NO_STEP, BY_HAND]),
        st.sampled_from([5, 6]),
        st.sampled_from([1_000, 40_000, DAY_MS // 2]),
    ),
    min_size=1,
    max_size=40,
)
fates = st.sampled_from(
    [
        CARD,
        CARD._replace(expires_ms=NOON - 3 * DAY_MS),
        CARD._replace(state=CardState.REVOKED, ended_ms=NOON - 3 * DAY_MS),
        CARD._replace(state=CardState.ENDED, ended_ms=NOON - 3 * DAY_MS),
    ]
)


@given(stretches, fates)
def test_a_run_of_all_kinds_is_judged_as_each_of_them_alone(
    drawn: list[tuple[int, int, int]], fate: Card
) -> None:
    """A desk's morning travels packed in columns, and is judged in groups."""
    times = itertools.accumulate((gap for _, _, gap in drawn), initial=NOON - 12 * DAY_MS)
    visits = [
        CheckIn(ms, 0, 1, scan().issuer, card, drift, 0, b"")
        for (drift, card, _), ms in zip(drawn, times, strict=False)
    ]
    known = World(card=fate).known()
    pieces = read_pieces(unpack(pack(map(encode_entry, visits))), 1)
    found = {
        seq: (one.finding, one.source, one.shown_day)
        for one in judge_pieces(AUTHOR, pieces, known, ())
        for seq in one.seqs
    }
    assert found == {
        seq: (
            judge(AUTHOR, visit, known),
            scan_source(visit.drift).value,
            shown_day(visit.ms, visit.drift),
        )
        for seq, visit in enumerate(visits, 1)
    }


@given(stretches)
def test_groups_hold_what_went_into_them(drawn: list[tuple[int, int, int]]) -> None:
    visits = [
        CheckIn(NOON - STEP_MS + at, 0, 1, scan().issuer, 5, drift, 0, b"")
        for at, (drift, _, _) in enumerate(drawn)
    ]
    pieces = read_pieces(unpack(pack(map(encode_entry, visits))), 1)
    judged: list[Judged] = judge_pieces(AUTHOR, pieces, World().known(), ())
    told = [(entry, one.source) for one in judged for entry in one.entries_of(CheckIn)]
    assert sorted(told, key=lambda pair: pair[0].ms) == [
        (visit, scan_source(visit.drift).value) for visit in visits
    ]
