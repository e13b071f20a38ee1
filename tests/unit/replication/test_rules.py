"""The rules of judging entries, at their edges."""

from dataclasses import dataclass, field

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from schemas.entries import (
    AddInterest,
    CardKeys,
    CheckIn,
    Entry,
    EntryRef,
    Note,
    Party,
    ProfileField,
    RemoveInterest,
    SetField,
    Source,
    Stay,
    Use,
    Void,
)
from schemas.feed import CardState
from schemas.rulings import RulingKind, RulingReason
from server.cards import cose, kiosk_code
from server.replication.rules import (
    MEMBER_ENTRY_DAYS,
    STEP_MS,
    Assigned,
    Author,
    Card,
    Finding,
    Kiosk,
    Known,
    Membership,
    Place,
    ProjectCode,
    Target,
    Tenure,
    copied,
    judge,
    judge_alike,
    next_anchor,
    presentation_of,
)
from sync.calendar import DAY_MS, day_of, start_of
from sync.clock import MAX_DRIFT_MS
from tests.support.strategies import check_ins, entries

VILLAGE, CITY = 294527, 292044
NOON = start_of(20_780) + DAY_MS // 2
TODAY = day_of(NOON)
ANCHOR = NOON - 30 * DAY_MS
YEARS = 3652 * DAY_MS
MEMBER, STAFF, STRANGER = "member", "staff", "stranger"
PHONE, SCANNER = b"p" * 12, b"s" * 12
TOKEN, OLD_TOKEN = b"tokentok", b"oldtoken"

ACCEPTED, REJECTED, FLAGGED = RulingKind.ACCEPTED, RulingKind.REJECTED, RulingKind.FLAGGED


CARD = Card(MEMBER, 7, ANCHOR - DAY_MS, NOON + 20 * DAY_MS, CardState.ACTIVE, None)
HELD = Tenure(VILLAGE, ANCHOR, None)
THEIRS = Assigned(9, ANCHOR, None)
REGISTERED = Membership(7, None)


@dataclass
class World:
    """A village with a bath (1), a city with a hall (2), a member with a card, one who scans."""

    card: Card = CARD
    tenure: Tenure = HELD
    membership: Membership | None = REGISTERED
    withdrawn: dict[bytes, int] = field(default_factory=dict)
    project_codes: dict[int, list[ProjectCode]] = field(default_factory=dict)
    kiosks: dict[int, list[Kiosk]] = field(default_factory=dict)
    targets: dict[tuple[bytes, int], Target] = field(default_factory=dict)
    assigned: dict[int, list[Assigned]] = field(default_factory=dict)

    def known(self) -> Known:
        return Known(
            places={1: Place(VILLAGE, TOKEN, self.withdrawn), 2: Place(CITY, b"citytokn", {})},
            cards={(VILLAGE, 5): self.card},
            projects={1: VILLAGE, 2: CITY},
            project_codes=self.project_codes,
            tenures={STAFF: [self.tenure]},
            memberships={} if self.membership is None else {(MEMBER, VILLAGE): self.membership},
            kiosks=self.kiosks,
            targets=self.targets,
            wanted=set(self.targets),
            assigned=self.assigned,
        )

    def finding(self, entry: Entry, account: str = STAFF, anchor: int = ANCHOR) -> Finding:
        return judge(Author(account, PHONE, anchor, NOON), entry, self.known())

    def word(
        self, entry: Entry, account: str = STAFF, anchor: int = ANCHOR
    ) -> tuple[RulingKind, RulingReason]:
        return self.finding(entry, account, anchor)[:2]


def scan(
    ms: int = NOON, place: int = 1, issuer: int = VILLAGE, card: int = 5, project: int = 0
) -> CheckIn:
    return CheckIn(ms, 0, place, issuer, card, 0, project, b"")


def stay(
    ms: int = NOON,
    place: int = 1,
    day: int | None = None,
    source: Source = Source.PRINTED_CODE,
    code: bytes = TOKEN,
    project: int = 0,
) -> Stay:
    return Stay(ms, 0, place, day_of(ms) if day is None else day, source, code, project)


