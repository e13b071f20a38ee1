"""One run: a seed decides who does what, and what goes wrong; in the end everything must agree.

Nothing happens but what is decided here, and all of it by the seed. What goes wrong: requests and
replies are lost, late, doubled, in another order, answered by a Wi-Fi's own page; the server's
transactions fail half-way and its process dies; phones die between any two steps, come back from
backups, are copied, wiped; their clocks are wrong by seconds or years, and jump.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, NamedTuple

import msgspec

from server.app.clock import DAY_MS
from server.app.problems import Refusal
from sync.log import decode_entry, device_id
from sync.message import decode_reply
from tests.simulation.courier import Brought, Sealed, as_reply, hand_in
from tests.simulation.model import TEN_MINUTES, Act, Backup, Handset, Item, Ledger, Log, Ref
from tests.simulation.oracle import Facts
from tests.simulation.pipe import Answer, Event, Phones
from tests.simulation.server import Reply, Server
from tests.simulation.village import PHONES, SYNCED_MS, Place, public_key
from tests.support.installation import START_MS


class Violation(AssertionError):
    """What must never be. The message says what was seen, and what should have been."""


class Flight(NamedTuple):
    """A request on its way, with the log of its phone when it left."""

    wait: int
    phone: str
    device: str
    body: bytes
    log: Log


@dataclass(frozen=True)
class World:
    """What all runs of a process share."""

    server: Server
    phones: Phones
    places: tuple[Place, ...]
    facts: Facts

    def place(self, number: int) -> Place:
        return next(place for place in self.places if place.id == number)


class Run:
    """`tell` hears of every step, as a line to be read."""

    def __init__(self, world: World, seed: int, tell: Callable[[str], None] | None = None) -> None:
        self.world, self.seed, self._tell = world, seed, tell
        self.random = Random(seed)  # noqa: S311 - it must be repeatable, not secret
        self.now = START_MS + self.random.randrange(DAY_MS)
        self.ledger = Ledger()
        for number, one in enumerate(PHONES):
            self.ledger.enrol(name_of(number), one.account, SYNCED_MS)
        self.handsets: dict[str, Handset] = {}
        self.acts: dict[int, Act] = {}
        self.lost: set[int] = set()
        """Acts that were nowhere but on a disk that is gone."""
        self.copied: set[int] = set()
        """Acts that two phones may send under two keys, because one's disk was copied."""
        self.flights: list[Flight] = []
        self.replies: list[tuple[int, str, Reply]] = []
        self.strays: list[Flight] = []
        """Requests that somebody else still carries about."""
        self.old: list[Flight] = []
        """Requests that the server took, for somebody to deliver once more."""
        self.last: dict[str, Flight | None] = {}
        """Of each device the one that it took last, None for what a courier brought."""
        self.parcels: list[Sealed] = []
        """Carried about by couriers; one may be handed in by several."""
        self.brought: list[Brought] = []
        """Answers that couriers bring back."""
        self.unwritten: set[int] = set()
        """Acts of which the phone never said that they are stored, and they were not."""
        self.backups: list[Backup] = []
        self.keys_used = len(PHONES)
        self.enrolments: dict[int, tuple[str, Event]] = {}
        self.outcomes: dict[str, Any] = {}
        self.shown: list[tuple[dict[str, Any], str, int]] = []
        """Cards that were shown, each with whose it is and the presentation's time step."""
        self.tastes: dict[str, float] = {}
        self.steps = 0

    # -- telling ------------------------------------------------------------------------------

    def say(self, text: str) -> None:
        if self._tell:
            self._tell(f"{(self.now - START_MS) / 1000:>12.0f} s  {text}")

    # -- the phones ---------------------------------------------------------------------------

    def send(self, op: str, **command: Any) -> Answer:
        answer = self.world.phones.send(op, **command)
        for event in answer.events:
            self._hear(event)
        return answer

    def _hear(self, event: Event) -> None:
        phone = self.handsets[event["phone"]]
        kind = event["on"]
        if kind == "post":
            if phone.enrolling or phone.pending:
                self.reconcile(phone)
            body = bytes.fromhex(event["body"])
            device = body[68:80].hex()  # signature, array, version, binary of 12
            self.flights.append(Flight(event["wait"], phone.id, device, body, phone.log))
            self.say(f"{phone.id} asks ({len(body)} bytes, wait {event['wait']})")
        elif kind == "enrol":
            phone.enrolling = True
            self.keys_used = max(self.keys_used, event["key"] + 1)
            self.enrolments[event["wait"]] = phone.id, event
            self.say(f"{phone.id} wants key {event['key']} enrolled")
        elif kind == "appended":
            act = phone.pending.pop(event["act"], None)
            if act is None:
                return  # found on the disk before
            if not act.wall <= event["stamp"][0] <= self.wall(phone) + TEN_MINUTES:
                raise Violation(f"{phone.id} dates {event['stamp']} what it wrote at {act.wall}")
            if phone.device != event["device"]:
                self.reconcile(phone)
            if event["seq"] > len(phone.log) + 1:
                # Another window's is on the disk before, and not heard of yet.
                phone.pending[event["act"]] = act
                self.reconcile(phone)
            if event["seq"] > len(phone.log):
                item = Item(act, event["stamp"][0], event["stamp"][1], _refs(act.entry))
                self._add(phone, item, event["seq"])
        elif kind == "refused":
            del phone.pending[event["act"]]
            raise Violation(f"{phone.id} does not take {event}")
        elif kind == "synced":
            phone.syncing.discard(event["tab"])
            if phone.enrolling:
                self.reconcile(phone)
            self.say(f"{phone.id} is done: {event['outcome']}")
            self.outcomes[phone.id] = event["outcome"]

    def _add(self, phone: Handset, item: Item, seq: int) -> None:
        phone.log = (*phone.log, item)
        if len(phone.log) != seq:
            raise Violation(f"{phone.id} numbers {seq} what is entry {len(phone.log)}")

    def reconcile(self, phone: Handset) -> None:
        """After a death or a new key: what the disk holds must be what the phone promised."""
        log = self.send("log", phone=phone.id).result
        if log is None:
            raise Violation(f"{phone.id} has lost its database")
        entries = [decode_entry(bytes.fromhex(text)) for text in log["entries"]]
        if log["last"] != len(entries):
            raise Violation(f"{phone.id}: the log says {log['last']}, there are {len(entries)}")
        kept = 0
        if log["device"] != phone.device:
            kept = self._kept(phone, entries)
        before = phone.log[kept:]
        follow = {(phone.device, kept + n): (log["device"], n) for n in range(1, len(before) + 1)}
        items: list[Item] = []
        for entry in entries:
            at = len(items)
            if at < len(before):
                refs = tuple(follow.get(ref, ref) for ref in before[at].refs)
                item = before[at]._replace(refs=refs)
            else:
                item = self._late(phone, entry)
            stated = (entry.ms, entry.counter, _refs_of(entry))
            if stated != (item.ms, item.counter, item.refs):
                raise Violation(f"{phone.id}: entry {at + 1} is {stated}, not {item}")
            items.append(item)
        if len(items) < len(before):
            raise Violation(f"{phone.id} forgot {before[len(items) :]}")
        if log["device"] != phone.device:
            self.say(f"{phone.id} goes on as {log['device']}, {kept} of {len(phone.log)} stay")
            phone.device, phone.enrolling = log["device"], False
            phone.fresh += 1
        phone.log = tuple(items)

    def _kept(self, phone: Handset, entries: list[Any]) -> int:
        """How many entries stayed behind under the old key: the others go on, in their order."""
        for kept in range(len(phone.log) + 1):
            moved = [item.stamp for item in phone.log[kept:]]
            if moved == [(entry.ms, entry.counter) for entry in entries[: len(moved)]]:
                return kept
        raise AssertionError("an empty rest fits anything")

    def _late(self, phone: Handset, entry: Any) -> Item:
        """An act that was stored although the phone could not say so any more."""
        for number, act in phone.pending.items():
            if type(entry).__name__ == act.kind and _same(act.entry, entry):
                del phone.pending[number]
                return Item(act, entry.ms, entry.counter, _refs(act.entry))
        raise Violation(f"{phone.id} holds {entry}, which nobody wrote there")

    def open(self, phone: Handset) -> None:
        tab = f"{phone.id}.{self.steps}.{len(phone.tabs)}"
        phone.tabs.append(tab)
        where = {"phone": phone.id, "tab": tab, "account": phone.account}
        if not self.send("open", **where, wall=self.wall(phone)).result:
            raise Violation(f"{phone.id} has lost its database")
        if len(phone.tabs) == 1:
            self.reconcile(phone)
            self.unwritten |= phone.pending.keys()
            phone.pending.clear()
            phone.enrolling = False
        self.say(f"{phone.id} opens window {len(phone.tabs)}")

    def kill(self, phone: Handset) -> None:
        """The power is gone. What was asked for may still arrive; its answer finds nobody."""
        self.send("kill", phone=phone.id)
        self.strays += [flight for flight in self.flights if flight.phone == phone.id]
        self.flights = [flight for flight in self.flights if flight.phone != phone.id]
        self.replies = [reply for reply in self.replies if reply[1] != phone.id]
        gone = [wait for wait, (who, _) in self.enrolments.items() if who == phone.id]
        for wait in gone:
            del self.enrolments[wait]
        phone.tabs.clear()
        phone.syncing.clear()
        self.say(f"{phone.id} dies")

    def forget(self, phone: Handset, kept: set[int]) -> None:
        """Its disk is given up, but for these acts: what nobody else has is known to be lost."""
        elsewhere = {
            item.act.number
            for other in self.handsets.values()
            if other is not phone
            for item in other.log
        }
        self.lost |= {item.act.number for item in phone.log} - elsewhere - kept
        self.unwritten |= phone.pending.keys()
        phone.pending.clear()
        phone.enrolling = False

    def wall(self, phone: Handset) -> int:
        return max(0, self.now + phone.offset)

    # -- the server ---------------------------------------------------------------------------

    async def deliver(self, flights: list[Flight]) -> list[Reply]:
        """At one and the same instant; what the server took of them goes into the ledger."""
        first: dict[str, Flight] = {}
        for flight in flights:
            first.setdefault(flight.device, flight)
        if len(first) < len(flights):  # of one log, one upload after the other
            later = [flight for flight in flights if flight is not first[flight.device]]
            ahead = [*first.values()]
            replies = [*await self.deliver(ahead), *await self.deliver(later)]
            by_wait = dict(zip((flight.wait for flight in [*ahead, *later]), replies, strict=True))
            return [by_wait[flight.wait] for flight in flights]
        server = self.world.server
        server.clock.now = self.now
        posts = [server.post(flight.body, flight.phone) for flight in flights]
        answers = list(await asyncio.gather(*posts))
        # What arrives together is judged in one order or the other: the database tells which.
        for flight, reply in zip(flights, answers, strict=True):
            if self._account(flight.device, flight.log, reply):
                self.old.append(flight)
                self.last[flight.device] = flight
            self.say(f"the server answers {flight.phone} {_summary(reply)}")
        return answers

    async def took(self, flight: Flight) -> bool:
        """Whether the server makes anything of this request, which nobody waits for."""
        self.world.server.clock.now = self.now
        reply = await self.world.server.post(flight.body, flight.phone)
        self.say(f"the server answers {_summary(reply)}")
        return _was_processed(reply)

    async def hand_in(self, parcel: Sealed, courier: str) -> Brought | None:
        """The same of what a courier brings."""
        self.world.server.clock.now = self.now
        brought = await hand_in(self.world.server, parcel, courier)
        reply = as_reply(brought)
        if self._account(parcel.device, parcel.log, reply):
            self.last[parcel.device] = None
        self.say(f"the server answers parcel {parcel.name} of {parcel.phone} {_summary(reply)}")
        return brought

    def _account(self, device: str, log: Log, reply: Reply) -> bool:
        """Puts into the ledger what was taken in of an upload; False if it was not processed."""
        stored = self.world.server.stored(bytes.fromhex(device))
        known = len(self.ledger.logs.get(device, ()))
        if not _was_processed(reply):
            if stored != known:
                raise Violation(f"{device} has {stored} entries stored, {known} were taken")
            return False
        if not known <= stored <= max(known, len(log)):
            raise Violation(f"{device} has {stored} entries stored, its log was {log}")
        self.ledger.take(device, log[known:stored], self.now)
        return True

    async def take_key(self, account: str, key: int, signature: bytes) -> bytes | Refusal:
        self.world.server.clock.now = self.now
        challenge = await self.world.server.enrol(account, public_key(key), signature)
        if isinstance(challenge, bytes):
            self.ledger.enrol(name_of(key), account, self.now)
        return challenge


