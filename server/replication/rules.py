"""Judges the entries of a log: values in, a finding out. Nothing here reads or writes anything.

What is rejected stays in the log and in its author's journal, with the reason; what is flagged
counts. Nothing is dropped (R27, R63).
"""

from collections.abc import Collection, Iterable, Mapping, MutableMapping, Sequence, Set
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from schemas.entries import (
    BY_HAND,
    AddInterest,
    CardKeys,
    CheckIn,
    Entry,
    Note,
    RemoveInterest,
    SetField,
    Source,
    Stay,
    Use,
    Void,
)
from schemas.feed import GUEST, CardState
from schemas.rulings import RulingKind, RulingReason
from server.cards.kiosk_code import proof_holds, step_of
from sync.calendar import DAY_MS, OFFSET_MS, day_of
from sync.clock import MAX_DRIFT_MS

STEP_MS = 30_000
"""The time step of a presentation (schemas/credential.md)."""

MEMBER_ENTRY_DAYS = 365
"""How far back a member may write a stay in by hand: as far as R11 counts."""

Ref = tuple[bytes, int]
"""Device and number of an entry."""


class Author(NamedTuple):
    """Who wrote an entry, and between which instants it must have been written.

    `anchor_ms`: when the server last knew the log to be complete, or the stamp of the last entry
    that it holds; `arrival_ms`: when the upload arrived.
    """

    account: str
    device: bytes
    anchor_ms: int
    arrival_ms: int


class Tenure(NamedTuple):
    """A role that records attendance, from when to when (None: still held): for all of a body, or
    for the projects of one partner."""

    body: int
    since_ms: int
    until_ms: int | None
    partner: int | None = None


class Assigned(NamedTuple):
    """A partner's time with a project, from when to when (None: still)."""

    partner: int
    since_ms: int
    until_ms: int | None


class Place(NamedTuple):
    """`withdrawn` maps the tokens of earlier codes to when they were replaced."""

    body: int
    token: bytes
    withdrawn: Mapping[bytes, int]


class ProjectCode(NamedTuple):
    """A printed code of a project at a place; `withdrawn_ms` None while it hangs there."""

    place: int
    token: bytes
    withdrawn_ms: int | None


class Kiosk(NamedTuple):
    """A device's time as the screen of a place. `account`: whose device it is."""

    key: bytes
    account: str
    since_ms: int
    ended_ms: int | None


class Card(NamedTuple):
    account: str
    member: int
    not_before_ms: int
    expires_ms: int
    state: CardState
    ended_ms: int | None
    listed: bool = True
    """Whether the body's roster has it."""


class Membership(NamedTuple):
    number: int
    ended_ms: int | None


class Target(NamedTuple):
    """An entry that a note or a void is about. `author`: the account that wrote it."""

    kind: type[Entry]
    author: str
    account: str | None
    body: int
    member: int
    place: int
    day: int


class Known(NamedTuple):
    """What the server knows that bears on a batch of entries."""

    places: Mapping[int, Place]
    cards: Mapping[tuple[int, int], Card]
    projects: Mapping[int, int]
    """The body of each project."""
    project_codes: Mapping[int, Collection[ProjectCode]]
    """By project, of those with which the batch's stays name one."""
    tenures: Mapping[str, Collection[Tenure]]
    """By account."""
    memberships: Mapping[tuple[str, int], Membership]
    """By account and body."""
    kiosks: Mapping[int, Collection[Kiosk]]
    """By place, of those whose live codes the batch quotes."""
    targets: MutableMapping[Ref, Target]
    """What is stored of `wanted`; entries of the batch itself join as they are judged."""
    wanted: Set[Ref]
    """What the batch's notes and voids are about."""
    assigned: Mapping[int, Collection[Assigned]] = MappingProxyType({})
    """By project, whose it was; of those that people of a partner scanned at."""


class Finding(NamedTuple):
    """A ruling, whom the entry concerns, and the day that counts.

    `account` is whose history it enters, None for nobody's. `ruled_day` is 0 where the entry's own
    day stands.
    """

    kind: RulingKind
    reason: RulingReason
    ruled_day: int
    account: str | None
    body: int
    member: int
    place: int
    day: int


_ACCEPTED, _REJECTED, _FLAGGED = RulingKind.ACCEPTED, RulingKind.REJECTED, RulingKind.FLAGGED