def by_hand(day: int, ms: int = NOON) -> Stay:
    return stay(ms=ms, day=day, source=Source.MEMBER_ENTRY, code=b"")


# -- check-ins -----------------------------------------------------------------------------------


def test_a_scan_by_the_places_staff_enters_the_members_history() -> None:
    assert World().finding(scan(project=1)) == Finding(
        ACCEPTED, RulingReason.NONE, 0, MEMBER, VILLAGE, 7, 1, TODAY
    )


@pytest.mark.parametrize(
    ("entry", "account", "reason"),
    [
        (scan(), STRANGER, RulingReason.NOT_PERMITTED),
        (scan(), MEMBER, RulingReason.NOT_PERMITTED),
        (scan(place=2), STAFF, RulingReason.NOT_PERMITTED),
        (scan(place=3), STAFF, RulingReason.UNKNOWN_PLACE),
        (scan(issuer=CITY), STAFF, RulingReason.WRONG_BODY),
        (scan(project=2), STAFF, RulingReason.WRONG_BODY),
        (scan(project=3), STAFF, RulingReason.WRONG_BODY),
        (scan(card=6), STAFF, RulingReason.UNKNOWN_CARD),
    ],
)
def test_a_scan_that_may_not_be_is_nobodys(
    entry: CheckIn, account: str, reason: RulingReason
) -> None:
    """R04, R22: nobody but the author hears of it, and it enters no history."""
    assert World().finding(entry, account) == Finding(REJECTED, reason, 0, None, 0, 0, 0, TODAY)


@pytest.mark.parametrize(
    ("partner", "project", "kind"),
    [
        (None, 0, ACCEPTED),  # the body's own staff: wherever they are
        (None, 1, ACCEPTED),
        (9, 1, ACCEPTED),
        (9, 0, REJECTED),  # nowhere without a project of theirs
        (8, 1, REJECTED),
    ],
)
def test_people_of_a_partner_scan_at_its_own_projects_alone(
    partner: int | None, project: int, kind: RulingKind
) -> None:
    """R24, R04."""
    world = World(tenure=HELD._replace(partner=partner), assigned={1: [THEIRS]})
    assert world.finding(scan(project=project)).kind is kind
    alike = judge_alike(
        Author(STAFF, PHONE, ANCHOR, NOON),
        scan(ms=NOON - 1000, project=project),
        scan(project=project).ms,
        world.known(),
    )
    assert (alike is not None) is (kind is ACCEPTED)


@pytest.mark.parametrize(
    ("theirs", "kind"),
    [
        (Assigned(9, NOON - 1000, None), ACCEPTED),
        (Assigned(9, NOON, None), ACCEPTED),  # their clock may be behind
        (Assigned(9, NOON + 1, None), REJECTED),  # after the upload: it says nothing of it
        (Assigned(9, ANCHOR, NOON + 1), ACCEPTED),
        (Assigned(9, ANCHOR, NOON), REJECTED),
        (Assigned(8, ANCHOR, None), REJECTED),
    ],
)
def test_whose_the_project_was_counts_at_the_time_of_the_scan(
    theirs: Assigned, kind: RulingKind
) -> None:
    world = World(tenure=HELD._replace(partner=9), assigned={1: [theirs]})
    assert world.finding(scan(project=1)).kind is kind


def test_people_of_a_partner_give_no_rates() -> None:
    world = World(tenure=HELD._replace(partner=9), assigned={1: [THEIRS]})
    given = Use(NOON, 0, 1, VILLAGE, 5, [Party(1, 1)], 300)
    assert world.finding(given).kind is REJECTED
    assert World().finding(given).kind is ACCEPTED


def test_staff_do_not_check_themselves_in() -> None:
    """R26: the strongest evidence is another person's word."""
    world = World(card=CARD._replace(account=STAFF))
    assert world.finding(scan()) == Finding(
        REJECTED, RulingReason.NOT_PERMITTED, 0, None, 0, 0, 0, TODAY
    )
    world.card = CARD._replace(account=STAFF, state=CardState.REVOKED, ended_ms=ANCHOR)
    assert world.word(scan()) == (REJECTED, RulingReason.NOT_PERMITTED)


