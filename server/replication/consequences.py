"""What follows from judged entries: rows to store and news to tell. Nothing here does either."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from schemas.entries import AddInterest, CardKeys, ProfileField, RemoveInterest, SetField, Void
from schemas.feed import RulingItem
from schemas.rulings import Ruling, RulingKind, RulingReason
from server.app.clock import DAY_MS
from server.database.bulk import Row
from server.replication.feeds import (
    Publication,
    device_scope,
    pack,
    packet,
    packets,
    person_scope,
    staff_scope,
)
from server.replication.judging import KINDS, Judged
from server.replication.rules import Ref
from server.replication.store import Group, Shown, Write

STAFF_FACT_DAYS = 40
"""How long a staff phone that comes late is told of attendance; the office has all of it."""

_OF_ONESELF = [KINDS.index(kind) + 1 for kind in (SetField, AddInterest, RemoveInterest)]
"""Each of these is told by itself, with a key: it stands for ever, and a new device needs it."""

_encoder = msgspec.msgpack.Encoder()
_FACT = b"\x97\x01\x01"
"""An array of seven begins, with a FactItem's tag and version."""


def evidence_row(device: bytes, judged: Judged) -> Row:
    """In the order of the table's columns."""
    finding, kind, source, shown_day, seqs, raw = judged
    standing = 0 if finding.kind is RulingKind.REJECTED else len(seqs)
    return (
        device,
        seqs[0],
        seqs[-1],
        kind,
        finding.account,
        finding.body,
        finding.member,
        finding.place,
        finding.day,
        shown_day,
        source,
        standing,
        _encoder.encode((seqs, raw)),
    )


def facts(names: Sequence[bytes], judged: Judged, member: int) -> list[bytes]:
    """The FactItems, each with the author's own bytes, of entries that `named` gave `names`.

    Put together from parts: of very many, only number and bytes differ.
    """
    after = _encoder.encode(judged.finding.body) + _encoder.encode(member)
    return [name + after + raw for name, raw in zip(names, judged.raw, strict=True)]


def named(device: bytes, judged: Judged) -> list[bytes]:
    """How the FactItems begin: the same for everybody who hears of them."""
    before = _FACT + _encoder.encode(device)
    return [before + number for number in map(_encoder.encode, judged.seqs)]


def rulings_of(
    device: bytes, judged: Iterable[Judged], unreadable: Iterable[int]
) -> dict[int, Ruling]:
    """What is told of entries, by number; nothing is told of accepted ones."""
    rulings = {
        seq: Ruling(device, seq, 1, finding.kind, finding.reason, finding.ruled_day)
        for one in judged
        if (finding := one.finding).kind is not RulingKind.ACCEPTED
        for seq in one.seqs
    }
    for seq in unreadable:
        rulings[seq] = Ruling(device, seq, 1, RulingKind.REJECTED, RulingReason.UNREADABLE, 0)
    return rulings


def copied_ruling(device: bytes, seq: int, version: int = 1, day: int = 0) -> Ruling:
    return Ruling(device, seq, version, RulingKind.FLAGGED, RulingReason.COPIED, day)


def ruling_on_copied(shown: Shown) -> Ruling | None:
    """The newer ruling on a scan stored earlier, None where it says so already."""
    (device, seq), ruled = shown.ref, shown.ruling
    if ruled is None:
        return copied_ruling(device, seq)
    if ruled.kind is RulingKind.REJECTED or ruled.reason is RulingReason.COPIED:
        return None
    return copied_ruling(device, seq, ruled.version + 1, ruled.day)


def news_of(
    judged: Mapping[bytes, Iterable[Judged]],
    rulings: Mapping[bytes, Mapping[int, Ruling]],
    authors: Mapping[bytes, str],
    now: int,
) -> list[Publication]:
    """Tells everyone whom new entries concern (R04), and what was ruled on them, device by device.

    | of what | hears |
    |---|---|
    | a check-in, a stay, a void on one | the person, and the staff of the place's body |
    | a note, a setting, an interest | the person's other devices alone |
    | what is rejected | the person whose history it enters, if any; never staff |
    | a ruling | the author, on whichever device, and whoever was told the fact |

    `authors`: the account of each device.
    """
    news: list[Publication] = []
    for device, entries in judged.items():
        news += _news_of_device(device, authors[device], entries, rulings[device], now)
    return news


