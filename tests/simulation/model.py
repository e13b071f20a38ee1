"""What the scheduler knows to be true: every act, every log, everything that the server took in.

Kept beside the system, never read from it but for what a test cannot know before (the stamp that a
phone gave, how much of an upload was committed).
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

Ref = tuple[str, int]
"""Device, in hexadecimal, and number."""


@dataclass
class Act:
    """Something a person did on a phone. `entry` is what the screen wrote, without its stamp."""

    number: int
    author: str
    phone: str
    entry: dict[str, Any]
    member: str = ""
    """Whom it is about: of a check-in whose card it was, else the author."""
    card_valid: tuple[int, int] = (0, 0)
    """Of a check-in: from and until when the card was good, milliseconds."""
    wall: int = 0
    """What the phone's clock said when it was written."""

    @property
    def kind(self) -> str:
        return str(self.entry["type"])


class Item(NamedTuple):
    """An act as it stands in one log: with its stamp, and with the entries that it names there."""

    act: Act
    ms: int
    counter: int
    refs: tuple[Ref, ...]

    @property
    def stamp(self) -> tuple[int, int]:
        return self.ms, self.counter


Log = tuple[Item, ...]


@dataclass
class Handset:
    """A phone as it must be by what was done to it."""

    id: str
    account: str
    staff_of: int
    device: str
    log: Log = ()
    offset: int = 0
    """How far its clock is ahead of the true time, milliseconds."""
    tabs: list[str] = field(default_factory=list)
    """Open windows; none when it is off."""
    fresh: int = 0
    """How often it went on under a fresh key."""
    enrolling: bool = False
    """It may go on under another key at any moment."""
    pending: dict[int, Act] = field(default_factory=dict)
    """Acts that the phone has not confirmed to be stored."""
    syncing: set[str] = field(default_factory=set)
    """Windows with a sync under way."""


class Backup(NamedTuple):
    name: str
    phone: str
    account: str
    device: str
    log: Log
    fresh: int
    """As it was of the phone."""


class Stored(NamedTuple):
    """An entry that the server took in: as what, when, and how far back it could date from."""

    ref: Ref
    item: Item
    arrival: int
    anchor: int


@dataclass
class Ledger:
    """What the server must hold."""

    logs: dict[str, list[Stored]] = field(default_factory=dict)
    arrivals: list[Stored] = field(default_factory=list)
    """All of them in the order in which they were judged."""
    anchors: dict[str, int] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    """The account of each device."""

    def enrol(self, device: str, account: str, now: int) -> None:
        """What its holder's other phones may still say, it may say too."""
        if device not in self.owners:
            theirs = [self.anchors[one] for one, owner in self.owners.items() if owner == account]
            self.owners[device] = account
            self.anchors[device] = min([now, *theirs])

    def take(self, device: str, items: Log, arrival: int) -> None:
        """An upload was processed; `items` are what it added."""
        anchor = self.anchors[device]
        log = self.logs.setdefault(device, [])
        for item in items:
            stored = Stored((device, len(log) + 1), item, arrival, anchor)
            log.append(stored)
            self.arrivals.append(stored)
        if not items:  # the log was complete at this instant
            self.anchors[device] = max(anchor, arrival)
            return
        sane = [item.ms for item in items if item.ms <= arrival + TEN_MINUTES]
        if sane:
            self.anchors[device] = max(anchor, min(sane[-1], arrival))


TEN_MINUTES = 600_000