@pytest.mark.parametrize(
    ("ms", "tenure", "kind"),
    [
        (NOON, Tenure(VILLAGE, NOON + MAX_DRIFT_MS, None), ACCEPTED),
        (NOON, Tenure(VILLAGE, NOON + MAX_DRIFT_MS + 1, None), REJECTED),
        (NOON, Tenure(VILLAGE, ANCHOR, NOON + 1), ACCEPTED),
        (NOON, Tenure(VILLAGE, ANCHOR, NOON), REJECTED),
        (NOON - DAY_MS, Tenure(VILLAGE, ANCHOR, NOON), ACCEPTED),
        (NOON, Tenure(CITY, ANCHOR, None), REJECTED),
    ],
)
def test_the_role_counts_at_the_time_of_the_scan(ms: int, tenure: Tenure, kind: RulingKind) -> None:
    """R63: what was scanned in office counts, however late it arrives."""
    assert World(tenure=tenure).word(scan(ms))[0] is kind


@pytest.mark.parametrize(
    ("state", "ended_ms", "word"),
    [
        (CardState.REVOKED, NOON, (REJECTED, RulingReason.CARD_REVOKED)),
        (CardState.REVOKED, NOON - 1, (REJECTED, RulingReason.CARD_REVOKED)),
        (CardState.REVOKED, NOON + 1, (ACCEPTED, RulingReason.NONE)),
        (CardState.ENDED, NOON, (FLAGGED, RulingReason.CARD_NOT_VALID)),
        (CardState.ENDED, NOON + 1, (ACCEPTED, RulingReason.NONE)),
    ],
)
def test_a_card_taken_back_proves_nothing_from_then_on(
    state: CardState, ended_ms: int, word: tuple[RulingKind, RulingReason]
) -> None:
    world = World()
    world.card = world.card._replace(state=state, ended_ms=ended_ms)
    assert world.word(scan()) == word


def test_the_person_of_a_revoked_card_hears_of_its_use() -> None:
    world = World()
    world.card = world.card._replace(state=CardState.REVOKED, ended_ms=ANCHOR)
    assert world.finding(scan()).account == MEMBER


@pytest.mark.parametrize(
    ("not_before", "expires", "reason"),
    [
        (NOON + MAX_DRIFT_MS, NOON + DAY_MS, RulingReason.NONE),
        (NOON + MAX_DRIFT_MS + 1, NOON + DAY_MS, RulingReason.CARD_NOT_VALID),
        (ANCHOR, NOON - MAX_DRIFT_MS + 1, RulingReason.NONE),
        (ANCHOR, NOON - MAX_DRIFT_MS, RulingReason.CARD_NOT_VALID),
    ],
)
def test_out_of_its_validity_a_card_still_names_who_was_there(
    not_before: int, expires: int, reason: RulingReason
) -> None:
    world = World()
    world.card = world.card._replace(not_before_ms=not_before, expires_ms=expires)
    found = world.finding(scan())
    assert found.reason is reason
    assert found.kind is (ACCEPTED if reason is RulingReason.NONE else FLAGGED)
    assert found.account == MEMBER


# -- clocks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ms", "kind", "reason", "day"),
    [
        (NOON + MAX_DRIFT_MS, ACCEPTED, RulingReason.NONE, 0),
        (NOON + MAX_DRIFT_MS + 1, FLAGGED, RulingReason.CLOCK_AHEAD, TODAY),
        (NOON + YEARS, FLAGGED, RulingReason.CLOCK_AHEAD, TODAY),
        (2**48 - 1, FLAGGED, RulingReason.CLOCK_AHEAD, TODAY),
        (ANCHOR - MAX_DRIFT_MS, ACCEPTED, RulingReason.NONE, 0),
        (ANCHOR - MAX_DRIFT_MS - 1, FLAGGED, RulingReason.CLOCK_BEHIND, day_of(ANCHOR)),
        (NOON - YEARS, FLAGGED, RulingReason.CLOCK_BEHIND, day_of(ANCHOR)),
        (0, FLAGGED, RulingReason.CLOCK_BEHIND, day_of(ANCHOR)),
    ],
)
def test_a_wrong_clock_is_flagged_and_its_day_bounded(
    ms: int, kind: RulingKind, reason: RulingReason, day: int
) -> None:
    for entry, account in ((scan(ms), STAFF), (stay(ms), MEMBER)):
        found = World().finding(entry, account)
        assert (found.kind, found.reason, found.ruled_day) == (kind, reason, day)
        assert found.day == (day or day_of(ms))