def _news_of_device(
    device: bytes, author: str, judged: Iterable[Judged], rulings: Mapping[int, Ruling], now: int
) -> list[Publication]:
    told = {seq: _encoder.encode(RulingItem(1, ruling)) for seq, ruling in rulings.items()}
    person: dict[str, list[bytes]] = {}
    staff: dict[int, list[bytes]] = {}
    news: list[Publication] = []
    unheard = set(rulings)
    for one in judged:
        finding = one.finding
        if finding.account == author or (finding.body and finding.kind is not RulingKind.REJECTED):
            unheard.difference_update(one.seqs)
        ruled = [told[seq] for seq in one.seqs if seq in told] if told else []
        names = named(device, one)
        if finding.account is not None and one.kind in _OF_ONESELF:
            (seq,) = one.seqs
            key = f"entry:{device.hex()}:{seq}"
            payload = packet([*facts(names, one, 0), *ruled])
            news.append(Publication(person_scope(finding.account), key, payload, device))
        elif finding.account is not None:
            heard = person.setdefault(finding.account, [])
            heard += facts(names, one, 0)
            heard += ruled
        if finding.body and finding.kind is not RulingKind.REJECTED:
            heard = staff.setdefault(finding.body, [])
            heard += facts(names, one, finding.member)
            heard += ruled
    until_ms = now + STAFF_FACT_DAYS * DAY_MS
    news += [Publication(device_scope(device), None, payload) for payload in packets(told.values())]
    # A phone that goes on under another key still holds what it wrote under this one.
    news += [
        Publication(
            person_scope(author), f"ruling:{device.hex()}:{seq}", packet([told[seq]]), device
        )
        for seq in sorted(unheard)
    ]
    for account, items in person.items():
        scope = person_scope(account)
        news += [Publication(scope, None, payload, device) for payload in packets(items)]
    for body, items in staff.items():
        scope = staff_scope(body)
        news += [Publication(scope, None, payload, device, until_ms) for payload in packets(items)]
    return news


def news_of_ruling(ruling: Ruling, account: str | None, body: int, now: int) -> list[Publication]:
    """Everyone who knows of an entry hears of a later ruling on it: its author, the person whose
    history it belongs to, and the body's staff."""
    payload = pack(RulingItem(ruling.version, ruling))
    key = f"ruling:{ruling.device.hex()}:{ruling.seq}"
    news = [Publication(device_scope(ruling.device), key, payload)]
    if account is not None:
        news.append(Publication(person_scope(account), key, payload, ruling.device))
    if body:
        until_ms = now + STAFF_FACT_DAYS * DAY_MS
        news.append(Publication(staff_scope(body), key, payload, ruling.device, until_ms))
    return news


def news_of_entry(group: Group, seq: int, *, person: bool, now: int) -> list[Publication]:
    """Tells of an entry that was rejected once and counts now: to its `person`, if they do not know
    it yet, and to the staff of the place's body."""
    raw = next(raw for number, raw in group.entries if number == seq)
    news: list[Publication] = []
    if person and group.account is not None:
        payload = packet([_fact(group.device, seq, group.body, 0, raw)])
        news.append(Publication(person_scope(group.account), None, payload, group.device))
    if group.body:
        payload = packet([_fact(group.device, seq, group.body, group.member, raw)])
        until_ms = now + STAFF_FACT_DAYS * DAY_MS
        scope = staff_scope(group.body)
        news.append(Publication(scope, None, payload, group.device, until_ms))
    return news


def _fact(device: bytes, seq: int, body: int, member: int, raw: bytes) -> bytes:
    return _FACT + b"".join(map(_encoder.encode, (device, seq, body, member))) + raw


def profile_writes(
    device: bytes, judged: Iterable[Judged]
) -> dict[tuple[str, ProfileField], Write]:
    """The last write of each register among entries that stand (`sync.merge.last_write`)."""
    writes: dict[tuple[str, ProfileField], Write] = {}
    for one in judged:
        account = one.finding.account
        if account is None or one.finding.kind is RulingKind.REJECTED:
            continue
        for seq, entry in zip(one.seqs, one.entries_of(SetField), strict=False):
            register = account, entry.field
            write = entry.ms, entry.counter, device, seq, entry.value
            writes[register] = max(write, writes.get(register, write))
    return writes


def card_keys(judged: Iterable[Judged]) -> list[tuple[int, Sequence[bytes]]]:
    """The keys that a device made for one-day cards, each list with its body."""
    return [(entry.body, entry.keys) for one in judged for entry in one.entries_of(CardKeys)]


def voided(judged: Iterable[Judged]) -> list[Ref]:
    """What voids that stand take back."""
    return [
        (entry.about.device, entry.about.seq)
        for one in judged
        if one.finding.kind is not RulingKind.REJECTED
        for entry in one.entries_of(Void)
    ]
