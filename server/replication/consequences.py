"""What follows from judged entries: rows to store and news to tell. Nothing here does either."""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

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
from schemas.feed import FactItem, RulingItem
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

_encoder = msgspec.msgpack.Encoder()


class Judged(NamedTuple):
    """An entry that was read and judged. `raw` are its bytes as they came."""

    device: bytes
    seq: int
    entry: Entry
    raw: bytes
    finding: Finding


def evidence_row(judged: Judged) -> Row:
    """In the order of the table's columns."""
    device, seq, entry, raw, finding = judged
    kind = KIND[type(entry)]
    project = source = shown = 0
    if type(entry) is CheckIn:
        project, source = entry.project, Source.LIVE_CARD.value
        shown = presentation_of(entry)
    elif type(entry) is Stay:
        project, source = entry.project, entry.source.value
    return (
        device,
        seq,
        kind,
        finding.account,
        finding.body,
        finding.member,
        finding.place,
        project,
        finding.day,
        source,
        entry.ms,
        shown,
        False,
        raw,
    )


def ruling_of(judged: Judged) -> Ruling | None:
    """What is told of an entry; nothing is told of an accepted one."""
    finding = judged.finding
    if finding.kind is RulingKind.ACCEPTED:
        return None
    return Ruling(judged.device, judged.seq, 1, finding.kind, finding.reason, finding.ruled_day)


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
    device: bytes, judged: Iterable[Judged], rulings: Iterable[Ruling], now: int
) -> list[Publication]:
    """Tells everyone whom one device's entries concern (R04), and what was ruled on them.

    | of what | hears |
    |---|---|
    | a check-in, a stay, a void on one | the person, and the staff of the place's body |
    | a note, a setting, an interest | the person's other devices alone |
    | what is rejected | the person whose history it enters, if any; never staff |
    | a ruling | the author, and whoever was told the fact |
    """
    own: list[bytes] = []
    person: dict[str, list[bytes]] = {}
    staff: dict[int, list[bytes]] = {}
    ruled = {ruling.seq: ruling for ruling in rulings}
    encode = _encoder.encode
    for _, seq, entry, _, finding in judged:
        account, body = finding.account, finding.body
        ruling = ruled.pop(seq, None) if ruled else None
        said = None if ruling is None else encode(RulingItem(ruling.version, ruling))
        if said is not None:
            own.append(said)
        if account is not None:
            heard = person.setdefault(account, [])
            heard.append(encode(FactItem(1, device, seq, body, 0, entry)))
            if said is not None:
                heard.append(said)
        if body and finding.kind is not RulingKind.REJECTED:
            heard = staff.setdefault(body, [])
            heard.append(encode(FactItem(1, device, seq, body, finding.member, entry)))
            if said is not None:
                heard.append(said)
    own += [encode(RulingItem(ruling.version, ruling)) for ruling in ruled.values()]
    until_ms = now + STAFF_FACT_DAYS * DAY_MS
    return [
        *(Publication(device_scope(device), None, packet) for packet in packets(own)),
        *(
            Publication(person_scope(account), None, packet, device)
            for account, items in person.items()
            for packet in packets(items)
        ),
        *(
            Publication(staff_scope(body), None, packet, device, until_ms)
            for body, items in staff.items()
            for packet in packets(items)
        ),
    ]


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


def profile_writes(judged: Iterable[Judged]) -> dict[tuple[str, ProfileField], Write]:
    """The last write of each register among entries that stand (`sync.merge.last_write`)."""
    writes: dict[tuple[str, ProfileField], Write] = {}
    for device, seq, entry, _, finding in judged:
        if type(entry) is not SetField or finding.account is None:
            continue
        if finding.kind is RulingKind.REJECTED:
            continue
        register = finding.account, entry.field
        write = entry.ms, entry.counter, device, seq, entry.value
        known = writes.get(register)
        writes[register] = write if known is None else max(known, write)
    return writes


def voided(judged: Iterable[Judged]) -> list[Ref]:
    """What voids that stand take back."""
    return [
        (one.entry.about.device, one.entry.about.seq)
        for one in judged
        if type(one.entry) is Void and one.finding.kind is not RulingKind.REJECTED
    ]