def test_a_setting_from_the_future_would_beat_every_later_one() -> None:
    ahead = SetField(NOON + YEARS, 0, ProfileField.NAME, "未来")
    assert World().word(ahead, MEMBER) == (REJECTED, RulingReason.CLOCK_AHEAD)
    behind = SetField(NOON - YEARS, 0, ProfileField.NAME, "過去")
    assert World().word(behind, MEMBER) == (FLAGGED, RulingReason.CLOCK_BEHIND)


@pytest.mark.parametrize(
    "entry",
    [
        AddInterest(NOON + YEARS, 0, "祭り"),
        RemoveInterest(NOON + YEARS, 0, "祭り", []),
    ],
)
def test_what_has_no_day_is_flagged_without_one(entry: Entry) -> None:
    found = World().finding(entry, MEMBER)
    assert found[:3] == (FLAGGED, RulingReason.CLOCK_AHEAD, 0)


def test_a_backlog_in_pieces_is_not_taken_for_a_clock_behind() -> None:
    """Three weeks offline, sent in two requests: the second half is as old as it was."""
    author = Author(MEMBER, PHONE, ANCHOR, NOON)
    first, second = stay(ANCHOR + DAY_MS), stay(ANCHOR + 2 * DAY_MS)
    anchor = next_anchor(author, [first.ms], complete=False)
    assert anchor == first.ms
    assert World().word(second, MEMBER, anchor) == (ACCEPTED, RulingReason.NONE)
    assert World().word(stay(ANCHOR), MEMBER, anchor) == (FLAGGED, RulingReason.CLOCK_BEHIND)


@pytest.mark.parametrize(
    ("stamps", "anchor"),
    [
        ([], ANCHOR),
        ([NOON - 5], NOON - 5),
        ([NOON - 5, NOON + YEARS], NOON - 5),
        ([NOON + YEARS], ANCHOR),
        ([NOON + 7], NOON),
        ([NOON - YEARS], ANCHOR),
    ],
)
def test_what_follows_is_no_older_than_what_is_known(stamps: list[int], anchor: int) -> None:
    assert next_anchor(Author(MEMBER, PHONE, ANCHOR, NOON), stamps, complete=False) == anchor


def test_a_sync_without_entries_says_that_the_log_is_complete() -> None:
    assert next_anchor(Author(MEMBER, PHONE, ANCHOR, NOON), [], complete=True) == NOON


# -- stays ---------------------------------------------------------------------------------------


def test_a_stay_enters_ones_own_history() -> None:
    assert World().finding(stay(project=1), MEMBER) == Finding(
        ACCEPTED, RulingReason.NONE, 0, MEMBER, VILLAGE, 7, 1, TODAY
    )


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (stay(place=3), RulingReason.UNKNOWN_PLACE),
        (stay(place=2, code=b"citytokn"), RulingReason.NOT_REGISTERED),
        (stay(code=b"wrongone"), RulingReason.WRONG_CODE),
        (stay(code=b"citytokn"), RulingReason.WRONG_CODE),
        (stay(code=b""), RulingReason.WRONG_CODE),
        (stay(source=Source.LIVE_VENUE_CODE), RulingReason.WRONG_CODE),
        (stay(source=Source.MEMBER_ENTRY), RulingReason.WRONG_CODE),
        (stay(source=Source.LIVE_CARD), RulingReason.NOT_PERMITTED),
        (stay(source=Source.STAFF_ENTRY), RulingReason.NOT_PERMITTED),
        (stay(day=TODAY - 1), RulingReason.DAY_NOT_ALLOWED),
        (stay(day=TODAY + 1), RulingReason.DAY_NOT_ALLOWED),
        (stay(project=2), RulingReason.WRONG_BODY),
    ],
)
def test_a_stay_that_cannot_be_stays_in_the_journal(entry: Stay, reason: RulingReason) -> None:
    found = World().finding(entry, MEMBER)
    assert (found.kind, found.reason, found.account) == (REJECTED, reason, MEMBER)


