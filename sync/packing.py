"""Check-ins as they travel: columns of a few bits instead of records with names.

A desk's visits differ in a card, a few minutes and seldom anything else. A run of them carries each
field once as a column, every value as its distance from the smallest one, in as few bits as the
largest distance needs. Packing loses nothing: it gives back the entries' exact bytes, so chain and
signature do not depend on it. `sync/README.md` specifies it to the bit.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise, repeat
from typing import NamedTuple

import msgspec

from schemas.entries import PROOF_BYTES, CheckIn
from schemas.sync import MAX_COLUMN_BITS, MAX_ENTRIES, Bits, CheckInRun, Column

MIN_RUN = 3
"""Fewer check-ins travel as they are."""

MAX_GAP_MS = 2**23
"""A longer pause begins a new run, so that a night does not widen every gap of the day."""

_TAG = 1
_EIGHT = 8
_SAFE = 2**53 - 1
_encoder = msgspec.msgpack.Encoder()
_check_in: msgspec.msgpack.Decoder[CheckIn] = msgspec.msgpack.Decoder(CheckIn)


class MalformedRun(ValueError):
    """A run whose columns do not fit its count."""


class Visits(NamedTuple):
    """A run, read: its columns and the bytes of its entries, one item an entry.

    `least` and `most` have the smallest and the largest number of each column, and no proof.
    """

    ms: Sequence[int]
    counter: Sequence[int]
    place: Sequence[int]
    issuer: Sequence[int]
    card: Sequence[int]
    drift: Sequence[int]
    project: Sequence[int]
    raw: Sequence[bytes]
    least: CheckIn
    most: CheckIn


def pack_column(values: Sequence[int]) -> Column:
    """A single number where all are the same, else the smallest and the distances from it."""
    base = min(values)
    spread = max(values) - base
    if not spread:
        return base
    size = (len(values) * spread.bit_length() + 7) // 8
    width = size * 8 // len(values)  # the same that a reader finds; it may be a bit wider
    bits = 0
    for value in values:
        bits = bits << width | value - base
    return Bits(base, (bits << size * 8 - len(values) * width).to_bytes(size))


def unpack_column(column: Column, count: int) -> Sequence[int]:
    """The `count` values. Raises `MalformedRun`."""
    if isinstance(column, int):
        return [column] * count
    base, bits = column.base, column.bits
    width = len(bits) * 8 // count
    if not 0 < width <= MAX_COLUMN_BITS or len(bits) != (count * width + 7) // 8:
        raise MalformedRun(f"{len(bits)} bytes for {count} values")
    # Eight values fill `width` bytes: numbers of a size that a machine shifts at once.
    padded = bits + bytes(-len(bits) % width)
    mask = (1 << width) - 1
    shifts = range(7 * width, -1, -width)
    values = [
        base + (eight >> shift & mask)
        for at in range(0, len(padded), width)
        for eight in (int.from_bytes(padded[at : at + width]),)
        for shift in shifts
    ]
    del values[count:]
    return values


def pack(entries: Iterable[bytes]) -> list[bytes | CheckInRun]:
    """Entries as a request carries them, in their order."""
    packed: list[bytes | CheckInRun] = []
    run: list[tuple[bytes, CheckIn]] = []
    for entry in entries:
        visit = _visit(entry)
        if run and (visit is None or not _continues(run[-1][1], visit)):
            packed += _run(run)
            run = []
        if visit is None:
            packed.append(entry)
        else:
            run.append((entry, visit))
    return packed + _run(run)


def unpack(packed: Iterable[bytes | CheckInRun]) -> list[bytes | Visits]:
    """What `pack` was given, the runs read. Raises `MalformedRun`, also for too many entries."""
    read: list[bytes | Visits] = []
    count = 0
    for piece in packed:
        if isinstance(piece, bytes):
            count += 1
            read.append(piece)
        else:
            count += piece.count
            if count > MAX_ENTRIES:
                break
            read.append(unpack_run(piece))
    if count > MAX_ENTRIES:
        raise MalformedRun(f"more than {MAX_ENTRIES} entries")
    return read


def entries_of(read: Iterable[bytes | Visits]) -> list[bytes]:
    """The bytes of every entry."""
    entries: list[bytes] = []
    for piece in read:
        if isinstance(piece, bytes):
            entries.append(piece)
        else:
            entries += piece.raw
    return entries


def unpack_run(run: CheckInRun) -> Visits:
    """Raises `MalformedRun`."""
    count = run.count
    gaps = unpack_column(run.gaps, count - 1) if count > 1 else ()
    ms = list(accumulate(gaps, initial=run.start))
    packed = (run.counter, run.place, run.issuer, run.card, run.drift, run.project)
    counter, place, issuer, card, drift, project = columns = [
        unpack_column(column, count) for column in packed
    ]
    least, most = _extremes([(min(ms), max(ms)), *map(_span, packed, columns)])
    if least.ms < -_SAFE or most.ms > _SAFE:
        raise MalformedRun("times beyond what is exact")
    proof: Sequence[bytes] = [b""] * count
    if run.proofs:
        if len(run.proofs) != count * PROOF_BYTES:
            raise MalformedRun(f"{len(run.proofs)} bytes of proofs for {count} entries")
        proof = [
            run.proofs[at : at + PROOF_BYTES] for at in range(0, count * PROOF_BYTES, PROOF_BYTES)
        ]
    rows = zip(repeat(_TAG, count), ms, *columns, proof, strict=True)
    raw = list(map(_encoder.encode, rows))
    return Visits(ms, counter, place, issuer, card, drift, project, raw, least, most)


def _extremes(spans: Iterable[tuple[int, int]]) -> list[CheckIn]:
    return [
        CheckIn(ms, counter, place, issuer, card, drift, project, b"")
        for ms, counter, place, issuer, card, drift, project in zip(*spans, strict=True)
    ]


def _span(column: Column, values: Sequence[int]) -> tuple[int, int]:
    return (column, column) if isinstance(column, int) else (min(values), max(values))


def _visit(entry: bytes) -> CheckIn | None:
    """A check-in whose bytes follow from what a run has room for; None for any other entry."""
    try:
        visit = _check_in.decode(entry)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    if len(visit.proof) not in (0, PROOF_BYTES):
        return None
    return visit if _encoder.encode(visit) == entry else None


def _continues(last: CheckIn, visit: CheckIn) -> bool:
    return abs(visit.ms - last.ms) < MAX_GAP_MS and len(visit.proof) == len(last.proof)


def _run(run: Sequence[tuple[bytes, CheckIn]]) -> list[bytes | CheckInRun]:
    if len(run) < MIN_RUN:
        return [entry for entry, _ in run]
    visits = [visit for _, visit in run]
    return [
        CheckInRun(
            count=len(visits),
            start=visits[0].ms,
            gaps=pack_column([later.ms - earlier.ms for earlier, later in pairwise(visits)]),
            counter=pack_column([visit.counter for visit in visits]),
            place=pack_column([visit.place for visit in visits]),
            issuer=pack_column([visit.issuer for visit in visits]),
            card=pack_column([visit.card for visit in visits]),
            drift=pack_column([visit.drift for visit in visits]),
            project=pack_column([visit.project for visit in visits]),
            proofs=b"".join(visit.proof for visit in visits),
        )
    ]