@cache
def name_of(key: int) -> str:
    return device_id(public_key(key)).hex()


def _refs(entry: dict[str, Any]) -> tuple[Ref, ...]:
    """The entries that one as the screen wrote it names."""
    named = [entry["about"]] if "about" in entry else entry.get("observed", [])
    return tuple((ref["device"], ref["seq"]) for ref in named)


def _refs_of(entry: Any) -> tuple[Ref, ...]:
    """The same of one that was stored."""
    named = [entry.about] if hasattr(entry, "about") else getattr(entry, "observed", [])
    return tuple((ref.device.hex(), ref.seq) for ref in named)


def _same(written: dict[str, Any], stored: Any) -> bool:
    """Whether this is what the screen wrote, but for what other entries are called by now."""
    for field, value in written.items():
        if field in ("type", "about", "observed"):
            continue
        kept = getattr(stored, field, value)
        if field == "party":
            kept = [msgspec.structs.asdict(one) for one in kept]
        if (kept.hex() if isinstance(kept, bytes) else kept) != value:
            return False
    return True


def _was_processed(reply: Reply) -> bool:
    """A repeat is told only how far its log is stored: that there is more, and nothing of it."""
    if reply.status != 200:
        return False
    told = decode_reply(reply.body)
    return not told.more or bool(told.items)


def _summary(reply: Reply) -> str:
    """Nothing that chance decides, as a challenge: a seed's story is the same each time."""
    if reply.status == 200:
        return f"200 ({len(reply.body)} bytes), stored {decode_reply(reply.body).stored}"
    if not reply.body:
        return str(reply.status)
    return f"{reply.status} {msgspec.json.decode(reply.body)['code']}"