@pytest.mark.parametrize(
    ("membership", "reason"),
    [
        (None, RulingReason.NOT_REGISTERED),
        (Membership(7, NOON), RulingReason.NOT_REGISTERED),
        (Membership(7, NOON + 1), RulingReason.NONE),
    ],
)
def test_a_stay_needs_a_registration_at_the_time(
    membership: Membership | None, reason: RulingReason
) -> None:
    assert World(membership=membership).word(stay(), MEMBER)[1] is reason


@pytest.mark.parametrize(
    ("withdrawn_ms", "kind"),
    [
        (NOON - MAX_DRIFT_MS, REJECTED),
        (NOON - MAX_DRIFT_MS + 1, FLAGGED),
        (NOON, FLAGGED),
        (NOON + 1, ACCEPTED),  # it arrived before: a rebuild says what was said then
    ],
)
def test_a_code_read_before_it_was_withdrawn_counts(withdrawn_ms: int, kind: RulingKind) -> None:
    reason = RulingReason.NONE if kind is ACCEPTED else RulingReason.CODE_WITHDRAWN
    world = World(withdrawn={OLD_TOKEN: withdrawn_ms})
    assert world.word(stay(code=OLD_TOKEN), MEMBER) == (kind, reason)
    assert world.word(stay(), MEMBER) == (ACCEPTED, RulingReason.NONE)
    printed = World(project_codes={1: [ProjectCode(1, OLD_TOKEN, withdrawn_ms)]})
    assert printed.word(stay(code=OLD_TOKEN, project=1), MEMBER) == (kind, reason)


def test_a_projects_code_is_good_for_that_project_at_that_place() -> None:
    world = World(project_codes={1: [ProjectCode(1, b"ofproject", None)]})
    good = stay(code=b"ofproject", project=1)
    assert world.word(good, MEMBER) == (ACCEPTED, RulingReason.NONE)
    assert world.word(stay(code=b"ofproject"), MEMBER)[1] is RulingReason.WRONG_CODE
    world.project_codes = {1: [ProjectCode(2, b"ofproject", None)]}
    assert world.word(good, MEMBER)[1] is RulingReason.WRONG_CODE


TABLET = ec.derive_private_key(7, ec.SECP256R1())
TABLET_KEY = cose.compressed(TABLET.public_key())


def live(at: int, day: int | None = None, ms: int | None = None, place: int = 1) -> Stay:
    """A stay that quotes what the tablet showed at an instant of its clock."""
    step = at // STEP_MS
    signature = cose.sign_raw(TABLET, kiosk_code.shown(VILLAGE, 1, step))
    proof = cose.key_id(TABLET_KEY) + step.to_bytes(4, "big") + signature
    return stay(
        ms=at if ms is None else ms,
        day=day_of(at) if day is None else day,
        place=place,
        source=Source.LIVE_VENUE_CODE,
        code=proof,
    )


def screen(since: int = ANCHOR, ended: int | None = None, account: str = STAFF) -> Kiosk:
    return Kiosk(TABLET_KEY, account, since, ended)


