"""Views: what a member and a place's staff see, computed alike on the phone and on the server."""

from collections.abc import Iterable, Mapping, Set

from schemas.entries import (
    BY_HAND,
    NO_STEP,
    CheckIn,
    EntryRef,
    Note,
    ProfileField,
    Source,
    Stay,
    Void,
)
from schemas.rulings import RulingKind, RulingReason
from schemas.views import AttendanceRow, Fact, JournalItem, MemberViews, NoteView, StayDay
from sync.acts import counted_day, one_of_each
from sync.merge import (
    Rulings,
    last_write,
    observed_remove_set,
    ref_of,
    stamp_order,
    stands,
)

WEAKEST_ACCEPTED = Source.PRINTED_CODE
"""The default of R26: weaker evidence waits for staff and counts nothing yet."""


def member_views(
    facts: Iterable[Fact],
    rulings: Rulings,
    places: Mapping[int, int],
    designated: Set[int],
    weakest: Source = WEAKEST_ACCEPTED,
) -> MemberViews:
    """A member's own history (R10, R11, R25).

    `facts` may hold others' too: only those that are `mine` enter. `places` maps a place to its
    body, `designated` names the projects that count as activities (R20). An activity counts once
    per body and day (R10), a stay day once per body and day (R11).
    """
    own, rulings = one_of_each((fact for fact in facts if fact.mine), rulings)
    standing = [fact for fact in own if stands(ref_of(fact), rulings)]
    voids = void_reasons(standing)
    notes = _notes(standing, voids)
    journal = [
        _journal_item(fact, fact.entry, rulings, places, voids, notes)
        for fact in own
        if isinstance(fact.entry, CheckIn | Stay)
    ]
    journal.sort(key=_journal_order, reverse=True)
    counting = [item for item in journal if _counts(item, weakest)]
    return MemberViews(
        journal=journal,
        stay_days=sorted({StayDay(item.body, item.day) for item in counting}),
        activity_days=sorted(
            {StayDay(item.body, item.day) for item in counting if item.project in designated}
        ),
        name=last_write(standing, ProfileField.NAME),
        language=last_write(standing, ProfileField.LANGUAGE),
        interests=sorted(observed_remove_set(standing)),
    )


def attendance(
    facts: Iterable[Fact],
    rulings: Rulings,
    roster: Mapping[tuple[int, int], int],
    place: int,
    day: int,
) -> list[AttendanceRow]:
    """Who was at a place on a day: a row a member, whatever number of records and devices.

    `roster` maps (issuer, card) to a member's number; a card that it lacks is a row of its own.
    Rows are in the order of the first record.
    """
    acts, rulings = one_of_each(facts, rulings)
    present = [fact for fact in acts if stands(ref_of(fact), rulings)]
    voids = void_reasons(present)
    rows: dict[tuple[int, int], AttendanceRow] = {}
    for fact in sorted(present, key=stamp_order):
        entry = fact.entry
        if not isinstance(entry, CheckIn | Stay) or entry.place != place:
            continue
        if ref_of(fact) in voids or counted_day(entry, rulings.get(ref_of(fact))) != day:
            continue
        member, card = _attendee(fact, entry, roster)
        known = rows.get((member, card))
        source = _source(entry)
        rows[member, card] = AttendanceRow(
            member=member,
            card=card,
            first_ms=entry.ms if known is None else known.first_ms,
            records=1 if known is None else known.records + 1,
            source=source if known is None else min(known.source, source),
        )
    return list(rows.values())


def void_reasons(standing: Iterable[Fact]) -> dict[EntryRef, str]:
    """The entries taken back, each with the reason of the earliest void (R27)."""
    voids = (fact for fact in standing if isinstance(fact.entry, Void))
    reasons: dict[EntryRef, str] = {}
    for fact in sorted(voids, key=stamp_order):
        if isinstance(fact.entry, Void):
            reasons.setdefault(fact.entry.about, fact.entry.reason)
    return reasons


def _notes(
    standing: Iterable[Fact], voids: Mapping[EntryRef, str]
) -> dict[EntryRef, list[NoteView]]:
    notes: dict[EntryRef, list[NoteView]] = {}
    for fact in sorted(standing, key=stamp_order):
        if isinstance(fact.entry, Note) and ref_of(fact) not in voids:
            note = NoteView(fact.device, fact.seq, fact.entry.ms, fact.entry.text)
            notes.setdefault(fact.entry.about, []).append(note)
    return notes


def _journal_item(
    fact: Fact,
    entry: CheckIn | Stay,
    rulings: Rulings,
    places: Mapping[int, int],
    voids: Mapping[EntryRef, str],
    notes: Mapping[EntryRef, list[NoteView]],
) -> JournalItem:
    ref = ref_of(fact)
    ruling = rulings.get(ref)
    return JournalItem(
        device=fact.device,
        seq=fact.seq,
        ms=entry.ms,
        counter=entry.counter,
        body=places.get(entry.place, fact.body),
        place=entry.place,
        project=entry.project,
        day=counted_day(entry, ruling),
        source=_source(entry),
        ruling=RulingKind.ACCEPTED if ruling is None else ruling.kind,
        reason=RulingReason.NONE if ruling is None else ruling.reason,
        voided=ref in voids,
        void_reason=voids.get(ref, ""),
        notes=notes.get(ref, []),
    )


def _journal_order(item: JournalItem) -> tuple[int, int, int, bytes, int]:
    return item.day, item.ms, item.counter, item.device, item.seq


def _counts(item: JournalItem, weakest: Source) -> bool:
    return (
        not item.voided
        and item.ruling != RulingKind.REJECTED
        and item.source <= weakest
        and item.body != 0
    )


def _source(entry: CheckIn | Stay) -> Source:
    return scan_source(entry.drift) if isinstance(entry, CheckIn) else entry.source


def scan_source(drift: int) -> Source:
    """How strong a check-in is, by what was read of the card (R26)."""
    if drift == NO_STEP:
        return Source.PRINTED_CODE
    return Source.STAFF_ENTRY if drift == BY_HAND else Source.LIVE_CARD


def _attendee(
    fact: Fact, entry: CheckIn | Stay, roster: Mapping[tuple[int, int], int]
) -> tuple[int, int]:
    """(member, 0), or (0, card) for a card that nobody has told this replica about."""
    if fact.member:
        return fact.member, 0
    if isinstance(entry, CheckIn):
        member = roster.get((entry.issuer, entry.card), 0)
        return (member, 0) if member else (0, entry.card)
    return 0, 0
