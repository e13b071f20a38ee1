"""What follows from judged entries: rows to store and news to tell. Nothing here does either."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec
from msgspec import Raw

from schemas.entries import (
    AddInterest,
    CheckIn,
    Entry,
    Note,
    ProfileField,
    RemoveInterest,
    SetField,
    Source,
    Stay,
    Void,
)
from schemas.feed import RulingItem
from schemas.rulings import Ruling, RulingKind, RulingReason
from server.app.clock import DAY_MS
from server.replication.bulk import Row
from server.replication.feeds import (
    Publication,
    device_scope,
    pack,
    packets,
    person_scope,
    staff_scope,
)
from server.replication.rules import Finding, Ref, presentation_of
from server.replication.store import Shown, Write

STAFF_FACT_DAYS = 40
"""How long a staff phone that comes late is told of attendance; the office has all of it."""

KIND = {CheckIn: 1, Stay: 2, Note: 3, Void: 4, SetField: 5, AddInterest: 6, RemoveInterest: 7}
"""`evidence.kind`: the tag of each entry."""

_LIVE_CARD = Source.LIVE_CARD.value
_encoder = msgspec.msgpack.Encoder()


class Judged(NamedTuple):
    """An entry that was read and judged. `raw` are its bytes as they came."""

    seq: int
    entry: Entry
    raw: bytes
    finding: Finding


def fact_item(device: bytes, seq: int, body: int, member: int, raw: bytes) -> bytes:
    """A FactItem whose entry is encoded already: in the author's own bytes."""
    return _encoder.encode((1, 1, device, seq, body, member, Raw(raw)))


def evidence_row(device: bytes, judged: Judged) -> Row:
    """In the order of the table's columns."""
    seq, entry, raw, (_, _, _, account, body, member, place, day) = judged
    project = source = shown = 0
    if type(entry) is CheckIn:
        project, source, shown = entry.project, _LIVE_CARD, presentation_of(entry)
    elif type(entry) is Stay:
        project, source = entry.project, entry.source.value
    return (
        device,
        seq,
        KIND[type(entry)],
        account,
        body,
        member,
        place,
        project,
        day,
        source,
        entry.ms,
        shown,
        False,
        raw,
    )


def rulings_of(device: bytes, judged: Iterable[Judged]) -> dict[int, Ruling]:
    """What is told of entries, by number; nothing is told of accepted ones."""
    return {
        seq: Ruling(device, seq, 1, finding.kind, finding.reason, finding.ruled_day)
        for seq, _, _, finding in judged
        if finding.kind is not RulingKind.ACCEPTED
    }


def unreadable(device: bytes, seq: int) -> Ruling:
    return Ruling(device, seq, 1, RulingKind.REJECTED, RulingReason.UNREADABLE, 0)


def flag_copied(judged: Judged) -> Judged:
    """A rejected scan stays rejected."""
    finding = judged.finding
    if finding.kind is RulingKind.REJECTED:
        return judged
    return judged._replace(
        finding=finding._replace(kind=RulingKind.FLAGGED, reason=RulingReason.COPIED)
    )


def ruling_on_copied(shown: Shown) -> Ruling | None:
    """The newer ruling on a scan stored earlier, None where it says so already."""
    (device, seq), ruled = shown.ref, shown.ruling
    if ruled is None:
        return Ruling(device, seq, 1, RulingKind.FLAGGED, RulingReason.COPIED, 0)
    if ruled.kind is RulingKind.REJECTED or ruled.reason is RulingReason.COPIED:
        return None
    return Ruling(
        device, seq, ruled.version + 1, RulingKind.FLAGGED, RulingReason.COPIED, ruled.day
    )


def news_of(
    device: bytes, judged: Iterable[Judged], rulings: Mapping[int, Ruling], now: int
) -> list[Publication]:
    """Tells everyone whom one device's entries concern (R04), and what was ruled on them.

    | of what | hears |
    |---|---|
    | a check-in, a stay, a void on one | the person, and the staff of the place's body |
    | a note, a setting, an interest | the person's other devices alone |
    | what is rejected | the person whose history it enters, if any; never staff |
    | a ruling | the author, and whoever was told the fact |
    """
    own = [_encoder.encode(RulingItem(ruling.version, ruling)) for ruling in rulings.values()]
    person: dict[str, list[bytes]] = {}
    staff: dict[int, list[bytes]] = {}
    for seq, _, raw, finding in judged:
        account, body = finding.account, finding.body
        if account is not None:
            heard = person.setdefault(account, [])
            heard.append(fact_item(device, seq, body, 0, raw))
            if seq in rulings:
                heard.append(_encoder.encode(RulingItem(1, rulings[seq])))
        if body and finding.kind is not RulingKind.REJECTED:
            heard = staff.setdefault(body, [])
            heard.append(fact_item(device, seq, body, finding.member, raw))
            if seq in rulings:
                heard.append(_encoder.encode(RulingItem(1, rulings[seq])))
    until_ms = now + STAFF_FACT_DAYS * DAY_MS
    news = [Publication(device_scope(device), None, packet) for packet in packets(own)]
    for account, items in person.items():
        scope = person_scope(account)
        news += [Publication(scope, None, packet, device) for packet in packets(items)]
    for body, items in staff.items():
        scope = staff_scope(body)
        news += [Publication(scope, None, packet, device, until_ms) for packet in packets(items)]
    return news


def news_of_copied(shown: Shown, ruling: Ruling, now: int) -> list[Publication]:
    """Everyone who knows of the earlier scan hears of the later ruling."""
    payload = pack(RulingItem(ruling.version, ruling))
    key = f"ruling:{ruling.device.hex()}:{ruling.seq}"
    until_ms = now + STAFF_FACT_DAYS * DAY_MS
    return [
        Publication(device_scope(ruling.device), key, payload),
        Publication(person_scope(shown.account), key, payload, ruling.device),
        Publication(staff_scope(shown.body), key, payload, ruling.device, until_ms),
    ]


def profile_writes(
    device: bytes, judged: Iterable[Judged]
) -> dict[tuple[str, ProfileField], Write]:
    """The last write of each register among entries that stand (`sync.merge.last_write`)."""
    writes: dict[tuple[str, ProfileField], Write] = {}
    for seq, entry, _, finding in judged:
        if type(entry) is not SetField or finding.account is None:
            continue
        if finding.kind is RulingKind.REJECTED:
            continue
        register = finding.account, entry.field
        write = entry.ms, entry.counter, device, seq, entry.value
        writes[register] = max(write, writes.get(register, write))
    return writes


def voided(judged: Iterable[Judged]) -> list[Ref]:
    """What voids that stand take back."""
    return [
        (entry.about.device, entry.about.seq)
        for _, entry, _, finding in judged
        if type(entry) is Void and finding.kind is not RulingKind.REJECTED
    ]