@pytest.mark.parametrize(
    ("kiosks", "kind", "reason"),
    [
        ([screen()], ACCEPTED, RulingReason.NONE),
        ([], REJECTED, RulingReason.WRONG_CODE),
        ([screen(ended=NOON - MAX_DRIFT_MS)], ACCEPTED, RulingReason.NONE),
        ([screen(ended=NOON - MAX_DRIFT_MS - 1)], REJECTED, RulingReason.CODE_WITHDRAWN),
        ([screen(since=NOON)], ACCEPTED, RulingReason.NONE),
        ([screen(since=NOON + 1)], REJECTED, RulingReason.WRONG_CODE),
        ([screen(ended=ANCHOR), screen(since=NOON - DAY_MS)], ACCEPTED, RulingReason.NONE),
        ([screen(account=MEMBER)], REJECTED, RulingReason.NOT_PERMITTED),
        ([Kiosk(b"\x02" * 33, STAFF, ANCHOR, None)], REJECTED, RulingReason.WRONG_CODE),
    ],
)
def test_a_live_code_counts_while_its_screen_is_one(
    kiosks: list[Kiosk], kind: RulingKind, reason: RulingReason
) -> None:
    assert NOON % STEP_MS == 0
    assert World(kiosks={1: kiosks}).word(live(NOON), MEMBER) == (kind, reason)


@given(
    at=st.integers(NOON - 2 * DAY_MS, NOON + 2 * DAY_MS),
    arrival=st.integers(NOON - DAY_MS, NOON + DAY_MS),
    since=st.integers(NOON - 3 * DAY_MS, NOON + 3 * DAY_MS),
    lasts=st.integers(0, DAY_MS),
)
def test_what_comes_later_does_not_change_the_word_on_a_live_code(
    at: int, arrival: int, since: int, lasts: int
) -> None:
    """A rebuild knows of screens, and of ends, that were not yet when the entry arrived."""
    author = Author(MEMBER, PHONE, ANCHOR, arrival)
    later = screen(since=since, ended=since + lasts)
    at_arrival = [screen(since, None if since + lasts >= arrival else since + lasts)]
    then = World(kiosks={1: at_arrival if since <= arrival else []})
    now = World(kiosks={1: [later]})
    assert judge(author, live(at), then.known()) == judge(author, live(at), now.known())


@pytest.mark.parametrize(
    ("at", "kind", "reason", "ruled_day"),
    [
        (NOON + MAX_DRIFT_MS, ACCEPTED, RulingReason.NONE, 0),
        (NOON + MAX_DRIFT_MS + STEP_MS, FLAGGED, RulingReason.CLOCK_AHEAD, TODAY),
        (ANCHOR - MAX_DRIFT_MS, ACCEPTED, RulingReason.NONE, 0),
        (
            ANCHOR - MAX_DRIFT_MS - STEP_MS,
            FLAGGED,
            RulingReason.CLOCK_BEHIND,
            day_of(ANCHOR),
        ),
    ],
)
def test_a_tablets_clock_is_bounded_like_a_phones(
    at: int, kind: RulingKind, reason: RulingReason, ruled_day: int
) -> None:
    world = World(kiosks={1: [screen(since=ANCHOR - DAY_MS)]})
    found = world.finding(live(at, ms=NOON), MEMBER)
    assert (found.kind, found.reason, found.ruled_day) == (kind, reason, ruled_day)
    assert found.day == (ruled_day or day_of(at))


@pytest.mark.parametrize("ms", [NOON, NOON - YEARS, NOON + YEARS])
def test_beside_a_live_code_the_phones_own_clock_says_nothing(ms: int) -> None:
    world = World(kiosks={1: [screen()]})
    yesterday = NOON - DAY_MS
    assert world.finding(live(yesterday, ms=ms), MEMBER) == Finding(
        ACCEPTED, RulingReason.NONE, 0, MEMBER, VILLAGE, 7, 1, TODAY - 1
    )
    wrong = world.word(live(yesterday, day=TODAY, ms=ms), MEMBER)
    assert wrong == (REJECTED, RulingReason.DAY_NOT_ALLOWED)


def test_a_live_code_is_its_own_places() -> None:
    world = World(kiosks={1: [screen()], 2: [screen()]})
    assert world.word(live(NOON, place=2), MEMBER)[1] is RulingReason.NOT_REGISTERED
    world.membership = None
    assert world.word(live(NOON), MEMBER)[1] is RulingReason.NOT_REGISTERED


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (TODAY, RulingReason.NONE),
        (TODAY - MEMBER_ENTRY_DAYS, RulingReason.NONE),
        (TODAY - MEMBER_ENTRY_DAYS - 1, RulingReason.DAY_NOT_ALLOWED),
        (TODAY + 1, RulingReason.DAY_NOT_ALLOWED),
    ],
)
def test_a_stay_by_hand_may_be_of_the_last_year(day: int, reason: RulingReason) -> None:
    found = World().finding(by_hand(day), MEMBER)
    assert found.reason is reason
    assert found.day == day


