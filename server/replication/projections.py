"""What follows from entries, decided and written: as they arrive, and when all is rebuilt."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.entries import CheckIn, ProfileField
from schemas.rulings import Ruling, RulingKind
from server.replication import consequences, store
from server.replication.judging import Judged, Piece, judge_pieces
from server.replication.knowledge import known_of
from server.replication.rules import Author, Ref, copied, shown_day


class Written(NamedTuple):
    """New entries of one device, in the order of its log."""

    author: Author
    pieces: Sequence[Piece]


class Outcome(NamedTuple):
    """`judged` and `rulings` are of the new entries, by device; `earlier` are newer rulings on
    entries that are stored; `unlisted` the cards that they name and no roster has yet."""

    judged: Mapping[bytes, Sequence[Judged]]
    rulings: Mapping[bytes, Mapping[int, Ruling]]
    earlier: Sequence[tuple[store.Shown, Ruling]]
    unlisted: Sequence[tuple[int, int]]


async def decide(conn: AsyncConnection, written: Sequence[Written]) -> Outcome:
    """The server's word on new entries, at most one log's part a device. Writes nothing."""
    known = await known_of(conn, [(one.author.account, one.pieces) for one in written])
    wanted: dict[bytes, set[int]] = {}
    for name, seq in known.wanted:
        wanted.setdefault(name, set()).add(seq)
    judged = {
        one.author.device: judge_pieces(
            one.author, one.pieces, known, wanted.get(one.author.device, ())
        )
        for one in written
    }
    rulings = {
        one.author.device: consequences.rulings_of(
            one.author.device,
            judged[one.author.device],
            [piece.first for piece in one.pieces if piece.content is None],
        )
        for one in written
    }
    copies, shown = await _copies(conn, judged)
    for name, seq in copies:
        if name in rulings:
            known_day = rulings[name][seq].day if seq in rulings[name] else 0
            rulings[name][seq] = consequences.copied_ruling(name, seq, day=known_day)
    earlier = [
        (one, newer)
        for one in shown
        if one.ref in copies and (newer := consequences.ruling_on_copied(one)) is not None
    ]
    unlisted = [named for named, card in known.cards.items() if not card.listed]
    return Outcome(judged, rulings, earlier, unlisted)


async def project(conn: AsyncConnection, outcome: Outcome) -> dict[tuple[str, ProfileField], str]:
    """Writes all projections. Gives the registers that changed, with their values."""
    writes: dict[tuple[str, ProfileField], store.Write] = {}
    taken_back: list[Ref] = []
    for device, entries in outcome.judged.items():
        taken_back += consequences.voided(entries)
        for register, write in consequences.profile_writes(device, entries).items():
            writes[register] = max(write, writes.get(register, write))
    await store.write_evidence(
        conn,
        [
            consequences.evidence_row(device, one)
            for device, entries in outcome.judged.items()
            for one in entries
        ],
    )
    rulings = [ruling for told in outcome.rulings.values() for ruling in told.values()]
    await store.write_rulings(conn, [*rulings, *(ruling for _, ruling in outcome.earlier)])
    await store.mark_voided(conn, taken_back)
    return await store.merge_profiles(conn, writes)


async def _copies(
    conn: AsyncConnection, judged: Mapping[bytes, Sequence[Judged]]
) -> tuple[set[Ref], list[store.Shown]]:
    """Scans of one presentation by two devices, and what is stored of such scans.

    Only where two devices scanned the same person for the same body, as shown on the same day, is
    it looked at what was shown.
    """
    scanning: dict[tuple[str, int, int], set[bytes]] = {}
    for device, entries in judged.items():
        for one in entries:
            whose = _scanned(one)
            if whose is not None:
                scanning.setdefault(whose, set()).add(device)
    if not scanning:
        return set(), []
    elsewhere = await store.scans_elsewhere(conn, scanning)
    earlier = await store.shown_in(conn, elsewhere)
    shared = {whose for whose, devices in scanning.items() if len(devices) > 1}
    shared |= {
        (shown.account, shown.body, shown_day(shown.entry.ms, shown.entry.drift))
        for shown in earlier
    }
    scans = [
        ((device, seq), one.finding.body, scan)
        for device, entries in judged.items()
        for one in entries
        if _scanned(one) in shared
        for seq, scan in zip(one.seqs, one.entries_of(CheckIn), strict=True)
    ]
    scans += [(shown.ref, shown.body, shown.entry) for shown in earlier]
    return copied(scans), earlier


def _scanned(judged: Judged) -> tuple[str, int, int] | None:
    """Whose card was scanned, of which body, shown on which day; None where no scan counts."""
    finding = judged.finding
    if judged.kind != store.CHECK_IN or finding.kind is RulingKind.REJECTED:
        return None
    if finding.account is None or not judged.shown_day:
        return None
    return finding.account, finding.body, judged.shown_day