def judge(author: Author, entry: Entry, known: Known) -> Finding:
    """The server's word on one entry."""
    reason, at = _clock(author, entry.ms)
    if isinstance(entry, CheckIn):
        return _check_in(author, entry, known, reason, at)
    if isinstance(entry, Stay):
        return _stay(author, entry, known, reason, at)
    if isinstance(entry, Note):
        return _note(author, entry, known, reason, at)
    if isinstance(entry, Void):
        return _void(author, entry, known, reason, at)
    if isinstance(entry, Use):
        return _use(author, entry, known, reason, at)
    return _own_word(author, entry, reason, at)


def judge_alike(author: Author, earliest: CheckIn, last_ms: int, known: Known) -> Finding | None:
    """The one finding on all check-ins of a day, to `last_ms`, that differ in nothing but the time.

    None unless all of them are accepted. A clock's bounds and a card's validity are intervals: what
    holds at both ends holds in between. A role may be given twice, so one must span both.
    """
    finding = judge(author, earliest, known)
    if finding.kind is not _ACCEPTED:
        return None
    if last_ms == earliest.ms:
        return finding
    if judge(author, msgspec.structs.replace(earliest, ms=last_ms), known) != finding:
        return None
    project = earliest.project
    if not _holds_role(known, author, finding.body, earliest.ms, last_ms, project):
        return None
    return finding