def test_a_stay_by_hand_under_a_wrong_clock_keeps_a_day_that_can_be() -> None:
    kept = World().finding(by_hand(TODAY - 3, NOON + YEARS), MEMBER)
    assert (kept.kind, kept.ruled_day, kept.day) == (FLAGGED, 0, TODAY - 3)
    ahead = day_of(NOON + YEARS)
    bounded = World().finding(by_hand(ahead, NOON + YEARS), MEMBER)
    assert (bounded.kind, bounded.ruled_day, bounded.day) == (FLAGGED, TODAY, TODAY)
    beyond = World().finding(by_hand(ahead + 1, NOON + YEARS), MEMBER)
    assert (beyond.kind, beyond.reason) == (REJECTED, RulingReason.DAY_NOT_ALLOWED)


# -- notes and voids -----------------------------------------------------------------------------

SCANNED = Target(CheckIn, STAFF, MEMBER, VILLAGE, 7, 1, TODAY - 2)
STAYED = Target(Stay, MEMBER, MEMBER, VILLAGE, 7, 1, TODAY - 2)
NOTED = Target(Note, MEMBER, MEMBER, 0, 0, 0, TODAY)
NAMED = Target(SetField, MEMBER, MEMBER, 0, 0, 0, TODAY)
REF = EntryRef(SCANNER, 4)
NOTE, VOID = Note(NOON, 0, REF, "雪"), Void(NOON, 0, REF, "二重")


def about(target: Target | None) -> World:
    return World(targets={} if target is None else {(SCANNER, 4): target})


@pytest.mark.parametrize(
    ("target", "account", "reason"),
    [
        (SCANNED, MEMBER, RulingReason.NONE),
        (STAYED, MEMBER, RulingReason.NONE),
        (None, MEMBER, RulingReason.UNKNOWN_ENTRY),
        (SCANNED, STAFF, RulingReason.UNKNOWN_ENTRY),
        (STAYED, STRANGER, RulingReason.UNKNOWN_ENTRY),
        (NOTED, MEMBER, RulingReason.UNKNOWN_ENTRY),
        (NAMED, MEMBER, RulingReason.UNKNOWN_ENTRY),
        (SCANNED._replace(account=None), STAFF, RulingReason.UNKNOWN_ENTRY),
    ],
)
def test_notes_are_on_ones_own_history(
    target: Target | None, account: str, reason: RulingReason
) -> None:
    found = about(target).finding(NOTE, account)
    assert found.reason is reason
    assert (found.account, found.body, found.place) == (account, 0, 0)


@pytest.mark.parametrize(
    ("target", "account", "reason"),
    [
        (SCANNED, STAFF, RulingReason.NONE),
        (STAYED, MEMBER, RulingReason.NONE),
        (STAYED, STAFF, RulingReason.NONE),
        (NOTED, MEMBER, RulingReason.NONE),
        (SCANNED._replace(author="a colleague"), STAFF, RulingReason.NONE),
        (SCANNED, MEMBER, RulingReason.UNKNOWN_ENTRY),
        (STAYED, STRANGER, RulingReason.UNKNOWN_ENTRY),
        (STAYED._replace(body=CITY), STAFF, RulingReason.UNKNOWN_ENTRY),
        (NOTED, STAFF, RulingReason.UNKNOWN_ENTRY),
        (NAMED, MEMBER, RulingReason.UNKNOWN_ENTRY),
        (None, STAFF, RulingReason.UNKNOWN_ENTRY),
    ],
)
def test_a_record_is_taken_back_by_its_author_or_the_bodys_staff(
    target: Target | None, account: str, reason: RulingReason
) -> None:
    """R27, R04."""
    found = about(target).finding(VOID, account)
    assert found.reason is reason
    if target is not None and reason is RulingReason.NONE:
        assert found[3:] == target[2:]
    else:
        assert found.account is None


