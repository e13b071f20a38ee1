"""Judges an upload's entries, those alike in one go: a desk's visits are mostly the same people's.

Values in, values out. What the rules say of one entry is in `rules`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import repeat
from typing import NamedTuple, TypeVar

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
from server.replication.rules import (
    Author,
    Finding,
    Known,
    Target,
    judge,
    judge_alike,
    shown_day,
)
from sync.calendar import day_of
from sync.log import MalformedEntry, decode_entry, encode_entry
from sync.packing import Visits
from sync.views import scan_source

KINDS: Sequence[type[Entry]] = (
    CheckIn,
    Stay,
    Note,
    Void,
    SetField,
    AddInterest,
    RemoveInterest,
    Use,
    CardKeys,
)
"""In the order of their tags, from 1 on."""

_TAGS = {kind: tag for tag, kind in enumerate(KINDS, 1)}
_CHECK_IN = _TAGS[CheckIn]
E = TypeVar("E", bound=Entry)


class Judged(NamedTuple):
    """Entries of one device on which the rules say the same, of one day. `raw`: as they came."""

    finding: Finding
    kind: int
    """Their tag."""
    source: int
    """R26, 0 for what is no evidence of presence."""
    shown_day: int
    """Of the card that was scanned, 0 where none was."""
    seqs: Sequence[int]
    raw: Sequence[bytes]

    def entries_of(self, kind: type[E]) -> list[E]:
        """The entries, if they are of this kind; none otherwise."""
        if KINDS[self.kind - 1] is not kind:
            return []
        return [entry for entry in map(decode_entry, self.raw) if isinstance(entry, kind)]


class Piece(NamedTuple):
    """A part of an upload, read: a run of visits, or an entry of any kind; None: unreadable."""

    first: int
    content: Visits | Entry | None
    raw: Sequence[bytes]


def read_pieces(pieces: Sequence[bytes | Visits], first: int) -> list[Piece]:
    """What an upload carries, from entry number `first` on."""
    read: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, bytes):
            read.append(Piece(first, _decoded(piece), (piece,)))
            first += 1
        elif _in_bounds(piece):
            read.append(Piece(first, piece, piece.raw))
            first += len(piece.raw)
        else:
            read += read_pieces(piece.raw, first)
            first += len(piece.raw)
    return read


def judge_pieces(
    author: Author, pieces: Sequence[Piece], known: Known, wanted: Collection[int]
) -> list[Judged]:
    """Everything that could be read. `wanted` numbers join `known.targets` for what follows."""
    judged: list[Judged] = []
    for first, content, raw in pieces:
        if content is None:
            continue
        if isinstance(content, Visits):
            done = _visits(author, first, content, known)
        else:
            done = [_single(judge(author, content, known), content, first, raw[0])]
        if wanted:
            _remember(author, done, known, wanted)
        judged += done
    return judged


def _visits(author: Author, first: int, visits: Visits, known: Known) -> list[Judged]:
    days, shown, sources = _days(visits), _shown_days(visits), _sources(visits)
    alike: dict[tuple[int, int, int, int, int, int, int], list[int]] = defaultdict(list)
    keys = zip(
        visits.card,
        days,
        shown,
        visits.place,
        visits.issuer,
        visits.project,
        sources,
        strict=True,
    )
    for at, key in enumerate(keys):
        alike[key].append(at)
    judged: list[Judged] = []
    for key, places in alike.items():
        times = [visits.ms[at] for at in places]
        card, _, day, place, issuer, project, source = key
        drift = BY_HAND if source == Source.STAFF_ENTRY else 0  # else the step alone is told by it
        first_ms, last_ms = (times[0], times[0]) if len(times) == 1 else (min(times), max(times))
        earliest = CheckIn(first_ms, 0, place, issuer, card, drift, project, b"")
        finding = judge_alike(author, earliest, last_ms, known)
        if finding is not None:
            seqs = [first + at for at in places]
            raw = [visits.raw[at] for at in places]
            judged.append(Judged(finding, _CHECK_IN, source, day, seqs, raw))
            continue
        for at in places:
            entry = decode_entry(visits.raw[at])
            finding = judge(author, entry, known)
            judged.append(_single(finding, entry, first + at, visits.raw[at]))
    return judged


def _days(visits: Visits) -> Iterable[int]:
    """Mostly all are of one day, which the extremes tell."""
    day = day_of(visits.least.ms)
    if day == day_of(visits.most.ms):
        return repeat(day, len(visits.raw))
    return map(day_of, visits.ms)


def _shown_days(visits: Visits) -> Iterable[int]:
    least, most = visits.least, visits.most
    day = shown_day(least.ms, least.drift)
    if day == shown_day(most.ms, most.drift):
        return repeat(day, len(visits.raw))
    return map(shown_day, visits.ms, visits.drift)


def _sources(visits: Visits) -> Iterable[int]:
    least, most = visits.least.drift, visits.most.drift
    if least == most or least > BY_HAND:
        return repeat(scan_source(least).value, len(visits.raw))
    return [scan_source(drift).value for drift in visits.drift]


def _single(finding: Finding, entry: Entry, seq: int, raw: bytes) -> Judged:
    kind = _TAGS[type(entry)]
    if isinstance(entry, CheckIn):
        day = shown_day(entry.ms, entry.drift)
        source = scan_source(entry.drift).value
        return Judged(finding, kind, source, day, (seq,), (raw,))
    source = entry.source.value if isinstance(entry, Stay) else 0
    return Judged(finding, kind, source, 0, (seq,), (raw,))


def _remember(
    author: Author, done: Sequence[Judged], known: Known, wanted: Collection[int]
) -> None:
    for one in done:
        finding = one.finding
        for seq in one.seqs:
            if seq in wanted:
                known.targets[author.device, seq] = Target(
                    KINDS[one.kind - 1],
                    author.account,
                    finding.account,
                    finding.body,
                    finding.member,
                    finding.place,
                    finding.day,
                )


def _decoded(raw: bytes) -> Entry | None:
    try:
        return decode_entry(raw)
    except MalformedEntry:
        return None


def _in_bounds(visits: Visits) -> bool:
    """Whether each entry can be read: bounds are intervals, so the extremes tell."""
    return all(_decoded(encode_entry(one)) is not None for one in (visits.least, visits.most))