def presentation_of(entry: CheckIn) -> int:
    """Names what was scanned, among what one body's cards showed: the card, and its time step.

    Never 0; fits 63 bits. Steps count 30 seconds from 1970, so 31 bits last two thousand years.
    """
    return entry.card << 31 | (entry.ms // STEP_MS + entry.drift) & 0x7FFF_FFFF


def shown_day(ms: int, drift: int) -> int:
    """The JST day of a presentation, by the card's clock: scans of one picture share it.

    Not so the days that count: those are by the clocks that scanned, or by the server's. 0 where
    nothing was presented: a printed card is its own copy, and a name on the roster is no code.
    """
    if drift <= BY_HAND:
        return 0
    return (ms // STEP_MS + drift + OFFSET_MS // STEP_MS) // (DAY_MS // STEP_MS)


def copied(scans: Iterable[tuple[Ref, int, CheckIn]]) -> set[Ref]:
    """Scans, each with its body, of which another device has the same presentation too.

    A picture of the code went round. Which device saw the member nobody can tell, so all of them
    are named. A phone that was put back from a backup says the same again under another key: where
    one device made all that was seen, nothing went round.
    """
    seen: dict[tuple[int, int], list[tuple[Ref, CheckIn]]] = {}
    for ref, body, scan in scans:
        seen.setdefault((body, presentation_of(scan)), []).append((ref, scan))
    found: set[Ref] = set()
    for group in seen.values():
        makers: dict[CheckIn, set[bytes]] = {}
        for (device, _), scan in group:
            makers.setdefault(scan, set()).add(device)
        if not set.intersection(*makers.values()):
            found.update(ref for ref, _ in group)
    return found


def next_anchor(author: Author, stamps: Sequence[int], *, complete: bool) -> int:
    """From when on the device's further entries must be. `stamps` are those of the upload's.

    An upload may be the first part of a backlog, so its arrival bounds nothing: what follows can
    only not be older than its last entry. One without entries says that the log is `complete`.
    """
    if complete:
        return max(author.anchor_ms, author.arrival_ms)
    latest = author.arrival_ms + MAX_DRIFT_MS
    sane = [ms for ms in stamps if ms <= latest]
    return max(author.anchor_ms, min(sane[-1], author.arrival_ms)) if sane else author.anchor_ms


def _clock(author: Author, ms: int) -> tuple[RulingReason, int]:
    """The instant of an entry, bounded to when it can have been written."""
    if ms > author.arrival_ms + MAX_DRIFT_MS:
        return RulingReason.CLOCK_AHEAD, author.arrival_ms
    if ms < author.anchor_ms - MAX_DRIFT_MS:
        return RulingReason.CLOCK_BEHIND, author.anchor_ms
    return RulingReason.NONE, ms


def _check_in(
    author: Author, entry: CheckIn, known: Known, clock: RulingReason, at: int
) -> Finding:
    """Staff scanned a card (R22): only the place's own staff may, or for a partner's project its
    own people (R04); and not their own card."""
    day = day_of(at)
    place = known.places.get(entry.place)
    if place is None:
        return _nobody(RulingReason.UNKNOWN_PLACE, day)
    if not _holds_role(known, author, place.body, at, project=entry.project):
        return _nobody(RulingReason.NOT_PERMITTED, day)
    if entry.issuer != place.body or not _offered(entry.project, place.body, known):
        return _nobody(RulingReason.WRONG_BODY, day)
    card = known.cards.get((entry.issuer, entry.card))
    if card is None:
        return _nobody(RulingReason.UNKNOWN_CARD, day)
    if card.account == author.account:  # R26: the strongest evidence is another person's word
        return _nobody(RulingReason.NOT_PERMITTED, day)
    kind, reason = _named(card, at) if entry.drift == BY_HAND else _soundness(card, at)
    if reason is RulingReason.NONE and clock is not RulingReason.NONE:
        kind, reason = _FLAGGED, clock
    ruled_day = 0 if clock is RulingReason.NONE else day
    return Finding(kind, reason, ruled_day, card.account, place.body, card.member, entry.place, day)


def _use(author: Author, entry: Use, known: Known, clock: RulingReason, at: int) -> Finding:
    """Staff gave a rate (R53). Whether the card was entitled to it is their phone's finding, by the
    prices that it knew; what a quota makes of it shows when all records are together."""
    day = day_of(at)
    place = known.places.get(entry.place)
    if place is None:
        return _nobody(RulingReason.UNKNOWN_PLACE, day)
    if not _holds_role(known, author, place.body, at):
        return _nobody(RulingReason.NOT_PERMITTED, day)
    card = known.cards.get((entry.issuer, entry.card))
    if card is None:
        return _nobody(RulingReason.UNKNOWN_CARD, day)
    if card.account == author.account:
        return _nobody(RulingReason.NOT_PERMITTED, day)
    kind, reason = _soundness(card, at)
    if reason is RulingReason.NONE and clock is not RulingReason.NONE:
        kind, reason = _FLAGGED, clock
    ruled_day = 0 if clock is RulingReason.NONE else day
    # The place's staff need not know which number another body gave to its member (R04).
    member = card.member if entry.issuer == place.body else GUEST
    return Finding(kind, reason, ruled_day, card.account, place.body, member, entry.place, day)


def _soundness(card: Card, at: int) -> tuple[RulingKind, RulingReason]:
    """Whether the card could be shown at that instant.

    A revoked card may be in other hands, so it proves nobody's presence. One that ran out, or was
    followed by another, still names its member: they were there (R63), and staff may want to look.
    """
    ended = card.ended_ms is not None and card.ended_ms <= at
    if ended and card.state is CardState.REVOKED:
        return _REJECTED, RulingReason.CARD_REVOKED
    in_force = card.not_before_ms - MAX_DRIFT_MS <= at < card.expires_ms + MAX_DRIFT_MS
    if ended or not in_force:
        return _FLAGGED, RulingReason.CARD_NOT_VALID
    return _ACCEPTED, RulingReason.NONE


def _named(card: Card, at: int) -> tuple[RulingKind, RulingReason]:
    """Whether staff could name the card's member at that instant, with no card shown (R26).

    That it ran out in a dead phone says nothing. Nor does its loss: who has it now was not asked.
    But after either end staff may want to look, for the registration may be over.
    """
    if card.ended_ms is None or card.ended_ms > at:
        return _ACCEPTED, RulingReason.NONE
    revoked = card.state is CardState.REVOKED
    return _FLAGGED, RulingReason.CARD_REVOKED if revoked else RulingReason.CARD_NOT_VALID


def _stay(author: Author, entry: Stay, known: Known, clock: RulingReason, at: int) -> Finding:
    """A member says that they were at a place (R11, R22, R26).

    A live code brings its own time, by the clock of the place's screen and under its signature:
    that is what is bounded, and the phone's own clock says nothing beside it.
    """
    if entry.source is Source.LIVE_VENUE_CODE:
        clock, at = _clock(author, _shown_ms(entry))
    place = known.places.get(entry.place)
    if place is None:
        return _own(author, _REJECTED, RulingReason.UNKNOWN_PLACE, 0, entry.day)
    membership = known.memberships.get((author.account, place.body))
    day, ruled_day = _stay_day(entry, author, clock, at)
    rejection = _why_not(author, entry, place, membership, known, at)
    if rejection is RulingReason.NONE and day is None:
        rejection = RulingReason.DAY_NOT_ALLOWED
    kind, reason = _ACCEPTED, RulingReason.NONE
    if rejection is not RulingReason.NONE:
        kind, reason = _REJECTED, rejection
    elif _was_withdrawn(author, entry, place, known):
        kind, reason = _FLAGGED, RulingReason.CODE_WITHDRAWN
    elif clock is not RulingReason.NONE:
        kind, reason = _FLAGGED, clock
    return Finding(
        kind,
        reason,
        ruled_day,
        author.account,
        place.body,
        membership.number if membership else 0,
        entry.place,
        entry.day if day is None else day,
    )


def _stay_day(entry: Stay, author: Author, clock: RulingReason, at: int) -> tuple[int | None, int]:
    """The day that counts, None for one that is not allowed; and the ruling's day."""
    if entry.source is Source.MEMBER_ENTRY:
        today = day_of(author.arrival_ms)
        if today - MEMBER_ENTRY_DAYS <= entry.day <= day_of(at):
            return entry.day, 0
    ms = _shown_ms(entry) if entry.source is Source.LIVE_VENUE_CODE else entry.ms
    if entry.day != day_of(ms):
        return None, 0
    if clock is RulingReason.NONE:
        return entry.day, 0
    return day_of(at), day_of(at)


def _why_not(
    author: Author,
    entry: Stay,
    place: Place,
    membership: Membership | None,
    known: Known,
    at: int,
) -> RulingReason:
    if membership is None or (membership.ended_ms is not None and membership.ended_ms <= at):
        return RulingReason.NOT_REGISTERED
    if not _offered(entry.project, place.body, known):
        return RulingReason.WRONG_BODY
    match entry.source:
        case Source.PRINTED_CODE:
            return _printed_code(entry, place, known, at)
        case Source.MEMBER_ENTRY:
            return RulingReason.WRONG_CODE if entry.code else RulingReason.NONE
        case Source.LIVE_VENUE_CODE:
            return _live_code(author, entry, place, known.kiosks.get(entry.place, ()), at)
        case _:
            return RulingReason.NOT_PERMITTED  # a member cannot say that staff saw them


def _printed_code(entry: Stay, place: Place, known: Known, at: int) -> RulingReason:
    """A code is replaced because a picture of it went round: from then on it proves nothing."""
    found = _withdrawals(entry, place, known)
    if not found:
        return RulingReason.WRONG_CODE
    withdrawn_ms = found[0]
    if withdrawn_ms is None or at < withdrawn_ms + MAX_DRIFT_MS:
        return RulingReason.NONE
    return RulingReason.CODE_WITHDRAWN


def _was_withdrawn(author: Author, entry: Stay, place: Place, known: Known) -> bool:
    """Whether the printed code hung there no longer when the entry arrived.

    Of what arrived before that, a rebuild must say what was said then.
    """
    if entry.source is not Source.PRINTED_CODE:
        return False
    found = _withdrawals(entry, place, known)
    return any(ms is not None and ms <= author.arrival_ms for ms in found)


def _withdrawals(entry: Stay, place: Place, known: Known) -> list[int | None]:
    """Since when the code that a stay quotes hangs there no longer, None for one that does.

    Empty for a code that was never one of this place, nor of the stay's project at this place.
    """
    if entry.code == place.token:
        return [None]
    if entry.code in place.withdrawn:
        return [place.withdrawn[entry.code]]
    return [
        one.withdrawn_ms
        for one in known.project_codes.get(entry.project, ())
        if one.token == entry.code and one.place == entry.place
    ]


def _shown_ms(entry: Stay) -> int:
    """The instant of the live code that a stay quotes; its own where it quotes none."""
    step = step_of(entry.code)
    return entry.ms if step is None else step * STEP_MS


def _live_code(
    author: Author, entry: Stay, place: Place, kiosks: Collection[Kiosk], at: int
) -> RulingReason:
    """A code that a screen of the place showed while it was one, in the body's word.

    `at` is the code's own instant, bounded: where it arrives before the screen's time ends, that is
    at most the drift later. So, and because a screen that came after the code says nothing of it,
    it is judged alike whenever that is done. A screen of one's own is not another's word (R26).
    """
    begun = [
        one
        for one in kiosks
        if one.since_ms <= author.arrival_ms
        and one.since_ms - MAX_DRIFT_MS <= at
        and proof_holds(entry.code, place.body, entry.place, one.key)
    ]
    if not begun:
        return RulingReason.WRONG_CODE
    standing = [one for one in begun if one.ended_ms is None or at <= one.ended_ms + MAX_DRIFT_MS]
    if not standing:
        return RulingReason.CODE_WITHDRAWN
    own = all(one.account == author.account for one in standing)
    return RulingReason.NOT_PERMITTED if own else RulingReason.NONE


def _note(author: Author, entry: Note, known: Known, clock: RulingReason, at: int) -> Finding:
    """Own words on one's own history (R25)."""
    target = known.targets.get((entry.about.device, entry.about.seq))
    own = target is not None and target.account == author.account
    if target is None or not own or target.kind not in (CheckIn, Stay):
        return _own(author, _REJECTED, RulingReason.UNKNOWN_ENTRY, 0, day_of(at))
    return _own_word(author, entry, clock, at)


def _void(author: Author, entry: Void, known: Known, clock: RulingReason, at: int) -> Finding:
    """Taken back by whoever wrote it, or by the body's staff (R27)."""
    target = known.targets.get((entry.about.device, entry.about.seq))
    if target is None or target.kind not in (CheckIn, Stay, Note, Use):
        return _nobody(RulingReason.UNKNOWN_ENTRY, day_of(at))
    if target.author != author.account:
        served = [
            tenure
            for tenure in known.tenures.get(author.account, ())
            if tenure.body == target.body and tenure.partner is None
        ]
        if not served:  # in the same words as for an entry that does not exist (R04)
            return _nobody(RulingReason.UNKNOWN_ENTRY, day_of(at))
        if not _holds_role(known, author, target.body, at):
            return _nobody(RulingReason.NOT_PERMITTED, day_of(at))
    return Finding(
        _ACCEPTED if clock is RulingReason.NONE else _FLAGGED,
        clock,
        0,
        target.account,
        target.body,
        target.member,
        target.place,
        target.day,
    )


def _own_word(
    author: Author,
    entry: Note | SetField | AddInterest | RemoveInterest | CardKeys,
    clock: RulingReason,
    at: int,
) -> Finding:
    """What a person says of themselves, or a phone of its keys: those enter nobody's history."""
    if isinstance(entry, CardKeys):
        return Finding(_ACCEPTED, RulingReason.NONE, 0, None, 0, 0, 0, day_of(at))
    if clock is RulingReason.NONE:
        return _own(author, _ACCEPTED, RulingReason.NONE, 0, day_of(at))
    if type(entry) is SetField and clock is RulingReason.CLOCK_AHEAD:
        # The last writer wins: a setting from the future would beat every later one.
        return _own(author, _REJECTED, clock, 0, day_of(at))
    return _own(author, _FLAGGED, clock, 0, day_of(at))


def _holds_role(
    known: Known, author: Author, body: int, at: int, until: int = 0, project: int = 0
) -> bool:
    """At that instant, or from then on `until` another without a break: for the body, or for the
    partner whose project it is.

    A scan made while in office counts, however late it arrives (R63).
    """
    latest = max(at, until)
    for tenure in known.tenures.get(author.account, ()):
        if (
            tenure.body == body
            and (tenure.partner is None or _had(known, tenure.partner, project, author, at, latest))
            and tenure.since_ms - MAX_DRIFT_MS <= at
            and (tenure.until_ms is None or latest < tenure.until_ms)
        ):
            return True
    return False


def _had(known: Known, partner: int, project: int, author: Author, at: int, latest: int) -> bool:
    """Whether the project was that partner's. What came to be its own after the upload says nothing
    of it, so it is judged alike whenever that is done."""
    return any(
        one.partner == partner
        and one.since_ms <= author.arrival_ms
        and one.since_ms - MAX_DRIFT_MS <= at
        and (one.until_ms is None or latest < one.until_ms)
        for one in known.assigned.get(project, ())
    )


def _offered(project: int, body: int, known: Known) -> bool:
    """Whether the project, if one is named, is the body's own (R20)."""
    return project == 0 or known.projects.get(project) == body


def _nobody(reason: RulingReason, day: int) -> Finding:
    """Rejected, and nobody's: its author alone hears of it (R04)."""
    return Finding(_REJECTED, reason, 0, None, 0, 0, 0, day)


def _own(
    author: Author, kind: RulingKind, reason: RulingReason, ruled_day: int, day: int
) -> Finding:
    return Finding(kind, reason, ruled_day, author.account, 0, 0, 0, day)