def test_people_of_a_partner_take_back_only_what_they_wrote() -> None:
    """R27, R04: in the same words as for an entry that does not exist."""
    for author, reason in ((STAFF, RulingReason.NONE), ("a colleague", RulingReason.UNKNOWN_ENTRY)):
        world = about(SCANNED._replace(author=author))
        world.tenure = HELD._replace(partner=9)
        world.assigned = {1: [THEIRS]}
        assert world.finding(VOID).reason is reason


def test_former_staff_take_nothing_back() -> None:
    world = about(SCANNED._replace(author="a colleague"))
    world.tenure = Tenure(VILLAGE, ANCHOR, NOON)
    assert world.word(VOID) == (REJECTED, RulingReason.NOT_PERMITTED)


# -- presentations -------------------------------------------------------------------------------


@given(check_ins, check_ins)
def test_a_presentation_is_its_card_and_its_step(a: CheckIn, b: CheckIn) -> None:
    same = (a.card, a.ms // STEP_MS + a.drift) == (b.card, b.ms // STEP_MS + b.drift)
    assert (presentation_of(a) == presentation_of(b)) is same
    assert 0 < presentation_of(a) < 2**63


def test_the_largest_card_and_a_wild_drift_still_have_a_name() -> None:
    for ms in (0, 2**48 - 1):
        for drift in (-32768, 32767):
            entry = CheckIn(ms, 0, 1, VILLAGE, 2**32 - 1, drift, 0, b"")
            assert 0 < presentation_of(entry) < 2**63


def test_a_presentation_at_two_doors_is_copied_at_both() -> None:
    one, other, again = (PHONE, 1), (SCANNER, 1), (SCANNER, 2)
    first, second, third = (_shown(ms) for ms in (0, 1_000, 2_000))
    assert copied([(one, VILLAGE, first), (other, VILLAGE, second)]) == {one, other}
    assert copied([(other, VILLAGE, first), (again, VILLAGE, second)]) == set()
    assert copied([(one, VILLAGE, first), (other, CITY, second)]) == set()
    assert copied([(one, VILLAGE, first), (other, VILLAGE, _shown(STEP_MS))]) == set()
    assert copied([(one, VILLAGE, first), (other, VILLAGE, second), (again, VILLAGE, third)]) == {
        one,
        other,
        again,
    }


def test_what_a_phone_tells_again_under_another_key_is_no_copy() -> None:
    """It was put back from a backup that held a scan unsent."""
    old, older, new, door = (PHONE, 2), (PHONE, 1), (SCANNER, 1), (b"d" * 12, 1)
    first, second = _shown(0), _shown(1_000)
    assert copied([(old, VILLAGE, first), (new, VILLAGE, first)]) == set()
    again = [(older, VILLAGE, first), (old, VILLAGE, second), (new, VILLAGE, second)]
    assert copied(again) == set()
    assert copied([*again, (door, VILLAGE, _shown(2_000))]) == {older, old, new, door}


def _shown(ms: int) -> CheckIn:
    """A scan of one card in one step, but for the time at which it was made."""
    return CheckIn(NOON + ms, 0, 1, VILLAGE, 7, 0, 0, b"")


@given(entries, st.sampled_from([MEMBER, STAFF, STRANGER]), st.integers(0, 2**48 - 1))
def test_every_entry_gets_a_word(entry: Entry, account: str, arrival: int) -> None:
    """Whatever is claimed: nothing is dropped, no day is later than the arrival's."""
    author = Author(account, PHONE, max(0, arrival - 30 * DAY_MS), arrival)
    found = judge(author, entry, World().known())
    if found.kind is ACCEPTED:
        assert found.reason is RulingReason.NONE
        assert (found.account is None) is isinstance(entry, CardKeys)  # those are nobody's history
    else:
        assert found.reason is not RulingReason.NONE
    if found.kind is not REJECTED:
        assert found.day <= day_of(arrival + MAX_DRIFT_MS)
